#include "lexer_cjk.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "count.h"
#include "number.h"

/* Hiragana, and the commonest characters of Chinese grammar, say little. */
static bool is_weak(uint32_t cp)
{
	static const uint32_t weak[] = {0x7684, 0x4E86, 0x5728, 0x662F, 0x548C, 0x4E0E, 0x53CA,
	    0x4E5F, 0x5C31, 0x90FD, 0x800C, 0x88AB, 0x628A, 0x5BF9, 0x4E0D, 0x8FD9, 0x90A3, 0x6709,
	    0x4E3A};
	for (size_t i = 0; i < COUNT(weak); i++)
		if (weak[i] == cp)
			return true;
	return cp >= 0x3041 && cp < 0x30A0;
}

static void add_bigram(struct lexer *lx, size_t at, size_t n, uint32_t a, uint32_t b)
{
	struct doc_token *t = lexer_state_add(lx, at, n);
	uint32_t pair[2] = {a, b};

	if (t == NULL)
		return;
	t->term = (uint32_t)XXH3_64bits_withSeed(pair, sizeof(pair), 80);
	bool hiragana = a >= 0x3041 && a < 0x30A0 && b >= 0x3041 && b < 0x30A0;
	t->flags = DOC_CJK;
	bool common_a = normalizer_is_common(lx->z, lx->d->lang, a);
	bool common_b = normalizer_is_common(lx->z, lx->d->lang, b);
	if (common_a == common_b)
		t->flags |= common_a ? DOC_PLAIN : DOC_UNUSUAL;
	if (b == 0 || hiragana || (is_weak(a) && is_weak(b)))
		t->flags |= DOC_STOP;
}

/* The sentence, which lexer.c then ends: nobody writes so many characters without a sign. */
static bool is_full(const struct lexer *lx)
{
	return lx->split && lx->d->ntokens - lx->sent_first >= DOC_SENTENCE_TOKENS_MAX;
}

void lexer_cjk_read(struct lexer *lx)
{
	size_t at = lx->at, step, prev_at = at;
	uint32_t prev = 0, cp;
	size_t chars = 0;

	lx->before = (struct sentence_before){0};
	while (lexer_state_kind(cp = lexer_state_peek(lx, at, &step)) == KIND_CJK && step > 0 &&
	       !is_full(lx)) {
		double value = 0;
		size_t n = number_parse_cjk(lx->text, at, &value);
		if (n > 0) {
			struct doc_token *t = lexer_state_add(lx, at, n);
			if (t != NULL) {
				t->flags = DOC_NUMBER | DOC_CJK;
				t->term = number_term(value);
			}
			at += n;
			prev = 0;
			chars++;
			continue;
		}
		if (prev != 0)
			add_bigram(lx, prev_at, at + step - prev_at, prev, cp);
		prev = cp;
		prev_at = at;
		at += step;
		chars++;
	}
	if (chars == 1 && prev != 0)
		add_bigram(lx, prev_at, at - prev_at, prev, 0);
	lx->at = at;
}
