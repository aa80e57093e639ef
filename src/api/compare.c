/* The public names of the judge. */
#include <stdlib.h>

#include "count.h"
#include "judge.h"
#include "pieces.h"

struct ct_judge {
	struct judge *judge;
	struct ct_stories stories;
	struct normalizer *normalizer;
	struct pieces pieces;
};

/* The judgement's evidence changes hands. */
static enum ct_err hand_over(struct judgement *from, struct ct_judgement *out)
{
	size_t n = 0;
	char *evidence = buf_steal(&from->evidence, &n);

	if (evidence == NULL)
		return CT_ENOMEM;
	*out = (struct ct_judgement){.verdict = from->verdict,
	    .score = from->score,
	    .of = from->of,
	    .evidence = evidence,
	    .evidence_size = n};
	return CT_OK;
}

enum ct_err ct_compare(
    const struct ct_story *story, const struct ct_story *earlier, struct ct_judgement *out)
{
	struct judge *j = judge_new(NULL);
	struct judgement made;

	if (j == NULL)
		return CT_ENOMEM;
	enum ct_err err = judge_pair(j, story, 0, earlier, &made);
	if (err == CT_OK) {
		err = hand_over(&made, out);
		judgement_free(&made);
	}
	judge_free(j);
	return err;
}

void ct_judgement_free(struct ct_judgement *j)
{
	if (j == NULL)
		return;
	free(j->evidence);
	j->evidence = NULL;
	j->evidence_size = 0;
}

#define READ_MAX ((size_t)1 << 20) /* bytes: more than the judge reads of any view */

/* The caller's views last until he is asked again: copies last longer. */
static enum ct_err load(void *ctx, uint32_t n, struct arena *a, struct ct_story *out)
{
	const struct ct_stories *stories = ctx;
	struct ct_story s = {.published = CT_TIME_UNKNOWN};
	enum ct_err err = stories->load(stories->ctx, n, &s);

	if (err != CT_OK)
		return err;
	struct view *const views[] = {&s.id, &s.source, &s.title, &s.text, &s.url, &s.lang};
	for (size_t i = 0; i < COUNT(views); i++) {
		*views[i] = arena_copy(a, view_sub(*views[i], 0, READ_MAX));
		if (views[i]->p == NULL)
			return CT_ENOMEM;
	}
	*out = s;
	return CT_OK;
}

struct ct_judge *ct_judge_new(const struct ct_stories *stories)
{
	struct ct_judge *j = calloc(1, sizeof(*j));
	struct judge_stories from = {0};

	if (j == NULL)
		return NULL;
	if (stories != NULL && stories->load != NULL) {
		j->stories = *stories;
		from.ctx = &j->stories;
		from.load = load;
	}
	j->judge = judge_new(&from);
	j->normalizer = normalizer_new();
	if (j->judge == NULL || j->normalizer == NULL) {
		ct_judge_free(j);
		return NULL;
	}
	pieces_init(&j->pieces, judge_index(j->judge), stories);
	return j;
}

void ct_judge_free(struct ct_judge *j)
{
	if (j == NULL)
		return;
	judge_free(j->judge);
	pieces_free(&j->pieces);
	normalizer_free(j->normalizer);
	free(j);
}

static enum ct_err fingerprint_of(
    struct ct_judge *j, const struct ct_story *s, struct fingerprint *fp)
{
	struct doc *d = NULL;
	enum ct_err err = doc_make_with(j->normalizer, s, &d);

	if (err != CT_OK)
		return err;
	fingerprint_make(d, fp);
	doc_free(d);
	return CT_OK;
}

enum ct_err ct_judge_story(struct ct_judge *j, const struct ct_story *s, int64_t now,
    int64_t window, struct ct_judgement *out)
{
	struct fingerprint fp;
	struct judgement made;
	enum ct_err err = fingerprint_of(j, s, &fp);

	if (err == CT_OK)
		err = judge_story(j->judge, s, &fp, now, window, now, &made);
	if (err != CT_OK)
		return err;
	err = hand_over(&made, out);
	judgement_free(&made);
	return err;
}

enum ct_err ct_judge_learn(
    struct ct_judge *j, uint32_t number, int64_t now, const struct ct_story *s)
{
	struct fingerprint fp;
	enum ct_err err = fingerprint_of(j, s, &fp);

	if (err == CT_OK)
		err = judge_learn(j->judge, number, now, s, &fp);
	if (err == CT_OK)
		pieces_tidy(&j->pieces);
	return err;
}

enum ct_err ct_judge_adopt(struct ct_judge *j, const void *kept, size_t n, uint32_t *last)
{
	return pieces_adopt(&j->pieces, kept, n, last);
}
