#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>

#include "entity.h"
#include "utf8.h"

/* Labels that mean a larger set than they say (as browsers read them), or that
 * iconv spells in another way. */
/* clang-format off */
static const char *const aliases[][2] = {
    {"utf8", "UTF-8"}, {"u8", "UTF-8"}, {"unicode-1-1-utf-8", "UTF-8"}, {"utf_8", "UTF-8"},
    {"us-ascii", "WINDOWS-1252"}, {"ascii", "WINDOWS-1252"}, {"iso-8859-1", "WINDOWS-1252"},
    {"iso8859-1", "WINDOWS-1252"}, {"iso_8859-1", "WINDOWS-1252"}, {"latin1", "WINDOWS-1252"},
    {"latin-1", "WINDOWS-1252"}, {"l1", "WINDOWS-1252"}, {"cp1252", "WINDOWS-1252"},
    {"ansi", "WINDOWS-1252"}, {"x-ansi", "WINDOWS-1252"}, {"iso-8859-9", "CP1254"},
    {"iso-8859-11", "CP874"}, {"tis-620", "CP874"}, {"windows-874", "CP874"},
    {"gb2312", "GB18030"}, {"gbk", "GB18030"}, {"gb_2312-80", "GB18030"}, {"x-gbk", "GB18030"},
    {"cp936", "GB18030"}, {"euc-cn", "GB18030"}, {"shift_jis", "CP932"}, {"shift-jis", "CP932"},
    {"sjis", "CP932"}, {"x-sjis", "CP932"}, {"windows-31j", "CP932"}, {"ms_kanji", "CP932"},
    {"x-euc-jp", "EUC-JP"}, {"euc-kr", "CP949"}, {"ks_c_5601-1987", "CP949"},
    {"ksc5601", "CP949"}, {"windows-949", "CP949"}, {"big5", "BIG5-HKSCS"},
    {"big5-eten", "BIG5-HKSCS"}, {"koi", "KOI8-R"}, {"koi8", "KOI8-R"}, {"x-cp1251", "CP1251"},
    {"win-1251", "CP1251"}, {"unicode", "UTF-16LE"}, {"ucs-2", "UTF-16LE"},
    {"x-mac-roman", "MACINTOSH"}, {"macroman", "MACINTOSH"}, {"mac-roman", "MACINTOSH"},
    {"latin2", "ISO-8859-2"}, {"latin5", "CP1254"}, {"latin9", "ISO-8859-15"}, {"l2", "ISO-8859-2"},
    {"cyrillic", "ISO-8859-5"}, {"arabic", "ISO-8859-6"}, {"greek", "ISO-8859-7"},
    {"hebrew", "ISO-8859-8"}, {"logical", "ISO-8859-8"}, {"visual", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"}, {"eucjp", "EUC-JP"}, {"euckr", "CP949"}, {"euc_kr", "CP949"},
    {"uhc", "CP949"}, {"korean", "CP949"}, {"ms949", "CP949"}, {"ms932", "CP932"},
    {"big5hkscs", "BIG5-HKSCS"}, {"cn-big5", "BIG5-HKSCS"}, {"x-x-big5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"}, {"gb-2312", "GB18030"}, {"chinese", "GB18030"},
    {"windows-1252", "WINDOWS-1252"}, {"x-cp1252", "WINDOWS-1252"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"}, {"mac-cyrillic", "MAC-CYRILLIC"},
};
/* clang-format on */

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t case_find(struct view v, struct view needle)
{
	for (size_t i = 0; needle.n <= v.n && i <= v.n - needle.n; i++)
		if ((v.p[i] | 32) == (needle.p[0] | 32) &&
		    view_casestarts(view_sub(v, i, needle.n), needle))
			return i;
	return SIZE_MAX;
}

/* The label that stands behind `key` and '=', quoted or not. */
static struct view label_after(struct view v, struct view key)
{
	size_t at = case_find(v, key), n = 0;

	if (at == SIZE_MAX)
		return (struct view){NULL, 0};
	at += key.n;
	while (at < v.n && is_space(v.p[at]))
		at++;
	if (at >= v.n || v.p[at] != '=')
		return (struct view){NULL, 0};
	at++;
	while (at < v.n && (is_space(v.p[at]) || v.p[at] == '"' || v.p[at] == '\''))
		at++;
	while (at + n < v.n && (((v.p[at + n] | 32) >= 'a' && (v.p[at + n] | 32) <= 'z') ||
				   (v.p[at + n] >= '0' && v.p[at + n] <= ':') ||
				   v.p[at + n] == '-' || v.p[at + n] == '_' || v.p[at + n] == '.'))
		n++;
	return view_sub(v, at, n);
}

static struct view declared(struct view doc)
{
	struct view head = view_sub(doc, 0, 1024);
	size_t at = view_find(head, VIEW_LIT("<?xml"));

	if (at != SIZE_MAX) {
		struct view decl = view_sub(head, at, head.n);
		size_t end = view_chr(decl, '>');
		return label_after(view_sub(decl, 0, end), VIEW_LIT("encoding"));
	}
	at = case_find(head, VIEW_LIT("<meta"));
	return at != SIZE_MAX ? label_after(view_sub(head, at, head.n), VIEW_LIT("charset"))
			      : (struct view){NULL, 0};
}

static void set(struct charset *cs, const char *name)
{
	size_t n = strlen(name);

	n = n < CHARSET_NAME ? n : CHARSET_NAME - 1;
	memcpy(cs->name, name, n);
	cs->name[n] = '\0';
}

static bool set_label(struct charset *cs, struct view label)
{
	if (label.n == 0 || label.n >= CHARSET_NAME)
		return false;
	if (view_caseeq(label, VIEW_LIT("utf-8"))) {
		set(cs, "UTF-8");
		return true;
	}
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (view_caseeq(label, view_of(aliases[i][0]))) {
			set(cs, aliases[i][1]);
			return true;
		}
	for (size_t i = 0; i < label.n; i++)
		cs->name[i] =
		    label.p[i] >= 'a' && label.p[i] <= 'z' ? (char)(label.p[i] - 32) : label.p[i];
	cs->name[label.n] = '\0';
	return true;
}

bool charset_is_utf8(const struct charset *cs)
{
	return strcmp(cs->name, "UTF-8") == 0;
}

static bool is_wide(const char *name)
{
	return strncmp(name, "UTF-16", 6) == 0 || strncmp(name, "UTF-32", 6) == 0 ||
	       strncmp(name, "UCS-", 4) == 0 || strncmp(name, "ISO-10646", 9) == 0;
}

struct mark {
	const char *bytes;
	size_t n;
	const char *name;
	size_t skip;
};

/* Marks, longest first, then how "<?" and "<r" look in wide sets without one. */
static const struct mark marks[] = {
    {"\x00\x00\xFE\xFF", 4, "UTF-32BE", 4},
    {"\xFF\xFE\x00\x00", 4, "UTF-32LE", 4},
    {"\xEF\xBB\xBF", 3, "UTF-8", 3},
    {"\xFE\xFF", 2, "UTF-16BE", 2},
    {"\xFF\xFE", 2, "UTF-16LE", 2},
    {"\x00\x00\x00<", 4, "UTF-32BE", 0},
    {"<\x00\x00\x00", 4, "UTF-32LE", 0},
    {"\x00<\x00", 3, "UTF-16BE", 0},
    {"<\x00", 2, "UTF-16LE", 0},
};

static bool by_mark(struct view doc, struct charset *cs)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const struct mark *m = &marks[i];

		if (!view_starts(doc, (struct view){m->bytes, m->n}))
			continue;
		set(cs, m->name);
		cs->bom = m->skip;
		return true;
	}
	return false;
}

