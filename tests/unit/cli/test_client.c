#include "cmocka_all.h"

#include "client.h"
#include "fake.h"

static struct buf seen;
static size_t enough_after;
static size_t lines;

static bool note(void *ctx, struct view line, const json_t *o)
{
	(void)ctx;
	assert_true(json_is_object(o));
	buf_addv(&seen, line);
	buf_addc(&seen, '$');
	return ++lines != enough_after;
}

static enum client_end ask(const char *answer, size_t piece, char why[512])
{
	json_t *request = json_pack("{s:s}", "cmd", "x");
	fake_start(answer, strlen(answer), piece);
	buf_clear(&seen);
	lines = 0;
	enum client_end end = client_ask(fake_path, request, 5, note, NULL, why);
	fake_end();
	json_decref(request);
	return end;
}

static void lines_are_taken_whole(void **state)
{
	(void)state;
	char why[512];
	static const char answer[] = "{\"a\":1}\n{\"b\":\"long long line\"}\n{\"c\":3}\n";
	for (size_t piece = 1; piece < sizeof(answer); piece += 3) {
		assert_int_equal(ask(answer, piece, why), CLIENT_OK);
		assert_string_equal(seen.p, "{\"a\":1}${\"b\":\"long long line\"}${\"c\":3}$");
		assert_string_equal(fake_request, "{\"cmd\":\"x\"}\n");
	}
	assert_int_equal(ask("{\"text\":\"a\\u0000b\"}\n", 99, why), CLIENT_OK);
	assert_string_equal(why, "");
}

static void no_lines_are_an_empty_list(void **state)
{
	(void)state;
	char why[512];
	assert_int_equal(ask("", 1, why), CLIENT_OK);
	assert_int_equal(lines, 0);
}

static void the_callback_can_have_enough(void **state)
{
	(void)state;
	char why[512];
	enough_after = 1;
	assert_int_equal(ask("{\"a\":1}\n{\"b\":2}\n", 100, why), CLIENT_OK);
	assert_int_equal(lines, 1);
	enough_after = 0;
}

static void errors_are_told(void **state)
{
	(void)state;
	char why[512];
	assert_int_equal(ask("{\"error\":\"no story 7\"}\n", 100, why), CLIENT_REFUSED);
	assert_string_equal(why, "no story 7");
	assert_int_equal(lines, 0);
	/* only the first line can be one: a later object may have such a key */
	assert_int_equal(ask("{\"a\":1}\n{\"error\":\"x\"}\n", 100, why), CLIENT_OK);
	assert_int_equal(lines, 2);
}

static void what_is_no_answer_is_told(void **state)
{
	(void)state;
	char why[512];
	assert_int_equal(ask("HTTP/1.1 400 Bad Request\r\n", 100, why), CLIENT_TROUBLE);
	assert_non_null(strstr(why, "is not copytasterd"));
	assert_int_equal(ask("[1]\n", 100, why), CLIENT_TROUBLE);
	assert_int_equal(ask("{\"a\":1}\n{\"b\":", 100, why), CLIENT_TROUBLE);
	assert_string_equal(why, "copytasterd hung up amid its answer");
	assert_int_equal(lines, 1);
}

static void no_daemon_is_told(void **state)
{
	(void)state;
	char why[512], path[200];
	json_t *request = json_object();
	assert_int_equal(
	    client_ask("/nonexistent/x.sock", request, 5, note, NULL, why), CLIENT_TROUBLE);
	assert_string_equal(why, "copytasterd is not running: there is no /nonexistent/x.sock");
	close(fake_listen());
	assert_int_equal(client_ask(fake_path, request, 5, note, NULL, why), CLIENT_TROUBLE);
	assert_non_null(strstr(why, "nobody answers at"));
	unlink(fake_path);
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(client_ask(path, request, 5, note, NULL, why), CLIENT_TROUBLE);
	assert_non_null(strstr(why, "too long a path"));
	json_decref(request);
}

static void silence_ends(void **state)
{
	(void)state;
	char why[512];
	json_t *request = json_object();
	int fd = fake_listen(); /* connects, and is never accepted */
	assert_int_equal(client_ask(fake_path, request, 1, note, NULL, why), CLIENT_TROUBLE);
	assert_string_equal(why, "copytasterd does not answer");
	close(fd);
	unlink(fake_path);
	json_decref(request);
}

static int setup(void **state)
{
	seen = BUF_INIT(1 << 20);
	return fake_setup(state);
}

static int teardown(void **state)
{
	buf_free(&seen);
	return fake_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_taken_whole),
	    cmocka_unit_test(no_lines_are_an_empty_list),
	    cmocka_unit_test(the_callback_can_have_enough),
	    cmocka_unit_test(errors_are_told),
	    cmocka_unit_test(what_is_no_answer_is_told),
	    cmocka_unit_test(no_daemon_is_told),
	    cmocka_unit_test(silence_ends),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
