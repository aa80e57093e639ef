/*
 * Two views of a word that survive translation: its first letters without
 * diacritics, and, for names, its consonants in classes (after R. C. Russell's
 * Soundex, 1918, with the classes that transliteration confuses put together:
 * "Harrowdale" and "Харроудейл" are both H-R-D-L).
 */
#include "translit.h"

#define XXH_INLINE_ALL
#include <utf8proc.h>
#include <xxhash.h>

#include "count.h"
#include "seeds.h"
#include "utf8.h"

#define CROSS_LETTERS 6
#define SOUND_CODES 6

uint32_t translit_fold(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp | 32 : cp;
	if (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7)
		return cp + 32;
	if (cp >= 0x410 && cp <= 0x42F)
		return cp + 32;
	if (cp == 0x401 || cp == 0x451)
		return 0x435;
	if (cp >= 0x430 && cp <= 0x45F)
		return cp;
	if (cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF)
		return 0;
	if ((cp >= 0x64B && cp <= 0x65F) || cp == 0x640 || cp == 0x670)
		return 0;
	if (cp == 0x622 || cp == 0x623 || cp == 0x625)
		return 0x627; /* alef with hamza or madda */
	if (cp == 0x649)
		return 0x64A; /* alef maksura */
	if (cp >= 0x3040 && cp < 0xE000)
		return cp; /* no case east of here */
	return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

bool translit_is_upper(uint32_t cp)
{
	/* East of the Armenian letters no script of ours has capitals. */
	return cp < 0x590 && cp != 0x451 && translit_fold(cp) != 0 && translit_fold(cp) != cp;
}

uint32_t translit_lower(uint32_t cp)
{
	return cp == 0x401 ? 0x451 : translit_is_upper(cp) ? translit_fold(cp) : cp;
}

static const char *of_latin1(uint32_t cp)
{
	static const char *const to[32] = {"a", "a", "a", "a", "a", "a", "a", "c", "e", "e", "e",
	    "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u",
	    "y", "th", "y"};
	return cp == 0xDF ? "ss" : cp >= 0xE0 ? to[cp - 0xE0] : "";
}

static const char *of_cyrillic(uint32_t cp)
{
	static const char *const to[32] = {"a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k",
	    "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sh", "", "y",
	    "", "e", "yu", "ya"};
	if (cp >= 0x430 && cp <= 0x44F)
		return to[cp - 0x430];
	return cp == 0x454 ? "e" : cp == 0x456 || cp == 0x457 ? "i" : cp == 0x491 ? "g" : "";
}

static const char *of_arabic(uint32_t cp)
{
	static const char *const to[] = {"", "a", "", "", "", "", "", "a", "b", "", "t", "t", "j",
	    "h", "h", "d", "d", "r", "z", "s", "sh", "s", "d", "t", "z", "", "g", "", "", "", "",
	    "", "", "f", "k", "k", "l", "m", "n", "h", "u", "i", "i"};
	return cp >= 0x620 && cp - 0x620 < COUNT(to) ? to[cp - 0x620] : "";
}

static const char *of_extended(uint32_t cp, char buf[2])
{
	utf8proc_int32_t parts[4];
	int cls = 0;
	utf8proc_ssize_t n =
	    utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 4, UTF8PROC_DECOMPOSE, &cls);

	buf[0] = n > 0 && n <= 4 && parts[0] >= 'a' && parts[0] <= 'z' ? (char)parts[0] : '\0';
	if (cp == 0x142)
		buf[0] = 'l';
	buf[1] = '\0';
	return buf;
}

size_t translit_latin(struct view folded, char out[TRANSLIT_MAX])
{
	size_t n = 0;

	for (size_t at = 0; at < folded.n && n + 2 < TRANSLIT_MAX;) {
		unsigned char c = (unsigned char)folded.p[at];
		if (c < 0x80) {
			out[n++] = (char)c;
			at++;
			continue;
		}
		uint32_t cp = utf8_next(folded, &at);
		char one[2];
		const char *s = cp >= 0x3040  ? ""
				: cp < 0x100  ? of_latin1(cp)
				: cp < 0x250  ? of_extended(cp, one)
				: cp >= 0x600 ? of_arabic(cp)
				: cp >= 0x400 ? of_cyrillic(cp)
					      : "";
		for (; *s != '\0'; s++)
			out[n++] = *s;
	}
	return n;
}

uint32_t translit_cross(const char *latin, size_t n)
{
	if (n < 4)
		return 0;
	return (uint32_t)XXH3_64bits_withSeed(
		   latin, n < CROSS_LETTERS ? n : CROSS_LETTERS, SEED_CROSS) |
	       1;
}

uint32_t translit_sound(const char *latin, size_t n)
{
	/* By letter, from a: 0 does not sound. */
	static const char map[26] = {0, 'b', 'k', 'd', 0, 'b', 'k', 0, 0, 'k', 'k', 'l', 'm', 'm',
	    0, 'b', 'k', 'r', 's', 'd', 0, 'b', 0, 's', 0, 's'};
	char code[SOUND_CODES];
	size_t k = 0, consonants = 0;

	for (size_t i = 0; i < n && k < SOUND_CODES; i++) {
		if (latin[i] < 'a' || latin[i] > 'z')
			return 0;
		char c = map[latin[i] - 'a'];
		/* "sh" and "ch" sound like s in some scripts and k in others */
		if (latin[i] == 'c' && i + 1 < n &&
		    (latin[i + 1] == 'h' || latin[i + 1] == 'e' || latin[i + 1] == 'i'))
			c = 's';
		if (i == 0 && c == 0)
			c = 'a'; /* begins with a vowel or a breath */
		if (c == 0 || (k > 0 && code[k - 1] == c))
			continue;
		consonants += c != 'a';
		code[k++] = c;
	}
	return consonants >= 3 ? (uint32_t)XXH3_64bits_withSeed(code, k, SEED_SOUND) | 1 : 0;
}
