/* The sinks: webhook, hook, file. */
#include <nettle/hmac.h>
#include <sys/stat.h>

#include "kit.h"

static const char *text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s != NULL ? s : "";
}

static void check_signature(json_t *post, const char *key)
{
	struct hmac_sha256_ctx ctx;
	uint8_t digest[SHA256_DIGEST_SIZE];
	char hex[8 + 2 * SHA256_DIGEST_SIZE] = "sha256=";
	json_t *headers = json_object_get(post, "headers");
	const char *time = text_of(headers, "x-copytaster-timestamp"),
		   *body = text_of(post, "body");
	hmac_sha256_set_key(&ctx, strlen(key), (const uint8_t *)key);
	hmac_sha256_update(&ctx, strlen(time), (const uint8_t *)time);
	hmac_sha256_update(&ctx, 1, (const uint8_t *)".");
	hmac_sha256_update(&ctx, strlen(body), (const uint8_t *)body);
	hmac_sha256_digest(&ctx, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		sprintf(hex + 7 + 2 * i, "%02x", digest[i]);
	assert_string_equal(text_of(headers, "x-copytaster-signature"), hex);
}

/* The first answer is 500; the alert comes again (after half a minute) with the
 * same id and body, signed anew. */
static void test_webhook_comes_again(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "Une h\xC3\xA9ro\xC3\xAFne", 1});
	rig_write(r, "secret", "open sesame\n");
	rig_config(r,
	    KIT_FETCH KIT_FEED "[alert hook]\ntype = webhook\nurl = "
			       "http://127.0.0.1:%u/hook?fail=1\nsecret_file = %s/secret\n"
			       "allow = 127.0.0.0/8\n",
	    "a", r->port, "a.xml", r->port, r->dir);
	rig_daemon(r);
	json_t *posts = NULL;
	RIG_WAIT(r, 45,
	    (json_decref(posts), posts = rig_lines(r, "posts"), json_array_size(posts) >= 2));
	json_t *first = json_array_get(posts, 0), *second = json_array_get(posts, 1);
	assert_int_equal(json_integer_value(json_object_get(first, "status")), 500);
	assert_int_equal(json_integer_value(json_object_get(second, "status")), 200);
	assert_string_equal(text_of(first, "body"), text_of(second, "body"));
	json_t *alert = json_loads(text_of(first, "body"), 0, NULL);
	assert_string_equal(
	    text_of(json_object_get(alert, "story"), "title"), "Une h\xC3\xA9ro\xC3\xAFne");
	json_t *headers = json_object_get(second, "headers");
	assert_string_equal(text_of(headers, "x-copytaster-alert"), text_of(alert, "alert_id"));
	assert_string_equal(text_of(headers, "content-type"), "application/json");
	check_signature(first, "open sesame");
	check_signature(second, "open sesame");
	assert_int_equal(json_array_size(posts), 2);
	json_decref(alert);
	json_decref(posts);
}

/* A receiver that refuses everything holds up nobody else; what was set aside is
 * delivered when told so. */
static void test_dead_letters(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2});
	rig_write(r, "www/hook.how", "status=500");
	rig_config(r,
	    KIT_FETCH KIT_FEED KIT_FILE
	    "[alert hook]\ntype = webhook\nurl = http://127.0.0.1:%u/hook\n"
	    "allow = 127.0.0.0/8\nretries = 1\n",
	    "a", r->port, "a.xml", r->dir, r->port);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 2 && rig_requests(r, "/hook") == 2);
	rig_write(r, "www/hook.how", "status=200");
	json_t *answer = NULL;
	RIG_WAIT(r, 10,
	    (json_decref(answer), answer = rig_ask(r, "{\"cmd\":\"retry\"}"),
		rig_requests(r, "/hook") >= 4));
	json_decref(answer);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
	json_t *posts = rig_lines(r, "posts");
	json_t *a = json_loads(text_of(json_array_get(posts, 0), "body"), 0, NULL);
	json_t *b = json_loads(text_of(json_array_get(posts, 1), "body"), 0, NULL);
	for (size_t i = 2; i < 4; i++) {
		json_t *again = json_loads(text_of(json_array_get(posts, i), "body"), 0, NULL);
		assert_true(json_equal(again, a) || json_equal(again, b));
		json_decref(again);
	}
	json_decref(a);
	json_decref(b);
	json_decref(posts);
}

