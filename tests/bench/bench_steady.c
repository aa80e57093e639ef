/*
 * A daemon that runs, round after round, beside poll_floor on the same server;
 * what it holds, and what it does while nothing is due.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "news.h"
#include "polls.h"

enum { STEADY_ROUNDS = 5, STEADY_ENTRIES = 20, REST_S = 10 };

static double most; /* MiB that the daemon and its workers held at once */

/* CPU seconds of a process and its children. */
static double cpu_of(pid_t pid)
{
	char path[64], line[1024] = "";
	unsigned long user = 0, kernel = 0, user_gone = 0, kernel_gone = 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return 0;
	const char *p = fgets(line, sizeof(line), f) != NULL ? strrchr(line, ')') : NULL;
	fclose(f);
	if (p != NULL)
		sscanf(p, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu", &user,
		    &kernel, &user_gone, &kernel_gone);
	double cpu =
	    (double)(user + kernel + user_gone + kernel_gone) / (double)sysconf(_SC_CLK_TCK);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	if ((f = fopen(path, "re")) != NULL) {
		for (int child; fscanf(f, "%d", &child) == 1;)
			cpu += cpu_of(child);
		fclose(f);
	}
	return cpu;
}

static struct bench_run ask(const char *what)
{
	char program[300], conf[100];
	snprintf(program, sizeof(program), "%s/copytaster", bench_build);
	snprintf(conf, sizeof(conf), "%s/poll.conf", bench_dir);
	return bench_run((const char *const[]){program, what, "--json", "-c", conf, NULL});
}

static long number_in(const char *json, const char *key)
{
	const char *p = strstr(json, key);
	return p != NULL ? strtol(p + strlen(key), NULL, 10) : -1;
}

/* Until every feed is read and none is under way. */
static void wait_round(pid_t daemon)
{
	for (;;) {
		struct bench_run now = {0};
		bench_resident(daemon, &now);
		most = now.mib > most ? now.mib : most;
		struct bench_run r = ask("status");
		const char *queue = strstr(r.out, "\"queue\"");
		if (r.status == 0 && queue != NULL && number_in(r.out, "\"ok\":") == polls_feeds &&
		    number_in(r.out, "\"polling\":") == 0 &&
		    number_in(queue, "\"waiting\":") == 0 && number_in(queue, "\"judging\":") == 0)
			return;
		nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
	}
}

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

/* Times that the process went to sleep: its threads' and its children's. */
static long sleeps_of(pid_t pid)
{
	char path[64], line[256];
	long n = 0, one;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	FILE *f = fopen(path, "re");
	for (int child; f != NULL && fscanf(f, "%d", &child) == 1;)
		n += sleeps_of(child);
	if (f != NULL)
		fclose(f);
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &one) == 1)
			n += one;
	if (f != NULL)
		fclose(f);
	return n;
}

/* Nothing is due. */
static void rest(pid_t daemon)
{
	struct bench_run now = {0};
	nanosleep(&(struct timespec){.tv_sec = 3}, NULL); /* it notes the last round */
	double cpu = cpu_of(daemon);
	long sleeps = sleeps_of(daemon);
	nanosleep(&(struct timespec){.tv_sec = REST_S}, NULL);
	bench_row("at rest: CPU", 100 * (cpu_of(daemon) - cpu) / REST_S, "%", NULL, 0, BENCH_LESS);
	bench_row("at rest: wake-ups a second", (double)(sleeps_of(daemon) - sleeps) / REST_S, "",
	    NULL, 0, BENCH_LESS);
	bench_resident(daemon, &now);
	bench_row("memory at rest, all processes", now.mib, "MiB", NULL, 0, BENCH_LESS);
	bench_row("  of it not of files", now.anon, "MiB", NULL, 0, BENCH_LESS);
	bench_row("memory in full rounds", most, "MiB", NULL, 0, BENCH_LESS);
}

/* Feeds a CPU second of one round. */
static double round_of(pid_t daemon)
{
	double cpu = cpu_of(daemon);
	ask("poll");
	wait_round(daemon);
	return polls_feeds / (cpu_of(daemon) - cpu);
}

void bench_steady(void)
{
	double not_modified[STEADY_ROUNDS], same[STEADY_ROUNDS], one[STEADY_ROUNDS],
	    floor_304[STEADY_ROUNDS], floor_plain[STEADY_ROUNDS], floor_parsed[STEADY_ROUNDS];
	char title[100], program[300], conf[100];
	polls_feeds = (int)bench_setting("BENCH_HOSTS", 1000);
	int entries = (int)bench_setting("BENCH_ENTRIES", STEADY_ENTRIES);
	polls_set_up(entries, false);
	snprintf(title, sizeof(title),
	    "A daemon at work: %d feeds of %d stories, round after round", polls_feeds, entries);
	bench_section(title);
	snprintf(program, sizeof(program), "%s/copytasterd", bench_build);
	snprintf(conf, sizeof(conf), "%s/poll.conf", bench_dir);
	pid_t daemon = fork();
	if (daemon == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(program, program, "-c", conf, NULL);
		_exit(127);
	}
	struct buf *docs = read_docs();
	struct news *news = news_new(77);
	wait_round(daemon);
	for (int i = 0; i < STEADY_ROUNDS; i++) {
		polls_validators(true);
		one_more(docs, news);
		one[i] = round_of(daemon);
		floor_parsed[i] = polls_bare("poll_floor", "-p");
		not_modified[i] = round_of(daemon);
		floor_304[i] = polls_bare("poll_floor", "-3");
		polls_validators(false);
		round_of(daemon); /* their validators are dropped */
		same[i] = round_of(daemon);
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
	kill(daemon, SIGTERM);
	waitpid(daemon, NULL, 0);
	for (int i = 0; i < polls_feeds; i++)
		buf_free(&docs[i]);
	free(docs);
	news_free(news);
	polls_end();
	polls_forget();
}
