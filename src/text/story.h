/*
 * What all layers pass around: a story is the public struct ct_story (the
 * parts that judging reads), and an item is a story as a feed carries it.
 */
#ifndef STORY_H
#define STORY_H

#include "view.h"

/* Borrowed views: whoever fills an item keeps the bytes alive. */
struct item {
	struct ct_story story; /* .id is the guid as the feed has it, perhaps empty */
	struct view authors;   /* names, joined by ", " */
	struct view tags;      /* terms, joined by '\n' */
	int64_t updated;
};

#endif
