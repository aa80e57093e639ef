#include "cmocka_all.h"

#include <stdio.h>

#include "fingerprint.h"

static const char text[] =
    "Harbour master Edna Lister closed Port Ellery on Monday after the Marlin Star spilled 300 "
    "tonnes of oil. Brandt Shipping said it would pay. Volunteers gathered seabirds at Ostley.";

static struct fingerprint make_in(const char *lang, const char *title, const char *body)
{
	struct ct_story s = {.title = view_of(title), .text = view_of(body), .lang = view_of(lang)};
	struct fingerprint fp;
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	fingerprint_make(d, &fp);
	doc_free(d);
	return fp;
}

static struct fingerprint make(const char *title, const char *body)
{
	return make_in("en", title, body);
}

static size_t shared(const struct fingerprint *a, const struct fingerprint *b)
{
	size_t n = 0;

	for (size_t i = 0; i < a->nkeys; i++)
		for (size_t k = 0; k < b->nkeys; k++)
			n += a->keys[i] == b->keys[k];
	return n;
}

static void test_same_body_other_headline(void **state)
{
	(void)state;
	struct fingerprint a = make("Oil spill", text), b = make("Port closed", text);

	assert_int_equal(a.body[0], b.body[0]);
	assert_int_equal(a.body[1], b.body[1]);
	assert_int_equal(a.version, FINGERPRINT_VERSION);
	assert_true(a.nkeys >= 20);
	assert_int_equal(shared(&a, &b), a.nkeys);
}

static void test_rewrite_shares_keys(void **state)
{
	(void)state;
	struct fingerprint a = make("", text);
	struct fingerprint b =
	    make("", "Port Ellery was shut by harbour master Edna Lister when 300 "
		     "tonnes of oil poured from the Marlin Star, owned by Brandt "
		     "Shipping. At Ostley seabirds were picked up.");
	struct fingerprint c =
	    make("", "Parliament approved the school budget on Tuesday after a long "
		     "debate, and the unions welcomed the decision.");

	assert_int_not_equal(a.body[0], b.body[0]);
	assert_true(shared(&a, &b) >= 10);
	assert_true(shared(&a, &c) <= 2);
}

/* Nor has one of Arabic, where any rare word may be a name. */
static void test_numbers_have_no_sound(void **state)
{
	(void)state;
	struct fingerprint a = make_in("ar", "", "من 418617 إلى 731243 من 52917 إلى");
	struct fingerprint b = make("", "from 418617 to 731243 from 52917 to");

	assert_true(a.nkeys > 0);
	assert_int_equal(a.nkeys, b.nkeys);
	assert_int_equal(shared(&a, &b), b.nkeys);
}

/* Forty names are heavier than any number; what another language keeps is the numbers. */
static void test_numbers_beside_many_names(void **state)
{
	(void)state;
	char body[2048] = "They took 67 boxes from 180 rooms in 22 houses and 19 sheds.";

	for (int i = 0; i < 40; i++) {
		size_t n = strlen(body);
		snprintf(body + n, sizeof(body) - n, " Then came Qua%cz%cor%civ and spoke.",
		    'a' + i % 26, 'a' + i / 26, 'a' + i * 7 % 26);
	}
	struct fingerprint a = make("", body);
	struct fingerprint b = make_in("de", "", "Dort 67. Hier 180. Dann 22. Zuletzt 19.");

	assert_true(shared(&a, &b) >= 3);
}

static void test_encode_decode(void **state)
{
	(void)state;
	struct fingerprint a = make("", text), b;
	struct buf bytes = BUF_INIT(4096);

	fingerprint_encode(&a, &bytes);
	struct cursor c = cursor_of(buf_view(&bytes));
	assert_int_equal(fingerprint_decode(&c, &b), CT_OK);
	assert_int_equal(cursor_left(&c), 0);
	assert_int_equal(a.nkeys, b.nkeys);
	assert_memory_equal(a.keys, b.keys, a.nkeys * sizeof(*a.keys));
	for (size_t n = 0; n < bytes.n; n++) {
		c = cursor_of(view_sub(buf_view(&bytes), 0, n));
		assert_int_not_equal(fingerprint_decode(&c, &b), CT_OK);
	}
	bytes.p[0]++;
	c = cursor_of(buf_view(&bytes));
	assert_int_equal(fingerprint_decode(&c, &b), CT_EVERSION);
	buf_free(&bytes);
}

static void test_empty(void **state)
{
	(void)state;
	struct fingerprint a = make("", "");

	assert_int_equal(a.nkeys, 0);
	assert_int_equal(a.words, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same_body_other_headline),
	    cmocka_unit_test(test_rewrite_shares_keys),
	    cmocka_unit_test(test_numbers_have_no_sound),
	    cmocka_unit_test(test_numbers_beside_many_names),
	    cmocka_unit_test(test_encode_decode),
	    cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
