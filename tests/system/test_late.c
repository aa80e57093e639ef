/* An original that is polled after its copy, and feeds that backdate theirs. */
#include <time.h>

#include "kit.h"

static time_t start;

/* Writes DIR/www/name: one entry, published so many minutes before the test began. */
static void write_feed(
    const struct rig *r, const char *name, const char *title, unsigned seed, int minutes)
{
	time_t at = start - 60 * (time_t)minutes;
	char path[64], date[64];

	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime(&at));
	snprintf(path, sizeof(path), "www/%s", name);
	rig_write(r, path,
	    "<rss version=\"2.0\"><channel><title>T</title><link>http://test.example/</link>"
	    "<item><title>%s</title><guid isPermaLink=\"false\">%s</guid><pubDate>%s</pubDate>"
	    "<description>%s</description></item></channel></rss>",
	    title, title, date, kit_text(seed));
}

/* The alert of this title and verdict; json_decref it. */
static json_t *alert_of(const struct rig *r, const char *title, const char *verdict)
{
	json_t *all = rig_lines(r, "alerts.jsonl"), *one, *found = NULL;
	size_t i;

	json_array_foreach(all, i, one)
	{
		json_t *story = json_object_get(one, "story");
		if (strcmp(json_string_value(json_object_get(story, "title")), title) == 0 &&
		    strcmp(json_string_value(json_object_get(one, "verdict")), verdict) == 0)
			found = json_incref(one);
	}
	json_decref(all);
	if (found == NULL)
		rig_fail("no alert that \"%s\" is %s", title, verdict);
	return found;
}

static json_int_t number(json_t *o, const char *a, const char *b)
{
	json_t *v = json_object_get(o, a);

	return json_integer_value(b != NULL ? json_object_get(v, b) : v);
}

/* The output of copytaster COMMAND ID has `words`. */
static void tells(const struct rig *r, const char *command, json_int_t id, const char *words)
{
	struct buf out = BUF_INIT(1 << 20);
	char config[128], text[32];

	snprintf(config, sizeof(config), "%s/copytaster.conf", r->dir);
	snprintf(text, sizeof(text), "%lld", (long long)id);
	if (id != 0)
		RIG_RUN(r, &out, &out, "copytaster", command, text, "-c", config);
	else
		RIG_RUN(r, &out, &out, "copytaster", command, "-c", config);
	if (out.p == NULL || strstr(out.p, words) == NULL)
		rig_fail("%s %s does not say \"%s\": %s", command, text, words,
		    out.p != NULL ? out.p : "");
	buf_free(&out);
}

static void configure(struct rig *r, int feeds)
{
	char text[1024];
	size_t n = 0;

	for (int i = 0; i < feeds; i++) {
		char name[2] = {(char)('a' + i), '\0'}, file[8];
		snprintf(file, sizeof(file), "%s.xml", name);
		n += (size_t)snprintf(text + n, sizeof(text) - n, KIT_FEED, name, r->port, file);
	}
	rig_config(r, KIT_FETCH "%s" KIT_FILE, text, r->dir);
}

static void an_original_comes_after_its_copy(void **state)
{
	struct rig *r = *state;

	start = time(NULL);
	write_feed(r, "a.xml", "The copy", 1, 20);
	configure(r, 1);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	RIG_WAIT(r, 10, kit_alerts(r, "The copy", "new") == 1);

	write_feed(r, "b.xml", "The original", 1, 90);
	configure(r, 2);
	kill(r->daemon, SIGHUP);
	RIG_WAIT(r, 10, kit_alerts(r, "The copy", "republished") == 1);
	RIG_WAIT(r, 10, kit_alerts(r, "The original", "new") == 1);
	json_t *original = alert_of(r, "The original", "new");
	json_t *copy = alert_of(r, "The copy", "republished");
	json_int_t first = number(original, "story", "id"), later = number(copy, "story", "id");
	assert_true(json_is_null(json_object_get(original, "of")));
	assert_int_equal(
	    json_integer_value(json_array_get(json_object_get(original, "corrects"), 0)), later);
	assert_int_equal(number(copy, "of", "id"), first);
	assert_int_equal(number(copy, "lag_seconds", NULL), 70 * 60);
	assert_string_equal(json_string_value(json_object_get(copy, "was")), "new");
	json_decref(original);
	json_decref(copy);
	tells(r, "story", later, "it was new until story");
	tells(r, "why", later, "The original");
	tells(r, "story", first, "which was seen before it");
	tells(r, "why", first, "the original: a story seen before it");
	tells(r, "status", 0, "1 corrected");

	/* From now on the original is what is copied, after a restart, too. */
	assert_int_equal(rig_daemon_end(r, SIGTERM, 10000), 0);
	write_feed(r, "c.xml", "Another copy", 1, 5);
	configure(r, 3);
	rig_daemon(r);
	RIG_WAIT(r, 10, kit_alerts(r, "Another copy", "republished") == 1);
	json_t *next = alert_of(r, "Another copy", "republished");
	assert_int_equal(number(next, "of", "id"), first);
	json_decref(next);
	kit_no_repeats(r, "alerts.jsonl");
}

/* A feed that was just read without the entry cannot have had it for hours. */
static void a_backdated_copy_is_a_copy(void **state)
{
	struct rig *r = *state;

	start = time(NULL);
	write_feed(r, "a.xml", "The original", 1, 0);
	write_feed(r, "b.xml", "Something else", 2, 300);
	configure(r, 2);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	kit_polled(r, "b", 1);
	rig_sleep(1100); /* times are told in seconds */
	write_feed(r, "b.xml", "The theft", 1, 200);
	kit_poll(r, "b");
	RIG_WAIT(r, 10, kit_alerts(r, "The theft", NULL) == 1);
	json_t *theft = alert_of(r, "The theft", "republished");
	json_t *original = alert_of(r, "The original", "new");
	assert_int_equal(number(theft, "of", "id"), number(original, "story", "id"));
	assert_true(number(theft, "lag_seconds", NULL) >= 0);
	json_decref(theft);
	json_decref(original);
}

KIT_MAIN(KIT_TEST(an_original_comes_after_its_copy), KIT_TEST(a_backdated_copy_is_a_copy))
