/*
 * A page as a flat array of nodes in document order: an element stands before
 * what is in it, and knows where that ends.  No pointers, no recursion; built
 * in one pass in linear time, whatever the input.
 *
 *	<ul><li>one<li>two</ul>   ->   0 ul  end 5
 *	                               1 li  end 3, parent 0
 *	                               2 "one"
 *	                               3 li  end 5, parent 0
 *	                               4 "two"
 */
#ifndef TREE_H
#define TREE_H

#include "tag.h"
#include "view.h"

/* Further markup is dropped past so many nodes; deeper elements are flattened. */
enum { TREE_NODES = 1 << 19, TREE_DEPTH = 256 };

struct tree_node {
	uint32_t parent; /* 0 for the root itself */
	uint32_t end;    /* behind the last node within */
	struct view v;   /* an element's attributes as written; a text's bytes; of
	                    <title> and <script> the content instead */
	uint8_t tag;     /* enum tag */
	bool away;       /* none of the article's: body_find's to say */
};

/* Node 0 is a <html> of our own that holds all. */
struct tree {
	struct tree_node *nodes; /* malloc'd */
	uint32_t n;
};

/* html is UTF-8, and must outlive the tree.  CT_ENOMEM. */
enum ct_err tree_build(struct view html, struct tree *out);
void tree_free(struct tree *t);
/* The value of an attribute as written (references and all); empty if absent. */
struct view tree_attr(const struct tree_node *n, const char *name);

#endif
