/*
 * One pass over the bytes.  ASCII words are folded without decoding; what they
 * mean comes from the normalizer's cache.  Measured: see ARCHITECTURE.md.
 */
#include "lexer.h"

#define XXH_INLINE_ALL
#include <utf8proc.h>
#include <xxhash.h>

#include "number.h"
#include "sentence.h"
#include "translit.h"
#include "utf8.h"

#define WORD_BYTES 64 /* of a folded word; the rest is passed over */
#define QUOTE_WORDS 4 /* shorter quotes are words in quotation marks */
#define QUOTE_TOKENS_MAX 400
#define TOKENS_MAX 16384

enum kind { KIND_SPACE, KIND_LETTER, KIND_CJK, KIND_DIGIT, KIND_NEWLINE, KIND_OTHER };

struct lexer {
	struct normalizer *z;
	struct doc *d;
	struct view text; /* up to the end of what is read */
	size_t at;
	size_t line; /* where the line began */
	size_t token_cap, sentence_cap;
	size_t sent_first; /* token that the open sentence begins with */
	size_t sent_at;    /* its first byte */
	bool split;
	uint32_t quote;     /* the sign that ends the quote we are in, or 0 */
	size_t quote_first; /* token it begins with */
	bool money;         /* a currency sign was just passed */
	struct sentence_before before;
	struct { /* the last number, for "4.7 million" and "twenty four" */
		size_t token;
		double value;
		bool is_word;
		size_t end;
	} number;
	enum ct_err err;
};

