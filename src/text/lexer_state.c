#include "lexer_state.h"

#include <float.h>
#include <utf8proc.h>

#include "number.h"

const unsigned char lexer_state_ascii[128] = {['\t'] = KIND_SPACE,
    [' '] = KIND_SPACE,
    ['\n'] = KIND_NEWLINE,
    ['\r'] = KIND_NEWLINE,
    ['a' ... 'z'] = KIND_LETTER,
    ['A' ... 'Z'] = KIND_LETTER,
    ['0' ... '9'] = KIND_DIGIT,
    ['!' ... '/'] = KIND_OTHER,
    [':' ... '@'] = KIND_OTHER,
    ['[' ... '`'] = KIND_OTHER,
    ['{' ... '~'] = KIND_OTHER};

enum kind lexer_state_wide(uint32_t cp)
{
	if (cp >= 0xC0 && cp < 0x250)
		return cp == 0xD7 || cp == 0xF7 ? KIND_OTHER : KIND_LETTER;
	if (cp >= 0x400 && cp < 0x482)
		return KIND_LETTER;
	if ((cp >= 0x3041 && cp < 0x3097) || (cp >= 0x30A1 && cp < 0x3100 && cp != 0x30FB) ||
	    (cp >= 0x3400 && cp < 0xA000) || cp == 0x3005 || (cp >= 0xAC00 && cp < 0xD7A4) ||
	    (cp >= 0xF900 && cp < 0xFB00) || (cp >= 0x20000 && cp < 0x32000))
		return KIND_CJK;
	if (cp == 0xA0 || cp == 0x3000 || cp == 0x202F || (cp >= 0x2000 && cp <= 0x200A))
		return KIND_SPACE;
	if (cp == 0x2028 || cp == 0x2029 || cp == 0x85)
		return KIND_NEWLINE;
	if (cp == 0xAD || cp == 0x200D || cp == 0x200C)
		return KIND_LETTER; /* inside words */
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND:
		return KIND_LETTER;
	default:
		return KIND_OTHER;
	}
}

struct doc_token *lexer_state_add(struct lexer *lx, size_t at, size_t n)
{
	struct doc *d = lx->d;

	if (d->ntokens == lx->token_cap) {
		if (lx->token_cap >= DOC_TOKENS_MAX)
			return NULL;
		size_t cap = lx->token_cap * 2;
		struct doc_token *grown = arena_grow(
		    d->arena, d->tokens, lx->token_cap * sizeof(*grown), cap * sizeof(*grown));
		if (grown == NULL) {
			lx->err = CT_ENOMEM;
			return NULL;
		}
		d->tokens = grown;
		lx->token_cap = cap;
	}
	struct doc_token *t = &d->tokens[d->ntokens++];
	*t = (struct doc_token){
	    .at = (uint32_t)at, .n = (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX)};
	return t;
}

void lexer_state_number(struct doc_token *t, double value)
{
	t->flags |= DOC_NUMBER;
	t->term = number_term(value);
	t->value = value <= (double)FLT_MAX ? (float)value : 0;
}
