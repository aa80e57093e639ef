/* Where sentences end. */
#ifndef SENTENCE_H
#define SENTENCE_H

#include "view.h"

/* What stood before a terminal sign. */
struct sentence_before {
	bool abbrev;     /* a word that is written with a full stop, or an initial */
	bool lower_word; /* two or more letters, the last in lower case */
	bool ordinals;   /* the language writes "15." for "15th" (German) */
};

/*
 * The sign at text.p[at] (of n bytes) may end a sentence.  Returns how many
 * bytes from `at` belong to the sentence still (the sign and closing quotes
 * and brackets), or 0 where the sentence goes on.
 */
size_t sentence_end(struct view text, size_t at, size_t n, const struct sentence_before *before);
/* The newline at text.p[at], in a line of `line` bytes, ends a sentence. */
bool sentence_newline(struct view text, size_t at, size_t line);

#endif
