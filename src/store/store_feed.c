#include "count.h"
#include "store_int.h"

static enum ct_err read_feed(sqlite3_stmt *st, struct arena *a, struct store_feed *out)
{
	struct store_feed f = {
	    .id = sqlite3_column_int64(st, 0),
	    .body_hash = {(uint64_t)sqlite3_column_int64(st, 6),
		(uint64_t)sqlite3_column_int64(st, 7)},
	    .next_poll = sqlite3_column_int64(st, 8) == INT64_MAX ? INT64_MAX : sql_number(st, 8),
	    .last_poll = sql_number(st, 9),
	    .last_ok = sql_number(st, 10),
	    .interval = sql_number(st, 11),
	    .failures = sql_number(st, 12),
	    .last_status = sql_number(st, 13),
	    .polls = sql_number(st, 19),
	    .stories = sql_number(st, 20),
	    .moved_seen = sql_number(st, 21),
	    .asked = sql_number(st, 23),
	    .max_age = sql_number(st, 24),
	    .skip_hours = (uint32_t)sqlite3_column_int64(st, 25),
	    .skip_days = (uint8_t)sqlite3_column_int64(st, 26),
	    .rhythm = sql_number(st, 27),
	    .last_fresh = sql_number(st, 28),
	};
	const struct {
		struct view *to;
		int column;
	} texts[] = {{&f.name, 1}, {&f.url, 2}, {&f.moved_url, 3}, {&f.etag, 4},
	    {&f.last_modified, 5}, {&f.state, 14}, {&f.last_error, 15}, {&f.title, 16},
	    {&f.format, 17}, {&f.hub, 18}, {&f.read_url, 22}};

	for (size_t i = 0; i < COUNT(texts); i++) {
		*texts[i].to = arena_copy(a, sql_view(st, texts[i].column));
		if (texts[i].to->p == NULL)
			return CT_ENOMEM;
	}
	*out = f;
	return CT_OK;
}

static enum ct_err find(
    struct store *s, struct view name, struct arena *a, struct store_feed *out, bool *found)
{
	sqlite3_stmt *st;
	enum ct_err err = sql_start(s, SQL_FEED_GET, &st, "t", name);

	if (err == CT_OK)
		err = sql_row(s, st, found);
	if (err == CT_OK && *found) {
		err = read_feed(st, a, out);
		sql_end(st);
	}
	return err;
}

static enum ct_err add(struct store *s, struct view name, struct view url)
{
	enum ct_err err = sql_run(s, SQL_FEED_ADD, "tt", name, url);

	if (err != CT_OK)
		return err;
	s->tally.n[TALLY_FEEDS]++;
	if (s->in_transaction)
		return CT_OK;
	err = tally_save(s);
	if (err == CT_OK)
		s->saved = s->tally;
	return err;
}

/* Its times and counts are those of the feed at the other URL, as far as its row has them. */
static enum ct_err move(struct store *s, int64_t feed, struct view url)
{
	enum ct_err err = sql_run(s, SQL_FEED_UNTOUCH, "i", feed);

	return err == CT_OK ? sql_run(s, SQL_FEED_MOVE, "it", feed, url) : err;
}

enum ct_err store_feed_open(
    struct store *s, struct view name, struct view url, struct arena *a, struct store_feed *out)
{
	struct store_feed f;
	bool found = false;
	enum ct_err err = find(s, name, a, &f, &found);

	if (err == CT_OK && !found)
		err = add(s, name, url);
	else if (err == CT_OK && view_eq(f.url, url))
		goto out;
	else if (err == CT_OK)
		err = move(s, f.id, url);
	if (err == CT_OK)
		err = find(s, name, a, &f, &found);
out:
	if (err == CT_OK)
		*out = f;
	return err;
}

enum ct_err store_feed_story(struct store *s, int64_t feed)
{
	return sql_run(s, SQL_FEED_STORY, "i", feed);
}

enum ct_err store_feed_forget(struct store *s, int64_t feed)
{
	return sql_run(s, SQL_FEED_FORGET, "i", feed);
}

enum ct_err store_feed_save(struct store *s, const struct store_feed *f)
{
	return sql_run(s, SQL_FEED_SAVE, "itbbiiiiiiiitttttiiitiiiiii", f->id, f->moved_url,
	    f->etag, f->last_modified, (int64_t)f->body_hash[0], (int64_t)f->body_hash[1],
	    f->next_poll, f->last_poll, f->last_ok, f->interval, f->failures, f->last_status,
	    f->state, f->last_error, f->title, f->format, f->hub, f->polls, f->stories,
	    f->moved_seen, f->read_url, f->asked, f->max_age, (int64_t)f->skip_hours,
	    (int64_t)f->skip_days, f->rhythm, f->last_fresh);
}

enum ct_err store_feed_touch(struct store *s, const struct store_feed *f)
{
	return sql_run(s, SQL_FEED_TOUCH, "iiiiiiii", f->id, f->next_poll, f->last_poll, f->last_ok,
	    f->interval, f->last_status, f->polls, f->max_age);
}
