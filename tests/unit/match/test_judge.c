#include "cmocka_all.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "evidence_restore.h"
#include "judge.h"

#define HOUR 3600
#define WINDOW (30 * 86400)

static const char original[] =
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

static const char rewrite[] =
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

static const char other[] =
    "Parliament approved a new school budget on Tuesday after a debate of nine hours. Education "
    "minister Paul Verrin said that 1,100 teachers would be hired by next autumn, most of them in "
    "the north. The opposition called the plan too little and voted against it. Teachers' unions "
    "welcomed the decision, yet asked for smaller classes. A first report on its effects is due "
    "in the spring of next year.";

static const char quake[] =
    "An earthquake of magnitude %s was recorded at %s on %s, %s kilometres west of %s, the Coastal "
    "Observatory reported. It had a depth of %s kilometres. The navy ruled out a tsunami. There "
    "are no reports of casualties or damage so far. The authorities ask everybody to stay calm and "
    "to follow the official channels. These data are preliminary.";

struct fixture {
	struct judge *judge;
	struct ct_story stories[64];
	struct candidates_kin kin[64]; /* .family 0: nothing is known */
	uint32_t n;
};

static enum ct_err load(void *ctx, uint32_t n, struct ct_story *out)
{
	struct fixture *f = ctx;

	if (n == 0 || n > f->n || f->stories[n].text.p == NULL)
		return CT_EINVAL;
	*out = f->stories[n];
	return CT_OK;
}

static enum ct_err kin(void *ctx, uint32_t n, struct candidates_kin *out)
{
	const struct fixture *f = ctx;

	*out = f->kin[n];
	return CT_OK;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->judge = judge_new(&(struct judge_stories){f, load, kin});
	*state = f;
	return f->judge == NULL;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	judge_free(f->judge);
	free(f);
	return 0;
}

static struct ct_story story(const char *source, const char *text)
{
	return (struct ct_story){.source = view_of(source),
	    .text = view_of(text),
	    .lang = VIEW_LIT("en"),
	    .published = CT_TIME_UNKNOWN};
}

static struct fingerprint fingerprint(const struct ct_story *s)
{
	struct fingerprint fp;
	struct doc *d = NULL;

	assert_int_equal(doc_make(s, &d), CT_OK);
	fingerprint_make(d, &fp);
	doc_free(d);
	return fp;
}

/* As it is kept it says less, and with the stories the same again. */
static void kept_can_be_made_whole(
    struct fixture *f, const struct ct_story *s, const struct judgement *v, const json_t *whole)
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

static struct judgement judged(struct fixture *f, struct ct_story s, int64_t now, int64_t told)
{
	struct judgement v;
	struct fingerprint fp = fingerprint(&s);

	assert_int_equal(judge_story(f->judge, &s, &fp, now, WINDOW, told, &v), CT_OK);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	static const char *const keys[] = {
	    "reasons", "verbatim", "coverage", "sentences", "numbers", "names", "quotes", "new"};
	for (size_t i = 0; i < COUNT(keys); i++)
		assert_non_null(json_object_get(o, keys[i]));
	assert_true(v.evidence.n < 64u << 10);
	kept_can_be_made_whole(f, &s, &v, o);
	json_decref(o);
	return v;
}

static uint32_t learn(struct fixture *f, struct ct_story s, int64_t now)
{
	struct fingerprint fp = fingerprint(&s);

	f->stories[++f->n] = s;
	assert_int_equal(judge_learn(f->judge, f->n, now, &s, &fp), CT_OK);
	return f->n;
}

static void test_first_story_is_new(void **state)
{
	struct judgement v = judged(*state, story("A", original), HOUR, 0);

	assert_int_equal(v.verdict, CT_NEW);
	assert_int_equal(v.of, 0);
	assert_true(v.score < 0.1);
	judgement_free(&v);
}

