#include "entity.h"

#include "utf8.h"

/*
 * Sorted by byte value, for bisection.  The last field: HTML 4's Latin-1 names,
 * which browsers accept without a semicolon, too.
 */
struct name {
	char name[24];
	uint16_t cp;
	bool bare;
};

/* clang-format off */
static const struct name names[] = {
    {"AElig", 0xC6, true}, {"AMP", 0x26, true}, {"Aacute", 0xC1, true},
    {"Abreve", 0x102, false}, {"Acirc", 0xC2, true}, {"Acy", 0x410, false},
    {"Agrave", 0xC0, true}, {"Alpha", 0x391, false}, {"Amacr", 0x100, false},
    {"Aogon", 0x104, false}, {"Aring", 0xC5, true}, {"Atilde", 0xC3, true},
    {"Auml", 0xC4, true}, {"Beta", 0x392, false}, {"COPY", 0xA9, true},
    {"Cacute", 0x106, false}, {"Ccaron", 0x10C, false}, {"Ccedil", 0xC7, true},
    {"Ccirc", 0x108, false}, {"Cdot", 0x10A, false}, {"Chi", 0x3A7, false},
    {"CloseCurlyDoubleQuote", 0x201D, false}, {"CloseCurlyQuote", 0x2019, false},
    {"Dagger", 0x2021, false}, {"Dcaron", 0x10E, false}, {"Delta", 0x394, false},
    {"Dstrok", 0x110, false}, {"ETH", 0xD0, true}, {"Eacute", 0xC9, true},
    {"Ecaron", 0x11A, false}, {"Ecirc", 0xCA, true}, {"Edot", 0x116, false},
    {"Egrave", 0xC8, true}, {"Emacr", 0x112, false}, {"Eogon", 0x118, false},
    {"Epsilon", 0x395, false}, {"Eta", 0x397, false}, {"Euml", 0xCB, true}, {"GT", 0x3E, true},
    {"Gamma", 0x393, false}, {"Gbreve", 0x11E, false}, {"Gcirc", 0x11C, false},
    {"Gdot", 0x120, false}, {"Hat", 0x5E, false}, {"Hstrok", 0x126, false},
    {"IOcy", 0x401, false}, {"Iacute", 0xCD, true}, {"Icirc", 0xCE, true},
    {"Idot", 0x130, false}, {"Igrave", 0xCC, true}, {"Imacr", 0x12A, false},
    {"Iogon", 0x12E, false}, {"Iota", 0x399, false}, {"Itilde", 0x128, false},
    {"Iuml", 0xCF, true}, {"Kappa", 0x39A, false}, {"LT", 0x3C, true},
    {"Lacute", 0x139, false}, {"Lambda", 0x39B, false}, {"Lcaron", 0x13D, false},
    {"Lstrok", 0x141, false}, {"Mu", 0x39C, false}, {"Nacute", 0x143, false},
    {"Ncaron", 0x147, false}, {"NewLine", 0xA, false}, {"NoBreak", 0x2060, false},
    {"Ntilde", 0xD1, true}, {"Nu", 0x39D, false}, {"OElig", 0x152, false},
    {"Oacute", 0xD3, true}, {"Ocirc", 0xD4, true}, {"Odblac", 0x150, false},
    {"Ograve", 0xD2, true}, {"Omacr", 0x14C, false}, {"Omega", 0x3A9, false},
    {"Omicron", 0x39F, false}, {"OpenCurlyDoubleQuote", 0x201C, false},
    {"OpenCurlyQuote", 0x2018, false}, {"Oslash", 0xD8, true}, {"Otilde", 0xD5, true},
    {"Ouml", 0xD6, true}, {"Phi", 0x3A6, false}, {"Pi", 0x3A0, false},
    {"Prime", 0x2033, false}, {"Psi", 0x3A8, false}, {"QUOT", 0x22, true}, {"REG", 0xAE, true},
    {"Racute", 0x154, false}, {"Rcaron", 0x158, false}, {"Rho", 0x3A1, false},
    {"Sacute", 0x15A, false}, {"Scaron", 0x160, false}, {"Scedil", 0x15E, false},
    {"Sigma", 0x3A3, false}, {"THORN", 0xDE, true}, {"TRADE", 0x2122, false},
    {"Tab", 0x9, false}, {"Tau", 0x3A4, false}, {"Tcaron", 0x164, false},
    {"Tcedil", 0x162, false}, {"Theta", 0x398, false}, {"Uacute", 0xDA, true},
    {"Ucirc", 0xDB, true}, {"Udblac", 0x170, false}, {"Ugrave", 0xD9, true},
    {"Umacr", 0x16A, false}, {"Uogon", 0x172, false}, {"Upsilon", 0x3A5, false},
    {"Uring", 0x16E, false}, {"Utilde", 0x168, false}, {"Uuml", 0xDC, true},
    {"VeryThinSpace", 0x200A, false}, {"Wcirc", 0x174, false}, {"Xi", 0x39E, false},
    {"Yacute", 0xDD, true}, {"Ycirc", 0x176, false}, {"Yuml", 0x178, false},
    {"Zacute", 0x179, false}, {"Zcaron", 0x17D, false}, {"Zdot", 0x17B, false},
    {"ZeroWidthSpace", 0x200B, false}, {"Zeta", 0x396, false}, {"aacute", 0xE1, true},
    {"abreve", 0x103, false}, {"acirc", 0xE2, true}, {"acute", 0xB4, true},
    {"acy", 0x430, false}, {"aelig", 0xE6, true}, {"agrave", 0xE0, true},
    {"alefsym", 0x2135, false}, {"alpha", 0x3B1, false}, {"amacr", 0x101, false},
    {"amp", 0x26, true}, {"and", 0x2227, false}, {"ang", 0x2220, false},
    {"angst", 0xC5, false}, {"aogon", 0x105, false}, {"apos", 0x27, false},
    {"approx", 0x2248, false}, {"aring", 0xE5, true}, {"ast", 0x2A, false},
    {"asymp", 0x2248, false}, {"atilde", 0xE3, true}, {"auml", 0xE4, true},
    {"bcy", 0x431, false}, {"bdquo", 0x201E, false}, {"beta", 0x3B2, false},
    {"bigstar", 0x2605, false}, {"blacksquare", 0x25AA, false}, {"block", 0x2588, false},
    {"boxh", 0x2500, false}, {"breve", 0x2D8, false}, {"brvbar", 0xA6, true},
    {"bsol", 0x5C, false}, {"bull", 0x2022, false}, {"bullet", 0x2022, false},
    {"cacute", 0x107, false}, {"cap", 0x2229, false}, {"caron", 0x2C7, false},
    {"ccaron", 0x10D, false}, {"ccedil", 0xE7, true}, {"ccirc", 0x109, false},
    {"cdot", 0x10B, false}, {"cedil", 0xB8, true}, {"cent", 0xA2, true},
    {"centerdot", 0xB7, false}, {"chcy", 0x447, false}, {"check", 0x2713, false},
    {"checkmark", 0x2713, false}, {"chi", 0x3C7, false}, {"cir", 0x25CB, false},
    {"circ", 0x2C6, false}, {"clubs", 0x2663, false}, {"colon", 0x3A, false},
    {"comma", 0x2C, false}, {"commat", 0x40, false}, {"cong", 0x2245, false},
    {"copy", 0xA9, true}, {"crarr", 0x21B5, false}, {"cross", 0x2717, false},
    {"cup", 0x222A, false}, {"curren", 0xA4, true}, {"dArr", 0x21D3, false},
    {"dagger", 0x2020, false}, {"darr", 0x2193, false}, {"dash", 0x2010, false},
    {"dblac", 0x2DD, false}, {"dcaron", 0x10F, false}, {"dcy", 0x434, false},
    {"deg", 0xB0, true}, {"delta", 0x3B4, false}, {"diams", 0x2666, false},
    {"div", 0xF7, false}, {"divide", 0xF7, true}, {"dollar", 0x24, false},
    {"dot", 0x2D9, false}, {"downarrow", 0x2193, false}, {"dstrok", 0x111, false},
    {"dtri", 0x25BF, false}, {"dtrif", 0x25BE, false}, {"eacute", 0xE9, true},
    {"ecaron", 0x11B, false}, {"ecirc", 0xEA, true}, {"ecy", 0x44D, false},
    {"edot", 0x117, false}, {"egrave", 0xE8, true}, {"ell", 0x2113, false},
    {"emacr", 0x113, false}, {"empty", 0x2205, false}, {"emsp", 0x2003, false},
    {"ensp", 0x2002, false}, {"eogon", 0x119, false}, {"epsilon", 0x3B5, false},
    {"equals", 0x3D, false}, {"equiv", 0x2261, false}, {"eta", 0x3B7, false},
    {"eth", 0xF0, true}, {"euml", 0xEB, true}, {"euro", 0x20AC, false}, {"excl", 0x21, false},
    {"exist", 0x2203, false}, {"fcy", 0x444, false}, {"female", 0x2640, false},
    {"ffilig", 0xFB03, false}, {"fflig", 0xFB00, false}, {"ffllig", 0xFB04, false},
    {"filig", 0xFB01, false}, {"flat", 0x266D, false}, {"fllig", 0xFB02, false},
    {"fnof", 0x192, false}, {"forall", 0x2200, false}, {"frac12", 0xBD, true},
    {"frac13", 0x2153, false}, {"frac14", 0xBC, true}, {"frac15", 0x2155, false},
    {"frac16", 0x2159, false}, {"frac18", 0x215B, false}, {"frac23", 0x2154, false},
    {"frac25", 0x2156, false}, {"frac34", 0xBE, true}, {"frac35", 0x2157, false},
    {"frac38", 0x215C, false}, {"frac45", 0x2158, false}, {"frac56", 0x215A, false},
    {"frac58", 0x215D, false}, {"frac78", 0x215E, false}, {"frasl", 0x2044, false},
    {"gamma", 0x3B3, false}, {"gbreve", 0x11F, false}, {"gcirc", 0x11D, false},
    {"gcy", 0x433, false}, {"gdot", 0x121, false}, {"ge", 0x2265, false},
    {"geq", 0x2265, false}, {"grave", 0x60, false}, {"gt", 0x3E, true},
    {"hArr", 0x21D4, false}, {"hairsp", 0x200A, false}, {"half", 0xBD, false},
    {"hardcy", 0x44A, false}, {"harr", 0x2194, false}, {"hearts", 0x2665, false},
    {"hellip", 0x2026, false}, {"horbar", 0x2015, false}, {"hstrok", 0x127, false},
    {"hyphen", 0x2010, false}, {"iacute", 0xED, true}, {"icirc", 0xEE, true},
    {"icy", 0x438, false}, {"iecy", 0x435, false}, {"iexcl", 0xA1, true},
    {"igrave", 0xEC, true}, {"imacr", 0x12B, false}, {"image", 0x2111, false},
    {"imath", 0x131, false}, {"incare", 0x2105, false}, {"infin", 0x221E, false},
    {"inodot", 0x131, false}, {"int", 0x222B, false}, {"iocy", 0x451, false},
    {"iogon", 0x12F, false}, {"iota", 0x3B9, false}, {"iquest", 0xBF, true},
    {"isin", 0x2208, false}, {"itilde", 0x129, false}, {"iuml", 0xEF, true},
    {"jcy", 0x439, false}, {"jukcy", 0x454, false}, {"kappa", 0x3BA, false},
    {"kcy", 0x43A, false}, {"khcy", 0x445, false}, {"lArr", 0x21D0, false},
    {"lacute", 0x13A, false}, {"lambda", 0x3BB, false}, {"lang", 0x2329, false},
    {"laquo", 0xAB, true}, {"larr", 0x2190, false}, {"lbrace", 0x7B, false},
    {"lbrack", 0x5B, false}, {"lcaron", 0x13E, false}, {"lceil", 0x2308, false},
    {"lcub", 0x7B, false}, {"lcy", 0x43B, false}, {"ldquo", 0x201C, false},
    {"ldquor", 0x201E, false}, {"le", 0x2264, false}, {"leftarrow", 0x2190, false},
    {"leq", 0x2264, false}, {"lfloor", 0x230A, false}, {"lowast", 0x2217, false},
    {"lowbar", 0x5F, false}, {"loz", 0x25CA, false}, {"lpar", 0x28, false},
    {"lrm", 0x200E, false}, {"lsaquo", 0x2039, false}, {"lsqb", 0x5B, false},
    {"lsquo", 0x2018, false}, {"lsquor", 0x201A, false}, {"lstrok", 0x142, false},
    {"lt", 0x3C, true}, {"ltri", 0x25C3, false}, {"ltrif", 0x25C2, false},
    {"macr", 0xAF, true}, {"male", 0x2642, false}, {"mcy", 0x43C, false},
    {"mdash", 0x2014, false}, {"micro", 0xB5, true}, {"middot", 0xB7, true},
    {"minus", 0x2212, false}, {"mldr", 0x2026, false}, {"mu", 0x3BC, false},
    {"nabla", 0x2207, false}, {"nacute", 0x144, false}, {"natural", 0x266E, false},
    {"nbsp", 0xA0, true}, {"ncaron", 0x148, false}, {"ncy", 0x43D, false},
    {"ndash", 0x2013, false}, {"ne", 0x2260, false}, {"ni", 0x220B, false},
    {"nldr", 0x2025, false}, {"not", 0xAC, true}, {"notin", 0x2209, false},
    {"nsub", 0x2284, false}, {"ntilde", 0xF1, true}, {"nu", 0x3BD, false},
    {"num", 0x23, false}, {"numero", 0x2116, false}, {"numsp", 0x2007, false},
    {"oacute", 0xF3, true}, {"ocirc", 0xF4, true}, {"ocy", 0x43E, false},
    {"odblac", 0x151, false}, {"oelig", 0x153, false}, {"ogon", 0x2DB, false},
    {"ograve", 0xF2, true}, {"oline", 0x203E, false}, {"omacr", 0x14D, false},
    {"omega", 0x3C9, false}, {"omicron", 0x3BF, false}, {"oplus", 0x2295, false},
    {"or", 0x2228, false}, {"ordf", 0xAA, true}, {"ordm", 0xBA, true}, {"oslash", 0xF8, true},
    {"otilde", 0xF5, true}, {"otimes", 0x2297, false}, {"ouml", 0xF6, true},
    {"para", 0xB6, true}, {"part", 0x2202, false}, {"pcy", 0x43F, false},
    {"percnt", 0x25, false}, {"period", 0x2E, false}, {"permil", 0x2030, false},
    {"perp", 0x22A5, false}, {"phi", 0x3C6, false}, {"phone", 0x260E, false},
    {"pi", 0x3C0, false}, {"piv", 0x3D6, false}, {"plus", 0x2B, false}, {"plusmn", 0xB1, true},
    {"pm", 0xB1, false}, {"pound", 0xA3, true}, {"prime", 0x2032, false},
    {"prod", 0x220F, false}, {"prop", 0x221D, false}, {"psi", 0x3C8, false},
    {"puncsp", 0x2008, false}, {"quest", 0x3F, false}, {"quot", 0x22, true},
    {"rArr", 0x21D2, false}, {"racute", 0x155, false}, {"radic", 0x221A, false},
    {"rang", 0x232A, false}, {"raquo", 0xBB, true}, {"rarr", 0x2192, false},
    {"rbrace", 0x7D, false}, {"rbrack", 0x5D, false}, {"rcaron", 0x159, false},
    {"rceil", 0x2309, false}, {"rcub", 0x7D, false}, {"rcy", 0x440, false},
    {"rdquo", 0x201D, false}, {"rdquor", 0x201D, false}, {"real", 0x211C, false},
    {"reg", 0xAE, true}, {"rfloor", 0x230B, false}, {"rho", 0x3C1, false},
    {"rightarrow", 0x2192, false}, {"ring", 0x2DA, false}, {"rlm", 0x200F, false},
    {"rpar", 0x29, false}, {"rsaquo", 0x203A, false}, {"rsqb", 0x5D, false},
    {"rsquo", 0x2019, false}, {"rsquor", 0x2019, false}, {"rtri", 0x25B9, false},
    {"rtrif", 0x25B8, false}, {"sacute", 0x15B, false}, {"sbquo", 0x201A, false},
    {"scaron", 0x161, false}, {"scedil", 0x15F, false}, {"scy", 0x441, false},
    {"sdot", 0x22C5, false}, {"sect", 0xA7, true}, {"semi", 0x3B, false},
    {"sharp", 0x266F, false}, {"shchcy", 0x449, false}, {"shcy", 0x448, false},
    {"shy", 0xAD, true}, {"sigma", 0x3C3, false}, {"sigmaf", 0x3C2, false},
    {"sim", 0x223C, false}, {"softcy", 0x44C, false}, {"sol", 0x2F, false},
    {"spades", 0x2660, false}, {"squ", 0x25A1, false}, {"square", 0x25A1, false},
    {"star", 0x2606, false}, {"starf", 0x2605, false}, {"sub", 0x2282, false},
    {"sube", 0x2286, false}, {"sum", 0x2211, false}, {"sup", 0x2283, false},
    {"sup1", 0xB9, true}, {"sup2", 0xB2, true}, {"sup3", 0xB3, true}, {"supe", 0x2287, false},
    {"szlig", 0xDF, true}, {"tau", 0x3C4, false}, {"tcaron", 0x165, false},
    {"tcedil", 0x163, false}, {"tcy", 0x442, false}, {"there4", 0x2234, false},
    {"theta", 0x3B8, false}, {"thetasym", 0x3D1, false}, {"thinsp", 0x2009, false},
    {"thorn", 0xFE, true}, {"tilde", 0x2DC, false}, {"times", 0xD7, true},
    {"trade", 0x2122, false}, {"tscy", 0x446, false}, {"uArr", 0x21D1, false},
    {"uacute", 0xFA, true}, {"uarr", 0x2191, false}, {"ucirc", 0xFB, true},
    {"ucy", 0x443, false}, {"udblac", 0x171, false}, {"ugrave", 0xF9, true},
    {"umacr", 0x16B, false}, {"uml", 0xA8, true}, {"uogon", 0x173, false},
    {"uparrow", 0x2191, false}, {"upsih", 0x3D2, false}, {"upsilon", 0x3C5, false},
    {"uring", 0x16F, false}, {"utilde", 0x169, false}, {"utri", 0x25B5, false},
    {"utrif", 0x25B4, false}, {"uuml", 0xFC, true}, {"vcy", 0x432, false},
    {"verbar", 0x7C, false}, {"vert", 0x7C, false}, {"wcirc", 0x175, false},
    {"weierp", 0x2118, false}, {"xi", 0x3BE, false}, {"yacute", 0xFD, true},
    {"yacy", 0x44F, false}, {"ycirc", 0x177, false}, {"ycy", 0x44B, false},
    {"yen", 0xA5, true}, {"yicy", 0x457, false}, {"yucy", 0x44E, false}, {"yuml", 0xFF, true},
    {"zacute", 0x17A, false}, {"zcaron", 0x17E, false}, {"zcy", 0x437, false},
    {"zdot", 0x17C, false}, {"zeta", 0x3B6, false}, {"zhcy", 0x436, false},
    {"zwj", 0x200D, false}, {"zwnj", 0x200C, false},
};
/* clang-format on */

