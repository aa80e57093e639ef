/* SIGKILL at random moments: no story and no alert is lost, none comes twice. */
#include <time.h>

#include "kit.h"

enum { FEEDS = 6, KILLS = 20, GROW_MS = 60 };

/* Another item at the top of one feed after the other. */
struct press {
	struct rig *r;
	unsigned items[FEEDS], printed;
	int64_t last;
};

static void print_one(struct press *p)
{
	static char titles[64][24], ids[64][24];
	static struct kit_item items[64];
	unsigned feed = p->printed++ % FEEDS, n = ++p->items[feed];
	char name[16];
	assert_true(n <= 64);
	for (unsigned i = 0; i < n; i++) {
		unsigned number = n - 1 - i;
		snprintf(titles[i], sizeof(titles[i]), "Story %u-%u", feed, number);
		snprintf(ids[i], sizeof(ids[i]), "id-%u-%u", feed, number);
		items[i] = (struct kit_item){ids[i], titles[i], 1000 * (feed + 1) + number};
	}
	snprintf(name, sizeof(name), "%u.xml", feed);
	kit_rss(p->r, name, items, n);
	p->last = rig_now_ms();
}

/* Lets the world go on for so many ms. */
static void go_on(struct press *p, int ms)
{
	for (int64_t end = rig_now_ms() + ms; rig_now_ms() < end; rig_sleep(5))
		if (rig_now_ms() - p->last >= GROW_MS && p->printed < FEEDS * 60)
			print_one(p);
}

static void test_twenty_kills(void **state)
{
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
	for (int i = 0; i < KILLS; i++) {
		rig_daemon(r);
		go_on(&p, 100 + (int)(rand_r(&seed) % 1200));
		assert_int_equal(rig_daemon_end(r, SIGKILL, 5000), 128 + SIGKILL);
	}
	rig_daemon(r);
	RIG_WAIT(r, 20, kit_alerts(r, NULL, NULL) >= p.printed);
	go_on(&p, 0);
	RIG_WAIT(r, 10, kit_alerts(r, NULL, NULL) >= p.printed);
	assert_int_equal(rig_daemon_end(r, SIGTERM, 5000), 0);
	kit_no_repeats(r, "alerts.jsonl");
	assert_int_equal(kit_alerts(r, NULL, NULL), p.printed);
	for (unsigned feed = 0; feed < FEEDS; feed++) {
		for (unsigned i = 0; i < p.items[feed]; i++) {
			char title[32];
			snprintf(title, sizeof(title), "Story %u-%u", feed, i);
			if (kit_alerts(r, title, NULL) != 1)
				rig_fail("%zu alerts of \"%s\"", kit_alerts(r, title, NULL), title);
		}
	}
}

KIT_MAIN(KIT_TEST(test_twenty_kills))
