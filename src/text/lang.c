#include "lang.h"

#include "ascii.h"
#include "count.h"
#include "utf8.h"

#define SAMPLE_BYTES 2000

enum lang lang_of_tag(struct view tag)
{
	size_t n = 0;

	while (n < tag.n && tag.p[n] != '-' && tag.p[n] != '_')
		n++;
	for (int l = LANG_NONE + 1; l < LANG_COUNT && n > 0; l++)
		if (view_caseeq(view_sub(tag, 0, n), view_of(lang_words[l].code)))
			return (enum lang)l;
	return LANG_NONE;
}

static enum lang_script script_of(uint32_t cp)
{
	if (cp < 0x250)
		return LANG_SCRIPT_LATIN;
	if (cp >= 0x400 && cp < 0x530)
		return LANG_SCRIPT_CYRILLIC;
	if (cp >= 0x600 && cp < 0x780)
		return LANG_SCRIPT_ARABIC;
	if (cp >= 0x3040 && cp < 0x3100)
		return LANG_SCRIPT_KANA;
	if ((cp >= 0x3400 && cp < 0xA000) || (cp >= 0x20000 && cp < 0x32000))
		return LANG_SCRIPT_HAN;
	return LANG_SCRIPT_OTHER;
}

enum lang_script lang_script_of(struct view text)
{
	size_t seen[LANG_SCRIPT_COUNT] = {0};
	struct view head = view_sub(text, 0, SAMPLE_BYTES);
	int best = LANG_SCRIPT_LATIN;

	if (utf8_past_ascii(head, 0) == head.n)
		return LANG_SCRIPT_LATIN;
	for (size_t at = 0; at < head.n;) {
		unsigned char c = (unsigned char)head.p[at];
		if (c < 0x80) {
			seen[LANG_SCRIPT_LATIN] += ascii_is_letter(c);
			at++;
			continue;
		}
		uint32_t cp = utf8_next(head, &at);
		if (cp >= 0x2000 && cp < 0x2070)
			continue; /* dashes and quotes are of no script */
		/* A character of these scripts tells as much as three letters. */
		enum lang_script s = script_of(cp);
		seen[s] += s == LANG_SCRIPT_HAN || s == LANG_SCRIPT_KANA ? 3 : 1;
	}
	for (int i = 1; i < LANG_SCRIPT_COUNT; i++)
		if (seen[i] > seen[best])
			best = i;
	/* Japanese writes Han and kana; Chinese writes no kana. */
	if (best == LANG_SCRIPT_HAN && seen[LANG_SCRIPT_KANA] * 8 > seen[LANG_SCRIPT_HAN])
		best = LANG_SCRIPT_KANA;
	return (enum lang_script)best;
}

enum lang lang_by_letters(struct view text)
{
	static const struct {
		uint32_t cp; /* small: capitals are few */
		int way;
	} letters[] = {{0x451, -1}, {0x44A, -1}, {0x44B, -1}, {0x44D, -1}, /* ё ъ ы э */
	    {0x454, 1}, {0x456, 1}, {0x457, 1}, {0x491, 1}};               /* є і ї ґ */
	struct view head = view_sub(text, 0, SAMPLE_BYTES);
	int sum = 0;

	for (size_t at = 0; at < head.n;) {
		uint32_t cp = utf8_next(head, &at);
		for (size_t i = 0; i < COUNT(letters); i++)
			sum += cp == letters[i].cp ? letters[i].way : 0;
	}
	return sum > 0 ? LANG_UK : sum < 0 ? LANG_RU : LANG_NONE;
}

bool lang_fits(enum lang lang, enum lang_script script)
{
	if (lang == LANG_NONE)
		return true;
	enum lang_script own = lang_words[lang].script;
	return own == script || (own == LANG_SCRIPT_KANA && script == LANG_SCRIPT_HAN);
}

bool lang_has_capitals(enum lang lang)
{
	enum lang_script script = lang_words[lang].script;

	return script == LANG_SCRIPT_LATIN || script == LANG_SCRIPT_CYRILLIC || lang == LANG_NONE;
}

bool lang_is_cjk(enum lang lang)
{
	enum lang_script script = lang_words[lang].script;

	return script == LANG_SCRIPT_HAN || script == LANG_SCRIPT_KANA;
}

bool lang_next_word(const char **list, struct view *word)
{
	const char *p = *list;

	while (*p == ' ')
		p++;
	const char *from = p;
	while (*p != '\0' && *p != ' ')
		p++;
	*list = p;
	*word = (struct view){from, (size_t)(p - from)};
	return word->n > 0;
}