static const unsigned char ascii_kind[128] = {['\t'] = KIND_SPACE,
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

static enum kind kind_of(uint32_t cp)
{
	if (cp < 0x80)
		return (enum kind)ascii_kind[cp];
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

static uint32_t peek(const struct lexer *lx, size_t at, size_t *n)
{
	if (at >= lx->text.n) {
		*n = 0;
		return '\n';
	}
	unsigned char c = (unsigned char)lx->text.p[at];
	if (c < 0x80) {
		*n = 1;
		return c;
	}
	size_t end = at;
	uint32_t cp = utf8_next(lx->text, &end);
	*n = end - at;
	return cp;
}

static struct doc_token *add_token(struct lexer *lx, size_t at, size_t n)
{
	struct doc *d = lx->d;

	if (d->ntokens == lx->token_cap) {
		if (lx->token_cap >= TOKENS_MAX)
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

/* --- numbers ---------------------------------------------------------------- */

static void remember_number(struct lexer *lx, double value, bool is_word, size_t end)
{
	lx->number.token = lx->d->ntokens - 1;
	lx->number.value = value;
	lx->number.is_word = is_word;
	lx->number.end = end;
}

/* A number word: joins the number before it, or is one. */
static void add_number_word(
    struct lexer *lx, size_t from, size_t end, const struct word *w, enum lang lang)
{
	struct doc *d = lx->d;
	double prev = lx->number.value, value = 0;
	bool joined = d->ntokens > 0 && lx->number.token + 1 == d->ntokens && lx->number.end > 0 &&
		      from - lx->number.end <= 3 && prev > 0;

	if (joined && (w->flags & WORD_FACTOR) != 0)
		value = prev * w->value;
	else if (joined && lx->number.is_word && prev >= 20 && prev < 100 && (int)prev % 10 == 0 &&
		 w->value < 10)
		value = prev + w->value;
	else if (joined && lx->number.is_word && prev >= 100 && (int64_t)prev % 100 == 0 &&
		 w->value < 100)
		value = prev + w->value;
	else if (joined && lang == LANG_FR && prev == 4 && w->value == 20)
		value = 80;
	else if (joined && lang == LANG_FR && (prev == 60 || prev == 80) && w->value < 20)
		value = prev + w->value;
	if (value > 0) {
		struct doc_token *t = &d->tokens[lx->number.token];
		t->n = (uint16_t)(end - t->at < UINT16_MAX ? end - t->at : UINT16_MAX);
		t->term = number_term(value);
	} else {
		struct doc_token *t = add_token(lx, from, end - from);
		if (t == NULL)
			return;
		value = w->value;
		/* "millions of" counts nothing */
		if ((w->flags & WORD_FACTOR) != 0 && w->value > 100) {
			t->term = w->term;
			return;
		}
		t->flags = DOC_NUMBER;
		t->term = number_term(value);
	}
	remember_number(lx, value, true, end);
}

static void read_number(struct lexer *lx)
{
	double value = 0;
	size_t from = lx->at, n = number_parse(lx->text, from, lx->d->lang, &value), more;

	value *= number_suffix(lx->text, from + n, lx->money, &more);
	n += more;
	lx->at = from + n;
	lx->before = (struct sentence_before){0};
	struct doc_token *t = add_token(lx, from, n);
	if (t == NULL)
		return;
	t->flags = DOC_NUMBER;
	t->term = number_term(value);
	remember_number(lx, value, false, lx->at);
	/* "18th", "3rd": the ending says nothing */
	static const struct view endings[] = {{"th", 2}, {"st", 2}, {"nd", 2}, {"rd", 2}};
	for (size_t i = 0; i < 4; i++) {
		size_t step;
		if (view_casestarts(view_sub(lx->text, lx->at, 2), endings[i]) &&
		    kind_of(peek(lx, lx->at + 2, &step)) != KIND_LETTER) {
			lx->at += 2;
			break;
		}
	}
}

/* --- words ------------------------------------------------------------------ */

struct raw_word {
	char folded[WORD_BYTES];
	size_t n;       /* bytes of it */
	size_t letters; /* code points, ASCII: bytes */
	size_t upper;
	bool first_upper, last_lower;
	bool digits; /* letters and digits mixed: "R42" */
};

/* What an apostrophe inside a word does. */
static bool joins(const struct lexer *lx, const struct raw_word *w, size_t after)
{
	size_t step;
	uint32_t cp = peek(lx, after, &step);
	enum lang lang = lx->d->lang;

	if (kind_of(cp) != KIND_LETTER)
		return false;
	if (lang == LANG_FR || lang == LANG_IT)
		return w->letters > 5; /* "l'homme", "dell'anno" are two words */
	return true;
}

static void fold_into(struct raw_word *w, uint32_t cp)
{
	uint32_t low = translit_fold(cp);

	if (low == 0)
		return;
	w->letters++;
	w->upper += low != cp;
	if (w->letters == 1)
		w->first_upper = low != cp;
	w->last_lower = low == cp;
	if (low == 0xDF) { /* ß */
		if (w->n + 2 <= WORD_BYTES) {
			w->folded[w->n++] = 's';
			w->folded[w->n++] = 's';
		}
		return;
	}
	if (w->n + 4 <= WORD_BYTES)
		w->n += utf8_encode(low, w->folded + w->n);
}

static bool is_apostrophe(uint32_t cp)
{
	return cp == '\'' || cp == 0x2019 || cp == 0x2BC;
}

/* Reads a word; returns where it ends in the text. */
static size_t read_raw(const struct lexer *lx, struct raw_word *w)
{
	const unsigned char *p = (const unsigned char *)lx->text.p;
	size_t at = lx->at, n = lx->text.n;

	*w = (struct raw_word){.n = 0};
	for (;;) {
		while (at < n && p[at] < 0x80 && ascii_kind[p[at]] == KIND_LETTER) {
			unsigned char c = p[at++];
			bool up = c < 'a';
			if (w->letters++ == 0)
				w->first_upper = up;
			w->upper += up;
			w->last_lower = !up;
			if (w->n < WORD_BYTES)
				w->folded[w->n++] = (char)(c | 32);
		}
		if (at >= n)
			return at;
		size_t step;
		uint32_t cp = peek(lx, at, &step);
		if (cp >= 0x80 && kind_of(cp) == KIND_LETTER) {
			fold_into(w, cp);
		} else if (cp < 0x80 && ascii_kind[cp] == KIND_DIGIT && w->letters > 0) {
			w->digits = true;
			if (w->n < WORD_BYTES)
				w->folded[w->n++] = (char)cp;
		} else if (!is_apostrophe(cp) || !joins(lx, w, at + step)) {
			return at;
		}
		at += step;
	}
}

/* "U.S." and "a.m.": letters with a full stop each; returns the end, or 0. */
static size_t read_acronym(const struct lexer *lx, struct raw_word *w)
{
	const char *p = lx->text.p;
	size_t at = lx->at, n = lx->text.n, letters = 0;

	*w = (struct raw_word){.n = 0};
	while (at + 1 < n && (unsigned char)p[at] < 0x80 &&
	       ascii_kind[(unsigned char)p[at]] == KIND_LETTER && p[at + 1] == '.' && letters < 8) {
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

static void add_word(struct lexer *lx, size_t end, struct raw_word *w)
{
	struct doc *d = lx->d;
	size_t from = lx->at, n = w->n;

	if (n > 2 && w->folded[n - 1] == 's' && end - from >= 2) {
		/* "Witkoff's" is Witkoff (the apostrophe itself is not folded in) */
		const char *q = lx->text.p + end - 2;
		if (*q == '\'' || (end - from >= 4 && memcmp(q - 2, "\xE2\x80\x99", 3) == 0))
			n--;
	}
	/* "US" is no "us": short words in capitals are words of their own. */
	bool acronym =
	    w->letters >= 2 && w->letters <= 3 && w->upper == w->letters && n < WORD_BYTES;
	if (acronym)
		w->folded[n++] = '^';
	const struct word *word = normalizer_word(lx->z, d->lang, w->folded, n);
	if (word->value != 0) {
		add_number_word(lx, from, end, word, d->lang);
		return;
	}
	struct doc_token *t = add_token(lx, from, end - from);
	if (t == NULL)
		return;
	t->term = word->term;
	t->cross = word->cross;
	t->sound = word->sound;
	t->flags = (uint16_t)((word->flags & WORD_STOP ? DOC_STOP : 0) |
			      (word->flags & WORD_DATE ? DOC_DATE : 0) |
			      (w->first_upper ? DOC_CAPITAL : 0) | (w->digits ? DOC_NUMBER : 0));
}

static void read_word(struct lexer *lx)
{
	struct raw_word w;
	size_t end = 0;
	bool dotted = false;

	if (lx->at + 1 < lx->text.n && lx->text.p[lx->at + 1] == '.')
		end = read_acronym(lx, &w);
	if (end > 0)
		dotted = true;
	else
		end = read_raw(lx, &w);
	if (w.n > 0)
		add_word(lx, end, &w);
	if (dotted)
		end--; /* the last stop may end the sentence */
	lx->before.abbrev = dotted || w.letters == 1 ||
			    (end < lx->text.n && lx->text.p[end] == '.' &&
				normalizer_is_abbrev(lx->z, lx->d->lang, w.folded, w.n));
	lx->before.lower_word = w.letters >= 2 && w.last_lower;
	lx->at = end > lx->at ? end : lx->at + 1;
}

/* --- scripts without spaces --------------------------------------------------- */

/* Hiragana, and the commonest characters of Chinese grammar, say little. */
static bool is_weak(uint32_t cp)
{
	static const uint32_t weak[] = {0x7684, 0x4E86, 0x5728, 0x662F, 0x548C, 0x4E0E, 0x53CA,
	    0x4E5F, 0x5C31, 0x90FD, 0x800C, 0x88AB, 0x628A, 0x5BF9, 0x4E0D, 0x8FD9, 0x90A3, 0x6709,
	    0x4E3A};
	for (size_t i = 0; i < sizeof(weak) / sizeof(*weak); i++)
		if (weak[i] == cp)
			return true;
	return cp >= 0x3041 && cp < 0x30A0;
}

static void add_bigram(struct lexer *lx, size_t at, size_t n, uint32_t a, uint32_t b)
{
	struct doc_token *t = add_token(lx, at, n);
	uint32_t pair[2] = {a, b};

	if (t == NULL)
		return;
	t->term = (uint32_t)XXH3_64bits_withSeed(pair, sizeof(pair), 80);
	bool hiragana = a >= 0x3041 && a < 0x30A0 && b >= 0x3041 && b < 0x30A0;
	t->flags = DOC_CJK;
	if (b == 0 || hiragana || (is_weak(a) && is_weak(b)))
		t->flags |= DOC_STOP;
}

static void read_cjk(struct lexer *lx)
{
	size_t at = lx->at, step, prev_at = at;
	uint32_t prev = 0, cp;
	size_t chars = 0;

	lx->before = (struct sentence_before){0};
	while (kind_of(cp = peek(lx, at, &step)) == KIND_CJK && step > 0) {
		double value = 0;
		size_t n = number_parse_cjk(lx->text, at, &value);
		if (n > 0) {
			struct doc_token *t = add_token(lx, at, n);
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

/* --- quotes --------------------------------------------------------------------- */

static uint32_t closing_of(uint32_t cp)
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

static void end_quote(struct lexer *lx, bool certain)
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

static void read_quote(struct lexer *lx, uint32_t cp)
{
	if (lx->quote != 0 &&
	    (cp == lx->quote || (lx->quote == 0x201C && (cp == 0x201D || cp == '"')))) {
		end_quote(lx, true);
		return;
	}
	if (lx->quote != 0 && cp != 0x201C && cp != 0xAB)
		return;
	uint32_t closing = closing_of(cp);
	if (closing != 0) {
		lx->quote = closing;
		lx->quote_first = lx->d->ntokens;
	}
}

/* --- the loop ------------------------------------------------------------------- */

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
		end_quote(lx, lx->quote != '"');
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
	for (size_t i = 0; i < sizeof(currency) / sizeof(*currency); i++)
		lx->money |= cp == currency[i];
	if (is_terminal(cp) && lx->split) {
		size_t n = sentence_end(lx->text, lx->at, step, &lx->before);
		if (n > 0) {
			for (size_t end = lx->at + n; lx->at < end && lx->at < lx->text.n;
			     lx->at += step)
				read_quote(lx, peek(lx, lx->at, &step));
			end_sentence(lx, lx->at);
			return;
		}
	}
	if (closing_of(cp) != 0 || cp == lx->quote)
		read_quote(lx, cp);
	lx->at += step;
}

static void read_one(struct lexer *lx)
{
	size_t step;
	uint32_t cp = peek(lx, lx->at, &step);

	switch (kind_of(cp)) {
	case KIND_SPACE:
		lx->at += step;
		break;
	case KIND_LETTER:
		read_word(lx);
		break;
	case KIND_CJK:
		read_cjk(lx);
		break;
	case KIND_DIGIT:
		read_number(lx);
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
	while (lx.at < lx.text.n && lx.err == CT_OK && d->ntokens < TOKENS_MAX &&
	       d->nsentences < DOC_SENTENCES_MAX) {
		read_one(&lx);
		if (d->ntokens - lx.sent_first >= DOC_SENTENCE_TOKENS_MAX)
			end_sentence(&lx, lx.at);
	}
	if (d->nsentences < DOC_SENTENCES_MAX)
		end_sentence(&lx, lx.at);
	if (lx.quote != 0)
		end_quote(&lx, lx.quote != '"');
	return lx.err;
}
