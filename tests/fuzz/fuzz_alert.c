/*
 * What sinks write: whatever bytes stand in an alert's fields, its JSON is valid
 * and on one line, reads back, and no line or journal field that is made of it
 * holds a control character.
 *
 * Input: verdict (u8), score (u64), has_of (u8), then runs (u32 length, bytes)
 * of evidence, alert_id and the fields of two stories; what is short is empty.
 */
#include <stdlib.h>

#include "alert.h"
#include "brief.h"
#include "journal.h"
#include "runner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

/* A run, or what is left. */
static struct view take(struct cursor *c)
{
	size_t n = cursor_u32(c) % 4096;

	return cursor_bytes(c, n < cursor_left(c) ? n : cursor_left(c));
}

static struct alert_story take_story(struct cursor *c)
{
	return (struct alert_story){
	    .id = (int64_t)cursor_u64(c),
	    .published = (int64_t)cursor_u64(c),
	    .feed = take(c),
	    .title = take(c),
	    .link = take(c),
	    .authors = take(c),
	    .tags = take(c),
	};
}

static struct alert take_alert(struct cursor *c, struct alert_story *of)
{
	struct alert a = {.verdict = (enum ct_verdict)(cursor_u8(c) % 5)};
	uint64_t bits = cursor_u64(c);
	bool has_of = (cursor_u8(c) & 1) != 0;

	memcpy(&a.score, &bits, sizeof(a.score));
	a.evidence = take(c);
	a.alert_id = take(c);
	a.story = take_story(c);
	*of = take_story(c);
	a.of = has_of ? of : NULL;
	a.time = a.story.published;
	return a;
}

static void check_line(struct view json)
{
	struct buf line = BUF_INIT(1 << 16);
	struct brief b;

	must(brief_read(json, &b) == CT_OK);
	brief_line(&b, &line);
	must(line.err == CT_OK && line.n < 3900 && alert_one_line(buf_view(&line)));
	brief_free(&b);
	buf_free(&line);
}

static void check_fields(struct view json)
{
	struct journal_fields f;

	must(journal_fields(json, "00", &f) == CT_OK);
	for (int i = 0; i < f.n; i++) {
		struct view v = {f.v[i].iov_base, f.v[i].iov_len};

		must(alert_one_line(v) && view_chr(v, '=') != SIZE_MAX);
	}
	journal_free(&f);
}

/* The reading sides meet any bytes, too. */
static void check_readers(struct view v)
{
	struct journal_fields f;
	struct brief b;

	(void)runner_verdict(v);
	if (brief_read(v, &b) == CT_OK)
		brief_free(&b);
	if (journal_fields(v, "00", &f) == CT_OK)
		journal_free(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view in = {(const char *)data, size};
	struct cursor c = cursor_of(in);
	struct buf json = BUF_INIT(1 << 20);
	struct alert_story of;
	struct alert a = take_alert(&c, &of);
	struct conf_alert sink = {.min_score = 0.5};

	(void)alert_wanted(&sink, &a);
	alert_json(&a, &json);
	must(json.err == CT_OK && alert_one_line(buf_view(&json)));
	must(brief_is_object(buf_view(&json)));
	check_line(buf_view(&json));
	check_fields(buf_view(&json));
	check_readers(in);
	buf_free(&json);
	return 0;
}
