/* Verdicts are the same to the byte whoever does the work, in whichever order. */
#include <pthread.h>

#include "court.h"
#include "verdict.h"

#define BEFORE 40000 /* stories of an earlier segment: so many are looked up ahead in */
#define STORIES 18
#define TEXT 1600

/* Lane 1 is a thread that takes every second piece, the last first; jobs are threads. */
struct crew {
	void (*work)(void *arg, unsigned lane, size_t i);
	void *arg;
	size_t n;
	pthread_t at_work;
	unsigned shared, jobs;
};

static void *every_second(void *ctx)
{
	const struct crew *c = ctx;

	for (size_t i = c->n / 2; i-- > 0;)
		c->work(c->arg, 1, 2 * i + 1);
	return NULL;
}

static void each(void *ctx, size_t n, void (*work)(void *arg, unsigned lane, size_t i), void *arg)
{
	struct crew *c = ctx;
	pthread_t mate;

	c->work = work;
	c->arg = arg;
	c->n = n;
	c->shared += n > 1;
	assert_int_equal(pthread_create(&mate, NULL, every_second, c), 0);
	for (size_t i = (n + 1) / 2; i-- > 0;)
		work(arg, 0, 2 * i);
	pthread_join(mate, NULL);
}

static void *do_job(void *ctx)
{
	struct lanes_job *job = ctx;

	job->work(job->arg);
	return NULL;
}

static void start(void *ctx, struct lanes_job *job)
{
	struct crew *c = ctx;

	c->jobs++;
	job->state = LANES_AT_WORK;
	assert_int_equal(pthread_create(&c->at_work, NULL, do_job, job), 0);
}

static void wait_for(void *ctx, struct lanes_job *job)
{
	const struct crew *c = ctx;

	if (job->state == LANES_AT_WORK)
		pthread_join(c->at_work, NULL);
	job->state = LANES_IDLE;
}

struct hall {
	char texts[STORIES][TEXT];
	struct ct_story stories[STORIES];
	struct fingerprint prints[STORIES];
};

/* Parts of three texts, one after the other: the original begins at another sentence
 * each time, so that all of them are near to each other. */
static void fill(struct hall *h)
{
	static const char *const texts[] = {court_original, court_reworded, court_other};
	static const char *const sources[] = {"A", "B", "C", "D"};

	for (size_t i = 0; i < STORIES; i++) {
		const char *t = texts[i % 3];

		for (size_t k = i / 3; k > 0 && strchr(t, '.') != NULL; k--)
			t = strchr(t, '.') + 1;
		snprintf(h->texts[i], TEXT, "Report %zu of the day. %s", i, t);
		h->stories[i] = court_story(sources[i % 4], h->texts[i]);
		h->prints[i] = court_print(&h->stories[i]);
	}
}

/* Those before: the last three are the first three to come, all others long gone. */
static enum ct_err load(void *ctx, uint32_t n, struct arena *a, struct ct_story *out)
{
	const struct hall *h = ctx;

	(void)a;
	if (n <= BEFORE - 3)
		return CT_EINVAL;
	*out = h->stories[n <= BEFORE ? n - (BEFORE - 3) - 1 : n - BEFORE - 1];
	return CT_OK;
}

static void seal_those_before(const struct hall *h, struct buf *out)
{
	struct index *ix = index_new();

	for (uint32_t n = 1; n <= BEFORE; n++) {
		bool there = n > BEFORE - 3;
		const struct fingerprint *fp = &h->prints[there ? n - (BEFORE - 3) - 1 : 0];

		assert_int_equal(index_add(ix, n, 0, fp->keys, there ? fp->nkeys : 0), CT_OK);
	}
	index_seal(ix, out);
	index_free(ix);
}

static void judge_all(
    struct hall *h, struct view before, const struct lanes *lanes, struct judgement out[STORIES])
{
	struct judge *j =
	    judge_new(&(struct judge_stories){.ctx = h, .load = load, .lanes = *lanes});

	assert_non_null(j);
	assert_int_equal(index_attach(judge_index(j), 1, before), CT_OK);
	for (uint32_t i = 0; i < STORIES; i++) {
		const struct ct_story *s = &h->stories[i];

		if (i % 4 == 3) /* as the daemon does when nothing comes */
			judge_rest(j);
		if (i + 1 < STORIES)
			judge_expect(j, &h->prints[i + 1], HOUR + i + 1, WINDOW);
		assert_int_equal(
		    judge_story(j, s, &h->prints[i], HOUR + i, WINDOW, 0, &out[i]), CT_OK);
		assert_int_equal(judge_learn(j, BEFORE + i + 1, HOUR + i, s, &h->prints[i]), CT_OK);
	}
	judge_free(j);
}

static void lanes_change_no_verdict(void **state)
{
	struct hall *h = calloc(1, sizeof(*h));
	struct buf before = BUF_INIT(1 << 24);
	struct judgement alone[STORIES], together[STORIES];
	struct crew crew = {0};
	unsigned copies = 0;

	(void)state;
	assert_non_null(h);
	fill(h);
	seal_those_before(h, &before);
	judge_all(h, buf_view(&before), &(struct lanes){0}, alone);
	judge_all(h, buf_view(&before), &(struct lanes){&crew, each, start, wait_for}, together);
	for (size_t i = 0; i < STORIES; i++) {
		const struct judgement *a = &alone[i], *b = &together[i];

		assert_int_equal(a->verdict, b->verdict);
		assert_true(a->score == b->score);
		assert_int_equal(a->of, b->of);
		assert_int_equal(a->nearest, b->nearest);
		assert_true(view_eq(buf_view(&a->evidence), buf_view(&b->evidence)));
		assert_true(view_eq(buf_view(&a->kept), buf_view(&b->kept)));
		copies += verdict_is_copy(a->verdict);
		judgement_free(&alone[i]);
		judgement_free(&together[i]);
	}
	assert_true(copies >= STORIES / 2);
	assert_true(crew.shared >= STORIES / 2);
	assert_int_equal(crew.jobs, STORIES - 1);
	buf_free(&before);
	free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lanes_change_no_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
