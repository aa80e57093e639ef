#include <curl/curl.h>
#include <stdlib.h>

#include "answer.h"

#define SECONDS_MAX ((int64_t)10 * 366 * 86400) /* more than ten years say the same */

static const struct {
	const char *name;
	bool joined; /* several are one list; of the others the first counts */
} fields[ANSWER_FIELDS] = {
    [ANSWER_ETAG] = {"etag", false},
    [ANSWER_LAST_MODIFIED] = {"last-modified", false},
    [ANSWER_CONTENT_TYPE] = {"content-type", false},
    [ANSWER_LINK] = {"link", true},
    [ANSWER_LOCATION] = {"location", false},
    [ANSWER_RETRY_AFTER] = {"retry-after", false},
    [ANSWER_CACHE_CONTROL] = {"cache-control", true},
    [ANSWER_EXPIRES] = {"expires", false},
    [ANSWER_DATE] = {"date", false},
    [ANSWER_AGE] = {"age", false},
};

static void forget(struct answer *a)
{
	for (int i = 0; i < ANSWER_FIELDS; i++) {
		free(a->field[i]);
		a->field[i] = NULL;
	}
}

void answer_clear(struct answer *a)
{
	forget(a);
	*a = (struct answer){0};
}

static enum ct_err set(char **field, struct view value)
{
	size_t old = *field != NULL ? strlen(*field) + 2 : 0;
	char *s = realloc(*field, old + value.n + 1);
	if (s == NULL)
		return CT_ENOMEM;
	if (old > 0)
		memcpy(s + old - 2, ", ", 2);
	if (value.n > 0)
		memcpy(s + old, value.p, value.n);
	s[old + value.n] = '\0';
	*field = s;
	return CT_OK;
}

/* "HTTP/1.1 304 Not Modified": 304. */
static int status_of(struct view line)
{
	int status = 0;
	size_t i = view_chr(line, ' ');
	for (struct view v = view_trim(view_sub(line, i, SIZE_MAX)); v.n > 0 && status < 100;
	     v = view_sub(v, 1, SIZE_MAX)) {
		if (v.p[0] < '0' || v.p[0] > '9')
			break;
		status = 10 * status + (v.p[0] - '0');
	}
	return status;
}

enum ct_err answer_line(struct answer *a, struct view line)
{
	if (line.n > ANSWER_MAX - a->bytes)
		return CT_ELIMIT;
	a->bytes += line.n;
	if (view_starts(line, VIEW_LIT("HTTP/"))) {
		forget(a);
		a->status = status_of(line);
		return CT_OK;
	}
	size_t colon = view_chr(line, ':');
	if (colon >= line.n)
		return CT_OK;
	struct view name = view_sub(line, 0, colon);
	struct view value = view_trim(view_sub(line, colon + 1, SIZE_MAX));
	for (int i = 0; i < ANSWER_FIELDS; i++)
		if (view_caseeq(name, view_of(fields[i].name)))
			return a->field[i] == NULL || fields[i].joined ? set(&a->field[i], value)
								       : CT_OK;
	return CT_OK;
}

static int64_t clamp(int64_t seconds)
{
	return seconds < 0 ? 0 : seconds > SECONDS_MAX ? SECONDS_MAX : seconds;
}

/* Digits alone, perhaps quoted; -1: something else. */
static int64_t seconds_of(struct view v)
{
	int64_t n = 0;
	if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
		v = view_sub(v, 1, v.n - 2);
	if (v.n == 0)
		return -1;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return -1;
		n = clamp(10 * n + (v.p[i] - '0'));
	}
	return n;
}

static int64_t date_of(const char *s)
{
	return s != NULL ? (int64_t)curl_getdate(s, NULL) : -1;
}

/* The server's clock where it tells it: what counts is the distance that it
 * had in mind, not how well our clocks agree. */
static int64_t server_now(const struct answer *a, int64_t now)
{
	int64_t t = date_of(a->field[ANSWER_DATE]);
	return t >= 0 ? t : now;
}

int64_t answer_retry_after(const struct answer *a, int64_t now)
{
	const char *s = a->field[ANSWER_RETRY_AFTER];
	if (s == NULL)
		return -1;
	int64_t seconds = seconds_of(view_of(s)), date;
	if (seconds >= 0)
		return seconds;
	date = date_of(s);
	return date >= 0 ? clamp(date - server_now(a, now)) : -1;
}

/* The value of max-age among the directives of Cache-Control; -1: none. */
static int64_t directive_max_age(struct view list)
{
	const struct view name = VIEW_LIT("max-age=");
	while (list.n > 0) {
		size_t comma = view_chr(list, ',');
		struct view one = view_trim(view_sub(list, 0, comma));
		if (view_casestarts(one, name)) {
			int64_t s = seconds_of(view_trim(view_sub(one, name.n, SIZE_MAX)));
			if (s >= 0)
				return s;
		}
		list = view_sub(list, comma < list.n ? comma + 1 : list.n, SIZE_MAX);
	}
	return -1;
}

static int64_t lifetime(const struct answer *a, int64_t now)
{
	const char *expires = a->field[ANSWER_EXPIRES];
	int64_t age = directive_max_age(view_of(a->field[ANSWER_CACHE_CONTROL])), date;
	if (age >= 0 || expires == NULL)
		return age;
	date = date_of(expires);
	return date >= 0 ? clamp(date - server_now(a, now)) : 0; /* "0", "-1": stale at once */
}

int64_t answer_max_age(const struct answer *a, int64_t now)
{
	int64_t fresh = lifetime(a, now), old = seconds_of(view_of(a->field[ANSWER_AGE]));
	return fresh < 0 || old <= 0 ? fresh : clamp(fresh - old);
}
