#include "url.h"

#include "ascii.h"
#include "trackers.h"

/* RFC 3986 appendix B, without a regular expression. */
struct parts {
	struct view scheme, authority, path, query, fragment;
	bool has_scheme, has_authority, has_query, has_fragment;
};

/* Length of "scheme" in "scheme:", or 0. */
static size_t scheme_len(struct view v)
{
	if (v.n == 0 || !ascii_is_letter(v.p[0]))
		return 0;
	for (size_t i = 1; i < v.n; i++) {
		char c = v.p[i];

		if (c == ':')
			return i;
		if (!ascii_is_letter(c) && !ascii_is_digit(c) && c != '+' && c != '-' && c != '.')
			return 0;
	}
	return 0;
}

/* Length of v up to the first of the bytes in stop. */
static size_t until(struct view v, const char *stop)
{
	for (size_t i = 0; i < v.n; i++)
		for (const char *s = stop; *s != '\0'; s++)
			if (v.p[i] == *s)
				return i;
	return v.n;
}

static struct view take(struct view *v, size_t n)
{
	struct view head = view_sub(*v, 0, n);

	*v = view_sub(*v, n, v->n);
	return head;
}

static struct parts split(struct view v)
{
	struct parts p = {0};
	size_t n = scheme_len(v);

	if (n > 0) {
		p.has_scheme = true;
		p.scheme = take(&v, n);
		take(&v, 1);
	}
	if (view_starts(v, VIEW_LIT("//"))) {
		p.has_authority = true;
		take(&v, 2);
		p.authority = take(&v, until(v, "/?#"));
	}
	p.path = take(&v, until(v, "?#"));
	if (v.n > 0 && v.p[0] == '?') {
		p.has_query = true;
		take(&v, 1);
		p.query = take(&v, until(v, "#"));
	}
	if (v.n > 0) {
		p.has_fragment = true;
		take(&v, 1);
		p.fragment = v;
	}
	return p;
}

bool url_has_scheme(struct view v)
{
	return scheme_len(v) > 0;
}

static bool is_web(const struct parts *p)
{
	return view_caseeq(p->scheme, VIEW_LIT("http")) ||
	       view_caseeq(p->scheme, VIEW_LIT("https"));
}

bool url_is_web(struct view v)
{
	struct parts p = split(v);

	return is_web(&p) && p.authority.n > 0;
}

/*
 * RFC 3986 section 5.2.4 for a path that begins with '/', in place and in one
 * pass: segments are copied down, ".." drops the last one.
 *
 *	/a/b/c/./../../g -> /a/g
 */
static size_t remove_dots(char *p, size_t n)
{
	size_t out = 0, at = 0;

	while (at < n) {
		size_t end = at + 1;

		while (end < n && p[end] != '/')
			end++;
		size_t len = end - at - 1;
		bool one = len == 1 && p[at + 1] == '.';
		bool two = len == 2 && p[at + 1] == '.' && p[at + 2] == '.';
		if (two)
			while (out > 0 && p[--out] != '/')
				;
		if (!one && !two) {
			memmove(p + out, p + at, end - at);
			out += end - at;
		} else if (end == n) {
			p[out++] = '/'; /* "/a/." is the directory */
		}
		at = end;
	}
	return out;
}

static void add_tail(struct buf *out, bool has, char mark, struct view v)
{
	if (!has)
		return;
	buf_addc(out, mark);
	buf_addv(out, v);
}

/* Appends the path with its dot segments gone. */
static void add_path(struct buf *out, struct view dir, struct view path)
{
	size_t from = out->n;

	buf_addv(out, dir);
	buf_addv(out, path);
	if (out->err != CT_OK || out->n == from || out->p[from] != '/')
		return;
	out->n = from + remove_dots(out->p + from, out->n - from);
	out->p[out->n] = '\0';
}

static void add_origin(struct buf *out, const struct parts *p)
{
	buf_addv(out, p->scheme);
	buf_addc(out, ':');
	if (p->has_authority) {
		buf_addc(out, '/');
		buf_addc(out, '/');
		buf_addv(out, p->authority);
	}
}

/* The base's path up to its last slash: what a relative path is put behind. */
static struct view dir_of(const struct parts *b)
{
	size_t n = b->path.n;

	if (b->has_authority && n == 0)
		return VIEW_LIT("/");
	while (n > 0 && b->path.p[n - 1] != '/')
		n--;
	return view_sub(b->path, 0, n);
}

