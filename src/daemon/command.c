#include "command.h"

#include <jansson.h>

#include "count.h"
#include "rfc3339.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MAX 100000

static struct view text_of(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return (struct view){json_string_value(v), json_string_length(v)};
}

static int64_t int_of(const json_t *o, const char *key, int64_t otherwise)
{
	const json_t *v = json_object_get(o, key);

	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

static int64_t time_of(const json_t *o, const char *key)
{
	struct view v = text_of(o, key);
	int64_t t = v.n > 0 ? rfc3339_parse(v) : CT_TIME_UNKNOWN;

	return t != CT_TIME_UNKNOWN ? t : int_of(o, key, 0);
}

static size_t limit_of(const json_t *o)
{
	int64_t n = int_of(o, "limit", LIMIT_DEFAULT);

	return n < 1 ? 1 : n > LIMIT_MAX ? LIMIT_MAX : (size_t)n;
}

static uint32_t verdicts_of(const json_t *o)
{
	const json_t *list = json_object_get(o, "verdicts");
	uint32_t bits = 0;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));

		for (enum ct_verdict v = CT_NEW; name != NULL && v <= CT_RELATED; v++)
			if (strcmp(name, ct_verdict_name(v)) == 0)
				bits |= 1u << v;
	}
	return bits;
}

/* Of which feed; of any, only where none is named: no feed has an empty name. */
static const char *read_feed(const json_t *o, struct view *feed)
{
	const json_t *v = json_object_get(o, "feed");

	*feed = text_of(o, "feed");
	return feed->n > 0 || v == NULL || json_is_null(v) ? NULL : "no such feed";
}

/* Each fills in the query from the object; what is missing, or NULL. */

static const char *read_nothing(const json_t *o, struct command *c)
{
	(void)o;
	(void)c;
	return NULL;
}

static const char *read_stories(const json_t *o, struct command *c)
{
	c->query.filter = (struct store_filter){
	    .verdicts = verdicts_of(o),
	    .since = time_of(o, "since"),
	    .until = time_of(o, "until"),
	    .cluster = int_of(o, "cluster", 0),
	    .before = int_of(o, "before", 0),
	    .limit = limit_of(o),
	};
	return read_feed(o, &c->query.filter.feed);
}

static const char *read_id(const json_t *o, struct command *c)
{
	c->query.id = int_of(o, "id", 0);
	return c->query.id > 0 ? NULL : "an \"id\" is missing";
}

static const char *read_alerts(const json_t *o, struct command *c)
{
	c->follow = json_is_true(json_object_get(o, "follow"));
	c->query.limit = limit_of(o);
	c->query.after = int_of(o, "after", 0);
	return NULL;
}

static const char *read_poll(const json_t *o, struct command *c)
{
	return read_feed(o, &c->feed);
}

static const struct {
	const char *cmd;
	enum command_kind kind;
	enum query_kind query;
	const char *(*read)(const json_t *o, struct command *c);
} commands[] = {
    {"status", COMMAND_QUERY, QUERY_COUNTS, read_nothing},
    {"feeds", COMMAND_QUERY, QUERY_FEEDS, read_nothing},
    {"stories", COMMAND_QUERY, QUERY_STORIES, read_stories},
    {"story", COMMAND_QUERY, QUERY_STORY, read_id},
    {"why", COMMAND_QUERY, QUERY_WHY, read_id},
    {"alerts", COMMAND_QUERY, QUERY_ALERTS, read_alerts},
    {"retry", COMMAND_QUERY, QUERY_RETRY, read_nothing},
    {"poll", COMMAND_POLL, 0, read_poll},
    {"opml", COMMAND_OPML, 0, read_nothing},
};

static const char *read_command(const json_t *o, struct command *c)
{
	struct view cmd = text_of(o, "cmd");

	for (size_t i = 0; i < COUNT(commands); i++) {
		if (!view_is(cmd, commands[i].cmd))
			continue;
		c->kind = commands[i].kind;
		c->query.kind = commands[i].query;
		return commands[i].read(o, c);
	}
	return "no such command";
}

const char *command_parse(struct view line, struct command *out)
{
	json_t *o = json_loadb(line.p != NULL ? line.p : "", line.n, JSON_REJECT_DUPLICATES, NULL);
	struct command c = {.json = o};
	const char *wrong =
	    json_is_object(o) ? read_command(o, &c) : "a request is one JSON object on a line";

	if (wrong != NULL)
		json_decref(o);
	else
		*out = c;
	return wrong;
}

void command_free(struct command *c)
{
	json_decref(c->json);
	c->json = NULL;
}
