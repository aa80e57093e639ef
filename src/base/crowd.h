/* Start tags that libxml2 would be long over: it compares attributes each with
 * each before it tells of them. */
#ifndef CROWD_H
#define CROWD_H

#include <stdbool.h>

#include "view.h"

/* Does a start tag in the document hold more than a thousand attributes and
 * namespaces, or more than 128 KiB?  Costs next to nothing. */
bool crowd_has(struct view doc);

#endif
