#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>

#include "target.h"

/* Only what Location headers and people write without escapes is escaped. */
#define SET_FLAGS (CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME)

static enum ct_err err_of(CURLUcode c)
{
	return c == CURLUE_OK ? CT_OK : c == CURLUE_OUT_OF_MEMORY ? CT_ENOMEM : CT_EINVAL;
}

/* NULL where there is none, which is what `absent` says. */
static enum ct_err part(CURLU *u, CURLUPart which, CURLUcode absent, char **out)
{
	CURLUcode c = curl_url_get(u, which, out, CURLU_URLDECODE);
	return c == absent ? CT_OK : err_of(c);
}

/* Takes name and password, and what no server gets to see, out of u. */
static enum ct_err strip(CURLU *u, struct target *t)
{
	enum ct_err err = part(u, CURLUPART_USER, CURLUE_NO_USER, &t->user);
	if (err == CT_OK)
		err = part(u, CURLUPART_PASSWORD, CURLUE_NO_PASSWORD, &t->password);
	if (err == CT_OK && (curl_url_set(u, CURLUPART_USER, NULL, 0) != CURLUE_OK ||
				curl_url_set(u, CURLUPART_PASSWORD, NULL, 0) != CURLUE_OK ||
				curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK))
		err = CT_ENOMEM;
	return err;
}

/* Of an URL that libcurl put together: "https://", "Example.com." and ":8080". */
static bool split(struct view url, struct view *scheme, struct view *host, struct view *port)
{
	*scheme = view_sub(url, 0, view_find(url, VIEW_LIT("://")) + 3);
	struct view rest = view_sub(url, scheme->n, SIZE_MAX);
	rest = view_sub(rest, 0, view_chr(rest, '/'));
	size_t bracket = view_chr(rest, ']'), from = bracket < rest.n ? bracket : 0;
	size_t colon = view_chr(view_sub(rest, from, SIZE_MAX), ':');
	*host = view_sub(rest, 0, colon == SIZE_MAX ? colon : from + colon);
	*port = view_sub(rest, host->n, SIZE_MAX);
	while (host->n > 1 && host->p[host->n - 1] == '.') /* connects to the same */
		host->n--;
	return (view_is(*scheme, "http://") || view_is(*scheme, "https://")) && host->n > 0 &&
	       host->n <= 512;
}

/* What follows from t->url. */
static enum ct_err take_origin(struct target *t)
{
	struct view scheme, host, port;
	if (!split(view_of(t->url), &scheme, &host, &port))
		return CT_EINVAL;
	t->tls = scheme.n == 8;
	if (port.n == 0)
		port = t->tls ? VIEW_LIT(":443") : VIEW_LIT(":80");
	char *s = t->origin = malloc(scheme.n + host.n + port.n + 1);
	if (s == NULL)
		return CT_ENOMEM;
	memcpy(s, scheme.p, scheme.n);
	memcpy(s + scheme.n, host.p, host.n);
	memcpy(s + scheme.n + host.n, port.p, port.n);
	s[scheme.n + host.n + port.n] = '\0';
	t->host = s + scheme.n;
	t->nhost = host.n;
	for (size_t i = 0; i < host.n; i++)
		if (t->host[i] >= 'A' && t->host[i] <= 'Z')
			t->host[i] |= 0x20;
	return CT_OK;
}

/* What it writes of a host with escapes libcurl may read as another one ("9%357" is
 * 957, which is 0.0.3.189), or as none. */
static enum ct_err is_settled(CURLU *u, const char *url)
{
	char *again = NULL;
	enum ct_err err = err_of(curl_url_set(u, CURLUPART_URL, url, SET_FLAGS));
	if (err == CT_OK)
		err = err_of(curl_url_get(u, CURLUPART_URL, &again, 0));
	if (err == CT_OK && strcmp(url, again) != 0)
		err = CT_EINVAL;
	curl_free(again);
	return err;
}

static enum ct_err take_apart(CURLU *u, struct target *t)
{
	enum ct_err err = strip(u, t);
	if (err == CT_OK)
		err = err_of(curl_url_get(u, CURLUPART_URL, &t->url, 0));
	if (err == CT_OK)
		err = is_settled(u, t->url);
	return err == CT_OK ? take_origin(t) : err;
}

/* A name in lower case whose last label is of letters, or four numbers as they are
 * always written ("10.1" and "0x7f.1" are addresses, too). */
