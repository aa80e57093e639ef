#include "trees.h"

static float tree_value(const struct trees_tree *t, const float *x)
{
	size_t n = 0;

	while (n < (1 << TREES_DEPTH) - 1)
		n = 2 * n + (x[t->feature[n]] < t->threshold[n] ? 1 : 2);
	return t->leaf[n - ((1 << TREES_DEPTH) - 1)];
}

float trees_logit(const struct trees_model *m, const float *x)
{
	float sum = m->base;

	for (size_t i = 0; i < m->n; i++)
		sum += tree_value(&m->trees[i], x);
	return sum;
}
