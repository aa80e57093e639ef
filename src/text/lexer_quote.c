#include "lexer_quote.h"

#define QUOTE_WORDS 4 /* shorter quotes are words in quotation marks */
#define QUOTE_TOKENS_MAX 400

uint32_t lexer_quote_closing(uint32_t cp)
{
	switch (cp) {
	case 0x201C:
		return 0x201D;
	case 0x201E:
		return 0x201C; /* German; 0x201D ends it, too */
	case 0xAB:
		return 0xBB;
	case 0xBB:
		return 0xAB;
	case 0x300C:
		return 0x300D;
	case 0x300E:
		return 0x300F;
	case '"':
		return '"';
	default:
		return 0;
	}
}

void lexer_quote_end(struct lexer *lx, bool certain)
{
	struct doc *d = lx->d;
	size_t words = 0;

	for (size_t i = lx->quote_first; i < d->ntokens; i++)
		words += d->tokens[i].flags & DOC_CJK ? 1 : 2;
	lx->quote = 0;
	if (!certain || words < 2 * QUOTE_WORDS || d->ntokens - lx->quote_first > QUOTE_TOKENS_MAX)
		return;
	for (size_t i = lx->quote_first; i < d->ntokens; i++)
		d->tokens[i].flags |= DOC_QUOTED;
}

void lexer_quote_read(struct lexer *lx, uint32_t cp)
{
	if (lx->quote != 0 &&
	    (cp == lx->quote || (lx->quote == 0x201C && (cp == 0x201D || cp == '"')))) {
		lexer_quote_end(lx, true);
		return;
	}
	if (lx->quote != 0 && cp != 0x201C && cp != 0xAB)
		return;
	uint32_t closing = lexer_quote_closing(cp);
	if (closing != 0) {
		lx->quote = closing;
		lx->quote_first = lx->d->ntokens;
	}
}
