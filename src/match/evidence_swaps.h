/* What stands in another's place where a script has no capitals to tell names by. */
#ifndef EVIDENCE_SWAPS_H
#define EVIDENCE_SWAPS_H

#include "clash.h"
#include "evidence_form.h"
#include "verify.h"

/* Arabic, Chinese, Japanese, in a form filled in anew. */
bool evidence_swaps_are_wanted(
    const struct doc *story, const struct doc *earlier, const struct clashes *c);
/* Adds to out->changed.  Views lie in the docs of both. */
void evidence_swaps_find(
    const struct profile *story, const struct verify *v, struct evidence_facts *out);

#endif
