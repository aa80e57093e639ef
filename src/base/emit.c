#include "emit.h"

#include <math.h>

#include "rfc3339.h"
#include "utf8.h"

struct emit emit_to(struct buf *out)
{
	return (struct emit){out, false};
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
			buf_addf(b, "\\%c", c);
		else if (c == '\n' || c == '\t' || c == '\r')
			buf_addf(b, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
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

void emit_int(struct emit *e, const char *key, int64_t v)
{
	key_of(e, key);
	buf_addf(e->out, "%lld", (long long)v);
	e->comma = true;
}

/* printf writes the decimal point of the caller's locale. */
static void mend_point(struct buf *b, size_t from)
{
	size_t to = from;

	for (size_t i = from; i < b->n; i++) {
		char c = b->p[i];
		if (c == '-' || (c >= '0' && c <= '9'))
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
	size_t from = e->out->n;
	buf_addf(e->out, "%.*f", decimals, v);
	if (e->out->err == CT_OK)
		mend_point(e->out, from);
	e->comma = true;
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
