/* Gradient boosting of monotone trees: what writes src/match/trees_data.c. */
#ifndef BOOST_H
#define BOOST_H

#include "matter.h"

/* As many numbers as a row can have. */
#define BOOST_WIDTH MATTER_WIDTH

struct boost_row {
	union {
		struct traits x;
		float v[BOOST_WIDTH];
	};
	float weight;
	float offset;          /* log odds given from outside */
	unsigned char y;       /* 1: derived */
	unsigned char foreign; /* compared as across languages */
	unsigned char brief;   /* so few words that another model decides */
	unsigned char kind;    /* for the tables: enum of the caller */
	unsigned char fold;    /* what must not be split between training and test */
	unsigned char plain;   /* as the judge meets it: whole stories, nothing garbled */
	unsigned story;        /* which one of the stream it was made of */
	unsigned words;        /* of the side that has fewer */
	double margin;         /* log odds so far */
};

struct boost_options {
	int width; /* of the numbers in a row, how many are looked at */
	size_t trees;
	double rate, lambda, min_child;
	double rows, features; /* share that each tree is shown */
	const signed char *directions;
	const unsigned char *banned; /* a flag each: features left out (ablation) */
	int hold_out;                /* the fold that is not trained on; -1: all are */
};

/* Fits n rows; out has room for the trees.  Returns the base log odds. */
double boost_fit(
    struct boost_row *rows, size_t n, const struct boost_options *o, struct trees_tree *out);
/* The model PREFIX_NAME as C, to stdout. */
void boost_write(
    const char *prefix, const char *name, const struct trees_tree *t, size_t n, double base);

#endif
