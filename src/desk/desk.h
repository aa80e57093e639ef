/*
 * The desk: what is done with an entry, in its order, in one transaction:
 *
 *	identity  known entry, unchanged -> nothing; changed -> updated
 *	match     judge.h, over the store's stories
 *	decide    verdict, score, of, cluster, family
 *	insert    story, entry, index
 *	outbox    an alert for each sink that wants it
 *	correct   where it is the original of what came before it: the verdict of
 *	          that, and an alert of it
 *
 * Used by the daemon's store thread and by `copytaster judge`.  One thread.
 */
#ifndef DESK_H
#define DESK_H

#include "conf.h"
#include "judge.h"
#include "store.h"
#include "story.h"

struct desk;

struct desk_options {
	int64_t window;                 /* seconds back in which originals are looked for */
	int64_t backdate;               /* seconds, see origin.h */
	const struct conf_alert *sinks; /* must outlive the desk, or until desk_configure */
	size_t nsinks;
};

/* What became of one entry. */
struct desk_outcome {
	uint64_t content; /* hash of what it says ... */
	bool by_content;  /* ... by which desk_known finds it from now on */
	bool known;       /* seen before, nothing changed: nothing below is set */
	int64_t story;    /* its number in the store */
	enum ct_verdict verdict;
	double score;
	int64_t of, cluster;
	int64_t lag;     /* seconds after `of` was published (or seen); 0 */
	bool trivial;    /* an update that changes next to nothing */
	int64_t nearest; /* what the evidence is about, where that is not `of`; 0 */
	unsigned alerts; /* deliveries queued */
	/* Stories that came earlier and are copies of this one: their verdicts and
	 * their families' first are corrected. */
	int64_t corrects[JUDGE_CORRECTS_MAX];
	size_t ncorrects;
	struct view evidence; /* until the next call */
};

/* Loads index and counts from the store. */
enum ct_err desk_new(struct store *st, const struct desk_options *o, struct desk **out);
void desk_free(struct desk *d);
void desk_configure(struct desk *d, const struct desk_options *o);

/* How to take an entry. */
struct desk_take {
	int64_t feed;       /* store's number */
	bool silent;        /* record, alert nobody (a feed's first poll) */
	bool alert_trivial; /* alert edits that change next to nothing */
	struct view tags;   /* the feed's, '\n' joined, besides the entry's own */
	int64_t now;        /* seconds */
	int64_t read;       /* when the feed was last read, without this entry; 0: never */
	int64_t came;       /* when the entry came, where it is not now: for its date; 0: now */
	/* The entry as the feed has it, by which it is known again, where its text was
	 * taken from its page; or NULL. */
	const struct item *said;
	/* The story's profile where it was made beforehand (judge_prepare), which may be
	 * taken: then it is NULL; or NULL. */
	struct profile **made;
};

/* Which entry it is, and whether it came before just so: then there is nothing to
 * judge, and that it was seen is noted. */
struct desk_seen {
	bool known;
	uint64_t ident, content;
};

/* Within an open transaction, too. */
enum ct_err desk_look(
    struct desk *d, const struct desk_take *how, const struct item *it, struct desk_seen *out);

/* What desk_entry will be given after the next one, where that is known: some of its
 * work is done meanwhile. */
void desk_expect(struct desk *d, const struct fingerprint *fp, int64_t now);
/* Within an open transaction.  On failure the caller rolls back. */
enum ct_err desk_entry(struct desk *d, const struct desk_take *how, const struct item *it,
    const struct fingerprint *fp, struct desk_outcome *out);
/* An entry of the feed that says just this, found before: does as desk_entry does with
 * one that is known and unchanged; *found: or it is not known after all. */
enum ct_err desk_known(struct desk *d, int64_t feed, uint64_t content, int64_t now, bool *found);
/* The bulk path, for filling a store with what is known to be old: identity and
 * insert only.  The story is kept, learned and indexed as ever, and later ones are
 * judged against it, but its own verdict is `new`, unjudged, and nobody is alerted.
 * Stories should come in the order of their time: how->now is its arrival. */
enum ct_err desk_load(struct desk *d, const struct desk_take *how, const struct item *it,
    const struct fingerprint *fp, bool *known);
/* Every 64 stories or so, and before each commit: seals an index segment or does a
 * slice of merging, where it is time; saves learned counts now and then. */
enum ct_err desk_upkeep(struct desk *d);
/* Before each rollback, or after that of a commit that failed: what is in memory goes,
 * since it may hold what is taken back, and be looking into segments that are; the next
 * entry makes it anew from the store. */
void desk_rolled_back(struct desk *d);
/* When nothing comes for a while: gives back what is held only to be faster. */
void desk_rest(struct desk *d);
/* Within a transaction, before the desk goes: saves what was learned since the
 * last time, which a start would otherwise learn again from the texts. */
enum ct_err desk_save(struct desk *d);
/* Within a transaction: makes a part of a lost index segment again, if one is lost. */
enum ct_err desk_heal(struct desk *d, struct store_rebuilt *out);

#endif
