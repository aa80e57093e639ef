/*
 * usage: bench BUILD [parse] [extract] [fingerprint] [judge] [scale] [poll] [fresh]
 *        [curve] [steady] [many] [slow] [tls]
 *
 * Measures ours beside a floor (the same work done barely) or a peer, in turns
 * in one run: machines differ, ratios less.  CPU time, unless it says wall.
 */
#include "bench.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "count.h"

const char *bench_build;
char bench_dir[64];

void bench_die(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double bench_cpu(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double bench_wall(void)
{
	return seconds(CLOCK_MONOTONIC);
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

double bench_quantile(double *values, size_t n, double p)
{
	qsort(values, n, sizeof(*values), by_value);
	return n > 0 ? values[(size_t)(p * (double)(n - 1) + 0.5)] : 0;
}

long bench_setting(const char *name, long otherwise)
{
	const char *s = getenv(name);
	return s != NULL && *s != '\0' ? strtol(s, NULL, 10) : otherwise;
}

void bench_section(const char *title)
{
	printf("\n%s\n", title);
	fflush(stdout);
}

static void number(char out[16], double x)
{
	snprintf(out, 16, x >= 1000 ? "%.0f" : x >= 10 ? "%.1f" : "%.3f", x);
}

void bench_row(const char *name, double ours, const char *unit, const char *peer, double peers,
    enum bench_better better)
{
	char a[16], b[16];
	number(a, ours);
	number(b, peers);
	printf("  %-44s %9s %-12s", name, a, unit);
	if (peer != NULL && ours > 0 && peers > 0)
		printf(" %9s  %-34s %8.2f", b, peer,
		    better == BENCH_MORE ? ours / peers : peers / ours);
	putchar('\n');
	fflush(stdout);
}

/* --- other programs ------------------------------------------------------------- */

void bench_resident(pid_t pid, struct bench_run *sum)
{
	char path[64];
	long pages = 0, shared = 0;
	snprintf(path, sizeof(path), "/proc/%d/statm", pid);
	FILE *f = fopen(path, "re");
	if (f != NULL) {
		if (fscanf(f, "%*d %ld %ld", &pages, &shared) == 2) {
			double mib = (double)sysconf(_SC_PAGESIZE) / (1 << 20);
			sum->mib += (double)pages * mib;
			sum->anon += (double)(pages - shared) * mib;
		}
		fclose(f);
	}
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	if ((f = fopen(path, "re")) != NULL) {
		for (int child; fscanf(f, "%d", &child) == 1;)
			bench_resident(child, sum);
		fclose(f);
	}
}

static double children_cpu(void)
{
	struct rusage u;
	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

struct bench_run bench_run(const char *const *argv)
{
	struct bench_run r = {.cpu = children_cpu(), .wall = bench_wall()};
	char path[100];
	snprintf(path, sizeof(path), "%s/output", bench_dir);
	int status = 0, out = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	posix_spawn_file_actions_t io;
	pid_t pid;
	posix_spawn_file_actions_init(&io);
	posix_spawn_file_actions_adddup2(&io, out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&io, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	/* Not fork: until exec the child would have our own memory. */
	bool runs =
	    posix_spawnp(&pid, argv[0], &io, NULL, (char *const *)(uintptr_t)argv, environ) == 0;
	posix_spawn_file_actions_destroy(&io);
	while (runs && waitpid(pid, &status, WNOHANG) == 0) {
		struct bench_run now = {0};
		bench_resident(pid, &now);
		r.mib = now.mib > r.mib ? now.mib : r.mib;
		r.anon = now.anon > r.anon ? now.anon : r.anon;
		nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	}
	r.wall = bench_wall() - r.wall;
	r.cpu = children_cpu() - r.cpu;
	r.status = !runs ? 127 : WIFEXITED(status) ? WEXITSTATUS(status) : 128;
	ssize_t n = pread(out, r.out, sizeof(r.out) - 1, 0);
	r.out[n > 0 ? n : 0] = '\0';
	close(out);
	return r;
}

void bench_write(const char *name, struct view bytes)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/%s", bench_dir, name);
	FILE *f = fopen(path, "we");
	if (f == NULL || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0)
		bench_die("cannot write %s", path);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void bench_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void add_escaped(struct buf *out, struct view v)
{
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '"')
			buf_adds(out, "&quot;");
		else if (v.p[i] == '\n')
			buf_adds(out, i > 0 && v.p[i - 1] == '\n' ? "&lt;p&gt;" : "&lt;/p&gt;");
		else
			buf_addc(out, v.p[i]);
	}
}

void bench_item(struct buf *out, const struct ct_story *s)
{
	buf_addf(out, "<item><title>%.*s</title><link>%.*s</link><guid>%.*s</guid>",
	    (int)s->title.n, s->title.p, (int)s->url.n, s->url.p, (int)s->url.n, s->url.p);
	buf_adds(out, "<pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate><category>news</category>"
		      "<description>&lt;p&gt;");
	add_escaped(out, s->text);
	buf_adds(out, "&lt;/p&gt;</description></item>\n");
}

/* --- documents -------------------------------------------------------------------- */

static struct buf read_one(const char *dir, const char *name)
{
	char line[600], block[8192];
	struct buf b = BUF_INIT(16u << 20);
	snprintf(line, sizeof(line), "exec gzip -dcf '%s/%s'", dir, name);
	FILE *f = popen(line, "r");
	for (size_t k; f != NULL && (k = fread(block, 1, sizeof(block), f)) > 0;)
		buf_add(&b, block, k);
	if (f != NULL)
		pclose(f);
	return b;
}

size_t bench_read_dir(const char *dir, struct view *docs, size_t max)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	if (d == NULL)
		bench_die("%s: no such directory", dir);
	for (struct dirent *e; n < max && (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		struct buf b = read_one(dir, e->d_name);
		if (view_starts(view_trim(buf_view(&b)), VIEW_LIT("<")) && b.err == CT_OK)
			docs[n++] = buf_view(&b);
		else
			buf_free(&b);
	}
	closedir(d);
	return n;
}

double bench_pass(void (*work)(struct view doc), const struct view *docs, size_t n)
{
	const double least = 0.05;
	double start = bench_cpu(), took;
	int passes = 0;
	do {
		for (size_t i = 0; i < n; i++)
			work(docs[i]);
		passes++;
	} while ((took = bench_cpu() - start) < least);
	return took / passes;
}

/* --- all of them -------------------------------------------------------------------- */

static void clean(void)
{
	if (getenv("KEEP") == NULL)
		bench_remove(bench_dir);
	else
		fprintf(stderr, "kept: %s\n", bench_dir);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} parts[] = {{"parse", bench_parse}, {"extract", bench_extract},
	    {"fingerprint", bench_fingerprint}, {"judge", bench_judge}, {"scale", bench_scale},
	    {"poll", bench_poll}, {"fresh", bench_fresh}, {"curve", bench_curve},
	    {"steady", bench_steady}, {"many", bench_many}, {"slow", bench_slow},
	    {"tls", bench_tls}};
	const char *tmp = getenv("TMPDIR");
	if (argc < 2)
		bench_die(
		    "usage: bench BUILD [parse] [extract] [fingerprint] [judge] [scale] [poll] "
		    "[fresh] [curve] [steady] [many] [slow] [tls]");
	bench_build = argv[1];
	snprintf(bench_dir, sizeof(bench_dir), "%.40s/bench-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(bench_dir) == NULL)
		bench_die("%s: cannot make it", bench_dir);
	atexit(clean);
	printf("  %-44s %9s %-12s %9s  %-34s %8s\n", "", "ours", "", "other", "", "ratio*");
	for (size_t i = 0; i < COUNT(parts); i++) {
		bool wanted = argc == 2;
		for (int k = 2; k < argc; k++)
			wanted |= strcmp(argv[k], parts[i].name) == 0;
		if (wanted)
			parts[i].run();
	}
	puts("\n* above 1: ours is better.  CPU time, medians of interleaved runs, unless said.");
	return 0;
}
