/* Which earlier stories a story is compared with. */
#ifndef CANDIDATES_H
#define CANDIDATES_H

#include "fingerprint.h"
#include "index.h"

/* What is known of a stored story besides its words. */
struct candidates_kin {
	uint32_t family;  /* its family's first story: itself, where it derives from none */
	float link;       /* with which score it was said to derive from that family */
	int64_t told;     /* seconds: when it was first told, as far as that is believed */
	uint32_t cluster; /* its event's first story: itself, where it was new; 0: unknown */
};

/* The caller's knowledge of story n.  CT_EINVAL: pruned.  NULL: of none is known
 * more than its words. */
typedef enum ct_err candidates_kin_fn(void *ctx, uint32_t n, struct candidates_kin *out);

#define CANDIDATES_ENOUGH 12
#define CANDIDATES_MAX (CANDIDATES_ENOUGH + 1) /* the last may bring its family's first */
#define CANDIDATES_ALWAYS 3 /* are given however light they are beside the heaviest */
/* A link of this score and more is handed down: who derives from a story derives
 * from what that one derives from. */
#define CANDIDATES_LINK_SURE 0.95f

struct candidate {
	uint32_t story;
	struct candidates_kin kin; /* .family 0: unknown */
};

struct candidates_query {
	const struct fingerprint *fp;
	int64_t since; /* seconds; see index_query */
	candidates_kin_fn *kin;
	void *ctx;
};

#define CANDIDATES_LOOK 32

/* To compare with: list[0] to list[n - 1], those that share most first.  The rest
 * is candidates.c's. */
struct candidates {
	struct candidate list[CANDIDATES_MAX];
	size_t n;
	struct candidates_query query;
	struct index_candidate found[CANDIDATES_LOOK];
	size_t nfound, next;
	struct candidate spare[CANDIDATES_MAX];
	size_t nspare;
};

/* Looks up; the list is empty. */
enum ct_err candidates_find(
    struct index *ix, const struct candidates_query *q, struct candidates *out);
/* Adds to the list until it holds `enough` (or one more), or all. */
enum ct_err candidates_choose(struct candidates *c, size_t enough);
/* Adds further members of families that are among them: for stories that derive
 * from none so far. */
void candidates_spare(struct candidates *c);

#endif
