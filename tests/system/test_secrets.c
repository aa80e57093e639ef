/*
 * Canaries: a feed's password, a webhook's key and a token in a webhook's URL.
 * They are sent where they belong and stand nowhere else: not at another origin,
 * in a log, the store, an alert, a command line, an environment, or a core.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit.h"

#define PASSWORD "canary-of-the-feed"
#define KEY "canary-of-the-hook"
#define TOKEN "canary-of-the-url"
/* "reader:canary-of-the-feed" as HTTP's basic authentication sends it. */
#define BASIC "cmVhZGVyOmNhbmFyeS1vZi10aGUtZmVlZA"

/* The server asks for it, as each does before it is told a password. */
#define ASKS "fail=1:401&header=WWW-Authenticate:Basic%20realm=x"

static const char *const canaries[] = {PASSWORD, KEY, TOKEN, BASIC};
enum { CANARIES = COUNT(canaries) };

static bool holds(const char *path, const char *what)
{
	struct buf bytes = BUF_INIT(256 << 20);
	char block[65536];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, block, sizeof(block))) > 0)
		buf_add(&bytes, block, (size_t)n);
	if (fd >= 0)
		close(fd);
	bool found = bytes.n > 0 && view_find(buf_view(&bytes), view_of(what)) != SIZE_MAX;
	buf_free(&bytes);
	return found;
}

/* No file of this directory, and none below it, holds a canary. */
static void nothing_below(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		char path[600];
		struct stat st;
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (e->d_name[0] == '.' || lstat(path, &st) != 0)
			continue;
		/* What we wrote, and what the servers were rightly sent. */
		if (strcmp(e->d_name, "secrets") == 0 || strcmp(e->d_name, "requests") == 0 ||
		    strcmp(e->d_name, "posts") == 0 || strcmp(e->d_name, "copytaster.conf") == 0)
			continue;
		if (S_ISDIR(st.st_mode))
			nothing_below(path);
		for (int i = 0; S_ISREG(st.st_mode) && i < CANARIES; i++)
			if (holds(path, canaries[i]))
				rig_fail("%s holds \"%s\"", path, canaries[i]);
	}
	closedir(d);
}

/* Neither the arguments nor the environment of any process of ours. */
static void nothing_in_processes(void)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	unsigned seen = 0;
	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		char path[64];
		if (e->d_name[0] < '0' || e->d_name[0] > '9')
			continue;
		snprintf(path, sizeof(path), "/proc/%.20s/cmdline", e->d_name);
		if (!holds(path, "copytaster"))
			continue;
		seen++;
		for (int i = 0; i < CANARIES; i++) {
			snprintf(path, sizeof(path), "/proc/%.20s/cmdline", e->d_name);
			assert_false(holds(path, canaries[i]));
			snprintf(path, sizeof(path), "/proc/%.20s/environ", e->d_name);
			assert_false(holds(path, canaries[i]));
		}
	}
	closedir(d);
	assert_true(seen >= 2); /* the daemon and a worker at least */
}

/* The password went to its own origin only; the key itself was sent to nobody. */
static void sent_where_it_belongs(struct rig *r)
{
	json_t *all = rig_lines(r, "requests"), *one;
	size_t i, with = 0;
	json_array_foreach(all, i, one)
	{
		char *text = json_dumps(one, JSON_COMPACT);
		const char *host = json_string_value(json_object_get(one, "host"));
		bool basic = strstr(text, BASIC) != NULL;
		with += basic;
		if (basic && strcmp(host, "127.0.0.1") != 0)
			rig_fail("the password was sent to %s", host);
		if (strstr(text, KEY) != NULL || strstr(text, PASSWORD) != NULL)
			rig_fail("sent: %s", text);
		free(text);
	}
	json_decref(all);
	assert_true(with >= 4);
	assert_false(rig_requests(r, "/elsewhere.xml") == 0);
}

static void configure(struct rig *r)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/secrets", r->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	rig_write(r, "secrets/password", PASSWORD "\n");
	rig_write(r, "secrets/key", KEY "\n");
	snprintf(path, sizeof(path), "%s/secrets/password", r->dir);
	chmod(path, 0600);
	snprintf(path, sizeof(path), "%s/secrets/key", r->dir);
	chmod(path, 0600);
	char away[160], moved[160];
	snprintf(away, sizeof(away), "redirect/302?%s&to=http://127.0.0.2:%u/elsewhere.xml", ASKS,
	    r->port);
	snprintf(moved, sizeof(moved), "redirect/301?%s&to=http://127.0.0.2:%u/elsewhere.xml", ASKS,
	    r->port);
	KIT_RSS(r, "a.xml", {"1", "Mine", 1});
	KIT_RSS(r, "elsewhere.xml", {"1", "Elsewhere", 2});
	rig_config(r,
	    KIT_FETCH KIT_FILE
	    "[alert hook]\ntype = webhook\nurl = http://127.0.0.1:%u/status/500?token=" TOKEN "\n"
	    "secret_file = %s/secrets/key\nallow = 127.0.0.0/8\nretries = 2\n"
	    "[alert gone]\ntype = webhook\nurl = http://127.0.0.1:1/?token=" TOKEN "\n"
	    "secret_file = %s/secrets/key\nallow = 127.0.0.0/8\nretries = 2\n"
	    "[group mine]\nuser = reader\npassword_file = %s/secrets/password\n" KIT_FEED
	    "group = mine\n" KIT_FEED "group = mine\n" KIT_FEED "group = mine\n" KIT_FEED
	    "group = mine\n",
	    r->dir, r->port, r->dir, r->dir, r->dir, "a", r->port, "a.xml?" ASKS, "away", r->port,
	    away, "moved", r->port, moved, "bad", r->port, "status/401?" ASKS);
}

static void test_canaries(void **state)
{
	struct rig *r = *state;
	struct buf out = BUF_INIT(1 << 20);
	char config[128];
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
	configure(r);
	setrlimit(RLIMIT_CORE, &all);
	rig_daemon(r);
	kit_polled(r, "a", 1);
	kit_polled(r, "away", 1);
	kit_polled(r, "moved", 1);
	kit_polled(r, "bad", 1);
	RIG_WAIT(r, 10, kit_alerts(r, "Mine", NULL) == 1);
	nothing_in_processes();
	snprintf(config, sizeof(config), "%s/copytaster.conf", r->dir);
	RIG_RUN(r, &out, &out, "copytasterd", "-c", config, "--dump");
	for (int i = 0; i < CANARIES; i++) /* the URL is the configuration's own */
		if (canaries[i] != canaries[2])
			assert_null(strstr(out.p, canaries[i]));
	buf_clear(&out);
	static const char *const questions[] = {"{\"cmd\":\"status\"}", "{\"cmd\":\"feeds\"}",
	    "{\"cmd\":\"stories\"}", "{\"cmd\":\"alerts\"}"};
	for (size_t i = 0; i < COUNT(questions); i++) {
		json_t *answer = rig_ask(r, questions[i]);
		char *text = json_dumps(answer, JSON_COMPACT);
		for (int k = 0; k < CANARIES; k++)
			assert_null(strstr(text, canaries[k]));
		free(text);
		json_decref(answer);
	}
	buf_free(&out);
	/* A crash leaves no core. */
	pid_t pid = r->daemon;
	int status;
	kill(pid, SIGABRT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	r->daemon = 0;
	assert_true(WIFSIGNALED(status));
	assert_false(WCOREDUMP(status));
	sent_where_it_belongs(r);
	nothing_below(r->dir);
}

KIT_MAIN(KIT_TEST(test_canaries))
