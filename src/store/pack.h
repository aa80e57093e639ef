/* Texts and evidence as they are kept: zstd, or raw where that is no shorter. */
#ifndef PACK_H
#define PACK_H

#include "arena.h"
#include "view.h"

struct pack {
	void *cctx, *dctx; /* zstd's contexts, made when needed */
	char *p;
	size_t cap;
	char *known; /* of old evidence at work */
};

void pack_free(struct pack *p);
/* The packed bytes, until the next call. */
enum ct_err pack_in(struct pack *p, struct view bytes, struct view *out);
/* The same for evidence: both sides know the story's text, from which it quotes. */
enum ct_err pack_evidence_in(struct pack *p, struct view text, struct view bytes, struct view *out);
enum ct_err pack_evidence_out(
    struct pack *p, struct view text, struct view packed, struct arena *a, struct view *out);
/* CT_EINVAL: damaged.  CT_ENOMEM also at the arena's cap. */
enum ct_err pack_out(struct pack *p, struct view packed, struct arena *a, struct view *out);

#endif
