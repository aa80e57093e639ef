/*
 * `copytasterd --once` over feeds on as many loopback hosts, beside a bare
 * libcurl loop (poll_floor.c) and curl(1) on the same server.
 *
 *	fresh      an empty store: fetched, parsed, judged, stored
 *	unchanged  no validators: the same bytes come again
 *	304        not modified
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "news.h"

enum { ROUNDS = 3 };

static pid_t httpd;
static int port, feeds;

static void httpd_start(void)
{
	char program[300], answer[32] = "";
	int out[2];
	snprintf(program, sizeof(program), "%s/httpd", bench_build);
	if (pipe2(out, O_CLOEXEC) != 0 || (httpd = fork()) < 0)
		bench_die("httpd");
	if (httpd == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(out[1], STDOUT_FILENO);
		execl(program, program, "-a", "-r", bench_dir, NULL);
		_exit(127);
	}
	close(out[1]);
	if (read(out[0], answer, sizeof(answer) - 1) <= 0)
		bench_die("%s did not start", program);
	close(out[0]);
	port = atoi(answer);
}

/* www/0.xml, ... and, named alike, the daemon's and curl's lists of them. */
static void set_up(int entries)
{
	struct buf feed = BUF_INIT(1u << 24), conf = BUF_INIT(1u << 24), urls = BUF_INIT(1u << 24);
	struct news *news = news_new(19);
	char name[100];
	snprintf(name, sizeof(name), "%s/www", bench_dir);
	mkdir(name, 0755);
	httpd_start();
	buf_addf(&conf,
	    "[daemon]\nstore = %s/poll.db\ncontrol = %s/control\nlog_level = error\n"
	    "[fetch]\nallow = 127.0.0.0/8\ninterval = 1d\nmin_interval = 1d\n",
	    bench_dir, bench_dir);
	for (int i = 0; i < feeds; i++) {
		int host = i + 257; /* as poll_floor has them */
		char url[100];
		snprintf(url, sizeof(url), "http://127.%d.%d.%d:%d/www/%d.xml", host >> 16,
		    host >> 8 & 255, host & 255, port, i);
		buf_addf(&conf, "[feed f%d]\nurl = %s\n", i, url);
		buf_addf(&urls, "url = %s\noutput = /dev/null\n", url);
		buf_clear(&feed);
		buf_addf(&feed,
		    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Outlet %d"
		    "</title>\n",
		    i);
		for (int k = 0; k < entries; k++)
			bench_item(&feed, news_next(news));
		buf_adds(&feed, "</channel></rss>\n");
		snprintf(name, sizeof(name), "www/%d.xml", i);
		bench_write(name, buf_view(&feed));
	}
	bench_write("poll.conf", buf_view(&conf));
	bench_write("urls", buf_view(&urls));
	news_free(news);
	buf_free(&feed);
	buf_free(&conf);
	buf_free(&urls);
}

static void validators(bool on)
{
	char name[100];
	for (int i = 0; i < feeds; i++) {
		snprintf(name, sizeof(name), "www/%d.xml.how", i);
		bench_write(name, on ? VIEW_LIT("") : VIEW_LIT("noval"));
	}
}

static struct bench_run daemon_once(void)
{
	char program[300], conf[100];
	snprintf(program, sizeof(program), "%s/copytasterd", bench_build);
	snprintf(conf, sizeof(conf), "%s/poll.conf", bench_dir);
	struct bench_run r = bench_run((const char *const[]){program, "-c", conf, "--once", NULL});
	if (r.status != 0)
		bench_die("copytasterd --once: status %d", r.status);
	return r;
}

/* Of poll_floor or poll_fetch. */
static double bare_rate(const char *name, const char *how)
{
	char program[300], p[16], n[16];
	double cpu = 0;
	snprintf(program, sizeof(program), "%s/bench/%s", bench_build, name);
	snprintf(p, sizeof(p), "%d", port);
	snprintf(n, sizeof(n), "%d", feeds);
	struct bench_run r =
	    bench_run((const char *const[]){program, "-w", "www", how, p, n, NULL});
	if (r.status != 0 ||
	    sscanf(r.out, "requests %*d status2xx %*d status304 %*d cpu %lf", &cpu) != 1)
		bench_die("%s: status %d", name, r.status);
	return feeds / cpu;
}

/* 0 where there is no curl. */
static double curl_rate(void)
{
	char urls[100];
	snprintf(urls, sizeof(urls), "%s/urls", bench_dir);
	struct bench_run r = bench_run((const char *const[]){
	    "curl", "-s", "-Z", "--parallel-max", "128", "--compressed", "-K", urls, NULL});
	return r.status == 0 ? feeds / r.cpu : 0;
}

