#include "number.h"

#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "count.h"
#include "seeds.h"
#include "utf8.h"

#define DIGITS_MAX 15 /* what a double holds exactly; further digits are dropped */

static bool digit_at(struct view v, size_t at)
{
	return at < v.n && v.p[at] >= '0' && v.p[at] <= '9';
}

/* Bytes of a group separator at v.p[at], or 0. */
static size_t group_sign(struct view v, size_t at, enum lang lang)
{
	bool point_decimal = lang <= LANG_EN || lang >= LANG_AR;
	unsigned char c = at < v.n ? (unsigned char)v.p[at] : 0;

	if (c == (point_decimal ? ',' : '.'))
		return 1;
	if (c == ' ' && !point_decimal && lang != LANG_DE)
		return 1;
	if (c == 0xC2 && at + 1 < v.n && (unsigned char)v.p[at + 1] == 0xA0)
		return 2; /* no-break space */
	if (c == 0xE2 && at + 2 < v.n && (unsigned char)v.p[at + 1] == 0x80 &&
	    ((unsigned char)v.p[at + 2] == 0xAF || (unsigned char)v.p[at + 2] == 0x89))
		return 3; /* thin spaces */
	return 0;
}

/* True where exactly three digits stand at v.p[at]. */
static bool three_digits(struct view v, size_t at)
{
	return digit_at(v, at) && digit_at(v, at + 1) && digit_at(v, at + 2) &&
	       !digit_at(v, at + 3);
}

size_t number_parse(struct view text, size_t at, enum lang lang, double *value)
{
	size_t from = at, digits = 0;
	double v = 0, scale = 1;

	for (; digit_at(text, at); at++, digits++)
		if (digits < DIGITS_MAX)
			v = v * 10 + (text.p[at] - '0');
	for (size_t sign; digits <= 3 || at - from > digits;) {
		sign = group_sign(text, at, lang);
		if (sign == 0 || !three_digits(text, at + sign) || digits >= DIGITS_MAX || v < 1)
			break;
		at += sign;
		for (size_t i = 0; i < 3; i++, at++, digits++)
			v = v * 10 + (text.p[at] - '0');
	}
	if (at < text.n && (text.p[at] == '.' || text.p[at] == ',') && digit_at(text, at + 1)) {
		for (at++; digit_at(text, at); at++)
			if (scale < 1e9) {
				scale *= 10;
				v = v * 10 + (text.p[at] - '0');
			}
	} else if (at < text.n && text.p[at] == ':' && digit_at(text, at + 1) &&
		   digit_at(text, at + 2) && !digit_at(text, at + 3) && digits <= 2) {
		v = v * 100 + (text.p[at + 1] - '0') * 10 + (text.p[at + 2] - '0');
		scale = 100; /* a time of day: 22:45 and 22.45 are one */
		at += 3;
	}
	*value = v / scale;
	return at - from;
}

double number_suffix(struct view text, size_t at, bool money, size_t *n)
{
	static const struct {
		const char *sign;
		double factor;
		bool cjk, money;
	} table[] = {{"bn", 1e9, false, false}, {"tn", 1e12, false, false},
	    {"mn", 1e6, false, false}, {"b", 1e9, false, true}, {"m", 1e6, false, true},
	    {"k", 1e3, false, true}, {"万", 1e4, true, false}, {"萬", 1e4, true, false},
	    {"亿", 1e8, true, false}, {"億", 1e8, true, false}, {"兆", 1e12, true, false}};
	struct view rest = view_sub(text, at, SIZE_MAX);
	/* "844K" counts thousands, "4K" and "10K" are sizes and races */
	bool thousands = at >= 3 && digit_at(text, at - 1) && digit_at(text, at - 3) &&
			 (digit_at(text, at - 2) || text.p[at - 2] == '.');

	for (size_t i = 0; i < COUNT(table); i++) {
		struct view sign = view_of(table[i].sign);
		bool counts = !table[i].money || money || (*table[i].sign == 'k' && thousands);
		if (!counts || !view_casestarts(rest, sign))
			continue;
		unsigned char next = rest.n > sign.n ? (unsigned char)rest.p[sign.n] : ' ';
		if (!table[i].cjk && ((next | 32) >= 'a' && (next | 32) <= 'z'))
			continue;
		*n = sign.n;
		return table[i].factor;
	}
	*n = 0;
	return 1;
}

/* Digit 0-9, or a power of ten as 10, 100 ...; -1: neither. */
static double cjk_value(uint32_t cp)
{
	static const struct {
		uint32_t cp;
		double value;
	} table[] = {{0x3007, 0}, {0x96F6, 0}, {0x4E00, 1}, {0x4E8C, 2}, {0x4E24, 2}, {0x5169, 2},
	    {0x4E09, 3}, {0x56DB, 4}, {0x4E94, 5}, {0x516D, 6}, {0x4E03, 7}, {0x516B, 8},
	    {0x4E5D, 9}, {0x5341, 10}, {0x767E, 100}, {0x5343, 1e3}, {0x4E07, 1e4}, {0x842C, 1e4},
	    {0x4EBF, 1e8}, {0x5104, 1e8}};
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].cp == cp)
			return table[i].value;
	return -1;
}

/* What is counted stands behind: "三名", "五棟"; but "四川" and "三重" are places. */
static bool is_counted(struct view text, size_t at)
{
	static const char counters[] =
	    "名个個位人艘架座年月日小时時次台辆两輛条只头匹所家间層层楼米公吨噸万亿億元岁歳周週倍度"
	    "起"
	    "项份件幢栋棟棵支枚面口道处期点号號节場场组队封块秒户批種种对對双套部盒集本冊回階軒社校"
	    "店割"
	    "円番通机機つカヵケヶか世箱袋瓶杯羽頭隻区村县市镇句轮局級级颗粒片张股";

	for (size_t i = 0; i + 3 < sizeof(counters) && at + 3 <= text.n; i += 3)
		if (memcmp(counters + i, text.p + at, 3) == 0)
			return true;
	return false;
}

size_t number_parse_cjk(struct view text, size_t at, double *value)
{
	double total = 0, section = 0, digit = 0;
	size_t from = at, end = at, signs = 0;

	while (at < text.n && signs < 12) {
		double v = cjk_value(utf8_next(text, &at));
		if (v < 0)
			break;
		signs++;
		end = at;
		if (v >= 1e4 && signs == 1) /* "万一" is "just in case" */
			return 0;
		if (v >= 1e4) {
			total += (section + digit > 0 ? section + digit : 1) * v;
			section = digit = 0;
		} else if (v >= 10) {
			section += (digit > 0 ? digit : 1) * v;
			digit = 0;
		} else {
			digit = digit * 10 + v;
		}
	}
	*value = total + section + digit;
	if (*value <= 1 || (signs < 2 && (*value > 10 || !is_counted(text, end))))
		return 0;
	return end - from;
}

uint32_t number_term(double value)
{
	/* 18.6 times a hundred million, 1.86 times a billion: a product's last digits
	 * tell how it was made. */
	if (value >= 100 && value < 1e12)
		value = rint(value * 1000) / 1000;
	return (uint32_t)XXH3_64bits_withSeed(&value, sizeof(value), SEED_NUMBER);
}
