#include "cmocka_all.h"

#include "timeofday.h"

/* The first number of a text, in minutes since noon or midnight; -1: it is no time. */
static int read(const char *lang, const char *text, const char **rest)
{
	static char kept[64];
	struct ct_story s = {.text = view_of(text), .lang = view_of(lang)};
	struct timeofday t;
	struct doc *d = NULL;
	int minutes = -1;
	size_t i = 0;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	while (i < d->ntokens && (d->tokens[i].flags & DOC_NUMBER) == 0)
		i++;
	assert_true(i < d->ntokens);
	if (timeofday_read(d, i, &t)) {
		minutes = (int)t.minutes;
		assert_true(t.end <= d->text.n && d->text.n - t.end < sizeof(kept));
		memcpy(kept, d->text.p + t.end, d->text.n - t.end);
		kept[d->text.n - t.end] = '\0';
	}
	doc_free(d);
	if (rest != NULL)
		*rest = kept;
	return minutes;
}

static void test_the_same_time_in_many_ways(void **state)
{
	static const struct {
		const char *lang, *text;
	} rows[] = {
	    {"en", "It began at 11.40 p.m. on Sunday."},
	    {"en", "It began at 11:40 on Sunday."},
	    {"en", "It began at 11.40 and went on."},
	    {"de", "Es begann gegen 23.40 Uhr am Sonntag."},
	    {"fr", "Tout a commencé à 23 h 40 dimanche."},
	    {"fr", "Tout a commencé à 23h40 dimanche."},
	    {"it", "È cominciato alle 23.40 di domenica."},
	    {"it", "Alle 23.40 per un incendio sono usciti."},
	    {"fr", "Il dort jusqu'à 23 h 40 au moins."},
	    {"pt", "Foi por volta das 23h40 de sábado."},
	    {"en", "It began at\n11.40, Pound said."},
	    {"es", "Empezó a las 23.40 del domingo."},
	    {"ru", "Началось в 23:40 в воскресенье."},
	    {"ar", "بدأ عند الساعة 11:40 يوم الأحد."},
	    {"ja", "日曜午後11時40分ごろ始まった。"},
	    {"zh", "事故发生在晚上11时40分。"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (read(rows[i].lang, rows[i].text, NULL) != 11 * 60 + 40)
			fail_msg("%s", rows[i].text);
	assert_int_equal(read("en", "It began at 2 a.m. there.", NULL), 120);
	assert_int_equal(read("de", "Um 12 Uhr war Schluss.", NULL), 0);
	assert_int_equal(read("pt", "Foi às 15h de sábado.", NULL), 180);
}

static void test_what_is_none(void **state)
{
	static const struct {
		const char *lang, *text;
	} rows[] = {
	    {"en", "It cost 11.40 pounds."},
	    {"en", "Shares were sold at 3.50 dollars."},
	    {"en", "Shares were sold at $3.50 and less."},
	    {"en", "It rose by 3.50 per cent."},
	    {"en", "It rose by 3.50% there."},
	    {"en", "The climb took her by 11.40 miles."},
	    {"de", "Das Wasser stieg um 3.50 Meter."},
	    {"en", "They were 11 amateurs."},
	    {"en", "It lasted 11:405 somehow."},
	    {"en", "A ratio of 11:75 was told."},
	    {"en", "By 1940 it was over."},
	    {"de", "Er fuhr 25 Uhren spazieren."},
	    {"de", "Er fuhr 11 Uhren spazieren."},
	    {"de", "Es waren 11 am Montag und mehr am Dienstag."},
	    {"fr", "Il y avait 23 hommes."},
	    {"fr", "Le trajet dure 2 h de plus."},
	    {"fr", "Rouvert pendant 2 h 30, il a fermé."},
	    {"fr", "Elle veille 24 h sur 24."},
	    {"es", "La película dura 2 h y aburre."},
	    {"es", "Duró 2h."},
	    {"pt", "A viagem durou 2h30 ao todo."},
	    {"it", "Il viaggio dura 2 h circa."},
	    {"it", "Tornano in 2 h."},
	    {"ja", "職員14人が3時間かけた。"},
	    {"ja", "作業は3時間かかった。"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (read(rows[i].lang, rows[i].text, NULL) != -1)
			fail_msg("%s", rows[i].text);
}

static void test_where_it_ends(void **state)
{
	const char *rest;

	(void)state;
	assert_int_equal(read("fr", "À 14 h 20 la cabine", &rest), 140);
	assert_string_equal(rest, " la cabine");
	assert_int_equal(read("en", "At 9:05", &rest), 545);
	assert_string_equal(rest, "");
	assert_int_equal(read("ja", "午後1時40分", &rest), 100);
	assert_int_equal(read("en", "11", NULL), -1);
	assert_int_equal(read("en", "11:", NULL), -1);
	assert_int_equal(read("en", "11:4", NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_same_time_in_many_ways),
	    cmocka_unit_test(test_what_is_none),
	    cmocka_unit_test(test_where_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
