#include <getopt.h>

#include "cli.h"
#include "cmocka_all.h"

static const char *store;
static bool bulk;
static const struct cli_option table[] = {
    {"store", &store, NULL},
    {"bulk", NULL, &bulk},
    {"json", NULL, NULL},
    {NULL, NULL, NULL},
};

static bool read_options(int n, const char **argv, int *status)
{
	store = NULL;
	bulk = false;
	optind = 0; /* a new scan */
	return cli_options(n, (char **)(uintptr_t)argv, "the usage\n", table, status);
}
#define READ(status, ...)                                                                    \
	read_options((int)(sizeof((const char *[]){"judge", __VA_ARGS__}) / sizeof(char *)), \
	    (const char *[]){"judge", __VA_ARGS__, NULL}, status)

static void options_and_files(void **state)
{
	int status = -1;

	(void)state;
	assert_true(READ(&status, "--store", "s.db", "--json", "--bulk", "a", "b"));
	assert_string_equal(store, "s.db");
	assert_true(bulk);
	assert_int_equal(optind, 5);
	assert_true(READ(&status, "a"));
	assert_null(store);
	assert_false(bulk);
	assert_int_equal(status, -1);
}

static void ends_of_the_command(void **state)
{
	int status = -1;

	(void)state;
	assert_false(READ(&status, "-h", "a"));
	assert_int_equal(status, 0);
	assert_false(READ(&status, "--help"));
	assert_int_equal(status, 0);
	assert_false(READ(&status, "--nonsense"));
	assert_int_equal(status, 2);
	assert_false(READ(&status, "--store"));
	assert_int_equal(status, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(options_and_files),
	    cmocka_unit_test(ends_of_the_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