static bool plain_host(struct view host)
{
	struct in_addr a;
	char text[INET_ADDRSTRLEN] = "";
	bool letters = true; /* of this label */
	size_t label = 0;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		bool letter = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
		if (c == '.' ? label == 0 : !letter && !digit && !(c == '-' && label > 0))
			return false;
		letters = c == '.' || (letters && letter);
		label = c == '.' ? 0 : label + 1;
	}
	if (label > 0 && letters && host.n <= 253)
		return true;
	if (host.n >= sizeof(text))
		return false;
	memcpy(text, host.p, host.n);
	return inet_pton(AF_INET, text, &a) == 1;
}

/* Is url written as libcurl's parser would write it, plainly enough to be sure?  Such
 * are nearly all, and need no parser. */
static bool plain(struct view url)
{
	static const char also[] = "/?&=+,;:@!$'()*%-._~";
	size_t scheme = view_starts(url, VIEW_LIT("http://"))    ? 7
			: view_starts(url, VIEW_LIT("https://")) ? 8
								 : 0;
	struct view rest = view_sub(url, scheme, SIZE_MAX);
	size_t path = view_chr(rest, '/');
	if (scheme == 0 || path == SIZE_MAX)
		return false;
	struct view host = view_sub(rest, 0, path), port = {NULL, 0};
	size_t colon = view_chr(host, ':');
	if (colon != SIZE_MAX) {
		port = view_sub(host, colon + 1, SIZE_MAX);
		host = view_sub(host, 0, colon);
		if (port.n == 0 || port.n > 5 || port.p[0] == '0')
			return false;
	}
	unsigned number = 0;
	for (size_t i = 0; i < port.n; number = 10 * number + (unsigned)(port.p[i++] - '0'))
		if (port.p[i] < '0' || port.p[i] > '9')
			return false;
	if (number > 65535)
		return false;
	rest = view_sub(rest, path, SIZE_MAX);
	for (size_t i = 0; i < rest.n; i++) {
		char c = rest.p[i];
		bool alnum =
		    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!alnum && (c == '\0' || strchr(also, c) == NULL))
			return false;
		if (c == '/' && i + 1 < rest.n && rest.p[i + 1] == '.') /* "/../" */
			return false;
	}
	return host.n > 0 && plain_host(host);
}

static enum ct_err take_plain(const char *url, struct target *out)
{
	struct target t = {.url = strdup(url)};
	enum ct_err err = t.url != NULL ? take_origin(&t) : CT_ENOMEM;
	if (err == CT_OK)
		*out = t;
	else
		target_free(&t);
	return err;
}

static enum ct_err parse(const char *base, const char *url, struct target *out)
{
	struct target t = {0};
	CURLU *u = curl_url();
	enum ct_err err = CT_ENOMEM;
	if (u == NULL)
		return err;
	if (base != NULL)
		err = err_of(curl_url_set(u, CURLUPART_URL, base, SET_FLAGS));
	if (base == NULL || err == CT_OK)
		err = err_of(curl_url_set(u, CURLUPART_URL, url, SET_FLAGS));
	if (err == CT_OK)
		err = take_apart(u, &t);
	curl_url_cleanup(u);
	if (err == CT_OK)
		*out = t;
	else
		target_free(&t);
	return err;
}

enum ct_err target_parse(const char *url, struct target *out)
{
	return plain(view_of(url)) ? take_plain(url, out) : parse(NULL, url, out);
}

enum ct_err target_follow(const struct target *from, const char *location, struct target *out)
{
	return parse(from->url, location, out);
}

void target_free(struct target *t)
{
	curl_free(t->url);
	free(t->origin);
	curl_free(t->user);
	curl_free(t->password);
	*t = (struct target){0};
}

bool target_stays(const struct target *t, const char *location)
{
	const char *path = strchr(strstr(t->url, "://") + 3, '/');
	if (location[0] == '/')
		return location[1] != '/';
	return path != NULL && view_casestarts(view_of(location),
				   (struct view){t->url, (size_t)(path - t->url) + 1});
}

bool target_same_origin(const struct target *a, const struct target *b)
{
	return strcmp(a->origin, b->origin) == 0;
}

bool target_upgraded(const struct target *from, const struct target *to)
{
	return !from->tls && to->tls && from->nhost == to->nhost &&
	       memcmp(from->host, to->host, to->nhost) == 0 &&
	       strcmp(from->host + from->nhost, ":80") == 0 &&
	       strcmp(to->host + to->nhost, ":443") == 0;
}
