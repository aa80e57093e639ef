/* What every term of a profile, and of its title, is the name of. */
#ifndef PROFILE_ROLES_H
#define PROFILE_ROLES_H

#include "profile.h"

/* Fills .title, and the terms' .roles, once: what a language's table lacks is taken for
 * rare, whatever was learned. */
enum ct_err profile_roles_make(struct profile *p);

#endif
