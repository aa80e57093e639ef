/*
 * Candidates are called in from the store by the caller's thread, in bouts; what
 * follows, a profile of each and its alignment with the story, depends on nothing else
 * and is shared out among the lanes.  The outcome is noted in the candidates' order.
 */
#include "field.h"

#include <math.h>

#include "judge_int.h"
#include "profile_roles.h"
#include "verdict.h"

/* Where the first CANDIDATES_ALWAYS are all less likely than this to be the original or
 * of the same event, the lighter ones are not even loaded: 6,000 are judged in 5.6 s for
 * 6.5 s at .2 (a million stored).  Beside 0 four of the fitting set's 11,431 stories that
 * were joined, and one copy, are new, and one of our own 7,249; at .4 eight and six. */
#define HOPELESS 0.3
#define LOADED_ENOUGH (4u << 20) /* bytes of text at once */

/* A few candidates that are verified side by side. */
struct bout {
	struct judge *j;
	struct profile *story;
	size_t n;
	struct contestant {
		const struct candidate *candidate;
		struct profile *earlier; /* NULL: to be made of the next */
		struct ct_story loaded;
		bool made;
		enum ct_err err;
		struct verify v;
	} of[CANDIDATES_MAX];
};

/* One of them.  The judge is only read, but for the lane. */
static void contest(void *arg, unsigned lane, size_t i)
{
	struct bout *b = arg;
	struct judge *j = b->j;
	struct contestant *c = &b->of[i];

	c->err = CT_OK;
	if (c->earlier == NULL) {
		c->err = judge_prepare(j->lanes[lane].normalizer, &c->loaded, NULL, &c->earlier);
		c->made = c->err == CT_OK;
	}
	if (c->err != CT_OK)
		return;
	profile_weigh(c->earlier, j->idf, j->memory);
	c->err = verify_make(
	    j->lanes[lane].scratch, j->idf, b->story, c->earlier, c->candidate->story, &c->v);
}

static bool is_in(const struct bout *b, uint32_t story)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->of[i].candidate->story == story)
			return true;
	return false;
}

/* As many candidates from *at on as are to be held in memory at once, none of them
 * twice; what is pruned meanwhile is passed over. */
static enum ct_err call_in(struct bout *b, const struct candidates *c, size_t *at)
{
	struct judge *j = b->j;
	size_t bytes = 0;

	b->n = 0;
	arena_reset(j->loaded);
	for (; *at < c->n && bytes < LOADED_ENOUGH; ++*at) {
		struct contestant *one = &b->of[b->n];

		if (is_in(b, c->list[*at].story))
			break;
		one->candidate = &c->list[*at];
		one->earlier = profile_cache_get(j->cache, one->candidate->story);
		one->made = false;
		if (one->earlier == NULL) {
			enum ct_err err = judge_load_story(j, one->candidate->story, &one->loaded);
			if (err == CT_EINVAL)
				continue;
			if (err != CT_OK)
				return err;
			bytes += one->loaded.text.n;
		}
		b->n++;
	}
	return CT_OK;
}

/* The outcome of a bout, in its order. */
static enum ct_err note(struct field *f, const struct bout *b)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; i < b->n; i++) {
		const struct contestant *c = &b->of[i];
		struct verify *v = &f->v[f->n];

		if (c->made)
			profile_cache_put(b->j->cache, c->candidate->story, c->earlier);
		err = err == CT_OK ? c->err : err;
		if (err != CT_OK)
			continue;
		*v = c->v;
		f->hope = fmax(f->hope, v->told ? 1 : fmax(v->derived, v->event));
		v->family = c->candidate->kin.family;
		v->cluster = c->candidate->kin.cluster;
		v->link = c->candidate->kin.link;
		v->later = v->family != 0 && c->candidate->kin.told > f->told;
		f->n++;
	}
	return err;
}

/* Verifies the candidates from `from` on. */
static enum ct_err verify_all(
    struct judge *j, struct field *f, const struct candidates *c, size_t from)
{
	struct bout b = {.j = j, .story = f->story};

	while (from < c->n) {
		enum ct_err err = call_in(&b, c, &from);
		if (err == CT_OK) {
			lanes_each(&j->stories.lanes, b.n, contest, &b);
			err = note(f, &b);
		}
		if (err != CT_OK)
			return err;
	}
	return CT_OK;
}

static void decide_field(struct field *f)
{
	f->decision = decide(f->v, f->n);
}

static bool is_copy(const struct field *f)
{
	return verdict_is_copy(f->decision.verdict);
}

/* A round-up's passages, where the whole is not derived from anything. */
static enum ct_err find_passages(struct judge *j, struct field *f)
{
	enum ct_err err = CT_OK;
	bool found = false;

	for (size_t i = 0; i < f->n && err == CT_OK; i++) {
		if (f->v[i].later)
			continue;
		err = verify_passage(j->idf, j->memory, f->story, &f->v[i]);
		found |= f->v[i].passage.n > 0;
	}
	if (err == CT_OK && found)
		decide_field(f);
	return err;
}

/* The heaviest first; the others where those give hope; members of families that
 * are many where the story derives from none. */
enum ct_err field_compare(struct judge *j, struct field *f, struct candidates *c)
{
	enum ct_err err = profile_roles_make(f->story); /* the lanes share it */
	if (err == CT_OK)
		err = candidates_choose(c, CANDIDATES_ALWAYS);
	if (err == CT_OK)
		err = verify_all(j, f, c, 0);
	bool hopeless = f->n >= CANDIDATES_ALWAYS && f->hope < HOPELESS;
	size_t from = c->n;
	if (err == CT_OK && !hopeless)
		err = candidates_choose(c, CANDIDATES_ENOUGH);
	if (err == CT_OK)
		err = verify_all(j, f, c, from);
	if (err != CT_OK)
		return err;
	decide_field(f);
	if (!hopeless && !is_copy(f) && c->nspare > 0) {
		from = c->n;
		candidates_spare(c);
		err = verify_all(j, f, c, from);
		if (err != CT_OK)
			return err;
		decide_field(f);
	}
	return hopeless || is_copy(f) ? CT_OK : find_passages(j, f);
}

enum ct_err field_pair(struct judge *j, struct field *f, struct profile *earlier, uint32_t number)
{
	enum ct_err err =
	    verify_make(j->lanes[0].scratch, j->idf, f->story, earlier, number, &f->v[0]);

	if (err != CT_OK)
		return err;
	f->n = 1;
	decide_field(f);
	return is_copy(f) ? CT_OK : find_passages(j, f);
}
