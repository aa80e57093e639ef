#include "roster.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PASSWORD_MAX 1024
#define ROW_ARENA ((size_t)1 << 20)

static void forget(struct roster_feed *f)
{
	free(f->texts);
	free(f->moved_to);
	f->texts = f->moved_to = NULL;
}

static void wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static void roster_free(struct roster *r)
{
	for (size_t i = 0; r->feeds != NULL && i < r->n; i++) {
		forget(&r->feeds[i]);
		free(r->feeds[i].known);
		wipe(r->feeds[i].password);
		free(r->feeds[i].tags);
		free(r->feeds[i].allow);
		free(r->feeds[i].page_allow);
	}
	free(r->feeds);
	free(r->by_id);
	conf_free(r->conf);
	free(r);
}

/* First line of a file that holds a password. */
static enum ct_err read_password(const char *path, char **out, struct buf *errors)
{
	char text[PASSWORD_MAX + 1];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, text, PASSWORD_MAX) : -1;
	int why = errno;

	if (fd >= 0)
		close(fd);
	if (n < 0) {
		buf_addf(errors, "%s: %s\n", path, strerror(why));
		return CT_EINVAL;
	}
	text[n] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	*out = strdup(text);
	explicit_bzero(text, sizeof(text));
	return *out != NULL ? CT_OK : CT_ENOMEM;
}

static enum ct_err parse_blocks(
    const struct conf_strings *blocks, struct guard_block **out, size_t *n)
{
	*out = calloc(blocks->n + 1, sizeof(**out));
	if (*out == NULL)
		return CT_ENOMEM;
	for (size_t i = 0; i < blocks->n; i++) {
		enum ct_err err = guard_parse(view_of(blocks->v[i]), &(*out)[(*n)++]);

		if (err != CT_OK)
			return err;
	}
	return CT_OK;
}

static enum ct_err join_tags(const struct conf_strings *tags, struct roster_feed *f)
{
	struct buf b = BUF_INIT(64 * 1024);

	for (size_t i = 0; i < tags->n; i++)
		buf_addf(&b, "%s%s", i > 0 ? "\n" : "", tags->v[i]);
	buf_add(&b, "", 0);
	enum ct_err err = b.err;
	f->tags = buf_steal(&b, NULL);
	return err;
}

static enum ct_err prepare(struct roster_feed *f, struct buf *errors)
{
	enum ct_err err = parse_blocks(&f->conf->allow, &f->allow, &f->nallow);

	if (err == CT_OK)
		err = parse_blocks(&f->conf->fulltext_allow, &f->page_allow, &f->npage_allow);
	if (err == CT_OK)
		err = join_tags(&f->conf->tags, f);
	if (err == CT_OK && f->conf->password_file[0] != '\0')
		err = read_password(f->conf->password_file, &f->password, errors);
	return err;
}

enum ct_err roster_new(struct conf *conf, struct roster **out, struct buf *errors)
{
	struct roster *r = calloc(1, sizeof(*r));
	enum ct_err err = CT_OK, first = CT_OK;

	if (r == NULL) {
		conf_free(conf);
		return CT_ENOMEM;
	}
	r->conf = conf;
	r->refs = 1;
	r->n = conf->nfeeds;
	r->feeds = calloc(r->n + 1, sizeof(*r->feeds));
	r->by_id = calloc(r->n + 1, sizeof(struct roster_feed *));
	if (r->feeds == NULL || r->by_id == NULL)
		first = CT_ENOMEM;
	for (size_t i = 0; r->feeds != NULL && i < r->n; i++) {
		r->feeds[i].conf = &conf->feeds[i];
		err = prepare(&r->feeds[i], errors);
		if (first == CT_OK)
			first = err;
	}
	if (first != CT_OK) {
		roster_free(r);
		return first;
	}
	*out = r;
	return CT_OK;
}

struct roster *roster_ref(struct roster *r)
{
	r->refs++;
	return r;
}

void roster_unref(struct roster *r)
{
	if (r != NULL && --r->refs == 0)
		roster_free(r);
}

const char *roster_url(const struct roster_feed *f)
{
	return f->row.moved_url.n > 0 ? f->row.moved_url.p : f->conf->url;
}

const char *roster_text(struct view v)
{
	return v.n > 0 ? v.p : NULL;
}

enum { TEXTS = 7 };

static const size_t text_offsets[TEXTS] = {
    offsetof(struct store_feed, moved_url),
    offsetof(struct store_feed, etag),
    offsetof(struct store_feed, last_modified),
    offsetof(struct store_feed, read_url),
    offsetof(struct store_feed, state),
    offsetof(struct store_feed, last_error),
    offsetof(struct store_feed, hub),
};

static struct view *text_of(struct store_feed *row, size_t i)
{
	return (struct view *)(void *)((char *)row + text_offsets[i]);
}

