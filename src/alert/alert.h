/*
 * Alerts: which sinks a judged story goes to, and the alert's JSON.  Pure.
 */
#ifndef ALERT_H
#define ALERT_H

#include "buf.h"
#include "conf.h"

/* No alert's JSON is longer, in bytes; its parts are bounded far below. */
#define ALERT_MAX ((size_t)1 << 20)

/* One side of an alert.  Borrowed views. */
struct alert_story {
	int64_t id;
	struct view feed, title, link, authors, tags; /* authors ", ", tags '\n' joined */
	int64_t published;
	uint8_t text_sha256[32];
};

struct alert {
	struct view alert_id;
	int64_t time;
	enum ct_verdict verdict;
	double score;
	struct alert_story story;
	const struct alert_story *of; /* or NULL */
	int64_t cluster, cluster_stories, cluster_sources;
	struct view evidence; /* a JSON object */
	int64_t lag;          /* seconds after `of` */
	/* Stories that came before this one, and are copies of it. */
	const int64_t *corrects;
	size_t ncorrects;
	const char *was; /* the verdict that this one replaces, its original having come; or NULL */
};

/* Does this sink want it?  Feeds are names, or globs of '*' and '?'; one tag in
 * common is enough, whatever its case. */
bool alert_wanted(const struct conf_alert *sink, const struct alert *a);
/* The JSON of the contract, one line without the newline.  Evidence that is no
 * JSON object becomes {}. */
void alert_json(const struct alert *a, struct buf *out);
/* Is it valid UTF-8 without any control character or line separator (C0, DEL,
 * C1, U+2028, U+2029)?  Every sink refuses an alert that is not. */
bool alert_one_line(struct view json);
/* 32 lower-case hex digits from what makes the alert: story and verdict. */
void alert_id(int64_t story, enum ct_verdict verdict, struct view text_sha256, char out[33]);
void alert_sha256(struct view data, uint8_t out[32]);

#endif
