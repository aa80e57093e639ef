/* What a fetch keeps of the request that started it, and how it goes. */
#include <stdlib.h>
#include <string.h>

#include "transfer.h"

#define VALIDATOR_MAX 4096
#define TIMEOUT_MS 30000 /* where the request names none */

void fetch_destroy(struct fetch *one)
{
	curl_slist_free_all(one->headers);
	curl_slist_free_all(one->conditions);
	curl_slist_free_all(one->sent);
	free(one->post_body);
	free(one->user);
	free(one->password);
	free(one->moved_to);
	target_free(&one->now);
	target_free(&one->validated);
	answer_clear(&one->answer);
	buf_free(&one->body);
	freight_drop(&one->weight);
	free(one);
}

static bool copy(char **to, const char *from)
{
	return from == NULL || (*to = strdup(from)) != NULL;
}

static bool has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static enum ct_err add_header(struct curl_slist **list, const char *line)
{
	struct curl_slist *s = curl_slist_append(*list, line);
	if (s == NULL)
		return CT_ENOMEM;
	*list = s;
	return CT_OK;
}

/* A validator that cannot stand in a header line is not sent: the server says
 * 200 where it might have said 304. */
static enum ct_err add_condition(struct fetch *one, const char *name, const char *value)
{
	char line[VALIDATOR_MAX + 32];
	size_t n = strlen(name), m = value != NULL ? strlen(value) : 0;
	if (m == 0 || m > VALIDATOR_MAX || has_control(value))
		return CT_OK;
	memcpy(line, name, n);
	memcpy(line + n, ": ", 2);
	memcpy(line + n + 2, value, m + 1);
	return add_header(&one->conditions, line);
}

static enum ct_err copy_headers(struct fetch *one, const struct fetch_request *r)
{
	enum ct_err err = CT_OK;
	for (const char *const *h = r->headers; h != NULL && *h != NULL && err == CT_OK; h++)
		err = has_control(*h) ? CT_EINVAL : add_header(&one->headers, *h);
	if (err == CT_OK && !r->post)
		err = add_condition(one, "If-None-Match", r->etag);
	if (err == CT_OK && !r->post)
		err = add_condition(one, "If-Modified-Since", r->last_modified);
	return err;
}

static enum ct_err copy_strings(struct fetch *one, const struct fetch_request *r)
{
	const char *user = r->user, *password = r->password;
	if (user == NULL && one->now.user != NULL) {
		user = one->now.user;
		password = one->now.password;
	}
	if (!copy(&one->user, user) ||
	    !copy(&one->password, user != NULL && password == NULL ? "" : password))
		return CT_ENOMEM;
	if (!r->post)
		return CT_OK;
	one->post_n = r->body.n;
	one->post_body = malloc(r->body.n + 1);
	if (one->post_body != NULL && r->body.n > 0)
		memcpy(one->post_body, r->body.p, r->body.n);
	return one->post_body != NULL ? CT_OK : CT_ENOMEM;
}

/* CT_EINVAL of the URL is no error here: it is the fetch's outcome. */
static enum ct_err copy_targets(struct fetch *one, const struct fetch_request *r)
{
	enum ct_err err = target_parse(r->url, &one->now);
	/* Nearly always they are one: to the first host, then. */
	if (err == CT_OK && r->validated_url != NULL && strcmp(r->validated_url, r->url) != 0)
		err = target_parse(r->validated_url, &one->validated);
	return err == CT_ENOMEM ? err : CT_OK;
}

enum ct_err fetch_wanted(struct fetch *one, const struct fetch_request *r)
{
	one->post = r->post;
	one->timeout_ms = r->timeout_ms > 0 ? r->timeout_ms : TIMEOUT_MS;
	one->max_bytes = r->max_bytes;
	one->body = BUF_INIT(r->max_bytes);
	one->max_redirects = r->max_redirects;
	one->allow = r->allow;
	one->nallow = r->nallow;
	enum ct_err err = copy_targets(one, r);
	if (err == CT_OK)
		err = copy_headers(one, r);
	return err == CT_OK ? copy_strings(one, r) : err;
}
