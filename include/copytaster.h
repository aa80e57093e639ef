/*
 * libcopytaster: tells whether a story is news, or a copy of an earlier one.
 *
 * Bytes in, values out: nothing here opens a file or a socket, reads a clock,
 * logs, exits or keeps global state.  Every text is UTF-8; a struct ct_text
 * need not end in NUL.  Functions that return enum ct_err leave their outputs
 * untouched unless they return CT_OK.  A pointer may be NULL only where it is said.
 * An object may be used by one thread at a time, different objects by different
 * threads at once.
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
/* What is declared here is all that the shared library exports. */
#ifdef __GNUC__
#pragma GCC visibility push(default)
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
void ct_free(void *p); /* a string that a function of this library gave */

/* --- read feeds and pages ----------------------------------------------------- */

/*
 * Any feed (RSS, Atom, RDF, CDF, JSON Feed; in any encoding) as one JSON object,
 * that of `copytaster parse`: freed with ct_free.  base_url is where it came from,
 * for relative links, content_type what the server said of it; both may be empty.
 * CT_ENOTFEED: *instead says what it is, a static string; instead may be NULL.
 */
enum ct_err ct_feed_json(struct ct_text feed, struct ct_text base_url, struct ct_text content_type,
    char **json, const char **instead);
/*
 * A web page's main article as one JSON object, that of `copytaster extract`: freed
 * with ct_free.  url is where it came from, content_type what the server said of it;
 * both may be empty.  CT_EINVAL: there is no article; *instead says what there is, a
 * static string; instead may be NULL.
 */
enum ct_err ct_page_json(struct ct_text html, struct ct_text url, struct ct_text content_type,
    char **json, const char **instead);
/* What a person reads of an HTML page or fragment, paragraphs parted by blank
 * lines: freed with ct_free. */
enum ct_err ct_html_text(struct ct_text html, char **text);

/* --- normalize --------------------------------------------------------------- */

/* Scratch space: makes the second story and all that follow fast. */
struct ct_normalizer;
/* A story as sentences of stems, numbers, names and quotes. */
struct ct_doc;

struct ct_normalizer *ct_normalizer_new(void);    /* NULL: no memory */
void ct_normalizer_free(struct ct_normalizer *z); /* NULL is allowed, as in all _free functions */
/* *out is freed with ct_doc_free; it keeps nothing of s.  z may be NULL. */
enum ct_err ct_normalize(struct ct_normalizer *z, const struct ct_story *s, struct ct_doc **out);
void ct_doc_free(struct ct_doc *d);
const char *ct_doc_language(const struct ct_doc *d); /* "en", or "" where it is not known */
size_t ct_doc_sentences(const struct ct_doc *d);
struct ct_text ct_doc_sentence(const struct ct_doc *d, size_t i); /* lives as long as d */

/* --- fingerprint ----------------------------------------------------------------- */

#define CT_FINGERPRINT_KEYS 128

/* Made from the story alone, and the same for ever under one version. */
struct ct_fingerprint {
	uint32_t version;
	uint64_t body[2]; /* of the words' stems, the title's not: equal, if not by chance, for
			   * what is the same word for word */
	uint32_t words;
	uint32_t nkeys;
	uint32_t keys[CT_FINGERPRINT_KEYS]; /* stories that share some are worth comparing */
};

void ct_fingerprint_make(const struct ct_doc *d, struct ct_fingerprint *out);

/* --- compare ------------------------------------------------------------------------ */

struct ct_judgement {
	enum ct_verdict verdict;
	double score;         /* probability that the story is derived, 0 to 1 */
	uint32_t of;          /* ct_judge_story: the number of the story it derives from, or 0 */
	char *evidence;       /* one JSON object, ends in NUL; see libcopytaster(3) */
	size_t evidence_size; /* bytes, without the NUL */
};

/* What is `story`, given `earlier`?  out is freed with ct_judgement_free. */
enum ct_err ct_compare(
    const struct ct_story *story, const struct ct_story *earlier, struct ct_judgement *out);
void ct_judgement_free(struct ct_judgement *j);
/* Verdict and score on one line, then the evidence's reasons, one a line, in
 * English: freed with ct_free.  CT_EINVAL: the evidence is none of this library's. */
enum ct_err ct_explain(const struct ct_judgement *j, char **out);

/* --- judge a stream -------------------------------------------------------------------- */

/*
 * Judges stories against all that it learned.  It keeps an index and counts; the
 * stories stay the caller's, who hands them out by the number they were learned
 * under, as views that live until the next load or the end of the call that asked;
 * load does not call the judge.
 * CT_EINVAL: no longer there, and passed over.  Any other error ends the call,
 * which returns it.
 */
struct ct_stories {
	void *ctx;
	enum ct_err (*load)(void *ctx, uint32_t number, struct ct_story *out);
	/*
	 * Where the index lies, 300 bytes a story: both, or both NULL (in memory).  keep
	 * takes a finished piece of it, bytes that never change, of 4,096 stories or
	 * more, and returns where they can be read from now on (a mapped file, say), or
	 * NULL: tried again later.  drop: the judge has no more use for them.
	 */
	const void *(*keep)(void *ctx, const void *bytes, size_t n);
	void (*drop)(void *ctx, const void *kept, size_t n);
};
struct ct_judge;

/* stories is copied; where it or its load is NULL, only stories that the judge still has
 * at hand are compared.  NULL: no memory. */
struct ct_judge *ct_judge_new(const struct ct_stories *stories);
void ct_judge_free(struct ct_judge *j);
/* now and window are in seconds; only stories learned at now - window or later
 * count, and where window is 0 all of them. */
enum ct_err ct_judge_story(struct ct_judge *j, const struct ct_story *s, int64_t now,
    int64_t window, struct ct_judgement *out);
/* Numbers start from 1 and grow (else CT_EINVAL); a now before the last one counts
 * as that. */
enum ct_err ct_judge_learn(
    struct ct_judge *j, uint32_t number, int64_t now, const struct ct_story *s);
/* A piece that an earlier judge was keeping when it was freed: in the order of their
 * stories, before anything is learned.  *last is the number of its last story; what
 * comes after the last piece's is to be learned again.  kept stays the caller's, and
 * must outlive the judge or its drop.  CT_EINVAL: no piece, or not the next one;
 * CT_EVERSION: another version's. */
enum ct_err ct_judge_adopt(struct ct_judge *j, const void *kept, size_t n, uint32_t *last);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
