/*
 * Evidence for a person: why a story has its verdict, the aligned sentences side
 * by side (the earlier story on the left), the words that they share bold,
 * numbers and names that changed in yellow (earlier) and red (now).  Where there
 * is no terminal, or NO_COLOR is set, the words in common are listed instead.
 */
#ifndef RENDER_H
#define RENDER_H

#include <jansson.h>
#include <stdio.h>

#include "buf.h"

struct render_opts {
	unsigned width; /* columns */
	bool colour;
};

/* What suits this stream: its width (else $COLUMNS, else 80), and colour where it
 * is a terminal and NO_COLOR and TERM=dumb do not speak against it. */
struct render_opts render_opts_of(FILE *f);

/* Both add to out. */
void render_verdict(
    struct buf *out, const char *verdict, double score, const struct render_opts *o);
/* evidence: the object; what is absent from it is left out. */
void render_evidence(struct buf *out, const json_t *evidence, const struct render_opts *o);
/* The verdict in its colour, for lists. */
void render_verdict_name(struct buf *out, const char *verdict, const struct render_opts *o);

#endif
