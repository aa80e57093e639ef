/*
 * libcurl's memory.  A transfer asks some forty times for a few hundred bytes and gives
 * all back; what one thread has given back is kept for the next ones, by size.
 */
#ifndef SPARE_H
#define SPARE_H

#include <stdbool.h>

/* Has libcurl (curl_global_init) ask here, and keep what this thread gives back: other
 * threads' memory is malloc's.  Before any other thread starts. */
bool spare_curl_init(void);

#endif
