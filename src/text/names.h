/* Which tokens are names: written with a capital where grammar asks for none. */
#ifndef NAMES_H
#define NAMES_H

#include "doc.h"

/* Sets DOC_NAME. */
void names_mark(struct doc *d);

#endif
