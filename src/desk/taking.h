/*
 * One entry on its way through the desk's stages, and the desk: what desk.c and the
 * stages that have files of their own share.  Each stage fills in what those behind it
 * go by.
 */
#ifndef TAKING_H
#define TAKING_H

#include "desk.h"
#include "identity.h"
#include "judge.h"
#include "packer.h"
#include "shelf.h"

struct desk {
	struct store *store;
	struct judge *judge; /* NULL after a rollback: made anew when it is needed */
	struct shelf shelf;
	struct desk_options options;
	struct mate *mate;
	struct arena *loaded;       /* a copy that is corrected */
	struct arena *earlier;      /* stories that the stages look at */
	struct judgement judgement; /* of the entry at hand */
	struct packing {
		struct packer packer;
		struct lanes_job job;
		const struct item *item;
		struct view packed;
		enum ct_err err;
	} packing; /* of its words, beside judging it */
};

/* What the stages know of one entry. */
struct taking {
	const struct desk_take *how;
	const struct item *item;
	const struct fingerprint *fp;
	struct identity id;
	struct store_entry entry; /* as found; .story 0: unknown or pruned */
	bool entry_known;
	bool by_link;           /* known by its link only, which others may share */
	bool quiet;             /* nobody is to be alerted */
	int64_t told;           /* when it was, as far as that is believed */
	struct store_story of;  /* what it derives from or relates to; its words are gone */
	struct store_story row; /* to insert */
	struct desk_outcome out;
};

#endif
