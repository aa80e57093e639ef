#include "cmocka_all.h"

#include "translit.h"

static size_t latin(const char *s, char out[TRANSLIT_MAX])
{
	return translit_latin(view_of(s), out);
}

static uint32_t sound(const char *s)
{
	char l[TRANSLIT_MAX];

	return translit_sound(l, latin(s, l));
}

static uint32_t cross(const char *s)
{
	char l[TRANSLIT_MAX];

	return translit_cross(l, latin(s, l));
}

static void test_fold(void **state)
{
	(void)state;
	assert_int_equal(translit_fold('Q'), 'q');
	assert_int_equal(translit_fold(0xC9), 0xE9);   /* É */
	assert_int_equal(translit_fold(0x401), 0x435); /* Ё is е */
	assert_int_equal(translit_fold(0xAD), 0);      /* soft hyphen */
	assert_int_equal(translit_fold(0x4E00), 0x4E00);
}

static void test_names_sound_alike(void **state)
{
	(void)state;
	assert_int_equal(sound("harrowdale"), sound("харроудейл"));
	assert_int_equal(sound("kellogg"), sound("келлог"));
	assert_int_not_equal(sound("harrowdale"), sound("larkhaven"));
	assert_int_equal(sound("io"), 0);
	assert_int_equal(sound("火灾"), 0);
}

static void test_cognates(void **state)
{
	(void)state;
	assert_int_equal(cross("patienten"), cross("patients"));
	assert_int_equal(cross("ransomware"), cross("ransomwareangriff"));
	assert_int_not_equal(cross("hospital"), cross("krankenhaus"));
	assert_int_equal(cross("der"), 0);
}

static void test_long_words_are_clipped(void **state)
{
	(void)state;
	char l[TRANSLIT_MAX];

	assert_true(latin("щщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщщ", l) <= TRANSLIT_MAX);
	assert_true(latin("donaudampfschifffahrtsgesellschaft", l) <= TRANSLIT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fold),
	    cmocka_unit_test(test_names_sound_alike),
	    cmocka_unit_test(test_cognates),
	    cmocka_unit_test(test_long_words_are_clipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
