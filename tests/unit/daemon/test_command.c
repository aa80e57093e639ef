#include "cmocka_all.h"
#include "command.h"

static struct command read_ok(const char *line)
{
	struct command c = {0};
	const char *wrong = command_parse(view_of(line), &c);

	if (wrong != NULL)
		fail_msg("%s: %s", line, wrong);
	return c;
}

static void each_command_is_read(void **state)
{
	static const struct {
		const char *line;
		enum command_kind kind;
		enum query_kind query;
	} cases[] = {
	    {"{\"cmd\":\"status\"}", COMMAND_QUERY, QUERY_COUNTS},
	    {"{\"cmd\":\"feeds\"}", COMMAND_QUERY, QUERY_FEEDS},
	    {"{\"cmd\":\"stories\"}", COMMAND_QUERY, QUERY_STORIES},
	    {"{\"cmd\":\"story\",\"id\":3}", COMMAND_QUERY, QUERY_STORY},
	    {"{\"cmd\":\"why\",\"id\":3}", COMMAND_QUERY, QUERY_WHY},
	    {" {\"cmd\" : \"alerts\"} ", COMMAND_QUERY, QUERY_ALERTS},
	    {"{\"cmd\":\"retry\"}", COMMAND_QUERY, QUERY_RETRY},
	    {"{\"cmd\":\"poll\",\"feed\":\"a\"}", COMMAND_POLL, 0},
	    {"{\"cmd\":\"opml\"}", COMMAND_OPML, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct command c = read_ok(cases[i].line);

		assert_int_equal(c.kind, cases[i].kind);
		if (c.kind == COMMAND_QUERY)
			assert_int_equal(c.query.kind, cases[i].query);
		command_free(&c);
	}
}

static void a_filter_is_read(void **state)
{
	struct command c =
	    read_ok("{\"cmd\":\"stories\",\"verdicts\":[\"rewritten\",\"new\",7,\"old\"],"
		    "\"feed\":\"a\",\"since\":\"1970-01-01T00:01:00Z\",\"until\":90,\"cluster\":5,"
		    "\"before\":9,\"limit\":2}");

	(void)state;
	assert_int_equal(c.query.filter.verdicts, 1u << CT_REWRITTEN | 1u << CT_NEW);
	assert_true(view_is(c.query.filter.feed, "a"));
	assert_int_equal(c.query.filter.since, 60);
	assert_int_equal(c.query.filter.until, 90);
	assert_int_equal(c.query.filter.cluster, 5);
	assert_int_equal(c.query.filter.before, 9);
	assert_int_equal(c.query.filter.limit, 2);
	command_free(&c);
	command_free(&c); /* again, and of a zeroed one */
}

static void limits_are_bounded(void **state)
{
	static const struct {
		const char *line;
		size_t limit;
	} cases[] = {
	    {"{\"cmd\":\"alerts\"}", 50},
	    {"{\"cmd\":\"alerts\",\"limit\":0}", 1},
	    {"{\"cmd\":\"alerts\",\"limit\":-5}", 1},
	    {"{\"cmd\":\"alerts\",\"limit\":\"7\"}", 50},
	    {"{\"cmd\":\"alerts\",\"limit\":9223372036854775807}", 100000},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct command c = read_ok(cases[i].line);

		assert_int_equal(c.query.limit, cases[i].limit);
		assert_false(c.follow);
		command_free(&c);
	}
	struct command c = read_ok("{\"cmd\":\"alerts\",\"follow\":true,\"after\":12}");
	assert_true(c.follow);
	assert_int_equal(c.query.after, 12);
	command_free(&c);
}

static void what_is_no_command_is_refused(void **state)
{
	static const char *const lines[] = {
	    "",
	    "status",
	    "[]",
	    "7",
	    "{",
	    "{}",
	    "{\"cmd\":7}",
	    "{\"cmd\":\"shutdown\"}",
	    "{\"cmd\":\"status\"} {}",
	    "{\"cmd\":\"status\",\"cmd\":\"retry\"}",
	    "{\"cmd\":\"story\"}",
	    "{\"cmd\":\"story\",\"id\":0}",
	    "{\"cmd\":\"story\",\"id\":\"3\"}",
	    "{\"cmd\":\"why\",\"id\":-1}",
	    "{\"cmd\":\"story\",\"id\":92233720368547758080}",
	    "{\"cmd\":\"st\\u0000atus\"}",
	    "{\"cmd\":\"status\xff\"}",
	    "{\"cmd\":\"poll\",\"feed\":\"\"}", /* would poll all of them */
	    "{\"cmd\":\"poll\",\"feed\":7}",
	    "{\"cmd\":\"stories\",\"feed\":\"\"}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct command c = {.kind = COMMAND_OPML};

		if (command_parse(view_of(lines[i]), &c) == NULL)
			fail_msg("taken: %s", lines[i]);
		assert_int_equal(c.kind, COMMAND_OPML);
		assert_null(c.json);
	}
	struct command c = {0};
	assert_non_null(command_parse((struct view){NULL, 0}, &c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_command_is_read),
	    cmocka_unit_test(a_filter_is_read),
	    cmocka_unit_test(limits_are_bounded),
	    cmocka_unit_test(what_is_no_command_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
