#include "charsetnames.h"

#include <iconv.h>
#include <stdlib.h>

#include "ascii.h"
#include "count.h"

/*
 * Labels that mean a larger set than they say (as browsers read them), or that
 * iconv does not know; in small letters and digits alone.
 */
/* clang-format off */
static const char *const aliases[][2] = {
    {"950", "BIG5-HKSCS"}, {"big5", "BIG5-HKSCS"}, {"big5eten", "BIG5-HKSCS"},
    {"big5hkscs", "BIG5-HKSCS"}, {"big5tw", "BIG5-HKSCS"}, {"cnbig5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"}, {"csbig5", "BIG5-HKSCS"}, {"hkscs", "BIG5-HKSCS"},
    {"ms950", "BIG5-HKSCS"}, {"xmactradchinese", "BIG5-HKSCS"}, {"xxbig5", "BIG5-HKSCS"},
    {"1125", "CP1125"}, {"cp866u", "CP1125"}, {"win1251", "CP1251"}, {"xcp1251", "CP1251"},
    {"csisolatin5", "CP1254"}, {"iso88599", "CP1254"}, {"iso885991989", "CP1254"},
    {"isoir148", "CP1254"}, {"latin5", "CP1254"}, {"cpis", "CP861"}, {"iso885911", "CP874"},
    {"iso8859112001", "CP874"}, {"thai", "CP874"}, {"tis620", "CP874"}, {"tis6200", "CP874"},
    {"tis62025290", "CP874"}, {"tis62025291", "CP874"}, {"windows874", "CP874"}, {"932", "CP932"},
    {"csshiftjis", "CP932"}, {"ms932", "CP932"}, {"mscp932", "CP932"}, {"mskanji", "CP932"},
    {"shiftjis", "CP932"}, {"sjis", "CP932"}, {"windows31j", "CP932"}, {"xmacjapanese", "CP932"},
    {"xsjis", "CP932"}, {"949", "CP949"}, {"euckr", "CP949"}, {"korean", "CP949"},
    {"ksc5601", "CP949"}, {"ksc56011987", "CP949"}, {"ksx1001", "CP949"}, {"ms949", "CP949"},
    {"uhc", "CP949"}, {"windows949", "CP949"}, {"xmackorean", "CP949"},
    {"eucjis2004", "EUC-JISX0213"}, {"eucjisx0213", "EUC-JISX0213"}, {"jisx0213", "EUC-JISX0213"},
    {"eucjp", "EUC-JP"}, {"ujis", "EUC-JP"}, {"xeucjp", "EUC-JP"}, {"936", "GB18030"},
    {"chinese", "GB18030"}, {"cp936", "GB18030"}, {"csiso58gb231280", "GB18030"},
    {"euccn", "GB18030"}, {"eucgb2312cn", "GB18030"}, {"gb180302000", "GB18030"},
    {"gb2312", "GB18030"}, {"gb23121980", "GB18030"}, {"gb231280", "GB18030"}, {"gbk", "GB18030"},
    {"isoir58", "GB18030"}, {"ms936", "GB18030"}, {"xgbk", "GB18030"},
    {"xmacsimpchinese", "GB18030"}, {"cp1051", "HP-ROMAN8"}, {"ibm1051", "HP-ROMAN8"},
    {"iso2022jp1", "ISO-2022-JP-2"}, {"iso2022jpext", "ISO-2022-JP-2"},
    {"iso2022jp2004", "ISO-2022-JP-3"}, {"latin9", "ISO-8859-15"}, {"l2", "ISO-8859-2"},
    {"latin2", "ISO-8859-2"}, {"cyrillic", "ISO-8859-5"}, {"arabic", "ISO-8859-6"},
    {"elot928", "ISO-8859-7"}, {"greek", "ISO-8859-7"}, {"hebrew", "ISO-8859-8"},
    {"iso88598i", "ISO-8859-8"}, {"logical", "ISO-8859-8"}, {"visual", "ISO-8859-8"},
    {"1361", "JOHAB"}, {"ms1361", "JOHAB"}, {"koi", "KOI8-R"}, {"koi8", "KOI8-R"},
    {"maccenteuro", "MAC-CENTRALEUROPE"}, {"maccentraleurope", "MAC-CENTRALEUROPE"},
    {"maclatin2", "MAC-CENTRALEUROPE"}, {"xmacce", "MAC-CENTRALEUROPE"},
    {"maccyrillic", "MAC-CYRILLIC"}, {"xmaccyrillic", "MAC-CYRILLIC"}, {"maciceland", "MAC-IS"},
    {"macroman", "MACINTOSH"}, {"xmacroman", "MACINTOSH"}, {"cp154", "PT154"},
    {"csptcp154", "PT154"}, {"cyrillicasian", "PT154"}, {"ptcp154", "PT154"},
    {"kz1048", "RK1048"}, {"strk10482002", "RK1048"}, {"shiftjis2004", "SHIFT_JISX0213"},
    {"shiftjisx0213", "SHIFT_JISX0213"}, {"sjis2004", "SHIFT_JISX0213"},
    {"sjisx0213", "SHIFT_JISX0213"}, {"ucs2", "UTF-16LE"}, {"unicode", "UTF-16LE"},
    {"u8", "UTF-8"}, {"unicode11utf8", "UTF-8"}, {"utf8", "UTF-8"}, {"1252", "WINDOWS-1252"},
    {"367", "WINDOWS-1252"}, {"646", "WINDOWS-1252"}, {"819", "WINDOWS-1252"},
    {"88591", "WINDOWS-1252"}, {"ansi", "WINDOWS-1252"}, {"ansix341968", "WINDOWS-1252"},
    {"ansix341986", "WINDOWS-1252"}, {"ascii", "WINDOWS-1252"}, {"cp1252", "WINDOWS-1252"},
    {"cp367", "WINDOWS-1252"}, {"cp819", "WINDOWS-1252"}, {"csascii", "WINDOWS-1252"},
    {"csisolatin1", "WINDOWS-1252"}, {"ibm367", "WINDOWS-1252"}, {"ibm819", "WINDOWS-1252"},
    {"iso646us", "WINDOWS-1252"}, {"iso88591", "WINDOWS-1252"}, {"iso885911987", "WINDOWS-1252"},
    {"isoir100", "WINDOWS-1252"}, {"isoir6", "WINDOWS-1252"}, {"l1", "WINDOWS-1252"},
    {"latin", "WINDOWS-1252"}, {"latin1", "WINDOWS-1252"}, {"us", "WINDOWS-1252"},
    {"usascii", "WINDOWS-1252"}, {"windows1252", "WINDOWS-1252"}, {"xansi", "WINDOWS-1252"},
    {"xcp1252", "WINDOWS-1252"},
};

