#include "convert.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "conf.h"
#include "units.h"
#include "utf8.h"
#include "weburl.h"
#include "wordlist.h"

/* What one conversion works on. */
struct job {
	const struct options_entry *o;
	struct view text;
	const char *dir;
	struct arena *arena;
	void *out;
	char *why;
};

static enum ct_err bad(struct job *j, const char *wanted)
{
	struct view shown = utf8_clip(j->text, 80);
	if (shown.n == 0)
		snprintf(j->why, CONVERT_WHY, "must be %s, and is empty", wanted);
	else
		snprintf(j->why, CONVERT_WHY, "must be %s, not \"%.*s%s\"", wanted, (int)shown.n,
		    shown.p, shown.n < j->text.n ? "..." : "");
	return CT_EINVAL;
}

static enum ct_err put_string(struct job *j, struct view v)
{
	struct view copy = arena_copy(j->arena, v);
	if (copy.p == NULL)
		return CT_ENOMEM;
	*(const char **)j->out = copy.p;
	return CT_OK;
}

/* --- numbers with units ----------------------------------------------------- */

static const struct units *units_of(enum options_type t)
{
	return t == OPTIONS_DURATION ? units_seconds : t == OPTIONS_SIZE ? units_bytes : units_none;
}

static enum ct_err read_whole(struct job *j)
{
	static const char *const wanted[] = {[OPTIONS_DURATION] = "a duration like 30s, 15m or 2d",
	    [OPTIONS_SIZE] = "a size like 64K or 16M",
	    [OPTIONS_INTEGER] = "a whole number"};
	const struct options_entry *o = j->o;
	struct view v = j->text;
	int64_t n;
	if (o->type == OPTIONS_SIZE && v.n > 1 && v.p[v.n - 1] == 'B') /* 16MB, 16MiB */
		v.n -= v.n > 2 && v.p[v.n - 2] == 'i' ? 2 : 1;
	if (!units_read(v, units_of(o->type), &n))
		return bad(j, wanted[o->type]);
	if (n < o->min || n > o->max) {
		char range[96];
		struct buf b = BUF_INIT(sizeof(range));
		buf_adds(&b, "from ");
		units_add(&b, o->min, units_of(o->type));
		buf_adds(&b, " to ");
		units_add(&b, o->max, units_of(o->type));
		snprintf(range, sizeof(range), "%s", b.p != NULL ? b.p : "in range");
		buf_free(&b);
		return bad(j, range);
	}
	*(int64_t *)j->out = n;
	return CT_OK;
}

/* "0.85", with a point whatever the locale. */
static enum ct_err read_number(struct job *j)
{
	int64_t whole, part = 0;
	size_t at = 0, point;
	double scale = 1;
	bool ok = units_digits(j->text, &at, &whole);
	if (ok && at < j->text.n && j->text.p[at] == '.') {
		point = ++at;
		ok = j->text.n - point <= 15 && units_digits(j->text, &at, &part);
		for (; point < at; point++)
			scale *= 10;
	}
	double v = (double)whole + (double)part / scale;
	if (!ok || at != j->text.n)
		return bad(j, "a number like 0.85");
	if (v < (double)j->o->min || v > (double)j->o->max) {
		char range[64];
		snprintf(range, sizeof(range), "from %lld to %lld", (long long)j->o->min,
		    (long long)j->o->max);
		return bad(j, range);
	}
	*(double *)j->out = v;
	return CT_OK;
}

/* --- words ----------------------------------------------------------------------- */

static int place(const char *const *names, struct view v)
{
	for (int i = 0; names[i] != NULL; i++)
		if (view_caseeq(v, view_of(names[i])))
			return i;
	return -1;
}

static enum ct_err none_of(struct job *j, const char *const *names)
{
	char list[160] = "";
	size_t n = 0;
	for (int i = 0; names[i] != NULL && n < sizeof(list); i++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s",
		    i == 0                 ? ""
		    : names[i + 1] == NULL ? " or "
					   : ", ",
		    names[i]);
	return bad(j, list);
}

static enum ct_err read_bool(struct job *j)
{
	static const char *const names[] = {
	    "no", "yes", "false", "true", "off", "on", "0", "1", NULL};
	int i = place(names, j->text);
	if (i < 0)
		return bad(j, "yes or no");
	*(bool *)j->out = i % 2 == 1;
	return CT_OK;
}

static enum ct_err read_enum(struct job *j)
{
	int i = place(j->o->names, j->text);
	if (i < 0)
		return none_of(j, j->o->names);
	*(int *)j->out = i;
	return CT_OK;
}

