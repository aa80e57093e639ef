/* What the measurements share: clocks, medians, the table, other programs. */
#ifndef BENCH_H
#define BENCH_H

#include <sys/types.h>

#include <stddef.h>

#include "buf.h"

#define BENCH_ROUNDS 5

extern const char *bench_build; /* where the programs are */
extern char bench_dir[64];      /* a temporary directory of this run */

_Noreturn void bench_die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
double bench_cpu(void);  /* seconds of this process */
double bench_wall(void); /* seconds */
/* Of n values, which are sorted thereby; p is 0.5 for the median. */
double bench_quantile(double *values, size_t n, double p);
/* $NAME, or otherwise. */
long bench_setting(const char *name, long otherwise);

void bench_section(const char *title);
/* The ratio is told such that above 1 ours is better; peer NULL: none. */
enum bench_better { BENCH_MORE, BENCH_LESS };
void bench_row(const char *name, double ours, const char *unit, const char *peer, double peers,
    enum bench_better better);

struct bench_run {
	int status;
	double cpu, wall; /* seconds; cpu of the program and of all its children */
	double mib, anon; /* the most that it and its children held at once; not of files */
	char out[2048];   /* the beginning of what it printed */
};
/* Adds resident MiB of a process and its children (mib, anon). */
void bench_resident(pid_t pid, struct bench_run *sum);
/* Runs a program to its end; status 127: there is none. */
struct bench_run bench_run(const char *const *argv);
/* Writes DIR/name. */
void bench_write(const char *name, struct view bytes);
/* Removes a file, or a directory and all in it, where it is there. */
void bench_remove(const char *path);
/* The documents in DIR, packed by gzip or not, at most max of them; each is the
 * caller's to free.  What does not begin with '<' is left out. */
size_t bench_read_dir(const char *dir, struct view *docs, size_t max);
/* Seconds of this process that one pass of work over the documents takes. */
double bench_pass(void (*work)(struct view doc), const struct view *docs, size_t n);
/* A story as an <item>. */
void bench_item(struct buf *out, const struct ct_story *s);

void bench_parse(void);
void bench_curve(void);
void bench_fresh(void);
void bench_many(void);
void bench_slow(void);
void bench_extract(void);
void bench_fingerprint(void);
void bench_judge(void);
void bench_poll(void);
void bench_scale(void);
void bench_steady(void);
void bench_tls(void);

#endif
