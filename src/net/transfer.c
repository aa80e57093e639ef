#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "transfer.h"

#include "count.h"

#define CONNECT_MS 10000
/* A buffer of a power of two has room for one less. */
#define UNTOLD_BYTES (((size_t)64 << 10) - 1)
#define EXPECT_MAX (((size_t)256 << 10) - 1)
#define SLACK ((size_t)4 << 20) /* of what may come in within one turn of the loop */
#define SLOW_BYTES 32L          /* a second, over half of the time allowed: gone dead */

bool transfer_redirected(const struct fetch *f)
{
	int s = f->answer.status;
	return (s == 301 || s == 302 || s == 303 || s == 307 || s == 308) &&
	       f->answer.field[ANSWER_LOCATION] != NULL;
}

/* Asks for a body's memory once, by the length that was told: growing by doubling
 * copies it again, into pages that are touched for the first time.  What is told may be
 * wrong, or is a compressed length: it is no more than a beginning.  Where much waits
 * already nothing is set aside: what many were told of would make way for nothing. */
static void expect_body(struct fetch *f)
{
	curl_off_t told = -1;
	if (freight_sum(f->freight) >= FREIGHT_ENOUGH)
		return;
	curl_easy_getinfo(f->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &told);
	size_t n = told <= 0                       ? UNTOLD_BYTES
		   : told < (curl_off_t)EXPECT_MAX ? (size_t)told
						   : EXPECT_MAX;
	if (n > f->body.max)
		n = f->body.max;
	buf_room(&f->body, n);
	f->aside = f->body.cap;
}

/* n bytes more: what came counts, and what was set aside for what was told.  False: it
 * makes way at once, since others could not do it in time. */
static bool weigh(struct fetch *f, size_t n)
{
	const struct freight *all = f->freight;
	size_t has = f->body.n + n > f->aside ? f->body.n + n : f->aside;

	if (has <= f->weight.n)
		return true;
	freight_hold(&f->weight, &f->freight->incoming, has);
	if (freight_sum(all) <= FREIGHT_MOST || freight_sum(all) == f->weight.n)
		return true;
	if (freight_sum(all) > FREIGHT_MOST + SLACK && !f->post)
		f->made_way = f->weight.n;
	else
		fetch_make_way(f->fetcher);
	return f->made_way == 0;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct fetch *f = ctx;
	(void)size; /* 1 */
	if (transfer_redirected(f)) {
		f->too_big = n > f->max_bytes - f->skipped;
		f->skipped += f->too_big ? 0 : n;
		return f->too_big ? 0 : n;
	}
	if (f->body.p == NULL)
		expect_body(f);
	if (!weigh(f, n))
		return 0;
	buf_add(&f->body, p, n);
	f->too_big = f->body.err == CT_ELIMIT;
	f->starved = f->body.err == CT_ENOMEM;
	return f->body.err == CT_OK ? n : 0;
}

/* A connection is kept only for somebody who waits for it: a cache of
 * connections to thousands of hosts that are polled once a round costs libcurl
 * a search each time.  Decided as late as can be, when the header has ended.  By TLS
 * who is under way may wait, too: libcurl lets those that wait for an HTTP/2
 * connection join it one by one, and one may have ended before the next. */
static void decide_reuse(struct fetch *f)
{
	bool keep =
	    (f->now.tls ? hosts_shared(&f->item) : hosts_wanted(&f->item)) ||
	    (transfer_redirected(f) && target_stays(&f->now, f->answer.field[ANSWER_LOCATION]));
	curl_easy_setopt(f->easy, CURLOPT_FORBID_REUSE, keep ? 0L : 1L);
	if (keep)
		fetch_keeps(f);
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
	struct fetch *f = ctx;
	(void)size; /* 1 */
	enum ct_err err = answer_line(&f->answer, (struct view){p, n});
	f->too_big = err == CT_ELIMIT;
	f->starved = err == CT_ENOMEM;
	if (n > 0 && (p[0] == '\r' || p[0] == '\n')) {
		f->header_ended = f->answer.status >= 200;
		decide_reuse(f);
	}
	return err == CT_OK ? n : 0;
}

