#include "cmocka_all.h"

#include "copytaster.h"

static const char first[] =
    "Harbour master Edna Lister closed Port Ellery on Monday after the tanker Marlin Star spilled "
    "300 tonnes of oil into the bay. Brandt Shipping, the owner, said that it would pay for the "
    "work. Volunteers collected seabirds on Ostley beach, where the first oil came ashore at noon.";

static struct ct_text text_of(const char *s)
{
	return (struct ct_text){s, strlen(s)};
}

static void test_sentences(void **state)
{
	(void)state;
	struct ct_normalizer *z = ct_normalizer_new();
	struct ct_story s = {.text = text_of(first)};
	struct ct_doc *d = NULL;

	assert_non_null(z);
	assert_int_equal(ct_normalize(z, &s, &d), CT_OK);
	assert_string_equal(ct_doc_language(d), "en");
	assert_int_equal(ct_doc_sentences(d), 3);
	struct ct_text one = ct_doc_sentence(d, 1);
	assert_memory_equal(one.p, "Brandt Shipping", 15);
	assert_int_equal(ct_doc_sentence(d, 3).n, 0);
	assert_int_equal(ct_doc_sentence(d, SIZE_MAX).n, 0);
	ct_doc_free(d);
	ct_doc_free(NULL);
	ct_normalizer_free(z);
	ct_normalizer_free(NULL);
}

static void test_fingerprint(void **state)
{
	(void)state;
	char copy[sizeof(first)];
	struct ct_normalizer *z = ct_normalizer_new();
	struct ct_story s = {.text = text_of(first)}, t = {.text = {copy, sizeof(first) - 1}};
	struct ct_doc *d = NULL;
	struct ct_fingerprint a, b;

	assert_non_null(z);
	memcpy(copy, first, sizeof(first));
	assert_int_equal(ct_normalize(z, &s, &d), CT_OK);
	ct_fingerprint_make(d, &a);
	assert_true(a.nkeys > 10 && a.nkeys <= CT_FINGERPRINT_KEYS);
	ct_doc_free(d);
	assert_int_equal(ct_normalize(NULL, &t, &d), CT_OK); /* scratch space changes nothing */
	memset(copy, 'x', sizeof(copy));                     /* nor is the story kept */
	ct_fingerprint_make(d, &b);
	ct_doc_free(d);
	assert_int_equal(a.nkeys, b.nkeys);
	assert_int_equal(a.words, b.words);
	assert_memory_equal(a.body, b.body, sizeof(a.body));
	assert_memory_equal(a.keys, b.keys, sizeof(a.keys));
	assert_int_equal(ct_normalize(z, &t, &d), CT_OK);
	ct_fingerprint_make(d, &b);
	ct_doc_free(d);
	assert_memory_not_equal(a.body, b.body, sizeof(a.body));
	ct_normalizer_free(z);
}

/* Views of no text, text that is not UTF-8, and more text than is read. */
static void test_odd_texts(void **state)
{
	(void)state;
	static char much[300000];
	struct ct_text odd[] = {
	    {NULL, 0}, text_of("\xff\xfe\xc3 a \xed\xa0\x80."), {much, sizeof(much)}};
	struct ct_normalizer *z = ct_normalizer_new();

	assert_non_null(z);
	for (size_t i = 0; i + 4 <= sizeof(much); i += 4)
		memcpy(much + i, "ab. ", 4);
	for (size_t i = 0; i < COUNT(odd); i++) {
		struct ct_story s = {.text = odd[i], .published = CT_TIME_UNKNOWN};
		struct ct_doc *d = NULL;
		assert_int_equal(ct_normalize(z, &s, &d), CT_OK);
		assert_true(ct_doc_sentences(d) <= 160);
		assert_non_null(ct_doc_language(d));
		ct_doc_free(d);
	}
	ct_normalizer_free(z);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sentences),
	    cmocka_unit_test(test_fingerprint),
	    cmocka_unit_test(test_odd_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
