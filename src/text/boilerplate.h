/* Sentences that belong to the page rather than the story, told by their words. */
#ifndef BOILERPLATE_H
#define BOILERPLATE_H

#include "doc.h"

/* Sets doc_sentence.boilerplate. */
void boilerplate_mark(struct doc *d);

#endif