static void forget_store(void)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[100];
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/poll.db%s", bench_dir, ends[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/poll.db.d", bench_dir);
	rmdir(path); /* too few stories for a segment */
}

void bench_poll(void)
{
	double rate[3][ROUNDS], mib[3][ROUNDS], parsed[ROUNDS], plain[ROUNDS], same[ROUNDS],
	    fetcher[ROUNDS], curl[ROUNDS];
	int entries = (int)bench_setting("BENCH_ENTRIES", 2);
	char title[100];
	feeds = (int)bench_setting("BENCH_HOSTS", 1000);
	set_up(entries);
	snprintf(
	    title, sizeof(title), "Polling %d feeds of %d stories, each a host", feeds, entries);
	bench_section(title);
	for (int i = 0; i < ROUNDS; i++) {
		struct bench_run run[3];
		forget_store();
		run[0] = daemon_once();
		parsed[i] = bare_rate("poll_floor", "-p");
		curl[i] = curl_rate();
		run[2] = daemon_once();
		same[i] = bare_rate("poll_floor", "-3");
		fetcher[i] = bare_rate("poll_fetch", "-3");
		validators(false);
		run[1] = daemon_once();
		plain[i] = bare_rate("poll_floor", "-c100");
		validators(true);
		for (int k = 0; k < 3; k++) {
			rate[k][i] = feeds / run[k].cpu;
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
	kill(httpd, SIGTERM);
	waitpid(httpd, NULL, 0);
}

/* --- a daemon that runs, round after round --------------------------------------------------- */

enum { STEADY_ROUNDS = 5, STEADY_ENTRIES = 20 };

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
static void wait_round(void)
{
	for (;;) {
		struct bench_run r = ask("status");
		const char *queue = strstr(r.out, "\"queue\"");
		if (r.status == 0 && queue != NULL && number_in(r.out, "\"ok\":") == feeds &&
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
	for (int i = 0; i < feeds; i++) {
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
	struct buf *docs = calloc((size_t)feeds, sizeof(*docs));
	char path[100], piece[65536];
	for (int i = 0; i < feeds; i++) {
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

/* Feeds a CPU second of one round. */
static double round_of(pid_t daemon)
{
	double cpu = cpu_of(daemon);
	ask("poll");
	wait_round();
	return feeds / (cpu_of(daemon) - cpu);
}

void bench_steady(void)
{
	double not_modified[STEADY_ROUNDS], same[STEADY_ROUNDS], one[STEADY_ROUNDS],
	    floor_304[STEADY_ROUNDS], floor_plain[STEADY_ROUNDS], floor_parsed[STEADY_ROUNDS];
	char title[100], program[300], conf[100];
	feeds = (int)bench_setting("BENCH_HOSTS", 1000);
	set_up(STEADY_ENTRIES);
	snprintf(title, sizeof(title),
	    "A daemon at work: %d feeds of %d stories, round after round", feeds, STEADY_ENTRIES);
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
	wait_round();
	for (int i = 0; i < STEADY_ROUNDS; i++) {
		validators(true);
		one_more(docs, news);
		one[i] = round_of(daemon);
		floor_parsed[i] = bare_rate("poll_floor", "-p");
		not_modified[i] = round_of(daemon);
		floor_304[i] = bare_rate("poll_floor", "-3");
		validators(false);
		round_of(daemon); /* their validators are dropped */
		same[i] = round_of(daemon);
		floor_plain[i] = bare_rate("poll_floor", "-c100");
	}
	bench_row("all 304: feeds a CPU second", bench_quantile(not_modified, STEADY_ROUNDS, 0.5),
	    "", "libcurl loop, all 304", bench_quantile(floor_304, STEADY_ROUNDS, 0.5), BENCH_MORE);
	bench_row("200 with the same body", bench_quantile(same, STEADY_ROUNDS, 0.5), "",
	    "libcurl loop, not parsed", bench_quantile(floor_plain, STEADY_ROUNDS, 0.5),
	    BENCH_MORE);
	bench_row("one new story of twenty", bench_quantile(one, STEADY_ROUNDS, 0.5), "",
	    "libcurl loop that only parses", bench_quantile(floor_parsed, STEADY_ROUNDS, 0.5),
	    BENCH_MORE);
	kill(daemon, SIGTERM);
	waitpid(daemon, NULL, 0);
	for (int i = 0; i < feeds; i++)
		buf_free(&docs[i]);
	free(docs);
	news_free(news);
	kill(httpd, SIGTERM);
	waitpid(httpd, NULL, 0);
	forget_store();
}
