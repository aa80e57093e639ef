/*
 * A feed has the whole text, or a teaser.  A teaser is short, or breaks off
 * ("...", "Read more").  A page that answers with a login, a consent form or
 * its front page shares few words with the teaser, and the story's own page
 * nearly all: half is asked for.  Words are runs of letters, folded where they
 * are ASCII, pairs of characters in scripts without spaces; compared by hash.
 */
#include "fulltext.h"

#include <stdlib.h>
#include <xxhash.h>

#include "count.h"
#include "url.h"
#include "utf8.h"

/* Letters, an ideograph being two, past which a text may be whole. */
enum { WHOLE = 1500, TAIL = 48, WORD_MAX = 48, SLOTS = 1 << 15, FEW = 4, PROBES = 64 };

/* What stands at the end of a text that is cut; case is folded for ASCII only,
 * hence without the first letter elsewhere. */
static const char *const cuts[] = {"...", "…", "read more", "continue reading", "keep reading",
    "read the full", "full story", "weiterlesen", "mehr lesen", "lire la suite", "leer más",
    "sigue leyendo", "leia mais", "continua a leggere", "leggi tutto", "lees meer", "läs mer",
    "итать далее", "итати далі", "اقرأ المزيد", "阅读全文", "続きを読む", "더 보기"};

static size_t letters(struct view v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c > ' ' && (c < 0x80 || c >= 0xC0))
			n += c >= 0xE3 && c < 0xF0 ? 2 : 1;
	}
	return n;
}

static bool is_cut(struct view text)
{
	text = view_trim(text);
	struct view tail = view_sub(text, text.n > TAIL ? text.n - TAIL : 0, TAIL);

	for (size_t i = 0; i < COUNT(cuts); i++)
		for (size_t at = 0; at < tail.n; at++)
			if (view_casestarts(view_sub(tail, at, tail.n), view_of(cuts[i])))
				return true;
	return false;
}

bool fulltext_wanted(const struct item *entry)
{
	return url_is_web(entry->story.url) &&
	       (letters(entry->story.text) < WHOLE || is_cut(entry->story.text));
}

static bool is_wide(uint32_t cp)
{
	return cp >= 0x3040 && cp < 0xE000;
}

static bool is_letter(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
	       (cp >= 0xC0 && cp != 0xD7 && cp != 0xF7 && (cp < 0x2000 || cp >= 0x3040) &&
		   cp < 0xFF00);
}

/* The next word's hash, never 0; 0 at the end.  Words of less than four letters
 * are passed over: they are grammar in most languages. */
static uint32_t next_word(struct view v, size_t *at)
{
	char word[WORD_MAX];

	while (*at < v.n) {
		size_t n = 0, chars = 0;
		bool wide = false;

		while (*at < v.n && n + 4 <= sizeof(word)) {
			size_t next = *at;
			uint32_t cp = utf8_next(v, &next);
			bool letter = is_letter(cp);

			if (!letter || (chars > 0 && is_wide(cp) != wide)) {
				*at = letter ? *at : next;
				break;
			}
			wide = is_wide(cp);
			if (wide && chars == 1) { /* a pair; the next one overlaps it */
				n += utf8_encode(cp, word + n);
				chars++;
				break;
			}
			n += utf8_encode(
			    cp < 0x80 && cp >= 'A' && cp <= 'Z' ? cp | 32 : cp, word + n);
			chars++;
			*at = next;
		}
		if (wide ? chars == 2 : chars >= 4)
			return (uint32_t)XXH3_64bits(word, n) | 1;
	}
	return 0;
}

struct words {
	uint32_t slots[SLOTS]; /* 0: free */
	size_t n;
};

/* Is it there?  Adds it, if asked to and there is room, within PROBES places: words
 * can be chosen for their hashes. */
static bool look_up(struct words *w, uint32_t word, bool add)
{
	size_t i = (word >> 1) % SLOTS;

	for (size_t n = 0; n < PROBES && w->slots[i] != 0 && w->slots[i] != word; n++)
		i = (i + 1) % SLOTS;
	if (w->slots[i] == word)
		return true;
	if (add && w->slots[i] == 0 && w->n < SLOTS / 2) {
		w->slots[i] = word;
		w->n++;
	}
	return false;
}

static void add_words(struct words *w, struct view v)
{
	uint32_t word;

	for (size_t at = 0; (word = next_word(v, &at)) != 0;)
		look_up(w, word, true);
}

static void count_shared(struct words *w, struct view v, size_t *all, size_t *shared)
{
	uint32_t word;

	for (size_t at = 0; (word = next_word(v, &at)) != 0; ++*all)
		*shared += look_up(w, word, false);
}

enum ct_err fulltext_better(const struct item *entry, const struct ct_story *page, bool *better)
{
	size_t all = 0, shared = 0;

	*better = false;
	if (letters(page->text) <= letters(entry->story.text))
		return CT_OK;
	struct words *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return CT_ENOMEM;
	add_words(w, page->title);
	add_words(w, page->text);
	count_shared(w, entry->story.title, &all, &shared);
	count_shared(w, entry->story.text, &all, &shared);
	free(w);
	*better = all < FEW || shared * 2 >= all;
	return CT_OK;
}
