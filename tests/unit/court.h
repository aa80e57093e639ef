/* A court: a judge over stories in memory. */
#ifndef COURT_H
#define COURT_H

#include <jansson.h>
#include <stdlib.h>

#include "cmocka_all.h"
#include "evidence_restore.h"
#include "judge.h"

#define HOUR 3600
#define WINDOW (30 * 86400)

static const char court_original[] =
    "A tanker ran aground near Port Ellery early on Monday, spilling about 300 tonnes of fuel oil "
    "into the bay, the coastguard said. The Marlin Star, which is registered in Norvane, had lost "
    "power in a gale while carrying 12,000 tonnes of diesel.\n\n"
    "All 23 members of the crew were lifted off by two helicopters before dawn. Three of them were "
    "treated for hypothermia at St Wilfrid's Hospital.\n\n"
    "Harbour master Edna Lister closed the port and asked fishermen to keep away from a slick that "
    "stretched for 4 kilometres along the coast. \"We have never seen anything like this here,\" "
    "she "
    "told reporters.\n\n"
    "Volunteers began to collect oiled seabirds on Ostley beach, where the first patches came "
    "ashore at noon. The owner, Brandt Shipping, said that it would pay for the work. In 2019 the "
    "firm was fined 80,000 crowns over a smaller leak at Saltmouth.";

/* The same, told anew. */
static const char court_reworded[] =
    "The coastguard reported that some 300 tonnes of fuel oil poured into the bay after a tanker "
    "struck the rocks close to Port Ellery in the early hours of Monday. A storm had knocked out "
    "the engines of the Norvane-registered Marlin Star, whose cargo was 12,000 tonnes of "
    "diesel.\n\n"
    "Before sunrise a pair of helicopters rescued the entire crew of 23. St Wilfrid's Hospital "
    "treated three for hypothermia.\n\n"
    "The port was shut by Edna Lister, the harbour master, who warned fishing boats away from the "
    "4-kilometre slick. \"We have never seen anything like this here,\" she said.\n\n"
    "On Ostley beach, reached by the oil around noon, volunteers were gathering seabirds. Brandt "
    "Shipping, to which the vessel belongs, promised to cover the costs. It had to pay a fine of "
    "80,000 crowns in 2019 for a lesser spill at Saltmouth.";

static const char court_other[] =
    "Parliament approved a new school budget on Tuesday after a debate of nine hours. Education "
    "minister Paul Verrin said that 1,100 teachers would be hired by next autumn, most of them in "
    "the north. The opposition called the plan too little and voted against it. Teachers' unions "
    "welcomed the decision, yet asked for smaller classes. A first report on its effects is due "
    "in the spring of next year.";

struct court {
	struct judge *judge;
	struct ct_story stories[64];
	struct candidates_kin kin[64]; /* .family 0: nothing is known */
	uint32_t n;
};

static inline enum ct_err court_load(void *ctx, uint32_t n, struct arena *a, struct ct_story *out)
{
	struct court *f = ctx;

	(void)a;
	if (n == 0 || n > f->n || f->stories[n].text.p == NULL)
		return CT_EINVAL;
	*out = f->stories[n];
	return CT_OK;
}

static inline enum ct_err court_kin(void *ctx, uint32_t n, struct candidates_kin *out)
{
	const struct court *f = ctx;

	*out = f->kin[n];
	return CT_OK;
}

static inline int court_up(void **state)
{
	struct court *f = calloc(1, sizeof(*f));

	*state = f;
	if (f == NULL)
		return 1;
	f->judge =
	    judge_new(&(struct judge_stories){.ctx = f, .load = court_load, .kin = court_kin});
	return f->judge == NULL;
}

static inline int court_down(void **state)
{
	struct court *f = *state;

	if (f != NULL)
		judge_free(f->judge);
	free(f);
	return 0;
}

static inline struct ct_story court_story(const char *source, const char *text)
{
	return (struct ct_story){.source = view_of(source),
	    .text = view_of(text),
	    .lang = VIEW_LIT("en"),
	    .published = CT_TIME_UNKNOWN};
}

static inline struct fingerprint court_print(const struct ct_story *s)
{
	struct fingerprint fp;
	struct doc *d = NULL;

	assert_int_equal(doc_make(s, &d), CT_OK);
	fingerprint_make(d, &fp);
	doc_free(d);
	return fp;
}

/* As it is kept it says less, and with the stories the same again. */
static inline void court_made_whole(
    struct court *f, const struct ct_story *s, const struct judgement *v, const json_t *whole)
{
	struct buf b = BUF_INIT(1 << 20);
	const struct ct_story *earlier = v->nearest != 0 && f->stories[v->nearest].text.p != NULL
					     ? &f->stories[v->nearest]
					     : NULL;

	assert_int_equal(evidence_restore(buf_view(&v->kept), s, earlier, &b), CT_OK);
	json_t *again = json_loadb(b.p, b.n, 0, NULL);
	assert_true(json_equal(whole, again));
	json_decref(again);
	assert_true(v->kept.n <= v->evidence.n);
	buf_clear(&b);
	assert_int_equal(evidence_restore(buf_view(&v->kept), s, NULL, &b), CT_OK);
	again = json_loadb(b.p, b.n, 0, NULL);
	assert_true(json_equal(json_object_get(whole, "names"), json_object_get(again, "names")));
	assert_int_equal(json_array_size(json_object_get(whole, "sentences")),
	    json_array_size(json_object_get(again, "sentences")));
	json_decref(again);
	buf_free(&b);
}

static inline struct judgement court_judged(
    struct court *f, struct ct_story s, int64_t now, int64_t told)
{
	struct judgement v;
	struct fingerprint fp = court_print(&s);

	assert_int_equal(judge_story(f->judge, &s, &fp, now, WINDOW, told, &v), CT_OK);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	static const char *const keys[] = {
	    "reasons", "verbatim", "coverage", "sentences", "numbers", "names", "quotes", "new"};
	for (size_t i = 0; i < COUNT(keys); i++)
		assert_non_null(json_object_get(o, keys[i]));
	assert_true(v.evidence.n < 64u << 10);
	court_made_whole(f, &s, &v, o);
	json_decref(o);
	return v;
}

static inline uint32_t court_learn(struct court *f, struct ct_story s, int64_t now)
{
	struct fingerprint fp = court_print(&s);

	f->stories[++f->n] = s;
	assert_int_equal(judge_learn(f->judge, f->n, now, &s, &fp), CT_OK);
	return f->n;
}

#define COURT_TEST(f) cmocka_unit_test_setup_teardown(f, court_up, court_down)

#endif
