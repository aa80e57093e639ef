/* A story's words as the store keeps them, made without the store: on any thread, by
 * one at a time. */
#ifndef PACKER_H
#define PACKER_H

#include "buf.h"
#include "pack.h"
#include "story.h"

struct packer {
	struct pack pack;
	struct buf record;
};

void packer_init(struct packer *p);
void packer_free(struct packer *p);
/* The packed bytes, until the next call. */
enum ct_err packer_item(struct packer *p, const struct item *it, struct view *out);

#endif
