#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "news.h"
#include "polls.h"

static pid_t server;
int polls_port, polls_feeds;
bool polls_log;

static void start_httpd(void)
{
	char program[300], log[100], answer[32] = "";
	int out[2];
	snprintf(log, sizeof(log), "%s/requests", bench_dir);
	snprintf(program, sizeof(program), "%s/httpd", bench_build);
	if (pipe2(out, O_CLOEXEC) != 0 || (server = fork()) < 0)
		bench_die("httpd");
	if (server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(out[1], STDOUT_FILENO);
		execl(program, program, "-a", "-r", bench_dir, polls_log ? "-l" : NULL, log, NULL);
		_exit(127);
	}
	close(out[1]);
	if (read(out[0], answer, sizeof(answer) - 1) <= 0)
		bench_die("%s did not start", program);
	close(out[0]);
	polls_port = atoi(answer);
}

/* A certificate for all the hosts, which is its own authority. */
static void make_certificate(void)
{
	struct buf line = BUF_INIT(1u << 20);
	buf_addf(&line,
	    "cd %s && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key -out cert "
	    "-subj /CN=bench -addext subjectAltName=",
	    bench_dir);
	for (int i = 0; i < polls_feeds; i++) {
		int host = i + 257;
		buf_addf(&line, "%sIP:127.%d.%d.%d", i > 0 ? "," : "", host >> 16, host >> 8 & 255,
		    host & 255);
	}
	buf_adds(&line, " >/dev/null 2>&1");
	buf_addc(&line, '\0');
	if (line.err != CT_OK || system(line.p) != 0)
		bench_die("openssl makes no certificate");
	buf_free(&line);
}

static bool listens(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)polls_port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
	close(fd);
	return ok;
}

static void start_nghttpd(void)
{
	char number[16], key[100], cert[100];
	make_certificate();
	polls_port = 20000 + getpid() % 20000;
	snprintf(number, sizeof(number), "%d", polls_port);
	snprintf(key, sizeof(key), "%s/key", bench_dir);
	snprintf(cert, sizeof(cert), "%s/cert", bench_dir);
	if ((server = fork()) == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execlp("nghttpd", "nghttpd", "-d", bench_dir, number, key, cert, NULL);
		_exit(127);
	}
	for (int i = 0; !listens(); i++) {
		if (i > 100)
			bench_die("nghttpd did not start");
		nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	}
}

/* www/0.xml, ... the daemon's, curl's and newsboat's lists of them. */
void polls_set_up(int entries, bool tls)
{
	struct buf feed = BUF_INIT(1u << 24), conf = BUF_INIT(1u << 24), urls = BUF_INIT(1u << 24),
		   list = BUF_INIT(1u << 24);
	struct news *news = news_new(19);
	char name[100];
	snprintf(name, sizeof(name), "%s/www", bench_dir);
	mkdir(name, 0755);
	if (tls)
		start_nghttpd();
	else
		start_httpd();
	buf_addf(&conf, "[daemon]\nstore = %s/poll.db\ncontrol = %s/control\nlog_level = error\n",
	    bench_dir, bench_dir);
	if (tls)
		buf_addf(&conf, "ca_file = %s/cert\n", bench_dir);
	buf_adds(&conf, "[fetch]\nallow = 127.0.0.0/8\ninterval = 1d\nmin_interval = 1d\n");
	for (int i = 0; i < polls_feeds; i++) {
		int host = i + 257; /* as poll_floor has them */
		char url[100];
		snprintf(url, sizeof(url), "%s://127.%d.%d.%d:%d/www/%d.xml",
		    tls ? "https" : "http", host >> 16, host >> 8 & 255, host & 255, polls_port, i);
		buf_addf(&conf, "[feed f%d]\nurl = %s\n", i, url);
		buf_addf(&urls, "url = %s\noutput = /dev/null\n", url);
		buf_addf(&list, "%s\n", url);
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
	bench_write("list", buf_view(&list));
	news_free(news);
	buf_free(&feed);
	buf_free(&conf);
	buf_free(&urls);
	buf_free(&list);
}

void polls_validators(bool on)
{
	char name[100];
	for (int i = 0; i < polls_feeds; i++) {
		snprintf(name, sizeof(name), "www/%d.xml.how", i);
		bench_write(name, on ? VIEW_LIT("") : VIEW_LIT("noval"));
	}
}

struct bench_run polls_once(void)
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
double polls_bare(const char *name, const char *how)
{
	char program[300], p[16], n[16];
	double cpu = 0;
	snprintf(program, sizeof(program), "%s/bench/%s", bench_build, name);
	snprintf(p, sizeof(p), "%d", polls_port);
	snprintf(n, sizeof(n), "%d", polls_feeds);
	struct bench_run r =
	    bench_run((const char *const[]){program, "-w", "www", how, p, n, NULL});
	if (r.status != 0 ||
	    sscanf(r.out, "requests %*d status2xx %*d status304 %*d cpu %lf", &cpu) != 1)
		bench_die("%s: status %d", name, r.status);
	return polls_feeds / cpu;
}

void polls_forget(void)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[100];
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/poll.db%s", bench_dir, ends[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/poll.db.d", bench_dir);
	bench_remove(path);
}

void polls_end(void)
{
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
	polls_forget();
}
