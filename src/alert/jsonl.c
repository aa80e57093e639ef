#include "jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "recent.h"
#include "tail.h"

/* Lines not synced yet must stay within what tail.c reads back after a crash. */
enum { MAX_UNSYNCED = TAIL_BYTES / 4 };

/* A line that is written and not yet said to be. */
struct waiter {
	struct waiter *next;
	void *owner;
	int64_t delivery;
};

struct jsonl {
	struct jsonl *next;
	char *path;
	size_t refs;
	int fd; /* -1: closed */
	dev_t dev;
	ino_t ino;
	struct recent recent;
	bool torn;            /* part of a line stands at the end */
	bool dirty;           /* something must reach the disk */
	const char *lost;     /* why it did not, until the next jsonl_sync */
	int64_t synced;       /* size that is known to be on disk */
	size_t unsynced, ids; /* bytes and lines past it */
	struct waiter *waiters, **end;
};

const char *jsonl_path(const struct jsonl *f)
{
	return f->path;
}

struct jsonl *jsonl_get(struct jsonl **files, const char *path)
{
	for (struct jsonl *f = *files; f != NULL; f = f->next) {
		if (strcmp(f->path, path) == 0) {
			f->refs++;
			return f;
		}
	}
	struct jsonl *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return NULL;
	f->path = strdup(path);
	if (f->path == NULL || recent_init(&f->recent) != CT_OK) {
		free(f->path);
		free(f);
		return NULL;
	}
	f->fd = -1;
	f->refs = 1;
	f->end = &f->waiters;
	f->next = *files;
	*files = f;
	return f;
}

void jsonl_put(struct jsonl *f)
{
	f->refs--;
}

static void close_file(struct jsonl *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

static void drop_waiters(struct waiter *w)
{
	while (w != NULL) {
		struct waiter *next = w->next;

		free(w);
		w = next;
	}
}

void jsonl_sweep(struct jsonl **files, bool all)
{
	while (*files != NULL) {
		struct jsonl *f = *files;

		if (!all && (f->refs > 0 || f->dirty || f->waiters != NULL)) {
			files = &f->next;
			continue;
		}
		*files = f->next;
		close_file(f);
		drop_waiters(f->waiters);
		recent_free(&f->recent);
		free(f->path);
		free(f);
	}
}

/* A new file survives a power cut only once its directory is on disk. */
static void sync_directory(const char *path)
{
	char copy[PATH_MAX];

	if (strlen(path) >= sizeof(copy))
		return;
	strcpy(copy, path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

static const char *open_checked(int fd, struct stat *st)
{
	if (fd < 0)
		return errno == ELOOP ? "the file is a symbolic link" : strerror(errno);
	if (fstat(fd, st) != 0)
		return strerror(errno);
	if (!S_ISREG(st->st_mode))
		return "not a regular file";
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? "another process writes this file" : strerror(errno);
	return NULL;
}

/* Why it could not be opened, or NULL. */
static const char *open_file(struct jsonl *f)
{
	const int flags =
	    O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
	struct stat st;

	int fd = open(f->path, flags, 0640);
	const char *why = open_checked(fd, &st);
	if (why == NULL) {
		bool same = st.st_dev == f->dev && st.st_ino == f->ino;
		why = tail_repair(fd, same ? NULL : &f->recent, &f->synced);
	}
	if (why != NULL) {
		if (fd >= 0)
			close(fd);
		return why;
	}
	sync_directory(f->path);
	f->fd = fd;
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	f->torn = false;
	f->unsynced = f->ids = 0;
	return NULL;
}

/* Forgets and cuts off the lines that did not reach the disk. */
static void take_back(struct jsonl *f)
{
	struct stat st;

	if (f->fd >= 0 && fstat(f->fd, &st) == 0 && st.st_size > f->synced)
		f->torn = ftruncate(f->fd, f->synced) != 0;
	recent_drop(&f->recent, f->ids);
	f->unsynced = f->ids = 0;
	f->dirty = false;
}

static void sync_file(struct jsonl *f)
{
	struct stat st;

	if (!f->dirty)
		return;
	if (f->fd >= 0 && fdatasync(f->fd) == 0 && fstat(f->fd, &st) == 0) {
		f->synced = st.st_size;
		f->unsynced = f->ids = 0;
		f->dirty = false;
		return;
	}
	f->lost = f->fd >= 0 ? strerror(errno) : "the file was closed";
	take_back(f);
	close_file(f);
}

void jsonl_sync(struct jsonl **files, jsonl_said_fn *said)
{
	for (struct jsonl *f = *files; f != NULL; f = f->next) {
		sync_file(f);
		struct waiter *w = f->waiters;
		const char *why = f->lost;

		f->waiters = NULL; /* said may append again */
		f->end = &f->waiters;
		f->lost = NULL;
		for (struct waiter *one = w; one != NULL; one = one->next)
			said(one->owner, one->delivery, why);
		drop_waiters(w);
	}
	jsonl_sweep(files, false);
}

/* Closing loses the chance to hear of an error, so it syncs first. */
static const char *reopen(struct jsonl *f)
{
	sync_file(f);
	close_file(f);
	return open_file(f);
}

void jsonl_reopen(struct jsonl *files)
{
	for (struct jsonl *f = files; f != NULL; f = f->next)
		if (f->fd >= 0)
			(void)reopen(f); /* the next line tells */
}

const char *jsonl_open(struct jsonl *f)
{
	return f->fd < 0 ? open_file(f) : NULL;
}

/* Ready for a line at *at, else why not. */
static const char *ready(struct jsonl *f, int64_t *at)
{
	struct stat st;
	const char *why = f->fd < 0 ? open_file(f) : NULL;

	if (why == NULL && fstat(f->fd, &st) != 0)
		why = strerror(errno);
	if (why == NULL && st.st_nlink == 0) { /* removed: what is written would vanish */
		why = reopen(f);
		if (why == NULL && fstat(f->fd, &st) != 0)
			why = strerror(errno);
	}
	if (why == NULL && f->torn) {
		int64_t size = st.st_size;

		why = tail_repair(f->fd, NULL, &size);
		f->torn = why != NULL;
		st.st_size = size;
	}
	*at = why == NULL ? st.st_size : 0;
	return why;
}

static const char *write_line(struct jsonl *f, struct view line, int64_t at)
{
	struct iovec parts[2] = {{(char *)line.p, line.n}, {(char *)"\n", 1}};
	ssize_t n;

	do {
		n = writev(f->fd, parts, 2);
	} while (n < 0 && errno == EINTR);
	if (n == (ssize_t)line.n + 1)
		return NULL;
	const char *why = n < 0 ? strerror(errno) : "no room for the whole line";
	if (n > 0)
		f->torn = ftruncate(f->fd, at) != 0;
	return why;
}

enum ct_err jsonl_append(struct jsonl *f, struct view line, struct view id, void *owner,
    int64_t delivery, const char **why)
{
	int64_t at;

	if (f->unsynced >= MAX_UNSYNCED)
		return CT_ELIMIT;
	struct waiter *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return CT_ENOMEM;
	*w = (struct waiter){NULL, owner, delivery};
	*why = ready(f, &at);
	bool known = *why == NULL && recent_has(&f->recent, id);
	if (*why == NULL && !known)
		*why = write_line(f, line, at);
	if (*why != NULL) {
		free(w);
		return CT_EIO;
	}
	if (!known) {
		recent_add(&f->recent, id);
		f->unsynced += line.n + 1;
		f->ids++;
	}
	f->dirty = true; /* a known line, too, may not be on the disk yet */
	*f->end = w;
	f->end = &w->next;
	return CT_OK;
}
