/* Twice the alert costs about twice as much; its title is a stranger's. */
#include "cmocka_all.h"

#include "alert.h"
#include "brief.h"
#include "doubling.h"
#include "journal.h"
#include "printable.h"

#define ID "00112233445566778899aabbccddeeff"

static void written(struct view v)
{
	struct alert a = {
	    .alert_id = VIEW_LIT(ID),
	    .story = {.id = 7, .title = v, .authors = v, .tags = v, .published = CT_TIME_UNKNOWN},
	    .evidence = VIEW_LIT("{}"),
	};
	struct buf b = BUF_INIT(64u << 20);

	alert_json(&a, &b);
	alert_one_line(buf_view(&b));
	buf_free(&b);
}

static void sent(struct view v)
{
	struct journal_fields f;
	struct brief brief;
	struct buf b = BUF_INIT(64u << 20);

	alert_one_line(v);
	brief_is_object(v);
	if (journal_fields(v, ID, &f) == CT_OK)
		journal_free(&f);
	if (brief_read(v, &brief) == CT_OK) {
		brief_line(&brief, &b);
		brief_free(&brief);
	}
	buf_free(&b);
}

#define ALERT                                                                                     \
	"{\"v\":1,\"alert_id\":\"" ID "\",\"time\":\"2025-11-22T04:20:56Z\",\"verdict\":\"new\"," \
	"\"score\":0,\"of\":null,\"cluster\":{\"id\":1,\"stories\":1,\"sources\":1},"             \
	"\"evidence\":{},\"story\":{\"id\":7,\"feed\":\"F\",\"link\":null,\"published\":null,"    \
	"\"authors\":[],\"tags\":[],\"text_sha256\":null,\"title\":"
#define END "}}"

static void alerts(void **state)
{
	static const struct doubling all[] = {
	    {"written", written, "", "a title, \"quoted\"\n", NULL, NULL, "", 0},
	    {"written, control characters", written, "", "\x1B[2J\xC2\x9B\xFF", NULL, NULL, "", 0},
	    {"a title", sent, ALERT "\"", "some \\u00e9 words ", NULL, NULL, "\"" END, 0},
	    {"a title that does not end", sent, ALERT "\"", "some \\\" words ", NULL, NULL, "", 0},
	    {"nested", sent, ALERT, "[", "1", "]", END, 0},
	    {"keys", sent, ALERT "\"\"", ",\"k~\":~", NULL, NULL, END, 0},
	    {"numbers", sent, ALERT "[1", ",~", NULL, NULL, "]" END, 0},
	    {"a number", sent, ALERT, "1", NULL, NULL, END, 0},
	};

	(void)state;
	doubling_all(all, COUNT(all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(alerts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
