/* Gradient boosting of monotone trees: what writes src/match/trees_data.c. */
#ifndef BOOST_H
#define BOOST_H

#include "trees.h"

struct boost_row {
	struct traits x;
	float weight;
	float offset;          /* log odds given from outside */
	unsigned char y;       /* 1: derived */
	unsigned char foreign; /* compared as across languages */
	unsigned char brief;   /* so few words that another model decides */
	unsigned char kind;    /* for the tables: enum of the caller */
	unsigned group;        /* what must not be split between training and test */
	double margin;         /* log odds so far */
};

struct boost_options {
	size_t trees;
	double rate, lambda, min_child;
	const signed char *directions;
	const unsigned char *banned; /* TRAIT_COUNT flags: features left out (ablation) */
	unsigned hold_out; /* rows with group % hold_out == 0 are not trained on; 0: all are */
};

/* Fits n rows; out has room for the trees.  Returns the base log odds. */
double boost_fit(
    struct boost_row *rows, size_t n, const struct boost_options *o, struct trees_tree *out);

#endif
