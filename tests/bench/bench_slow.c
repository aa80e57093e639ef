/*
 * Hosts that take a connection and never answer, one in ten: how much later a good
 * feed is asked than it would be without them.  All are due at once, in a store that
 * knows nothing of any (first burst), and again when it knows who is slow.  Feeds
 * are empty, so that no judging keeps them waiting.  Times are the server's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "atwork.h"
#include "polls.h"

enum { SLOW_FEEDS = 10000, EVERY = 10 };

/* Seconds from the first request to a good feed's, of those logged beyond *from. */
static double lateness(long *from, double *median)
{
	char path[100];
	size_t n = 0;
	double *at = calloc((size_t)polls_feeds + 1, sizeof(*at)), first = 0;
	snprintf(path, sizeof(path), "%s/requests", bench_dir);
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	if (f == NULL || at == NULL || fseek(f, *from, SEEK_SET) != 0)
		bench_die("%s: cannot read it", path);
	while (getline(&line, &size, f) > 0) {
		double time = 0;
		int feed = -1;
		const char *p = strstr(line, "/www/");
		sscanf(line, "{\"time\":%lf", &time);
		if (p != NULL)
			sscanf(p, "/www/%d.xml", &feed);
		first = first == 0 || time < first ? time : first;
		if (feed % EVERY != 0 && n < (size_t)polls_feeds)
			at[n++] = time;
	}
	*from = ftell(f);
	fclose(f);
	free(line);
	double p99 = bench_quantile(at, n, 0.99) - first;
	*median = bench_quantile(at, n, 0.5) - first;
	free(at);
	return p99;
}

static void make_hostile(const char *how)
{
	char name[100];
	for (int i = 0; i < polls_feeds; i += EVERY) {
		snprintf(name, sizeof(name), "www/%d.xml.how", i);
		bench_write(name, view_of(how));
	}
}

static void row(const char *name, double p99, double median, double base)
{
	bench_row(name, p99, "s p99", NULL, 0, BENCH_LESS);
	bench_row("  median", median, "s", NULL, 0, BENCH_LESS);
	if (base > 0)
		bench_row("  later than without, p99", p99 > base ? p99 - base : 0, "s", "target",
		    1, BENCH_LESS);
}

void bench_slow(void)
{
	double base, p99, median;
	char title[100];
	long from = 0;
	polls_feeds = (int)bench_setting("BENCH_HOSTS", SLOW_FEEDS);
	polls_log = true;
	polls_set_up(0, false);
	polls_log = false;
	long good = polls_feeds - (polls_feeds + EVERY - 1) / EVERY;
	snprintf(title, sizeof(title), "%ld feeds, and %ld that never answer, all due at once",
	    good, polls_feeds - good);
	bench_section(title);
	pid_t daemon = atwork_start();
	atwork_wait(daemon, polls_feeds);
	base = lateness(&from, &median);
	row("asked, none hostile, after", base, median, 0);
	atwork_stop(daemon);
	polls_forget();
	make_hostile("delay=600000");
	daemon = atwork_start();
	atwork_wait(daemon, good);
	p99 = lateness(&from, &median);
	row("asked, a first burst, after", p99, median, base);
	bench_row(
	    "  memory meanwhile, all processes", atwork_most.pss, "MiB", "target", 192, BENCH_LESS);
	atwork_poll();
	atwork_wait(daemon, good);
	p99 = lateness(&from, &median);
	row("asked, the next round, after", p99, median, base);
	atwork_stop(daemon);
	polls_end();
}