static bool may_reach(struct fetch *f, const struct sockaddr *sa)
{
	const void *addr =
	    sa->sa_family == AF_INET6
		? (const void *)&((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr
		: (const void *)&((const struct sockaddr_in *)(const void *)sa)->sin_addr;
	if (multi_allows(f->multi, sa))
		return true;
	f->forbidden = true;
	if (inet_ntop(sa->sa_family, addr, f->refused, sizeof(f->refused)) == NULL)
		f->refused[0] = '\0';
	return false;
}

/* A place at the address, which the name behind the URL gave only now: hosts of many
 * names may be one machine.  (A connection that is used again has its place
 * by its host's.) */
static bool take_seat(struct fetch *f, const struct sockaddr *sa)
{
	struct seat_address at = {.family = sa->sa_family};
	if (sa->sa_family == AF_INET6)
		memcpy(at.bytes, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
	else
		memcpy(at.bytes, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
	for (int i = 0; i < 2; i++)
		if (f->seat[i].host != NULL && memcmp(&f->address[i], &at, sizeof(at)) == 0)
			return true;
	int i = f->seat[0].host != NULL;
	hosts_leave(f->addresses, &f->seat[i]);
	f->address[i] = at;
	if (hosts_take(f->addresses, &f->seat[i], transfer_address(&at)))
		return true;
	f->crowded = true;
	f->wanted = at;
	return false;
}

struct view transfer_address(const struct seat_address *a)
{
	return (struct view){(const char *)a, sizeof(*a)};
}

static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct fetch *f = ctx;
	if (purpose != CURLSOCKTYPE_IPCXN || (f->proxy == NULL && !may_reach(f, &a->addr)))
		return CURL_SOCKET_BAD;
	if (f->proxy == NULL && !take_seat(f, &a->addr))
		return CURL_SOCKET_BAD;
	f->opened = true;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* The address written in text, where it is one. */
static bool address_of(const char *text, struct sockaddr_storage *out)
{
	struct sockaddr_in *in = (struct sockaddr_in *)out;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;
	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1)
		out->ss_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &in6->sin6_addr) == 1)
		out->ss_family = AF_INET6;
	return out->ss_family != 0;
}

/* Before each request, also on a connection that was there: it opens no socket. */
static int on_request(void *ctx, char *ip, char *local_ip, int port, int local_port)
{
	struct fetch *f = ctx;
	struct sockaddr_storage sa;
	(void)local_ip;
	(void)port;
	(void)local_port;
	if (f->proxy != NULL)
		return CURL_PREREQFUNC_OK;
	if (address_of(ip, &sa) && may_reach(f, (struct sockaddr *)&sa)) {
		f->inside = !guard_ok((struct sockaddr *)&sa, NULL, 0);
		return CURL_PREREQFUNC_OK;
	}
	f->forbidden = true;
	return CURL_PREREQFUNC_ABORT;
}

/* The address that a host's name spells, as name resolution takes it. */
static bool address_in_name(const char *name, struct sockaddr_storage *out)
{
	struct sockaddr_in *in = (struct sockaddr_in *)out;

	if (address_of(name, out))
		return true;
	if (inet_aton(name, &in->sin_addr) == 0) /* 127.1, 0x7f000001 */
		return false;
	out->ss_family = AF_INET;
	return true;
}

/* A proxy connects for us: what we can still see is an address in the URL. */
static bool address_in_url_ok(struct fetch *f)
{
	struct sockaddr_storage sa;
	char host[INET6_ADDRSTRLEN];
	size_t skip = f->now.host[0] == '[';
	struct view name = {f->now.host + skip, f->now.nhost - 2 * skip};
	name = view_sub(name, 0, view_chr(name, '%')); /* without its zone */
	if (f->proxy == NULL || name.n >= sizeof(host))
		return true;
	memcpy(host, name.p, name.n);
	host[name.n] = '\0';
	return !address_in_name(host, &sa) || may_reach(f, (struct sockaddr *)&sa);
}

static enum ct_err append(struct curl_slist **to, const struct curl_slist *from)
{
	for (; from != NULL; from = from->next) {
		struct curl_slist *s = curl_slist_append(*to, from->data);
		if (s == NULL)
			return CT_ENOMEM;
		*to = s;
	}
	return CT_OK;
}

/* Validators go to who gave them, everything else to the first host. */
static enum ct_err choose_headers(struct fetch *f, struct curl_slist **out)
{
	bool to_giver = !f->abroad;
	if (f->validated.url != NULL)
		to_giver = target_same_origin(&f->validated, &f->now) ||
			   target_upgraded(&f->validated, &f->now);
	if (!f->post && (f->abroad || f->headers == NULL)) {
		*out = to_giver ? f->conditions : NULL;
		return CT_OK;
	}
	enum ct_err err = f->abroad ? CT_OK : append(&f->sent, f->headers);
	if (err == CT_OK && to_giver)
		err = append(&f->sent, f->conditions);
	if (err == CT_OK && f->post)
		err = append(&f->sent, &(struct curl_slist){(char[]){"Expect:"}, NULL});
	*out = f->sent;
	return err;
}

static void set_owner(CURL *e, struct fetch *f)
{
	curl_easy_setopt(e, CURLOPT_PRIVATE, f);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, f != NULL ? f->error : NULL);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, f);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, f);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, f);
}

