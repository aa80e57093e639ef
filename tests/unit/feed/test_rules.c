/*
 * tests/golden/NAME.cases: one rule each, of how elements are read.
 *
 *	== what it is about
 *	@ http://base.example/ text/xml; charset=utf-8      base and type, or neither
 *	<rss>...</rss>                                       lines of the document
 *	-> entries.0.title "What it must become"
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "cmocka_all.h"
#include "emit.h"
#include "feed.h"

#define GOLDEN "tests/golden"

struct one {
	char name[200], base[200], type[200];
	struct buf doc;
	json_t *got; /* NULL: not read yet */
	size_t checked;
};

static void read_doc(struct one *c)
{
	struct feed *f = NULL;
	const char *what = "";
	struct buf out = BUF_INIT(1 << 20);
	struct emit e = emit_to(&out);
	struct feed_limits limits = feed_limits_default;

	limits.files = true;
	if (feed_parse(buf_view(&c->doc), view_of(c->base), view_of(c->type), &limits, &f, &what) !=
	    CT_OK)
		fail_msg("%s: no feed but %s", c->name, what);
	feed_json(f, &e);
	c->got = json_loadb(out.p, out.n, 0, NULL);
	assert_non_null(c->got);
	feed_free(f);
	buf_free(&out);
}

static const json_t *at(const json_t *j, char *path)
{
	for (char *save = NULL, *key = strtok_r(path, ".", &save); key != NULL && j != NULL;
	     key = strtok_r(NULL, ".", &save))
		j = json_is_array(j) ? json_array_get(j, strtoul(key, NULL, 10))
				     : json_object_get(j, key);
	return j;
}

static void expect(struct one *c, char *line)
{
	char *value = strchr(line, ' '), path[200];

	assert_non_null(value);
	*value++ = '\0';
	snprintf(path, sizeof(path), "%s", line);
	if (c->got == NULL)
		read_doc(c);
	json_t *want = json_loads(value, JSON_DECODE_ANY, NULL);
	if (want == NULL)
		fail_msg("%s: %s: not JSON: %s", c->name, path, value);
	const json_t *got = at(c->got, line);
	if (!json_equal(got, want)) {
		char *a = got != NULL ? json_dumps(got, JSON_ENCODE_ANY) : NULL;
		fail_msg("%s: %s\n  got  %s\n  want %s", c->name, path, a != NULL ? a : "nothing",
		    value);
	}
	json_decref(want);
	c->checked++;
}

static void begin(struct one *c, const char *name)
{
	json_decref(c->got);
	buf_clear(&c->doc);
	c->got = NULL;
	c->base[0] = c->type[0] = '\0';
	snprintf(c->name, sizeof(c->name), "%s", name);
}

static size_t run(const char *path)
{
	struct one c = {.doc = BUF_INIT(1 << 20)};
	char *line = NULL;
	size_t room = 0;
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	for (ssize_t n; (n = getline(&line, &room, f)) > 0;) {
		if (strncmp(line, "-> ", 3) == 0) {
			line[n - 1] = '\0';
			expect(&c, line + 3);
		} else if (strncmp(line, "== ", 3) == 0) {
			line[n - 1] = '\0';
			begin(&c, line + 3);
		} else if (strncmp(line, "@ ", 2) == 0) {
			sscanf(line, "@ %199s %199[^\n]", c.base, c.type);
		} else {
			buf_add(&c.doc, line, (size_t)n);
		}
	}
	begin(&c, "");
	free(line);
	fclose(f);
	buf_free(&c.doc);
	return c.checked;
}

static void holds(void **state)
{
	size_t checked = 0;
	DIR *d = opendir(GOLDEN);

	(void)state;
	assert_non_null(d);
	for (const struct dirent *e; (e = readdir(d)) != NULL;) {
		char path[512];
		size_t n = strlen(e->d_name);

		if (n < 6 || strcmp(e->d_name + n - 6, ".cases") != 0)
			continue;
		snprintf(path, sizeof(path), GOLDEN "/%s", e->d_name);
		checked += run(path);
	}
	closedir(d);
	assert_true(checked > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
