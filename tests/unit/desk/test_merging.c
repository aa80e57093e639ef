/* Segments merged in slices, over a store in a file. */
#include "cmocka_all.h"
#include "merging.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEGMENTS = 8, STORIES = 2000, KEYS = 60, DAY = 86400 };

struct rig {
	struct store *store;
	struct index *index;
	struct merging merging;
	char dir[40], path[60];
};

static uint32_t key_of(uint32_t story, uint32_t i)
{
	return (story * 2654435761u + i * 40503u) ^ i << 20;
}

/* Segments of as many stories each, `every` seconds between two of them. */
static void fill(struct rig *r, uint32_t segments, int64_t every)
{
	uint32_t story = 0, keys[KEYS + 1];

	assert_int_equal(store_begin(r->store), CT_OK);
	for (uint32_t n = 0; n < segments; n++) {
		struct index *ix = index_new();
		struct buf b = BUF_INIT(1 << 26);
		struct store_segment seg = {.first = story + 1, .from = (int64_t)n * every};

		for (uint32_t k = 0; k < STORIES; k++) {
			story++;
			for (uint32_t i = 0; i < KEYS; i++)
				keys[i] = key_of(story, i);
			keys[KEYS] = story % 977; /* one that others have, too */
			assert_int_equal(index_add(ix, story, seg.from, keys, KEYS + 1), CT_OK);
		}
		index_seal(ix, &b);
		seg.last = story;
		seg.until = seg.from;
		seg.bytes = buf_view(&b);
		assert_int_equal(store_segment_add(r->store, &seg), CT_OK);
		assert_int_equal(index_attach(r->index, seg.id, seg.bytes), CT_OK);
		buf_free(&b);
		index_free(ix);
	}
	assert_int_equal(store_commit(r->store), CT_OK);
	r->merging.look = true;
}

static int setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	char *why = NULL;

	strcpy(r->dir, "/tmp/test-merging-XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	snprintf(r->path, sizeof(r->path), "%s/s.db", r->dir);
	assert_int_equal(store_open(r->path, &r->store, &why), CT_OK);
	r->index = index_new();
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;
	char command[100];

	merging_abandon(&r->merging);
	index_free(r->index);
	store_close(r->store);
	snprintf(command, sizeof(command), "rm -rf %s", r->dir);
	assert_int_equal(system(command), 0);
	free(r);
	return 0;
}

struct listed {
	size_t n;
	unsigned level; /* of the first */
	uint64_t first;
};

static bool count(void *ctx, const struct store_segment *seg)
{
	struct listed *l = ctx;

	if (l->n++ == 0) {
		l->level = seg->level;
		l->first = seg->id;
	}
	return true;
}

static struct listed list(struct rig *r)
{
	struct listed l = {0};

	assert_int_equal(store_segment_list(r->store, count, &l), CT_OK);
	return l;
}

