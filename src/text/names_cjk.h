/* Names in scripts without capitals and spaces. */
#ifndef NAMES_CJK_H
#define NAMES_CJK_H

#include "doc.h"

/* Marks what is surely a person's or a place's name, of Chinese or Japanese. */
void names_cjk_mark(struct doc *d);

#endif
