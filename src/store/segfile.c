/*
 * Crash safety: a segment is written under a name that means nothing
 * (new-N.tmp), synced, renamed to its own, and the directory synced; only then
 * may a transaction name it.  So a named segment is always whole, and whatever
 * the database does not name is rubbish, removed at the next start.
 */
#include "segfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A page that is touched is mapped with its neighbours, up to 2 MiB: files of this
 * size and more are read, or soon all of them would be resident. */
#define READ_LEAST ((size_t)16 << 20)

struct segfile_reader {
	int fd;
	uint64_t id;
	struct segfile_misses *misses;
};

static void segment_name(uint64_t id, char name[SEGFILE_NAME])
{
	snprintf(name, SEGFILE_NAME, "%08" PRIu64 ".seg", id);
}

void segfile_close(struct segfile *f)
{
	if (f->heap)
		free(f->p);
	else if (f->p != NULL)
		munmap(f->p, f->n);
	if (f->reader != NULL)
		close(f->reader->fd);
	free(f->reader);
	*f = (struct segfile){0};
}

int segfile_heap(struct buf *b, struct segfile *out)
{
	size_t n;
	char *p = buf_steal(b, &n);

	if (p == NULL) {
		errno = ENOMEM;
		return -1;
	}
	char *fitting = realloc(p, n + 1);
	*out = (struct segfile){fitting != NULL ? fitting : p, n, true, NULL};
	return 0;
}

int segfile_map(
    int dirfd, uint64_t id, size_t n, struct segfile_misses *misses, struct segfile *out)
{
	struct segfile_reader *reader = NULL;
	char name[SEGFILE_NAME];
	struct stat st;
	void *p = MAP_FAILED;

	segment_name(id, name);
	if (n >= READ_LEAST && (reader = malloc(sizeof(*reader))) == NULL)
		return -1;
	int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		goto fail;
	if (fstat(fd, &st) == 0) {
		errno = EINVAL;
		if (S_ISREG(st.st_mode) && st.st_size > 0 && (uintmax_t)st.st_size == n)
			p = mmap(NULL, n, PROT_READ, MAP_SHARED, fd, 0);
	}
	if (p == MAP_FAILED) {
		int e = errno;

		close(fd);
		errno = e;
		goto fail;
	}
	/* Lookups hop about: reading ahead would only push other pages out. */
	madvise(p, n, MADV_RANDOM);
	if (reader != NULL) {
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
		*reader = (struct segfile_reader){fd, id, misses};
	} else {
		close(fd);
	}
	*out = (struct segfile){p, n, false, reader};
	return 0;
fail:
	free(reader);
	return -1;
}

bool segfile_read(void *reader, uint64_t at, void *to, size_t n)
{
	const struct segfile_reader *r = reader;

	for (size_t have = 0; have < n;) {
		ssize_t k = pread(r->fd, (char *)to + have, n - have, (off_t)(at + have));

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			r->misses->error = k < 0 ? errno : 0;
			r->misses->segment = r->id;
			r->misses->reads++;
			return false;
		}
		have += (size_t)k;
	}
	return true;
}

int segfile_create(int dirfd, unsigned serial, char name[SEGFILE_NAME])
{
	snprintf(name, SEGFILE_NAME, "new-%u.tmp", serial);
	return openat(dirfd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
}

int segfile_write(int fd, struct view bytes)
{
	off_t from = lseek(fd, 0, SEEK_CUR);

	for (size_t at = 0; at < bytes.n;) {
		ssize_t n = write(fd, bytes.p + at, bytes.n - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		at += (size_t)n;
	}
	/* On its way to the disk: else all of it would wait for the last sync. */
	if (from >= 0)
		(void)sync_file_range(fd, from, (off_t)bytes.n, SYNC_FILE_RANGE_WRITE);
	return 0;
}

int segfile_keep(int dirfd, int fd, const char *name, uint64_t id)
{
	char segment[SEGFILE_NAME];

	segment_name(id, segment);
	if (fsync(fd) != 0 || renameat(dirfd, name, dirfd, segment) != 0)
		return -1;
	if (fsync(dirfd) == 0)
		return 0;
	int e = errno;
	unlinkat(dirfd, segment, 0);
	errno = e;
	return -1;
}

void segfile_remove(int dirfd, uint64_t id)
{
	char name[SEGFILE_NAME];

	segment_name(id, name);
	unlinkat(dirfd, name, 0);
}

void segfile_cut(int dirfd, uint64_t id, size_t n)
{
	char name[SEGFILE_NAME];

	segment_name(id, name);
	int fd = openat(dirfd, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	(void)!ftruncate(fd, (off_t)n);
	close(fd);
}

/* Is it rubbish, going by its name? */
static bool rubbish(const char *name, bool (*known)(void *ctx, uint64_t id), void *ctx)
{
	char again[SEGFILE_NAME];
	uint64_t id;
	unsigned serial;

	if (sscanf(name, "%" SCNu64 ".seg", &id) == 1) {
		segment_name(id, again);
		if (strcmp(name, again) == 0)
			return !known(ctx, id);
	}
	if (sscanf(name, "new-%u.tmp", &serial) == 1) {
		snprintf(again, sizeof(again), "new-%u.tmp", serial);
		return strcmp(name, again) == 0;
	}
	return false;
}

void segfile_sweep(int dirfd, bool (*known)(void *ctx, uint64_t id), void *ctx)
{
	struct dirent *e;
	int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(d)) != NULL)
		if (rubbish(e->d_name, known, ctx))
			unlinkat(dirfd, e->d_name, 0);
	closedir(d);
}

void segfile_trim(const struct segfile *f)
{
	if (!f->heap && f->p != NULL)
		madvise(f->p, f->n, MADV_DONTNEED);
}
