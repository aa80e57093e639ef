/* Prints alerts for a person: one line where a story is new, a block with the
 * evidence where it is not.  Colours only on a terminal, and not with NO_COLOR. */
#ifndef SHOW_H
#define SHOW_H

#include <jansson.h>

void show_init(void);
/* A heading across the terminal. */
void show_heading(const char *text);
void show_alert(json_t *alert);
void show_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The line at the end: alerts by verdict, in the order of enum ct_verdict. */
void show_summary(const unsigned counts[5], unsigned feeds, double seconds);

#endif
