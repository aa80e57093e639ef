/* Stories in two languages, compared by what translation keeps. */
#ifndef FOREIGN_H
#define FOREIGN_H

#include "profile.h"

/* True where the two are in different known languages. */
bool foreign_are(const struct profile *a, const struct profile *b);
/*
 * Makes shadows of two profiles, in the arena: numbers, names, and words of which both
 * languages have one are left.  Names are compared by their beginning, or by their sound
 * where by_sound, and not at all with Chinese and Japanese.
 * Weigh them before use; tokens and sentences keep their places.
 */
enum ct_err foreign_shadows(struct arena *arena, const struct profile *a, const struct profile *b,
    bool by_sound, struct profile **out_a, struct profile **out_b);
/* The two languages write different scripts. */
bool foreign_scripts(const struct profile *a, const struct profile *b);

#endif
