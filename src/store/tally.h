/*
 * Running counts and number sources, in memory while a transaction runs and
 * written at its commit, so that nobody counts rows.
 */
#ifndef TALLY_H
#define TALLY_H

#include "copytaster.h"

enum tally_id {
	TALLY_STORIES,
	TALLY_NEW, /* the verdicts, in the order of enum ct_verdict */
	TALLY_UPDATED,
	TALLY_REPUBLISHED,
	TALLY_REWRITTEN,
	TALLY_RELATED,
	TALLY_FEEDS,
	TALLY_ALERTS,
	TALLY_PENDING,
	TALLY_DEAD,
	TALLY_SEGMENTS,
	TALLY_SEGMENT_BYTES,
	TALLY_LAST_STORY, /* numbers given out, never again */
	TALLY_LAST_SEGMENT,
	TALLY_LAST_ALERT,
	TALLY_PRUNED,      /* the highest story number ever pruned */
	TALLY_CORRECTED,   /* verdicts ever corrected */
	TALLY_CLOCK,       /* seconds: store_age_clock */
	TALLY_SWEPT_FEED,  /* how far tombstones were looked at: */
	TALLY_SWEPT_ENTRY, /* feed and ident, one behind the other */
	TALLY_ERRANDS,
	TALLY_COUNT
};

struct tally {
	int64_t n[TALLY_COUNT];
};

struct store;

enum ct_err tally_load(struct store *s);
/* Writes what differs from the last commit. */
enum ct_err tally_save(struct store *s);

#endif
