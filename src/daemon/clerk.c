/*
 * Lists under one mutex: tasks to run, tasks that are done.  The loop is
 * woken through an eventfd, the clerk by a condition variable.
 *
 * A batch is a run of write tasks of together at most BATCH documents, in one
 * BEGIN IMMEDIATE ... COMMIT: commits of 64 documents were measured 2.4 to 13
 * times as fast as commits of one.
 */
#include "clerk.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "log.h"

#define BATCH 64
#define QUEUE_MAX 512
#define MISSES_S 3600 /* from one message of reads that failed to the next */
#define REST_S 20     /* from the first writing on until what it filled is given back */

struct list {
	struct task *first, **end;
	size_t n;
};

struct clerk {
	struct loop *loop;
	struct store *store;
	struct desk *desk;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	struct list soon, todo, done;
	size_t running; /* tasks taken off todo, not yet on done */
	uint64_t ended;
	bool stop, warm; /* warm: something was written since it rested */
	struct timespec rest_at;
	struct {
		int64_t reads;
		time_t at;
	} told; /* of what could not be read, last */
	int event;
	char error[512], error_copy[512];
};

static void list_init(struct list *l)
{
	*l = (struct list){NULL, &l->first, 0};
}

static void list_add(struct list *l, struct task *t)
{
	t->next = NULL;
	*l->end = t;
	l->end = &t->next;
	l->n++;
}

static struct task *list_take(struct list *l)
{
	struct task *t = l->first;

	if (t == NULL)
		return NULL;
	l->first = t->next;
	l->n--;
	if (l->first == NULL)
		l->end = &l->first;
	return t;
}

/* --- the clerk's thread --------------------------------------------------------- */

static void note(struct clerk *c, struct task *t, enum ct_err err)
{
	t->err = err;
	t->full = err == CT_EIO && store_full(c->store);
	if (err == CT_OK)
		return;
	pthread_mutex_lock(&c->mutex);
	snprintf(c->error, sizeof(c->error), "%s",
	    err == CT_EIO ? store_error(c->store) : ct_strerror(err));
	pthread_mutex_unlock(&c->mutex);
}

/* Runs tasks in one transaction.  On failure the caller undoes. */
static enum ct_err transaction(struct clerk *c, struct list *batch)
{
	enum ct_err err = store_begin(c->store);
	if (err != CT_OK)
		return err;
	for (struct task *t = batch->first; err == CT_OK && t != NULL; t = t->next)
		err = t->run(t, c->store, c->desk);
	if (err == CT_OK)
		err = desk_upkeep(c->desk);
	if (err == CT_OK)
		err = store_commit(c->store);
	return err;
}

/* The desk first: its mate may be looking into a segment that the rollback unmaps. */
static void undo(struct clerk *c)
{
	desk_rolled_back(c->desk);
	store_rollback(c->store);
}

static void run_alone(struct clerk *c, struct task *t)
{
	struct list one;

	list_init(&one);
	list_add(&one, t);
	enum ct_err err = transaction(c, &one);
	note(c, t, err);
	if (err != CT_OK)
		undo(c);
}

static void run_batch(struct clerk *c, struct list *batch)
{
	if (batch->n == 1) {
		run_alone(c, batch->first);
		return;
	}
	enum ct_err err = transaction(c, batch);
	/* On a full disk each alone would fare no better. */
	bool all = err == CT_OK || (err == CT_EIO && store_full(c->store));
	for (struct task *t = batch->first; all && t != NULL; t = t->next)
		note(c, t, err);
	if (err != CT_OK)
		undo(c);
	if (all)
		return;
	for (struct task *t = batch->first, *next; t != NULL; t = next) {
		next = t->next;
		run_alone(c, t);
		t->next = next;
	}
}

static unsigned cost(const struct task *t)
{
	return t->cost > 0 ? t->cost : 1;
}

/* Where the next task stands; mutex held. */
static struct list *next_list(struct clerk *c)
{
	return c->soon.first != NULL ? &c->soon : &c->todo;
}

/* Moves the next run of tasks that go together from their lists; mutex held. */
static void take_batch(struct clerk *c, struct list *batch)
{
	unsigned documents = 0;

	list_init(batch);
	struct task *t = next_list(c)->first;
	do {
		list_take(next_list(c));
		documents += cost(t);
		list_add(batch, t);
		t = next_list(c)->first;
	} while (t != NULL && batch->first->write && t->write && documents + cost(t) <= BATCH);
	c->running = batch->n;
}

/* Before what was judged without it is told done. */
static void tell_misses(struct clerk *c)
{
	struct store_misses m;
	struct timespec now;
	char line[STORE_MISSES_LINE];

	store_misses(c->store, &m);
	if (m.reads == c->told.reads)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (c->told.reads > 0 && now.tv_sec - c->told.at < MISSES_S)
		return;
	c->told.reads = m.reads;
	c->told.at = now.tv_sec;
	store_misses_line(&m, line);
	log_error("%s", line);
}

