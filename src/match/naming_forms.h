/* Names that the other story writes in another way. */
#ifndef NAMING_FORMS_H
#define NAMING_FORMS_H

#include "facts.h"

/* Of names that are LOST, those that the other story has without accents ("Göttingen",
 * "Goettingen") or in initials become NEAR; across languages what is no name there
 * ("Arbeit", "Travail") becomes NONE, and what is told of one that is there PART.  Both
 * are weighed. */
void naming_forms_settle(
    const struct profile *story, uint8_t *a, const struct profile *earlier, uint8_t *b);

#endif
