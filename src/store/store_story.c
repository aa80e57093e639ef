#include "evidence_restore.h"
#include "record.h"
#include "store_int.h"

#define EVIDENCE_MAX ((size_t)256 << 10)
/* Before kept evidence a byte: */
enum {
	KEPT = 1,     /* LEB128 the story that it is about */
	KEPT_AS_TOLD, /* that is the nearest, or else `of` */
};

static int64_t told_of(const struct store_story *st)
{
	return st->nearest != 0 ? st->nearest : st->of;
}

enum ct_err store_story_evidence(struct store *s, int64_t id, const struct store_story *st)
{
	struct view packed, bytes = st->evidence;

	if (st->kept.n > 0) {
		buf_clear(&s->packer.record);
		bool told = st->compared == told_of(st);

		buf_add_u8(&s->packer.record, told ? KEPT_AS_TOLD : KEPT);
		if (!told)
			buf_add_varint(&s->packer.record, (uint64_t)st->compared);
		buf_addv(&s->packer.record, st->kept);
		bytes = buf_view(&s->packer.record);
	}
	if (bytes.n == 0)
		return CT_OK;
	enum ct_err err =
	    st->kept.n > 0 && s->packer.record.err != CT_OK
		? s->packer.record.err
		: pack_evidence_in(&s->packer.pack, st->item.story.text, bytes, &packed);
	return err == CT_OK ? sql_run(s, SQL_EVIDENCE_ADD, "ib", id, packed) : err;
}

/* The parts of a story that have tables of their own. */
static enum ct_err add_parts(
    struct store *s, int64_t id, const struct store_story *st, const struct fingerprint *fp)
{
	struct view packed = st->packed;
	enum ct_err err = packed.n > 0 ? CT_OK : packer_item(&s->packer, &st->item, &packed);

	if (err == CT_OK)
		err = sql_run(s, SQL_TEXT_ADD, "ib", id, packed);
	if (err == CT_OK)
		err = store_story_evidence(s, id, st);
	if (err != CT_OK)
		return err;
	buf_clear(&s->packer.record);
	fingerprint_encode(fp, &s->packer.record);
	return s->packer.record.err != CT_OK
		   ? s->packer.record.err
		   : sql_run(s, SQL_RECENT_ADD, "ib", id, buf_view(&s->packer.record));
}

/* What stands for "this one" in a row. */
static int64_t other(int64_t id, int64_t self)
{
	return id == self ? 0 : id;
}

/* When it was told: as published, where that is known and not in the future of its
 * arrival, else when it arrived. */
static int64_t time_of(const struct store_story *st)
{
	int64_t t = st->item.story.published;

	return t >= -SQL_NUMBER_MAX && t <= st->seen ? t : st->seen; /* unknown: far below */
}

int64_t store_story_lag(const struct store_story *st, const struct store_story *of)
{
	int64_t lag = time_of(st) - time_of(of);

	return lag >= 0 ? lag : (st->seen - st->late) - (of->seen - of->late);
}

enum ct_err store_story_add(
    struct store *s, const struct store_story *st, const struct fingerprint *fp, int64_t *id)
{
	int64_t n = s->tally.n[TALLY_LAST_STORY] + 1;

	if (n > UINT32_MAX)
		return CT_ELIMIT;
	if ((unsigned)st->verdict > CT_RELATED)
		return CT_EINVAL;
	enum ct_err err =
	    sql_run(s, SQL_STORY_ADD, "iiiidzzzziiiz", n, st->feed, st->seen, (int64_t)st->verdict,
		sql_score_of(st->score), st->of, other(st->cluster, n), other(st->family, n),
		st->previous, (int64_t)st->body[0], (int64_t)st->body[1], st->late, st->nearest);
	if (err == CT_OK)
		err = add_parts(s, n, st, fp);
	if (err != CT_OK)
		return err;
	s->tally.n[TALLY_LAST_STORY] = n;
	s->tally.n[TALLY_STORIES]++;
	s->tally.n[TALLY_NEW + st->verdict]++;
	*id = n;
	return CT_OK;
}

static void read_numbers(sqlite3_stmt *st, struct store_story *out)
{
	*out = (struct store_story){
	    .id = sqlite3_column_int64(st, 0),
	    .feed = sqlite3_column_int64(st, 1),
	    .seen = sql_number(st, 2),
	    .verdict = sql_verdict(st, 3),
	    .score = sql_score(st, 4),
	    .of = sqlite3_column_int64(st, 5),
	    .cluster = sqlite3_column_int64(st, 6),
	    .family = sqlite3_column_int64(st, 7),
	    .previous = sqlite3_column_int64(st, 8),
	    .body = {(uint64_t)sqlite3_column_int64(st, 9), (uint64_t)sqlite3_column_int64(st, 10)},
	    .late = sql_number(st, 13),
	    .nearest = sqlite3_column_int64(st, 14),
	};
}

