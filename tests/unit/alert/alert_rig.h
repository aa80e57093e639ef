/* What the tests of the sinks share: a directory, an alert, a loop, a record of
 * what was said. */
#ifndef ALERT_RIG_H
#define ALERT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "sinks.h"

#define ID_A "00112233445566778899aabbccddeeff"
#define ID_B "0123456789abcdef0123456789abcdef"

static inline struct alert rig_alert(const struct alert_story *of)
{
	return (struct alert){
	    .alert_id = VIEW_LIT(ID_A),
	    .time = 1763787656,
	    .verdict = CT_REWRITTEN,
	    .score = 0.9712,
	    .story = {.id = 7,
		.feed = VIEW_LIT("Feed"),
		.title = VIEW_LIT("Title"),
		.link = VIEW_LIT("https://a.example/7"),
		.authors = VIEW_LIT("Ann Lee, Bo Ek"),
		.tags = VIEW_LIT("World\nPolitics"),
		.published = 1763787600},
	    .of = of,
	    .cluster = 3,
	    .cluster_stories = 4,
	    .cluster_sources = 2,
	    .evidence = VIEW_LIT("{\"reasons\":[]}"),
	};
}

static inline struct alert_story rig_of(void)
{
	return (struct alert_story){
	    .id = 3,
	    .feed = VIEW_LIT("Other"),
	    .title = VIEW_LIT("Title"),
	    .published = 1763787600 - 720,
	};
}

/* The JSON of a sample alert under this id; free it. */
static inline char *rig_json(const char *id)
{
	struct alert_story of = rig_of();
	struct alert a = rig_alert(&of);
	struct buf b = BUF_INIT(1 << 20);

	a.alert_id = view_of(id);
	alert_json(&a, &b);
	char *p = buf_steal(&b, NULL);
	assert_non_null(p);
	return p;
}

struct rig {
	char dir[64];
	struct loop *loop;
	struct fetcher *fetcher;
	struct sinks *sinks;
	struct loop_timer deadline;
	size_t said, stop_at;
	struct {
		int64_t delivery, wait;
		bool ok, permanent;
		char why[256];
	} last;
	bool late;
};

static inline void rig_done(void *ctx, int64_t delivery, bool ok, bool permanent, const char *why)
{
	struct rig *r = ctx;

	r->said++;
	r->last.delivery = delivery;
	r->last.ok = ok;
	r->last.permanent = permanent;
	r->last.wait = sinks_wait(r->sinks);
	snprintf(r->last.why, sizeof(r->last.why), "%s", why);
	if (r->said == r->stop_at)
		loop_stop(r->loop);
}

static inline void rig_late(void *ctx)
{
	struct rig *r = ctx;

	r->late = true;
	loop_stop(r->loop);
}

/* Turns the loop until n things were said in all. */
static inline void rig_wait(struct rig *r, size_t n)
{
	if (r->said >= n)
		return;
	r->stop_at = n;
	r->late = false;
	assert_int_equal(loop_after(r->loop, &r->deadline, 20000, rig_late, r), CT_OK);
	assert_int_equal(loop_run(r->loop), CT_OK);
	loop_cancel(r->loop, &r->deadline);
	assert_false(r->late);
}

static inline void rig_begin(struct rig *r, const char *hook_program, const char *hook_socket)
{
	memset(r, 0, sizeof(*r));
	strcpy(r->dir, "/tmp/copytaster-alert-XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	r->loop = loop_new();
	assert_non_null(r->loop);
	struct sinks_options o = {
	    .loop = r->loop,
	    .hook_program = hook_program,
	    .hook_socket = hook_socket,
	    .config = "/nonexistent.conf",
	};
	r->sinks = sinks_new(&o, rig_done, r);
	assert_non_null(r->sinks);
}

static inline void rig_end(struct rig *r)
{
	char command[128];

	sinks_free(r->sinks);
	loop_free(r->loop);
	snprintf(command, sizeof(command), "rm -rf %s", r->dir);
	assert_int_equal(system(command), 0);
}

static inline char *rig_path(const struct rig *r, const char *name, char out[256])
{
	snprintf(out, 256, "%s/%s", r->dir, name);
	return out;
}

static inline void rig_write(const char *path, struct view v, mode_t mode)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_int_equal(fwrite(v.p, 1, v.n, f), v.n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

/* The whole file, NUL-terminated; "" where there is none.  Free it. */
static inline char *rig_read(const char *path)
{
	char *p = calloc(1, 1 << 20);
	FILE *f = fopen(path, "re");

	assert_non_null(p);
	if (f != NULL) {
		(void)!fread(p, 1, (1 << 20) - 1, f);
		fclose(f);
	}
	return p;
}

static inline struct conf_alert rig_sink(const char *name, enum conf_sink type)
{
	return (struct conf_alert){
	    .name = name, .type = type, .path = "", .url = "", .secret_file = "", .timeout = 5};
}

static inline void rig_configure(struct rig *r, struct conf_alert *alerts, size_t n)
{
	struct conf c = {.alerts = alerts, .nalerts = n};

	assert_int_equal(sinks_prepare(r->sinks, &c), CT_OK);
	sinks_take(r->sinks);
}

#endif