static size_t files(struct rig *r)
{
	char path[100];
	size_t n = 0;

	snprintf(path, sizeof(path), "%s.d", r->path);
	DIR *d = opendir(path);
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void step(struct rig *r)
{
	assert_int_equal(store_begin(r->store), CT_OK);
	assert_int_equal(merging_step(&r->merging, r->store, r->index), CT_OK);
	assert_int_equal(store_commit(r->store), CT_OK);
}

/* Every story is found by its keys, and first; the shared key counts as ever. */
static void all_are_found(struct rig *r)
{
	struct index_candidate c[4];
	uint32_t keys[KEYS + 1];

	for (uint32_t story = 1; story <= SEGMENTS * STORIES; story += 371) {
		for (uint32_t i = 0; i < KEYS; i++)
			keys[i] = key_of(story, i);
		keys[KEYS] = story % 977;
		assert_true(index_query(r->index, keys, KEYS + 1, INT64_MIN, c, 4) > 1);
		assert_int_equal(c[0].story, story);
		assert_int_equal(c[0].shared, KEYS + 1);
	}
}

static void a_run_becomes_one_in_slices(void **state)
{
	struct rig *r = *state;
	size_t steps = 0;

	fill(r, SEGMENTS, DAY);
	all_are_found(r);
	while (list(r).n > 1) {
		step(r);
		all_are_found(r);
		assert_true(++steps < 100);
	}
	assert_true(steps > 3);
	assert_int_equal(list(r).level, 1);
	step(r);
	assert_int_equal(r->merging.n, 0);
	assert_int_equal(files(r), 1);
	struct buf problems = BUF_INIT(1000);
	assert_int_equal(store_check(r->store, &problems), CT_OK);
	assert_int_equal(problems.n, 0);
}

static void too_few_stay(void **state)
{
	struct rig *r = *state;

	fill(r, SEGMENTS - 1, DAY);
	step(r);
	assert_int_equal(r->merging.n, 0);
	assert_false(r->merging.look);
}

static void segments_far_apart_stay(void **state)
{
	struct rig *r = *state;

	fill(r, SEGMENTS, 5 * DAY);
	step(r);
	assert_int_equal(r->merging.n, 0);
	assert_int_equal(list(r).n, SEGMENTS);
}

static void given_up_and_begun_again(void **state)
{
	struct rig *r = *state;

	fill(r, SEGMENTS, DAY);
	uint64_t first = list(r).first;
	step(r);
	assert_int_equal(r->merging.n, SEGMENTS);
	assert_int_equal(files(r), SEGMENTS + 1);
	assert_true(merging_needs(&r->merging, first));
	assert_false(merging_needs(&r->merging, first + SEGMENTS));
	merging_abandon(&r->merging);
	assert_int_equal(files(r), SEGMENTS);
	assert_false(merging_needs(&r->merging, first));
	all_are_found(r);
	for (size_t i = 0; list(r).n > 1; i++) {
		step(r);
		assert_true(i < 100);
	}
	all_are_found(r);
}

/* One segment's stories lie among those of others, as a rebuilt one's may. */
static void those_among_others_stay(void **state)
{
	struct rig *r = *state;
	struct index *ix = index_new();
	struct buf b = BUF_INIT(10000);
	struct store_segment wide = {.first = 1, .last = 5000};
	const uint32_t key = 1;

	fill(r, SEGMENTS + 3, DAY);
	assert_int_equal(index_add(ix, 1, 0, &key, 1), CT_OK);
	assert_int_equal(index_add(ix, 5000, 0, &key, 1), CT_OK);
	index_seal(ix, &b);
	wide.bytes = buf_view(&b);
	assert_int_equal(store_begin(r->store), CT_OK);
	assert_int_equal(store_segment_add(r->store, &wide), CT_OK);
	assert_int_equal(store_commit(r->store), CT_OK);
	for (size_t i = 0; list(r).n > 5; i++) {
		step(r);
		assert_true(i < 100);
	}
	all_are_found(r);
	buf_free(&b);
	index_free(ix);
}

/* One is damaged: the run that it is in stays, and the next one is merged. */
static void a_damaged_one_holds_up_no_others(void **state)
{
	struct rig *r = *state;
	static char rubbish[4000];
	char path[100];

	fill(r, 2 * SEGMENTS, DAY);
	memset(rubbish, 0xFF, sizeof(rubbish));
	snprintf(path, sizeof(path), "%s.d/00000003.seg", r->path);
	FILE *file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 1000, SEEK_SET), 0);
	assert_int_equal(fwrite(rubbish, sizeof(rubbish), 1, file), 1);
	fclose(file);
	for (size_t i = 0; list(r).n > SEGMENTS + 1; i++) {
		step(r);
		assert_true(i < 100);
	}
	step(r);
	assert_false(r->merging.look);
	assert_int_equal(list(r).level, 0);
	assert_int_equal(files(r), SEGMENTS + 1);
}

/* A rollback of the transaction in which the new one took their place. */
static void undone_at_the_end(void **state)
{
	struct rig *r = *state;

	fill(r, SEGMENTS, DAY);
	for (size_t i = 0; list(r).n > 1; i++) {
		assert_true(i < 100);
		assert_int_equal(store_begin(r->store), CT_OK);
		assert_int_equal(merging_step(&r->merging, r->store, r->index), CT_OK);
		if (list(r).n > 1)
			assert_int_equal(store_commit(r->store), CT_OK);
	}
	store_rollback(r->store);
	assert_int_equal(list(r).n, SEGMENTS);
	assert_int_equal(list(r).level, 0);
	assert_int_equal(files(r), SEGMENTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_run_becomes_one_in_slices, setup, teardown),
	    cmocka_unit_test_setup_teardown(too_few_stay, setup, teardown),
	    cmocka_unit_test_setup_teardown(segments_far_apart_stay, setup, teardown),
	    cmocka_unit_test_setup_teardown(given_up_and_begun_again, setup, teardown),
	    cmocka_unit_test_setup_teardown(those_among_others_stay, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_damaged_one_holds_up_no_others, setup, teardown),
	    cmocka_unit_test_setup_teardown(undone_at_the_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
