/*
 * A ring of lines under one mutex.  The reader fills it ahead until it is full, or
 * holds AHEAD_BYTES and a line more: lines may be long.
 */
#include "intake.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "count.h"
#include "html.h"
#include "judge.h"
#include "rfc3339.h"

#define LINE_MAX_BYTES ((size_t)64 << 20)
#define RING 32
#define AHEAD_BYTES ((size_t)1 << 20)
#define LONG_BYTES ((size_t)64 << 10) /* of a line whose slot keeps nothing */

struct slot {
	struct intake_line line;
	size_t bytes;
	json_t *json;        /* which the item points into, */
	struct arena *arena; /* and this */
	json_error_t error;
};

struct intake {
	FILE *file;
	struct normalizer *normalizer; /* the reader's, as are the next two */
	struct buf text;               /* the line */
	size_t number;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t more, room;
	/* Under the mutex: */
	size_t first, n, bytes; /* of the ring */
	bool out;               /* its first is the caller's at present */
	bool end;
	int why;
	struct slot ring[RING];
};

/* --- the reader's thread --------------------------------------------------------- */

static struct view text_of(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return (struct view){json_string_value(v), json_string_length(v)};
}

/* What is wrong with the line, or NULL.  Views point into o and the arena. */
static const char *story_of(struct arena *a, const json_t *o, struct item *it)
{
	static const struct {
		const char *key, *wrong;
	} strings[] = {
	    {"id", "\"id\" is no string"},
	    {"source", "\"source\" is no string"},
	    {"title", "\"title\" is no string"},
	    {"published", "\"published\" is no string"},
	    {"text", "\"text\" is no string"},
	    {"html", "\"html\" is no string"},
	    {"lang", "\"lang\" is no string"},
	    {"url", "\"url\" is no string"},
	};
	struct buf text = BUF_INIT(LINE_MAX_BYTES);

	if (!json_is_object(o))
		return "not a JSON object";
	for (size_t i = 0; i < COUNT(strings); i++) {
		const json_t *v = json_object_get(o, strings[i].key);

		if (v != NULL && !json_is_string(v) && !json_is_null(v))
			return strings[i].wrong;
	}
	*it = (struct item){.updated = CT_TIME_UNKNOWN};
	it->story.id = text_of(o, "id");
	if (it->story.id.n == 0)
		return "no \"id\"";
	it->story.source = text_of(o, "source");
	it->story.title = text_of(o, "title");
	it->story.text = text_of(o, "text");
	it->story.lang = text_of(o, "lang");
	it->story.url = text_of(o, "url");
	struct view published = text_of(o, "published"), html = text_of(o, "html");
	it->story.published = rfc3339_parse(published);
	if (published.n > 0 && it->story.published == CT_TIME_UNKNOWN)
		return "\"published\" is no RFC 3339 time";
	if (it->story.text.n == 0 && html.n > 0) {
		html_to_text(&text, html);
		it->story.text = arena_copy(a, buf_view(&text));
		buf_free(&text);
	}
	if (it->story.text.n == 0 && it->story.title.n == 0)
		return "neither \"text\" nor \"html\" nor \"title\"";
	return NULL;
}

/* What the slot held goes here, where it was made: memory that goes back on another
 * thread than it came from has the threads wait for each other. */
static void drop(struct slot *s)
{
	profile_free(s->line.profile);
	s->line.profile = NULL;
	json_decref(s->json);
	s->json = NULL;
}

static void parse(struct intake *in, struct slot *s, struct view text)
{
	struct intake_line *l = &s->line;

	drop(s);
	arena_reset(s->arena);
	*l = (struct intake_line){.number = in->number};
	s->bytes = text.n;
	if (in->text.err == CT_OK)
		s->json =
		    json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &s->error);
	l->wrong = in->text.err != CT_OK ? "longer than 64 MiB"
		   : s->json != NULL     ? story_of(s->arena, s->json, &l->item)
					 : s->error.text;
	if (l->wrong == NULL)
		l->err = judge_prepare(in->normalizer, &l->item.story, &l->fp, &l->profile);
}

/* A free slot, once there is one. */
static struct slot *wait_for_room(struct intake *in)
{
	pthread_mutex_lock(&in->mutex);
	while (in->n == RING || (in->n > 1 && in->bytes > AHEAD_BYTES))
		pthread_cond_wait(&in->room, &in->mutex);
	struct slot *s = &in->ring[(in->first + in->n) % RING];
	pthread_mutex_unlock(&in->mutex);
	return s;
}

static void hand_over(struct intake *in, const struct slot *s)
{
	pthread_mutex_lock(&in->mutex);
	in->n++;
	in->bytes += s->bytes;
	pthread_cond_signal(&in->more);
	pthread_mutex_unlock(&in->mutex);
}

