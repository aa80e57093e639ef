#include "json.h"

#include <math.h>

#include "rfc3339.h"
#include "utf8.h"

struct json json_to(struct buf *out)
{
	return (struct json){out, false};
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

void json_key(struct json *j, const char *key)
{
	if (j->comma)
		buf_addc(j->out, ',');
	if (key != NULL) {
		add_string(j->out, view_of(key));
		buf_addc(j->out, ':');
	}
	j->comma = false;
}

void json_open(struct json *j, char bracket)
{
	if (j->comma)
		buf_addc(j->out, ',');
	buf_addc(j->out, bracket);
	j->comma = false;
}

void json_obj(struct json *j, const char *key)
{
	json_key(j, key);
	json_open(j, '{');
}

void json_arr(struct json *j, const char *key)
{
	json_key(j, key);
	json_open(j, '[');
}

void json_close(struct json *j, char bracket)
{
	buf_addc(j->out, bracket);
	j->comma = true;
}

void json_raw(struct json *j, const char *key, struct view raw)
{
	json_key(j, key);
	buf_addv(j->out, raw);
	j->comma = true;
}

void json_str(struct json *j, const char *key, struct view v)
{
	json_key(j, key);
	add_string(j->out, v);
	j->comma = true;
}

void json_null(struct json *j, const char *key)
{
	json_raw(j, key, VIEW_LIT("null"));
}

void json_str_or_null(struct json *j, const char *key, struct view v)
{
	if (v.n > 0)
		json_str(j, key, v);
	else
		json_null(j, key);
}

void json_int(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	buf_addf(j->out, "%lld", (long long)v);
	j->comma = true;
}

void json_num(struct json *j, const char *key, double v, int decimals)
{
	if (!isfinite(v)) {
		json_null(j, key);
		return;
	}
	json_key(j, key);
	buf_addf(j->out, "%.*f", decimals, v);
	j->comma = true;
}

void json_bool(struct json *j, const char *key, bool v)
{
	json_raw(j, key, v ? VIEW_LIT("true") : VIEW_LIT("false"));
}

void json_time(struct json *j, const char *key, int64_t t)
{
	char text[RFC3339_SIZE];

	if (t == CT_TIME_UNKNOWN)
		json_null(j, key);
	else
		json_str(j, key, view_of(rfc3339_format(t, text)));
}
