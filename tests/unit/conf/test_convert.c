#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf.h"
#include "convert.h"
#include "count.h"

static struct arena *arena;
static struct conf conf;
static struct conf_feed feed;
static struct conf_alert alert;
static char why[CONVERT_WHY];

static void *base_of(const struct options_entry *o)
{
	return o->home == OPTIONS_IN_CONF   ? (void *)&conf
	       : o->home == OPTIONS_IN_FEED ? (void *)&feed
					    : (void *)&alert;
}

static enum ct_err set(enum options_section s, const char *name, const char *value, const char *dir)
{
	const struct options_entry *o = options_find(s, view_of(name));
	assert_non_null(o);
	why[0] = '\0';
	return convert_parse(o, view_of(value), dir, arena, base_of(o), why);
}

static void takes(enum options_section s, const char *name, const char *value)
{
	if (set(s, name, value, NULL) != CT_OK)
		fail_msg("%s = %s: %s", name, value, why);
}

static void refuses(enum options_section s, const char *name, const char *value, const char *said)
{
	if (set(s, name, value, NULL) != CT_EINVAL)
		fail_msg("%s = %s was taken", name, value);
	if (strstr(why, said) == NULL)
		fail_msg("%s = %s: %s", name, value, why);
}

static void reads_durations(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t s;
	} good[] = {{"15m", 900}, {"30s", 30}, {"2d", 172800}, {"1w", 604800}, {"1h30m", 5400},
	    {"45", 45}, {"1d12h", 129600}};
	for (size_t i = 0; i < COUNT(good); i++) {
		takes(OPTIONS_FEED, "interval", good[i].text);
		assert_int_equal(feed.interval, good[i].s);
	}
	static const char *const bad[] = {"", "m", "15 m", "15x", "30m1h", "1m1m", "-5m",
	    "99999999999999999999s", "9999999999999999w", "1h30"};
	for (size_t i = 0; i < COUNT(bad); i++)
		refuses(OPTIONS_FEED, "interval", bad[i],
		    bad[i][0] == '\0' ? "is empty" : "a duration like");
	refuses(OPTIONS_FEED, "interval", "0", "from 1s to 30d");
	refuses(OPTIONS_FEED, "interval", "31d", "not \"31d\"");
}

static void reads_sizes(void **state)
{
	(void)state;
	takes(OPTIONS_FEED, "max_size", "16M");
	assert_int_equal(feed.max_size, 16 << 20);
	takes(OPTIONS_FEED, "max_size", "64KiB");
	assert_int_equal(feed.max_size, 65536);
	takes(OPTIONS_FEED, "max_size", "64KB");
	assert_int_equal(feed.max_size, 65536);
	takes(OPTIONS_FEED, "max_size", "5000");
	assert_int_equal(feed.max_size, 5000);
	takes(OPTIONS_STORE, "max_size", "2T");
	assert_int_equal(conf.max_size, (int64_t)2 << 40);
	refuses(OPTIONS_FEED, "max_size", "16m", "a size like");
	refuses(OPTIONS_FEED, "max_size", "iB", "a size like");
	refuses(OPTIONS_FEED, "max_size", "B", "a size like");
	refuses(OPTIONS_FEED, "max_size", "999T", "from");
	takes(OPTIONS_FEED, "max_size", "128M");
	refuses(OPTIONS_FEED, "max_size", "129M", "from");
	refuses(OPTIONS_FEED, "max_size", "99999999999T", "a size like");
	refuses(OPTIONS_FEED, "max_size", "10", "from 1K to 128M");
}

static void reads_numbers_and_words(void **state)
{
	(void)state;
	takes(OPTIONS_ALERT, "min_score", "0.85");
	assert_true(alert.min_score > 0.8499 && alert.min_score < 0.8501);
	takes(OPTIONS_ALERT, "min_score", "1");
	refuses(OPTIONS_ALERT, "min_score", "1.1", "from 0 to 1");
	refuses(OPTIONS_ALERT, "min_score", "0,5", "a number like");
	refuses(OPTIONS_ALERT, "min_score", ".5", "a number like");
	refuses(OPTIONS_ALERT, "min_score", "1e-3", "a number like");
	refuses(OPTIONS_ALERT, "min_score", "nan", "a number like");
	takes(OPTIONS_DAEMON, "workers", "4");
	assert_int_equal(conf.workers, 4);
	refuses(OPTIONS_DAEMON, "workers", "4k", "a whole number");
	refuses(OPTIONS_DAEMON, "workers", "257", "from 0 to 256");
	takes(OPTIONS_FEED, "alert_trivial", "Yes");
	assert_true(feed.alert_trivial);
	takes(OPTIONS_FEED, "alert_trivial", "off");
	assert_false(feed.alert_trivial);
	refuses(OPTIONS_FEED, "alert_trivial", "maybe", "yes or no");
	takes(OPTIONS_FEED, "first_poll", "alert");
	assert_int_equal(feed.first_poll, CONF_FIRST_ALERT);
	refuses(OPTIONS_FEED, "first_poll", "loud", "silent or alert");
	takes(OPTIONS_DAEMON, "log_level", "debug");
	assert_string_equal(conf.log_level, "debug");
	refuses(OPTIONS_ALERT, "type", "mail", "file, journal, stderr, exec or webhook");
}

