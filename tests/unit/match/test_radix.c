#include "cmocka_all.h"

#include "idf_table.h"
#include "radix.h"

enum { MOST = 300 };

/* Keys that differ in the bits of `mask` alone: sorted, and equal ones in their order. */
static void check_sorted(size_t n, uint32_t mask)
{
	struct radix_item items[MOST], scratch[MOST];
	uint32_t x = 12345;

	for (size_t i = 0; i < n; i++) {
		x = x * 1664525u + 1013904223u;
		items[i] = (struct radix_item){
		    ((x >> 8 | x << 24) & mask) | (0xA5A5A5A5u & ~mask), (uint32_t)i};
	}
	radix_sort(items, scratch, n);
	for (size_t i = 1; i < n; i++) {
		assert_true(items[i - 1].key <= items[i].key);
		if (items[i - 1].key == items[i].key)
			assert_true(items[i - 1].value < items[i].value);
	}
}

static void sorts_whatever_bytes_differ(void **state)
{
	static const uint32_t masks[] = {
	    UINT32_MAX, 0, 0xFF, 0xFF00, 0xFF0000, 0xFF000000u, 0xFFFF00, 0xFF0000FFu, 0x01000001};
	static const size_t sizes[] = {0, 1, 2, 40, 41, MOST};

	(void)state;
	for (size_t m = 0; m < COUNT(masks); m++)
		for (size_t s = 0; s < COUNT(sizes); s++)
			check_sorted(sizes[s], masks[m]);
}

static void heavier_weights_come_first(void **state)
{
	(void)state;
	assert_true(radix_descending(11.5f) < radix_descending(2.0f));
	assert_true(radix_descending(2.0f) < radix_descending(0.0f));
}

static void every_common_word_is_found(void **state)
{
	(void)state;
	assert_int_equal(idf_table_start[LANG_TABLE_ROWS], idf_table_size);
	for (uint32_t i = 0; i < idf_table_size; i++) {
		uint32_t term = idf_table_data[i] | 0xFF;
		assert_int_equal(idf_table_level(term), idf_table_data[i] & 255);
		if (i > 0 && (idf_table_data[i] >> 8) - (idf_table_data[i - 1] >> 8) > 1)
			assert_int_equal(idf_table_level(term - 256), -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sorts_whatever_bytes_differ),
	    cmocka_unit_test(heavier_weights_come_first),
	    cmocka_unit_test(every_common_word_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
