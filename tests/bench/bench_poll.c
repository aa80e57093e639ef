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
	    "[fetch]\nallow = 127.0.0.0/8\n",
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
