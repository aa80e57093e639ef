/* A feed as the JSON object that `copytaster parse` prints. */
#ifndef FEEDJSON_H
#define FEEDJSON_H

#include "feed.h"

void feedjson_write(const struct feed *f, struct emit *j);

#endif