/* How such labels begin, and what iconv begins its names with. */
static const char *const spellings[][2] = {
    {"", "CP"}, {"", "IBM"}, {"windows", "CP"}, {"xcp", "CP"}, {"cp", "CP"}, {"cp", "IBM"},
    {"ibm", "IBM"}, {"ibm", "CP"}, {"dos", "CP"}, {"ms", "CP"}, {"csibm", "IBM"},
    {"koi8", "KOI8-"}, {"euc", "EUC-"}, {"utf16", "UTF-16"}, {"utf32", "UTF-32"},
    {"iso2022", "ISO-2022-"}, {"iso2022jp", "ISO-2022-JP-"}, {"mac", "MAC-"}, {"xmac", "MAC-"},
    {"iso8859", "ISO-8859-"}, {"8859", "ISO-8859-"},
};
/* clang-format on */

/*
 * What the web has, and what is kept loaded for a process without files.  All
 * converters of glibc, some 270, would take 10 MiB.
 */
/* clang-format off */
static const char *const loaded[] = {
    "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "CP1250", "CP1251",
    "CP1253", "CP1254", "CP1255", "CP1256", "CP1257", "CP1258", "CP874", "CP437", "CP850",
    "CP852", "CP855", "CP866", "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4",
    "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8", "ISO-8859-10", "ISO-8859-13",
    "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "KOI8-R", "KOI8-U", "GB18030", "CP932", "EUC-JP",
    "ISO-2022-JP", "CP949", "ISO-2022-KR", "BIG5-HKSCS", "MACINTOSH", "MAC-CYRILLIC", "CP737",
    "CP775", "CP857", "CP860", "CP861", "CP862", "CP863", "CP864", "CP865", "CP869", "CP1125",
    "KOI8-T", "EUC-TW", "ISO-2022-CN", "JOHAB", "VISCII",
};
/* clang-format on */

