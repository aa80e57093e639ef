#include "cmocka_all.h"

#include "matter.h"
#include "verify.h"

static struct profile *profile(const char *lang, const char *title, const char *text)
{
	struct ct_story s = {.title = view_of(title), .text = view_of(text), .lang = view_of(lang)};
	struct profile *p = NULL;
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_int_equal(profile_make(&d, 0, &p), CT_OK);
	p->published = 0;
	return p;
}

static struct matter weigh_of(struct profile *a, struct profile *b)
{
	struct arena *arena = arena_new(1u << 20);
	struct idf *idf = idf_new();
	struct matter m;
	struct verify v;

	profile_weigh(a, idf, NULL);
	profile_weigh(b, idf, NULL);
	assert_int_equal(verify_make(arena, idf, a, b, 1, &v), CT_OK);
	assert_int_equal(matter_weigh(arena, idf, a, b, &v.kin, &v.traits, &m), CT_OK);
	profile_free(a);
	profile_free(b);
	idf_free(idf);
	arena_free(arena);
	return m;
}

static struct matter weigh(
    const char *lang, const char *title_a, const char *a, const char *title_b, const char *b)
{
	return weigh_of(profile(lang, title_a, a), profile(lang, title_b, b));
}

/* Without titles. */
static struct matter texts(const char *lang, const char *a, const char *b)
{
	return weigh(lang, "", a, "", b);
}

static void test_who_is_in_office_is_no_name(void **state)
{
	(void)state;
	struct matter plain =
	    texts("en", "They met Tobias Brenk there.", "Everybody knows Tobias Brenk here.");
	struct matter mayor = texts(
	    "en", "They met the mayor, Tobias Brenk, there.", "Everybody knows Tobias Brenk here.");
	struct matter german =
	    texts("de", "Landrätin Beate Osterloh lobte das.", "Landrätin Beate Osterloh schwieg.");

	assert_true(plain.names > 5);
	assert_true(mayor.names <= 0);
	assert_true(german.names <= 0);
}

static void test_an_office_reaches_no_further_than_its_sentence(void **state)
{
	(void)state;
	struct matter m = texts("en", "They met Tobias Brenk. The mayor came late.",
	    "Everybody knows Tobias Brenk here.");

	assert_true(m.names > 5);
}

static void test_a_place_is_no_persons_name(void **state)
{
	(void)state;
	struct matter m =
	    texts("fr", "Une digue cède à Kerlouarn.", "Le conseil a voté, et Kerlouarn attend.");

	assert_true(m.places > 4);
	assert_true(m.names <= 0);
	m = texts("zh", "昨天云溪县开会。", "今天云溪县下雨。");
	assert_true(m.places > 2);
}

static void test_a_place_is_one_in_all_its_forms(void **state)
{
	(void)state;
	struct matter m = texts("de", "In Kesselheim fand man sie. Die Kesselheimer Feuerwehr kam.",
	    "Auch die Kesselheimer Schulen haben frei.");

	assert_true(m.places > 4);
	assert_true(m.names <= 0);
	m = texts("uk", "У Гайсові свято. Місто Гайсів святкує.", "Гайсів лишився без води.");
	assert_true(m.places > 4);
	assert_true(m.names <= 0);
}

static void test_runs_of_characters_are_names(void **state)
{
	(void)state;
	struct matter name = texts("zh", "昨天韩志远到场。", "工人韩志远说。");
	struct matter none = texts("zh", "昨天大家都到了。", "我们明天出门。");

	assert_true(name.names > none.names);
}

static void test_endings_in_hiragana_are_no_words(void **state)
{
	(void)state;
	struct matter m =
	    texts("ja", "祭りが並び、客がおどりつつある。", "店が並び、人がおどりつつある。");

	assert_true(m.words <= 0 && m.names <= 0);
}

