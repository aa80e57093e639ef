/*
 * Work is a counter under a mutex; whoever is free takes the next number.  A piece
 * of it is a tenth of a millisecond and more, beside which the mutex costs nothing.
 * What the mate has not taken when the caller is done with all the rest, it never
 * gets, nor a job that it has not begun when the caller waits for it: so the caller
 * never waits for the mate to wake, only for what is in its hands.
 */
#include "mate.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

struct mate {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t more, done;
	/* Under the mutex: */
	void (*work)(void *arg, unsigned lane, size_t i);
	void *arg;
	size_t next, n;
	bool busy;              /* it has one of them in its hands */
	struct lanes_job *jobs; /* that wait, the first first */
	bool end;
};

static void do_next(struct mate *m)
{
	size_t i = m->next++;

	m->busy = true;
	pthread_mutex_unlock(&m->mutex);
	m->work(m->arg, 1, i);
	pthread_mutex_lock(&m->mutex);
	m->busy = false;
	if (m->next == m->n)
		pthread_cond_signal(&m->done);
}

/* One that stands at *at in the list. */
static void do_job(struct mate *m, struct lanes_job **at)
{
	struct lanes_job *job = *at;

	*at = job->next;
	job->state = LANES_AT_WORK;
	pthread_mutex_unlock(&m->mutex);
	job->work(job->arg);
	pthread_mutex_lock(&m->mutex);
	job->state = LANES_IDLE;
	pthread_cond_signal(&m->done);
}

static void *lend_a_hand(void *ctx)
{
	struct mate *m = ctx;

	pthread_mutex_lock(&m->mutex);
	while (!m->end)
		if (m->next < m->n)
			do_next(m);
		else if (m->jobs != NULL)
			do_job(m, &m->jobs);
		else
			pthread_cond_wait(&m->more, &m->mutex);
	pthread_mutex_unlock(&m->mutex);
	return NULL;
}

static bool alone(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) < 2;
}

struct mate *mate_new(void)
{
	struct mate *m = alone() ? NULL : calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	pthread_mutex_init(&m->mutex, NULL);
	pthread_cond_init(&m->more, NULL);
	pthread_cond_init(&m->done, NULL);
	if (pthread_create(&m->thread, NULL, lend_a_hand, m) == 0)
		return m;
	pthread_mutex_destroy(&m->mutex);
	pthread_cond_destroy(&m->more);
	pthread_cond_destroy(&m->done);
	free(m);
	return NULL;
}

void mate_free(struct mate *m)
{
	if (m == NULL)
		return;
	pthread_mutex_lock(&m->mutex);
	m->end = true;
	pthread_cond_signal(&m->more);
	pthread_mutex_unlock(&m->mutex);
	pthread_join(m->thread, NULL);
	pthread_mutex_destroy(&m->mutex);
	pthread_cond_destroy(&m->more);
	pthread_cond_destroy(&m->done);
	free(m);
}

static void each(void *crew, size_t n, void (*work)(void *arg, unsigned lane, size_t i), void *arg)
{
	struct mate *m = crew;

	if (n < 2) {
		for (size_t i = 0; i < n; i++)
			work(arg, 0, i);
		return;
	}
	pthread_mutex_lock(&m->mutex);
	m->work = work;
	m->arg = arg;
	m->next = 0;
	m->n = n;
	pthread_cond_signal(&m->more);
	while (m->next < m->n) {
		size_t i = m->next++;

		pthread_mutex_unlock(&m->mutex);
		work(arg, 0, i);
		pthread_mutex_lock(&m->mutex);
	}
	while (m->busy)
		pthread_cond_wait(&m->done, &m->mutex);
	pthread_mutex_unlock(&m->mutex);
}

static struct lanes_job **end_of(struct lanes_job **at)
{
	while (*at != NULL)
		at = &(*at)->next;
	return at;
}

static void start(void *crew, struct lanes_job *job)
{
	struct mate *m = crew;

	pthread_mutex_lock(&m->mutex);
	job->next = NULL;
	job->state = LANES_WAITING;
	*end_of(&m->jobs) = job;
	pthread_cond_signal(&m->more);
	pthread_mutex_unlock(&m->mutex);
}

/* A job that has not begun is done here, at once. */
static void wait_for_job(void *crew, struct lanes_job *job)
{
	struct mate *m = crew;
	struct lanes_job **at = &m->jobs;

	pthread_mutex_lock(&m->mutex);
	if (job->state == LANES_WAITING) {
		while (*at != job)
			at = &(*at)->next;
		do_job(m, at);
	}
	while (job->state != LANES_IDLE)
		pthread_cond_wait(&m->done, &m->mutex);
	pthread_mutex_unlock(&m->mutex);
}

struct lanes mate_lanes(struct mate *m)
{
	return m != NULL ? (struct lanes){m, each, start, wait_for_job} : (struct lanes){0};
}
