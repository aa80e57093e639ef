/*
 * Lists of words in one line, parted by commas or blanks.  Double quotes may
 * stand anywhere in a word and keep separators; inside them \" and \\ stand
 * for " and \.
 */
#ifndef WORDLIST_H
#define WORDLIST_H

#include "arena.h"
#include "buf.h"
#include "conf.h"

enum { WORDLIST_COMMAS = 1, WORDLIST_BLANKS = 2 }; /* or both */

/* The words, in a.  Blanks around a word do not count; a word is empty only
 * where it is "".  CT_EINVAL: a quote is not closed. */
enum ct_err wordlist_split(
    struct view v, int separators, struct arena *a, struct conf_strings *out);
/* As wordlist_split would read it. */
void wordlist_join(const struct conf_strings *list, int separator, struct buf *out);

#endif
