/* Which words of a story are names, and of what: of a place, of somebody in office. */
#ifndef ROLES_H
#define ROLES_H

#include "doc.h"

enum roles_flag {
	ROLES_NAME = 1,
	ROLES_PLACE = 2,  /* behind a word for where */
	ROLES_OFFICE = 4, /* mayor, police; who is named with such a word */
	ROLES_BEARER = 8, /* a word of an office that a person has */
	/* Not of roles_mark: */
	ROLES_NUMBER = 16,
	ROLES_MUTE = 32,  /* grammar, a date, a lone character */
};

/* out: one a token, enum roles_flag; rare: the idf of each, 0 of what is mute. */
void roles_mark(const struct doc *d, const float *rare, uint8_t *out);
/* Are these forms of one name?  Kesselheim, Kesselheimer. */
bool roles_form(struct view a, struct view b);

#endif