void transfer_settle(CURL *e, const struct fetch *f)
{
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	/* Else a name server that is silent holds up the loop, when the
	 * transfer that asked it runs out of time. */
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(e, CURLOPT_PROXY, f->proxy != NULL ? f->proxy : "");
	curl_easy_setopt(e, CURLOPT_NOPROXY, "");
	curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* no answer of the server's */
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(e, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, KEPT_S);
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/* The cache of parsed certificates wants a file and no directory. */
	curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
	if (f->ca_file != NULL)
		curl_easy_setopt(e, CURLOPT_CAINFO, f->ca_file);
	if (f->user_agent != NULL)
		curl_easy_setopt(e, CURLOPT_USERAGENT, f->user_agent);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_request);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES);
}

/* A body, a password and what they turned on are not left to the next one. */
void transfer_release(struct fetch *f)
{
	CURL *e = f->easy;
	f->easy = NULL;
	if (f->post || f->user != NULL) {
		curl_easy_reset(e);
		transfer_settle(e, f);
		return;
	}
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, NULL);
	set_owner(e, NULL);
}

static void set_limits(CURL *e, const struct fetch *f)
{
	long left = (long)(f->timeout_ms - f->used_ms);
	long slow = left / 2000;
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, left > 0 ? left : 1L);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
	    left > CONNECT_MS ? (long)CONNECT_MS
	    : left > 0        ? left
			      : 1L);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, slow > 10 ? slow : 10L);
	curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->max_bytes);
}

static bool set_request(CURL *e, const struct fetch *f, struct curl_slist *headers)
{
	CURLcode c = curl_easy_setopt(e, CURLOPT_URL, f->now.url);
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(e, CURLOPT_PIPEWAIT, f->now.tls ? 1L : 0L);
	if (f->post) {
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->post_n);
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, f->post_body);
	}
	if (f->user != NULL && !f->abroad) {
		curl_easy_setopt(e, CURLOPT_HTTPAUTH, (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST));
		if (c == CURLE_OK)
			c = curl_easy_setopt(e, CURLOPT_USERNAME, f->user);
		if (c == CURLE_OK)
			c = curl_easy_setopt(e, CURLOPT_PASSWORD, f->password);
	}
	return c == CURLE_OK;
}

enum ct_err transfer_prepare(struct fetch *f, int64_t now)
{
	answer_clear(&f->answer);
	buf_free(&f->body);
	freight_drop(&f->weight);
	f->made_way = f->aside = f->skipped = 0;
	f->crowded = f->inside = f->forbidden = f->opened = f->header_ended = false;
	f->too_big = f->starved = false;
	f->began = now;
	curl_slist_free_all(f->sent);
	f->sent = NULL;
	f->error[0] = '\0';
	if (!address_in_url_ok(f))
		return CT_EINVAL;
	struct curl_slist *headers;
	if (choose_headers(f, &headers) != CT_OK)
		return CT_ENOMEM;
	set_owner(f->easy, f);
	set_limits(f->easy, f);
	return set_request(f->easy, f, headers) ? CT_OK : CT_ENOMEM;
}

