/*
 * From a story and what came before to a verdict with its evidence: find
 * candidates, verify each by alignment, decide.  The judge keeps the index and
 * the learned counts; the stories themselves are the caller's.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "buf.h"
#include "candidates.h"
#include "doc.h"
#include "fingerprint.h"
#include "index.h"
#include "lanes.h"
#include "normalizer.h"
#include "profile.h"

struct judge;

/* The caller's stories.  load gives story n as it was judged; what it points to must
 * live as long as the arena.  CT_EINVAL: pruned, no longer there.  kin may be NULL:
 * families are not known then, and the earliest that is as near is named. */
struct judge_stories {
	void *ctx;
	enum ct_err (*load)(void *ctx, uint32_t n, struct arena *a, struct ct_story *out);
	candidates_kin_fn *kin;
	struct lanes lanes; /* no verdict depends on them */
};

#define JUDGE_CORRECTS_MAX 4

struct judgement {
	enum ct_verdict verdict; /* never CT_UPDATED by itself: identity is the caller's */
	double score;            /* 0..1: the probability that the story is derived */
	uint32_t of;             /* the first of the family it derives from, or the story that it
				  * relates to; 0: none */
	uint32_t nearest;        /* the story that the evidence is about; 0: none */
	/* Stories that came before this one and were told after it, each the first of
	 * its family, and copies of this one. */
	uint32_t corrects[JUDGE_CORRECTS_MAX];
	size_t ncorrects;
	struct buf evidence; /* one JSON object, never empty; free with judgement_free */
	struct buf kept;     /* the same as it is stored: evidence.h */
};

struct judge *judge_new(const struct judge_stories *stories);
void judge_free(struct judge *j);
/* The index inside, for sealing and attaching. */
struct index *judge_index(struct judge *j);

/* What judging needs of a story and depends on it alone; any thread with a normalizer
 * of its own may make it beforehand.  fp: NULL of one that is but compared with.  Free
 * with profile_free. */
enum ct_err judge_prepare(
    struct normalizer *z, const struct ct_story *s, struct fingerprint *fp, struct profile **out);
/* The next story, s, was made ready: takes the profile, and leaves NULL. */
void judge_hand(struct judge *j, const struct ct_story *s, struct profile **made);

/* The story that will be judged after the next one: some of the work for it is done
 * beside that.  now and window as judge_story will have them, or nearly. */
void judge_expect(struct judge *j, const struct fingerprint *fp, int64_t now, int64_t window);

/*
 * Judges; window is in seconds back from `now`.  told: when the story was first
 * told (seconds), which is compared with what kin says of the others: a story
 * derives from none that was told after it, whichever came first.
 */
enum ct_err judge_story(struct judge *j, const struct ct_story *s, const struct fingerprint *fp,
    int64_t now, int64_t window, int64_t told, struct judgement *out);
/* Compares with one earlier story only (an entry's earlier version, or the body known
 * by its hash): the same output.  n: the number that it was kept under, which spares
 * work where it was at hand lately; 0: none.  earlier may be NULL where n tells it:
 * then it is loaded where it has to be. */
enum ct_err judge_pair(struct judge *j, const struct ct_story *s, uint32_t n,
    const struct ct_story *earlier, struct judgement *out);
/* Of the original of a copy that came before it: new, with that as evidence. */
enum ct_err judge_original(struct judge *j, const struct ct_story *s, uint32_t n,
    const struct ct_story *copy, struct judgement *out);
/* Of a story that stands beside none: new, with that as evidence. */
enum ct_err judge_nothing(struct judge *j, const struct ct_story *s, struct judgement *out);
/* The story was kept under this number: index it and learn its words. */
enum ct_err judge_learn(struct judge *j, uint32_t n, int64_t now, const struct ct_story *s,
    const struct fingerprint *fp);
void judgement_free(struct judgement *out);
/* Between stories: gives back what is held only to be faster, some 50 MiB. */
void judge_rest(struct judge *j);

/* Learned counts (document frequencies, per-source memories) as flat bytes. */
void judge_save(const struct judge *j, struct buf *out);
enum ct_err judge_load(struct judge *j, struct view bytes);

#endif
