/*
 * The order of work for a story: normalize, look up candidates by the
 * fingerprint's keys, verify each by alignment (verify.c), decide (decide.c),
 * explain (evidence.c).  Profiles of the stories that were candidates lately
 * are kept, since the copies of one story come together.
 *
 * Measured on 10,415 news stories in memory, candidates' words and JSON included:
 * 1.2 ms of processor time a story, 0.05 ms of it for its doc and fingerprint.
 */
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "evidence.h"
#include "field.h"
#include "judge_int.h"
#include "profile_roles.h"
#include "verdict.h"

#define SCRATCH_MAX (64u << 20)
#define LOADED_MAX (64u << 20)
#define AHEAD_LEAST (1u << 15)    /* stories in the segments: fewer are looked through at once */
#define EVIDENCE_MAX (128u << 10) /* evidence.c keeps it under 64 KiB */
#define MAGIC 0x31474A43u         /* "CJG1" */

static size_t lanes_of(const struct judge *j)
{
	return j->stories.lanes.each != NULL ? LANES_MAX : 1;
}

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
	j->cache = profile_cache_new();
	j->loaded = arena_new(LOADED_MAX);
	bool ok = j->index != NULL && j->idf != NULL && j->memory != NULL && j->cache != NULL &&
		  j->loaded != NULL;
	for (size_t i = 0; i < lanes_of(j); i++) {
		j->lanes[i].normalizer = normalizer_new();
		j->lanes[i].scratch = arena_new(SCRATCH_MAX);
		ok = ok && j->lanes[i].normalizer != NULL && j->lanes[i].scratch != NULL;
	}
	if (!ok) {
		judge_free(j);
		return NULL;
	}
	return j;
}

/* The index is the caller's alone again. */
static void wait_for_next(struct judge *j)
{
	lanes_wait(&j->stories.lanes, &j->next.job);
}

void judge_free(struct judge *j)
{
	if (j == NULL)
		return;
	wait_for_next(j);
	index_free(j->index);
	idf_free(j->idf);
	memory_free(j->memory);
	profile_cache_free(j->cache);
	for (size_t i = 0; i < LANES_MAX; i++) {
		normalizer_free(j->lanes[i].normalizer);
		arena_free(j->lanes[i].scratch);
	}
	arena_free(j->loaded);
	profile_free(j->last);
	free(j);
}

static void give_back(struct arena **a, size_t max)
{
	struct arena *empty = arena_new(max);

	if (empty == NULL)
		return;
	arena_free(*a);
	*a = empty;
}

void judge_rest(struct judge *j)
{
	profile_cache_clear(j->cache);
	for (size_t i = 0; i < lanes_of(j); i++)
		give_back(&j->lanes[i].scratch, SCRATCH_MAX);
	give_back(&j->loaded, LOADED_MAX);
}

struct index *judge_index(struct judge *j)
{
	wait_for_next(j);
	return j->index;
}

static uint64_t source_hash(struct view source)
{
	return source.n > 0 ? XXH3_64bits(source.p, source.n) | 1 : 0;
}

/* Tells stories apart that one call judges and the next learns: by all that their
 * profiles are made of. */
static uint64_t story_key(const struct ct_story *s)
{
	uint64_t h = XXH3_64bits(s->text.p, s->text.n);

	h = XXH3_64bits_withSeed(s->title.p, s->title.n, h);
	h = XXH3_64bits_withSeed(s->source.p, s->source.n, h);
	h = XXH3_64bits_withSeed(s->lang.p, s->lang.n, h);
	return XXH3_64bits_withSeed(&s->published, sizeof(s->published), h);
}

enum ct_err judge_prepare(
    struct normalizer *z, const struct ct_story *s, struct fingerprint *fp, struct profile **out)
{
	struct doc *d = NULL;
	struct profile *p = NULL;
	enum ct_err err = doc_make_with(z, s, &d);

