/*
 * libcopytaster: tells whether a story is news, or a copy of an earlier one.
 *
 * Bytes in, values out: nothing here opens a file or a socket, reads a clock,
 * logs, exits or keeps global state.  Every text is UTF-8; a struct ct_text
 * need not end in NUL.  Functions that return enum ct_err leave their outputs
 * untouched unless they return CT_OK.  Objects may be used by one thread at a
 * time; different objects by different threads at once.
 *
 * See libcopytaster(3).
 */
#ifndef COPYTASTER_H
#define COPYTASTER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum ct_err {
	CT_OK = 0,
	CT_ENOMEM,   /* no memory */
	CT_ELIMIT,   /* input exceeds a limit that protects the caller */
	CT_EINVAL,   /* input is not what it should be */
	CT_ENOTFEED, /* the document is no feed */
	CT_EVERSION, /* made by another version of this library */
	CT_EIO,      /* a caller-supplied function failed */
};

/* What is said of a story when it arrives; the names are ct_verdict_name()'s. */
enum ct_verdict {
	CT_NEW,         /* nothing earlier tells this */
	CT_UPDATED,     /* the same entry or page again, with changed text */
	CT_REPUBLISHED, /* most of it stands word for word in an earlier story */
	CT_REWRITTEN,   /* an earlier story, reworded sentence by sentence */
	CT_RELATED,     /* the same event, told independently */
};

#define CT_TIME_UNKNOWN INT64_MIN

struct ct_text {
	const char *p; /* may be NULL where n is 0 */
	size_t n;      /* bytes */
};

/* A story to judge.  Only text is needed; what is unknown stays zeroed
 * (published: CT_TIME_UNKNOWN).  Borrowed for the duration of a call. */
struct ct_story {
	struct ct_text id;     /* the caller's; any bytes */
	struct ct_text source; /* who published it: a feed or an outlet */
	struct ct_text title;  /* plain text */
	struct ct_text text;   /* plain text, paragraphs parted by blank lines */
	struct ct_text lang;   /* BCP 47, or empty: guessed from the text */
	struct ct_text url;    /* its page */
	int64_t published;     /* seconds since 1970 UTC, or CT_TIME_UNKNOWN */
};

const char *ct_version(void);
const char *ct_strerror(enum ct_err err);
const char *ct_verdict_name(enum ct_verdict verdict);

#ifdef __cplusplus
}
#endif
#endif