/* RFC 3986 section 5.2.2, for a reference without a scheme of its own. */
static void add_resolved(struct buf *out, const struct parts *b, const struct parts *r)
{
	if (r->has_authority) {
		buf_addv(out, b->scheme);
		buf_adds(out, "://");
		buf_addv(out, r->authority);
		add_path(out, (struct view){NULL, 0}, r->path);
		add_tail(out, r->has_query, '?', r->query);
		return;
	}
	add_origin(out, b);
	if (r->path.n == 0) {
		buf_addv(out, b->path);
		add_tail(
		    out, r->has_query || b->has_query, '?', r->has_query ? r->query : b->query);
		return;
	}
	add_path(out, r->path.p[0] == '/' ? (struct view){NULL, 0} : dir_of(b), r->path);
	add_tail(out, r->has_query, '?', r->query);
}

void url_resolve(struct buf *out, struct view base, struct view ref)
{
	struct buf clean = BUF_INIT(ref.n);

	ref = view_trim(ref);
	if (until(ref, "\t\r\n") < ref.n) {
		for (size_t i = 0; i < ref.n; i++)
			if (ref.p[i] != '\t' && ref.p[i] != '\r' && ref.p[i] != '\n')
				buf_addc(&clean, ref.p[i]);
		ref = buf_view(&clean);
	}
	struct parts b = split(view_trim(base)), r = split(ref);
	if (clean.err != CT_OK)
		out->err = clean.err;
	else if (r.has_scheme || !b.has_scheme)
		buf_addv(out, ref);
	else if (ref.n == 0)
		buf_addv(out, view_trim(base));
	else {
		add_resolved(out, &b, &r);
		add_tail(out, r.has_fragment, '#', r.fragment);
	}
	buf_free(&clean);
}

/* user@host:port -> host; brackets of an IPv6 address are kept. */
static struct view host_of(struct view authority, struct view *port)
{
	size_t at = 0;

	for (size_t i = 0; i < authority.n; i++)
		if (authority.p[i] == '@')
			at = i + 1;
	struct view host = view_sub(authority, at, authority.n);
	size_t skip = host.n > 0 && host.p[0] == '[' ? until(host, "]") : 0;
	size_t n = skip + until(view_sub(host, skip, host.n), ":");
	*port = view_sub(host, n + 1, host.n);
	return view_sub(host, 0, n);
}

struct view url_host(struct view url)
{
	struct view port;

	return host_of(split(view_trim(url)).authority, &port);
}

static int hex(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static bool unreserved(int c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) ||
	       (c > 0 && c < 128 && strchr("-._~", c) != NULL);
}

/* %7e and ~ are one; %2f and %2F, too; what must be escaped is. */
static void add_escaped(struct buf *out, struct view v)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < v.n; i++) {
		int c = (unsigned char)v.p[i];
		bool escaped =
		    c == '%' && i + 2 < v.n && hex(v.p[i + 1]) >= 0 && hex(v.p[i + 2]) >= 0;

		if (escaped) {
			c = hex(v.p[i + 1]) * 16 + hex(v.p[i + 2]);
			i += 2;
		}
		/* A '%' that escapes nothing is written %25, lest it meet two digits later. */
		if (escaped ? unreserved(c) : c > 0x20 && c < 0x7F && c != '%') {
			buf_addc(out, (char)c);
			continue;
		}
		buf_addc(out, '%');
		buf_addc(out, digits[c >> 4]);
		buf_addc(out, digits[c & 15]);
	}
}

static void add_host(struct buf *out, struct view authority)
{
	struct view port, host = host_of(authority, &port);

	if (view_casestarts(host, VIEW_LIT("www.")) && host.n > 4)
		host = view_sub(host, 4, host.n);
	while (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		if ((unsigned char)c <= ' ')
			buf_addf(out, "%%%02x", (unsigned)c);
		else
			buf_addc(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
	}
	if (port.n > 0 && !view_is(port, "80") && !view_is(port, "443")) {
		buf_addc(out, ':');
		add_escaped(out, port);
	}
}

void url_canonical(struct buf *out, struct view url)
{
	url = view_trim(url);
	struct parts p = split(url);

	if (!is_web(&p) || p.authority.n == 0) {
		buf_addv(out, url);
		return;
	}
	add_host(out, p.authority);
	struct buf path = BUF_INIT(p.path.n);
	add_path(&path, (struct view){NULL, 0}, p.path);
	struct view clean = buf_view(&path);
	while (clean.n > 0 && clean.p[clean.n - 1] == '/')
		clean.n--;
	add_escaped(out, clean);
	if (path.err != CT_OK)
		out->err = path.err;
	buf_free(&path);
	char mark = '?';
	while (p.query.n > 0) {
		struct view param = take(&p.query, until(p.query, "&"));

		take(&p.query, 1);
		if (param.n == 0 || trackers_have(param))
			continue;
		buf_addc(out, mark);
		add_escaped(out, param);
		mark = '&';
	}
	if (p.fragment.n > 0 && p.fragment.p[0] == '!') {
		buf_addc(out, '#');
		add_escaped(out, p.fragment);
	}
}