	if (err == CT_OK && fp != NULL)
		fingerprint_make(d, fp);
	if (err == CT_OK)
		err = profile_make(&d, source_hash(s->source), &p);
	if (err == CT_OK && fp != NULL) /* what is to be judged needs them, too */
		err = profile_roles_make(p);
	if (err == CT_OK) {
		p->published = s->published;
		*out = p;
		p = NULL;
	}
	profile_free(p);
	doc_free(d);
	return err;
}

static enum ct_err make_profile(struct judge *j, const struct ct_story *s, struct profile **out)
{
	return judge_prepare(j->lanes[0].normalizer, s, NULL, out);
}

void judge_hand(struct judge *j, const struct ct_story *s, struct profile **made)
{
	profile_free(j->last);
	j->last = *made;
	j->last_key = story_key(s);
	*made = NULL;
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

enum ct_err judge_load_story(struct judge *j, uint32_t n, struct ct_story *out)
{
	*out = (struct ct_story){.published = CT_TIME_UNKNOWN};
	return j->stories.load != NULL ? j->stories.load(j->stories.ctx, n, j->loaded, out)
				       : CT_EINVAL;
}

/* Story n, which is s, or where that is NULL what the caller has under this number. */
static enum ct_err numbered(
    struct judge *j, uint32_t n, const struct ct_story *s, struct profile **out)
{
	struct profile *p = profile_cache_get(j->cache, n);

	if (p == NULL) {
		struct ct_story loaded;
		arena_reset(j->loaded);
		enum ct_err err = s == NULL ? judge_load_story(j, n, &loaded) : CT_OK;
		if (err == CT_OK)
			err = make_profile(j, s == NULL ? &loaded : s, &p);
		if (err != CT_OK)
			return err;
		profile_cache_put(j->cache, n, p);
	}
	*out = p;
	return CT_OK;
}

/* The original of something is nobody's account of it. */
static void make_original(struct decision *d, const struct verify *copy)
{
	d->late = true;
	d->verdict = CT_NEW;
	d->of = 0;
	d->match = copy;
}

/* What came before the story, and was told after it: is it a copy of the story?
 * Those that are a family's first are noted. */
static enum ct_err find_copies(
    struct judge *j, const struct field *f, struct decision *d, struct judgement *out)
{
	for (size_t i = 0; i < f->n && out->ncorrects < JUDGE_CORRECTS_MAX; i++) {
		const struct verify *v = &f->v[i];

		if (!v->later || v->family != v->story)
			continue;
		struct field turned = {.story = v->earlier};
		enum ct_err err = field_pair(j, &turned, f->story, v->story);
		if (err != CT_OK)
			return err;
		if (!verdict_is_copy(turned.decision.verdict))
			continue;
		if (out->ncorrects == 0)
			make_original(d, v);
		out->corrects[out->ncorrects++] = v->story;
	}
	return CT_OK;
}

static enum ct_err tell(
    struct judge *j, const struct profile *story, const struct decision *d, struct judgement *made)
{
	made->verdict = d->verdict;
	made->score = d->score;
	made->of = d->of;
	made->nearest = d->match != NULL ? d->match->story : 0;
	made->evidence = made->kept = BUF_INIT(EVIDENCE_MAX);
	enum ct_err err =
	    evidence_write(j->lanes[0].scratch, story, d, &made->evidence, &made->kept);
	if (err != CT_OK)
		judgement_free(made);
	return err;
}

static int64_t since_of(int64_t now, int64_t window)
{
	return window > 0 && now > INT64_MIN + window ? now - window : INT64_MIN;
}

/* The story that was expected is at hand now: what was looked up for it is its query's,
 * and the next one may be expected. */
static void turn(struct judge *j)
{
	if (!j->next.turned) {
		wait_for_next(j);
		index_turn(j->index);
	}
	j->next.turned = true;
}

static void look_ahead(void *arg)
{
	struct judge *j = arg;

	index_expect(j->index, j->next.keys, j->next.n, j->next.since);
}

void judge_expect(struct judge *j, const struct fingerprint *fp, int64_t now, int64_t window)
{
	j->next.turned = false;
	turn(j);
	if (j->stories.lanes.start == NULL || fp->nkeys > FINGERPRINT_KEYS_MAX ||
	    index_sealed(j->index) < AHEAD_LEAST)
		return;
	j->next.n = fp->nkeys;
	j->next.since = since_of(now, window);
	memcpy(j->next.keys, fp->keys, fp->nkeys * sizeof(fp->keys[0]));
	j->next.job = (struct lanes_job){.work = look_ahead, .arg = j};
	lanes_start(&j->stories.lanes, &j->next.job);
}

/* Before each call: what the last one left. */
static void clear(struct judge *j)
{
	for (size_t i = 0; i < lanes_of(j); i++)
		arena_reset(j->lanes[i].scratch);
	profile_cache_sweep(j->cache);
}

enum ct_err judge_story(struct judge *j, const struct ct_story *s, const struct fingerprint *fp,
    int64_t now, int64_t window, int64_t told, struct judgement *out)
{
	struct candidates c;
	struct profile *story;
	const struct candidates_query query = {
	    fp, since_of(now, window), j->stories.kin, j->stories.ctx};

	clear(j);
	enum ct_err err = profile_of(j, s, &story);
	if (err != CT_OK)
		return err;
	struct field f = {.story = story, .told = told};
	profile_weigh(story, j->idf, j->memory);
	turn(j);
	j->next.turned = false;
	err = candidates_find(j->index, &query, &c);
	if (err == CT_OK)
		err = field_compare(j, &f, &c);
	if (err != CT_OK)
		return err;
	struct decision d = f.decision;
	struct judgement made = {0};
	if (!verdict_is_copy(d.verdict))
		err = find_copies(j, &f, &d, &made);
	if (err == CT_OK)
		err = tell(j, f.story, &d, &made);
	if (err == CT_OK)
		*out = made;
	return err;
}

static enum ct_err pair(struct judge *j, const struct ct_story *s, uint32_t n,
    const struct ct_story *other, bool original, struct judgement *out)
{
	struct profile *story, *made_here = NULL, *p = NULL;
	struct field f = {.n = 0};
	struct judgement made = {0};

	clear(j);
	enum ct_err err = profile_of(j, s, &story);
	if (err == CT_OK && n != 0) {
		err = numbered(j, n, other, &p);
	} else if (err == CT_OK) {
		err = make_profile(j, other, &made_here);
		p = made_here;
	}
	if (err == CT_OK) {
		profile_weigh(story, j->idf, j->memory);
		profile_weigh(p, j->idf, j->memory);
		f.story = story;
		err = field_pair(j, &f, p, 0);
	}
	if (err == CT_OK) {
		struct decision d = f.decision;
		d.pair = true;
		if (original)
			make_original(&d, &f.v[0]);
		err = tell(j, f.story, &d, &made);
	}
	profile_free(made_here);
	if (err == CT_OK)
		*out = made;
	return err;
}

enum ct_err judge_pair(struct judge *j, const struct ct_story *s, uint32_t n,
    const struct ct_story *earlier, struct judgement *out)
{
	return pair(j, s, n, earlier, false, out);
}

enum ct_err judge_original(struct judge *j, const struct ct_story *s, uint32_t n,
    const struct ct_story *copy, struct judgement *out)
{
	return pair(j, s, n, copy, true, out);
}

enum ct_err judge_nothing(struct judge *j, const struct ct_story *s, struct judgement *out)
{
	const struct decision none = {.verdict = CT_NEW};
	struct profile *story;
	struct judgement made = {0};

	clear(j);
	enum ct_err err = profile_of(j, s, &story);
	if (err == CT_OK)
		err = tell(j, story, &none, &made);
	if (err == CT_OK)
		*out = made;
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
	profile_learn(p, j->idf, j->memory);
	j->last = NULL;
	profile_cache_put(j->cache, n, p);
	return CT_OK;
}

void judgement_free(struct judgement *out)
{
	buf_free(&out->evidence);
	buf_free(&out->kept);
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
