#include "lexer_number.h"

#include <math.h>

#include "ascii.h"
#include "number.h"

#define GAP_MAX 5      /* bytes between two words of a number: " and " */
#define WHOLE_MAX 9e18 /* an int64_t holds it */

static void remember_number(struct lexer *lx, double value, bool is_word, size_t end)
{
	lx->number.token = lx->d->ntokens - 1;
	lx->number.value = value;
	lx->number.is_word = is_word;
	lx->number.end = end;
}

/* What a number and a number word behind it make together; 0: two numbers. */
static double together(double prev, double value)
{
	bool tens = fmod(prev, 10) == 0 && fmod(prev, 100) >= 20;

	return (tens && value < 10) || (prev >= 100 && fmod(prev, 100) == 0 && value < 100) ||
		       (prev >= 1000 && fmod(prev, 1000) == 0 && value < 1000)
		   ? prev + value
		   : 0;
}

/* "treinta y cuatro", "vinte e quatro", "cento e quarenta", "two hundred and six": between
 * the number word before and this one stands only a short word of grammar, which is the
 * last token. */
static bool is_and(const struct lexer *lx, size_t from, const struct word *w)
{
	const struct doc *d = lx->d;
	double prev = lx->number.value;
	bool may = d->lang == LANG_PT || (d->lang == LANG_ES && fmod(prev, 100) >= 20) ||
		   (d->lang == LANG_EN && prev >= 100);

	if (!may || !lx->number.is_word || (w->flags & WORD_FACTOR) != 0 ||
	    together(prev, w->value) == 0 || lx->number.token + 2 != d->ntokens ||
	    lx->number.token < lx->sent_first)
		return false;
	const struct doc_token *t = &d->tokens[d->ntokens - 1];
	return (t->flags & DOC_STOP) != 0 && from - lx->number.end <= GAP_MAX &&
	       (d->lang == LANG_EN ? view_is(doc_token_text(d, t), "and") : t->n <= 2);
}

/* "two thousand three hundred": a factor counts what stands behind the greater one. */
static double times(const struct lexer *lx, double factor)
{
	double prev = lx->number.value, rest = fmod(prev, factor * 1000);

	if (factor == 100)
		rest = fmod(prev, 1000);
	return lx->number.is_word && rest > 0 && rest < prev ? prev - rest + rest * factor
							     : prev * factor;
}

/* No comma, stop or paragraph's end stands between the words of one number: "sept mille,
 * deux mille" are two. */
static bool goes_on(const struct lexer *lx, size_t from)
{
	const struct doc *d = lx->d;
	struct view gap = view_sub(lx->text, lx->number.end, from - lx->number.end);
	unsigned lines = 0;

	if (d->ntokens == 0 || lx->number.token + 1 != d->ntokens || lx->number.end == 0 ||
	    lx->number.token < lx->sent_first || gap.n > GAP_MAX)
		return false;
	for (size_t i = 0; i < gap.n; i++) {
		lines += gap.p[i] == '\n';
		if (view_chr(VIEW_LIT(",.;:!?()"), gap.p[i]) != SIZE_MAX)
			return false;
	}
	return lines < 2 && view_find(gap, VIEW_LIT("،")) == SIZE_MAX;
}

/* "deux cent": where the word alone is a number. */
static bool is_hundreds(const struct lexer *lx, const struct word *w)
{
	double rest = fmod(lx->number.value, 1000);

	return lx->d->lang == LANG_FR && w->value == 100 && lx->number.is_word && rest >= 2 &&
	       rest < 10;
}

/* "quatre-vingts", "deux cent quatre-vingt-dix", "mille soixante-douze"; 0: two numbers. */
static double twenties(double prev, double value)
{
	double rest = fmod(prev, 100);

	if (rest == 4 && value == 20)
		return prev + 76;
	return (rest == 60 || rest == 80) && value < 20 ? prev + value : 0;
}

void lexer_number_word(
    struct lexer *lx, size_t from, size_t end, const struct word *w, enum lang lang)
{
	struct doc *d = lx->d;
	double prev = lx->number.value, value = 0;
	size_t all = d->ntokens;

	if (is_and(lx, from, w))
		d->ntokens--;
	bool joined = prev > 0 && goes_on(lx, from);

	if (joined && ((w->flags & WORD_FACTOR) != 0 || is_hundreds(lx, w)))
		value = times(lx, w->value);
	else if (joined && lx->number.is_word && prev < WHOLE_MAX && together(prev, w->value) > 0)
		value = together(prev, w->value);
	else if (joined && lang == LANG_AR && lx->number.is_word && prev < 10 && w->value >= 10 &&
		 w->value < 100)
		value = prev + w->value; /* "five and thirty", "four ten" */
	else if (joined && lang == LANG_FR && lx->number.is_word)
		value = twenties(prev, w->value);
	if (value > 0) {
		struct doc_token *t = &d->tokens[lx->number.token];
		t->n = (uint16_t)(end - t->at < UINT16_MAX ? end - t->at : UINT16_MAX);
		lexer_state_number(t, value);
	} else {
		d->ntokens = all; /* "vinte, e quatro": two */
		struct doc_token *t = lexer_state_add(lx, from, end - from);
		if (t == NULL)
			return;
		value = w->value;
		/* "millions of" counts nothing, but "mille huit cents" does */
		if ((w->flags & WORD_FACTOR) != 0 && w->value > 100) {
			t->term = w->term;
			remember_number(lx, value, true, end);
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
