/*
 * POST of the alert's JSON.  The receiver checks
 *
 *	X-Copytaster-Signature: sha256=HEX
 *
 * HEX being HMAC-SHA256, under the shared key, of X-Copytaster-Timestamp (seconds
 * since 1970), ".", and the body: a recorded request cannot be sent again much
 * later.  X-Copytaster-Alert is the alert_id, by which it drops repeats.
 *
 * Any 2xx is success.  400, 410, 413, 415 and 422 refuse this very alert.  All
 * else is tried again, also what other 4xx say: a route that is not up yet (404)
 * or a key that was changed on one side first (401, 403) gets mended.  Redirects
 * are not followed.  Once its line has told the status, nothing behind it changes what
 * became of the alert: no long body, no end before its end, no want of memory of ours.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "secret.h"
#include "sink.h"

enum { MAX_POSTS = 4, MAX_ANSWER = 64 << 10 };

struct post {
	struct sink *sink;
	struct post *next;
	int64_t delivery;
	struct fetch *fetch;
};

struct webhook {
	char *url; /* may hold a token: never in a message */
	char *secret_file;
	struct secret *secret;
	struct guard_block *allow;
	size_t nallow;
	struct post *posts;
	size_t n;
};

static void close_sink(struct sink *s)
{
	struct webhook *w = s->state;

	while (w->posts != NULL) {
		struct post *p = w->posts;

		w->posts = p->next;
		if (p->fetch != NULL)
			fetch_cancel(p->fetch);
		free(p);
	}
	secret_free(w->secret);
	free(w->secret_file);
	if (w->url != NULL)
		explicit_bzero(w->url, strlen(w->url));
	free(w->url);
	free(w->allow);
	free(w);
}

static enum ct_err copy_allow(struct webhook *w, const struct conf_strings *blocks)
{
	w->allow = calloc(blocks->n + 1, sizeof(*w->allow));
	if (w->allow == NULL)
		return CT_ENOMEM;
	for (size_t i = 0; i < blocks->n; i++)
		if (guard_parse(view_of(blocks->v[i]), &w->allow[w->nallow]) == CT_OK)
			w->nallow++; /* what is no block allows nothing */
	return CT_OK;
}

static enum ct_err open_sink(struct sink *s, const struct conf_alert *c)
{
	struct webhook *w = calloc(1, sizeof(*w));
	const char *why;

	if (w == NULL)
		return CT_ENOMEM;
	s->state = w;
	w->url = strdup(c->url);
	w->secret_file = strdup(c->secret_file != NULL ? c->secret_file : "");
	if (w->url == NULL || w->secret_file == NULL || copy_allow(w, &c->allow) != CT_OK)
		return CT_ENOMEM; /* close_sink frees */
	if (w->secret_file[0] != '\0')
		w->secret = secret_read(w->secret_file, &why);
	return CT_OK;
}

static void forget(struct post *p)
{
	struct webhook *w = p->sink->state;
	struct post **at = &w->posts;

	while (*at != NULL && *at != p)
		at = &(*at)->next;
	if (*at == p) {
		*at = p->next;
		w->n--;
	}
	free(p);
}

static bool refused(int status)
{
	return status == 400 || status == 410 || status == 413 || status == 415 || status == 422;
}

static void on_answer(void *ctx, struct fetch_result *r)
{
	struct post *p = ctx;
	struct sink *s = p->sink;
	int64_t delivery = p->delivery;
	bool answered = r->status >= 200;
	char why[320];

	forget(p);
	if (answered && r->status >= 200 && r->status < 300) {
		sinks_end(s, delivery, true, false, "");
		return;
	}
	if (answered)
		snprintf(why, sizeof(why), "webhook: HTTP %d%s%s", r->status,
		    r->outcome == FETCH_EREDIRECT ? ": " : "",
		    r->outcome == FETCH_EREDIRECT ? r->error : "");
	else
		snprintf(why, sizeof(why), "webhook: %s%s%s", fetch_outcome_name(r->outcome),
		    r->error[0] != '\0' ? ": " : "", r->error);
	if (answered && refused(r->status))
		sinks_end(s, delivery, false, true, why);
	else
		sinks_end_later(s, delivery, why, r->retry_after);
}

static enum ct_err post(struct sink *s, struct post *p, struct view json, const char *alert_id)
{
	struct webhook *w = s->state;
	char id[128], at[64], type[] = "Content-Type: application/json";
	char signature[64 + SECRET_HEX], hex[SECRET_HEX];
	const char *headers[] = {type, id, at, w->secret != NULL ? signature : NULL, NULL};
	const int skip = (int)strlen("X-Copytaster-Timestamp: ");

	snprintf(id, sizeof(id), "X-Copytaster-Alert: %s", alert_id);
	snprintf(at, sizeof(at), "X-Copytaster-Timestamp: %lld", (long long)time(NULL));
	if (w->secret != NULL) {
		secret_sign(w->secret, view_of(at + skip), json, hex);
		snprintf(signature, sizeof(signature), "X-Copytaster-Signature: sha256=%s", hex);
	}
	struct fetch_request r = {
	    .url = w->url,
	    .post = true,
	    .body = json,
	    .headers = headers,
	    .timeout_ms = s->timeout_ms,
	    .max_bytes = MAX_ANSWER,
	    .allow = w->allow,
	    .nallow = w->nallow,
	};
	return fetch_start(sinks_options_of(s)->fetcher, &r, on_answer, p, &p->fetch);
}

static enum ct_err deliver(struct sink *s, int64_t delivery, struct view json, const char *alert_id)
{
	struct webhook *w = s->state;
	const char *why = "";

	if (w->n >= MAX_POSTS)
		return CT_ELIMIT;
	if (w->secret_file[0] != '\0' && w->secret == NULL) {
		w->secret = secret_read(w->secret_file, &why);
		if (w->secret == NULL) { /* never sent unsigned */
			char text[200];

			snprintf(text, sizeof(text), "webhook: secret_file: %s", why);
			sinks_end(s, delivery, false, false, text);
			return CT_OK;
		}
	}
	struct post *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return CT_ENOMEM;
	p->sink = s;
	p->delivery = delivery;
	p->next = w->posts;
	w->posts = p;
	w->n++;
	enum ct_err err = post(s, p, json, alert_id);
	if (err != CT_OK) {
		forget(p);
		if (err != CT_ENOMEM && err != CT_ELIMIT) {
			sinks_end(
			    s, delivery, false, false, "webhook: not a URL that can be posted to");
			return CT_OK;
		}
	}
	return err;
}

const struct sink_type sink_webhook = {open_sink, deliver, close_sink};
