/*
 * A page's furniture ("Updated 14:05", "1,204 views", "3 comments") changes at
 * every poll; its sentences do not.  A line is furniture where it has at most
 * FURNITURE_WORDS words and does not end as a sentence ends.  An edit is
 * trivial where every line that only one version has is furniture, compared
 * without regard to case, white space and punctuation.  A headline is never
 * furniture.
 *
 *	before  "Ten people died.\nUpdated 14:05"
 *	after   "Ten people died.\nUpdated 14:20"     trivial
 *	after   "Two people died.\nUpdated 14:20"     not
 *
 * Cost: a hash a line, sorted; n log n in the lines.
 */
#include "edit.h"

#include <stdlib.h>

#include "count.h"

#define FURNITURE_WORDS 12

struct lines {
	uint64_t *hash; /* of each line that holds a letter or digit, sorted */
	size_t n;
};

static bool is_word_byte(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static struct view next_line(struct view *rest)
{
	size_t n = view_chr(*rest, '\n');
	struct view line = view_sub(*rest, 0, n);

	*rest = n == SIZE_MAX ? (struct view){NULL, 0} : view_sub(*rest, n + 1, SIZE_MAX);
	return view_trim(line);
}

static bool ends_as_sentence(struct view line)
{
	static const char *const ends[] = {".", "!", "?", "\"", "'", ":", "\xE2\x80\xA6",
	    "\xE2\x80\x9D", "\xE2\x80\x99", "\xC2\xBB", "\xE3\x80\x82", "\xEF\xBC\x81",
	    "\xEF\xBC\x9F", "\xD8\x9F", "\xE3\x80\x8D"};

	for (size_t i = 0; i < COUNT(ends); i++) {
		struct view end = view_of(ends[i]);

		if (line.n >= end.n && view_eq(view_sub(line, line.n - end.n, end.n), end))
			return true;
	}
	return false;
}

/* Hash of the line's word bytes, case folded; *words counts its words. */
static uint64_t line_hash(struct view line, size_t *words)
{
	uint64_t h = 0;
	bool in_word = false;

	*words = 0;
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		bool word = is_word_byte(c);

		*words += word && !in_word;
		in_word = word;
		if (!word)
			continue;
		c = c >= 'A' && c <= 'Z' ? (unsigned char)(c | 32) : c;
		h = (h ^ c) * 0x9E3779B97F4A7C15u;
		h ^= h >> 29;
	}
	return h;
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static bool lines_of(struct view text, struct lines *out)
{
	size_t cap = 1, words;

	for (size_t i = 0; i < text.n; i++)
		cap += text.p[i] == '\n';
	out->n = 0;
	out->hash = calloc(cap, sizeof(*out->hash));
	if (out->hash == NULL)
		return false;
	while (text.n > 0) {
		uint64_t h = line_hash(next_line(&text), &words);

		if (words > 0)
			out->hash[out->n++] = h;
	}
	qsort(out->hash, out->n, sizeof(*out->hash), by_hash);
	return true;
}

/* Is every line of text that `other` lacks furniture? */
static bool only_furniture_differs(struct view text, const struct lines *other)
{
	size_t words;

	while (text.n > 0) {
		struct view line = next_line(&text);
		uint64_t h = line_hash(line, &words);

		if (words == 0 || bsearch(&h, other->hash, other->n, sizeof(h), by_hash) != NULL)
			continue;
		if (words > FURNITURE_WORDS || ends_as_sentence(line))
			return false;
	}
	return true;
}

static bool same_title(struct view before, struct view after)
{
	size_t words_b, words_a;
	uint64_t b = line_hash(before, &words_b), a = line_hash(after, &words_a);

	return b == a && words_b == words_a;
}

enum ct_err edit_trivial(const struct ct_story *before, const struct ct_story *after, bool *trivial)
{
	struct lines b = {NULL, 0}, a = {NULL, 0};
	enum ct_err err = CT_OK;

	*trivial = false;
	if (!same_title(before->title, after->title))
		return CT_OK;
	if (lines_of(before->text, &b) && lines_of(after->text, &a))
		*trivial = only_furniture_differs(before->text, &a) &&
			   only_furniture_differs(after->text, &b);
	else
		err = CT_ENOMEM;
	free(b.hash);
	free(a.hash);
	return err;
}
