#include "pace.h"

#include <xxhash.h>

#include "url.h"

#define LIMITED 60    /* seconds after a 429 that says no more */
#define REST_MAX 3600 /* seconds, whatever the server says */

static struct view host_of(const char *url)
{
	return url_host(view_of(url));
}

static uint64_t host(const struct pace *p, const char *url)
{
	struct view v = host_of(url);

	return XXH3_64bits_withSeed(v.n > 0 ? v.p : "", v.n, p->seed);
}

static uint64_t feed_name(const struct pace *p, int64_t feed)
{
	return XXH3_64bits_withSeed(&feed, sizeof(feed), p->seed);
}

bool pace_same_host(const char *a, const char *b)
{
	return view_eq(host_of(a), host_of(b));
}

int64_t pace_left(const struct pace *p, int64_t feed, const char *url, int64_t now)
{
	int64_t a = rests_left(&p->rests, host(p, url), now);
	int64_t b = rests_left(&p->rests, feed_name(p, feed), now);

	return a > b ? a : b;
}

/* ms for which the host is left alone: longer where it asks for it. */
static int64_t rest_after(const struct fetch_result *fr)
{
	bool limited = fr->outcome == FETCH_DONE && (fr->status == 429 || fr->status == 503);
	int64_t seconds = !limited              ? 0
			  : fr->retry_after > 0 ? fr->retry_after
			  : fr->status == 429   ? LIMITED
						: 0;

	return seconds < REST_MAX ? seconds * 1000 + PACE_MS : REST_MAX * INT64_C(1000);
}

void pace_fetched(
    struct pace *p, int64_t feed, const char *url, const struct fetch_result *fr, int64_t now)
{
	int64_t until = now + rest_after(fr);

	rests_add(&p->rests, host(p, url), until);
	rests_add(&p->rests, host(p, fr->url), until); /* that it was sent on to */
	rests_add(&p->rests, feed_name(p, feed), now + PACE_MS);
}
