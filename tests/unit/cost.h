/*
 * What work costs, for tests that twice the input costs twice as much: in
 * instructions where the processor may be asked (perf_event_open), else in
 * nanoseconds of the thread, the least of some runs.
 */
#ifndef COST_H
#define COST_H

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define COST_RUNS 5
#define COST_TRIES 6     /* a machine that is busy elsewhere may disturb a few */
#define COST_DOUBLE 2.6  /* of the cost of n, at most, for 2n; a square of n costs 4 */
#define COST_LEAST 20000 /* instructions or nanoseconds: less tells nothing */

static int cost_counter(void)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_HARDWARE,
	    .size = sizeof(attr),
	    .config = PERF_COUNT_HW_INSTRUCTIONS,
	    .exclude_kernel = 1,
	    .exclude_hv = 1};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static double cost_once(int counter, void (*work)(void *), void *ctx)
{
	struct timespec a, b;
	uint64_t n = 0;

	if (counter < 0) {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
		work(ctx);
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
		return 1e9 * (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec);
	}
	ioctl(counter, PERF_EVENT_IOC_RESET, 0);
	work(ctx);
	return read(counter, &n, sizeof(n)) == (ssize_t)sizeof(n) ? (double)n : 0;
}

static double cost_of(int counter, void (*work)(void *), void *ctx)
{
	double least = 0;

	for (int i = 0; i < (counter < 0 ? COST_RUNS : 1); i++) {
		double c = cost_once(counter, work, ctx);
		least = i == 0 || c < least ? c : least;
	}
	return least;
}

/* The cost of work(twice) by that of work(once), the least of some tries. */
static double cost_ratio(void (*work)(void *), void *once, void *twice)
{
	int counter = cost_counter();
	double least = 0;

	for (int i = 0; i < COST_TRIES && (i == 0 || least >= COST_DOUBLE); i++) {
		double a = cost_of(counter, work, once), b = cost_of(counter, work, twice);
		double ratio = b / (a > COST_LEAST ? a : COST_LEAST);
		least = i == 0 || ratio < least ? ratio : least;
	}
	if (counter >= 0)
		close(counter);
	return least;
}

#endif
