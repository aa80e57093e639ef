/*
 * Evidence as it is known before it is written: as JSON for people, or in short for
 * the store, which has the stories' words anyway.
 */
#ifndef EVIDENCE_FORM_H
#define EVIDENCE_FORM_H

#include "buf.h"
#include "doc.h"

#define EVIDENCE_ROWS 40
#define EVIDENCE_ITEMS 40
#define EVIDENCE_ITEM_BYTES 60
#define EVIDENCE_QUOTES 10
#define EVIDENCE_REASONS 12

/* Stored by number: new ones come last, and none changes its meaning. */
enum evidence_why {
	EVIDENCE_NO_EARLIER,
	EVIDENCE_IS_ORIGINAL,
	EVIDENCE_VERBATIM, /* percent */
	EVIDENCE_CLASHES,  /* how many */
	EVIDENCE_SAME_MATTER,
	EVIDENCE_IN_ORDER, /* how many, of how many */
	EVIDENCE_NUMBERS_KEPT,
	EVIDENCE_NAMES_NEW,
	EVIDENCE_PREFACE,
	EVIDENCE_PASSAGE, /* sentences, of how many; stored: new ones come last */
	EVIDENCE_WHYS
};

struct evidence_reason {
	enum evidence_why why;
	uint32_t n, of;
};

/* Sentences that face each other: na from the story's a-th, nb from the earlier's b-th. */
struct evidence_row {
	uint32_t a, b;
	uint8_t na, nb;
	uint8_t similarity; /* percent */
};

struct evidence_facts {
	struct view kept[EVIDENCE_ITEMS];
	struct view changed[EVIDENCE_ITEMS][2]; /* was, is */
	struct view fresh[EVIDENCE_ITEMS];
	size_t nkept, nchanged, nfresh;
};

/* Each pair once, while there is room. */
void evidence_form_add_changed(struct evidence_facts *f, struct view was, struct view is);

/* Views are the caller's. */
struct evidence {
	struct evidence_reason reasons[EVIDENCE_REASONS];
	size_t nreasons;
	uint8_t verbatim, coverage, coverage_earlier; /* percent */
	struct evidence_row rows[EVIDENCE_ROWS];
	size_t nrows;
	struct evidence_facts numbers, names;
	struct view quotes[EVIDENCE_QUOTES];
	size_t nquotes;
	uint32_t fresh[EVIDENCE_ITEMS]; /* sentences of the story that are new */
	size_t nfresh;
};

/* The JSON object of evidence.h.  earlier may be NULL: its words are left out. */
void evidence_form_tell(
    const struct evidence *e, const struct doc *story, const struct doc *earlier, struct buf *out);
/* In short. */
void evidence_form_keep(const struct evidence *e, struct buf *out);
/* What evidence_form_keep wrote; views lie in `kept`.  CT_EINVAL, CT_EVERSION. */
enum ct_err evidence_form_read(struct view kept, struct evidence *out);

#endif
