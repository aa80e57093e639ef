#include "lexer_number.h"

#include "ascii.h"
#include "number.h"

#define WHOLE_MAX 9e18 /* an int64_t holds it */

static void remember_number(struct lexer *lx, double value, bool is_word, size_t end)
{
	lx->number.token = lx->d->ntokens - 1;
	lx->number.value = value;
	lx->number.is_word = is_word;
	lx->number.end = end;
}

/* "treinta y cuatro", "vinte e quatro": between the number word before
 * and this one stands only a short word of grammar, which is the last token. */
static bool is_and(const struct lexer *lx, size_t from, const struct word *w)
{
	const struct doc *d = lx->d;
	double prev = lx->number.value;

	if ((d->lang != LANG_ES && d->lang != LANG_PT) || !lx->number.is_word || w->value >= 10 ||
	    prev < 20 || prev >= 100 || (int)prev % 10 != 0 || lx->number.token + 2 != d->ntokens ||
	    lx->number.token < lx->sent_first)
		return false;
	const struct doc_token *t = &d->tokens[d->ntokens - 1];
	return (t->flags & DOC_STOP) != 0 && t->n <= 2 && from - lx->number.end <= 4;
}

/* No comma, stop or paragraph's end stands between the words of one number: "sept mille,
 * deux mille" are two. */
static bool goes_on(const struct lexer *lx, size_t from)
{
	const struct doc *d = lx->d;
	struct view gap = view_sub(lx->text, lx->number.end, from - lx->number.end);
	unsigned lines = 0;

	if (d->ntokens == 0 || lx->number.token + 1 != d->ntokens || lx->number.end == 0 ||
	    lx->number.token < lx->sent_first || gap.n > 4)
		return false;
	for (size_t i = 0; i < gap.n; i++) {
		lines += gap.p[i] == '\n';
		if (view_chr(VIEW_LIT(",.;:!?()"), gap.p[i]) != SIZE_MAX)
			return false;
	}
	return lines < 2 && view_find(gap, VIEW_LIT("،")) == SIZE_MAX;
}

void lexer_number_word(
    struct lexer *lx, size_t from, size_t end, const struct word *w, enum lang lang)
{
	struct doc *d = lx->d;
	double prev = lx->number.value, value = 0;

	if (is_and(lx, from, w))
		d->ntokens--;
	bool joined = prev > 0 && goes_on(lx, from);

	if (joined && (w->flags & WORD_FACTOR) != 0)
		value = prev * w->value;
	else if (joined && lx->number.is_word && prev >= 20 && prev < 100 && (int)prev % 10 == 0 &&
		 w->value < 10)
		value = prev + w->value;
	else if (joined && lx->number.is_word && prev >= 100 && prev < WHOLE_MAX &&
		 (int64_t)prev % 100 == 0 && w->value < 100)
		value = prev + w->value;
	else if (joined && lang == LANG_AR && lx->number.is_word && prev < 10 && w->value >= 10 &&
		 w->value < 100)
		value = prev + w->value; /* "five and thirty", "four ten" */
	else if (joined && lang == LANG_FR && prev == 4 && w->value == 20)
		value = 80;
	else if (joined && lang == LANG_FR && (prev == 60 || prev == 80) && w->value < 20)
		value = prev + w->value;
	if (value > 0) {
		struct doc_token *t = &d->tokens[lx->number.token];
		t->n = (uint16_t)(end - t->at < UINT16_MAX ? end - t->at : UINT16_MAX);
		lexer_state_number(t, value);
	} else {
		struct doc_token *t = lexer_state_add(lx, from, end - from);
		if (t == NULL)
			return;
		value = w->value;
		/* "millions of" counts nothing */
		if ((w->flags & WORD_FACTOR) != 0 && w->value > 100) {
			t->term = w->term;
			return;
		}
		lexer_state_number(t, value);
	}
	remember_number(lx, value, true, end);
}

/* "2億3000万": a number behind a number's sign, whose own sign is smaller, is its rest. */
static size_t read_rest(struct lexer *lx, size_t at, double factor, double *value)
{
	size_t from = at;

	while (factor > 1 && at < lx->text.n && ascii_is_digit(lx->text.p[at])) {
		double rest = 0;
		size_t more, n = number_parse(lx->text, at, lx->d->lang, &rest);
		double next = number_suffix(lx->text, at + n, false, &more);
		if (next >= factor || rest * next >= factor)
			break;
		*value += rest * next;
		factor = next;
		at += n + more;
	}
	return at - from;
}

void lexer_number_read(struct lexer *lx)
{
	double value = 0;
	size_t from = lx->at, n = number_parse(lx->text, from, lx->d->lang, &value), more;
	double factor = number_suffix(lx->text, from + n, lx->money, &more);

	value *= factor;
	n += more;
	if (lang_is_cjk(lx->d->lang))
		n += read_rest(lx, from + n, factor, &value);
	lx->at = from + n;
	lx->before = (struct sentence_before){0};
	struct doc_token *t = lexer_state_add(lx, from, n);
	if (t == NULL)
		return;
	lexer_state_number(t, value);
	remember_number(lx, value, false, lx->at);
	/* "18th", "3rd": the ending says nothing */
	static const struct view endings[] = {{"th", 2}, {"st", 2}, {"nd", 2}, {"rd", 2}};
	for (size_t i = 0; i < 4; i++) {
		size_t step;
		if (view_casestarts(view_sub(lx->text, lx->at, 2), endings[i]) &&
		    lexer_state_kind(lexer_state_peek(lx, lx->at + 2, &step)) != KIND_LETTER) {
			lx->at += 2;
			break;
		}
	}
}
