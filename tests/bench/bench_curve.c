/*
 * All 304, each feed a host of its own, at growing numbers of hosts: a round of a
 * daemon that runs beside poll_floor on the same server.  A flat curve: what a feed
 * costs does not grow with how many there are.  (libcurl's defaults do: poll_floor -d.)
 */
#include <stdio.h>

#include "atwork.h"
#include "polls.h"

enum { CURVE_ROUNDS = 5 };

static double at_hosts(int hosts)
{
	double ours[CURVE_ROUNDS], bare[CURVE_ROUNDS];
	char name[100];
	polls_feeds = hosts;
	polls_set_up(0, false);
	pid_t daemon = atwork_start();
	atwork_wait(daemon, polls_feeds);
	atwork_round(daemon); /* empty feeds had no validators of worth before */
	for (int i = 0; i < CURVE_ROUNDS; i++) {
		ours[i] = atwork_round(daemon);
		bare[i] = polls_bare("poll_floor", "-3");
	}
	double rate = bench_quantile(ours, CURVE_ROUNDS, 0.5);
	snprintf(name, sizeof(name), "%d hosts: feeds a CPU second", hosts);
	bench_row(name, rate, "", "libcurl loop, all 304", bench_quantile(bare, CURVE_ROUNDS, 0.5),
	    BENCH_MORE);
	atwork_stop(daemon);
	polls_end();
	return rate;
}

void bench_curve(void)
{
	static const int hosts[] = {1000, 5000, 20000};
	double rate[3];
	int one = (int)bench_setting("BENCH_HOSTS", 0);
	bench_section("Rounds of all 304, each feed a host (target: 0.8; flat)");
	if (one > 0) {
		at_hosts(one);
		return;
	}
	for (int i = 0; i < 3; i++)
		rate[i] = at_hosts(hosts[i]);
	bench_row("flat: 20,000 hosts", rate[2], "", "ours at 1,000", rate[0], BENCH_MORE);
}
