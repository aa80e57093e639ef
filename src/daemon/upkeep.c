#include "upkeep.h"

#include <stdlib.h>
#include <time.h>

#include "log.h"

#define HOUR_MS 3600000
#define STEP_MS 20 /* between steps: the polls' tasks come first */

struct upkeep {
	struct task task; /* first; one step at a time */
	struct loop *loop;
	struct clerk *clerk;
	struct loop_timer timer;
	int64_t clock;         /* for ages */
	int64_t damaged, told; /* stories, or 0 */
	struct store_rebuilt healed;
	bool healing, sick; /* healing: that is what failed; sick: it did, at this look */
	int64_t retain, max_size, last; /* last: loop's ms at the last look */
	bool running, more;
};

static enum ct_err run(struct task *t, struct store *st, struct desk *d)
{
	struct upkeep *u = (struct upkeep *)t;

	u->healed = (struct store_rebuilt){.nothing = true};
	enum ct_err err = u->sick ? CT_OK : desk_heal(d, &u->healed);
	u->healing = err != CT_OK;
	if (err == CT_OK && !u->more) /* a new look, not the next step of one */
		err = store_age_clock(st, time(NULL), &u->clock);
	int64_t before = u->retain > 0 ? u->clock - u->retain : 0;
	u->more = false;
	if (err == CT_OK && (u->retain > 0 || u->max_size > 0))
		err = store_prune(st, before, u->max_size, &u->more);
	u->more = u->more || !u->healed.nothing;
	u->damaged = store_damaged(st);
	return err;
}

static void step(void *ctx)
{
	struct upkeep *u = ctx;

	if (u->running)
		return;
	u->running = true;
	u->healing = false;
	clerk_submit(u->clerk, &u->task);
}

/* What was made again is told once it is stored. */
static void tell_healed(const struct store_rebuilt *h)
{
	const long long first = h->segment.first, last = h->segment.last;

	if (h->segment.id == 0)
		return;
	log_info("a lost part of the index was made again: stories %lld to %lld", first, last);
	if (h->damaged > 0)
		log_error("%zu of the stories %lld to %lld are damaged: none is found to be their "
			  "copy",
		    h->damaged, first, last);
}

static void done(struct task *t, enum ct_err err, bool full)
{
	struct upkeep *u = (struct upkeep *)t;

	(void)full;
	u->running = false;
	if (u->damaged != u->told)
		log_error("story %lld is damaged, and taken for forgotten", (long long)u->damaged);
	u->told = u->damaged;
	if (err == CT_OK)
		tell_healed(&u->healed);
	else
		log_warning("%s: %s",
		    u->healing ? "a lost part of the index cannot be made again" : "pruning",
		    clerk_error(u->clerk));
	u->sick |= u->healing; /* what is too old goes all the same */
	if (u->healing || (err == CT_OK && u->more))
		loop_after(u->loop, &u->timer, STEP_MS, step, u);
}

struct upkeep *upkeep_new(struct loop *l, struct clerk *c)
{
	struct upkeep *u = calloc(1, sizeof(*u));

	if (u == NULL)
		return NULL;
	if (loop_keep(l, &u->timer) != CT_OK) {
		free(u);
		return NULL;
	}
	u->task.run = run;
	u->task.done = done;
	u->task.write = true;
	u->loop = l;
	u->clerk = c;
	u->last = -HOUR_MS;
	return u;
}

void upkeep_free(struct upkeep *u)
{
	if (u == NULL)
		return;
	loop_cancel(u->loop, &u->timer);
	free(u);
}

void upkeep_configure(struct upkeep *u, int64_t retain, int64_t max_size)
{
	u->retain = retain;
	u->max_size = max_size;
}

void upkeep_kick(struct upkeep *u)
{
	if (loop_now(u->loop) - u->last < HOUR_MS)
		return;
	u->last = loop_now(u->loop);
	u->sick = false;
	step(u);
}