/* Longest name above. */
#define NAME_MAX_LEN 23

static const struct name *find(struct view v)
{
	size_t lo = 0, hi = sizeof(names) / sizeof(names[0]);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		size_t len = strlen(names[mid].name);
		int c = memcmp(names[mid].name, v.p, len < v.n ? len : v.n);

		if (c == 0 && len == v.n)
			return &names[mid];
		if (c < 0 || (c == 0 && len < v.n))
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

uint32_t entity_lookup(struct view name)
{
	const struct name *n = name.n > 0 ? find(name) : NULL;

	return n != NULL ? n->cp : 0;
}

uint32_t entity_cp1252(uint8_t byte)
{
	static const uint16_t high[32] = {0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020,
	    0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019,
	    0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
	    0x17E, 0x178};

	return byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* "&#8217;" and "&#x2019;"; at stands on the '#'. */
static uint32_t numeric(struct view v, size_t at, size_t *end)
{
	uint32_t cp = 0;
	int base = 10;

	at++;
	if (at < v.n && (v.p[at] | 32) == 'x') {
		base = 16;
		at++;
	}
	size_t first = at;
	for (; at < v.n && digit_of(v.p[at]) < base; at++)
		if (cp <= 0x10FFFF)
			cp = cp * (uint32_t)base + (uint32_t)digit_of(v.p[at]);
	if (at == first)
		return 0;
	if (at < v.n && v.p[at] == ';')
		at++;
	*end = at;
	if (cp >= 0x80 && cp < 0xA0)
		return entity_cp1252((uint8_t)cp);
	bool control = cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r';
	bool none = cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF);
	return control || none ? UTF8_REPLACEMENT : cp;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* "&eacute;"; at stands behind the '&'.  Without the semicolon only a whole
 * word counts: "?a=1&copy=2" is a query, "caf&eacute au lait" is not. */
static uint32_t named(struct view v, size_t at, size_t *end)
{
	size_t n = 0;

	while (n <= NAME_MAX_LEN && at + n < v.n && is_alnum(v.p[at + n]))
		n++;
	if (n == 0 || n > NAME_MAX_LEN)
		return 0;
	const struct name *name = find(view_sub(v, at, n));
	if (name == NULL)
		return 0;
	bool closed = at + n < v.n && v.p[at + n] == ';';
	if (!closed && (!name->bare || (at + n < v.n && v.p[at + n] == '=')))
		return 0;
	*end = at + n + closed;
	return name->cp;
}

uint32_t entity_next(struct view v, size_t *at)
{
	size_t i = *at + 1;

	if (i >= v.n)
		return 0;
	return v.p[i] == '#' ? numeric(v, i, at) : named(v, i, at);
}

void entity_decode(struct buf *out, struct view v)
{
	size_t at = 0;

	while (at < v.n) {
		size_t amp = view_chr(view_sub(v, at, v.n), '&');

		if (amp == SIZE_MAX) {
			buf_add(out, v.p + at, v.n - at);
			return;
		}
		buf_add(out, v.p + at, amp);
		at += amp;
		uint32_t cp = entity_next(v, &at);
		if (cp != 0)
			utf8_add(out, cp);
		else
			buf_addc(out, v.p[at++]);
	}
}