static void test_hook_gets_json(void **state)
{
	struct rig *r = *state;
	char path[512];
	KIT_RSS(r, "a.xml", {"1", "One; touch /tmp/x $(id)", 1}, {"2", "Two", 2});
	rig_write(r, "hook.sh",
	    "#!/bin/sh\necho \"$1 $2\" >>%s/args\nread -r alert\necho \"$alert\" >>%s/hooked\n",
	    r->dir, r->dir);
	snprintf(path, sizeof(path), "%s/hook.sh", r->dir);
	chmod(path, 0755);
	rig_config(r, KIT_FETCH KIT_FEED "[alert hook]\ntype = exec\ncommand = %s first $HOME\n",
	    "a", r->port, "a.xml", path);
	rig_daemon(r);
	json_t *all = NULL;
	RIG_WAIT(
	    r, 15, (json_decref(all), all = rig_lines(r, "hooked"), json_array_size(all) == 2));
	json_t *story = json_object_get(json_array_get(all, 0), "story");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(all, 0), "v")), 1);
	assert_true(strcmp(text_of(story, "title"), "One; touch /tmp/x $(id)") == 0 ||
		    strcmp(text_of(story, "title"), "Two") == 0);
	char *args = rig_read(r, "args");
	assert_string_equal(args, "first $HOME\nfirst $HOME\n"); /* no shell expanded it */
	free(args);
	json_decref(all);
}

/* Every payload in every field of a feed, through all of it: the hook's arguments
 * and environment stay as they are, each alert is one line of JSON, and no control
 * byte comes out anywhere. */
static void test_no_field_of_a_feed_changes_what_runs(void **state)
{
	static const char *const payloads[] = {"$(touch @/pwned)", "`touch @/pwned`",
	    "; touch @/pwned #", "&#10;hook&#10;{}&#10;touch @/pwned", "' || touch @/pwned '",
	    "&quot; &amp;&amp; touch @/pwned", "%s%n%n%n%x", "PATH=@", "LD_PRELOAD=@/x.so", "-c",
	    "--help", "&#27;]0;x&#7;&#27;[2J", "&#155;31m", "&#13;&#10;X-Evil: 1", "&#0;&#x202e;x",
	    "\xff\xfe\x9b", "../../@/pwned", "| touch @/pwned"};
	struct rig *r = *state;
	struct buf feed = BUF_INIT(1 << 24);
	size_t n = COUNT(payloads);
	char path[512], want[1024];

	buf_adds(&feed, "<?xml version=\"1.0\"?><rss version=\"2.0\" "
			"xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>T</title>");
	for (size_t i = 0; i <= n; i++) {
		struct buf p = BUF_INIT(1 << 21);

		for (const char *c = i < n ? payloads[i] : ""; *c != '\0'; c++)
			*c == '@' ? buf_adds(&p, r->dir) : buf_addc(&p, *c);
		for (size_t j = 0; i == n && j < 1 << 20; j++) /* a megabyte of text */
			buf_addc(&p, j % 7 == 0 ? ' ' : '$');
		buf_addf(&feed,
		    "<item><title>%s %zu</title><link>http://a.example/%zu?%s</link>"
		    "<guid>%s %zu</guid><dc:creator>%s</dc:creator><category>%s</category>"
		    "<description>%s %s</description></item>",
		    p.p, i, i, i < n ? p.p : "", p.p, i, p.p, p.p, kit_text((unsigned)i + 1), p.p);
		buf_free(&p);
	}
	buf_adds(&feed, "</channel></rss>\n");
	assert_int_equal(feed.err, CT_OK);
	rig_write(r, "www/a.xml", "%.*s", (int)feed.n, feed.p);
	buf_free(&feed);
	rig_write(r, "hook.sh",
	    "#!/bin/sh\necho \"$# $1 $2\" >>%s/args\n"
	    "echo $(env | grep -v '^PWD=\\|^_=\\|^SHLVL=' | sort) >>%s/env\n" /* one write */
	    "dd bs=2M iflag=fullblock status=none >>%s/hooked\n",             /* so is this */
	    r->dir, r->dir, r->dir);
	snprintf(path, sizeof(path), "%s/hook.sh", r->dir);
	chmod(path, 0755);
	rig_config(r,
	    KIT_FETCH KIT_FEED "max_size = 32M\n[alert hook]\ntype = exec\ncommand = %s 1 $2\n"
			       "[alert err]\ntype = stderr\n" KIT_FILE,
	    "a", r->port, "a.xml", path, r->dir);
	rig_daemon(r);
	json_t *all = NULL;
	RIG_WAIT(
	    r, 20, (json_decref(all), all = rig_lines(r, "hooked"), json_array_size(all) == n + 1));
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == n + 1);
	json_decref(all);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	assert_false(rig_exists(r, "pwned"));
	char *args = rig_read(r, "args"), *env = rig_read(r, "env"), *a = args, *e = env;
	snprintf(want, sizeof(want),
	    "COPYTASTER_ALERT=hook LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin\n");
	for (size_t i = 0; i <= n; i++, a += 7, e += strlen(want)) {
		assert_memory_equal(a, "2 1 $2\n", 7);
		assert_true(strncmp(e, want, strlen(want)) == 0);
	}
	assert_int_equal(*a | *e, '\0');
	free(args);
	free(env);
	static const char *const sinks[] = {"hooked", "alerts.jsonl", "daemon.log"};
	for (size_t i = 0; i < 3; i++) {
		char *text = rig_read(r, sinks[i]);

		for (const unsigned char *c = (unsigned char *)text; *c != '\0'; c++)
			assert_true((*c >= 0x20 || *c == '\n') && *c != 0x7F);
		assert_null(strstr(text, "\xC2\x9B")); /* CSI as one character */
		/* right to left: data, but not before people's eyes */
		assert_true(i < 2 || strstr(text, "\xE2\x80\xAE") == NULL);
		free(text);
	}
}

