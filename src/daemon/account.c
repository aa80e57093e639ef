#include "account.h"

#include <stdio.h>

/* The same permanent redirect this many polls in a row is believed. */
#define MOVED_POLLS 3

static void note_move(struct report *r)
{
	struct view to = view_of(r->moved_to);

	if (to.n == 0) {
		r->row.moved_seen = 0;
		return;
	}
	r->row.moved_seen = r->moved_elsewhere ? 1 : r->row.moved_seen + 1;
	if (r->row.moved_seen >= MOVED_POLLS) {
		r->row.moved_url = to;
		r->row.moved_seen = 0;
	}
}

/* The place that it had moved to fails: back to the configured URL, which may
 * lead elsewhere by now. */
static void move_back(struct report *r)
{
	struct store_feed *row = &r->row;

	row->moved_url = row->etag = row->last_modified = (struct view){NULL, 0};
	row->moved_seen = 0;
	if (r->health.result != POLICY_GONE)
		return;
	snprintf(
	    r->error, sizeof(r->error), "HTTP %d: the place that it moved to is gone", r->status);
	r->health = (struct health){"moved back", POLICY_FAILED, false};
}

static void note_failure(struct report *r)
{
	struct store_feed *row = &r->row;

	if (r->health.result == POLICY_STUCK)
		return;
	row->failures++;
	if (row->moved_url.n > 0 &&
	    (row->failures >= MOVED_POLLS || r->health.result == POLICY_GONE))
		move_back(r);
}

/* When the feed last brought something, and how often it does. */
static void note_rhythm(struct report *r)
{
	struct store_feed *row = &r->row;
	unsigned came = r->fresh + r->errands;
	int64_t gap = rhythm_gap(&r->dates);

	if (gap > 0)
		row->rhythm = gap;
	else if (row->last_fresh > 0 && came > 0)
		row->rhythm = rhythm_arrived(row->rhythm, r->now - row->last_fresh, came);
	if (r->dates.n > 0)
		row->last_fresh = r->dates.newest[0];
	else if (came > 0 || row->last_fresh == 0)
		row->last_fresh = r->now;
}

/* A poll that read the feed: validators are replaced by what came with it. */
static void note_success(struct report *r)
{
	struct store_feed *row = &r->row;

	row->last_ok = r->now;
	row->failures = 0;
	note_move(r);
	if (r->status != 304 || r->max_age >= 0)
		row->max_age = r->max_age;
	if (r->hub != NULL) /* the header counts before what the document says */
		row->hub = view_of(r->hub);
	if (!r->unchanged)
		note_rhythm(r);
	if (r->status == 304)
		return;
	/* What is not well-formed may have been cut off: it is asked for again as a
	 * whole, and believed where it comes again just so. */
	bool whole = !r->malformed && !r->lacking;
	row->etag = view_of(whole ? r->etag : NULL);
	row->last_modified = view_of(whole ? r->last_modified : NULL);
	row->read_url = view_of(r->read_url);
	row->body_hash[0] = r->lacking ? 0 : r->body_hash[0];
	row->body_hash[1] = r->lacking ? 0 : r->body_hash[1];
	row->stories += r->fresh;
}

void account_write(struct report *r)
{
	const struct conf_feed *cf = r->feed->conf;
	const struct policy_limits limits = {
	    cf->interval, cf->min_interval, cf->max_interval, cf->hub_interval};
	struct store_feed *row = &r->row;

	row->last_poll = r->now;
	row->last_status = r->status;
	row->polls++;
	if (r->health.read)
		note_success(r);
	else
		note_failure(r);
	row->state = view_of(r->health.state);
	row->last_error = view_of(r->error);
	const struct policy_poll poll = {
	    .result = r->health.result,
	    .failures = row->failures,
	    .retry_after = r->retry_after,
	    .max_age = row->max_age,
	    .asked = row->asked,
	    .skip_hours = row->skip_hours,
	    .skip_days = row->skip_days,
	    .rhythm = row->rhythm,
	    .quiet = row->last_fresh > 0 ? r->now - row->last_fresh : 0,
	    .pushed = row->hub.n > 0,
	    .seed = (uint64_t)row->id << 32 ^ (uint64_t)row->polls,
	};
	row->next_poll = policy_next(&limits, &poll, r->now);
	row->interval = row->next_poll == POLICY_NEVER ? 0 : row->next_poll - r->now;
}
