/* An alert as the fields of a journal entry. */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <sys/uio.h>

#include "brief.h"

/* Of every alert: journalctl MESSAGE_ID=... */
#define JOURNAL_MESSAGE_ID "dbc5a72750b949c787659699aea3cec8"
#define JOURNAL_FIELDS 16

struct journal_fields {
	struct iovec v[JOURNAL_FIELDS]; /* "NAME=value" */
	int n;
	struct buf text; /* what they point into */
};

/* MESSAGE (brief_line's), MESSAGE_ID, PRIORITY (5 where derived, else 6),
 * VERDICT, SCORE, ALERT_ID, STORY_ID, FEED, TITLE, LINK, OF_ID, OF_FEED,
 * CLUSTER, ALERT_JSON; what is unknown is left out.  No value holds a control
 * character.  CT_EINVAL: no alert. */
enum ct_err journal_fields(struct view json, const char *alert_id, struct journal_fields *out);
void journal_free(struct journal_fields *f);

#endif