static enum ct_err read_word(struct job *j)
{
	int i = place(j->o->names, j->text);
	if (i < 0)
		return none_of(j, j->o->names);
	*(const char **)j->out = j->o->names[i];
	return CT_OK;
}

/* --- lists ------------------------------------------------------------------------ */

static enum ct_err split(struct job *j, int separators, struct conf_strings *out)
{
	enum ct_err err = wordlist_split(j->text, separators, j->arena, out);
	return err == CT_EINVAL ? bad(j, "a list whose quotes are closed") : err;
}

static enum ct_err read_list(struct job *j)
{
	struct conf_strings list;
	enum ct_err err = split(j, WORDLIST_COMMAS, &list);
	for (size_t i = 0; err == CT_OK && i < list.n; i++)
		if (list.v[i][0] == '\0')
			err = bad(j, "a list without empty words");
	if (err == CT_OK)
		*(struct conf_strings *)j->out = list;
	return err;
}

static enum ct_err read_argv(struct job *j)
{
	struct conf_strings list;
	enum ct_err err = split(j, WORDLIST_BLANKS, &list);
	if (err != CT_OK)
		return err;
	/* A bare name is looked for in the system's directories, by the hook; what
	 * lies in a working directory must not run by chance. */
	if (list.n == 0 || list.v[0][0] == '\0' ||
	    (list.v[0][0] != '/' && strchr(list.v[0], '/') != NULL))
		return bad(j, "a command that begins with a program's name or absolute path");
	*(struct conf_strings *)j->out = list;
	return CT_OK;
}

/* "10.0.0.0/8", "fd00::/8", "127.0.0.1" */
static bool is_block(const char *text)
{
	unsigned char addr[16];
	char host[INET6_ADDRSTRLEN + 1];
	const char *slash = strchr(text, '/');
	size_t n = slash != NULL ? (size_t)(slash - text) : strlen(text);
	if (n >= sizeof(host))
		return false;
	memcpy(host, text, n);
	host[n] = '\0';
	int max = inet_pton(AF_INET, host, addr) == 1    ? 32
		  : inet_pton(AF_INET6, host, addr) == 1 ? 128
							 : -1;
	int64_t bits = 0;
	size_t at = 0;
	if (max < 0 || slash == NULL)
		return max > 0;
	struct view rest = view_of(slash + 1);
	return rest.n <= 3 && units_digits(rest, &at, &bits) && at == rest.n && bits <= max;
}

static enum ct_err read_blocks(struct job *j)
{
	struct conf_strings list;
	enum ct_err err = split(j, WORDLIST_COMMAS | WORDLIST_BLANKS, &list);
	for (size_t i = 0; err == CT_OK && i < list.n; i++)
		if (!is_block(list.v[i]))
			err = bad(j, "address blocks like 10.0.0.0/8 or fd00::/8");
	if (err == CT_OK)
		*(struct conf_strings *)j->out = list;
	return err;
}

static enum ct_err no_verdict(struct job *j)
{
	return bad(j, "new, updated, republished, rewritten, related or all");
}

static enum ct_err read_verdicts(struct job *j)
{
	struct conf_strings list;
	uint32_t bits = 0;
	enum ct_err err = split(j, WORDLIST_COMMAS | WORDLIST_BLANKS, &list);
	for (size_t i = 0; err == CT_OK && i < list.n; i++) {
		int n = place(options_verdicts, view_of(list.v[i]));
		if (n >= 0)
			bits |= 1u << n;
		else if (strcmp(list.v[i], "all") == 0)
			bits |= 31;
		else
			err = no_verdict(j);
	}
	if (err == CT_OK && bits == 0)
		err = no_verdict(j);
	if (err == CT_OK)
		*(uint32_t *)j->out = bits;
	return err;
}

/* --- paths and URLs ------------------------------------------------------------------ */

const char *convert_path(struct arena *a, const char *dir, struct view name)
{
	if (dir == NULL || name.n == 0 || name.p[0] == '/')
		return arena_copy(a, name).p;
	size_t d = strlen(dir);
	char *out = arena_alloc(a, d + name.n + 2);
	if (out == NULL)
		return NULL;
	memcpy(out, dir, d);
	out[d] = '/';
	memcpy(out + d + 1, name.p, name.n);
	out[d + 1 + name.n] = '\0';
	return out;
}

/* Empty: none, where that is what the default says. */
static enum ct_err read_path(struct job *j)
{
	if (j->text.n == 0 && (j->o->def == NULL || j->o->def[0] != '\0'))
		return bad(j, "a path");
	const char *path = convert_path(j->arena, j->dir, j->text);
	if (path == NULL)
		return CT_ENOMEM;
	*(const char **)j->out = path;
	return CT_OK;
}