static void assert_list(const struct conf_strings *l, const char *const *want)
{
	size_t n = 0;
	while (want[n] != NULL)
		n++;
	assert_int_equal(l->n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(l->v[i], want[i]);
}

static void reads_lists(void **state)
{
	(void)state;
	takes(OPTIONS_FEED, "tags",
	    "politics, world news ,, \"a, b\", \"say \\\"x\\\" \\\\\",\" c \",");
	assert_list(&feed.tags,
	    (const char *const[]){"politics", "world news", "a, b", "say \"x\" \\", " c ", NULL});
	takes(OPTIONS_FEED, "tags", "");
	assert_int_equal(feed.tags.n, 0);
	refuses(OPTIONS_FEED, "tags", "\"open", "quotes are closed");
	refuses(OPTIONS_FEED, "tags", "a, \"\"", "without empty");
	takes(OPTIONS_ALERT, "command", "/usr/bin/mail  -s \"two words\" \"\" desk@example.org");
	assert_list(&alert.command, (const char *const[]){"/usr/bin/mail", "-s", "two words", "",
					"desk@example.org", NULL});
	refuses(OPTIONS_ALERT, "command", "./mail desk", "absolute path");
	refuses(OPTIONS_ALERT, "command", "", "absolute path");
	refuses(OPTIONS_ALERT, "command", "\"\" a", "absolute path");
	takes(OPTIONS_ALERT, "command", "mail desk");
	takes(OPTIONS_ALERT, "verdicts", "rewritten, republished");
	assert_int_equal(alert.verdicts, 1 << CT_REWRITTEN | 1 << CT_REPUBLISHED);
	takes(OPTIONS_ALERT, "verdicts", "all");
	assert_int_equal(alert.verdicts, 31);
	refuses(OPTIONS_ALERT, "verdicts", "rewriten",
	    "new, updated, republished, rewritten, related or all");
	refuses(OPTIONS_ALERT, "verdicts", "", "is empty");
}

static void reads_address_blocks(void **state)
{
	(void)state;
	takes(OPTIONS_FEED, "allow", "10.0.0.0/8, fd00::/8 127.0.0.1 ::1");
	assert_int_equal(feed.allow.n, 4);
	static const char *const bad[] = {"10.0.0.0/33", "10.0.0/8", "::/129", "host", "1.2.3.4/",
	    "1.2.3.4/-1", "/8", "1.2.3.4/0008",
	    "aaaa:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa"};
	for (size_t i = 0; i < COUNT(bad); i++)
		refuses(OPTIONS_FEED, "allow", bad[i], "address blocks like");
}

static void reads_urls(void **state)
{
	(void)state;
	static const char *const good[] = {"http://example.org/feed", "HTTPS://example.org",
	    "http://[::1]:8080/x", "http://example.org:8080/a?b=@c#d", "https://пример.рф/"};
	for (size_t i = 0; i < COUNT(good); i++)
		takes(OPTIONS_FEED, "url", good[i]);
	refuses(OPTIONS_FEED, "url", "ftp://example.org/", "http:// or https://");
	refuses(OPTIONS_FEED, "url", "file:///etc/passwd", "http:// or https://");
	refuses(OPTIONS_FEED, "url", "", "is empty");
	refuses(OPTIONS_FEED, "url", "http://", "with a host");
	refuses(OPTIONS_FEED, "url", "http:///x", "with a host");
	refuses(OPTIONS_FEED, "url", "http://:80/x", "with a host");
	refuses(OPTIONS_FEED, "url", "http://user:pw@example.org/", "without user name");
	refuses(OPTIONS_FEED, "url", "http://a b/", "without blanks");
	refuses(OPTIONS_FEED, "url", "http://h:99999/", "a port");
	refuses(OPTIONS_FEED, "url", "http://[::1]x/", "a port");
	refuses(OPTIONS_FEED, "url", "http://h:8o/", "a port");
	takes(OPTIONS_DAEMON, "proxy", "socks5h://127.0.0.1:9050");
	takes(OPTIONS_DAEMON, "proxy", "");
	refuses(OPTIONS_DAEMON, "proxy", "gopher://x", "begins with");
}

/* No store or socket without a name; no program of one's own is one. */
static void reads_paths(void **state)
{
	(void)state;
	refuses(OPTIONS_DAEMON, "store", "", "must be a path, and is empty");
	refuses(OPTIONS_DAEMON, "control", "", "must be a path, and is empty");
	refuses(OPTIONS_ALERT, "path", "", "must be a path, and is empty");
	takes(OPTIONS_DAEMON, "worker", "");
	takes(OPTIONS_DAEMON, "store", "s.db");
}

static void a_long_value_is_clipped_in_the_message(void **state)
{
	(void)state;
	char big[4001];
	for (int i = 0; i < 2000; i++)
		memcpy(big + 2 * i, "\xC3\xA9", 2);
	big[4000] = '\0';
	refuses(OPTIONS_FEED, "interval", big, "\xC3\xA9...\"");
	assert_true(strlen(why) < 200);
}

static void paths_start_from_the_directory(void **state)
{
	(void)state;
	assert_int_equal(set(OPTIONS_DAEMON, "store", "x.db", "/etc/c"), CT_OK);
	assert_string_equal(conf.store, "/etc/c/x.db");
	assert_int_equal(set(OPTIONS_DAEMON, "store", "/x.db", "/etc/c"), CT_OK);
	assert_string_equal(conf.store, "/x.db");
	assert_int_equal(set(OPTIONS_DAEMON, "worker", "", "/etc/c"), CT_OK);
	assert_string_equal(conf.worker, "");
}

static void secrets_come_from_the_credentials_directory(void **state)
{
	(void)state;
	char dir[] = "/tmp/test_convert.XXXXXX", path[64];
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/key", dir);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	assert_int_equal(set(OPTIONS_ALERT, "secret_file", "key", "/etc/c"), CT_OK);
	assert_string_equal(alert.secret_file, path);
	assert_int_equal(set(OPTIONS_ALERT, "secret_file", "other", "/etc/c"), CT_OK);
	assert_string_equal(alert.secret_file, "/etc/c/other");
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_int_equal(set(OPTIONS_ALERT, "secret_file", "key", "/etc/c"), CT_OK);
	assert_string_equal(alert.secret_file, "/etc/c/key");
	unlink(path);
	rmdir(dir);
}

static void same_again(
    enum options_section s, const char *name, const char *value, const char *want)
{
	const struct options_entry *o = options_find(s, view_of(name));
	struct buf out = BUF_INIT(4096);
	takes(s, name, value);
	convert_format(o, base_of(o), &out);
	assert_string_equal(out.p != NULL ? out.p : "", want);
	takes(s, name, want);
	buf_free(&out);
}

static void formats_as_it_reads(void **state)
{
	(void)state;
	same_again(OPTIONS_FEED, "interval", "90m", "90m");
	same_again(OPTIONS_FEED, "interval", "3600", "1h");
	same_again(OPTIONS_FEED, "interval", "604800", "1w");
	same_again(OPTIONS_STORE, "retain", "0", "0");
	same_again(OPTIONS_FEED, "max_size", "16384K", "16M");
	same_again(OPTIONS_FEED, "max_size", "5001", "5001");
	same_again(OPTIONS_ALERT, "min_score", "0.850", "0.85");
	same_again(OPTIONS_ALERT, "min_score", "1.0", "1");
	same_again(OPTIONS_ALERT, "verdicts", "rewritten new", "new, rewritten");
	same_again(OPTIONS_FEED, "tags", "a,\"b, c\",\"d\\\"\\\\\"", "a, \"b, c\", \"d\\\"\\\\\"");
	same_again(OPTIONS_ALERT, "command", "/bin/x \"a b\" \"\" c,d", "/bin/x \"a b\" \"\" c,d");
	same_again(OPTIONS_FEED, "alert_trivial", "on", "yes");
	same_again(OPTIONS_FEED, "first_poll", "alert", "alert");
}

static void every_default_parses(void **state)
{
	(void)state;
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if (o->def != NULL &&
		    convert_parse(o, view_of(o->def), NULL, arena, base_of(o), why) != CT_OK)
			fail_msg("%s: %s", o->name, why);
		assert_true(o->help[strlen(o->help) - 1] == '.');
	}
}

static int setup(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return arena == NULL;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_durations),
	    cmocka_unit_test(reads_sizes),
	    cmocka_unit_test(reads_numbers_and_words),
	    cmocka_unit_test(reads_lists),
	    cmocka_unit_test(reads_address_blocks),
	    cmocka_unit_test(reads_urls),
	    cmocka_unit_test(reads_paths),
	    cmocka_unit_test(a_long_value_is_clipped_in_the_message),
	    cmocka_unit_test(paths_start_from_the_directory),
	    cmocka_unit_test(secrets_come_from_the_credentials_directory),
	    cmocka_unit_test(formats_as_it_reads),
	    cmocka_unit_test(every_default_parses),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
