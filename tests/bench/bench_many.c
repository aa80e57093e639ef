/*
 * Ten thousand feeds: what the daemon and its workers hold, in a full round and at
 * rest, and what it does while nothing is due.  PSS, without the story index.
 */
#include <stdio.h>

#include "atwork.h"
#include "polls.h"

enum { MANY = 10000, MANY_ENTRIES = 2, REST_S = 20 };

/* Below a target that is told beside it. */
static void row(const char *name, double mib, const char *unit, const char *target, double most)
{
	bench_row(name, mib, unit, target, most, BENCH_LESS);
}

static void memory_rows(const char *when, const struct atwork_memory *m, double most)
{
	char name[100];
	snprintf(name, sizeof(name), "memory %s, all processes", when);
	row(name, m->pss - m->index, "MiB", "target", most);
	row("  of it not of files", m->anon, "MiB", NULL, 0);
	row("  beside it: the story index", m->index, "MiB", NULL, 0);
}

void bench_many(void)
{
	double cpu, wakeups;
	char title[100];
	int entries = (int)bench_setting("BENCH_ENTRIES", MANY_ENTRIES);
	polls_feeds = (int)bench_setting("BENCH_HOSTS", MANY);
	polls_set_up(entries, false);
	snprintf(title, sizeof(title), "%d feeds of %d stories, each a host", polls_feeds, entries);
	bench_section(title);
	pid_t daemon = atwork_start();
	atwork_wait(daemon, polls_feeds);
	memory_rows("in a round, all new", &atwork_most, 192);
	atwork_rest(daemon, REST_S, &cpu, &wakeups);
	struct atwork_memory now = atwork_memory(daemon);
	memory_rows("at rest after it", &now, 64);
	atwork_most = (struct atwork_memory){0};
	atwork_round(daemon);
	memory_rows("in a round, all 304", &atwork_most, 192);
	atwork_rest(daemon, REST_S, &cpu, &wakeups);
	now = atwork_memory(daemon);
	memory_rows("at rest after it", &now, 64);
	row("at rest: CPU", cpu, "%", "target", 0.1);
	row("at rest: wake-ups a second", wakeups, "", NULL, 0);
	atwork_stop(daemon);
	/* As it is found after a start: nothing was polled by this process. */
	daemon = atwork_start();
	atwork_wait(daemon, polls_feeds);
	atwork_rest(daemon, REST_S, &cpu, &wakeups);
	now = atwork_memory(daemon);
	memory_rows("at rest after a start", &now, 64);
	row("at rest: CPU", cpu, "%", "target", 0.1);
	row("at rest: wake-ups a second", wakeups, "", NULL, 0);
	atwork_stop(daemon);
	polls_end();
}