/* row, its texts copied into one block. */
static char *copy_texts(struct store_feed *row)
{
	size_t n = 0;

	for (size_t i = 0; i < TEXTS; i++)
		n += text_of(row, i)->n + 1;
	char *block = malloc(n), *at = block;
	for (size_t i = 0; block != NULL && i < TEXTS; i++) {
		struct view *v = text_of(row, i);

		if (v->n > 0)
			memcpy(at, v->p, v->n);
		at[v->n] = '\0';
		v->p = at;
		at += v->n + 1;
	}
	return block;
}

/* As status tells it: who asks every second does not walk ten thousand feeds. */
static void count(struct roster *r, const struct roster_feed *f, size_t by)
{
	struct view state = f->row.state;

	r->ok += view_is(state, "ok") ? by : 0;
	r->failing += state.n > 0 && !view_is(state, "ok") ? by : 0;
}

enum ct_err roster_remember(
    struct roster *r, struct roster_feed *f, const struct store_feed *row, const char *moved_to)
{
	struct store_feed mine = *row;
	char *to = moved_to != NULL ? strdup(moved_to) : NULL;
	char *texts = copy_texts(&mine);

	if (texts == NULL || (to == NULL && moved_to != NULL)) {
		free(texts);
		free(to);
		roster_touch(f, row);
		return CT_ENOMEM;
	}
	count(r, f, (size_t)-1);
	forget(f);
	mine.name = mine.url = mine.title = mine.format = (struct view){NULL, 0};
	f->row = mine;
	f->texts = texts;
	f->moved_to = to;
	count(r, f, 1);
	return CT_OK;
}

void roster_know(struct roster_feed *f, const struct roster_known *known, size_t n)
{
	free(f->known);
	f->known = n > 0 ? malloc(n * sizeof(*known)) : NULL;
	f->nknown = f->known != NULL ? n : 0;
	if (f->known != NULL)
		memcpy(f->known, known, n * sizeof(*known));
}

void roster_touch(struct roster_feed *f, const struct store_feed *row)
{
	f->row.id = row->id;
	f->row.next_poll = row->next_poll;
	f->row.last_poll = row->last_poll;
	f->row.last_ok = row->last_ok;
	f->row.interval = row->interval;
	f->row.last_status = row->last_status;
	f->row.polls = row->polls;
	f->row.max_age = row->max_age;
}

void roster_take_over(struct roster *r, struct roster *old, int64_t now)
{
	for (size_t i = 0; i < r->n; i++) {
		struct roster_feed *f = &r->feeds[i];
		const struct roster_feed *was = roster_find(old, f->row.id);

		if (was == NULL)
			continue;
		f->slow = was->slow;
		if (was->row.polls > f->row.polls && strcmp(was->conf->url, f->conf->url) == 0)
			roster_touch(f, &was->row);
		if (f->conf->interval < was->conf->interval && f->row.next_poll != INT64_MAX &&
		    f->row.next_poll > now + f->conf->interval)
			f->row.next_poll = now + f->conf->interval;
		/* It waits for its turn, maybe because somebody asked for it, and goes on
		 * waiting; or its poll is under way, and will say when the next one is. */
		if (was->busy && f->row.next_poll > now)
			f->row.next_poll = now;
	}
}

static int by_id(const void *a, const void *b)
{
	const struct roster_feed *const *x = a, *const *y = b;

	return ((*x)->row.id > (*y)->row.id) - ((*x)->row.id < (*y)->row.id);
}

enum ct_err roster_load(struct roster *r, struct store *st)
{
	struct arena *a = arena_new(ROW_ARENA);
	int64_t now = time(NULL);
	enum ct_err err = a != NULL ? CT_OK : CT_ENOMEM;

	for (size_t i = 0; err == CT_OK && i < r->n; i++) {
		const struct conf_feed *cf = r->feeds[i].conf;
		struct store_feed row;

		arena_reset(a);
		err = store_feed_open(st, view_of(cf->name), view_of(cf->url), a, &row);
		if (err == CT_OK)
			err = roster_remember(r, &r->feeds[i], &row, NULL);
		r->feeds[i].slow = err == CT_OK && view_is(row.state, "timeout");
		/* The clock was set back since: its times say nothing. */
		if (err == CT_OK && row.last_poll > now && row.next_poll != INT64_MAX)
			r->feeds[i].row.next_poll = now + row.interval;
	}
	arena_free(a);
	for (size_t i = 0; i < r->n; i++)
		r->by_id[i] = &r->feeds[i];
	qsort(r->by_id, r->n, sizeof(struct roster_feed *), by_id);
	return err;
}

struct roster_feed *roster_find(struct roster *r, int64_t id)
{
	const struct roster_feed like = {.row.id = id}, *key = &like;
	struct roster_feed **found =
	    bsearch(&key, r->by_id, r->n, sizeof(struct roster_feed *), by_id);

	return found != NULL ? *found : NULL;
}
