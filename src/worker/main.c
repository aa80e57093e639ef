/*
 * copytaster-worker: parses foreign bytes for copytasterd, which starts it.
 * Reads jobs from descriptor 0 and answers there (job.h, wire.h), until the
 * other end closes.  All that needs a file is done before the sandbox closes.
 */
#include <errno.h>
#include <jansson.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "alternate.h"
#include "feed.h"
#include "job.h"
#include "normalizer.h"
#include "page.h"
#include "sandbox.h"
#include "wire.h"

/* What a worker has for all its jobs. */
struct means {
	struct normalizer *normalizer;
	const char *no_sandbox; /* why nothing is parsed, or NULL */
};

enum { TRIM_FROM = 1 << 20 }; /* bytes of a body after which memory is given back */

/* n bytes of the socket; false at its end. */
static bool read_all(void *to, size_t n)
{
	for (char *p = to; n > 0;) {
		ssize_t got = read(0, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static bool write_all(struct view v)
{
	while (v.n > 0) {
		ssize_t put = write(0, v.p, v.n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		v = view_sub(v, (size_t)put, v.n);
	}
	return true;
}

static struct view failure_text(enum ct_err err)
{
	static const char *const text[] = {
	    [CT_ENOMEM] = "it needs more memory than a worker may have",
	    [CT_ELIMIT] = "it exceeds a limit",
	};

	if ((size_t)err < sizeof text / sizeof *text && text[err] != NULL)
		return view_of(text[err]);
	return VIEW_LIT("it cannot be read");
}

/* No feed, but perhaps a page that names one. */
static void answer_no_feed(const struct job *j, const char *what, struct buf *out)
{
	struct buf text = BUF_INIT(WIRE_REASON_MAX);

	buf_adds(&text, what);
	size_t n = text.n;
	buf_adds(&text, "; it names a feed: ");
	if (!alternate_find(j->body, j->url, &text) || text.err != CT_OK)
		text.n = n;
	wire_encode_failure(WIRE_NOTFEED, buf_view(&text), out);
	buf_free(&text);
}

static enum ct_err answer_feed(
    const struct job *j, struct normalizer *z, const char **what, struct buf *out)
{
	struct feed *f = NULL;
	struct feed_limits limits = feed_limits_default;

	limits.known = j->known;
	enum ct_err err = feed_parse(j->body, j->url, j->content_type, &limits, &f, what);

	if (err == CT_OK)
		err = wire_encode(f, z, j->known, out);
	feed_free(f);
	return err;
}

/* A page's article is a feed of one item. */
static enum ct_err answer_page(
    const struct job *j, struct normalizer *z, const char **what, struct buf *out)
{
	struct page *p = NULL;
	enum ct_err err = page_read(j->body, j->url, j->content_type, &p, what);

	if (err != CT_OK)
		return err == CT_EINVAL ? CT_ENOTFEED : err;
	struct feed_person author = {.name = p->byline};
	struct feed_entry e = {
	    .title = p->title,
	    .link = p->canonical_url,
	    .text = p->text,
	    .language = p->language,
	    .published = p->published,
	    .updated = CT_TIME_UNKNOWN,
	    .authors = &author,
	};
	const struct feed f = {
	    .entries = &e, .nentries = 1, .ttl = -1, .update_period_seconds = -1};
	err = wire_encode(&f, z, (struct view){NULL, 0}, out);
	page_free(p);
	return err;
}

/* The message about one job into out. */
static void answer(const struct job *j, struct normalizer *z, struct buf *out)
{
	const char *what = NULL;
	enum ct_err err =
	    j->kind == JOB_PAGE ? answer_page(j, z, &what, out) : answer_feed(j, z, &what, out);

	if (err == CT_ENOTFEED && j->kind == JOB_PAGE)
		wire_encode_failure(WIRE_NOTFEED, view_of(what), out);
	else if (err == CT_ENOTFEED)
		answer_no_feed(j, what, out);
	else if (err != CT_OK)
		wire_encode_failure(WIRE_FAILED, failure_text(err), out);
}

static bool send_answer(struct buf *out)
{
	uint32_t n = (uint32_t)(out->n - 4);

	if (out->err != CT_OK)
		return false;
	for (size_t i = 0; i < 4; i++)
		out->p[i] = (char)(n >> (8 * i));
	return write_all(buf_view(out));
}

/* Reads past a job that there is no memory for. */
static bool skip_all(size_t n)
{
	char waste[16384];

	while (n > 0) {
		size_t part = n < sizeof waste ? n : sizeof waste;

		if (!read_all(waste, part))
			return false;
		n -= part;
	}
	return true;
}

/* Reads a frame of n bytes and writes the answer to out; false at the stream's
 * end and at what is no job.  Without a sandbox nothing is parsed. */
static bool take_job(const struct means *m, size_t n, struct buf *out)
{
	char *frame = malloc(n > 0 ? n : 1);
	struct job j;
	bool ok = true;

	if (frame == NULL) {
		wire_encode_failure(WIRE_FAILED, failure_text(CT_ENOMEM), out);
		return skip_all(n);
	}
	if (!read_all(frame, n) || job_decode((struct view){frame, n}, &j) != CT_OK)
		ok = false;
	else if (m->no_sandbox != NULL)
		wire_encode_failure(WIRE_FAILED, view_of(m->no_sandbox), out);
	else
		answer(&j, m->normalizer, out);
	free(frame);
	return ok;
}

static bool serve_one(const struct means *m, size_t n)
{
	struct buf out = BUF_INIT(4 + WIRE_MAX);

	buf_add_u32(&out, 0);
	bool ok = take_job(m, n, &out) && send_answer(&out);
	buf_free(&out);
	if (n >= TRIM_FROM)
		malloc_trim(0);
	return ok;
}

static bool read_length(size_t *n)
{
	char bytes[4];

	if (!read_all(bytes, sizeof bytes))
		return false;
	struct cursor c = cursor_of((struct view){bytes, sizeof bytes});
	*n = cursor_u32(&c);
	return *n <= JOB_MAX;
}

/* Jansson goes on without bytes that it has no memory for, and past the end of what
 * it has (2.14, lex_save). */
static void *memory_or_end(size_t n)
{
	void *p = malloc(n);

	if (p == NULL)
		_exit(1);
	return p;
}

static int by_byte(const void *a, const void *b)
{
	return memcmp(a, b, 1);
}

/* Has every library open and ask what it does at its first use. */
static void warm(struct normalizer *z)
{
	static const struct {
		enum job_kind kind;
		struct view body;
	} samples[] = {
	    {JOB_FEED, VIEW_LIT("<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss "
				"version=\"2.0\"><channel>"
				"<title>a&eacute;</title><item><title>Two "
				"words</title><description>&lt;p&gt;Some "
				"text.&lt;/p&gt;</description></item></channel></rss>")},
	    {JOB_FEED,
		VIEW_LIT(
		    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":"
		    "[{\"id\":\"1\",\"content_text\":\"Some text of 12 words.\"}]}")},
	    {JOB_PAGE,
		VIEW_LIT(
		    "<title>T</title><script type='application/ld+json'>{}</script><p>Some text, "
		    "of two dozen words and a few more, that reads like an article, and ends "
		    "here.</p>")},
	};

	/* qsort asks once how much memory there is, before it sorts more than 1 KiB. */
	char sorted[4096] = {0};

	qsort(sorted, sizeof sorted, 1, by_byte);
	feed_preload();
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		struct buf out = BUF_INIT(WIRE_MAX);

		answer(&(struct job){.kind = samples[i].kind, .body = samples[i].body}, z, &out);
		buf_free(&out);
	}
}

int main(int argc, char **argv)
{
	static const char usage[] = "copytaster-worker is run by copytasterd, not by hand\n";
	char hello[JOB_HELLO];
	struct means m = {0};
	size_t memory = 0, n = 0;

	(void)argv;
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (argc > 1 || chdir("/") != 0 || isatty(0) || !read_all(hello, sizeof hello) ||
	    job_hello_decode((struct view){hello, sizeof hello}, &memory) != CT_OK) {
		if (write(2, usage, sizeof usage - 1) < 0)
			return 3;
		return 2;
	}
	/* Memory between jobs is kept rather than asked for again. */
	mallopt(M_TRIM_THRESHOLD, 8 << 20);
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	json_set_alloc_funcs(memory_or_end, free);
	m.normalizer = normalizer_new();
	if (m.normalizer == NULL)
		return 1;
	warm(m.normalizer);
	sandbox_enter(memory, &m.no_sandbox);
	while (read_length(&n))
		if (!serve_one(&m, n))
			_exit(1);
	_exit(0);
}
