/*
 * One pass over the bytes: words, numbers and quotes have a file each
 * (lexer_word.c, lexer_number.c, lexer_cjk.c, lexer_quote.c); here is the loop,
 * and where sentences end.
 */
#include "lexer.h"

#include "count.h"
#include "lexer_cjk.h"
#include "lexer_number.h"
#include "lexer_quote.h"
#include "lexer_word.h"

static void end_sentence(struct lexer *lx, size_t end)
{
	struct doc *d = lx->d;
	size_t len = d->ntokens - lx->sent_first;

	lx->before = (struct sentence_before){0};
	if (len == 0 || !lx->split) {
		lx->sent_at = end;
		return;
	}
	if (d->nsentences == lx->sentence_cap) {
		size_t cap = lx->sentence_cap * 2;
		struct doc_sentence *grown = arena_grow(d->arena, d->sentences,
		    lx->sentence_cap * sizeof(*grown), cap * sizeof(*grown));
		if (grown == NULL) {
			lx->err = CT_ENOMEM;
			return;
		}
		d->sentences = grown;
		lx->sentence_cap = cap;
	}
	d->sentences[d->nsentences++] = (struct doc_sentence){.at = (uint32_t)lx->sent_at,
	    .n = (uint32_t)(end - lx->sent_at),
	    .first = (uint32_t)lx->sent_first,
	    .len = (uint32_t)len};
	lx->sent_first = d->ntokens;
	lx->sent_at = end;
}

static void read_newline(struct lexer *lx)
{
	size_t at = lx->at;
	bool blank = false;

	if (lx->split && sentence_newline(lx->text, at, at - lx->line))
		end_sentence(lx, at);
	size_t newlines = 0;
	while (at < lx->text.n && (lx->text.p[at] == '\n' || lx->text.p[at] == '\r' ||
				      lx->text.p[at] == ' ' || lx->text.p[at] == '\t'))
		newlines += lx->text.p[at++] == '\n';
	blank = newlines > 1;
	/* An unclosed quote goes on past a paragraph only where its sign has a
	 * closing one of its own. */
	if (blank && lx->quote != 0)
		lexer_quote_end(lx, lx->quote != '"');
	lx->at = at > lx->at ? at : lx->at + 1;
	lx->line = lx->at;
}

static bool is_terminal(uint32_t cp)
{
	return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == 0x3002 ||
	       cp == 0xFF01 || cp == 0xFF1F || cp == 0xFF0E || cp == 0x61F || cp == 0x6D4;
}

static void read_other(struct lexer *lx, uint32_t cp, size_t step)
{
	static const uint32_t currency[] = {'$', 0xA3, 0x20AC, 0xA5};

	lx->money = false;
	for (size_t i = 0; i < COUNT(currency); i++)
		lx->money |= cp == currency[i];
	if (is_terminal(cp) && lx->split) {
		lx->before.ordinals = lx->d->lang == LANG_DE;
		size_t n = sentence_end(lx->text, lx->at, step, &lx->before);
		if (n > 0) {
			for (size_t end = lx->at + n; lx->at < end && lx->at < lx->text.n;
			     lx->at += step)
				lexer_quote_read(lx, lexer_state_peek(lx, lx->at, &step));
			end_sentence(lx, lx->at);
			return;
		}
	}
	if (lexer_quote_closing(cp) != 0 || cp == lx->quote)
		lexer_quote_read(lx, cp);
	lx->at += step;
}

static void read_one(struct lexer *lx)
{
	size_t step;
	uint32_t cp = lexer_state_peek(lx, lx->at, &step);

	switch (lexer_state_kind(cp)) {
	case KIND_SPACE:
		lx->at += step;
		break;
	case KIND_LETTER:
		lexer_word_read(lx);
		break;
	case KIND_CJK:
		lexer_cjk_read(lx);
		break;
	case KIND_DIGIT:
		lexer_number_read(lx);
		lx->money = false;
		break;
	case KIND_NEWLINE:
		read_newline(lx);
		break;
	case KIND_OTHER:
		read_other(lx, cp, step);
		break;
	}
}

enum ct_err lexer_read(struct normalizer *z, struct doc *d, size_t from, size_t to, bool split)
{
	struct lexer lx = {.z = z,
	    .d = d,
	    .text = view_sub(d->text, 0, to),
	    .at = from,
	    .line = from,
	    .sent_at = from,
	    .sent_first = d->ntokens,
	    .split = split,
	    .token_cap = d->ntokens + (to - from) / 5 + 16,
	    .sentence_cap = (to - from) / 100 + 8};

	struct doc_token *tokens = ARENA_ARRAY(d->arena, lx.token_cap, struct doc_token);
	d->sentences = ARENA_ARRAY(d->arena, lx.sentence_cap, struct doc_sentence);
	if (tokens == NULL || d->sentences == NULL)
		return CT_ENOMEM;
	if (d->ntokens > 0)
		memcpy(tokens, d->tokens, d->ntokens * sizeof(*tokens));
	d->tokens = tokens;
	while (lx.at < lx.text.n && lx.err == CT_OK && d->ntokens < DOC_TOKENS_MAX &&
	       d->nsentences < DOC_SENTENCES_MAX) {
		read_one(&lx);
		if (d->ntokens - lx.sent_first >= DOC_SENTENCE_TOKENS_MAX)
			end_sentence(&lx, lx.at);
	}
	if (d->nsentences < DOC_SENTENCES_MAX)
		end_sentence(&lx, lx.at);
	if (lx.quote != 0)
		lexer_quote_end(&lx, lx.quote != '"');
	return lx.err;
}