static void hand_back(struct clerk *c, struct list *batch)
{
	const uint64_t one = 1;

	pthread_mutex_lock(&c->mutex);
	c->ended += batch->n;
	for (struct task *t; (t = list_take(batch)) != NULL;)
		list_add(&c->done, t);
	c->running = 0;
	pthread_mutex_unlock(&c->mutex);
	while (write(c->event, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

/* What is not begun when we stop is not done: its feeds are polled again.
 * Mutex held. */
static void drop_todo(struct clerk *c)
{
	for (struct task *t; (t = list_take(&c->todo)) != NULL;) {
		t->err = CT_EIO;
		t->full = false;
		list_add(&c->done, t);
		snprintf(c->error, sizeof(c->error), "stopping");
	}
}

/* Caches that a round has filled would be held until the next one. */
static void rest(struct clerk *c)
{
	desk_rest(c->desk);
	store_rest(c->store);
	malloc_trim(0);
}

/* Mutex held. */
static void wait_for_work(struct clerk *c)
{
	if (!c->warm) {
		pthread_cond_wait(&c->wake, &c->mutex);
		return;
	}
	if (pthread_cond_timedwait(&c->wake, &c->mutex, &c->rest_at) != ETIMEDOUT)
		return;
	c->warm = false;
	pthread_mutex_unlock(&c->mutex);
	rest(c);
	pthread_mutex_lock(&c->mutex);
}

static void note_warm(struct clerk *c)
{
	if (c->warm)
		return;
	c->warm = true;
	clock_gettime(CLOCK_MONOTONIC, &c->rest_at);
	c->rest_at.tv_sec += REST_S;
}

static void *work(void *ctx)
{
	struct clerk *c = ctx;
	struct list batch;

	note_warm(c); /* opening reads much */
	for (;;) {
		pthread_mutex_lock(&c->mutex);
		while (next_list(c)->first == NULL && !c->stop)
			wait_for_work(c);
		if (c->stop)
			drop_todo(c);
		if (next_list(c)->first == NULL) {
			pthread_mutex_unlock(&c->mutex);
			return NULL;
		}
		take_batch(c, &batch);
		pthread_mutex_unlock(&c->mutex);
		if (batch.first->write) {
			run_batch(c, &batch);
			note_warm(c);
		} else {
			struct task *t = batch.first;

			note(c, t, t->run(t, c->store, c->desk));
		}
		tell_misses(c);
		hand_back(c, &batch);
	}
}

/* What was learned since it was last saved; without it the next start takes a
 * moment longer. */
static void save(struct clerk *c)
{
	enum ct_err err = store_begin(c->store);

	if (err == CT_OK)
		err = desk_save(c->desk);
	if (err == CT_OK)
		err = store_commit(c->store);
	if (err != CT_OK)
		store_rollback(c->store);
}

/* --- the loop's thread ------------------------------------------------------------ */

static void on_event(void *ctx, int fd, uint32_t events)
{
	struct clerk *c = ctx;
	struct list done;
	uint64_t count;

	(void)events;
	while (read(fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	list_init(&done);
	pthread_mutex_lock(&c->mutex);
	for (struct task *t; (t = list_take(&c->done)) != NULL;)
		list_add(&done, t);
	pthread_mutex_unlock(&c->mutex);
	for (struct task *t; (t = list_take(&done)) != NULL;)
		t->done(t, t->err, t->full);
}

static void close_all(struct clerk *c)
{
	if (c->event >= 0) {
		loop_unwatch(c->loop, c->event);
		close(c->event);
	}
	desk_free(c->desk);
	store_close(c->store);
	pthread_mutex_destroy(&c->mutex);
	pthread_cond_destroy(&c->wake);
	free(c);
}

enum ct_err clerk_new(
    struct loop *l, const char *store, const struct desk_options *o, struct clerk **out, char **why)
{
	struct clerk *c = calloc(1, sizeof(*c));
	pthread_condattr_t attr;

	*why = NULL;
	if (c == NULL)
		return CT_ENOMEM;
	c->loop = l;
	c->event = -1;
	list_init(&c->soon);
	list_init(&c->todo);
	list_init(&c->done);
	pthread_mutex_init(&c->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&c->wake, &attr);
	pthread_condattr_destroy(&attr);
	enum ct_err err = store_open(store, &c->store, why);
	if (err == CT_OK) {
		err = desk_new(c->store, o, &c->desk);
		if (err == CT_EIO)
			*why = strdup(store_error(c->store));
	}
	if (err == CT_OK) {
		c->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		err = c->event >= 0 ? loop_watch(l, c->event, EPOLLIN, on_event, c) : CT_EIO;
	}
	if (err == CT_OK && pthread_create(&c->thread, NULL, work, c) != 0)
		err = CT_EIO;
	if (err != CT_OK) {
		int full = errno;
		close_all(c);
		errno = full;
		return err;
	}
	*out = c;
	return CT_OK;
}

void clerk_free(struct clerk *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&c->mutex);
	c->stop = true;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->mutex);
	pthread_join(c->thread, NULL);
	on_event(c, c->event, 0);
	save(c);
	close_all(c);
}

void clerk_submit(struct clerk *c, struct task *t)
{
	pthread_mutex_lock(&c->mutex);
	list_add(t->soon ? &c->soon : &c->todo, t);
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->mutex);
}

size_t clerk_waiting(struct clerk *c)
{
	pthread_mutex_lock(&c->mutex);
	size_t n = c->soon.n + c->todo.n + c->running;
	pthread_mutex_unlock(&c->mutex);
	return n;
}

uint64_t clerk_ended(struct clerk *c)
{
	pthread_mutex_lock(&c->mutex);
	uint64_t n = c->ended;
	pthread_mutex_unlock(&c->mutex);
	return n;
}

bool clerk_has_room(struct clerk *c)
{
	return clerk_waiting(c) < QUEUE_MAX;
}

const char *clerk_error(struct clerk *c)
{
	pthread_mutex_lock(&c->mutex);
	memcpy(c->error_copy, c->error, sizeof(c->error));
	pthread_mutex_unlock(&c->mutex);
	return c->error_copy;
}