static void put(char out[CHARSET_NAME], struct view name)
{
	memcpy(out, name.p, name.n);
	out[name.n] = '\0';
}

/* Names of glibc's own for its memory's form, and sets that hide markup. */
static bool is_refused(const char *name)
{
	static const char *const refused[] = {
	    "INTERNAL", "WCHAR", "CHAR", "UTF-7", "UTF7", "CSUTF7", "UNICODE-1-1-UTF-7"};

	for (size_t i = 0; i < COUNT(refused); i++)
		if (strncmp(name, refused[i], strlen(refused[i])) == 0)
			return true;
	return name[0] == '\0';
}

/* With files false, only what is kept loaded. */
static bool opens(const char *name, bool files)
{
	if (strcmp(name, "WINDOWS-1252") == 0 || strcmp(name, "UTF-8") == 0)
		return true;
	for (size_t i = 0; i < COUNT(loaded); i++)
		if (strcmp(name, loaded[i]) == 0)
			return true;
	iconv_t cd = files && !is_refused(name) ? iconv_open("UTF-8", name) : (iconv_t)-1;
	if (cd == (iconv_t)-1)
		return false;
	iconv_close(cd);
	return true;
}

/* Small letters and digits of a label: "ISO_8859-2:1987" is iso885921987. */
static size_t fold(struct view label, char out[CHARSET_NAME])
{
	size_t n = 0;

	for (size_t i = 0; i < label.n; i++) {
		char c = label.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 32);
		if (ascii_is_digit(c) || (c >= 'a' && c <= 'z'))
			out[n++] = c;
	}
	out[n] = '\0';
	return n;
}

/* A part of ISO 8859 or 2022 may have a year behind it, of four digits. */
static size_t without_year(const char *folded, size_t n)
{
	size_t digits = 0;

	while (digits < n && ascii_is_digit(folded[n - 1 - digits]))
		digits++;
	return strncmp(folded, "iso", 3) == 0 && digits > 8 ? n - 4 : n;
}

static bool respell(struct view folded, char out[CHARSET_NAME], bool files)
{
	char name[CHARSET_NAME * 2];

	for (size_t i = 0; i < COUNT(spellings); i++) {
		struct view begin = view_of(spellings[i][0]);

		if (!view_starts(folded, begin))
			continue;
		struct view rest = view_sub(folded, begin.n, folded.n);
		size_t n = strlen(spellings[i][1]);
		memcpy(name, spellings[i][1], n);
		for (size_t k = 0; k < rest.n; k++)
			name[n++] = ascii_is_digit(rest.p[k]) ? rest.p[k] : (char)(rest.p[k] & ~32);
		name[n] = '\0';
		if (n < CHARSET_NAME && opens(name, files)) {
			put(out, (struct view){name, n});
			return true;
		}
	}
	return false;
}

/* As it is written, with dashes, as others spell it. */
static bool find(struct view label, struct view folded, char out[CHARSET_NAME], bool files)
{
	for (size_t i = 0; i < label.n; i++)
		out[i] =
		    label.p[i] >= 'a' && label.p[i] <= 'z' ? (char)(label.p[i] & ~32) : label.p[i];
	out[label.n] = '\0';
	if (opens(out, files))
		return true;
	for (char *p = out; *p != '\0'; p++)
		if (*p == '_')
			*p = '-';
	return opens(out, files) || respell(folded, out, files);
}

bool charsetnames_find(struct view label, bool files, char out[CHARSET_NAME])
{
	char folded[CHARSET_NAME];

	if (label.n == 0 || label.n >= CHARSET_NAME)
		return false;
	if (view_caseeq(label, VIEW_LIT("utf-8"))) {
		put(out, VIEW_LIT("UTF-8"));
		return true;
	}
	struct view key = {folded, fold(label, folded)};
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (view_is(key, aliases[i][0])) {
			put(out, view_of(aliases[i][1]));
			return files || opens(out, false);
		}
	key.n = without_year(folded, key.n);
	return find(label, key, out, false) || (files && find(label, key, out, true));
}

size_t charsetnames_loaded(const char *const **names)
{
	*names = loaded;
	return COUNT(loaded);
}