static const struct {
	CURLcode code;
	enum fetch_outcome outcome;
} outcomes[] = {
    {CURLE_OK, FETCH_DONE},
    {CURLE_URL_MALFORMAT, FETCH_EURL},
    {CURLE_COULDNT_RESOLVE_HOST, FETCH_EDNS},
    {CURLE_COULDNT_RESOLVE_PROXY, FETCH_EDNS},
    {CURLE_COULDNT_CONNECT, FETCH_ECONNECT},
    {CURLE_PROXY, FETCH_ECONNECT},
    {CURLE_SSL_CONNECT_ERROR, FETCH_ETLS},
    {CURLE_PEER_FAILED_VERIFICATION, FETCH_ETLS},
    {CURLE_SSL_CACERT_BADFILE, FETCH_ETLS},
    {CURLE_SSL_CERTPROBLEM, FETCH_ETLS},
    {CURLE_SSL_CIPHER, FETCH_ETLS},
    {CURLE_SSL_ISSUER_ERROR, FETCH_ETLS},
    {CURLE_SSL_INVALIDCERTSTATUS, FETCH_ETLS},
    {CURLE_SSL_ENGINE_INITFAILED, FETCH_ETLS},
    {CURLE_OPERATION_TIMEDOUT, FETCH_ETIMEOUT},
    {CURLE_FILESIZE_EXCEEDED, FETCH_ETOOBIG},
    {CURLE_PARTIAL_FILE, FETCH_ECUT},
    {CURLE_GOT_NOTHING, FETCH_ECUT},
    {CURLE_RECV_ERROR, FETCH_ECUT},
    {CURLE_SEND_ERROR, FETCH_ECUT},
    {CURLE_HTTP2, FETCH_ECUT},
    {CURLE_HTTP2_STREAM, FETCH_ECUT},
    {CURLE_OUT_OF_MEMORY, FETCH_EMEMORY},
};

static enum fetch_outcome refused(struct fetch *f)
{
	snprintf(f->error, sizeof(f->error), "%s is not a public address", f->refused);
	return FETCH_EFORBIDDEN;
}

static enum fetch_outcome outcome_of(struct fetch *f, CURLcode code)
{
	if (f->forbidden &&
	    (code == CURLE_ABORTED_BY_CALLBACK || (code == CURLE_COULDNT_CONNECT && !f->opened))) {
		return refused(f);
	}
	if (code == CURLE_WRITE_ERROR && (f->too_big || f->starved))
		return f->too_big ? FETCH_ETOOBIG : FETCH_EMEMORY;
	if (code == CURLE_OK && !f->header_ended) {
		snprintf(f->error, sizeof(f->error), "closed within the header");
		return FETCH_ECUT;
	}
	for (size_t i = 0; i < COUNT(outcomes); i++)
		if (outcomes[i].code == code)
			return outcomes[i].outcome;
	return FETCH_EOTHER;
}

enum fetch_outcome transfer_not_begun(struct fetch *f)
{
	if (f->forbidden)
		return refused(f);
	snprintf(f->error, sizeof(f->error), "no memory");
	return FETCH_EMEMORY;
}

enum fetch_outcome transfer_end(struct fetch *f, CURLcode code, int64_t now)
{
	curl_off_t body = 0;
	long header = 0;
	enum fetch_outcome o = outcome_of(f, code);
	curl_easy_getinfo(f->easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
	curl_easy_getinfo(f->easy, CURLINFO_HEADER_SIZE, &header);
	f->wire_bytes += (uint64_t)body + (uint64_t)header;
	f->used_ms += now - f->began;
	if (o == FETCH_ETOOBIG)
		snprintf(f->error, sizeof(f->error),
		    "more than %zu bytes of body, or %zu of header", f->max_bytes, ANSWER_MAX);
	else if (o != FETCH_DONE && f->error[0] == '\0')
		snprintf(f->error, sizeof(f->error), "%s", curl_easy_strerror(code));
	return o;
}
