/*
 * The shelf: the judge's index in memory kept in step with its durable half in
 * the store.  Stories since the last seal are in the memtable and in the
 * store's recent keys; older ones in segments.
 */
#ifndef SHELF_H
#define SHELF_H

#include "judge.h"
#include "store.h"

/* Attaches all segments, replays the recent keys, loads the learned counts. */
enum ct_err shelf_load(struct store *st, struct judge *j);
/* Seals the memtable where it is full, merges where a level is full, saves the
 * learned counts where it sealed.  In the caller's transaction. */
enum ct_err shelf_upkeep(struct store *st, struct judge *j);

#endif