static void test_copy_is_republished(void **state)
{
	struct fixture *f = *state;

	learn(f, story("Z", other), HOUR);
	uint32_t first = learn(f, story("A", original), HOUR);
	struct judgement v = judged(f, story("B", original), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	assert_int_equal(v.of, first);
	assert_true(v.score > 0.9);
	judgement_free(&v);
}

static void test_excerpt_is_republished(void **state)
{
	struct fixture *f = *state;
	char text[330];

	snprintf(text, sizeof(text), "%.320s [...]", original);
	uint32_t first = learn(f, story("A", original), HOUR);
	struct judgement v = judged(f, story("B", text), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	assert_int_equal(v.of, first);
	judgement_free(&v);
}

static void test_rewrite_is_found(void **state)
{
	struct fixture *f = *state;
	uint32_t first = learn(f, story("A", original), HOUR);
	struct judgement v = judged(f, story("B", rewrite), 2 * HOUR, 0);

	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_int_equal(v.of, first);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	json_t *sentences = json_object_get(o, "sentences");
	assert_true(json_array_size(sentences) >= 6);
	assert_true(json_array_size(json_object_get(json_object_get(o, "quotes"), "shared")) == 1);
	assert_true(json_array_size(json_object_get(json_object_get(o, "names"), "new")) == 0);
	json_decref(o);
	judgement_free(&v);
}

static void test_first_of_the_family_is_named(void **state)
{
	struct fixture *f = *state;
	uint32_t first = learn(f, story("A", original), HOUR);

	learn(f, story("B", original), 2 * HOUR);
	struct judgement v = judged(f, story("C", original), 3 * HOUR, 0);
	assert_int_equal(v.of, first);
	judgement_free(&v);
}

static void test_window(void **state)
{
	struct fixture *f = *state;

	learn(f, story("A", original), HOUR);
	struct judgement v = judged(f, story("B", original), HOUR + WINDOW + 1, 0);
	assert_int_equal(v.verdict, CT_NEW);
	judgement_free(&v);
}

static void test_original_after_its_copy(void **state)
{
	struct fixture *f = *state;
	uint32_t copy = learn(f, story("A", rewrite), 9 * HOUR);

	learn(f, story("Z", other), 9 * HOUR);
	f->kin[copy] = (struct candidates_kin){copy, 0, 8 * HOUR};
	struct judgement v = judged(f, story("B", original), 10 * HOUR, 7 * HOUR);
	assert_int_equal(v.verdict, CT_NEW);
	assert_int_equal(v.of, 0);
	assert_true(v.score < 0.1);
	assert_int_equal(v.ncorrects, 1);
	assert_int_equal(v.corrects[0], copy);
	assert_int_equal(v.nearest, copy);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	assert_true(json_array_size(json_object_get(o, "sentences")) > 2);
	json_decref(o);
	judgement_free(&v);

	/* Told at the same time or later it is the copy, as it came later. */
	v = judged(f, story("B", original), 10 * HOUR, 8 * HOUR);
	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_int_equal(v.of, copy);
	assert_int_equal(v.ncorrects, 0);
	judgement_free(&v);
}

/* The excerpt that came first is no source of the whole. */
static void test_original_after_its_excerpt(void **state)
{
	struct fixture *f = *state;
	char half[sizeof(original)];

	memcpy(half, original, sizeof(original));
	*strstr(half, "\n\nHarbour master") = '\0';
	uint32_t excerpt = learn(f, story("A", half), 9 * HOUR);
	f->kin[excerpt] = (struct candidates_kin){excerpt, 0, 8 * HOUR};
	struct judgement v = judged(f, story("B", original), 10 * HOUR, 7 * HOUR);
	assert_int_equal(v.verdict, CT_NEW);
	assert_int_equal(v.ncorrects, 1);
	judgement_free(&v);
}

/* A copy that is told before it, too, makes it a copy; nothing is corrected. */
static void test_late_but_not_the_first(void **state)
{
	struct fixture *f = *state;
	uint32_t first = learn(f, story("A", original), 8 * HOUR);
	uint32_t later = learn(f, story("C", rewrite), 9 * HOUR);

	f->kin[first] = (struct candidates_kin){first, 0, 6 * HOUR};
	f->kin[later] = (struct candidates_kin){first, 0.99f, 9 * HOUR};
	struct judgement v = judged(f, story("B", rewrite), 10 * HOUR, 7 * HOUR);
	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_int_equal(v.of, first);
	assert_int_equal(v.ncorrects, 0);
	judgement_free(&v);
}

static void test_series_is_new(void **state)
{
	struct fixture *f = *state;
	static const char *const facts[][6] = {
	    {"3.9", "06:14", "12 May", "31", "Caleta Mansa", "44"},
	    {"4.7", "22:40", "13 May", "52", "Puerto Cardenal", "61"},
	    {"5.3", "03:05", "15 May", "78", "San Bruno", "35"},
	    {"4.1", "11:52", "19 May", "19", "Ostley Bay", "27"}};
	char text[4][800];

	for (size_t i = 0; i < 4; i++) {
		const char *const *x = facts[i];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text[i], sizeof(text[i]), quake, x[0], x[1], x[2], x[3], x[4], x[5]);
#pragma GCC diagnostic pop
		struct judgement v = judged(f, story("Observatory", text[i]), (int64_t)i * HOUR, 0);
		assert_int_equal(v.verdict, CT_NEW);
		judgement_free(&v);
		learn(f, story("Observatory", text[i]), (int64_t)i * HOUR);
	}
	/* Yet a copy of one of them is a copy, and of that one. */
	struct judgement v = judged(f, story("Radio", text[2]), 5 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	assert_int_equal(v.of, 3);
	judgement_free(&v);
}

static void test_strangers_are_new(void **state)
{
	struct fixture *f = *state;

	learn(f, story("A", original), HOUR);
	struct judgement v = judged(f, story("B", other), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_NEW);
	assert_true(v.score < 0.2);
	judgement_free(&v);
}

static void assert_new(struct fixture *f, const char *source, const char *text)
{
	struct judgement v = judged(f, story(source, text), 9 * HOUR, 0);

	if (v.verdict != CT_NEW)
		fail_msg("%s (%.2f): %s", ct_verdict_name(v.verdict), v.score, text);
	assert_true(v.score < 0.5);
	judgement_free(&v);
}

static void test_short_strangers_are_new(void **state)
{
	struct fixture *f = *state;

	learn(f,
	    story("Board", "I am looking for a quiet case for a small server at home. It should "
			   "hold two drives and fit on a shelf in the hallway."),
	    HOUR);
	learn(f, story("Notes", "Version 0.1.3: the parser reads links of an entry again."), HOUR);
	learn(f,
	    story("Trade", "The ministry wants to fund new cables from April. Towns may apply "
			   "for the money, and smaller firms may, too."),
	    HOUR);
	assert_new(f, "Board",
	    "Will this hardware be enough for a small server at home? It has two "
	    "drives, 16 GB of memory and a fan that is far from quiet.");
	assert_new(f, "Notes", "Version 0.1.1: handle the relation of a link of an entry.");
	assert_new(f, "Press", "The ministry has no money for new roads before April, it said.");
	assert_new(f, "Space", "A small company will fly two drives to the moon, and a server.");
}

static void test_short_copy_and_rewrite(void **state)
{
	struct fixture *f = *state;
	static const char brief[] =
	    "The Marlin Star, a tanker with 12,000 tonnes of diesel, ran aground near Port Ellery "
	    "on Monday and spilled 300 tonnes of fuel oil, the coastguard said. Two helicopters "
	    "lifted off all 23 of the crew.";

	learn(f, story("Z", other), HOUR);
	uint32_t first = learn(f, story("A", brief), HOUR);
	struct judgement v = judged(f, story("B", brief), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	judgement_free(&v);
	v = judged(f,
	    story("C", "Port Ellery: some 300 tonnes of fuel oil spilled when the tanker Marlin "
		       "Star, carrying 12,000 tonnes of diesel, ran aground on Monday. Helicopters "
		       "lifted off the crew of 23, the coastguard said."),
	    2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_REWRITTEN);
	assert_int_equal(v.of, first);
	judgement_free(&v);
}

static void test_foreign_brief_is_new(void **state)
{
	struct fixture *f = *state;
	struct ct_story de = story("T",
	    "Die Stadtwerke bekommen vom Herbst an neues Geld, um Leitungen zu legen. Das "
	    "Ministerium in Norvane will es 2023 besser machen als im Jahr 2022.");
	de.lang = VIEW_LIT("de");

	learn(f, de, HOUR);
	assert_new(f, "M",
	    "This week Carla Grig of the University of Norvane is conducting a study "
	    "for 2022 and 2023 on how people chat.");
}

static void test_next_episode_is_new(void **state)
{
	struct fixture *f = *state;
	static const char form[] =
	    "Part %s: %s. Edda Kolling asks %s how it came about. Follow Harbour Light in the app "
	    "that you listen with, and tell a friend about us. Our members pay for this programme; "
	    "a transcript of each part and our weekly letter are found on the programme's page. "
	    "Editing by Jonas Vey and Pia Marr, sound by Old Lantern.";
	static const char *const facts[][3] = {
	    {"41", "the lighthouse that was sold by mistake", "Arne Soll"},
	    {"42", "who owns the rain over a valley", "Mirjam Okafor"},
	    {"43", "a choir that sings to bees", "Lucia Brandt"}};
	char text[3][600];

	for (size_t i = 0; i < 3; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text[i], sizeof(text[i]), form, facts[i][0], facts[i][1], facts[i][2]);
#pragma GCC diagnostic pop
		assert_new(f, "Harbour", text[i]);
		learn(f, story("Ledger", text[i]), (int64_t)i * HOUR);
	}
}

static void test_evidence_of_new_is_small(void **state)
{
	struct fixture *f = *state;

	learn(f, story("A", original), HOUR);
	struct judgement v = judged(f, story("B", other), 2 * HOUR, 0);
	assert_int_equal(v.verdict, CT_NEW);
	assert_true(v.evidence.n < 300);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	assert_true(json_array_size(json_object_get(o, "reasons")) >= 1);
	assert_int_equal(json_array_size(json_object_get(o, "sentences")), 0);
	json_decref(o);
	judgement_free(&v);
}

static void test_pair(void **state)
{
	struct fixture *f = *state;
	struct ct_story a = story("A", original), b = story("B", rewrite), c = story("C", other);
	struct judgement v;

	assert_int_equal(judge_pair(f->judge, &b, 0, &a, &v), CT_OK);
	assert_int_equal(v.verdict, CT_REWRITTEN);
	judgement_free(&v);
	assert_int_equal(judge_pair(f->judge, &c, 0, &a, &v), CT_OK);
	assert_int_equal(v.verdict, CT_NEW);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	assert_true(json_array_size(json_object_get(json_object_get(o, "names"), "new")) > 0);
	json_decref(o);
	judgement_free(&v);
}

/* A sentence is like two there, or two are like one, for the sake of one of them:
 * none is shown opposite another that it shares no word with. */
static void test_sentences_shown_share_a_word(void **state)
{
	struct fixture *f = *state;
	struct ct_story a = story("A",
	    "Drivers were sent over the old road bridge at Pell, where queues reached seven "
	    "kilometres by breakfast.\n\nSome 29,000 vehicles cross the Aldermoor every day.\n\n"
	    "The chief engineer, Samir Voss, said that the cable had rusted for years.\n\n"
	    "The council meets on Tuesday to talk about money for the repair of the towers.");
	struct ct_story b = story("B",
	    "The cannery sent its early shift home. Some 29,000 vehicles cross the Aldermoor on "
	    "a working day.\n\nIn Pell residents brought tea to drivers in a queue that reached "
	    "seven kilometres from the old road bridge. Employers began to do sums.\n\nSamir Voss, "
	    "the chief engineer, had asked for dry air three times. Nobody would pay.");
	struct judgement v;
	size_t i;
	json_t *one;

	assert_int_equal(judge_pair(f->judge, &b, 0, &a, &v), CT_OK);
	json_t *o = json_loadb(v.evidence.p, v.evidence.n, 0, NULL);
	json_t *sentences = json_object_get(o, "sentences");
	assert_true(json_array_size(sentences) >= 3);
	json_array_foreach(sentences, i, one)
	    assert_true(json_array_size(json_object_get(one, "shared")) > 0);
	json_decref(o);
	judgement_free(&v);
}

static bool same_judgement(const struct judgement *a, const struct judgement *b)
{
	return a->verdict == b->verdict && a->score == b->score && a->of == b->of &&
	       view_eq(buf_view(&a->evidence), buf_view(&b->evidence)) &&
	       view_eq(buf_view(&a->kept), buf_view(&b->kept));
}

/* The profile that is at hand, the one that is loaded and the one that is made say the
 * same. */
static void test_pair_with_a_number(void **state)
{
	struct fixture *f = *state;
	struct ct_story a = story("A", original), b = story("B", rewrite);
	struct judgement made, v;

	assert_int_equal(judge_pair(f->judge, &b, 0, &a, &made), CT_OK);
	f->stories[++f->n] = a;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(judge_pair(f->judge, &b, f->n, NULL, &v), CT_OK);
		assert_true(same_judgement(&v, &made));
		judgement_free(&v);
	}
	assert_int_equal(judge_pair(f->judge, &b, f->n + 1, &a, &v), CT_OK);
	assert_true(same_judgement(&v, &made));
	judgement_free(&v);
	assert_int_equal(judge_pair(f->judge, &b, f->n + 2, NULL, &v), CT_EINVAL);
	judgement_free(&made);
}

static void test_a_story_made_ready(void **state)
{
	struct fixture *f = *state;
	struct ct_story b = story("B", rewrite);
	struct normalizer *z = normalizer_new();
	struct profile *p = NULL;
	struct fingerprint fp, same = fingerprint(&b);
	struct judgement v;

	learn(f, story("A", original), HOUR);
	struct judgement made = judged(f, b, 2 * HOUR, 0);
	/* One that is handed in and not judged leaves no trace. */
	struct ct_story c = story("C", other);
	assert_int_equal(judge_prepare(z, &c, NULL, &p), CT_OK);
	judge_hand(f->judge, &c, &p);
	assert_null(p);
	assert_int_equal(judge_prepare(z, &b, &fp, &p), CT_OK);
	assert_memory_equal(fp.body, same.body, sizeof(fp.body));
	judge_hand(f->judge, &b, &p);
	assert_int_equal(judge_story(f->judge, &b, &fp, 2 * HOUR, WINDOW, 0, &v), CT_OK);
	assert_true(same_judgement(&v, &made));
	judgement_free(&v);
	judgement_free(&made);
	normalizer_free(z);
}

static void test_empty_and_tiny(void **state)
{
	struct fixture *f = *state;
	static const char *const texts[] = {
	    "", "Yes.", "\n\n\n", "Breaking news", "5 5 5 5 5 5 5 5 5"};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct judgement v = judged(f, story("A", texts[i]), HOUR, 0);
		judgement_free(&v);
		learn(f, story("A", texts[i]), HOUR);
	}
}

