/*
 * An HTTP header, and where its Location leads: what is kept is bounded and holds no
 * line end, waits are within ten years, and what surely stays at one origin does.
 */
#include <stdlib.h>

#include "answer.h"
#include "buf.h"
#include "count.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_fields(const struct answer *a)
{
	const int64_t now = INT64_C(1795000000), most = (int64_t)10 * 366 * 86400;
	int64_t after = answer_retry_after(a, now), fresh = answer_max_age(a, now);

	must(a->bytes <= ANSWER_MAX);
	must(after >= -1 && after <= most && fresh >= -1 && fresh <= most);
	for (int i = 0; i < ANSWER_FIELDS; i++)
		must(a->field[i] == NULL ||
		     (strchr(a->field[i], '\n') == NULL && strlen(a->field[i]) <= ANSWER_MAX));
}

/* As it is asked for: one line without blanks, http or https, no credentials. */
static void check_target(const struct target *t)
{
	struct view url = view_of(t->url), origin = view_of(t->origin);
	struct target again;

	must(view_starts(url, VIEW_LIT("http://")) || view_starts(url, VIEW_LIT("https://")));
	must(view_starts(url, VIEW_LIT("https://")) == t->tls);
	must(t->host > t->origin && t->host + t->nhost <= t->origin + origin.n);
	for (size_t i = 0; i < url.n; i++)
		must((unsigned char)url.p[i] > ' ' && url.p[i] != '#');
	must(view_chr(origin, '@') == SIZE_MAX && view_chr(origin, '?') == SIZE_MAX);
	must(target_parse(t->url, &again) == CT_OK);
	must(target_same_origin(t, &again) && again.user == NULL && again.password == NULL);
	target_free(&again);
}

static void check_location(const char *location)
{
	static const char *const from[] = {
	    "http://a.example/b/c?d", "https://a.example:8443/", "http://[2001:db8::1]/x"};
	struct target start, t;

	if (target_parse(location, &t) == CT_OK) {
		check_target(&t);
		target_free(&t);
	}
	for (size_t i = 0; i < COUNT(from); i++) {
		must(target_parse(from[i], &start) == CT_OK);
		if (target_follow(&start, location, &t) == CT_OK) {
			check_target(&t);
			must(!target_stays(&start, location) || target_same_origin(&start, &t));
			target_free(&t);
		}
		target_free(&start);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = {(const char *)data, size};
	struct answer a = {0};
	enum ct_err err = CT_OK;

	while (rest.n > 0 && err == CT_OK) {
		size_t n = view_chr(rest, '\n');

		n = n < rest.n ? n + 1 : rest.n;
		err = answer_line(&a, view_sub(rest, 0, n));
		rest = view_sub(rest, n, rest.n);
	}
	check_fields(&a);
	if (a.field[ANSWER_LOCATION] != NULL)
		check_location(a.field[ANSWER_LOCATION]);
	answer_clear(&a);
	return 0;
}
