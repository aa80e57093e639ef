#include "options.h"

#include "conf.h"
#include "count.h"

#define K ((int64_t)1024)
#define M (1024 * K)
#define G (1024 * M)
#define T (1024 * G)
#define MINUTE ((int64_t)60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define YEAR (366 * DAY)

const char *const options_verdicts[] = {
    "new", "updated", "republished", "rewritten", "related", NULL};
const char *const options_sinks[] = {"file", "journal", "stderr", "exec", "webhook", NULL};
static const char *const levels[] = {"error", "warning", "info", "debug", NULL};
static const char *const first_polls[] = {"silent", "alert", NULL};

static const char *const sections[] = {
    "daemon", "fetch", "match", "store", "group", "feed", "alert"};

#define IN(s) (1u << OPTIONS_##s)
#define ANY_FEED (IN(FETCH) | IN(GROUP) | IN(FEED))
#define SINK(s) (1u << CONF_##s)

#define CONF(section, member, type, ...)                               \
	{                                                              \
#member, OPTIONS_##type, IN(section), OPTIONS_IN_CONF, \
		    offsetof(struct conf, member), __VA_ARGS__         \
	}
#define FEED(where, member, type, ...)                              \
	{                                                           \
#member, OPTIONS_##type, where, OPTIONS_IN_FEED,    \
		    offsetof(struct conf_feed, member), __VA_ARGS__ \
	}
#define ALERT(member, type, ...)                                      \
	{                                                             \
#member, OPTIONS_##type, IN(ALERT), OPTIONS_IN_ALERT, \
		    offsetof(struct conf_alert, member), __VA_ARGS__  \
	}

