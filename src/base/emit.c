#include "emit.h"

#include <math.h>

#include "ascii.h"
#include "rfc3339.h"
#include "utf8.h"

struct emit emit_to(struct buf *out)
{
	return (struct emit){out, false};
}

static void add_escaped(struct buf *b, char c)
{
	buf_add(b, (const char[]){'\\', c}, 2);
}

static void add_string(struct buf *b, struct view v)
{
	size_t from = 0;

	buf_addc(b, '"');
	for (size_t at = 0; at < v.n;) {
		size_t start = at;
		unsigned char c = (unsigned char)v.p[at];
		uint32_t cp = c;

		if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
			at++;
			continue;
		}
		if (c >= 0x80)
			cp = utf8_next(v, &at);
		else
			at++;
		/* C1 controls and line separators drive terminals and split lines, too. */
		bool bad = cp == UTF8_REPLACEMENT, quote = c == '"' || c == '\\';
		if (!bad && !quote && cp >= 0xA0 && cp != 0x2028 && cp != 0x2029)
			continue;
		buf_add(b, v.p + from, start - from);
		from = at;
		if (bad)
			utf8_add(b, UTF8_REPLACEMENT);
		else if (quote)
			add_escaped(b, (char)c);
		else if (c == '\n' || c == '\t' || c == '\r')
			add_escaped(b, c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
		else
			buf_addf(b, "\\u%04x", (unsigned)cp);
	}
	buf_add(b, v.p != NULL ? v.p + from : NULL, v.n - from);
	buf_addc(b, '"');
}

static void key_of(struct emit *e, const char *key)
{
	if (e->comma)
		buf_addc(e->out, ',');
	if (key != NULL) {
		add_string(e->out, view_of(key));
		buf_addc(e->out, ':');
	}
	e->comma = false;
}

void emit_open(struct emit *e, char bracket)
{
	if (e->comma)
		buf_addc(e->out, ',');
	buf_addc(e->out, bracket);
	e->comma = false;
}

void emit_obj(struct emit *e, const char *key)
{
	key_of(e, key);
	emit_open(e, '{');
}

void emit_arr(struct emit *e, const char *key)
{
	key_of(e, key);
	emit_open(e, '[');
}

void emit_close(struct emit *e, char bracket)
{
	buf_addc(e->out, bracket);
	e->comma = true;
}

void emit_raw(struct emit *e, const char *key, struct view raw)
{
	key_of(e, key);
	buf_addv(e->out, raw);
	e->comma = true;
}

void emit_str(struct emit *e, const char *key, struct view v)
{
	key_of(e, key);
	add_string(e->out, v);
	e->comma = true;
}

void emit_null(struct emit *e, const char *key)
{
	emit_raw(e, key, VIEW_LIT("null"));
}

void emit_str_or_null(struct emit *e, const char *key, struct view v)
{
	if (v.n > 0)
		emit_str(e, key, v);
	else
		emit_null(e, key);
}

/* Evidence is full of numbers, and printf takes longer than all else of them. */
#define DIGITS 20

/* At least `least` digits. */
static void add_digits(struct buf *b, uint64_t v, int least)
{
	char text[DIGITS];
	int at = DIGITS;

	for (; at > 0 && (v > 0 || DIGITS - at < least); v /= 10)
		text[--at] = (char)('0' + v % 10);
	buf_add(b, text + at, (size_t)(DIGITS - at));
}

void emit_int(struct emit *e, const char *key, int64_t v)
{
	key_of(e, key);
	if (v < 0)
		buf_addc(e->out, '-');
	add_digits(e->out, v < 0 ? -(uint64_t)v : (uint64_t)v, 1);
	e->comma = true;
}

/* As printf rounds it; false: so large, or with a rest so near to a half, that the
 * product may be rounded to the other side. */
static bool add_fixed(struct buf *b, double v, int decimals)
{
	static const double powers[] = {1, 10, 100, 1000, 10000};

	if (decimals < 1 || decimals > 4 || fabs(v) * powers[decimals] > 1e9)
		return false;
	double power = powers[decimals], whole = rint(fabs(v) * power);
	double rest = fabs(v) * power - whole;
	if (fabs(fabs(rest) - 0.5) < 1e-4)
		return false;
	uint64_t n = (uint64_t)(whole + (rest > 0.5) - (rest < -0.5)), unit = (uint64_t)power;
	if (signbit(v))
		buf_addc(b, '-');
	add_digits(b, n / unit, 1);
	buf_addc(b, '.');
	add_digits(b, n % unit, decimals);
	return true;
}

/* printf writes the decimal point of the caller's locale. */
static void mend_point(struct buf *b, size_t from)
{
	size_t to = from;

	for (size_t i = from; i < b->n; i++) {
		char c = b->p[i];
		if (c == '-' || ascii_is_digit(c))
			b->p[to++] = c;
		else if (b->p[to - 1] != '.')
			b->p[to++] = '.';
	}
	b->n = to;
	b->p[to] = '\0';
}

void emit_num(struct emit *e, const char *key, double v, int decimals)
{
	if (!isfinite(v)) {
		emit_null(e, key);
		return;
	}
	key_of(e, key);
	e->comma = true;
	if (add_fixed(e->out, v, decimals))
		return;
	size_t from = e->out->n;
	buf_addf(e->out, "%.*f", decimals, v);
	if (e->out->err == CT_OK)
		mend_point(e->out, from);
}

void emit_bool(struct emit *e, const char *key, bool v)
{
	emit_raw(e, key, v ? VIEW_LIT("true") : VIEW_LIT("false"));
}

void emit_time(struct emit *e, const char *key, int64_t t)
{
	char text[RFC3339_SIZE];

	if (t == CT_TIME_UNKNOWN)
		emit_null(e, key);
	else
		emit_str(e, key, view_of(rfc3339_format(t, text)));
}
