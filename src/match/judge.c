/*
 * The order of work for a story: normalize, look up candidates by the
 * fingerprint's keys, verify each by alignment (verify.c), decide (decide.c),
 * explain (evidence.c).  Profiles of the stories that were candidates lately
 * are kept, since the copies of one story come together.
 *
 * Measured on 10,415 news stories in memory, on one busy core of two: 2.1 ms a
 * story, 0.15 ms of it for its doc and fingerprint.
 */
#include "judge.h"

#include <math.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "decide.h"
#include "evidence.h"
#include "profile_cache.h"
#include "verify.h"

/* Where the first CANDIDATES_ALWAYS are all less likely than this to be the original or
 * of the same event, the lighter ones are not even loaded.  Measured on 98,518
 * candidates of the fitting set: 28 % are spared, 1 of 4,421 matches is lost. */
#define HOPELESS 0.005
#define SCRATCH_MAX (64u << 20)
#define EVIDENCE_MAX (128u << 10) /* evidence.c keeps it under 64 KiB */
#define MAGIC 0x31474A43u         /* "CJG1" */

struct judge {
	struct judge_stories stories;
	struct index *index;
	struct idf *idf;
	struct memory *memory;
	struct normalizer *normalizer;
	struct profile_cache *cache;
	struct arena *scratch; /* of one call */
	struct profile *last;  /* the story judged last, for judge_learn */
	uint64_t last_key;
};

struct judge *judge_new(const struct judge_stories *stories)
{
	struct judge *j = calloc(1, sizeof(*j));

	if (j == NULL)
		return NULL;
	if (stories != NULL)
		j->stories = *stories;
	j->index = index_new();
	j->idf = idf_new();
	j->memory = memory_new();
	j->normalizer = normalizer_new();
	j->cache = profile_cache_new();
	j->scratch = arena_new(SCRATCH_MAX);
	if (j->index == NULL || j->idf == NULL || j->memory == NULL || j->normalizer == NULL ||
	    j->cache == NULL || j->scratch == NULL) {
		judge_free(j);
		return NULL;
	}
	return j;
}

void judge_free(struct judge *j)
{
	if (j == NULL)
		return;
	index_free(j->index);
	idf_free(j->idf);
	memory_free(j->memory);
	normalizer_free(j->normalizer);
	profile_cache_free(j->cache);
	arena_free(j->scratch);
	profile_free(j->last);
	free(j);
}

struct index *judge_index(struct judge *j)
{
	return j->index;
}

static uint64_t source_hash(struct view source)
{
	return source.n > 0 ? XXH3_64bits(source.p, source.n) | 1 : 0;
}

/* Tells stories apart that one call judges and the next learns. */
static uint64_t story_key(const struct ct_story *s)
{
	uint64_t h = XXH3_64bits(s->text.p, s->text.n);

	h = XXH3_64bits_withSeed(s->title.p, s->title.n, h);
	return XXH3_64bits_withSeed(s->source.p, s->source.n, h);
}

static enum ct_err make_profile(struct judge *j, const struct ct_story *s, struct profile **out)
{
	struct doc *d = NULL;
	enum ct_err err = doc_make_with(j->normalizer, s, &d);

	if (err == CT_OK)
		err = profile_make(&d, source_hash(s->source), out);
	doc_free(d);
	return err;
}

/* The profile of the story at hand: kept for judge_learn. */
static enum ct_err profile_of(struct judge *j, const struct ct_story *s, struct profile **out)
{
	uint64_t key = story_key(s);

	if (j->last == NULL || j->last_key != key) {
		struct profile *p = NULL;
		enum ct_err err = make_profile(j, s, &p);
		if (err != CT_OK)
			return err;
		profile_free(j->last);
		j->last = p;
		j->last_key = key;
	}
	*out = j->last;
	return CT_OK;
}

static enum ct_err candidate(struct judge *j, uint32_t n, struct profile **out)
{
	struct profile *p = profile_cache_get(j->cache, n);

	if (p == NULL) {
		struct ct_story s = {.published = CT_TIME_UNKNOWN};
		if (j->stories.load == NULL)
			return CT_EINVAL;
		enum ct_err err = j->stories.load(j->stories.ctx, n, &s);
		if (err == CT_OK)
			err = make_profile(j, &s, &p);
		if (err != CT_OK)
			return err;
		profile_cache_put(j->cache, n, p);
	}
	*out = p;
	return CT_OK;
}

