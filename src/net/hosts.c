/*
 * A hash table of the hosts that have something waiting or running; and a ring
 * of those that have both something waiting and room for it.  hosts_next takes
 * the first host of the ring, starts its first waiter, and puts it back at the
 * end if it still belongs there: with two places and a host of three requests,
 *
 *	a: 1 2 3   b: 4   c: 5      runs   1 4 | 5 2 | 3
 */
#include <stdlib.h>
#include <sys/random.h>
#include <xxhash.h>

#include "clean.h"
#include "hosts.h"

struct host {
	struct host *chain;       /* in the hash table */
	struct host *prev, *next; /* in the ring */
	bool in_ring;
	uint64_t hash;
	struct hosts_item *first, *last; /* waiting */
	size_t running;
	size_t n;
	char name[];
};

struct hosts {
	struct host **table;
	size_t size, n; /* size is a power of two */
	uint64_t seed;  /* names come from strangers' redirects */
	struct host *first, *last;
	size_t running, max_running, max_per_host;
};

struct hosts *hosts_new(size_t max_running, size_t max_per_host)
{
	struct hosts *h = calloc(1, sizeof(*h));
	if (h == NULL)
		return NULL;
	h->size = 64;
	h->table = calloc(h->size, sizeof(struct host *));
	if (h->table == NULL) {
		free(h);
		return NULL;
	}
	if (getrandom(&h->seed, sizeof(h->seed), GRND_NONBLOCK) < 0)
		h->seed = (uint64_t)(uintptr_t)h;
	h->max_running = max_running > 0 ? max_running : 1;
	h->max_per_host = max_per_host > 0 ? max_per_host : 1;
	return h;
}

void hosts_free(struct hosts *h)
{
	if (h == NULL)
		return;
	free(h->table);
	free(h);
}

/* Without memory the table stays as it is: slower, not wrong. */
static void table_grow(struct hosts *h)
{
	size_t size = 2 * h->size;
	struct host **table = calloc(size, sizeof(struct host *));
	if (table == NULL)
		return;
	for (size_t i = 0; i < h->size; i++)
		for (struct host *o = h->table[i], *next; o != NULL; o = next) {
			next = o->chain;
			o->chain = table[o->hash & (size - 1)];
			table[o->hash & (size - 1)] = o;
		}
	free(h->table);
	h->table = table;
	h->size = size;
}

static struct host *host_get(struct hosts *h, struct view name)
{
	uint64_t hash = XXH3_64bits_withSeed(name.p, name.n, h->seed);
	for (struct host *o = h->table[hash & (h->size - 1)]; o != NULL; o = o->chain)
		if (o->hash == hash && view_eq((struct view){o->name, o->n}, name))
			return o;
	struct host *o = clean_alloc(sizeof(*o) + name.n);
	if (o == NULL)
		return NULL;
	if (h->n >= h->size)
		table_grow(h);
	memcpy(o->name, name.p, name.n);
	o->n = name.n;
	o->hash = hash;
	o->chain = h->table[hash & (h->size - 1)];
	h->table[hash & (h->size - 1)] = o;
	h->n++;
	return o;
}

static void host_drop(struct hosts *h, struct host *o)
{
	struct host **at = &h->table[o->hash & (h->size - 1)];
	while (*at != o)
		at = &(*at)->chain;
	*at = o->chain;
	h->n--;
	free(o);
}

static void ring_remove(struct hosts *h, struct host *o)
{
	*(o->prev != NULL ? &o->prev->next : &h->first) = o->next;
	*(o->next != NULL ? &o->next->prev : &h->last) = o->prev;
	o->in_ring = false;
}

static void ring_append(struct hosts *h, struct host *o)
{
	o->prev = h->last;
	o->next = NULL;
	*(o->prev != NULL ? &o->prev->next : &h->first) = o;
	h->last = o;
	o->in_ring = true;
}

/* Puts o into the ring or takes it out, or drops it, as it should be now. */
static void host_settle(struct hosts *h, struct host *o)
{
	bool ready = o->first != NULL && o->running < h->max_per_host;
	if (ready && !o->in_ring)
		ring_append(h, o);
	else if (!ready && o->in_ring)
		ring_remove(h, o);
	if (o->first == NULL && o->running == 0)
		host_drop(h, o);
}

static void queue_remove(struct host *o, struct hosts_item *i)
{
	*(i->prev != NULL ? &i->prev->next : &o->first) = i->next;
	*(i->next != NULL ? &i->next->prev : &o->last) = i->prev;
	i->prev = i->next = NULL;
}

enum ct_err hosts_join(struct hosts *h, struct hosts_item *i, struct view name)
{
	struct host *o = host_get(h, name);
	if (o == NULL)
		return CT_ENOMEM;
	*i = (struct hosts_item){.host = o, .prev = o->last};
	*(o->last != NULL ? &o->last->next : &o->first) = i;
	o->last = i;
	host_settle(h, o);
	return CT_OK;
}

bool hosts_take(struct hosts *h, struct hosts_item *i, struct view name)
{
	struct host *o = h->running < h->max_running ? host_get(h, name) : NULL;
	if (o == NULL)
		return false;
	if (o->first != NULL || o->running >= h->max_per_host) {
		host_settle(h, o);
		return false;
	}
	*i = (struct hosts_item){.host = o, .running = true};
	o->running++;
	h->running++;
	return true;
}

bool hosts_ready(const struct hosts *h)
{
	return h->first != NULL;
}

struct hosts_item *hosts_next(struct hosts *h)
{
	struct host *o = h->first;
	if (o == NULL || h->running >= h->max_running)
		return NULL;
	struct hosts_item *i = o->first;
	queue_remove(o, i);
	ring_remove(h, o);
	i->running = true;
	o->running++;
	h->running++;
	host_settle(h, o);
	return i;
}

void hosts_leave(struct hosts *h, struct hosts_item *i)
{
	struct host *o = i->host;
	if (o == NULL)
		return;
	if (i->running) {
		o->running--;
		h->running--;
	} else {
		queue_remove(o, i);
	}
	*i = (struct hosts_item){0};
	host_settle(h, o);
}

bool hosts_wanted(const struct hosts_item *i)
{
	return i->host->first != NULL;
}

bool hosts_shared(const struct hosts_item *i)
{
	return hosts_wanted(i) || i->host->running > 1;
}