/* The same sentence a thousand times: bounded work, bounded evidence. */
static void test_hostile_repetition(void **state)
{
	struct fixture *f = *state;
	size_t n = 60000;
	char *text = malloc(n + 1);

	for (size_t i = 0; i < n; i++)
		text[i] = "Witkoff met \x01\x02\"Putin\" 44 times. "[i % 31];
	text[n] = '\0';
	learn(f, story("A", text), HOUR);
	struct judgement v = judged(f, story("B", text), HOUR, 0);
	assert_int_equal(v.verdict, CT_REPUBLISHED);
	judgement_free(&v);
	free(text);
	f->stories[1].text = (struct view){NULL, 0};
}

static void test_save_and_load(void **state)
{
	struct fixture *f = *state;
	struct buf saved = BUF_INIT(16u << 20), again = BUF_INIT(16u << 20);

	learn(f, story("A", original), HOUR);
	judge_save(f->judge, &saved);
	assert_int_equal(saved.err, CT_OK);
	struct judge *j = judge_new(NULL);
	assert_int_equal(judge_load(j, buf_view(&saved)), CT_OK);
	judge_save(j, &again);
	assert_true(view_eq(buf_view(&saved), buf_view(&again)));
	/* Cut off or broken bytes change nothing. */
	assert_int_not_equal(judge_load(j, view_sub(buf_view(&saved), 0, saved.n / 2)), CT_OK);
	assert_int_not_equal(judge_load(j, VIEW_LIT("nonsense")), CT_OK);
	buf_clear(&again);
	judge_save(j, &again);
	assert_true(view_eq(buf_view(&saved), buf_view(&again)));
	judge_free(j);
	buf_free(&saved);
	buf_free(&again);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_first_story_is_new),
	    TEST(test_copy_is_republished),
	    TEST(test_excerpt_is_republished),
	    TEST(test_rewrite_is_found),
	    TEST(test_first_of_the_family_is_named),
	    TEST(test_original_after_its_copy),
	    TEST(test_original_after_its_excerpt),
	    TEST(test_late_but_not_the_first),
	    TEST(test_window),
	    TEST(test_series_is_new),
	    TEST(test_strangers_are_new),
	    TEST(test_short_strangers_are_new),
	    TEST(test_short_copy_and_rewrite),
	    TEST(test_foreign_brief_is_new),
	    TEST(test_next_episode_is_new),
	    TEST(test_evidence_of_new_is_small),
	    TEST(test_pair),
	    TEST(test_sentences_shown_share_a_word),
	    TEST(test_pair_with_a_number),
	    TEST(test_a_story_made_ready),
	    TEST(test_empty_and_tiny),
	    TEST(test_hostile_repetition),
	    TEST(test_save_and_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
