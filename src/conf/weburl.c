#include "weburl.h"

static bool starts_with(struct view v, const char *scheme)
{
	return view_casestarts(v, view_of(scheme));
}

static bool is_port(struct view v)
{
	unsigned n = 0;
	for (size_t i = 0; i < v.n && n <= 65535; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return false;
		n = n * 10 + (unsigned)(v.p[i] - '0');
	}
	return n >= 1 && n <= 65535;
}

/* The authority: no credentials, a host, a port that is a number. */
static const char *bad_host(struct view rest)
{
	size_t n = 0;
	while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
		n++;
	struct view host = view_sub(rest, 0, n);
	size_t close = view_chr(host, ']');
	if (view_chr(host, '@') != SIZE_MAX)
		return "a URL without user name or password in it";
	size_t colon = close != SIZE_MAX && host.p[0] == '[' ? close + 1 : view_chr(host, ':');
	struct view tail = view_sub(host, colon == SIZE_MAX ? host.n : colon, SIZE_MAX);
	if (host.n == tail.n)
		return "a URL with a host";
	if (tail.n == 0 || view_is(tail, ":"))
		return NULL;
	struct view number = view_sub(tail, 1, SIZE_MAX);
	if (tail.p[0] != ':' || !is_port(number))
		return "a URL with a port from 1 to 65535";
	return NULL;
}

/* Blanks and control characters, those of C1 in UTF-8 too. */
static bool has_blank(struct view v)
{
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];
		if (c <= 0x20 || c == 0x7F ||
		    (c == 0xC2 && i + 1 < v.n && (unsigned char)v.p[i + 1] < 0xA0))
			return true;
	}
	return false;
}

const char *weburl_bad(struct view text)
{
	size_t skip = starts_with(text, "http://") ? 7 : starts_with(text, "https://") ? 8 : 0;
	if (skip == 0)
		return "a URL that begins with http:// or https://";
	if (has_blank(text))
		return "a URL without blanks";
	return bad_host(view_sub(text, skip, SIZE_MAX));
}

const char *weburl_bad_proxy(struct view text)
{
	static const char *const schemes[] = {
	    "http://", "https://", "socks4://", "socks4a://", "socks5://", "socks5h://", NULL};
	for (int i = 0; schemes[i] != NULL; i++) {
		if (!starts_with(text, schemes[i]))
			continue;
		return has_blank(text) ? "a URL without blanks"
				       : bad_host(view_sub(text, strlen(schemes[i]), SIZE_MAX));
	}
	return "a URL that begins with http://, https:// or socks5h://";
}
