#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "count.h"
#include "expand.h"
#include "files.h"
#include "generate.h"
#include "note.h"
#include "query.h"
#include "reply.h"

/* A reply in the making. */
struct making {
	struct server *sv;
	const struct request *rq;
	struct reply *out;
	struct counter *counter;
	struct buf path;  /* decoded, no leading slash, NUL behind */
	struct buf query; /* the request's and F.how's, parted by '&' */
	const char *type;
	char etag[256], lastmod[256];
};

struct view reply_header(const struct request *rq, const char *name)
{
	struct view head = rq->head;
	while (head.n > 0) {
		size_t eol = view_chr(head, '\n');
		struct view line = view_sub(head, 0, eol == SIZE_MAX ? head.n : eol);
		head = view_sub(head, line.n + 1, head.n);
		size_t colon = view_chr(line, ':');
		if (colon != SIZE_MAX && view_caseeq(view_sub(line, 0, colon), view_of(name)))
			return view_trim(view_sub(line, colon + 1, line.n));
	}
	return (struct view){NULL, 0};
}

static bool has(const struct making *m, const char *name)
{
	return query_has(buf_view(&m->query), name);
}

static uint64_t number(const struct making *m, const char *name, uint64_t otherwise)
{
	return query_number(buf_view(&m->query), name, otherwise);
}

static bool param(const struct making *m, const char *name, struct buf *out)
{
	return query_get(buf_view(&m->query), name, out);
}

/* --- bodies ------------------------------------------------------------------- */

static void etag_set(struct making *m, struct view body)
{
	uint64_t h = 1469598103934665603u; /* FNV-1a */
	for (size_t i = 0; i < body.n; i++)
		h = (h ^ (unsigned char)body.p[i]) * 1099511628211u;
	snprintf(m->etag, sizeof(m->etag), "\"%016llx\"", (unsigned long long)h);
}

static void file_serve(struct making *m)
{
	struct buf raw = BUF_INIT(1u << 30);
	time_t mtime;
	if (!files_read(m->sv, m->path.p, m->counter, &raw, &mtime)) {
		m->out->status = 404;
		buf_adds(&m->out->own, "no such file\n");
	} else {
		expand_text(&m->out->own, buf_view(&raw), m->sv->start, m->counter->n);
		etag_set(m, buf_view(&m->out->own));
		expand_http_date(mtime, m->lastmod);
		m->type = files_type(m->path.p);
	}
	m->out->body = buf_view(&m->out->own);
	buf_free(&raw);
}

