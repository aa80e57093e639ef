#include "turns.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "gate.h"
#include "policy.h"
#include "timetable.h"
#include "url.h"

#define LOOK_MS INT64_C(3600000) /* the clock is looked at as often */
#define CLOCK_SET 60             /* seconds, by which a clock that runs is never off at once */
#define FDS 3                    /* descriptors that a fetch may take at once */

struct turns {
	struct roster *roster;
	struct timetable *timetable; /* by the feeds' places in the roster */
	struct gate quick, slow;
	struct turn *oldest, *newest; /* fetching, and not in slow places */
	size_t running;               /* turns that have not ended */
	size_t nslow;                 /* of these, in slow places */
	size_t places, slow_places;
	int64_t ahead; /* seconds of the wall clock before the steady one */
	bool once, crowded;
};

static int64_t seconds(int64_t ms)
{
	return ms / 1000;
}

static int64_t ahead_of(const struct turns_now *now)
{
	return seconds(now->wall_ms) - seconds(now->steady_ms);
}

static size_t slot_of(const struct turns *t, const struct roster_feed *f)
{
	return (size_t)(f - t->roster->feeds);
}

/* --- places -------------------------------------------------------------------------- */

/* As many as there are descriptors for. */
static size_t slow_places(size_t places)
{
	struct rlimit l;
	size_t most = TURNS_SLOW * places, fds = 1024;

	if (getrlimit(RLIMIT_NOFILE, &l) == 0)
		fds = (size_t)l.rlim_cur;
	fds /= FDS;
	return fds > places + most ? most : fds > 2 * places ? fds - places : places;
}

/* Places that are not taken, by fetches or by what comes behind them. */
static bool has_place(const struct turns *t)
{
	return t->running - t->nslow < t->places;
}

static bool has_slow_place(const struct turns *t)
{
	return t->nslow < t->slow_places;
}

static void unlink_quick(struct turns *t, struct turn *turn)
{
	*(turn->older != NULL ? &turn->older->newer : &t->oldest) = turn->newer;
	*(turn->newer != NULL ? &turn->newer->older : &t->newest) = turn->older;
	turn->older = turn->newer = NULL;
}

static int64_t patience(const struct turns *t)
{
	return t->crowded ? TURNS_SLOW_MS : TURNS_PATIENCE_MS;
}

/* Fetches that only wait make way. */
static void make_way(struct turns *t, const struct turns_now *now)
{
	int64_t until = now->steady_ms - patience(t);

	while (t->oldest != NULL && t->oldest->began <= until && has_slow_place(t)) {
		struct turn *turn = t->oldest;

		unlink_quick(t, turn);
		turn->slow = true;
		t->nslow++;
	}
}

/* --- a turn -------------------------------------------------------------------------- */

struct roster_feed *turns_next(struct turns *t, struct turn *out)
{
	struct gate *gates[] = {
	    has_place(t) ? &t->quick : NULL, has_slow_place(t) ? &t->slow : NULL};

	for (size_t i = 0; i < 2; i++) {
		struct turn turn = {.gate = gates[i], .slow = gates[i] == &t->slow};
		size_t slot = turn.gate != NULL ? gate_next(turn.gate, &turn.host) : SIZE_MAX;

		if (slot == SIZE_MAX)
			continue;
		*out = turn;
		return &t->roster->feeds[slot];
	}
	return NULL;
}

void turns_fetching(struct turns *t, struct turn *turn, const struct turns_now *now)
{
	turn->began = now->steady_ms;
	t->running++;
	if (turn->slow) {
		t->nslow++;
		return;
	}
	turn->older = t->newest;
	*(turn->older != NULL ? &turn->older->newer : &t->oldest) = turn;
	t->newest = turn;
}

void turns_fetched(struct turns *t, struct turn *turn)
{
	if (turn->slow)
		t->nslow--;
	else
		unlink_quick(t, turn);
	turn->slow = false;
	hosts_leave(turn->gate->hosts, &turn->host);
	turn->gate = NULL;
}

void turns_end(struct turns *t, struct turn *turn)
{
	if (turn->gate != NULL)
		turns_fetched(t, turn);
	t->running--;
}

void turns_put_off(
    struct turns *t, struct turn *turn, struct roster_feed *f, const struct turns_now *now)
{
	hosts_leave(turn->gate->hosts, &turn->host);
	turn->gate = NULL;
	turns_plan(t, f, seconds(now->wall_ms) + TURNS_AGAIN);
}

/* --- when ---------------------------------------------------------------------------- */

void turns_plan(struct turns *t, struct roster_feed *f, int64_t at)
{
	f->busy = false;
	f->row.next_poll = at;
	if (!t->once)
		timetable_set(t->timetable, slot_of(t, f), at);
}

size_t turns_hurry(struct turns *t, struct view name)
{
	size_t n = 0;

	for (size_t i = 0; i < t->roster->n; i++) {
		const struct roster_feed *f = &t->roster->feeds[i];

		if (f->busy || (name.n > 0 && !view_is(name, f->conf->name)))
			continue;
		timetable_set(t->timetable, i, 0);
		n++;
	}
	return n;
}

