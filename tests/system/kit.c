#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit.h"
#include "rfc3339.h"

static const char *build = "build";
static struct rig *current;

/* Ends the test; the daemon's log tells more. */
static void fail_test(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vprint_error(fmt, ap);
	va_end(ap);
	if (current != NULL) {
		char *log = rig_read(current, "daemon.log");
		size_t n = strlen(log);
		print_error("\n--- the daemon's log ends:\n");
		/* cmocka prints a kilobyte at most. */
		for (size_t at = n > 4000 ? n - 4000 : 0; at < n; at += 1000)
			print_error("%.1000s", log + at);
		print_error("---\n");
		free(log);
	}
	fail();
}

void kit_init(int argc, char **argv)
{
	static char absolute[512];
	if (argc > 1)
		build = argv[1];
	if (build[0] != '/' && getcwd(absolute, 400) != NULL) {
		size_t n = strlen(absolute);
		snprintf(absolute + n, sizeof(absolute) - n, "/%s", build);
		build = absolute;
	}
	rig_fail = fail_test;
}

int kit_setup(void **state)
{
	current = rig_new(build, NULL);
	*state = current;
	return 0;
}

int kit_teardown(void **state)
{
	current = NULL;
	rig_free(*state);
	return 0;
}

/* --- feeds --------------------------------------------------------------------------- */

const char *kit_text(unsigned seed)
{
	static const char *const syllables[] = {"bar", "nel", "rim", "tok", "lun", "kas", "mer",
	    "sid", "dov", "rag", "vel", "lit", "pon", "nur", "sha", "teb"};
	static char text[2048];
	uint64_t x = (uint64_t)seed << 32;
	size_t n = 0;
	for (int word = 0; word < 90; word++) {
		bool first = word % 15 == 0;
		uint64_t z = (x += 0x9E3779B97F4A7C15u); /* splitmix64 */
		z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
		z = (z ^ z >> 27) * 0x94D049BB133111EBu;
		for (int i = 0; i < 4; i++) {
			const char *s = syllables[z >> (4 * i + 20) & 15];
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%c%s",
			    first && i == 0 ? s[0] - 32 : s[0], s + 1);
		}
		n += (size_t)snprintf(text + n, sizeof(text) - n, word % 15 == 14 ? ". " : " ");
	}
	return text;
}

void kit_rss(const struct rig *r, const char *name, const struct kit_item *items, size_t n)
{
	struct buf feed = BUF_INIT(64 << 20);
	char path[256];
	buf_adds(&feed, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>"
			"<title>Test</title><link>http://test.example/</link>\n");
	for (size_t i = 0; i < n; i++) {
		buf_addf(&feed, "<item><title>%s</title>", items[i].title);
		if (items[i].id != NULL)
			buf_addf(&feed, "<guid isPermaLink=\"false\">%s</guid>", items[i].id);
		buf_addf(&feed, "<description>%s</description></item>\n", kit_text(items[i].seed));
	}
	buf_adds(&feed, "</channel></rss>\n");
	snprintf(path, sizeof(path), "www/%s", name);
	rig_write(r, path, "%.*s", (int)feed.n, feed.p);
	buf_free(&feed);
}

/* --- alerts ----------------------------------------------------------------------------- */

static const char *text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s != NULL ? s : "";
}

size_t kit_alerts(const struct rig *r, const char *title, const char *verdict)
{
	json_t *all = rig_lines(r, "alerts.jsonl"), *one;
	size_t i, n = 0;
	json_array_foreach(all, i, one)
	{
		n += (title == NULL ||
			 strcmp(text_of(json_object_get(one, "story"), "title"), title) == 0) &&
		     (verdict == NULL || strcmp(text_of(one, "verdict"), verdict) == 0);
	}
	json_decref(all);
	return n;
}

void kit_no_repeats(const struct rig *r, const char *name)
{
	json_t *all = rig_lines(r, name), *seen = json_object(), *one;
	size_t i;
	json_array_foreach(all, i, one)
	{
		const char *id = text_of(one, "alert_id");
		if (*id == '\0')
			rig_fail("%s: line %zu has no alert_id", name, i + 1);
		if (json_object_get(seen, id) != NULL)
			rig_fail("%s: alert %s stands there twice", name, id);
		json_object_set_new(seen, id, json_true());
	}
	json_decref(seen);
	json_decref(all);
}

/* --- the daemon's view of a feed ------------------------------------------------------------ */