static void big_serve(struct making *m, uint64_t bytes)
{
	buf_adds(&m->out->own,
	    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Big</title>\n");
	if (has(m, "gzip")) /* repeated before it is packed: a bomb */
		while (m->out->own.n < bytes && m->out->own.err == CT_OK)
			buf_adds(&m->out->own, "<item><title>Again</title></item>\n");
	else
		for (int i = 0; i < 2000; i++)
			buf_adds(&m->out->own, "<item><title>Again</title></item>\n");
	m->out->body = buf_view(&m->out->own);
	m->out->send = has(m, "gzip") ? 0 : bytes;
	m->type = "application/rss+xml";
}

static void generated_serve(struct making *m, const char *name)
{
	bool opml = strcmp(name, "feeds.opml") == 0;
	if (opml || strcmp(name, "urls.txt") == 0) {
		generate_list(m->sv->generated, m->sv->port, has(m, "hosts"), opml, &m->out->own);
		m->out->body = buf_view(&m->out->own);
		return;
	}
	m->out->body = generate_feed(m->sv->generated, (unsigned)strtoul(name, NULL, 10));
	if (m->out->body.n == 0) {
		m->out->status = 404;
		return;
	}
	m->type = "application/rss+xml";
	etag_set(m, view_sub(m->out->body, 0, 4096)); /* their beginnings differ already */
	expand_http_date(m->sv->start, m->lastmod);
}

static void route(struct making *m)
{
	const char *path = m->path.p;
	if (view_is(m->rq->method, "POST")) {
		buf_adds(&m->out->own, "taken\n");
		m->out->body = buf_view(&m->out->own);
	} else if (strncmp(path, "status/", 7) == 0 || strncmp(path, "redirect/", 9) == 0) {
		m->out->status = atoi(strchr(path, '/') + 1);
		buf_addf(&m->out->own, "status %d\n", m->out->status);
		m->out->body = buf_view(&m->out->own);
	} else if (strcmp(path, "big") == 0) {
		big_serve(m, number(m, "bytes", 1 << 20));
	} else if (strcmp(path, "endless") == 0) {
		big_serve(m, 0);
		m->out->endless = true;
	} else if (strncmp(path, "g/", 2) == 0) {
		generated_serve(m, path + 2);
	} else {
		file_serve(m);
	}
}

/* --- modifiers and headers ---------------------------------------------------- */

static void body_gzip(struct making *m)
{
	struct view body = m->out->body;
	z_stream z = {0};
	if (deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	struct buf packed = BUF_INIT(1u << 30);
	char block[65536];
	int rc;
	z.next_in = (Bytef *)(uintptr_t)body.p;
	z.avail_in = (uInt)body.n;
	do {
		z.next_out = (Bytef *)block;
		z.avail_out = sizeof(block);
		rc = deflate(&z, Z_FINISH);
		buf_add(&packed, block, sizeof(block) - z.avail_out);
	} while (rc == Z_OK);
	deflateEnd(&z);
	buf_free(&m->out->own);
	m->out->own = packed;
	m->out->body = buf_view(&m->out->own);
	buf_adds(&m->out->head, "Content-Encoding: gzip\r\n");
}

static void copy_param(const struct making *m, const char *name, char out[256])
{
	struct buf value = BUF_INIT(1 << 16);
	if (param(m, name, &value))
		snprintf(out, 256, "%s", value.p);
	buf_free(&value);
}

static void validators(struct making *m)
{
	if (has(m, "noval") || m->out->status != 200) {
		m->etag[0] = m->lastmod[0] = '\0';
		return;
	}
	copy_param(m, "etag", m->etag);
	copy_param(m, "lastmod", m->lastmod);
	struct view none = reply_header(m->rq, "if-none-match");
	struct view since = reply_header(m->rq, "if-modified-since");
	bool same = none.n > 0 ? m->etag[0] != '\0' && view_find(none, view_of(m->etag)) != SIZE_MAX
			       : since.n > 0 && m->lastmod[0] != '\0' && view_is(since, m->lastmod);
	if (same)
		m->out->status = 304;
}

/* The header lines that parameters ask for. */
static void headers_add(struct making *m)
{
	static const char *const names[][2] = {
	    {"to", "Location: "}, {"retry-after", "Retry-After: "}, {"header", ""}};
	struct buf value = BUF_INIT(1 << 16), *head = &m->out->head;
	buf_addf(head, "Content-Type: %s\r\n", param(m, "type", &value) ? value.p : m->type);
	for (size_t i = 0; i < COUNT(names); i++) {
		if (!param(m, names[i][0], &value))
			continue;
		buf_adds(head, names[i][1]);
		buf_adds(head, value.p);
		buf_adds(head, "\r\n");
	}
	if (m->etag[0] != '\0')
		buf_addf(head, "ETag: %s\r\n", m->etag);
	if (m->lastmod[0] != '\0')
		buf_addf(head, "Last-Modified: %s\r\n", m->lastmod);
	buf_free(&value);
}

static void pace(struct making *m)
{
	struct reply *out = m->out;
	struct buf value = BUF_INIT(1 << 16);
	out->delay = (unsigned)number(m, "delay", 0);
	out->reset = has(m, "reset");
	if (param(m, "drip", &value)) {
		char *ms;
		out->drip_bytes = (unsigned)strtoul(value.p, &ms, 10);
		out->drip_ms = *ms == '/' ? (unsigned)strtoul(ms + 1, NULL, 10) : 10;
	}
	if (param(m, "fail", &value)) {
		char *status;
		if (m->counter->n <= strtoul(value.p, &status, 10))
			out->status = *status == ':' ? atoi(status + 1) : 500;
	}
	out->status = (int)number(m, "status", (uint64_t)out->status);
	buf_free(&value);
}

static void finish(struct making *m)
{
	struct reply *out = m->out;
	bool bodyless = out->status == 304 || out->status == 204;
	bool no_length = has(m, "nolength") || out->endless;
	if (bodyless)
		out->body = VIEW_LIT("");
	else if (has(m, "gzip"))
		body_gzip(m);
	if (out->send == 0 || bodyless)
		out->send = out->body.n;
	headers_add(m);
	if (!no_length && !bodyless)
		buf_addf(&out->head, "Content-Length: %llu\r\n", (unsigned long long)out->send);
	out->close = no_length || has(m, "close") || has(m, "cut") ||
		     view_caseeq(reply_header(m->rq, "connection"), VIEW_LIT("close"));
	if (has(m, "cut"))
		out->send /= 2;
	if (view_is(m->rq->method, "HEAD"))
		out->send = 0;
	buf_adds(&out->head, out->close ? "Connection: close\r\n\r\n" : "\r\n");
}

void reply_make(struct server *sv, const struct request *rq, struct reply *out)
{
	struct making m = {.sv = sv,
	    .rq = rq,
	    .out = out,
	    .path = BUF_INIT(4096),
	    .query = BUF_INIT(1 << 16),
	    .type = "text/plain"};
	size_t mark = view_chr(rq->target, '?');
	*out = (struct reply){.status = 200, .head = BUF_INIT(1 << 16), .own = BUF_INIT(1u << 30)};
	query_decode(
	    &m.path, view_sub(rq->target, 1, (mark == SIZE_MAX ? rq->target.n : mark) - 1));
	buf_addc(&m.path, '\0');
	if (mark != SIZE_MAX)
		buf_addv(&m.query, view_sub(rq->target, mark + 1, rq->target.n));
	struct counter none = {.n = 1};
	m.counter = &none;
	if (m.path.err == CT_OK && strstr(m.path.p, "..") == NULL && m.path.p[0] != '/') {
		if (strncmp(m.path.p, "g/", 2) != 0) {
			files_how(sv, m.path.p, &m.query);
			m.counter = files_counter(sv, m.path.p);
			if (m.counter == NULL)
				m.counter = &none;
			m.counter->n++;
		}
		route(&m);
	} else {
		out->status = 400;
	}
	pace(&m);
	validators(&m);
	finish(&m);
	struct buf line = BUF_INIT(1 << 16);
	buf_addf(&line, "HTTP/1.1 %d %s\r\nServer: copytaster-tests\r\n", out->status,
	    out->status < 400 ? "OK" : "Error");
	buf_addv(&line, buf_view(&out->head));
	buf_free(&out->head);
	out->head = line;
	if (view_is(rq->method, "POST"))
		note_post(sv->posts, rq, out->status);
	note_request(sv->requests, rq, out);
	buf_free(&m.path);
	buf_free(&m.query);
}

void reply_free(struct reply *reply)
{
	buf_free(&reply->head);
	buf_free(&reply->own);
	*reply = (struct reply){0};
}
