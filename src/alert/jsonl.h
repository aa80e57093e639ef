/*
 * Alert files: JSON Lines that several sinks may share by path.  One process
 * writes a file (it holds a lock on it), a line is written whole or not at all,
 * and none twice as far as the file's last 4 MiB tell.
 */
#ifndef JSONL_H
#define JSONL_H

#include <stdbool.h>
#include <stdint.h>

#include "view.h"

struct jsonl;

/* The file of this path, opened at its first line; NULL without memory. */
struct jsonl *jsonl_get(struct jsonl **files, const char *path);
void jsonl_put(struct jsonl *f);
/* Opens it now; why that failed, valid until the next call, or NULL. */
const char *jsonl_open(struct jsonl *f);
const char *jsonl_path(const struct jsonl *f);
/* Closes what nobody holds and what is on disk; or all. */
void jsonl_sweep(struct jsonl **files, bool all);

/* Adds a line (without its newline); one whose id was written lately is taken
 * as written.  What becomes of it jsonl_sync says, of `delivery`, to owner.
 * CT_ELIMIT: first jsonl_sync.  CT_ENOMEM.  CT_EIO: *why tells, valid until the
 * next call; nothing more is said. */
enum ct_err jsonl_append(struct jsonl *f, struct view line, struct view id, void *owner,
    int64_t delivery, const char **why);

/* why: NULL where the line is on the disk for good. */
typedef void jsonl_said_fn(void *owner, int64_t delivery, const char *why);

/* Everything to disk, and says what became of each line since the last time.
 * Where a file cannot be synced, its lines since the last good sync are taken
 * back.  said may append, and put what it owns. */
void jsonl_sync(struct jsonl **files, jsonl_said_fn *said);
/* Closes and opens all that are open. */
void jsonl_reopen(struct jsonl *files);

#endif
