/*
 * The demo: a dozen invented newspapers on a loopback server, polled by the
 * real copytasterd with a real configuration and store; what it decides is
 * printed from its alert file as it comes.  Ends by itself once every feed was
 * polled twice.
 *
 *	demo BUILD DIRECTORY      of the programs; of demo.conf and feeds/
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "rig.h"
#include "show.h"

enum { SECONDS = 50, QUIET_MS = 1500 };

static const char *const verdicts[] = {"new", "updated", "republished", "rewritten", "related"};

/* Requests so far; *twice: how many paths were asked for twice and more. */
static size_t polls(const struct rig *r, size_t *twice)
{
	json_t *all = rig_lines(r, "requests"), *seen = json_object(), *one;
	size_t i, n = json_array_size(all);
	*twice = 0;
	json_array_foreach(all, i, one)
	{
		const char *path = json_string_value(json_object_get(one, "path"));
		json_int_t times = json_integer_value(json_object_get(seen, path)) + 1;
		json_object_set_new(seen, path, json_integer(times));
		*twice += times == 2;
	}
	json_decref(seen);
	json_decref(all);
	return n;
}

/* Prints the alerts that came since the last call; how many there are now. */
static size_t alerts_show(const struct rig *r, size_t shown, unsigned counts[5])
{
	json_t *all = rig_lines(r, "alerts.jsonl");
	size_t n = json_array_size(all);
	for (; shown < n; shown++) {
		json_t *alert = json_array_get(all, shown);
		const char *verdict = json_string_value(json_object_get(alert, "verdict"));
		for (size_t i = 0; i < 5 && verdict != NULL; i++)
			counts[i] += strcmp(verdict, verdicts[i]) == 0;
		show_alert(alert);
	}
	json_decref(all);
	return n;
}

/* Shows until every feed was polled twice and nothing more comes; false: the
 * time is over, or the daemon died. */
static bool follow(struct rig *r, unsigned feeds, unsigned counts[5])
{
	int64_t start = rig_now_ms(), last = start;
	bool second = false;
	size_t shown = 0;
	while (rig_now_ms() - start < SECONDS * 1000 && rig_daemon_runs(r)) {
		size_t twice, polled = polls(r, &twice);
		if (!second && polled > feeds) {
			show_heading(
			    "A few seconds later the papers have read each other; the second poll");
			second = true;
		}
		size_t n = alerts_show(r, shown, counts);
		if (n != shown || twice < feeds)
			last = rig_now_ms();
		shown = n;
		if (twice >= feeds && shown > 0 && rig_now_ms() - last > QUIET_MS)
			return true;
		rig_sleep(50);
	}
	return false;
}

static int demo(struct rig *r, const char *dir)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/demo.conf", dir);
	unsigned feeds = rig_config_from(r, path), counts[5] = {0};
	show_init();
	show_line("copytasterd polls %u feeds of invented newspapers (RSS, Atom, JSON Feed) on "
		  "loopback,\n"
		  "and says of each story whether it is news or was told before.",
	    feeds);
	show_heading("The first poll");
	int64_t start = rig_now_ms();
	rig_daemon(r);
	bool ok = follow(r, feeds, counts);
	double seconds = (double)(rig_now_ms() - start) / 1000;
	int status = rig_daemon_end(r, SIGTERM, 10000);
	if (ok && status == 0) {
		show_summary(counts, feeds, seconds);
		return 0;
	}
	char *log = rig_read(r, "daemon.log");
	size_t n = strlen(log);
	fprintf(stderr, "demo: the daemon %s; its log ends:\n%s\n",
	    status == 0 ? "took too long" : "ended badly", n > 4000 ? log + n - 4000 : log);
	free(log);
	return 1;
}

int main(int argc, char **argv)
{
	char feeds[512];
	if (argc != 3) {
		fprintf(stderr, "usage: demo BUILD DIRECTORY\n");
		return 2;
	}
	snprintf(feeds, sizeof(feeds), "%s/feeds", argv[2]);
	struct rig *r = rig_new(argv[1], feeds);
	int rc = demo(r, argv[2]);
	rig_free(r);
	return rc;
}
