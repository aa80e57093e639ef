/*
 * A configuration being read: sections with the values set so far and where
 * they were set, and the errors found so far.  settle.h makes a struct conf of it.
 */
#ifndef DRAFT_H
#define DRAFT_H

#include <stdarg.h>

#include "arena.h"
#include "buf.h"
#include "conf.h"
#include "options.h"

struct draft_place {
	uint32_t file; /* index into the draft's files */
	uint32_t line; /* 0: the file as a whole */
};

struct draft_section {
	enum options_section kind;
	const char *name; /* "" where the kind takes none */
	struct draft_place at;
	uint64_t wrong;            /* set, to what was no value */
	uint64_t set;              /* bit: options_index */
	struct draft_place *where; /* by options_index; valid where set */
	union {
		struct conf *conf;
		struct conf_feed *feed; /* fetch too; its [fetch] part of conf is in draft.conf */
		struct conf_alert *alert;
	} v;
};

struct draft_error {
	struct draft_place at;
	uint32_t order; /* of finding */
	const char *text;
};

struct draft_source {
	const char *name; /* as messages show it */
	const char *real; /* without links, or NULL: not from a file */
};

struct draft_later {
	const char *path;
	struct draft_place at;
};

struct draft {
	struct arena *temp;   /* what is needed while reading */
	struct arena *values; /* what the struct conf will own */
	struct conf *conf;
	struct draft_section **sections; /* in order of appearance */
	size_t nsections, cap;
	uint32_t *slots; /* names: open addressing, section index + 1 */
	size_t nslots;
	struct draft_source *files;
	size_t nfiles;
	size_t cap_sources;        /* of conf->sources */
	struct draft_later *later; /* OPML lists: read when all sections are known */
	size_t nlater, cap_later;
	struct draft_error *errors;
	size_t nerrors, cap_errors;
	enum ct_err err; /* sticky: memory */
};

enum ct_err draft_init(struct draft *d);
/* Frees temp; values too, unless the caller took it (and set it NULL). */
void draft_free(struct draft *d);

/* Adds a file; UINT32_MAX without memory. */
uint32_t draft_file(struct draft *d, const char *name, const char *real);
bool draft_has_file(const struct draft *d, const char *real);
void draft_add_later(struct draft *d, const char *path, struct draft_place at);
/* Notes a directory that is read from. */
void draft_add_directory(struct draft *d, const char *dir);
/* Notes an error; texts go into the message as they are. */
void draft_error(struct draft *d, struct draft_place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* All errors by file and line. */
void draft_write_errors(struct draft *d, struct buf *out);

/* The section of that kind and name, or NULL. */
struct draft_section *draft_find(struct draft *d, enum options_section kind, struct view name);
/* Adds one that is not there yet; NULL without memory. */
struct draft_section *draft_add(
    struct draft *d, enum options_section kind, struct view name, struct draft_place at);
/* Sets an option of a section, or notes why not.  dir: see convert_parse. */
void draft_set(struct draft *d, struct draft_section *s, const struct options_entry *o,
    struct view value, const char *dir, struct draft_place at);
bool draft_is_set(const struct draft_section *s, const struct options_entry *o);

#endif
