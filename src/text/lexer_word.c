/*
 * ASCII words are folded without decoding; what they mean comes from the
 * normalizer's cache.
 */
#include "lexer_word.h"

#include <endian.h>

#include "lexer_number.h"
#include "translit.h"

#define WORD_BYTES 64 /* of a folded word; the rest is passed over */

struct raw_word {
	size_t n;       /* bytes of it */
	size_t letters; /* code points, ASCII: bytes */
	size_t upper;
	bool first_upper, last_lower;
	bool digits;                 /* letters and digits mixed: "R42" */
	char folded[WORD_BYTES + 8]; /* the rest is room for a step too far */
};

static void clear(struct raw_word *w)
{
	w->n = w->letters = w->upper = 0;
	w->first_upper = w->last_lower = w->digits = false;
}

#define BYTES(c) (0x0101010101010101u * (c)) /* eight of them */

/*
 * Folds the ASCII letters from p[at], eight bytes at a time: a byte under 0x80
 * is a letter where, made lower case, adding 0x80 - 'a' sets its upper bit and
 * adding 0x7F - 'z' does not.  Returns where they end.
 */
static size_t fold_ascii(struct raw_word *w, const unsigned char *p, size_t at, size_t n)
{
	while (at + 8 <= n && w->n + 8 <= WORD_BYTES) {
		uint64_t raw, low, letters;
		memcpy(&raw, p + at, 8);
		raw = le64toh(raw);
		low = (raw & BYTES(0x7F)) | BYTES(0x20);
		letters =
		    (low + BYTES(0x80 - 'a')) & ~(low + BYTES(0x7F - 'z')) & ~raw & BYTES(0x80);
		uint64_t other = ~letters & BYTES(0x80);
		size_t step = other != 0 ? (size_t)__builtin_ctzll(other) / 8 : 8;
		if (step == 0)
			return at;
		uint64_t upper =
		    ~raw & BYTES(0x20) & (step < 8 ? (1ull << 8 * step) - 1 : UINT64_MAX);
		if (w->letters == 0)
			w->first_upper = upper & 0x20;
		w->letters += step;
		w->upper += (size_t)((upper >> 5) * BYTES(1) >> 56);
		w->last_lower = (upper >> (8 * step - 8) & 0x20) == 0;
		low = htole64(low);
		memcpy(w->folded + w->n, &low, 8);
		w->n += step;
		at += step;
		if (step < 8)
			return at;
	}
	while (at < n && p[at] < 0x80 && lexer_state_ascii[p[at]] == KIND_LETTER) {
		unsigned char c = p[at++];
		bool up = c < 'a';
		if (w->letters++ == 0)
			w->first_upper = up;
		w->upper += up;
		w->last_lower = !up;
		if (w->n < WORD_BYTES)
			w->folded[w->n++] = (char)(c | 32);
	}
	return at;
}

/* What an apostrophe inside a word does. */
static bool joins(const struct lexer *lx, const struct raw_word *w, size_t after)
{
	size_t step;
	uint32_t cp = lexer_state_peek(lx, after, &step);
	enum lang lang = lx->d->lang;

	if (lexer_state_kind(cp) != KIND_LETTER)
		return false;
	if (lang == LANG_FR || lang == LANG_IT)
		return w->letters > 5; /* "l'homme", "dell'anno" are two words */
	return true;
}

static void fold_into(struct raw_word *w, uint32_t cp)
{
	uint32_t low = translit_fold(cp);
	bool upper = translit_is_upper(cp);

	if (low == 0)
		return;
	w->letters++;
	w->upper += upper;
	if (w->letters == 1)
		w->first_upper = upper;
	w->last_lower = !upper;
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

	clear(w);
	for (;;) {
		at = fold_ascii(w, p, at, n);
		if (at >= n)
			return at;
		size_t step;
		uint32_t cp = lexer_state_peek(lx, at, &step);
		if (cp >= 0x80 && lexer_state_kind(cp) == KIND_LETTER) {
			fold_into(w, cp);
		} else if (cp < 0x80 && lexer_state_ascii[cp] == KIND_DIGIT && w->letters > 0) {
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

	clear(w);
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
		lexer_number_word(lx, from, end, word, d->lang);
		return;
	}
	struct doc_token *t = lexer_state_add(lx, from, end - from);
	if (t == NULL)
		return;
	t->term = word->term;
	t->cross = word->cross;
	t->sound = word->sound;
	t->flags = (uint16_t)((word->flags & WORD_STOP ? DOC_STOP : 0) |
			      (word->flags & WORD_DATE ? DOC_DATE : 0) |
			      (w->first_upper ? DOC_CAPITAL : 0) | (w->digits ? DOC_NUMBER : 0));
}

void lexer_word_read(struct lexer *lx)
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