/* All that is read, by names that iconv knows.  Others are refused even where
 * iconv has them: UTF-7 and EBCDIC hide markup from filters, and a sandboxed
 * process could not load their converters. */
/* clang-format off */
static const char *const sets[] = {
    "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "CP1250", "CP1251", "CP1253",
    "CP1254", "CP1255", "CP1256", "CP1257", "CP1258", "CP874", "CP437", "CP850", "CP852", "CP855",
    "CP866", "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6",
    "ISO-8859-7", "ISO-8859-8", "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15",
    "ISO-8859-16", "KOI8-R", "KOI8-U", "GB18030", "CP932", "EUC-JP", "ISO-2022-JP", "CP949",
    "ISO-2022-KR", "BIG5-HKSCS", "MACINTOSH", "MAC-CYRILLIC", "CP737", "CP775", "CP857", "CP860",
    "CP861", "CP862", "CP863", "CP864", "CP865", "CP869", "CP1125", "KOI8-T", "EUC-TW",
    "ISO-2022-CN", "JOHAB", "VISCII",
};
/* clang-format on */

static bool known(const char *name)
{
	if (strcmp(name, "WINDOWS-1252") == 0)
		return true;
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (strcmp(name, sets[i]) == 0)
			return true;
	return false;
}

/* Beginnings of labels, upper-cased, and what the sets above begin with. */
/* clang-format off */
static const char *const spellings[][2] = {
    {"WINDOWS-", "CP"}, {"X-CP", "CP"}, {"CP-", "CP"}, {"IBM-", "CP"}, {"IBM", "CP"},
    {"DOS-", "CP"}, {"ISO8859-", "ISO-8859-"}, {"ISO-8859", "ISO-8859-"},
    {"ISO8859", "ISO-8859-"}, {"8859-", "ISO-8859-"}, {"UTF16", "UTF-16"}, {"UTF32", "UTF-32"},
    {"KOI8", "KOI8-"}, {"EUC", "EUC-"}, {"GB-18030", "GB18030"},
};
/* clang-format on */

