/* The public names of normalizer, doc and fingerprint. */
#include "doc.h"
#include "fingerprint.h"

_Static_assert(CT_FINGERPRINT_KEYS == FINGERPRINT_KEYS_MAX, "the public limit is the inner one");

struct ct_normalizer *ct_normalizer_new(void)
{
	return (struct ct_normalizer *)normalizer_new();
}

void ct_normalizer_free(struct ct_normalizer *z)
{
	normalizer_free((struct normalizer *)z);
}

enum ct_err ct_normalize(struct ct_normalizer *z, const struct ct_story *s, struct ct_doc **out)
{
	struct doc *d = NULL;
	enum ct_err err =
	    z != NULL ? doc_make_with((struct normalizer *)z, s, &d) : doc_make(s, &d);

	if (err == CT_OK)
		*out = (struct ct_doc *)d;
	return err;
}

void ct_doc_free(struct ct_doc *d)
{
	doc_free((struct doc *)d);
}

const char *ct_doc_language(const struct ct_doc *d)
{
	return lang_words[((const struct doc *)d)->lang].code;
}

size_t ct_doc_sentences(const struct ct_doc *d)
{
	return ((const struct doc *)d)->nsentences;
}

struct ct_text ct_doc_sentence(const struct ct_doc *pub, size_t i)
{
	const struct doc *d = (const struct doc *)pub;

	return i < d->nsentences ? doc_sentence_text(d, &d->sentences[i])
				 : (struct ct_text){NULL, 0};
}

void ct_fingerprint_make(const struct ct_doc *d, struct ct_fingerprint *out)
{
	struct fingerprint fp;

	fingerprint_make((const struct doc *)d, &fp);
	*out = (struct ct_fingerprint){.version = fp.version,
	    .body = {fp.body[0], fp.body[1]},
	    .words = fp.words,
	    .nkeys = fp.nkeys};
	memcpy(out->keys, fp.keys, sizeof(out->keys));
}
