/* What the system tests share: feeds to write, alerts to count, polls to order. */
#ifndef KIT_H
#define KIT_H

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "count.h"
#include "rig.h"

/* Polls only when told to, on loopback, alerts from the first poll on. */
#define KIT_FETCH                                                        \
	"[fetch]\ninterval = 1h\nmin_interval = 1s\nmax_interval = 1h\n" \
	"first_poll = alert\nallow = 127.0.0.0/8\n"
/* Arguments: directory. */
#define KIT_FILE "[alert file]\ntype = file\npath = %s/alerts.jsonl\n"
/* Arguments: name, port, path. */
#define KIT_FEED "[feed %s]\nurl = http://127.0.0.1:%u/%s\n"

struct kit_item {
	const char *id; /* NULL: no guid */
	const char *title;
	unsigned seed; /* of the text: another seed, another story */
};

/* Writes DIR/www/name: RSS 2.0. */
void kit_rss(const struct rig *r, const char *name, const struct kit_item *items, size_t n);
#define KIT_RSS(r, name, ...)                              \
	kit_rss(r, name, (struct kit_item[]){__VA_ARGS__}, \
	    sizeof((struct kit_item[]){__VA_ARGS__}) / sizeof(struct kit_item))
/* About 90 invented words in sentences; a static buffer. */
const char *kit_text(unsigned seed);

/* Alerts in DIR/alerts.jsonl with this title (NULL: any) and verdict (NULL: any). */
size_t kit_alerts(const struct rig *r, const char *title, const char *verdict);
/* Fails where an alert_id or a line stands twice in DIR/name. */
void kit_no_repeats(const struct rig *r, const char *name);

/* The feed's line of {"cmd":"feeds"}; json_decref it. */
json_t *kit_feed(const struct rig *r, const char *name);
int64_t kit_number(const struct rig *r, const char *feed, const char *key);
/* Does the feed's state read so? */
bool kit_state(const struct rig *r, const char *feed, const char *state);
/* Waits until the feed has been polled at least so often in all. */
void kit_polled(const struct rig *r, const char *feed, int64_t times);
/* Orders a poll of the feed and waits for its end. */
void kit_poll(const struct rig *r, const char *feed);

/* When the feed is polled next; -1: never. */
int64_t kit_next(const struct rig *r, const char *feed);
/* Seconds from the feed's last poll to its next one; -1: there is none. */
int64_t kit_pause(const struct rig *r, const char *feed);
/* How often the daemon's log says this. */
size_t kit_logged(const struct rig *r, const char *words);
/* Writes the configuration: KIT_FETCH, a feed "a" of a.xml with these lines, KIT_FILE;
 * starts the daemon and waits for the feed's first poll. */
void kit_start(struct rig *r, const char *lines);

/* Starts the daemon with this configuration, and frees it. */
void kit_daemon(struct rig *r, struct buf *conf);

/* As {"header":...} of the nth request for a path; "" where there is none. A
 * static buffer. */
const char *kit_header(const struct rig *r, const char *path, size_t n, const char *header);
int64_t kit_status(const struct rig *r, const char *path, size_t n);

/* SQLite's integrity_check of DIR/store.db, where there is one (no daemon runs). */
void kit_store_is_whole(const struct rig *r);

/* Puts this process into namespaces of its own (CLONE_NEWNET; mounts always), as
 * nobody special within a user namespace; false where none is allowed. */
bool kit_unshare(int what);

/* For cmocka: a rig in *state. */
int kit_setup(void **state);
int kit_teardown(void **state);
#define KIT_TEST(f) cmocka_unit_test_setup_teardown(f, kit_setup, kit_teardown)
/* argv[1]: where the programs are. */
#define KIT_MAIN(...)                                             \
	int main(int argc, char **argv)                           \
	{                                                         \
		const struct CMUnitTest tests[] = {__VA_ARGS__};  \
		kit_init(argc, argv);                             \
		return cmocka_run_group_tests(tests, NULL, NULL); \
	}
void kit_init(int argc, char **argv);

#endif
