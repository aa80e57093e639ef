/*
 * libcurl's memory.  A transfer asks some forty times for a few hundred bytes and gives
 * all back; what one thread has given back is kept for the next ones, by size.
 */
#ifndef SPARE_H
#define SPARE_H

#include <stdbool.h>
#include <stddef.h>

/* Has libcurl (curl_global_init) ask here, and keep what this thread gives back: other
 * threads' memory is malloc's.  Under a sanitizer all of it is.  Before any other thread
 * starts. */
bool spare_curl_init(void);

/* As malloc, free, realloc, calloc and strdup. */
void *spare_take(size_t n);
void spare_give(void *v);
void *spare_take_again(void *v, size_t n);
void *spare_take_clean(size_t n, size_t size);
char *spare_take_copy(const char *s);
/* Bytes that this thread keeps. */
size_t spare_kept(void);

#endif
