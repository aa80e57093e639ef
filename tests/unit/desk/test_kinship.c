/* What the judge is told of a stored story. */
#include "kinship.h"
#include "room.h"
#include "store_int.h"

static void write_row(struct room *r, int64_t story, const char *what)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "UPDATE story SET %s WHERE id = %lld", what, (long long)story);
	assert_int_equal(sqlite3_exec(r->store->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void family_and_cluster(void **state)
{
	struct room *r = *state;
	struct candidates_kin kin;

	assert_int_equal(
	    room_take(r, r->a, room_entry("1", "", "Lake low", room_lake)).story, 1);
	assert_int_equal(room_take(r, r->a, room_entry("2", "", "Choir", room_choir)).story, 2);
	assert_int_equal(kinship_of(r->store, 2, &kin), CT_OK);
	assert_int_equal(kin.family, 2);
	assert_int_equal(kin.cluster, 2); /* it is the first of its own */
	write_row(r, 2, "cluster = 1");
	assert_int_equal(kinship_of(r->store, 2, &kin), CT_OK);
	assert_int_equal(kin.family, 2);
	assert_int_equal(kin.cluster, 1);
	write_row(r, 2, "cluster = NULL, family = 1, score = 0.75");
	assert_int_equal(kinship_of(r->store, 2, &kin), CT_OK);
	assert_int_equal(kin.family, 1);
	assert_int_equal(kin.cluster, 2);
	assert_true(kin.link >= 0.75f && kin.link <= 0.75f);
	assert_int_equal(kinship_of(r->store, 3, &kin), CT_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ROOM_TEST(family_and_cluster),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
