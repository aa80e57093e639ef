/*
 * The memo of words (normalizer.c) is larger than the processor's nearer caches, and
 * waiting for it was *measured* to be a fifth of a story's time.  So words are read
 * some way before they are needed, and what the memo has of them is fetched meanwhile.
 * Where a word ends depends on the text alone; where the lexer finds that none begins
 * here ("U.S.", "2nd"), what was read of it is passed over.
 *
 * ASCII words are folded without decoding.
 */
#include "lexer_ahead.h"

#include <endian.h>

#include "translit.h"

#define LOOK 64 /* bytes to look for the next word in, at a time */

void lexer_ahead_clear(struct lexer_raw *w)
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
static size_t fold_ascii(struct lexer_raw *w, const unsigned char *p, size_t at, size_t n)
{
	while (at + 8 <= n && w->n + 8 <= LEXER_WORD_BYTES) {
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
		if (w->n < LEXER_WORD_BYTES)
			w->folded[w->n++] = (char)(c | 32);
	}
	return at;
}

/* What an apostrophe inside a word does. */
static bool joins(const struct lexer *lx, const struct lexer_raw *w, size_t after)
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

static void fold_into(struct lexer_raw *w, uint32_t cp)
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
		if (w->n + 2 <= LEXER_WORD_BYTES) {
			w->folded[w->n++] = 's';
			w->folded[w->n++] = 's';
		}
		return;
	}
	if (w->n + 4 <= LEXER_WORD_BYTES)
		w->n += utf8_encode(low, w->folded + w->n);
}

static bool is_apostrophe(uint32_t cp)
{
	return cp == '\'' || cp == 0x2019 || cp == 0x2BC;
}

/* Reads the word at `at`; returns where it ends in the text. */
static size_t read_raw(const struct lexer *lx, size_t at, struct lexer_raw *w)
{
	const unsigned char *p = (const unsigned char *)lx->text.p;
	size_t n = lx->text.n;

	lexer_ahead_clear(w);
	for (;;) {
		at = fold_ascii(w, p, at, n);
		if (at >= n || p[at] == ' ')
			return at;
		size_t step;
		uint32_t cp = lexer_state_peek(lx, at, &step);
		if (cp >= 0x80 && lexer_state_kind(cp) == KIND_LETTER) {
			fold_into(w, cp);
		} else if (cp < 0x80 && lexer_state_ascii[cp] == KIND_DIGIT && w->letters > 0) {
			if (lx->d->lang == LANG_AR && w->letters == 1 && w->n > 1 && !w->digits)
				return at; /* "and 118", but not "G20" */
			w->digits = true;
			if (w->n < LEXER_WORD_BYTES)
				w->folded[w->n++] = (char)cp;
		} else if (!is_apostrophe(cp) || !joins(lx, w, at + step)) {
			return at;
		}
		at += step;
	}
}

void lexer_ahead_form(const struct lexer *lx, struct lexer_raw *w, size_t from, size_t end)
{
	size_t n = w->n, letters = w->letters;

	if (n > 2 && w->folded[n - 1] == 's' && end - from >= 2) {
		/* "Witkoff's" is Witkoff (the apostrophe itself is not folded in) */
		const char *q = lx->text.p + end - 2;
		if (*q == '\'' || (end - from >= 4 && memcmp(q - 2, "\xE2\x80\x99", 3) == 0)) {
			n--;
			letters--;
		}
	}
	/* "US" is no "us": short words in capitals are words of their own. */
	bool acronym = letters >= 2 && letters <= 3 && w->upper == letters && n < LEXER_WORD_BYTES;
	if (acronym)
		w->folded[n++] = '^';
	w->form = n;
	w->key = normalizer_expect(lx->z, lx->d->lang, w->folded, n);
}

static void read_at(const struct lexer *lx, size_t at, struct lexer_raw *w)
{
	w->at = at;
	w->end = read_raw(lx, at, w);
	lexer_ahead_form(lx, w, at, w->end);
}

/* Where the next word begins; *found: or how far there is none. */
static size_t next_word(const struct lexer *lx, size_t at, bool *found)
{
	size_t end = at + LOOK < lx->text.n ? at + LOOK : lx->text.n, step = 1;

	for (*found = false; at < end; at += step) {
		unsigned char c = (unsigned char)lx->text.p[at];
		uint32_t cp = c < 0x80 ? c : lexer_state_peek(lx, at, &step);
		*found = lexer_state_kind(cp) == KIND_LETTER;
		if (*found)
			break;
	}
	return at;
}

static void read_on(struct lexer *lx, struct lexer_ahead *a)
{
	while (a->n < LEXER_AHEAD) {
		struct lexer_raw *w = &a->words[(a->first + a->n) % LEXER_AHEAD];
		bool found;
		a->at = next_word(lx, a->at, &found);
		if (!found)
			return;
		read_at(lx, a->at, w);
		a->at = w->end > a->at ? w->end : a->at + 1;
		a->n++;
	}
}

struct lexer_raw *lexer_ahead_word(struct lexer *lx)
{
	struct lexer_ahead *a = &lx->ahead;

	while (a->n > 0 && a->words[a->first].at < lx->at) {
		a->first = (a->first + 1) % LEXER_AHEAD;
		a->n--;
	}
	if (a->n == 0 || a->words[a->first].at != lx->at) {
		a->n = 0;
		a->at = lx->at;
	}
	read_on(lx, a);
	return &a->words[a->first];
}