/* Times in the table are the wall clock's.  Where it was set, they go with it: else a
 * clock set back would silence all feeds, and one set forward ask all at once. */
static void heed_clock(struct turns *t, const struct turns_now *now)
{
	int64_t ahead = ahead_of(now), set = ahead - t->ahead;

	t->ahead = ahead;
	if (set >= -CLOCK_SET && set <= CLOCK_SET)
		return;
	for (size_t i = 0; !t->once && i < t->roster->n; i++) {
		struct roster_feed *f = &t->roster->feeds[i];

		if (!f->busy && f->row.next_poll != POLICY_NEVER)
			turns_plan(t, f, f->row.next_poll + set);
	}
}

/* Has the feed wait at the gate for its host. */
static bool join(struct turns *t, size_t slot)
{
	struct roster_feed *f = &t->roster->feeds[slot];
	struct gate *gate = f->slow ? &t->slow : &t->quick;

	f->busy = gate_join(gate, slot, url_host(view_of(roster_url(f)))) == CT_OK;
	return f->busy;
}

size_t turns_call(struct turns *t, const struct turns_now *now)
{
	int64_t wall = seconds(now->wall_ms);
	size_t lost = 0;

	heed_clock(t, now);
	make_way(t, now);
	for (size_t slot; (slot = timetable_take(t->timetable, wall)) != SIZE_MAX;) {
		if (join(t, slot))
			continue;
		turns_plan(t, &t->roster->feeds[slot], wall + TURNS_AGAIN);
		lost++;
	}
	return lost;
}

/* Milliseconds until a feed at a gate may go on; TURNS_NEVER: the end of a poll will
 * tell. */
static int64_t until_turn(const struct turns *t, const struct turns_now *now, int64_t room_ms)
{
	bool quick = gate_ready(&t->quick);

	if ((quick && has_place(t)) || (gate_ready(&t->slow) && has_slow_place(t)))
		return room_ms;
	if (!quick || !has_slow_place(t) || t->oldest == NULL)
		return TURNS_NEVER;
	int64_t left = t->oldest->began + patience(t) - now->steady_ms;
	return left > 0 ? left : 0;
}

int64_t turns_wait(struct turns *t, const struct turns_now *now, int64_t room_ms)
{
	heed_clock(t, now);
	int64_t next = timetable_next(t->timetable);
	size_t waiting = turns_waiting(t);

	if (next == TIMETABLE_NEVER && waiting == 0)
		return TURNS_NEVER;
	int64_t wait =
	    next <= seconds(now->wall_ms + LOOK_MS) ? next * 1000 - now->wall_ms : LOOK_MS;
	int64_t turn = waiting > 0 ? until_turn(t, now, room_ms) : TURNS_NEVER;
	return turn != TURNS_NEVER && turn < wait ? turn : wait > 0 ? wait : 0;
}

void turns_crowd(struct turns *t, bool crowded)
{
	t->crowded = crowded;
}

size_t turns_waiting(const struct turns *t)
{
	return t->quick.waiting + t->slow.waiting;
}

size_t turns_places(const struct turns *t)
{
	return t->places;
}

/* --- a roster ------------------------------------------------------------------------ */

struct turns *turns_new(void)
{
	return calloc(1, sizeof(struct turns));
}

void turns_free(struct turns *t)
{
	if (t == NULL)
		return;
	gate_free(&t->quick);
	gate_free(&t->slow);
	timetable_free(t->timetable);
	free(t);
}

enum ct_err turns_start(struct turns *t, struct roster *r, bool once, const struct turns_now *now)
{
	struct timetable *table = timetable_new(r->n);
	struct hosts_item *quick = calloc(r->n + 1, sizeof(*quick));
	struct hosts_item *slow = calloc(r->n + 1, sizeof(*slow));
	size_t per_host = (size_t)r->conf->per_host;

	if (table == NULL || quick == NULL || slow == NULL ||
	    gate_open(&t->quick, per_host) != CT_OK || gate_open(&t->slow, per_host) != CT_OK) {
		timetable_free(table);
		free(quick);
		free(slow);
		return CT_ENOMEM;
	}
	/* Those who wait are due in the new one. */
	gate_renew(&t->quick, quick, r->n);
	gate_renew(&t->slow, slow, r->n);
	timetable_free(t->timetable);
	t->timetable = table;
	if (t->roster == NULL) {
		t->places = (size_t)r->conf->concurrency;
		t->slow_places = slow_places(t->places);
		t->ahead = ahead_of(now);
	}
	t->roster = r;
	t->once = once;
	for (size_t i = 0; i < r->n; i++)
		if (!r->feeds[i].busy)
			timetable_set(table, i, once ? 0 : r->feeds[i].row.next_poll);
	return CT_OK;
}
