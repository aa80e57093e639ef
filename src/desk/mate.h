/*
 * A second thread that lends a hand: what is handed to mate_each is done by the
 * caller and by it, side by side.  It sleeps while there is nothing to do.
 */
#ifndef MATE_H
#define MATE_H

#include <stddef.h>

struct mate;

/* NULL where there is one processor only, or no thread to be had: mate_each does all
 * by itself then. */
struct mate *mate_new(void);
void mate_free(struct mate *m);
/* Calls work(arg, lane, i) once for each i below n, in any order; lane, 0 or 1, tells
 * the threads apart.  Returns when all are done.  One caller at a time. */
void mate_each(void *mate, size_t n, void (*work)(void *arg, unsigned lane, size_t i), void *arg);

#endif
