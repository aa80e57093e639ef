/* Evidence as stores of schema 4 and before kept it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "count.h"
#include "evidence_restore.h"

#define KEPT                                                                                   \
	"{\"reasons\":[\"no name is new\"],\"verbatim\":0.50,\"sentences\":[{\"story\":[1],"   \
	"\"earlier\":[0],\"similarity\":0.75}],\"names\":{\"kept\":[\"Tarn\"],\"changed\":[]," \
	"\"new\":[]},\"new\":[0]}"

static enum ct_err restore(const char *kept, bool both, struct buf *out)
{
	const struct ct_story story = {.text = VIEW_LIT("It rained. Tarn mended the bridge."),
				  .published = CT_TIME_UNKNOWN},
			      earlier = {.text = VIEW_LIT("The bridge was mended by Tarn."),
				  .published = CT_TIME_UNKNOWN};

	buf_clear(out);
	return evidence_restore(view_of(kept), &story, both ? &earlier : NULL, out);
}

static void json_of_old_is_made_whole(void **state)
{
	struct buf b = BUF_INIT(10000);

	(void)state;
	assert_int_equal(restore(KEPT, true, &b), CT_OK);
	assert_string_equal(b.p,
	    "{\"reasons\":[\"no name is new\"],\"verbatim\":0.5,\"sentences\":[{\"story\":[1],"
	    "\"earlier\":[0],\"similarity\":0.75,\"text\":\"Tarn mended the bridge.\","
	    "\"earlier_text\":\"The bridge was mended by Tarn.\",\"shared\":[\"tarn\",\"mended\","
	    "\"bridge\"]}],\"names\":{\"kept\":[\"Tarn\"],\"changed\":[],\"new\":[]},"
	    "\"new\":[\"It rained.\"]}");
	assert_int_equal(restore(KEPT, false, &b), CT_OK);
	assert_non_null(strstr(b.p, "\"earlier_text\":\"\",\"shared\":[]"));
	buf_free(&b);
}

static void no_control_character_stays_raw(void **state)
{
	struct buf b = BUF_INIT(10000);

	(void)state;
	assert_int_equal(
	    restore(
		"{\"reasons\":[\"\\u007fa\\u007f\\u007fb\\u001b\"],\"x\":\"\\u007f\"}", true, &b),
	    CT_OK);
	assert_string_equal(
	    b.p, "{\"reasons\":[\"\\u007fa\\u007f\\u007fb\\u001B\"],\"x\":\"\\u007f\"}");
	buf_free(&b);
}

static void what_is_none(void **state)
{
	static const char *const bad[] = {"", "{", "{\"a\":", "[]", "\1", "\7"};
	struct buf b = BUF_INIT(10000);

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_not_equal(restore(bad[i], true, &b), CT_OK);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_of_old_is_made_whole),
	    cmocka_unit_test(no_control_character_stays_raw),
	    cmocka_unit_test(what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
