/* Stories and labels in JSON Lines, as `copytaster judge` reads them, kept in memory. */
#ifndef STREAM_H
#define STREAM_H

#include "copytaster.h"

struct stream_story {
	struct ct_story story; /* views into strings that the stream owns */
	int label;             /* index into labels, or -1 */
	/* Translations of it: id, lang and text. */
	struct ct_story *abroad;
	size_t nabroad;
};

struct stream_label {
	char *id, *group, *relation, *of; /* of: NULL where it derives from none */
	int derived;
	int held;          /* to report on only */
	int story, origin; /* indexes into stories, or -1 */
};

struct stream {
	struct stream_story *stories;
	size_t nstories;
	struct stream_label *labels;
	size_t nlabels;
};

/* labels may be NULL.  Exits with a message where a file cannot be read. */
struct stream stream_read(const char *stories, const char *labels);
/* Adds translations: lines of {"id", "lang", "text"}, id that of a story of the stream. */
void stream_read_abroad(struct stream *s, const char *path);
int stream_find(const struct stream *s, const char *id);

#endif
