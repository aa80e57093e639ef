/*
 * SIGKILL at random moments: no story and no alert is lost, none comes twice,
 * and the store is whole after each.  $KILLS: so many (20).
 */
#include <time.h>

#include "kit.h"

enum { FEEDS = 6, GROW_MS = 60, WINDOW = 60, TITLE_SIZE = 24 };

/* Another item at the top of one feed after the other; a feed shows its latest. */
struct press {
	struct rig *r;
	unsigned items[FEEDS], printed;
	int64_t last;
};

static void print_one(struct press *p)
{
	static char titles[WINDOW][TITLE_SIZE], ids[WINDOW][TITLE_SIZE];
	static struct kit_item items[WINDOW];
	unsigned feed = p->printed++ % FEEDS, n = ++p->items[feed];
	unsigned shown = n < WINDOW ? n : WINDOW;
	char name[16];
	for (unsigned i = 0; i < shown; i++) {
		unsigned number = n - 1 - i;
		snprintf(titles[i], sizeof(titles[i]), "Story %u-%u", feed, number);
		snprintf(ids[i], sizeof(ids[i]), "id-%u-%u", feed, number);
		items[i] = (struct kit_item){ids[i], titles[i], 100000 * (feed + 1) + number};
	}
	snprintf(name, sizeof(name), "%u.xml", feed);
	kit_rss(p->r, name, items, shown);
	p->last = rig_now_ms();
}

/* Lets the world go on for so many ms. */
static void go_on(struct press *p, int ms)
{
	for (int64_t end = rig_now_ms() + ms; rig_now_ms() < end; rig_sleep(5))
		if (rig_now_ms() - p->last >= GROW_MS)
			print_one(p);
}

/* How often each story stands in the file: all of them once. */
static void each_once(const struct press *p)
{
	json_t *all = rig_lines(p->r, "alerts.jsonl"), *seen = json_object(), *one;
	size_t i;
	json_array_foreach(all, i, one)
	{
		const char *title =
		    json_string_value(json_object_get(json_object_get(one, "story"), "title"));
		json_int_t n = json_integer_value(json_object_get(seen, title));
		json_object_set_new(seen, title, json_integer(n + 1));
	}
	for (unsigned feed = 0; feed < FEEDS; feed++) {
		for (unsigned n = 0; n < p->items[feed]; n++) {
			char title[TITLE_SIZE];
			snprintf(title, sizeof(title), "Story %u-%u", feed, n);
			json_int_t times = json_integer_value(json_object_get(seen, title));
			if (times != 1)
				rig_fail("%d alerts of \"%s\"", (int)times, title);
		}
	}
	assert_int_equal(json_object_size(seen), p->printed);
	json_decref(seen);
	json_decref(all);
}

static void test_kills(void **state)
{
	const char *wanted = getenv("KILLS");
	int kills = wanted != NULL ? atoi(wanted) : 20;
	struct press p = {.r = *state};
	struct buf conf = BUF_INIT(1 << 16);
	struct rig *r = p.r;
	unsigned seed = (unsigned)time(NULL);
	for (unsigned i = 0; i < FEEDS; i++) {
		print_one(&p);
		buf_addf(
		    &conf, "[feed %u]\nurl = http://127.0.1.%u:%u/%u.xml\n", i, i + 1, r->port, i);
	}
	rig_config(r,
	    "[fetch]\ninterval = 1s\nmin_interval = 1s\nmax_interval = 1s\nfirst_poll = alert\n"
	    "allow = 127.0.0.0/8\n" KIT_FILE "%.*s",
	    r->dir, (int)conf.n, conf.p);
	buf_free(&conf);
	for (int i = 0; i < kills; i++) {
		rig_daemon(r);
		go_on(&p, 50 + (int)(rand_r(&seed) % 700));
		assert_int_equal(rig_daemon_end(r, SIGKILL, 5000), 128 + SIGKILL);
		kit_store_is_whole(r);
	}
	rig_daemon(r);
	RIG_WAIT(r, 30, kit_alerts(r, NULL, NULL) >= p.printed);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	kit_no_repeats(r, "alerts.jsonl");
	each_once(&p);
	print_message("%d kills, %u stories, each alerted once\n", kills, p.printed);
}

KIT_MAIN(KIT_TEST(test_kills))
