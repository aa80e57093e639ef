/* A block's mask has a bit for every byte. */
#include "bytes16.h"
#include "cmocka_all.h"

static void masks_every_byte(void **state)
{
	(void)state;
	for (uint32_t want = 0; want < 1u << BYTES16_SIZE; want++) {
		char bytes[BYTES16_SIZE];

		for (size_t i = 0; i < BYTES16_SIZE; i++)
			bytes[i] = (want >> i & 1) != 0 ? 'x' : (char)('x' + 1);
		uint32_t got = bytes16_mask((bytes16)(bytes16_load(bytes) == 'x'));
		assert_int_equal(got, want);
		if (want != 0)
			assert_int_equal(
			    want & ((2u << bytes16_first(got)) - 1), 1u << bytes16_first(got));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(masks_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