/* A story whose bytes are not as we wrote them is as good as none: nothing that it
 * stands beside may wait for it. */
static enum ct_err damaged(struct store *s, int64_t id, enum ct_err err)
{
	if (err == CT_ENOMEM)
		return err;
	s->damaged = id;
	return CT_EINVAL;
}

int64_t store_damaged(const struct store *s)
{
	return s->damaged;
}

/* Kept evidence made whole; where the story that it is about is gone or damaged,
 * without its words. */
static enum ct_err restore_evidence(
    struct store *s, const struct store_story *st, struct arena *a, struct view *evidence)
{
	struct cursor c = cursor_of(*evidence);
	struct store_story earlier;
	struct buf whole = BUF_INIT(EVIDENCE_MAX);

	bool told = cursor_u8(&c) == KEPT_AS_TOLD;
	int64_t compared = told ? told_of(st) : (int64_t)cursor_varint(&c);
	struct view kept = cursor_bytes(&c, cursor_left(&c));
	bool there = compared != 0 && store_story_get(s, compared, false, a, &earlier) == CT_OK;
	enum ct_err err =
	    evidence_restore(kept, &st->item.story, there ? &earlier.item.story : NULL, &whole);
	if (err == CT_OK) {
		*evidence = arena_copy(a, buf_view(&whole));
		err = evidence->p != NULL ? CT_OK : CT_ENOMEM;
	}
	buf_free(&whole);
	return err;
}

static enum ct_err read_evidence(struct store *s, struct store_story *story, struct arena *a)
{
	struct view *evidence = &story->evidence;
	sqlite3_stmt *st;
	bool row;
	enum ct_err err = sql_start(s, SQL_EVIDENCE_GET, &st, "i", story->id);

	if (err == CT_OK)
		err = sql_row(s, st, &row);
	if (err != CT_OK || !row)
		return err;
	err = pack_evidence_out(
	    &s->packer.pack, story->item.story.text, sql_view(st, 0), a, evidence);
	sql_end(st);
	if (err == CT_OK && evidence->n > 0 &&
	    (evidence->p[0] == KEPT || evidence->p[0] == KEPT_AS_TOLD))
		err = restore_evidence(s, story, a, evidence);
	return err == CT_OK ? CT_OK : damaged(s, story->id, err);
}

enum ct_err store_story_get(
    struct store *s, int64_t id, bool with_evidence, struct arena *a, struct store_story *out)
{
	sqlite3_stmt *st;
	struct store_story story;
	struct view bytes;
	enum ct_err err = sql_first(s, SQL_STORY_GET, &st, "i", id);

	if (err != CT_OK)
		return err;
	read_numbers(st, &story);
	story.feed_name = arena_copy(a, sql_view(st, 11));
	err = story.feed_name.p != NULL ? pack_out(&s->packer.pack, sql_view(st, 12), a, &bytes)
					: CT_ENOMEM;
	sql_end(st);
	if (err == CT_OK)
		err = record_get(bytes, &story.item);
	if (err != CT_OK)
		return damaged(s, id, err);
	if (with_evidence)
		err = read_evidence(s, &story, a);
	if (err == CT_OK)
		*out = story;
	return err;
}

enum ct_err store_story_kin(struct store *s, int64_t id, struct store_kin *out)
{
	sqlite3_stmt *st;
	enum ct_err err = sql_first(s, SQL_STORY_KIN, &st, "i", id);

	if (err != CT_OK)
		return err;
	*out = (struct store_kin){
	    .verdict = sql_verdict(st, 0),
	    .score = sql_score(st, 1),
	    .family = sqlite3_column_int64(st, 2),
	    .cluster = sqlite3_column_int64(st, 3),
	    .told = sql_number(st, 4),
	};
	sql_end(st);
	return CT_OK;
}

enum ct_err store_story_by_body(struct store *s, const uint64_t body[2], int64_t *id)
{
	int64_t found = 0;
	enum ct_err err =
	    sql_int(s, &found, SQL_STORY_BODY, "ii", (int64_t)body[0], (int64_t)body[1]);

	if (err == CT_OK || err == CT_EINVAL)
		*id = found;
	return err == CT_EINVAL ? CT_OK : err;
}

/* The first story's row says nothing of its cluster; where it was itself put
 * into another one, it does not count here. */
enum ct_err store_cluster(struct store *s, int64_t cluster, int64_t *stories, int64_t *sources)
{
	sqlite3_stmt *st;
	bool row;
	enum ct_err err =
	    sql_start(s, SQL_CLUSTER, &st, "ii", cluster, (int64_t)STORE_CLUSTER_MAX - 1);

	if (err == CT_OK)
		err = sql_row(s, st, &row);
	if (err != CT_OK)
		return err;
	*stories = sqlite3_column_int64(st, 0);
	*sources = sqlite3_column_int64(st, 1);
	sql_end(st);
	return CT_OK;
}