json_t *kit_feed(const struct rig *r, const char *name)
{
	json_t *all = rig_ask(r, "{\"cmd\":\"feeds\"}"), *one, *found = NULL;
	size_t i;
	json_array_foreach(all, i, one)
	{
		if (strcmp(text_of(one, "name"), name) == 0)
			found = json_incref(one);
	}
	json_decref(all);
	if (found == NULL)
		rig_fail("the daemon knows no feed %s", name);
	return found;
}

int64_t kit_number(const struct rig *r, const char *feed, const char *key)
{
	json_t *f = kit_feed(r, feed);
	int64_t n = json_integer_value(json_object_get(f, key));
	json_decref(f);
	return n;
}

bool kit_state(const struct rig *r, const char *feed, const char *state)
{
	json_t *f = kit_feed(r, feed);
	bool same = strcmp(text_of(f, "state"), state) == 0;
	json_decref(f);
	return same;
}

void kit_polled(const struct rig *r, const char *feed, int64_t times)
{
	RIG_WAIT(r, 15, kit_number(r, feed, "polls") >= times);
}

void kit_poll(const struct rig *r, const char *feed)
{
	char question[256];
	int64_t before = kit_number(r, feed, "polls");
	snprintf(question, sizeof(question), "{\"cmd\":\"poll\",\"feed\":\"%s\"}", feed);
	json_decref(rig_ask(r, question));
	kit_polled(r, feed, before + 1);
}

int64_t kit_next(const struct rig *r, const char *feed)
{
	json_t *f = kit_feed(r, feed);
	const char *next = json_string_value(json_object_get(f, "next_poll"));
	int64_t at = next != NULL ? rfc3339_parse(view_of(next)) : -1;
	json_decref(f);
	return at;
}

int64_t kit_pause(const struct rig *r, const char *feed)
{
	json_t *f = kit_feed(r, feed);
	const char *next = json_string_value(json_object_get(f, "next_poll"));
	int64_t last = rfc3339_parse(view_of(text_of(f, "last_poll")));
	int64_t pause = next != NULL ? rfc3339_parse(view_of(next)) - last : -1;
	json_decref(f);
	return pause;
}

size_t kit_logged(const struct rig *r, const char *words)
{
	char *log = rig_read(r, "daemon.log");
	size_t n = 0;
	for (const char *p = log; (p = strstr(p, words)) != NULL; p++)
		n++;
	free(log);
	return n;
}

void kit_daemon(struct rig *r, struct buf *conf)
{
	rig_config(r, "%s", conf->p);
	buf_free(conf);
	rig_daemon(r);
}

void kit_start(struct rig *r, const char *lines)
{
	rig_config(r, KIT_FETCH KIT_FEED "%s\n" KIT_FILE, "a", r->port, "a.xml", lines, r->dir);
	rig_daemon(r);
	kit_polled(r, "a", 1);
}

const char *kit_header(const struct rig *r, const char *path, size_t n, const char *header)
{
	static char value[512];
	json_t *request = rig_request(r, path, n);
	snprintf(value, sizeof(value), "%s", text_of(json_object_get(request, "headers"), header));
	json_decref(request);
	return value;
}

int64_t kit_status(const struct rig *r, const char *path, size_t n)
{
	json_t *request = rig_request(r, path, n);
	int64_t status = json_integer_value(json_object_get(request, "status"));
	json_decref(request);
	return status;
}

/* --- the store -------------------------------------------------------------------------- */

static int first_column(void *out, int n, char **values, char **names)
{
	(void)n;
	(void)names;
	snprintf(out, 64, "%s", values[0] != NULL ? values[0] : "");
	return 0;
}

void kit_store_is_whole(const struct rig *r)
{
	char path[128], answer[64] = "ok";
	struct stat st;
	sqlite3 *db;
	snprintf(path, sizeof(path), "%s/store.db", r->dir);
	if (stat(path, &st) != 0)
		return; /* it was stopped before it made one */
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "PRAGMA integrity_check", first_column, answer, NULL), SQLITE_OK);
	assert_string_equal(answer, "ok");
	sqlite3_close(db);
}

/* --- namespaces ------------------------------------------------------------------------- */

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (write(fd, text, strlen(text)) < 0)
			print_message("%s: cannot be written\n", path);
		close(fd);
	}
}

bool kit_unshare(int what)
{
	char uid[64], gid[64];
	snprintf(uid, sizeof(uid), "0 %u 1", (unsigned)getuid());
	snprintf(gid, sizeof(gid), "0 %u 1", (unsigned)getgid());
	if (unshare(what | CLONE_NEWNS) != 0) {
		if (unshare(what | CLONE_NEWNS | CLONE_NEWUSER) != 0)
			return false;
		put("/proc/self/setgroups", "deny");
		put("/proc/self/uid_map", uid);
		put("/proc/self/gid_map", gid);
	}
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}
