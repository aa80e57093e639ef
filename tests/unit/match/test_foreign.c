#include "cmocka_all.h"

#include "court.h"
#include "foreign.h"
#include "gloss.h"

static struct profile *profile(const char *lang, const char *text)
{
	struct ct_story s = {.text = view_of(text), .lang = view_of(lang)};
	struct profile *p = NULL;
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_int_equal(profile_make(&d, 0, &p), CT_OK);
	return p;
}

/* How many terms the shadows of two stories share. */
static size_t shared(const char *lang_a, const char *text_a, const char *lang_b, const char *text_b)
{
	struct arena *arena = arena_new(4u << 20);
	struct profile *a = profile(lang_a, text_a), *b = profile(lang_b, text_b), *sa, *sb;
	size_t n = 0;

	assert_true(foreign_are(a, b));
	assert_int_equal(foreign_shadows(arena, a, b, foreign_scripts(a, b), &sa, &sb), CT_OK);
	for (size_t i = 0; i < sa->nterms; i++)
		for (size_t j = 0; j < sb->nterms; j++)
			n += sa->terms[i].term == sb->terms[j].term;
	profile_free(a);
	profile_free(b);
	arena_free(arena);
	return n;
}

static void test_words_of_one_matter(void **state)
{
	static const struct {
		const char *lang, *text;
	} rows[] = {
	    {"de", "Die Feuerwehr sperrte den Hafen"},
	    {"fr", "Les pompiers ont fermé le port"},
	    {"es", "Los bomberos cerraron el puerto"},
	    {"pt", "Os bombeiros fecharam o porto"},
	    {"it", "I pompieri hanno chiuso il porto"},
	    {"ru", "Пожарные закрыли порт"},
	    {"uk", "Пожежники закрили порт"},
	    {"ar", "رجال الإطفاء في الميناء"},
	    {"zh", "消防员封闭了港口"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (shared(rows[i].lang, rows[i].text, "en",
			"The firefighters had closed the harbour") < 2)
			fail_msg("%s", rows[i].text);
	assert_int_equal(shared("es", "Los pescadores venden pan", "en",
			     "The firefighters had closed the harbour"),
	    0);
}

static void test_cognates_and_times(void **state)
{
	(void)state;
	/* 11.40 p.m. and 23.40 are one time, "infrastructure" is one word. */
	assert_int_equal(shared("de", "Um 23.40 Uhr fiel die Infrastruktur aus", "en",
			     "The infrastructure had failed at 11.40 p.m. there"),
	    2);
	assert_int_equal(shared("de", "Um 22.40 Uhr fiel die Heizung aus", "en",
			     "The infrastructure had failed at 11.40 p.m. there"),
	    0);
}

static void test_every_matter_has_its_words(void **state)
{
	size_t n = 0, last = 0, of[GLOSS_MATTERS + 1] = {0};

	(void)state;
	for (; gloss_data[n] != 0; n++) {
		assert_true(n == 0 || gloss_data[n] >> 8 > gloss_data[n - 1] >> 8);
		size_t matter = gloss_data[n] & 255;
		of[matter]++;
		last = matter > last ? matter : last;
	}
	assert_int_equal(gloss_start[LANG_TABLE_ROWS], n);
	assert_true(last > 200);
	assert_int_equal(of[0], 0);
	for (size_t i = 1; i <= last; i++)
		assert_true(of[i] > 5);
}

static const char original[] =
    "Bei einer Explosion in einer Großbäckerei in Hohenweiler sind am Freitag sieben Menschen "
    "verletzt worden. Das Unglück ereignete sich um 16.15 Uhr in der Halle der Firma Rieger & "
    "Kolb. Die Druckwelle zerstörte Fenster im Umkreis von 250 Metern, wie Bürgermeisterin "
    "Gerlinde Hauff sagte. 110 Feuerwehrleute brachten den Brand nach drei Stunden unter "
    "Kontrolle. Geschäftsführer Matthias Kolb bezifferte den Schaden auf 4,5 Millionen Euro. Das "
    "Unternehmen, 1961 gegründet, beliefert 320 Filialen. Schon im Jahr 2020 hatte es dort "
    "gebrannt. Die Bundesstraße 27 blieb bis zum Mittag gesperrt.";

static const char *const translation[] = {
    "Seven people were injured on Friday in an explosion at an industrial bakery in Hohenweiler. ",
    "The accident happened at 4.15 p.m. in the hall of the company Rieger & Kolb. ",
    "The blast destroyed windows within 250 metres, the mayor, Gerlinde Hauff, said. ",
    "It took 110 firefighters three hours to bring the fire under control. ",
    "The managing director, Matthias Kolb, put the damage at 4.5 million euros. ",
    "The company, founded in 1961, supplies 320 shops. ",
    "There had been a fire there in 2020. ",
    "The federal road 27 remained closed until noon. ",
};

static enum ct_verdict verdict(struct court *c, const unsigned char *order, size_t n)
{
	struct buf b = BUF_INIT(1 << 16);

	for (size_t i = 0; i < n; i++)
		buf_adds(&b, translation[order[i]]);
	struct ct_story s = court_story("Abroad", "");
	s.text = buf_view(&b);
	s.published = 2 * HOUR;
	struct judgement v = court_judged(c, s, 2 * HOUR, 0);
	enum ct_verdict is = v.verdict;
	judgement_free(&v);
	buf_free(&b);
	return is;
}

/* The same sentences in another order are another's story. */
static void test_a_translation_follows_its_original(void **state)
{
	struct court *c = *state;
	struct ct_story s = court_story("Wire", original);

	s.lang = VIEW_LIT("de");
	s.published = HOUR;
	court_learn(c, s, HOUR);
	assert_int_equal(
	    verdict(c, (const unsigned char[]){0, 1, 2, 3, 4, 5, 6, 7}, 8), CT_REWRITTEN);
	assert_int_equal(verdict(c, (const unsigned char[]){0, 1, 2, 3, 4, 5}, 6), CT_REWRITTEN);
	assert_int_equal(
	    verdict(c, (const unsigned char[]){4, 7, 2, 0, 6, 3, 1, 5}, 8), CT_RELATED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words_of_one_matter),
	    cmocka_unit_test(test_cognates_and_times),
	    cmocka_unit_test(test_every_matter_has_its_words),
	    COURT_TEST(test_a_translation_follows_its_original),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