/* clang-format off */
const struct options_entry options_table[] = {
	{"include", OPTIONS_INCLUDE, IN(DAEMON), OPTIONS_IN_CONF, 0, NULL, 0, 0, NULL, 0,
	    "A directory whose *.conf files are read too, in the order of their names; may be given more than once."},
	{"opml", OPTIONS_OPML, IN(DAEMON), OPTIONS_IN_CONF, 0, NULL, 0, 0, NULL, 0,
	    "An OPML file whose feeds are polled too, its folders' names being their tags; may be given more than once."},
	CONF(DAEMON, store, PATH, "/var/lib/copytaster/copytaster.db", 0, 0, NULL, 0,
	    "The store: an SQLite file; index segments lie in a directory beside it."),
	CONF(DAEMON, control, PATH, "/run/copytaster/control.sock", 0, 0, NULL, 0,
	    "The socket that copytaster(1) asks the daemon on."),
	CONF(DAEMON, worker, PATH, "", 0, 0, NULL, 0,
	    "The program that parses feeds in a sandbox; empty: copytaster-worker beside copytasterd, else in the libexec directory."),
	CONF(DAEMON, hook, PATH, "", 0, 0, NULL, 0,
	    "The program that runs exec hooks; empty: copytaster-hook beside copytasterd, else in the libexec directory."),
	CONF(DAEMON, hook_socket, PATH, "", 0, 0, NULL, 0,
	    "The socket of copytaster-hook.socket; empty: the daemon starts the hook program itself."),
	CONF(DAEMON, workers, INTEGER, "0", 0, 256, NULL, 0,
	    "Worker processes; 0: as many as there are processors."),
	CONF(DAEMON, log_level, WORD, "info", 0, 0, levels, 0,
	    "The least serious messages that are logged."),
	CONF(DAEMON, contact, STRING, "", 0, 0, NULL, 0,
	    "A URL or mail address told to the servers that are polled, in the User-Agent."),
	CONF(DAEMON, proxy, PROXY, "", 0, 0, NULL, 0,
	    "A proxy for all fetches; empty: none, whatever the environment says."),
	CONF(DAEMON, ca_file, PATH, "", 0, 0, NULL, 0,
	    "Certificates trusted for https; empty: the system's."),
	CONF(DAEMON, sandbox, BOOL, "yes", 0, 0, NULL, 0,
	    "Confine the daemon to its own files and directories where the kernel can (Landlock)."),

	CONF(FETCH, concurrency, INTEGER, "128", 1, 10000, NULL, 0,
	    "Fetches at once; those that only wait are counted apart, up to ten times as many."),
	CONF(FETCH, per_host, INTEGER, "2", 1, 1000, NULL, 0,
	    "Fetches at once from one host."),
	CONF(FETCH, per_address, INTEGER, "6", 1, 1000, NULL, 0,
	    "Fetches at once from one address, whatever the hosts there are called."),

	FEED(IN(FEED), url, URL, NULL, 0, 0, NULL, 0,
	    "Where the feed is; must be given."),
	FEED(IN(FEED), group, STRING, "", 0, 0, NULL, 0,
	    "The [group NAME] that what is not set here comes from."),
	FEED(ANY_FEED, tags, LIST, "", 0, 0, NULL, 0,
	    "Words for alerts to choose by, besides the entries' own."),
	FEED(ANY_FEED, interval, DURATION, "15m", 1, 30 * DAY, NULL, 0,
	    "Time between polls of a feed that brings an entry in two hours; quicker ones are polled more often, quiet ones less."),
	FEED(ANY_FEED, min_interval, DURATION, "5m", 1, 30 * DAY, NULL, 0,
	    "The shortest time between polls, whatever the feed's rhythm."),
	FEED(ANY_FEED, max_interval, DURATION, "1d", 1, 365 * DAY, NULL, 0,
	    "The longest time between polls, whatever the feed's rhythm."),
	FEED(ANY_FEED, hub_interval, DURATION, "30m", 1, 365 * DAY, NULL, 0,
	    "The shortest time between polls of a feed that names a WebSub hub."),
	FEED(ANY_FEED, timeout, DURATION, "30s", 1, 10 * MINUTE, NULL, 0,
	    "Time that a fetch may take, redirects included."),
	/* A worker takes no more (job.h). */
	FEED(ANY_FEED, max_size, SIZE, "16M", K, 128 * M, NULL, 0,
	    "The largest feed that is read, decompressed."),
	FEED(ANY_FEED, first_poll, ENUM, "silent", 0, 0, first_polls, 0,
	    "What a new feed's first entries do: silent records them, alert judges and alerts them like any."),
	FEED(ANY_FEED, alert_trivial, BOOL, "no", 0, 0, NULL, 0,
	    "Alert edits too that change next to nothing."),
	FEED(ANY_FEED, fulltext, BOOL, "no", 0, 0, NULL, 0,
	    "Fetch the page that a new or changed entry links to, once, and judge the article in it, where the feed has but the beginning."),
	FEED(ANY_FEED, fulltext_wait, DURATION, "1h", 1, 7 * DAY, NULL, 0,
	    "Time that a story waits for its page at most, before it is judged by what the feed has of it."),
	FEED(ANY_FEED, fulltext_allow, BLOCKS, "", 0, 0, NULL, 0,
	    "Address blocks that those pages may be fetched from though they are not public; allow says nothing of pages."),
	FEED(ANY_FEED, allow, BLOCKS, "", 0, 0, NULL, 0,
	    "Address blocks that may be fetched from though they are not public."),
	FEED(IN(GROUP) | IN(FEED), user, STRING, "", 0, 0, NULL, 0,
	    "Name for HTTP authentication."),
	FEED(IN(GROUP) | IN(FEED), password_file, SECRET, "", 0, 0, NULL, 0,
	    "File whose first line is the password for HTTP authentication."),

	CONF(MATCH, window, DURATION, "45d", HOUR, YEAR, NULL, 0,
	    "How far back originals are looked for."),
	CONF(MATCH, backdate, DURATION, "7d", 0, YEAR, NULL, 0,
	    "How long before it came a story may have been published to be the original of one that came before it; 0: who comes first is the original."),

	CONF(STORE, retain, DURATION, "730d", 0, 100 * YEAR, NULL, 0,
	    "Age at which stories are forgotten; 0: never."),
	CONF(STORE, max_size, SIZE, "0", 0, 1000 * T, NULL, 0,
	    "Size of the store past which the oldest stories are forgotten; 0: no bound."),

	ALERT(type, ENUM, NULL, 0, 0, options_sinks, 0,
	    "Where alerts go: file, journal, stderr, exec or webhook; must be given."),
	ALERT(path, PATH, NULL, 0, 0, NULL, SINK(FILE),
	    "The file that alerts are appended to, one JSON object a line."),
	ALERT(command, ARGV, NULL, 0, 0, NULL, SINK(EXEC),
	    "The program to run and its arguments; the alert is its standard input."),
	ALERT(url, URL, NULL, 0, 0, NULL, SINK(WEBHOOK),
	    "Where alerts are posted."),
	ALERT(secret_file, SECRET, "", 0, 0, NULL, SINK(WEBHOOK),
	    "File whose first line is the key of the signature header."),
	ALERT(allow, BLOCKS, "", 0, 0, NULL, SINK(WEBHOOK),
	    "Address blocks that may be posted to though they are not public."),
	ALERT(timeout, DURATION, "30s", 1, HOUR, NULL, SINK(EXEC) | SINK(WEBHOOK),
	    "Time that one delivery may take."),
	ALERT(retries, INTEGER, "12", 1, 1000, NULL, 0,
	    "Tries before an alert that cannot be delivered is set aside as dead."),
	ALERT(verdicts, VERDICTS, "all", 0, 0, NULL, 0,
	    "Verdicts that are alerted."),
	ALERT(feeds, LIST, "", 0, 0, NULL, 0,
	    "Feeds whose stories are alerted; empty: all."),
	ALERT(tags, LIST, "", 0, 0, NULL, 0,
	    "Tags, of which a story must have one; empty: any story."),
	ALERT(min_score, NUMBER, "0", 0, 1, NULL, 0,
	    "The least score that is alerted."),
	ALERT(min_cluster, INTEGER, "1", 1, 10000, NULL, 0,
	    "Stories that the cluster must have, this one included."),
	ALERT(corrections, BOOL, "yes", 0, 0, NULL, 0,
	    "Alert a story anew, with its new verdict, when the original that it was made from comes after it."),
};
/* clang-format on */

