/* The journal's fields. */
#include "alert_rig.h"
#include "journal.h"

static struct view field(const struct journal_fields *f, const char *name)
{
	size_t n = strlen(name);

	for (int i = 0; i < f->n; i++) {
		struct view v = {f->v[i].iov_base, f->v[i].iov_len};

		if (v.n > n && memcmp(v.p, name, n) == 0 && v.p[n] == '=')
			return view_sub(v, n + 1, SIZE_MAX);
	}
	return (struct view){NULL, 0};
}

static void has(const struct journal_fields *f, const char *name, const char *want)
{
	if (!view_is(field(f, name), want))
		fail_msg("%s is \"%.*s\"", name, (int)field(f, name).n, field(f, name).p);
}

static void fields_of_an_alert(void **state)
{
	char *json = rig_json(ID_A);
	struct journal_fields f;

	(void)state;
	assert_int_equal(journal_fields(view_of(json), ID_A, &f), CT_OK);
	has(&f, "MESSAGE", "rewritten 0.97 [Feed] Title <- [Other] Title (12 minutes later)");
	has(&f, "MESSAGE_ID", JOURNAL_MESSAGE_ID);
	has(&f, "PRIORITY", "5");
	has(&f, "VERDICT", "rewritten");
	has(&f, "SCORE", "0.9712");
	has(&f, "ALERT_ID", ID_A);
	has(&f, "STORY_ID", "7");
	has(&f, "FEED", "Feed");
	has(&f, "TITLE", "Title");
	has(&f, "LINK", "https://a.example/7");
	has(&f, "OF_ID", "3");
	has(&f, "OF_FEED", "Other");
	has(&f, "CLUSTER", "3");
	has(&f, "ALERT_JSON", json);
	assert_int_equal(f.n, 14);
	journal_free(&f);
	free(json);
}

static void unknown_is_left_out(void **state)
{
	struct alert a = rig_alert(NULL);
	struct buf json = BUF_INIT(1 << 20);
	struct journal_fields f;

	(void)state;
	a.verdict = CT_UPDATED;
	a.story.link = (struct view){NULL, 0};
	alert_json(&a, &json);
	assert_int_equal(journal_fields(buf_view(&json), ID_A, &f), CT_OK);
	assert_int_equal(f.n, 11);
	has(&f, "PRIORITY", "6");
	journal_free(&f);
	buf_free(&json);
}

/* A newline in a field would begin another field in the journal's protocol. */
static void no_value_holds_a_control_character(void **state)
{
	struct alert a = rig_alert(NULL);
	struct buf json = BUF_INIT(1 << 20);
	struct journal_fields f;

	(void)state;
	a.story.title = a.story.feed = a.story.link =
	    VIEW_LIT("x\nPRIORITY=0\n\x1b[2J\0\xc2\x9d\xff");
	alert_json(&a, &json);
	assert_int_equal(journal_fields(buf_view(&json), ID_A, &f), CT_OK);
	for (int i = 0; i < f.n; i++)
		assert_true(alert_one_line((struct view){f.v[i].iov_base, f.v[i].iov_len}));
	has(&f, "TITLE", "x PRIORITY=0 \\x1b[2J\\x00\\x9d\xef\xbf\xbd");
	journal_free(&f);
	buf_free(&json);
	assert_int_equal(journal_fields(VIEW_LIT("{\"v\":1}"), ID_A, &f), CT_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fields_of_an_alert),
	    cmocka_unit_test(unknown_is_left_out),
	    cmocka_unit_test(no_value_holds_a_control_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
