#include "cmocka_all.h"

#include "event.h"
#include "verify.h"

#define HOUR 3600

struct pair {
	struct arena *arena;
	struct idf *idf;
	struct profile *a, *b;
};

static struct profile *profile(
    const char *lang, const char *title, const char *text, int64_t published)
{
	struct ct_story s = {.title = view_of(title), .text = view_of(text), .lang = view_of(lang)};
	struct profile *p = NULL;
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_int_equal(profile_make(&d, 0, &p), CT_OK);
	p->published = published;
	return p;
}

static struct pair pair(const char *lang, const char *title_a, const char *a, const char *title_b,
    const char *b, int64_t apart)
{
	struct pair p = {.arena = arena_new(1u << 20), .idf = idf_new()};

	p.b = profile(lang, title_b, b, 100 * HOUR);
	p.a = profile(lang, title_a, a, 100 * HOUR + apart);
	profile_weigh(p.a, p.idf, NULL);
	profile_weigh(p.b, p.idf, NULL);
	return p;
}

static void done(struct pair p)
{
	profile_free(p.a);
	profile_free(p.b);
	idf_free(p.idf);
	arena_free(p.arena);
}

static struct verify verified(struct pair p)
{
	struct verify v;

	assert_int_equal(verify_make(p.arena, p.idf, p.a, p.b, 1, &v), CT_OK);
	done(p);
	return v;
}

static bool told(struct pair p)
{
	return verified(p).told;
}

static const char wire[] =
    "A storm surge broke the sea wall at Quellmore on Sunday and flooded two hundred cellars. "
    "Harbour master Tobias Brenk said the water had come within an hour. Engineers from Ostrava "
    "brought eleven pumps. The ferry to Lindisay does not run until the pier is mended.";
static const char local[] =
    "Old Mrs Tanner carried her canary up three flights and sat on the stairs until it was light. "
    "In Quellmore they say that you cannot argue with the sea. Boats stood in the market square, "
    "and Tobias Brenk lent out his rubber boots. Somebody had painted a sign, To Lindisay, and "
    "nailed it to a lamp post. Pumps ran in flooded cellars, and the "
    "baker gave away what was dry.";
static const char other[] =
    "The council of Hartlow wants to sell its town hall to a hotel. A public meeting is planned "
    "for the autumn, said the clerk, Simon Westerby. Members of the chess club have met in the "
    "cellar for sixty years and would have to move out. The price is to be told next week by "
    "the agents, who have had four offers so far.";

static void test_names_in_common_make_an_event(void **state)
{
	(void)state;
	assert_true(
	    told(pair("en", "What the sea left", local, "Sea wall breaks", wire, 4 * HOUR)));
	assert_false(told(pair("en", "Hall for sale", other, "Sea wall breaks", wire, 4 * HOUR)));
}

static const char theft[] =
    "The treasurer of the fishing guild in Quellmore was arrested on Monday over forged invoices "
    "for ice and fuel. The guild's head, Tobias Brenk, had gone to the police in January after "
    "the bank refused to pay wages. The guild speaks for the crews of ninety boats.";
static const char quay[] =
    "They talk of nothing else on the quay of Quellmore. The treasurer, a quiet man, had kept the "
    "keys of the cash box for half his life. Police took a suitcase of forged invoices from his "
    "house. The guild meets on Sunday, and Tobias Brenk asked for patience.";
static const char feast[] =
    "More than twelve thousand people came to the tuna feast in Quellmore, the town says. Early in "
    "the morning Tobias Brenk handed out the first plates himself. Hotels are booked until the "
    "weekend, and there will be a cooking contest next year, with concerts every night.";

static void test_a_town_and_its_first_man_stand_in_all_its_news(void **state)
{
	(void)state;
	struct verify feasted =
	    verified(pair("en", "Feast", feast, "Man arrested", theft, 4 * HOUR));
	struct verify same = verified(pair("en", "Quay", quay, "Man arrested", theft, 4 * HOUR));

	assert_true(same.told);
	assert_true(same.matter > feasted.matter + 1);
}

