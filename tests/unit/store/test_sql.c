/* Every statement is one that SQLite takes, and none walks a large table. */
#include "store_fixture.h"
#include "store_int.h"

/* These read a small table whole, or what they read is bounded by their LIMIT. */
static bool may_scan(enum sql_id id, const char *detail)
{
	switch (id) {
	case SQL_TALLY_LIST:
	case SQL_SEGMENT_LIST:
	case SQL_SEGMENT_OLD:
		return true;
	case SQL_LIST_CLUSTER:
	case SQL_CLUSTER:
		return strstr(detail, "subquery") != NULL || strstr(detail, "SCAN (") != NULL;
	case SQL_ALERT_LATEST: /* its LIMIT */
		return true;
	case SQL_DELIVERY_RETRY: /* over delivery_dead */
		return strstr(detail, "delivery_dead") != NULL;
	default:
		return false;
	}
}

static void no_statement_scans(void **state)
{
	struct fixture *f = *state;
	unsigned explained = 0;

	for (enum sql_id id = 0; id < SQL_COUNT; id++) {
		sqlite3_stmt *st, *plan;
		char explain[2000];

		assert_int_equal(sql_start(f->s, id, &st, ""), CT_OK);
		snprintf(explain, sizeof(explain), "EXPLAIN QUERY PLAN %s", sqlite3_sql(st));
		if (sqlite3_prepare_v2(f->s->db, explain, -1, &plan, NULL) != SQLITE_OK)
			fail_msg("%s", explain);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *detail = (const char *)sqlite3_column_text(plan, 3);

			explained++;
			if (strncmp(detail, "SCAN", 4) == 0 && !may_scan(id, detail))
				fail_msg("%s: %s", explain, detail);
		}
		sqlite3_finalize(plan);
	}
	assert_true(explained > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(no_statement_scans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
