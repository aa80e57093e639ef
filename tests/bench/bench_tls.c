/*
 * https, not modified, each feed a host of its own: what a handshake and the
 * certificates cost, beside poll_floor on the same server (nghttpd).  Both read
 * the authorities once; no session of one host serves another.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "polls.h"

enum { ROUNDS = 3 };

static double floor_rate(void)
{
	char program[300], ca[100], port[16], n[16];
	double cpu = 0;
	snprintf(program, sizeof(program), "%s/bench/poll_floor", bench_build);
	snprintf(ca, sizeof(ca), "%s/cert", bench_dir);
	snprintf(port, sizeof(port), "%d", polls_port);
	snprintf(n, sizeof(n), "%d", polls_feeds);
	struct bench_run r =
	    bench_run((const char *const[]){program, "-w", "www", "-t", ca, "-3", port, n, NULL});
	if (r.status != 0 ||
	    sscanf(r.out, "requests %*d status2xx %*d status304 %*d cpu %lf", &cpu) != 1)
		bench_die("poll_floor: status %d: %s", r.status, r.out);
	return polls_feeds / cpu;
}

void bench_tls(void)
{
	double ours[ROUNDS], bare[ROUNDS];
	char title[100];
	if (system("command -v nghttpd openssl >/dev/null") != 0) {
		printf("https: nghttpd or openssl is missing, not measured\n");
		return;
	}
	polls_feeds = (int)bench_setting("BENCH_HOSTS", 1000);
	if (polls_feeds > 2000)
		polls_feeds = 2000; /* as many names as a certificate may have */
	polls_set_up(2, true);
	snprintf(title, sizeof(title), "Polling %d feeds by https, each a host", polls_feeds);
	bench_section(title);
	polls_once();
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = polls_feeds / polls_once().cpu;
		bare[i] = floor_rate();
	}
	bench_row("all 304: feeds a CPU second", bench_quantile(ours, ROUNDS, 0.5), "",
	    "libcurl loop, all 304", bench_quantile(bare, ROUNDS, 0.5), BENCH_MORE);
	polls_end();
}