static void test_only_within_days(void **state)
{
	(void)state;
	assert_false(
	    told(pair("en", "What the sea left", local, "Sea wall breaks", wire, 90 * HOUR)));
	assert_true(
	    told(pair("en", "What the sea left", local, "Sea wall breaks", wire, -20 * HOUR)));

	struct pair p = pair("en", "", local, "", wire, HOUR);
	p.b->published = CT_TIME_UNKNOWN;
	assert_false(told(p));
	p = pair("en", "", local, "", wire, HOUR);
	p.a->published = INT64_MAX;
	p.b->published = INT64_MIN + 1;
	assert_false(told(p));
}

static void test_what_comes_weekly_follows_nothing_up(void **state)
{
	(void)state;
	struct pair p = pair("en", "", wire, "", local, 100 * HOUR);

	assert_true(event_apart(p.a, p.b));
	assert_true(event_follows(p.a, p.b));
	done(p);
	p = pair("en", "", wire, "", local, 168 * HOUR);
	assert_false(event_follows(p.a, p.b));
	done(p);
}

static void test_apart_only_where_both_are_dated(void **state)
{
	(void)state;
	struct pair p = pair("en", "", wire, "", local, 90 * HOUR);

	assert_true(event_apart(p.a, p.b));
	p.b->published = CT_TIME_UNKNOWN;
	assert_false(event_apart(p.a, p.b));
	assert_false(event_near(p.a, p.b));
	done(p);
}

static bool told_abroad(const char *lang, const char *text, const char *other_lang,
    const char *other_text, int64_t apart)
{
	struct pair p = {.arena = arena_new(4u << 20), .idf = idf_new()};
	struct verify v;

	p.a = profile(lang, "", text, 100 * HOUR + apart);
	p.b = profile(other_lang, "", other_text, 100 * HOUR);
	profile_weigh(p.a, p.idf, NULL);
	profile_weigh(p.b, p.idf, NULL);
	assert_int_equal(verify_make(p.arena, p.idf, p.a, p.b, 1, &v), CT_OK);
	assert_true(v.foreign);
	done(p);
	return v.told;
}

static void test_names_tell_across_languages(void **state)
{
	static const char russian[] =
	    "В Старокаменске в четверг вечером на спуске улицы Гончарной сошёл с рельсов трамвай. "
	    "Пострадали люди, двое находятся в тяжёлом состоянии, сообщила врач Инна Верещагина. "
	    "По предварительным данным, отказали тормоза. Вагон врезался в аптеку, и движение на "
	    "трёх маршрутах остановлено. Прокуратура начала проверку депо, где его обслуживали.";
	static const char english[] =
	    "A tram left the rails in the Russian city of Starokamensk and crashed into a "
	    "pharmacy. "
	    "The doctor on duty, Inna Vereshchagina, said that most of the injured had broken "
	    "bones. "
	    "The brakes appear to have failed on the slope of Goncharnaya street. Witnesses said "
	    "the "
	    "driver rang the bell all the way down. Trains of that kind are no longer made there.";
	(void)state;
	assert_true(told_abroad("en", english, "ru", russian, 5 * HOUR));
	assert_false(told_abroad("en", english, "ru", russian, 90 * HOUR));
	assert_false(told_abroad("en", wire, "ru", russian, 5 * HOUR));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names_in_common_make_an_event),
	    cmocka_unit_test(test_a_town_and_its_first_man_stand_in_all_its_news),
	    cmocka_unit_test(test_only_within_days),
	    cmocka_unit_test(test_apart_only_where_both_are_dated),
	    cmocka_unit_test(test_what_comes_weekly_follows_nothing_up),
	    cmocka_unit_test(test_names_tell_across_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
