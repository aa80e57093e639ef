/*
 * Writing a segment: keys in rising order, each followed by its ordinals in
 * rising order; then every story; then the end.  Bytes gather; between two
 * calls the owner may take them away with segment_writer_take.
 */
#ifndef SEGMENT_WRITER_H
#define SEGMENT_WRITER_H

#include "buf.h"

struct segment_writer;

/* nkeys: about how many keys will come; nstories: how many stories, to the last one. */
struct segment_writer *segment_writer_new(size_t nkeys, size_t nstories);
void segment_writer_free(struct segment_writer *w);
void segment_writer_key(struct segment_writer *w, uint32_t key);
void segment_writer_posting(struct segment_writer *w, uint32_t ordinal);
/* After the last key: the story of the next ordinal.  Times that fall are raised. */
enum ct_err segment_writer_story(struct segment_writer *w, uint32_t story, int64_t seconds);
/* About `want` bytes more of the tables (SIZE_MAX: all); *done where that was the end. */
enum ct_err segment_writer_end(struct segment_writer *w, size_t want, bool *done);
/* Bytes written and not taken yet. */
size_t segment_writer_pending(const struct segment_writer *w);
/* Those bytes, until the next call on w. */
enum ct_err segment_writer_take(struct segment_writer *w, struct view *out);

#endif
