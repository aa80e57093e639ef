/* An original that came after its copies: what was said of them is put right. */
#ifndef CORRECT_H
#define CORRECT_H

#include "taking.h"

/* The story of t, which is inserted, is the original of t->out.corrects: their verdicts
 * say so from now on, and are announced anew. */
enum ct_err correct_copies(struct desk *d, struct taking *t);

#endif
