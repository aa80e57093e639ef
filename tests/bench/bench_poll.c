/*
 * `copytasterd --once` over feeds on as many loopback hosts, beside a bare
 * libcurl loop (poll_floor.c) and curl(1) on the same server.
 *
 *	fresh      an empty store: fetched, parsed, judged, stored
 *	unchanged  no validators: the same bytes come again
 *	304        not modified
 *
 * and beside newsboat, where it is installed, once: it takes its time.
 */
#include <stdio.h>

#include "bench.h"
#include "polls.h"

enum { ROUNDS = 3 };

/* 0 where there is no curl. */
static double curl_rate(void)
{
	char urls[100];
	snprintf(urls, sizeof(urls), "%s/urls", bench_dir);
	struct bench_run r = bench_run((const char *const[]){
	    "curl", "-s", "-Z", "--parallel-max", "128", "--compressed", "-K", urls, NULL});
	return r.status == 0 ? polls_feeds / r.cpu : 0;
}

/* Feeds a CPU second of newsboat with an empty cache, as many at once as we; 0 where
 * there is none. */
static double newsboat_rate(void)
{
	char list[100], cache[100], config[100], home[100];
	snprintf(home, sizeof(home), "HOME=%s", bench_dir);
	snprintf(list, sizeof(list), "%s/list", bench_dir);
	snprintf(cache, sizeof(cache), "%s/newsboat.db", bench_dir);
	snprintf(config, sizeof(config), "%s/newsboat.conf", bench_dir);
	bench_write("newsboat.conf",
	    VIEW_LIT("reload-threads 16\ndownload-retries 1\ncleanup-on-quit no\n"));
	bench_remove(cache);
	struct bench_run r = bench_run((const char *const[]){"env", home, "newsboat", "-q", "-u",
	    list, "-c", cache, "-C", config, "-x", "reload", NULL});
	return r.status == 0 ? polls_feeds / r.cpu : 0;
}

static void fresh(int hosts, int entries)
{
	double ours[ROUNDS], parsed[ROUNDS];
	char title[100];
	polls_feeds = hosts;
	polls_set_up(entries, false);
	snprintf(
	    title, sizeof(title), "%d feeds of %d stories, each a host, all fresh", hosts, entries);
	bench_section(title);
	for (int i = 0; i < ROUNDS; i++) {
		polls_forget();
		ours[i] = polls_feeds / polls_once().cpu;
		parsed[i] = polls_bare("poll_floor", "-p");
	}
	double rate = bench_quantile(ours, ROUNDS, 0.5), boat = newsboat_rate();
	bench_row("judged, stored: feeds a CPU second", rate, "", "libcurl loop that only parses",
	    bench_quantile(parsed, ROUNDS, 0.5), BENCH_MORE);
	bench_row("  the same", rate, "", boat > 0 ? "newsboat, which judges nothing" : NULL, boat,
	    BENCH_MORE);
	polls_end();
}

void bench_fresh(void)
{
	int entries = (int)bench_setting("BENCH_ENTRIES", 2);
	fresh(1000, entries);
	fresh(5000, entries);
}

void bench_poll(void)
{
	double rate[3][ROUNDS], mib[3][ROUNDS], parsed[ROUNDS], plain[ROUNDS], same[ROUNDS],
	    fetcher[ROUNDS], curl[ROUNDS];
	int entries = (int)bench_setting("BENCH_ENTRIES", 2);
	char title[100];
	polls_feeds = (int)bench_setting("BENCH_HOSTS", 1000);
	polls_set_up(entries, false);
	snprintf(title, sizeof(title), "Polling %d feeds of %d stories, each a host", polls_feeds,
	    entries);
	bench_section(title);
	for (int i = 0; i < ROUNDS; i++) {
		struct bench_run run[3];
		polls_forget();
		run[0] = polls_once();
		parsed[i] = polls_bare("poll_floor", "-p");
		curl[i] = curl_rate();
		run[2] = polls_once();
		same[i] = polls_bare("poll_floor", "-3");
		fetcher[i] = polls_bare("poll_fetch", "-3");
		polls_validators(false);
		run[1] = polls_once();
		plain[i] = polls_bare("poll_floor", "-c100");
		polls_validators(true);
		for (int k = 0; k < 3; k++) {
			rate[k][i] = polls_feeds / run[k].cpu;
			mib[k][i] = run[k].mib;
		}
	}
	bench_row("fresh, judged, stored: feeds a CPU second", bench_quantile(rate[0], ROUNDS, 0.5),
	    "", "libcurl loop that only parses", bench_quantile(parsed, ROUNDS, 0.5), BENCH_MORE);
	bench_row("unchanged", bench_quantile(rate[1], ROUNDS, 0.5), "", "libcurl loop, not parsed",
	    bench_quantile(plain, ROUNDS, 0.5), BENCH_MORE);
	bench_row("  the same", bench_quantile(rate[1], ROUNDS, 0.5), "", "curl --parallel",
	    bench_quantile(curl, ROUNDS, 0.5), BENCH_MORE);
	bench_row("all 304", bench_quantile(rate[2], ROUNDS, 0.5), "", "libcurl loop, all 304",
	    bench_quantile(same, ROUNDS, 0.5), BENCH_MORE);
	bench_row("  our fetcher alone", bench_quantile(fetcher, ROUNDS, 0.5), "",
	    "libcurl loop, all 304", bench_quantile(same, ROUNDS, 0.5), BENCH_MORE);
	bench_row("peak memory, all processes, fresh", bench_quantile(mib[0], ROUNDS, 0.5), "MiB",
	    NULL, 0, BENCH_LESS);
	bench_row("peak memory, all processes, all 304", bench_quantile(mib[2], ROUNDS, 0.5), "MiB",
	    NULL, 0, BENCH_LESS);
	polls_end();
}