/* A hook that hangs is ended, and holds up nobody. */
static void test_a_hook_that_hangs(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1}, {"2", "Two", 2}, {"3", "Three", 3});
	rig_config(r,
	    KIT_FETCH KIT_FEED
	    "[alert hangs]\ntype = exec\ncommand = /bin/sleep 600\ntimeout = 1s\n"
	    "retries = 1\n" KIT_FILE,
	    "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 3);
	json_t *status = NULL;
	RIG_WAIT(r, 20,
	    (json_decref(status), status = rig_ask(r, "{\"cmd\":\"status\"}"),
		json_integer_value(json_object_get(
		    json_object_get(json_array_get(status, 0), "alerts"), "dead")) == 3));
	json_decref(status);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
}

static void test_file_is_rotated(void **state)
{
	struct rig *r = *state;
	char from[512], to[512];
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, "One", NULL) == 1);
	snprintf(from, sizeof(from), "%s/alerts.jsonl", r->dir);
	snprintf(to, sizeof(to), "%s/alerts.jsonl.1", r->dir);
	assert_int_equal(rename(from, to), 0);
	kill(r->daemon, SIGHUP);
	KIT_RSS(r, "a.xml", {"2", "Two", 2}, {"1", "One", 1});
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "Two", NULL) == 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 1);
	json_t *old = rig_lines(r, "alerts.jsonl.1");
	assert_int_equal(json_array_size(old), 1);
	json_decref(old);
}

/* What a crash left of a line is cut off, and the alert comes whole. */
static void test_torn_tail_is_repaired(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	rig_config(r, KIT_FETCH KIT_FEED KIT_FILE, "a", r->port, "a.xml", r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, "One", NULL) == 1);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	char *file = rig_read(r, "alerts.jsonl");
	rig_write(r, "alerts.jsonl", "%s%.100s", file, file);
	free(file);
	KIT_RSS(r, "a.xml", {"2", "Two", 2}, {"1", "One", 1});
	rig_daemon(r);
	kit_poll(r, "a");
	RIG_WAIT(r, 10, kit_alerts(r, "Two", NULL) == 1);
	assert_int_equal(kit_alerts(r, NULL, NULL), 2);
	kit_no_repeats(r, "alerts.jsonl");
}

static void test_each_sink_chooses(void **state)
{
	struct rig *r = *state;
	KIT_RSS(r, "a.xml", {"1", "One", 1});
	KIT_RSS(r, "b.xml", {"2", "Two", 2});
	rig_config(r,
	    KIT_FETCH KIT_FEED
	    "tags = sport\n" KIT_FEED KIT_FILE
	    "[alert sport]\ntype = file\npath = %s/sport\ntags = sport\n"
	    "[alert b]\ntype = file\npath = %s/b\nfeeds = b\n"
	    "[alert copies]\ntype = file\npath = %s/copies\nverdicts = republished, rewritten\n",
	    "a", r->port, "a.xml", "b", r->port, "b.xml", r->dir, r->dir, r->dir, r->dir);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) == 2);
	kit_polled(r, "a", 1);
	kit_polled(r, "b", 1);
	static const struct {
		const char *file, *title;
	} expected[] = {{"sport", "One"}, {"b", "Two"}};
	for (size_t i = 0; i < 2; i++) {
		json_t *lines = NULL;
		RIG_WAIT(r, 10,
		    (json_decref(lines), lines = rig_lines(r, expected[i].file),
			json_array_size(lines) > 0));
		assert_int_equal(json_array_size(lines), 1);
		assert_string_equal(
		    text_of(json_object_get(json_array_get(lines, 0), "story"), "title"),
		    expected[i].title);
		json_decref(lines);
	}
	json_t *copies = rig_lines(r, "copies");
	assert_int_equal(json_array_size(copies), 0);
	json_decref(copies);
}

KIT_MAIN(KIT_TEST(test_webhook_comes_again), KIT_TEST(test_dead_letters),
    KIT_TEST(test_hook_gets_json), KIT_TEST(test_no_field_of_a_feed_changes_what_runs),
    KIT_TEST(test_a_hook_that_hangs), KIT_TEST(test_file_is_rotated),
    KIT_TEST(test_torn_tail_is_repaired), KIT_TEST(test_each_sink_chooses))
