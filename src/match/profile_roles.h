/* What every term of a profile, and of its title, is the name of. */
#ifndef PROFILE_ROLES_H
#define PROFILE_ROLES_H

#include "profile.h"

/* Of a profile whose terms are filled: their .roles, and .title.  What a language's table
 * lacks is taken for rare, whatever was learned: so it is said once and for all. */
enum ct_err profile_roles_make(struct profile *p);

#endif
