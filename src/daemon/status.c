#include "status.h"

#include <stdio.h>
#include <unistd.h>

#include "emit.h"
#include "verdict.h"

void status_init(struct status *s, int64_t now)
{
	*s = (struct status){.started = now};
}

void status_polled(struct status *s, const struct report *r)
{
	if (r->task.err != CT_OK) {
		snprintf(s->degraded, sizeof(s->degraded), "%s", r->error);
		return;
	}
	if (!r->quiet)
		s->degraded[0] = '\0';
	s->polls++;
	s->stories += r->fresh;
	s->copies += r->by_verdict[CT_REPUBLISHED] + r->by_verdict[CT_REWRITTEN];
	s->alerts += r->alerts;
}

void status_written(struct status *s, const char *why)
{
	snprintf(s->degraded, sizeof(s->degraded), "%s", why != NULL ? why : "");
}

void status_story(struct status *s, enum ct_verdict verdict, unsigned alerts)
{
	s->stories++;
	s->copies += verdict_is_copy(verdict);
	s->alerts += alerts;
}

void status_config_loaded(struct status *s, int64_t now)
{
	s->config_loaded = now;
	s->config_error[0] = '\0';
}

void status_config_error(struct status *s, const char *error)
{
	snprintf(s->config_error, sizeof(s->config_error), "%s", error);
}

void status_line(const struct status *s, const struct poller_counts *pc, char *out, size_t size)
{
	snprintf(out, size,
	    "%zu feeds (%zu failing), %llu polls, %llu stories, %llu of them copies%s%s",
	    pc->configured, pc->failing, (unsigned long long)s->polls,
	    (unsigned long long)s->stories, (unsigned long long)s->copies,
	    s->degraded[0] != '\0' ? "; degraded: " : "", s->degraded);
}

static void story_counts(struct emit *j, const struct store_counts *c)
{
	emit_obj(j, "stories");
	emit_int(j, "total", c->stories);
	for (enum ct_verdict v = CT_NEW; v <= CT_RELATED; v++)
		emit_int(j, ct_verdict_name(v), c->by_verdict[v]);
	emit_int(j, "corrected", c->corrected);
	emit_close(j, '}');
	emit_obj(j, "alerts");
	emit_int(j, "total", c->alerts);
	emit_int(j, "pending", c->pending);
	emit_int(j, "dead", c->dead);
	emit_close(j, '}');
}

void status_json(
    const struct status *s, const struct status_live *live, int64_t now, struct buf *out)
{
	struct emit j = emit_to(out);
	char misses[STORE_MISSES_LINE];

	emit_open(&j, '{');
	emit_str(&j, "version", view_of(ct_version()));
	emit_int(&j, "pid", getpid());
	emit_time(&j, "started", s->started);
	emit_int(&j, "uptime_seconds", now - s->started);
	emit_obj(&j, "feeds");
	emit_int(&j, "configured", (int64_t)live->polls->configured);
	emit_int(&j, "ok", (int64_t)live->polls->ok);
	emit_int(&j, "failing", (int64_t)live->polls->failing);
	emit_int(&j, "polling",
	    (int64_t)(live->polls->fetching + live->polls->parsing + live->polls->judging));
	emit_close(&j, '}');
	story_counts(&j, live->counts);
	emit_obj(&j, "store");
	emit_str(&j, "path", view_of(live->store));
	emit_int(&j, "bytes", live->counts->file_bytes);
	emit_int(&j, "segments", live->counts->segments);
	store_misses_line(&live->counts->misses, misses);
	emit_str_or_null(&j, "error", view_of(misses));
	emit_close(&j, '}');
	emit_obj(&j, "workers");
	emit_int(&j, "running", live->workers);
	emit_int(&j, "deaths", live->pool_deaths);
	emit_close(&j, '}');
	emit_obj(&j, "queue");
	emit_int(&j, "waiting", (int64_t)live->polls->waiting);
	emit_int(&j, "fetching", (int64_t)live->polls->fetching);
	emit_int(&j, "parsing", (int64_t)live->polls->parsing);
	emit_int(&j, "judging", (int64_t)live->clerk_waiting);
	emit_int(&j, "pages", live->counts->errands);
	emit_close(&j, '}');
	emit_obj(&j, "config");
	emit_str(&j, "path", view_of(live->config));
	emit_time(&j, "loaded", s->config_loaded);
	emit_str_or_null(&j, "error", view_of(s->config_error));
	emit_close(&j, '}');
	emit_str_or_null(&j, "degraded", view_of(s->degraded));
	emit_close(&j, '}');
	buf_addc(out, '\n');
}
