/* The judge inside: for judge.c and field.c. */
#ifndef JUDGE_INT_H
#define JUDGE_INT_H

#include "judge.h"
#include "profile_cache.h"

/* What a thread needs of its own. */
struct lane {
	struct normalizer *normalizer;
	struct arena *scratch; /* of one call */
};

struct judge {
	struct judge_stories stories;
	struct index *index;
	struct idf *idf;
	struct memory *memory;
	struct profile_cache *cache;
	struct lane lanes[LANES_MAX]; /* the first is the caller's */
	struct arena *loaded;         /* stories that profiles are about to be made of */
	struct {
		uint32_t keys[FINGERPRINT_KEYS_MAX];
		size_t n;
		int64_t since;
		bool turned; /* the index awaits the query of the story at hand */
		struct lanes_job job;
	} next;               /* looked up ahead */
	struct profile *last; /* the story judged last, for judge_learn */
	uint64_t last_key;
};

/* Story n as the caller has it, in j->loaded. */
enum ct_err judge_load_story(struct judge *j, uint32_t n, struct ct_story *out);

#endif
