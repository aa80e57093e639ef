/* What words mean comes from the normalizer's memo. */
#include "lexer_word.h"

#include "count.h"
#include "lexer_ahead.h"
#include "lexer_number.h"

/* "U.S." and "a.m.": letters with a full stop each; returns the end, or 0. */
static size_t read_acronym(const struct lexer *lx, struct lexer_raw *w)
{
	const char *p = lx->text.p;
	size_t at = lx->at, n = lx->text.n, letters = 0;

	lexer_ahead_clear(w);
	while (at + 1 < n && (unsigned char)p[at] < 0x80 &&
	       lexer_state_ascii[(unsigned char)p[at]] == KIND_LETTER && p[at + 1] == '.' &&
	       letters < 8) {
		w->upper += p[at] < 'a';
		w->folded[w->n++] = (char)(p[at] | 32);
		letters++;
		at += 2;
	}
	if (letters < 2)
		return 0;
	/* the last letter may lack its stop: "U.S" */
	w->letters = letters;
	w->first_upper = w->upper > 0;
	return at;
}

/* Italian cuts its tens short before an apostrophe alone: "trent'anni", but "Trent Reznor". */
static bool is_no_ten(const struct lexer *lx, size_t end, const struct lexer_raw *w)
{
	static const char *const apostrophes[] = {"'", "\u2019", "\u02BC"};

	return lx->d->lang == LANG_IT && w->folded[w->form - 1] == 't' &&
	       !view_begins_one(view_sub(lx->text, end, SIZE_MAX), LISTED(apostrophes));
}

static void add_word(struct lexer *lx, size_t end, const struct lexer_raw *w)
{
	struct doc *d = lx->d;
	size_t from = lx->at;
	const struct word *word = normalizer_expected(lx->z, d->lang, w->key, w->folded, w->form);

	if (word->value != 0 && !is_no_ten(lx, end, w)) {
		lexer_number_word(lx, from, end, word, d->lang);
		return;
	}
	struct doc_token *t = lexer_state_add(lx, from, end - from);
	if (t == NULL)
		return;
	t->term = word->term;
	t->cross = word->cross;
	t->sound = w->digits ? 0 : word->sound;
	t->flags = (uint16_t)((word->flags & WORD_STOP ? DOC_STOP : 0) |
			      (word->flags & WORD_DATE ? DOC_DATE : 0) |
			      (w->first_upper ? DOC_CAPITAL : 0) | (w->digits ? DOC_NUMBER : 0));
}

void lexer_word_read(struct lexer *lx)
{
	struct lexer_raw letters, *w = &letters;
	size_t end = 0;

	if (lx->at + 1 < lx->text.n && lx->text.p[lx->at + 1] == '.')
		end = read_acronym(lx, w);
	bool dotted = end > 0;
	if (dotted) {
		lexer_ahead_form(lx, w, lx->at, end);
	} else {
		w = lexer_ahead_word(lx);
		end = w->end;
	}
	if (w->n > 0)
		add_word(lx, end, w);
	if (dotted)
		end--; /* the last stop may end the sentence */
	lx->before.abbrev = dotted || w->letters == 1 ||
			    (end < lx->text.n && lx->text.p[end] == '.' &&
				normalizer_is_abbrev(lx->z, lx->d->lang, w->folded, w->n));
	lx->before.lower_word = w->letters >= 2 && w->last_lower;
	lx->at = end > lx->at ? end : lx->at + 1;
}
