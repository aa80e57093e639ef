/* Parameters of URLs that say how a reader came, never what is on the page. */
#ifndef TRACKERS_H
#define TRACKERS_H

#include "view.h"

/* param: "name=value" or "name", as it stands in a query. */
bool trackers_have(struct view param);

#endif