/* "ISO8859_15", "windows-1251" and the like: other spellings of what we read. */
static bool respell(struct charset *cs)
{
	char tail[CHARSET_NAME];

	for (char *p = cs->name; *p != '\0'; p++)
		if (*p == '_')
			*p = '-';
	for (size_t i = 0; !known(cs->name) && i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		size_t n = strlen(spellings[i][0]), room = CHARSET_NAME - strlen(spellings[i][1]);

		if (strncmp(cs->name, spellings[i][0], n) != 0 || strlen(cs->name + n) >= room)
			continue;
		strcpy(tail, cs->name + n);
		strcpy(cs->name, spellings[i][1]);
		strcat(cs->name, tail);
	}
	return known(cs->name);
}

static bool has_high_bytes(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if ((unsigned char)v.p[i] >= 0x80)
			return true;
	return false;
}

void charset_detect(struct view doc, struct view content_type, struct charset *cs)
{
	*cs = (struct charset){.name = "UTF-8"};
	if (by_mark(doc, cs))
		return;
	bool labelled = set_label(cs, label_after(content_type, VIEW_LIT("charset")));
	if (labelled && is_wide(cs->name)) {
		cs->wrong = "the Content-Type's charset is not the document's";
		labelled = false;
	}
	if (!labelled && (!set_label(cs, declared(doc)) || is_wide(cs->name)))
		set(cs, "UTF-8"); /* a wide document could not have been read as far as its label */
	if (charset_is_utf8(cs))
		return;
	if (!respell(cs)) {
		cs->wrong = "unknown character set";
		set(cs, "UTF-8");
	} else if (has_high_bytes(doc) && utf8_valid(doc)) {
		cs->wrong = "UTF-8 labelled as another character set";
		set(cs, "UTF-8");
	}
}

static void decode_cp1252(struct buf *out, struct view doc)
{
	for (size_t at = 0; at < doc.n;) {
		size_t n = 0;

		while (at + n < doc.n && (unsigned char)doc.p[at + n] < 0x80)
			n++;
		buf_add(out, doc.p + at, n);
		at += n;
		if (at < doc.n)
			utf8_add(out, entity_cp1252((uint8_t)doc.p[at++]));
	}
}

enum ct_err charset_decode(struct buf *out, struct view doc, const char *name)
{
	if (strcmp(name, "WINDOWS-1252") == 0) {
		decode_cp1252(out, doc);
		return out->err;
	}
	iconv_t cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1)
		return errno == ENOMEM ? CT_ENOMEM : CT_EINVAL;
	char *in = (char *)(uintptr_t)doc.p; /* iconv's prototype lacks a const */
	size_t left = doc.n, unit = strstr(name, "32") != NULL ? 4 : is_wide(name) ? 2 : 1;
	while (left > 0 && out->err == CT_OK) {
		char chunk[4096], *to = chunk;
		size_t room = sizeof(chunk);
		size_t rc = iconv(cd, &in, &left, &to, &room);

		int why = errno;
		buf_add(out, chunk, sizeof(chunk) - room);
		if (rc != (size_t)-1 || why == E2BIG)
			continue;
		utf8_add(out, UTF8_REPLACEMENT);
		unit = unit < left ? unit : left;
		in += unit;
		left -= unit;
	}
	iconv_close(cd);
	return out->err;
}

size_t charset_repair(struct buf *out, struct view doc)
{
	size_t bad = 0, from = 0;

	for (size_t at = 0; at < doc.n;) {
		size_t start = at;

		if ((unsigned char)doc.p[at] < 0x80) {
			at++;
			continue;
		}
		if (utf8_next(doc, &at) != UTF8_REPLACEMENT ||
		    view_starts(view_sub(doc, start, 3), VIEW_LIT("\xEF\xBF\xBD")))
			continue;
		buf_add(out, doc.p + from, start - from);
		utf8_add(out, entity_cp1252((uint8_t)doc.p[start]));
		at = from = start + 1;
		bad++;
	}
	buf_add(out, doc.n > 0 ? doc.p + from : NULL, doc.n - from);
	return bad;
}

struct charset_preloaded {
	iconv_t cd[sizeof(sets) / sizeof(sets[0])];
};

struct charset_preloaded *charset_preload(void)
{
	struct charset_preloaded *p = malloc(sizeof(*p));

	if (p == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		p->cd[i] = iconv_open("UTF-8", sets[i]);
	return p;
}

void charset_unload(struct charset_preloaded *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (p->cd[i] != (iconv_t)-1)
			iconv_close(p->cd[i]);
	free(p);
}