static void test_what_is_spelled_alike_is_shared(void **state)
{
	(void)state;
	struct matter m =
	    texts("uk", "Учора Кравченка бачили на вулиці.", "Кравченко мовчить досі.");

	assert_true(m.names > 3);
}

/* The title has the word itself, the text its kin: one and the same all the same. */
static void test_what_is_shared_counts_once(void **state)
{
	(void)state;
	static const char seen[] = "They met Kravchenk there.",
			  silent[] = "Kravchenko kept silent.";
	struct matter once = texts("en", seen, silent);
	struct matter both = weigh("en", "", seen, "Where is Kravchenk", silent);

	assert_true(both.names > once.names - 0.1f);
	assert_true(both.names < once.names * 1.2f);
}

static const char ferry[] = "The ferry to Lindisay burned. The ferry was old, and the fire on the "
			    "ferry began in the kitchen.";

static void test_what_titles_say_is_told_by_the_other(void **state)
{
	(void)state;
	struct matter same = weigh("en", "Ferry on fire", ferry, "Ferry burns at Lindisay",
	    "A ferry burned. Nobody was hurt.");
	struct matter passing = weigh("en", "Library to open",
	    "The library opens at noon. Readers of the library come by ferry.",
	    "Ferry burns at Lindisay", ferry);

	assert_true(same.row[MATTER_title] > passing.row[MATTER_title] + 0.1f);
	assert_true(same.score > passing.score);
}

/* What a story repeats, or has in its title, is what it is about. */
static void test_what_the_earlier_story_is_about(void **state)
{
	static const char about[] =
	    "They met Marwick and Quennell. Then Marwick spoke, and Marwick left.";
	(void)state;
	struct matter most = texts("en", "Nobody has seen Marwick since.", about);
	struct matter least = texts("en", "Nobody has seen Quennell since.", about);
	struct matter title = weigh("en", "", "Nobody has seen Quennell since.", "Quennell", about);

	assert_true(most.row[MATTER_names_told] > least.row[MATTER_names_told] + 0.1f);
	assert_true(title.row[MATTER_names_told] > least.row[MATTER_names_told]);
	assert_true(texts("en", "A ferry burned.", ferry).row[MATTER_words_told] >
		    texts("en", "A kitchen burned.", ferry).row[MATTER_words_told]);
}

static void test_one_outlets_two_stories_are_two_matters(void **state)
{
	(void)state;
	struct matter other = texts("en", ferry, "A ferry burned at Lindisay, in the kitchen.");
	struct profile *a = profile("en", "", ferry);
	struct profile *b = profile("en", "", "A ferry burned at Lindisay, in the kitchen.");

	a->source = b->source = 7;
	assert_true(weigh_of(a, b).score < other.score);
}

static void test_figures_of_its_own_tell_another_matter(void **state)
{
	static const char storm[] = "The storm took 47 boats and 318 roofs in Quellmore.";
	(void)state;
	struct matter same = texts("en", "In Quellmore 318 roofs are gone, and 47 boats.", storm);
	struct matter other = texts("en", "In Quellmore 612 roofs are gone, and 93 boats.", storm);

	assert_true(same.score > other.score + 0.3f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_who_is_in_office_is_no_name),
	    cmocka_unit_test(test_an_office_reaches_no_further_than_its_sentence),
	    cmocka_unit_test(test_a_place_is_no_persons_name),
	    cmocka_unit_test(test_a_place_is_one_in_all_its_forms),
	    cmocka_unit_test(test_runs_of_characters_are_names),
	    cmocka_unit_test(test_endings_in_hiragana_are_no_words),
	    cmocka_unit_test(test_what_is_spelled_alike_is_shared),
	    cmocka_unit_test(test_what_is_shared_counts_once),
	    cmocka_unit_test(test_what_titles_say_is_told_by_the_other),
	    cmocka_unit_test(test_what_the_earlier_story_is_about),
	    cmocka_unit_test(test_one_outlets_two_stories_are_two_matters),
	    cmocka_unit_test(test_figures_of_its_own_tell_another_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
