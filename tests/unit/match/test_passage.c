/* A story that stands reworded in a round-up. */
#include "court.h"
#include "match/pairing.h"

static const char another[] =
    "The national orchestra opened its season on Wednesday with a symphony by Ottla Wern that had "
    "lain in a drawer for 61 years. Conductor Pavel Nossik found the score in the archive of a "
    "music school in Hradec and had the missing pages of the second movement written anew by a "
    "student. The hall, whose 1,840 seats were sold out within a day, rose after the finale. "
    "Critics heard echoes of folk songs and of jazz. A recording is to appear in March, and the "
    "orchestra will take the work to nine cities, among them Lisbon and Oslo, before the summer.";

/* Other matters, and the story up to some words, in text. */
static void round_up(char *out, size_t size, const char *up_to)
{
	size_t bytes = (size_t)(strstr(court_reworded, up_to) - court_reworded);

	snprintf(out, size, "%s\n\n%s\n\n%.*s", another, court_other, (int)bytes, court_reworded);
}

/* Text that a source prints, and court_original, which source 1 had. */
static struct pairing pair_of(uint64_t source, const char *text)
{
	return pairing_of(
	    pairing_profile("en", text, source), pairing_profile("en", court_original, 1));
}

static bool found(struct pairing *t, struct passage *p)
{
	return passage_find(t->a, &t->v.align, &t->v.facts, p);
}

static void test_round_up(void **state)
{
	(void)state;
	char text[2000];
	struct passage p;
	struct profile *alone;

	round_up(text, sizeof(text), "On Ostley");
	struct pairing t = pair_of(2, text);
	assert_true(found(&t, &p));
	assert_int_equal(p.first + p.n, t.a->doc->nsentences);

	assert_int_equal(passage_profile(t.arena, t.a, &p, &alone), CT_OK);
	assert_int_equal(alone->doc->nsentences, p.n);
	assert_int_equal(alone->doc->ntitle, 0);
	assert_true(alone->doc->words < t.a->doc->words / 2);
	/* Perhaps with the sentence before, which is like it as one of two. */
	size_t first = p.n > 5;
	assert_true(view_starts(doc_sentence_text(alone->doc, &alone->doc->sentences[first]),
	    VIEW_LIT("The coastguard reported")));
	pairing_free(&t);
}

/* It is judged by itself, and likelier a copy than the whole. */
static void test_judged_alone(void **state)
{
	(void)state;
	char text[2000];

	round_up(text, sizeof(text), "On Ostley");
	struct pairing t = pair_of(2, text);
	t.v.logit = -3; /* as among many stories */
	size_t words = t.v.words;
	assert_int_equal(verify_passage(t.idf, NULL, t.a, &t.v), CT_OK);
	assert_true(t.v.passage.n > 3);
	assert_true(t.v.derived > VERIFY_DERIVED);
	assert_true(t.v.words < words);
	pairing_free(&t);
}

/* What its outlet prints again and again weighs as little in a passage as in the whole. */
static void test_forms_weigh_little(void **state)
{
	(void)state;
	char text[2000];
	struct memory *m = memory_new();

	round_up(text, sizeof(text), "On Ostley");
	struct pairing t = pair_of(2, text);
	t.v.logit = -100;
	struct verify unknown = t.v, known = t.v;
	for (int i = 0; i < 2; i++)
		memory_learn(m, t.a->source, t.a->doc);
	assert_int_equal(verify_passage(t.idf, NULL, t.a, &unknown), CT_OK);
	assert_int_equal(verify_passage(t.idf, m, t.a, &known), CT_OK);
	assert_int_equal(known.passage.n, unknown.passage.n);
	assert_true(known.judged.v[TRAIT_least] < unknown.judged.v[TRAIT_least] - 0.1f);
	memory_free(m);
	pairing_free(&t);
}

/* Nor is one sentence a passage, nor a whole story, nor what its own outlet repeats. */
static void test_none(void **state)
{
	(void)state;
	char text[2000];
	struct passage p;

	round_up(text, sizeof(text), " A storm");
	struct pairing t = pair_of(2, text);
	assert_false(found(&t, &p));
	pairing_free(&t);

	t = pair_of(2, court_reworded);
	assert_false(found(&t, &p));
	pairing_free(&t);

	round_up(text, sizeof(text), "On Ostley");
	t = pair_of(1, text);
	t.v.logit = -3;
	assert_int_equal(verify_passage(t.idf, NULL, t.a, &t.v), CT_OK);
	assert_int_equal(t.v.passage.n, 0);
	pairing_free(&t);
}

/* The rest speaks of the matter, too. */
static void test_rest_of_the_matter(void **state)
{
	(void)state;
	char text[3000];
	struct passage p;

	snprintf(text, sizeof(text),
	    "%s Fishermen of Port Ellery had warned of it. The Marlin Star was refused at "
	    "Saltmouth "
	    "in 2019, says Edna Lister, and Brandt Shipping knew. On Ostley beach nobody speaks of "
	    "anything but the coastguard and the helicopters of St Wilfrid's Hospital. What will "
	    "be "
	    "done about Norvane, nobody says.",
	    court_reworded);
	struct pairing t = pair_of(2, text);
	assert_false(found(&t, &p));
	pairing_free(&t);
}

/* Names are few where they have no capitals: the rest is another matter though it, too,
 * counts two of something. */
static void test_small_numbers_of_the_rest(void **state)
{
	(void)state;
	const char *earlier = "货船“远渡号”8日凌晨在鹭湾港外触礁，船上三名船员落水，其中两人获救。"
			      "海事局局长贾文斌说，船底裂开一道"
			      "四米长的口子，约160吨柴油流入海中。渔民最先发现油污，连夜放下1200米"
			      "围油栏。附近的养殖场有九万只"
			      "牡蛎死亡，损失约730万元。船长吕国富承认航线偏了两海里。";
	const char *text =
	    "鹭湾港外，“远渡号”货轮8日天亮前撞上暗礁，三名船员掉进海里，两人被救起。据海事局局长贾"
	    "文斌介绍，"
	    "船底的裂口有四米，160吨左右的柴油漏进了海水。油污是渔民发现的，他们当夜布下1200米的围"
	    "油栏。养殖场"
	    "死了九万只牡蛎，约合730万元。\n\n苍梧县的木偶戏团下周演出新戏。剧本讲一只狐狸学唱歌，"
	    "排练用了58天。"
	    "服装由退休裁缝郝秀瑛缝制，编剧蒋鹤龄今年76岁。两位老艺人孟宪棠和邹佩瑜坐在后台，给木偶"
	    "梳头。门票35元，"
	    "孩子可以到后台摸一摸狐狸的尾巴，演出结束后还能学着拉线。";
	struct pairing t =
	    pairing_of(pairing_profile("zh", text, 2), pairing_profile("zh", earlier, 1));
	struct passage p;

	assert_true(found(&t, &p));
	assert_int_equal(p.first, 0);
	assert_true(p.n < t.a->doc->nsentences);
	pairing_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_up),
	    cmocka_unit_test(test_judged_alone),
	    cmocka_unit_test(test_forms_weigh_little),
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_rest_of_the_matter),
	    cmocka_unit_test(test_small_numbers_of_the_rest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
