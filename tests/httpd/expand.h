/*
 * Placeholders in served files, so that a sample feed always looks fresh:
 *
 *	@822{-2h}      a date as RSS writes it, two hours before the server started
 *	@3339{-1d30m}  a date as Atom writes it
 *	@{n}           how often this file was asked for, from 1
 *
 * An offset is a sign and numbers with units s, m, h, d.  What is no
 * placeholder stays as it stands.
 */
#ifndef EXPAND_H
#define EXPAND_H

#include "buf.h"

#define EXPAND_HTTP_DATE_SIZE 40

/* Appends text to out; start is in seconds since 1970. */
void expand_text(struct buf *out, struct view text, int64_t start, unsigned n);
/* "Sun, 22 Nov 2026 05:00:00 GMT"; returns out. */
char *expand_http_date(int64_t t, char out[EXPAND_HTTP_DATE_SIZE]);

#endif
