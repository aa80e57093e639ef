#include "cmocka_all.h"

#include "memory.h"
#include "radix.h"

static struct doc *make(const char *text)
{
	struct ct_story s = {.text = view_of(text), .lang = VIEW_LIT("en")};
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	return d;
}

static void test_a_form_is_learned(void **state)
{
	(void)state;
	struct memory *m = memory_new();
	struct doc *a = make("The quake had a depth of 44 kilometres near Port Ellery.");
	struct doc *b = make("The quake had a depth of 61 kilometres near Ostley Bay.");
	struct doc *c = make("The minister resigned after a long debate about the budget.");

	assert_int_equal(memory_skeleton(a, 0), memory_skeleton(b, 0));
	memory_learn(m, 1, a);
	assert_false(memory_repeats(m, 1, memory_skeleton(b, 0)));
	memory_learn(m, 1, b);
	assert_true(memory_repeats(m, 1, memory_skeleton(a, 0)));
	assert_false(memory_repeats(m, 2, memory_skeleton(a, 0))); /* another source */
	assert_false(memory_repeats(m, 1, memory_skeleton(c, 0)));

	struct buf saved = BUF_INIT(1 << 20);
	memory_save(m, &saved);
	struct memory *n = memory_new();
	struct cursor at = cursor_of(buf_view(&saved));
	assert_int_equal(memory_load(n, &at), CT_OK);
	assert_true(memory_repeats(n, 1, memory_skeleton(a, 0)));
	at = cursor_of(view_sub(buf_view(&saved), 0, saved.n - 1));
	assert_int_equal(memory_load(n, &at), CT_EINVAL);
	buf_free(&saved);
	memory_free(m);
	memory_free(n);
	doc_free(a);
	doc_free(b);
	doc_free(c);
}

static void test_radix_sorts(void **state)
{
	(void)state;
	struct radix_item items[500], spare[500];
	uint32_t x = 1;

	for (size_t n = 0; n <= 500; n += 50) {
		for (size_t i = 0; i < n; i++) {
			x = x * 1664525u + 1013904223u;
			items[i] = (struct radix_item){i % 3 ? x : x & 7, (uint32_t)i};
		}
		radix_sort(items, spare, n);
		for (size_t i = 1; i < n; i++) {
			assert_true(items[i - 1].key <= items[i].key);
			if (items[i - 1].key == items[i].key)
				assert_true(items[i - 1].value < items[i].value);
		}
	}
	assert_true(radix_descending(2.5f) < radix_descending(2.25f));
	assert_true(radix_descending(0.5f) < radix_descending(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_form_is_learned),
	    cmocka_unit_test(test_radix_sorts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
