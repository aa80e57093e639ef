/*
 * Any two texts, in any language tag: normalizing, fingerprinting, aligning and
 * explaining must end, and say what the contracts say.  The first byte chooses
 * the language, the first 0xFF parts the two.
 */
#include <stdint.h>
#include <stdlib.h>

#include "count.h"
#include "doc.h"
#include "fingerprint.h"
#include "judge.h"
#include "mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Made once: they are tables of some MiB, and change no outcome. */
static struct normalizer *normalizer;
static struct judge *judge;

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_doc(const struct ct_story *s)
{
	struct fingerprint fp, again;
	struct buf bytes = BUF_INIT(1 << 16);
	struct doc *d;

	must(doc_make_with(normalizer, s, &d) == CT_OK);
	for (size_t i = 0; i < d->nsentences; i++) {
		must(d->sentences[i].first + d->sentences[i].len <= d->ntokens);
		must(doc_sentence_text(d, &d->sentences[i]).n <= d->text.n);
	}
	fingerprint_make(d, &fp);
	doc_free(d);
	fingerprint_encode(&fp, &bytes);
	struct cursor c = cursor_of(buf_view(&bytes));
	must(bytes.err == CT_OK && fingerprint_decode(&c, &again) == CT_OK);
	must(again.nkeys == fp.nkeys && again.body[0] == fp.body[0]);
	buf_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const langs[] = {
	    "", "en", "de", "fr", "es", "pt", "it", "ru", "uk", "ar", "zh", "ja"};
	struct judgement j = {0};

	if (judge == NULL)
		must((normalizer = normalizer_new()) != NULL && (judge = judge_new(NULL)) != NULL);
	if (size < 2 || size > 20000)
		return 0;
	struct view all = {(const char *)data + 1, size - 1};
	struct view lang = view_of(langs[data[0] % COUNT(langs)]);
	size_t cut = view_chr(all, '\xFF');
	struct ct_story a = {.text = view_sub(all, 0, cut), .lang = lang, .published = 0};
	struct ct_story b = {.text = cut < all.n ? view_sub(all, cut + 1, SIZE_MAX) : a.text,
	    .published = CT_TIME_UNKNOWN};

	check_doc(&a);
	check_doc(&b);
	must(judge_pair(judge, &b, 0, &a, &j) == CT_OK);
	must(j.score >= 0 && j.score <= 1 && j.evidence.n > 2 && j.evidence.p[0] == '{');
	judgement_free(&j);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return mutate_story(data, size, max, seed);
}
