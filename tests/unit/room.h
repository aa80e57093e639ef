/* A newsroom: a desk over a store in memory, two feeds, one sink that wants all. */
#ifndef ROOM_H
#define ROOM_H

#include <stdlib.h>

#include "cmocka_all.h"
#include "desk.h"
#include "doc.h"

#define ROOM_NOW INT64_C(1795000000)

static const char room_lake[] =
    "A reservoir in the Ostrel valley has dropped to its lowest level in 61 years, the water "
    "company Calder Water said on Tuesday.\n\nThe level at Ostrel Head stood at 41 per cent of "
    "capacity on Monday, 12 points lower than a month ago.\n\nEngineers have lowered the intake "
    "twice since June and are building a floating pump that will cost 2.3 million pounds.\n\n"
    "\"We can supply everyone until November, and after that we need rain,\" said Maren Holt, "
    "who runs the plant.\n\nThe council of Ostrel asked residents to cut their use by a fifth "
    "and closed the open-air pool at Penn Lane.";

/* The same, told anew. */
static const char room_lake_reworded[] =
    "Calder Water says the Ostrel valley reservoir is now at its lowest for 61 years.\n\nOstrel "
    "Head was only 41 per cent full on Monday, having lost 12 points in a month, the company "
    "announced on Tuesday.\n\nThe intake has been lowered two times since June by engineers, who "
    "are constructing a floating pump at a cost of 2.3 million pounds.\n\nMaren Holt, who runs "
    "the plant, said: \"We can supply everyone until November, and after that we need "
    "rain.\"\n\nResidents have been asked by Ostrel council to use a fifth less water; the Penn "
    "Lane open-air pool is shut.";

static const char room_choir[] =
    "The last choir of the Harrow colliery sang in the canteen on Saturday before 300 people "
    "who had come to say goodbye to it.\n\nFounded in 1914 by miners of the Harrow pit, the "
    "choir had nine members left, the youngest of them 71.\n\nTheir conductor, Ida Pell, said "
    "the music library would go to the museum in Castle Street.\n\nThe final song was one that "
    "the founders had written during the lockout.";

struct room {
	struct store *store;
	struct desk *desk;
	struct conf_alert sink;
	int64_t a, b; /* feeds, where room_up made it */
	int64_t now;
};

static inline struct desk_options room_options(const struct room *r)
{
	return (struct desk_options){
	    .window = 60 * 86400, .backdate = 7 * 86400, .sinks = &r->sink, .nsinks = 1};
}

/* Another store and desk, with nothing in them. */
static inline void room_open(struct room *r)
{
	char *why = NULL;

	r->sink = (struct conf_alert){.name = "all", .verdicts = 0x1F};
	const struct desk_options o = room_options(r);
	assert_int_equal(store_open(":memory:", &r->store, &why), CT_OK);
	assert_int_equal(desk_new(r->store, &o, &r->desk), CT_OK);
}

static inline void room_close(struct room *r)
{
	desk_free(r->desk);
	store_close(r->store);
}

static inline int64_t room_feed(struct room *r, const char *name)
{
	struct arena *a = arena_new(1 << 20);
	struct store_feed f;

	assert_int_equal(store_feed_open(r->store, view_of(name), view_of("u"), a, &f), CT_OK);
	arena_free(a);
	return f.id;
}

/* For cmocka: within a transaction. */
static inline int room_up(void **state)
{
	struct room *r = calloc(1, sizeof(*r));

	room_open(r);
	r->now = ROOM_NOW;
	assert_int_equal(store_begin(r->store), CT_OK);
	r->a = room_feed(r, "A");
	r->b = room_feed(r, "B");
	*state = r;
	return 0;
}

static inline int room_down(void **state)
{
	struct room *r = *state;

	store_rollback(r->store);
	room_close(r);
	free(r);
	return 0;
}

#define ROOM_TEST(f) cmocka_unit_test_setup_teardown(f, room_up, room_down)

static inline struct item room_entry(
    const char *guid, const char *link, const char *title, const char *text)
{
	struct item it = {.updated = CT_TIME_UNKNOWN};

	it.story.id = view_of(guid);
	it.story.url = view_of(link);
	it.story.title = view_of(title);
	it.story.text = view_of(text);
	it.story.lang = view_of("en");
	it.story.published = CT_TIME_UNKNOWN;
	return it;
}

static inline struct fingerprint room_print(const struct item *it)
{
	struct fingerprint fp;
	struct doc *doc;

	assert_int_equal(doc_make(&it->story, &doc), CT_OK);
	fingerprint_make(doc, &fp);
	doc_free(doc);
	return fp;
}

/* An entry comes, and a minute passes. */
static inline struct desk_outcome room_take_as(
    struct room *r, const struct desk_take *how, struct item it)
{
	struct desk_outcome out;

	it.story.source = view_of(how->feed == r->a ? "A" : "B");
	const struct fingerprint fp = room_print(&it);
	r->now += 60;
	assert_int_equal(desk_entry(r->desk, how, &it, &fp, &out), CT_OK);
	return out;
}

static inline struct desk_outcome room_take(struct room *r, int64_t feed, struct item it)
{
	const struct desk_take how = {.feed = feed, .now = r->now};

	return room_take_as(r, &how, it);
}

static inline struct desk_outcome room_take_how(
    struct room *r, int64_t feed, struct item it, bool silent, bool trivial)
{
	const struct desk_take how = {
	    .feed = feed, .silent = silent, .alert_trivial = trivial, .now = r->now};

	return room_take_as(r, &how, it);
}

/* Published so many seconds before it comes; read: seconds ago the feed was, or -1. */
static inline struct desk_outcome room_take_dated(
    struct room *r, int64_t feed, struct item it, int64_t before, int64_t read)
{
	const struct desk_take how = {
	    .feed = feed, .now = r->now, .read = read >= 0 ? r->now - read : 0};

	it.story.published = r->now - before;
	return room_take_as(r, &how, it);
}

static inline struct store_story room_row(struct room *r, struct arena *a, int64_t id)
{
	struct store_story row;

	assert_int_equal(store_story_get(r->store, id, true, a, &row), CT_OK);
	return row;
}

#endif