/* Verifies the candidates; what is pruned meanwhile is passed over. */
static enum ct_err verify_all(struct judge *j, struct profile *story, const struct candidate *c,
    size_t n, struct verify *v, size_t *nv)
{
	double hope = 0;

	*nv = 0;
	for (size_t i = 0; i < n; i++) {
		struct profile *earlier = NULL;
		if (i >= CANDIDATES_ALWAYS && hope < HOPELESS)
			break;
		enum ct_err err = candidate(j, c[i].story, &earlier);
		if (err == CT_EINVAL)
			continue;
		if (err != CT_OK)
			return err;
		profile_weigh(earlier, j->idf, j->memory);
		err = verify_make(j->scratch, j->idf, story, earlier, c[i].story, &v[*nv]);
		if (err != CT_OK)
			return err;
		hope = fmax(hope, fmax(v[*nv].derived, v[*nv].event));
		v[*nv].family = c[i].kin.family;
		v[*nv].link = c[i].kin.link;
		(*nv)++;
	}
	return CT_OK;
}

static enum ct_err finish(const struct profile *story, struct verify *v, size_t nv,
    struct arena *scratch, struct judgement *out)
{
	struct decision d = decide(v, nv);
	struct judgement made = {
	    .verdict = d.verdict, .score = d.score, .of = d.of, .evidence = BUF_INIT(EVIDENCE_MAX)};

	enum ct_err err = evidence_write(scratch, story, &d, &made.evidence);
	if (err != CT_OK) {
		buf_free(&made.evidence);
		return err;
	}
	*out = made;
	return CT_OK;
}

enum ct_err judge_story(struct judge *j, const struct ct_story *s, const struct fingerprint *fp,
    int64_t now, int64_t window, uint32_t exclude, struct judgement *out)
{
	struct candidate c[CANDIDATES_MAX];
	struct verify v[CANDIDATES_MAX];
	struct profile *story = NULL;
	size_t n = 0, nv = 0;
	int64_t since = window > 0 && now > INT64_MIN + window ? now - window : INT64_MIN;

	arena_reset(j->scratch);
	profile_cache_sweep(j->cache);
	enum ct_err err = profile_of(j, s, &story);
	if (err != CT_OK)
		return err;
	profile_weigh(story, j->idf, j->memory);
	const struct candidates_query query = {fp, since, exclude, j->stories.kin, j->stories.ctx};
	err = candidates_choose(j->index, &query, c, &n);
	if (err == CT_OK)
		err = verify_all(j, story, c, n, v, &nv);
	if (err != CT_OK)
		return err;
	return finish(story, v, nv, j->scratch, out);
}

enum ct_err judge_pair(struct judge *j, const struct ct_story *s, const struct ct_story *earlier,
    struct judgement *out)
{
	struct profile *story = NULL, *other = NULL;
	struct verify v;

	arena_reset(j->scratch);
	enum ct_err err = profile_of(j, s, &story);
	if (err == CT_OK)
		err = make_profile(j, earlier, &other);
	if (err == CT_OK) {
		profile_weigh(story, j->idf, j->memory);
		profile_weigh(other, j->idf, j->memory);
		err = verify_make(j->scratch, j->idf, story, other, 0, &v);
	}
	if (err == CT_OK)
		err = finish(story, &v, 1, j->scratch, out);
	profile_free(other);
	return err;
}

enum ct_err judge_learn(struct judge *j, uint32_t n, int64_t now, const struct ct_story *s,
    const struct fingerprint *fp)
{
	struct profile *p = NULL;
	enum ct_err err = profile_of(j, s, &p);

	if (err == CT_OK)
		err = index_add(j->index, n, now, fp->keys, fp->nkeys);
	if (err != CT_OK)
		return err;
	arena_reset(j->scratch);
	uint32_t *terms = ARENA_ARRAY(j->scratch, p->nocc + 1, uint32_t);
	if (terms == NULL)
		return CT_ENOMEM;
	size_t m = 0;
	for (size_t i = 0; i < p->nocc; i++)
		if (i == 0 || p->occ[i].term != p->occ[i - 1].term)
			terms[m++] = p->occ[i].term;
	idf_learn(j->idf, terms, m);
	memory_learn(j->memory, p->source, p->doc);
	j->last = NULL;
	profile_cache_put(j->cache, n, p);
	return CT_OK;
}

void judgement_free(struct judgement *out)
{
	buf_free(&out->evidence);
}

void judge_save(const struct judge *j, struct buf *out)
{
	buf_add_u32(out, MAGIC);
	idf_save(j->idf, out);
	memory_save(j->memory, out);
}

enum ct_err judge_load(struct judge *j, struct view bytes)
{
	struct cursor c = cursor_of(bytes);

	if (cursor_u32(&c) != MAGIC)
		return CT_EINVAL;
	enum ct_err err = idf_load(j->idf, &c);
	if (err == CT_OK)
		err = memory_load(j->memory, &c);
	return err;
}
