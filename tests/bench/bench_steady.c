/*
 * A daemon that runs, round after round, beside poll_floor on the same server;
 * what it holds, and what it does while nothing is due.
 */
#include <stdio.h>
#include <stdlib.h>

#include "atwork.h"
#include "news.h"
#include "polls.h"

enum { STEADY_ROUNDS = 5, STEADY_ENTRIES = 20, REST_S = 10 };

/* Each feed loses its oldest story and gets a new one. */
static void one_more(struct buf *docs, struct news *news)
{
	struct buf item = BUF_INIT(1u << 20);
	char name[100];
	for (int i = 0; i < polls_feeds; i++) {
		struct view old = buf_view(&docs[i]);
		size_t head = view_find(old, VIEW_LIT("<item>")), last = head;
		for (size_t at = head, n;
		     n = view_find(view_sub(old, at, old.n), VIEW_LIT("<item>")), n != SIZE_MAX;
		     at = last + 1)
			last = at + n;
		struct buf doc = BUF_INIT(1u << 24);
		buf_addv(&doc, view_sub(old, 0, head));
		bench_item(&doc, news_next(news));
		buf_addv(&doc, view_sub(old, head, last - head));
		buf_adds(&doc, "</channel></rss>\n");
		buf_free(&docs[i]);
		docs[i] = doc;
		snprintf(name, sizeof(name), "www/%d.xml", i);
		bench_write(name, buf_view(&doc));
	}
	buf_free(&item);
}

static struct buf *read_docs(void)
{
	struct buf *docs = calloc((size_t)polls_feeds, sizeof(*docs));
	char path[100], piece[65536];
	for (int i = 0; i < polls_feeds; i++) {
		docs[i] = BUF_INIT(1u << 24);
		snprintf(path, sizeof(path), "%s/www/%d.xml", bench_dir, i);
		FILE *f = fopen(path, "re");
		for (size_t n; f != NULL && (n = fread(piece, 1, sizeof(piece), f)) > 0;)
			buf_add(&docs[i], piece, n);
		if (f != NULL)
			fclose(f);
	}
	return docs;
}

/* Nothing is due. */
static void rest(pid_t daemon)
{
	double cpu, wakeups;
	atwork_rest(daemon, REST_S, &cpu, &wakeups);
	struct atwork_memory now = atwork_memory(daemon);
	bench_row("at rest: CPU", cpu, "%", NULL, 0, BENCH_LESS);
	bench_row("at rest: wake-ups a second", wakeups, "", NULL, 0, BENCH_LESS);
	bench_row("memory at rest, all processes", now.pss, "MiB", NULL, 0, BENCH_LESS);
	bench_row("  of it not of files", now.anon, "MiB", NULL, 0, BENCH_LESS);
	bench_row("memory in full rounds", atwork_most.pss, "MiB", NULL, 0, BENCH_LESS);
}

void bench_steady(void)
{
	double not_modified[STEADY_ROUNDS], same[STEADY_ROUNDS], one[STEADY_ROUNDS],
	    floor_304[STEADY_ROUNDS], floor_plain[STEADY_ROUNDS], floor_parsed[STEADY_ROUNDS];
	char title[100];
	polls_feeds = (int)bench_setting("BENCH_HOSTS", 1000);
	int entries = (int)bench_setting("BENCH_ENTRIES", STEADY_ENTRIES);
	polls_set_up(entries, false);
	snprintf(title, sizeof(title),
	    "A daemon at work: %d feeds of %d stories, round after round", polls_feeds, entries);
	bench_section(title);
	pid_t daemon = atwork_start();
	struct buf *docs = read_docs();
	struct news *news = news_new(77);
	atwork_wait(daemon, polls_feeds);
	for (int i = 0; i < STEADY_ROUNDS; i++) {
		polls_validators(true);
		one_more(docs, news);
		one[i] = atwork_round(daemon);
		floor_parsed[i] = polls_bare("poll_floor", "-p");
		not_modified[i] = atwork_round(daemon);
		floor_304[i] = polls_bare("poll_floor", "-3");
		polls_validators(false);
		atwork_round(daemon); /* their validators are dropped */
		same[i] = atwork_round(daemon);
		floor_plain[i] = polls_bare("poll_floor", "-c100");
	}
	bench_row("all 304: feeds a CPU second", bench_quantile(not_modified, STEADY_ROUNDS, 0.5),
	    "", "libcurl loop, all 304", bench_quantile(floor_304, STEADY_ROUNDS, 0.5), BENCH_MORE);
	bench_row("200 with the same body", bench_quantile(same, STEADY_ROUNDS, 0.5), "",
	    "libcurl loop, not parsed", bench_quantile(floor_plain, STEADY_ROUNDS, 0.5),
	    BENCH_MORE);
	bench_row("one new story in each", bench_quantile(one, STEADY_ROUNDS, 0.5), "",
	    "libcurl loop that only parses", bench_quantile(floor_parsed, STEADY_ROUNDS, 0.5),
	    BENCH_MORE);
	rest(daemon);
	atwork_stop(daemon);
	for (int i = 0; i < polls_feeds; i++)
		buf_free(&docs[i]);
	free(docs);
	news_free(news);
	polls_end();
	polls_forget();
}