static enum ct_err read_secret(struct job *j)
{
	const char *creds = secure_getenv("CREDENTIALS_DIRECTORY");
	if (j->dir != NULL && creds != NULL && j->text.n > 0 && j->text.p[0] != '/') {
		const char *path = convert_path(j->arena, creds, j->text);
		if (path == NULL)
			return CT_ENOMEM;
		if (access(path, F_OK) == 0) {
			*(const char **)j->out = path;
			return CT_OK;
		}
	}
	return read_path(j);
}

static enum ct_err read_url(struct job *j)
{
	const char *wanted = weburl_bad(j->text);
	return wanted != NULL ? bad(j, wanted) : put_string(j, j->text);
}

static enum ct_err read_proxy(struct job *j)
{
	const char *wanted = j->text.n > 0 ? weburl_bad_proxy(j->text) : NULL;
	return wanted != NULL ? bad(j, wanted) : put_string(j, j->text);
}

static enum ct_err read_string(struct job *j)
{
	return put_string(j, j->text);
}

enum ct_err convert_parse(const struct options_entry *o, struct view text, const char *dir,
    struct arena *a, void *base, char why[CONVERT_WHY])
{
	static enum ct_err (*const readers[])(struct job *) = {
	    [OPTIONS_STRING] = read_string,
	    [OPTIONS_PATH] = read_path,
	    [OPTIONS_SECRET] = read_secret,
	    [OPTIONS_INCLUDE] = NULL,
	    [OPTIONS_OPML] = NULL,
	    [OPTIONS_BOOL] = read_bool,
	    [OPTIONS_DURATION] = read_whole,
	    [OPTIONS_SIZE] = read_whole,
	    [OPTIONS_INTEGER] = read_whole,
	    [OPTIONS_NUMBER] = read_number,
	    [OPTIONS_ENUM] = read_enum,
	    [OPTIONS_WORD] = read_word,
	    [OPTIONS_LIST] = read_list,
	    [OPTIONS_BLOCKS] = read_blocks,
	    [OPTIONS_ARGV] = read_argv,
	    [OPTIONS_VERDICTS] = read_verdicts,
	    [OPTIONS_URL] = read_url,
	    [OPTIONS_PROXY] = read_proxy,
	};
	struct job j = {o, text, dir, a, (char *)base + o->offset, why};
	return readers[o->type](&j);
}

/* --- and back ------------------------------------------------------------------------ */

static void format_verdicts(struct buf *out, uint32_t bits)
{
	const char *sep = "";
	for (int i = 0; options_verdicts[i] != NULL; i++)
		if ((bits & (1u << i)) != 0) {
			buf_addf(out, "%s%s", sep, options_verdicts[i]);
			sep = ", ";
		}
}

/* At most six decimals, without the zeros behind: a fraction of one. */
static void format_number(struct buf *out, double v)
{
	int64_t millionths = (int64_t)(v * 1e6 + 0.5);
	char part[8];
	snprintf(part, sizeof(part), "%06d", (int)(millionths % 1000000));
	for (size_t n = 6; n > 0 && part[n - 1] == '0'; n--)
		part[n - 1] = '\0';
	buf_addf(
	    out, "%lld%s%s", (long long)(millionths / 1000000), part[0] != '\0' ? "." : "", part);
}

void convert_format(const struct options_entry *o, const void *base, struct buf *out)
{
	const void *p = (const char *)base + o->offset;
	switch (o->type) {
	case OPTIONS_BOOL:
		buf_adds(out, *(const bool *)p ? "yes" : "no");
		break;
	case OPTIONS_DURATION:
	case OPTIONS_SIZE:
	case OPTIONS_INTEGER:
		units_add(out, *(const int64_t *)p, units_of(o->type));
		break;
	case OPTIONS_NUMBER:
		format_number(out, *(const double *)p);
		break;
	case OPTIONS_ENUM:
		buf_adds(out, o->names[*(const int *)p]);
		break;
	case OPTIONS_LIST:
	case OPTIONS_BLOCKS:
		wordlist_join(p, WORDLIST_COMMAS, out);
		break;
	case OPTIONS_ARGV:
		wordlist_join(p, WORDLIST_BLANKS, out);
		break;
	case OPTIONS_VERDICTS:
		format_verdicts(out, *(const uint32_t *)p);
		break;
	case OPTIONS_INCLUDE:
	case OPTIONS_OPML:
		break;
	default:
		buf_adds(out, *(const char *const *)p != NULL ? *(const char *const *)p : "");
	}
}
