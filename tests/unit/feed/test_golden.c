/* tests/golden: feeds of every format against what must come of them. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "emit.h"
#include "feed.h"
#include "load.h"

#define GOLDEN "tests/golden"

/* Where they differ, down to the value. */
static void compare(const char *where, const json_t *got, const json_t *want)
{
	char path[512];
	const char *key;
	json_t *value;
	size_t i;

	if (json_equal(got, want))
		return;
	if (json_is_object(got) && json_is_object(want)) {
		json_object_foreach((json_t *)want, key, value)
		{
			snprintf(path, sizeof(path), "%s.%s", where, key);
			compare(path, json_object_get(got, key), value);
		}
		assert_int_equal(json_object_size(got), json_object_size(want));
	} else if (json_is_array(got) && json_array_size(got) == json_array_size(want)) {
		json_array_foreach((json_t *)want, i, value)
		{
			snprintf(path, sizeof(path), "%s[%zu]", where, i);
			compare(path, json_array_get(got, i), value);
		}
	} else {
		char *a = json_dumps(got, JSON_ENCODE_ANY), *b = json_dumps(want, JSON_ENCODE_ANY);

		print_error("%s:\n  got  %s\n  want %s\n", where, a != NULL ? a : "nothing",
		    b != NULL ? b : "nothing");
		free(a);
		free(b);
		fail();
	}
}

static void check(const char *name)
{
	char path[512];
	struct feed *f = NULL;
	const char *what = "";
	struct buf out = BUF_INIT(1 << 20);
	struct emit e = emit_to(&out);

	snprintf(path, sizeof(path), GOLDEN "/%s.feed", name);
	struct buf doc = load(path);
	assert_int_equal(
	    feed_parse(buf_view(&doc), VIEW_LIT(""), VIEW_LIT(""), &feed_limits_default, &f, &what),
	    CT_OK);
	feed_json(f, &e);
	assert_int_equal(out.err, CT_OK);
	snprintf(path, sizeof(path), GOLDEN "/%s.json", name);
	struct buf expected = load(path);
	json_t *want = json_loadb(expected.p, expected.n, 0, NULL);
	json_t *got = json_loadb(out.p, out.n, 0, NULL);
	assert_non_null(want);
	assert_non_null(got);
	compare(name, got, want);
	json_decref(want);
	json_decref(got);
	feed_free(f);
	buf_free(&doc);
	buf_free(&out);
	buf_free(&expected);
}

static void matches(void **state)
{
	(void)state;
	DIR *d = opendir(GOLDEN);
	size_t n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		char name[256];
		const char *dot = strrchr(e->d_name, '.');

		if (dot == NULL || strcmp(dot, ".feed") != 0)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(dot - e->d_name), e->d_name);
		check(name);
		n++;
	}
	closedir(d);
	assert_true(n >= 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
