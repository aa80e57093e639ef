#include "alert.h"

#include <nettle/sha2.h>

#include "brief.h"
#include "emit.h"
#include "utf8.h"

/* --- which sinks want it -------------------------------------------------------- */

/* Bytes of the code point at v.p[at], as far as its lead byte tells. */
static size_t step(struct view v, size_t at)
{
	utf8_next(v, &at);
	return at;
}

/*
 * Does the pattern match the whole of v?  '*' stands for any run, '?' for one
 * code point.  Only the last '*' is ever retried, so the cost is |pattern| * |v|
 * at most:
 *
 *	"Reuters *" matches "Reuters World", "*blog?" matches "myblog2"
 */
static bool glob(struct view pattern, struct view v)
{
	size_t p = 0, at = 0, star = SIZE_MAX, retry = 0;

	while (at < v.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			retry = at;
		} else if (p < pattern.n && pattern.p[p] == '?') {
			p++;
			at = step(v, at);
		} else if (p < pattern.n && pattern.p[p] == v.p[at]) {
			p++;
			at++;
		} else if (star != SIZE_MAX) {
			p = star;
			at = retry = step(v, retry);
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

static bool feed_wanted(const struct conf_strings *feeds, struct view feed)
{
	for (size_t i = 0; i < feeds->n; i++) {
		struct view want = view_of(feeds->v[i]);

		if (view_eq(want, feed) || glob(want, feed))
			return true;
	}
	return feeds->n == 0;
}

/* The next item of a list joined by sep; false at its end. */
static bool next_item(struct view *list, struct view sep, struct view *item)
{
	while (list->n > 0) {
		size_t at = view_find(*list, sep);
		size_t n = at < list->n ? at : list->n;

		*item = view_trim(view_sub(*list, 0, n));
		*list = view_sub(*list, n + sep.n, SIZE_MAX);
		if (item->n > 0)
			return true;
	}
	return false;
}

static bool tags_wanted(const struct conf_strings *tags, struct view list)
{
	struct view tag;

	while (tags->n > 0 && next_item(&list, VIEW_LIT("\n"), &tag))
		for (size_t i = 0; i < tags->n; i++)
			if (view_caseeq(tag, view_of(tags->v[i])))
				return true;
	return tags->n == 0;
}

bool alert_wanted(const struct conf_alert *sink, const struct alert *a)
{
	if (sink->verdicts != 0 && (sink->verdicts & 1u << (unsigned)a->verdict) == 0)
		return false;
	if (!(a->score >= sink->min_score) || a->cluster_stories < sink->min_cluster)
		return false;
	return feed_wanted(&sink->feeds, a->story.feed) && tags_wanted(&sink->tags, a->story.tags);
}

/* --- JSON ----------------------------------------------------------------------- */

static void add_hex(char *out, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * n] = '\0';
}

static void add_list(struct emit *j, const char *key, struct view list, struct view sep)
{
	struct view item;

	emit_arr(j, key);
	while (next_item(&list, sep, &item))
		emit_str(j, NULL, item);
	emit_close(j, ']');
}

static void add_story(struct emit *j, const char *key, const struct alert_story *s)
{
	char sha[65];

	add_hex(sha, s->text_sha256, 32);
	emit_obj(j, key);
	emit_int(j, "id", s->id);
	emit_str_or_null(j, "feed", s->feed);
	emit_str_or_null(j, "title", s->title);
	emit_str_or_null(j, "link", s->link);
	emit_time(j, "published", s->published);
	add_list(j, "authors", s->authors, VIEW_LIT(", "));
	add_list(j, "tags", s->tags, VIEW_LIT("\n"));
	emit_str(j, "text_sha256", view_of(sha));
	emit_close(j, '}');
}

bool alert_one_line(struct view json)
{
	for (size_t at = 0; at < json.n;) {
		size_t start = at;
		uint32_t cp = utf8_next(json, &at);

		if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029)
			return false;
		if (cp == UTF8_REPLACEMENT &&
		    !view_eq(view_sub(json, start, at - start), VIEW_LIT("\xEF\xBF\xBD")))
			return false;
	}
	return true;
}

void alert_json(const struct alert *a, struct buf *out)
{
	struct emit j = emit_to(out);
	/* It comes from the store, where a damaged file may hold anything. */
	bool sound = alert_one_line(a->evidence) && brief_is_object(a->evidence);

	emit_open(&j, '{');
	emit_int(&j, "v", 1);
	emit_str(&j, "alert_id", a->alert_id);
	emit_time(&j, "time", a->time);
	emit_str(&j, "verdict", view_of(ct_verdict_name(a->verdict)));
	emit_num(&j, "score", a->score, 4);
	add_story(&j, "story", &a->story);
	if (a->of != NULL)
		add_story(&j, "of", a->of);
	else
		emit_null(&j, "of");
	if (a->of != NULL)
		emit_int(&j, "lag_seconds", a->lag);
	else
		emit_null(&j, "lag_seconds");
	emit_arr(&j, "corrects");
	for (size_t i = 0; i < a->ncorrects; i++)
		emit_int(&j, NULL, a->corrects[i]);
	emit_close(&j, ']');
	emit_str_or_null(&j, "was", view_of(a->was));
	emit_obj(&j, "cluster");
	emit_int(&j, "id", a->cluster);
	emit_int(&j, "stories", a->cluster_stories);
	emit_int(&j, "sources", a->cluster_sources);
	emit_close(&j, '}');
	emit_raw(&j, "evidence", sound ? a->evidence : VIEW_LIT("{}"));
	emit_close(&j, '}');
}

/* --- identity --------------------------------------------------------------------- */

void alert_sha256(struct view data, uint8_t out[32])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	if (data.n > 0)
		sha256_update(&ctx, data.n, (const uint8_t *)data.p);
	sha256_digest(&ctx, 32, out);
}

/*
 * The first half of the SHA-256 of
 *
 *	"copytaster alert 1\0" story (8 bytes, little-endian) verdict's name "\0" text_sha256
 *
 * in lower-case hex.
 */
void alert_id(int64_t story, enum ct_verdict verdict, struct view text_sha256, char out[33])
{
	static const char tag[] = "copytaster alert 1";
	struct view name = view_of(ct_verdict_name(verdict));
	uint8_t digest[32], le[8];
	struct sha256_ctx ctx;

	for (size_t i = 0; i < sizeof(le); i++)
		le[i] = (uint8_t)((uint64_t)story >> (8 * i));
	sha256_init(&ctx);
	sha256_update(&ctx, sizeof(tag), (const uint8_t *)tag);
	sha256_update(&ctx, sizeof(le), le);
	sha256_update(&ctx, name.n, (const uint8_t *)name.p);
	sha256_update(&ctx, 1, (const uint8_t *)"");
	if (text_sha256.n > 0)
		sha256_update(&ctx, text_sha256.n, (const uint8_t *)text_sha256.p);
	sha256_digest(&ctx, sizeof(digest), digest);
	add_hex(out, digest, 16);
}
