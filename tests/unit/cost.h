/*
 * What work costs, for tests that twice the input costs twice as much, in
 * instructions: where the processor may be asked (perf_event_open), or where
 * callgrind counts them ("make doubling").  Elsewhere nothing is told of it: a
 * clock says more of the neighbours.
 */
#ifndef COST_H
#define COST_H

#include <linux/perf_event.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#endif

#define COST_DOUBLE 2.6  /* of the cost of n, at most, for 2n; a square of n costs 4 */
#define COST_LEAST 20000 /* instructions: less tells nothing */

static int cost_counter(void)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_HARDWARE,
	    .size = sizeof(attr),
	    .config = PERF_COUNT_HW_INSTRUCTIONS,
	    .exclude_kernel = 1,
	    .exclude_hv = 1};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* The file that callgrind writes, $COST_FILE, or NULL: it does not run. */
static const char *cost_callgrind(void)
{
#ifdef CALLGRIND_ZERO_STATS
	return RUNNING_ON_VALGRIND ? getenv("COST_FILE") : NULL;
#else
	return NULL;
#endif
}

/* Callgrind tells its counts by files only: FILE.1, FILE.2 ... */
static double cost_of_callgrind(const char *file, void (*work)(void *), void *ctx)
{
	static unsigned dumps;
	char path[512], line[256];
	double n = 0;

#ifdef CALLGRIND_ZERO_STATS
	CALLGRIND_ZERO_STATS;
	work(ctx);
	CALLGRIND_DUMP_STATS;
#endif
	snprintf(path, sizeof(path), "%s.%u", file, ++dumps);
	FILE *f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		sscanf(line, "totals: %lf", &n);
	if (f != NULL)
		fclose(f);
	unlink(path);
	return n;
}

static double cost_of_counter(int counter, void (*work)(void *), void *ctx)
{
	uint64_t n = 0;

	ioctl(counter, PERF_EVENT_IOC_RESET, 0);
	work(ctx);
	return read(counter, &n, sizeof(n)) == (ssize_t)sizeof(n) ? (double)n : 0;
}

static double cost_of(int counter, void (*work)(void *), void *ctx)
{
	const char *file = cost_callgrind();

	return file != NULL ? cost_of_callgrind(file, work, ctx)
			    : cost_of_counter(counter, work, ctx);
}

/* Can instructions be counted here?  If not, a test skips. */
static bool cost_counts(void)
{
	int counter = cost_counter();

	if (counter >= 0)
		close(counter);
	return counter >= 0 || cost_callgrind() != NULL;
}

struct cost {
	double once, twice; /* instructions */
	double ratio;
	bool square; /* more than it may be */
};

/* What work costs of once and of twice as much, where cost_counts. */
static struct cost cost_compare(void (*work)(void *), void *once, void *twice)
{
	int counter = cost_counter();

	/* What is made at the first use, and kept, is nobody's cost; nor are fresh pages. */
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	work(twice);
	double a = cost_of(counter, work, once), b = cost_of(counter, work, twice);
	double ratio = b / (a > COST_LEAST ? a : COST_LEAST);
	if (counter >= 0)
		close(counter);
	return (struct cost){a, b, ratio, ratio >= COST_DOUBLE};
}

#endif
