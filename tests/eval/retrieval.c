/*
 * usage: retrieval STORIES.jsonl LABELS.jsonl
 *
 * How often the candidates hold a derived story's family, by rank, and how heavy
 * the family's best is beside the heaviest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprint.h"
#include "index.h"
#include "stream.h"

#define MAX 30

static int family(const struct stream *s, size_t a, size_t b)
{
	int la = s->stories[a].label, lb = s->stories[b].label;

	return la >= 0 && lb >= 0 && strcmp(s->labels[la].group, s->labels[lb].group) == 0;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	struct stream s = stream_read(argv[1], argv[2]);
	struct normalizer *z = normalizer_new();
	struct index *ix = index_new();
	size_t at[MAX + 1] = {0}, derived = 0, weights[12] = {0}, other[12] = {0}, ratio[11] = {0},
			none = 0;
	size_t kept = 0;
	for (size_t i = 0; i < s.nstories; i++) {
		struct doc *d = NULL;
		struct fingerprint fp;
		struct index_candidate found[MAX];
		if (doc_make_with(z, &s.stories[i].story, &d) != CT_OK)
			return 2;
		fingerprint_make(d, &fp);
		doc_free(d);
		size_t n = index_query(ix, fp.keys, fp.nkeys, INT64_MIN, found, MAX), k = 0;
		int label = s.stories[i].label;
		if (label >= 0 && s.labels[label].derived) {
			while (k < n && !family(&s, i, found[k].story - 1))
				k++;
			at[k < n ? k : MAX]++;
			derived++;
			if (k < n) {
				int w = (int)(found[k].weight / 5);
				weights[w < 11 ? w : 11]++;
				ratio[(int)(10 * found[k].weight / found[0].weight)]++;
			}
		} else if (label < 0) {
			int w = n > 0 ? (int)(found[0].weight / 5) : 0;
			other[w < 11 ? w : 11]++;
			none++;
			for (size_t q = 0; q < n && q < 20; q++)
				kept += found[q].weight >= 10 &&
					found[q].weight >= 0.3f * found[0].weight;
		}
		if (index_add(ix, (uint32_t)i + 1, (int64_t)i, fp.keys, fp.nkeys) != CT_OK)
			return 2;
	}
	size_t sum = 0;
	for (int k = 0; k <= MAX; k++) {
		sum += at[k];
		if (k == 0 || k == 4 || k == 9 || k == 14 || k == 19 || k == MAX - 1)
			printf("best %2d: %.4f\n", k + 1, (double)sum / (double)derived);
	}
	for (int w = 0; w < 12; w++)
		printf("weight %2d: family's best %5zu, heaviest of background %5zu\n", 5 * w,
		    weights[w], other[w]);
	for (int w = 0; w < 11; w++)
		printf("beside the heaviest %.1f: %zu\n", w / 10.0, ratio[w]);
	printf("candidates of weight 10 and 0.3 of the heaviest: %.2f a background story\n",
	    (double)kept / (double)none);
	return 0;
}
