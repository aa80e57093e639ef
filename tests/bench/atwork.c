#include "atwork.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "polls.h"

enum {
	LOOK_MS = 200,
	SETTLE_S = 33, /* the last round is noted, idle workers are stopped */
};

struct atwork_memory atwork_most;

/* --- a process and its children ------------------------------------------------------ */

typedef void each_fn(void *ctx, pid_t pid);

static void each_process(pid_t pid, each_fn *fn, void *ctx)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	FILE *f = fopen(path, "re");
	for (int child; f != NULL && fscanf(f, "%d", &child) == 1;)
		each_process(child, fn, ctx);
	if (f != NULL)
		fclose(f);
	fn(ctx, pid);
}

/* CPU seconds, of children that ended, too. */
static void add_cpu(void *ctx, pid_t pid)
{
	double *sum = ctx;
	char path[64], line[1024] = "";
	unsigned long user = 0, kernel = 0;
	clockid_t clock;
	struct timespec t = {0};
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return;
	const char *p = fgets(line, sizeof(line), f) != NULL ? strrchr(line, ')') : NULL;
	fclose(f);
	if (p != NULL)
		sscanf(p, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %lu %lu", &user,
		    &kernel);
	if (clock_getcpuclockid(pid, &clock) == 0)
		clock_gettime(clock, &t);
	*sum += (double)t.tv_sec + 1e-9 * (double)t.tv_nsec +
		(double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static double cpu_of(pid_t pid)
{
	double sum = 0;
	each_process(pid, add_cpu, &sum);
	return sum;
}

/* Times that its threads went to sleep. */
static void add_sleeps(void *ctx, pid_t pid)
{
	long *sum = ctx, one;
	char path[300], line[256];
	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	DIR *d = opendir(path);
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		snprintf(path, sizeof(path), "/proc/%d/task/%.20s/status", pid, e->d_name);
		FILE *f = e->d_name[0] != '.' ? fopen(path, "re") : NULL;
		while (f != NULL && fgets(line, sizeof(line), f) != NULL)
			if (sscanf(line, "voluntary_ctxt_switches: %ld", &one) == 1)
				*sum += one;
		if (f != NULL)
			fclose(f);
	}
	if (d != NULL)
		closedir(d);
}

static long sleeps_of(pid_t pid)
{
	long sum = 0;
	each_process(pid, add_sleeps, &sum);
	return sum;
}

/* A child that was just spawned, and runs nothing of its own yet: its memory is its
 * parent's, all of it, and would count twice. */
static bool is_still_parent(pid_t pid)
{
	char path[64], line[256], own[300] = "", other[300] = "";
	int parent = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	FILE *f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		sscanf(line, "PPid: %d", &parent);
	if (f != NULL)
		fclose(f);
	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	ssize_t n = readlink(path, own, sizeof(own) - 1);
	snprintf(path, sizeof(path), "/proc/%d/exe", parent);
	return n > 0 && readlink(path, other, sizeof(other) - 1) == n && strcmp(own, other) == 0;
}

static void add_memory(void *ctx, pid_t pid)
{
	struct atwork_memory *m = ctx;
	char path[64], line[256];
	double kib;
	if (is_still_parent(pid))
		return;
	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
	FILE *f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "Pss: %lf", &kib) == 1)
			m->pss += kib / 1024;
		if (sscanf(line, "Pss_Anon: %lf", &kib) == 1)
			m->anon += kib / 1024;
	}
	if (f != NULL)
		fclose(f);
}

/* Of the segments' files that are mapped. */
static void add_index(void *ctx, pid_t pid)
{
	struct atwork_memory *m = ctx;
	char path[64], line[512], rights[5];
	double kib;
	bool within = false;
	snprintf(path, sizeof(path), "/proc/%d/smaps", pid);
	FILE *f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%*x-%*x %4s", rights) == 1) /* a mapping begins */
			within = strstr(line, "/poll.db.d/") != NULL;
		if (within && sscanf(line, "Pss: %lf", &kib) == 1)
			m->index += kib / 1024;
	}
	if (f != NULL)
		fclose(f);
}

struct atwork_memory atwork_memory(pid_t daemon)
{
	struct atwork_memory m = {0};
	each_process(daemon, add_memory, &m);
	each_process(daemon, add_index, &m);
	return m;
}

/* --- a daemon -------------------------------------------------------------------------- */

pid_t atwork_start(void)
{
	char program[300], conf[100];
	snprintf(program, sizeof(program), "%s/copytasterd", bench_build);
	snprintf(conf, sizeof(conf), "%s/poll.conf", bench_dir);
	atwork_most = (struct atwork_memory){0};
	pid_t daemon = fork();
	if (daemon == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(program, program, "-c", conf, NULL);
		_exit(127);
	}
	return daemon;
}

void atwork_stop(pid_t daemon)
{
	kill(daemon, SIGTERM);
	waitpid(daemon, NULL, 0);
}

static struct bench_run ask(const char *what)
{
	char program[300], conf[100];
	snprintf(program, sizeof(program), "%s/copytaster", bench_build);
	snprintf(conf, sizeof(conf), "%s/poll.conf", bench_dir);
	return bench_run((const char *const[]){program, what, "--json", "-c", conf, NULL});
}

void atwork_poll(void)
{
	ask("poll");
}

static long number_in(const char *json, const char *key)
{
	const char *p = strstr(json, key);
	return p != NULL ? strtol(p + strlen(key), NULL, 10) : -1;
}

void atwork_wait(pid_t daemon, long feeds)
{
	for (;;) {
		struct atwork_memory now = atwork_memory(daemon);
		if (now.pss - now.index > atwork_most.pss - atwork_most.index)
			atwork_most = now;
		struct bench_run r = ask("status");
		const char *queue = strstr(r.out, "\"queue\"");
		if (r.status == 0 && queue != NULL && number_in(r.out, "\"ok\":") == feeds &&
		    number_in(r.out, "\"polling\":") == 0 &&
		    number_in(queue, "\"waiting\":") == 0 && number_in(queue, "\"judging\":") == 0)
			return;
		if (waitpid(daemon, NULL, WNOHANG) != 0)
			bench_die("the daemon ended");
		nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000}, NULL);
	}
}

double atwork_round(pid_t daemon)
{
	double cpu = cpu_of(daemon);
	atwork_poll();
	atwork_wait(daemon, polls_feeds);
	return polls_feeds / (cpu_of(daemon) - cpu);
}

void atwork_rest(pid_t daemon, int seconds, double *cpu, double *wakeups)
{
	nanosleep(&(struct timespec){.tv_sec = SETTLE_S}, NULL);
	double before = cpu_of(daemon);
	long sleeps = sleeps_of(daemon);
	nanosleep(&(struct timespec){.tv_sec = seconds}, NULL);
	*cpu = 100 * (cpu_of(daemon) - before) / seconds;
	*wakeups = (double)(sleeps_of(daemon) - sleeps) / seconds;
}
