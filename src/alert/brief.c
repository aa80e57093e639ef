#include "brief.h"

#include <jansson.h>

#include "printable.h"
#include "rfc3339.h"
#include "utf8.h"

static struct view text_of(const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);

	return (struct view){json_string_value(v), json_string_length(v)};
}

static struct brief_story story_of(const json_t *object)
{
	return (struct brief_story){
	    .id = json_integer_value(json_object_get(object, "id")),
	    .feed = text_of(object, "feed"),
	    .title = text_of(object, "title"),
	    .link = text_of(object, "link"),
	    .published = rfc3339_parse(text_of(object, "published")),
	};
}

static json_t *load(struct view json)
{
	return json_loadb(json.p != NULL ? json.p : "", json.n, JSON_ALLOW_NUL, NULL);
}

bool brief_is_object(struct view json)
{
	json_t *root = load(json);
	bool ok = json_is_object(root);

	json_decref(root);
	return ok;
}

enum ct_err brief_read(struct view json, struct brief *out)
{
	json_t *root = load(json);
	const json_t *story = json_object_get(root, "story");
	const json_t *of = json_object_get(root, "of");

	if (!json_is_object(story)) {
		json_decref(root);
		return CT_EINVAL;
	}
	*out = (struct brief){
	    .root = root,
	    .verdict = text_of(root, "verdict"),
	    .score = json_number_value(json_object_get(root, "score")),
	    .story = story_of(story),
	    .of = story_of(of),
	    .has_of = json_is_object(of),
	    .cluster = json_integer_value(json_object_get(json_object_get(root, "cluster"), "id")),
	};
	return CT_OK;
}

void brief_free(struct brief *b)
{
	json_decref(b->root);
	*b = (struct brief){0};
}

static void add_story(struct buf *out, const struct brief_story *s)
{
	buf_adds(out, " [");
	printable_add(out, utf8_clip(s->feed, 100));
	buf_adds(out, "] ");
	printable_add(out, s->title.n > 0 ? utf8_clip(s->title, 300) : VIEW_LIT("(no title)"));
	if (s->title.n > 300)
		buf_adds(out, "...");
}

static void add_lag(struct buf *out, int64_t from, int64_t to)
{
	static const struct {
		int64_t seconds, until;
		const char *name;
	} units[] = {
	    {1, 90, "second"},
	    {60, 90 * 60, "minute"},
	    {3600, 36 * 3600, "hour"},
	    {86400, INT64_MAX, "day"},
	};
	/* rfc3339_parse gives years 0 to 9999: no overflow */
	int64_t lag = to >= from ? to - from : from - to;
	size_t i = 0;

	while (lag >= units[i].until)
		i++;
	long long n = (long long)((lag + units[i].seconds / 2) / units[i].seconds);
	buf_addf(out, " (%lld %s%s %s)", n, units[i].name, n == 1 ? "" : "s",
	    to >= from ? "later" : "earlier");
}

void brief_line(const struct brief *b, struct buf *out)
{
	printable_add(out, utf8_clip(b->verdict, 20));
	buf_addf(out, " %.2f", b->score >= 0 && b->score <= 1 ? b->score : 0.0);
	add_story(out, &b->story);
	if (!b->has_of)
		return;
	buf_adds(out, " <-");
	add_story(out, &b->of);
	if (b->story.published != CT_TIME_UNKNOWN && b->of.published != CT_TIME_UNKNOWN)
		add_lag(out, b->of.published, b->story.published);
}