const size_t options_count = COUNT(options_table);
_Static_assert(COUNT(options_table) <= OPTIONS_MAX, "OPTIONS_MAX");

const char *options_section_name(enum options_section s)
{
	return sections[s];
}

bool options_section_named(enum options_section s)
{
	return s >= OPTIONS_GROUP;
}

enum options_section options_section_find(struct view name)
{
	for (unsigned s = 0; s < OPTIONS_SECTIONS; s++)
		if (view_is(name, sections[s]))
			return (enum options_section)s;
	return OPTIONS_SECTIONS;
}

const struct options_entry *options_find(enum options_section s, struct view name)
{
	for (size_t i = 0; i < options_count; i++)
		if ((options_table[i].sections & (1u << s)) != 0 &&
		    view_is(name, options_table[i].name))
			return &options_table[i];
	return NULL;
}

size_t options_index(const struct options_entry *o)
{
	return (size_t)(o - options_table);
}

size_t options_size(enum options_type t)
{
	static const size_t sizes[] = {
	    [OPTIONS_STRING] = sizeof(char *),
	    [OPTIONS_PATH] = sizeof(char *),
	    [OPTIONS_SECRET] = sizeof(char *),
	    [OPTIONS_BOOL] = sizeof(bool),
	    [OPTIONS_DURATION] = sizeof(int64_t),
	    [OPTIONS_SIZE] = sizeof(int64_t),
	    [OPTIONS_INTEGER] = sizeof(int64_t),
	    [OPTIONS_NUMBER] = sizeof(double),
	    [OPTIONS_ENUM] = sizeof(int),
	    [OPTIONS_WORD] = sizeof(char *),
	    [OPTIONS_LIST] = sizeof(struct conf_strings),
	    [OPTIONS_BLOCKS] = sizeof(struct conf_strings),
	    [OPTIONS_ARGV] = sizeof(struct conf_strings),
	    [OPTIONS_VERDICTS] = sizeof(uint32_t),
	    [OPTIONS_URL] = sizeof(char *),
	    [OPTIONS_PROXY] = sizeof(char *),
	};
	return sizes[t];
}

const char *options_type_name(enum options_type t)
{
	static const char *const names[] = {
	    [OPTIONS_STRING] = "text",
	    [OPTIONS_PATH] = "path",
	    [OPTIONS_SECRET] = "path",
	    [OPTIONS_INCLUDE] = "path",
	    [OPTIONS_OPML] = "path",
	    [OPTIONS_BOOL] = "yes or no",
	    [OPTIONS_DURATION] = "duration",
	    [OPTIONS_SIZE] = "size",
	    [OPTIONS_INTEGER] = "integer",
	    [OPTIONS_NUMBER] = "number",
	    [OPTIONS_ENUM] = "word",
	    [OPTIONS_WORD] = "word",
	    [OPTIONS_LIST] = "list",
	    [OPTIONS_BLOCKS] = "address blocks",
	    [OPTIONS_ARGV] = "command",
	    [OPTIONS_VERDICTS] = "verdicts",
	    [OPTIONS_URL] = "URL",
	    [OPTIONS_PROXY] = "URL",
	};
	return names[t];
}
