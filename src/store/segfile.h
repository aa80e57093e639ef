/* The files of index segments: written once, mapped for reading, removed. */
#ifndef SEGFILE_H
#define SEGFILE_H

#include <stdint.h>

#include "buf.h"

#define SEGFILE_NAME 40

/* Reads that failed, of all segments of a store; any thread reads. */
struct segfile_misses {
	_Atomic int64_t reads;
	_Atomic uint64_t segment; /* the last one */
	_Atomic int error;        /* errno; 0: its file ends too early */
};

/* A segment's bytes: mapped, or malloc'd where the store is in memory. */
struct segfile {
	void *p;
	size_t n;
	bool heap;
	struct segfile_reader *reader; /* of a large one, that is better read than touched */
};

void segfile_close(struct segfile *f);
/* Takes the bytes of b.  NULL bytes are an error: -1 and errno. */
int segfile_heap(struct buf *b, struct segfile *out);
/* Maps segment id; -1 and errno where that fails, EINVAL where it is not n bytes long.
 * misses must outlive it. */
int segfile_map(
    int dirfd, uint64_t id, size_t n, struct segfile_misses *misses, struct segfile *out);
/* A new file under a name of its own; the descriptor, or -1 and errno. */
int segfile_create(int dirfd, unsigned serial, char name[SEGFILE_NAME]);
int segfile_write(int fd, struct view bytes);
/* Of a file with a reader, which is the context (struct index_reader). */
bool segfile_read(void *reader, uint64_t at, void *to, size_t n);
/* Makes what was written durable under the name of segment id. */
int segfile_keep(int dirfd, int fd, const char *name, uint64_t id);
void segfile_remove(int dirfd, uint64_t id);
/* Cuts the file of a segment that nobody uses to n bytes. */
void segfile_cut(int dirfd, uint64_t id, size_t n);
/* Removes what a crash left behind: unfinished files, and segments that
 * known() does not know. */
void segfile_sweep(int dirfd, bool (*known)(void *ctx, uint64_t id), void *ctx);
/* Tells the kernel that the pages may go from our memory; they come back when read. */
void segfile_trim(const struct segfile *f);

#endif
