/*
 * The shelf: what the judge has in memory kept in step with its durable half in
 * the store.  Stories since the last seal are in the memtable and in the
 * store's recent keys; older ones in segments.  Learned counts are saved now and
 * then; what was learned since is learned again from the texts.
 */
#ifndef SHELF_H
#define SHELF_H

#include "judge.h"
#include "merging.h"
#include "store.h"

struct shelf {
	int64_t learned; /* the newest story whose words the judge has learned */
	size_t unsaved;  /* stories learned since the counts were saved */
	struct merging merging;
	struct store_rebuild *rebuild; /* of a lost segment, or NULL */
};

/* Fills a new judge: attaches all segments, replays the recent keys, loads the
 * learned counts. */
enum ct_err shelf_load(struct shelf *s, struct store *st, struct judge *j);
/* The judge learned this story. */
void shelf_learned(struct shelf *s, int64_t story);
/* Lets go of segments that were pruned; seals the memtable where it is full, or
 * does a slice of a merge that is due; saves the counts where it sealed, and every
 * few hundred stories.  In the caller's transaction. */
enum ct_err shelf_upkeep(struct shelf *s, struct store *st, struct judge *j);
/* Saves the counts where they changed.  In the caller's transaction. */
enum ct_err shelf_save(struct shelf *s, struct store *st, struct judge *j);
/* Before the judge goes, or is made anew after a rollback. */
void shelf_drop(struct shelf *s);
/* A step of making lost segments again.  In the caller's transaction. */
enum ct_err shelf_heal(
    struct shelf *s, struct store *st, struct judge *j, struct store_rebuilt *out);

#endif