/* The next line; what of it is beyond the limit is read and dropped. */
static bool read_line(struct intake *in)
{
	char piece[4096];
	size_t n;
	int c = 0;

	buf_clear(&in->text);
	do {
		for (n = 0; n < sizeof(piece) && c != '\n'; n++) {
			if ((c = getc_unlocked(in->file)) == EOF)
				break;
			piece[n] = (char)c;
		}
		buf_add(&in->text, piece, n);
	} while (c != '\n' && c != EOF && in->text.err != CT_ENOMEM);
	return in->text.n > 0 && in->text.err != CT_ENOMEM && ferror(in->file) == 0;
}

static void *read_all(void *ctx)
{
	struct intake *in = ctx;

	while (read_line(in)) {
		struct view text = buf_view(&in->text);
		if (in->number++ == 0 && view_starts(text, VIEW_LIT("\xEF\xBB\xBF")))
			text = view_sub(text, 3, SIZE_MAX);
		if (view_trim(text).n == 0)
			continue;
		struct slot *s = wait_for_room(in);
		parse(in, s, text);
		hand_over(in, s);
	}
	int why = in->text.err == CT_ENOMEM ? ENOMEM : ferror(in->file) != 0 ? errno : 0;
	pthread_mutex_lock(&in->mutex);
	in->end = true;
	in->why = why;
	pthread_cond_signal(&in->more);
	pthread_mutex_unlock(&in->mutex);
	return NULL;
}

/* --- the caller's --------------------------------------------------------------- */

static void free_all(struct intake *in)
{
	for (size_t i = 0; i < RING; i++) {
		drop(&in->ring[i]);
		arena_free(in->ring[i].arena);
	}
	normalizer_free(in->normalizer);
	buf_free(&in->text);
	pthread_mutex_destroy(&in->mutex);
	pthread_cond_destroy(&in->more);
	pthread_cond_destroy(&in->room);
	free(in);
}

struct intake *intake_new(FILE *f)
{
	struct intake *in = calloc(1, sizeof(*in));

	if (in == NULL)
		return NULL;
	in->file = f;
	in->text = BUF_INIT(LINE_MAX_BYTES);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&in->mutex, NULL);
	pthread_cond_init(&in->more, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pthread_cond_init(&in->room, NULL);
	in->normalizer = normalizer_new();
	bool ok = in->normalizer != NULL;
	for (size_t i = 0; ok && i < RING; i++)
		ok = (in->ring[i].arena = arena_new(LINE_MAX_BYTES)) != NULL;
	if (!ok || pthread_create(&in->thread, NULL, read_all, in) != 0) {
		free_all(in);
		return NULL;
	}
	return in;
}

/* A ring of long lines that were judged would be 2 GB. */
static void forget_long(struct slot *s)
{
	struct arena *fresh = s->bytes > LONG_BYTES ? arena_new(LINE_MAX_BYTES) : NULL;

	if (fresh == NULL)
		return;
	drop(s);
	arena_free(s->arena);
	s->arena = fresh;
}

/* The line that the caller had goes. */
static void give_back(struct intake *in)
{
	struct slot *s = &in->ring[in->first]; /* the reader moves no first */
	size_t bytes = s->bytes;

	forget_long(s);
	pthread_mutex_lock(&in->mutex);
	in->bytes -= bytes;
	in->first = (in->first + 1) % RING;
	in->n--;
	/* Not for each line: the reader would wake as often. */
	if (in->n <= RING / 2 || in->bytes <= AHEAD_BYTES / 2)
		pthread_cond_signal(&in->room);
	pthread_mutex_unlock(&in->mutex);
}

bool intake_ready(struct intake *in, long ms)
{
	struct timespec until;
	int err = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += ms * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&in->mutex);
	while (in->n == in->out && !in->end && err == 0)
		err = pthread_cond_timedwait(&in->more, &in->mutex, &until);
	bool ready = in->n > in->out || in->end;
	pthread_mutex_unlock(&in->mutex);
	return ready;
}

struct intake_line *intake_next(struct intake *in)
{
	if (in->out)
		give_back(in);
	pthread_mutex_lock(&in->mutex);
	while (in->n == 0 && !in->end)
		pthread_cond_wait(&in->more, &in->mutex);
	in->out = in->n > 0;
	pthread_mutex_unlock(&in->mutex);
	return in->out ? &in->ring[in->first].line : NULL;
}

const struct intake_line *intake_ahead(struct intake *in)
{
	pthread_mutex_lock(&in->mutex);
	bool ready = in->n > 1;
	pthread_mutex_unlock(&in->mutex);
	return ready ? &in->ring[(in->first + 1) % RING].line : NULL;
}

int intake_errno(const struct intake *in)
{
	return in->why;
}

void intake_free(struct intake *in)
{
	pthread_join(in->thread, NULL);
	free_all(in);
}
