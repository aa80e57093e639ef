#include "listing.h"

#include <stdio.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "lang_table.h"
#include "seeds.h"
#include "translit.h"
#include "utf8.h"

const struct word *listing_word(struct normalizer *z, enum lang lang, struct view word)
{
	char folded[128];
	size_t n = 0;

	for (size_t at = 0; at < word.n && n + 8 < sizeof(folded);) {
		uint32_t cp = translit_fold(utf8_next(word, &at));
		if (cp == 0xDF) {
			folded[n++] = 's';
			folded[n++] = 's';
		} else if (cp != 0 && cp != '\'') {
			n += utf8_encode(cp, folded + n);
		}
	}
	return normalizer_word(z, lang, folded, n);
}

uint32_t listing_pair(uint32_t first, uint32_t second)
{
	const uint32_t pair[2] = {first, second};

	return (uint32_t)XXH3_64bits_withSeed(pair, sizeof(pair), SEED_CJK);
}

bool listing_is_katakana(uint32_t cp)
{
	return cp >= 0x30A0 && cp < 0x3100;
}

uint32_t listing_katakana(struct view word)
{
	return (uint32_t)XXH3_64bits_withSeed(word.p, word.n, SEED_CJK);
}

const char *listing_today(void)
{
	static char day[16];
	time_t now = time(NULL);

	strftime(day, sizeof(day), "%Y-%m-%d", gmtime(&now));
	return day;
}

int listing_by_value(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

void listing_numbers(const uint32_t *v, size_t n, const char *format, size_t a_line)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	for (size_t i = 0; i < n; i++) {
		printf(format, v[i]);
		fputs((i + 1) % a_line == 0 ? ",\n" : ",", stdout);
	}
#pragma GCC diagnostic pop
}

void listing_table(const char *name, const uint32_t *entries, size_t n, const char *start_type)
{
	static const uint32_t pad[LANG_TABLE_PAD];
	uint32_t start[LANG_TABLE_ROWS + 1];

	for (uint32_t row = 0, i = 0; row <= LANG_TABLE_ROWS; row++) {
		while (i < n && entries[i] >> 20 < row)
			i++;
		start[row] = i;
	}
	printf("/* clang-format off */\nconst uint32_t %s_data[] = {\n", name);
	listing_numbers(entries, n, "0x%08x", 9);
	listing_numbers(pad, LANG_TABLE_PAD, "%u", LANG_TABLE_PAD + 1);
	printf("};\nconst %s %s_start[LANG_TABLE_ROWS + 1] = {\n", start_type, name);
	listing_numbers(start, LANG_TABLE_ROWS + 1, "%u", 16);
	puts("};\n/* clang-format on */");
}
