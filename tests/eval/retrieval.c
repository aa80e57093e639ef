/*
 * usage: retrieval STORIES.jsonl LABELS.jsonl [MISSES]
 *
 * How often the candidates hold a derived story's family, and its original
 * itself, by rank; how heavy the family's best is beside the heaviest.  MISSES: a
 * file for the stories whose family is not among what the judge compares them
 * with.  Families are those that the judge itself has named so far.
 *
 * A text that stands under two families can be derived from one of them at most
 * (a machine's refusal, given for many stories; rows that slipped): figures
 * without such stories are told besides.
 */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fingerprint.h"
#include "index.h"
#include "judge.h"
#include "stream.h"

#define MAX 30

struct tally {
	size_t derived, at[MAX + 1]; /* by rank of the family's first */
	size_t family, original;     /* among what is verified */
};

static int family(const struct stream *s, size_t a, size_t b)
{
	int la = s->stories[a].label, lb = s->stories[b].label;

	return la >= 0 && lb >= 0 && strcmp(s->labels[la].group, s->labels[lb].group) == 0;
}

static int by_text(const void *pa, const void *pb)
{
	const struct stream_story *a = *(const struct stream_story *const *)pa;
	const struct stream_story *b = *(const struct stream_story *const *)pb;

	return strcmp(a->story.text.p, b->story.text.p);
}

/* Marks each labelled story whose text stands under another group, too. */
static unsigned char *find_ambiguous(const struct stream *s)
{
	const struct stream_story **sorted = malloc((s->nlabels + 1) * sizeof(*sorted));
	unsigned char *out = calloc(s->nstories + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < s->nstories; i++)
		if (s->stories[i].label >= 0 && s->stories[i].story.text.p != NULL)
			sorted[n++] = &s->stories[i];
	qsort(sorted, n, sizeof(*sorted), by_text);
	for (size_t i = 0, end; i < n; i = end) {
		bool mixed = false;
		for (end = i + 1; end < n && by_text(&sorted[i], &sorted[end]) == 0; end++)
			mixed |= !family(s, (size_t)(sorted[i] - s->stories),
			    (size_t)(sorted[end] - s->stories));
		for (size_t k = i; mixed && k < end; k++)
			out[sorted[k] - s->stories] = 1;
	}
	free(sorted);
	return out;
}

struct judged {
	const struct stream *stream;
	struct candidates_kin *kin; /* by story number */
};

static enum ct_err load(void *ctx, uint32_t n, struct arena *a, struct ct_story *out)
{
	const struct judged *j = ctx;

	(void)a;
	*out = j->stream->stories[n - 1].story;
	return CT_OK;
}

static enum ct_err kin(void *ctx, uint32_t n, struct candidates_kin *out)
{
	const struct judged *j = ctx;

	*out = j->kin[n];
	if (j->kin[out->family].link >= CANDIDATES_LINK_SURE)
		out->family = j->kin[out->family].family;
	return CT_OK;
}

static void choose(
    struct judged *j, struct index *ix, const struct fingerprint *fp, struct candidates *out)
{
	const struct candidates_query q = {fp, INT64_MIN, kin, j};

	if (candidates_find(ix, &q, out) != CT_OK ||
	    candidates_choose(out, CANDIDATES_ENOUGH) != CT_OK)
		exit(2);
}

static void judge(struct judged *j, struct judge *judge, size_t i, const struct fingerprint *fp)
{
	const struct ct_story *story = &j->stream->stories[i].story;
	uint32_t n = (uint32_t)i + 1;
	struct judgement v;

	if (judge_story(judge, story, fp, (int64_t)i, INT64_MAX, (int64_t)i, &v) != CT_OK ||
	    judge_learn(judge, n, (int64_t)i, story, fp) != CT_OK)
		exit(2);
	bool copy = v.verdict == CT_REPUBLISHED || v.verdict == CT_REWRITTEN;
	uint32_t family = copy ? v.of : n;
	j->kin[n] = (struct candidates_kin){family, (float)v.score, (int64_t)i, family};
	judgement_free(&v);
}

static void count(struct tally *t, const struct stream *s, size_t i,
    const struct index_candidate *found, size_t n, const struct candidates *c, size_t *rank)
{
	size_t k = 0;
	int origin = s->labels[s->stories[i].label].origin;

	while (k < n && !family(s, i, found[k].story - 1))
		k++;
	*rank = k < n ? k : MAX;
	t->derived++;
	t->at[*rank]++;
	for (k = 0; k < c->n && !family(s, i, c->list[k].story - 1);)
		k++;
	t->family += k < c->n;
	if (k == c->n)
		*rank = MAX + 1;
	for (k = 0; k < c->n; k++)
		t->original += (int)c->list[k].story - 1 == origin;
}

static void tell(const char *what, const struct tally *t)
{
	size_t sum = 0;

	printf("%s: %zu derived stories\n", what, t->derived);
	for (size_t k = 0; k < MAX; k++) {
		sum += t->at[k];
		if (k == 0 || k == 4 || k == 9 || k == 14 || k == 19 || k == MAX - 1)
			printf("  family among the best %2zu: %.4f\n", k + 1,
			    (double)sum / (double)t->derived);
	}
	printf("  among what is compared: family %.4f, original itself %.4f\n",
	    (double)t->family / (double)t->derived, (double)t->original / (double)t->derived);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	struct stream s = stream_read(argv[1], argv[2]);
	struct normalizer *z = normalizer_new();
	struct judged judged = {&s, calloc(s.nstories + 1, sizeof(struct candidates_kin))};
	struct judge *j =
	    judge_new(&(struct judge_stories){.ctx = &judged, .load = load, .kin = kin});
	struct index *ix = judge_index(j);
	struct tally all = {0}, sound = {0};
	size_t ratio[11] = {0}, none = 0, pairs = 0;
	unsigned char *ambiguous = find_ambiguous(&s);
	FILE *misses = argc > 3 ? fopen(argv[3], "w") : NULL;
	for (size_t i = 0; i < s.nstories; i++) {
		struct doc *d = NULL;
		struct fingerprint fp;
		struct index_candidate found[MAX];
		struct candidates c;
		if (doc_make_with(z, &s.stories[i].story, &d) != CT_OK)
			return 2;
		fingerprint_make(d, &fp);
		doc_free(d);
		size_t n = index_query(ix, fp.keys, fp.nkeys, INT64_MIN, found, MAX), rank;
		choose(&judged, ix, &fp, &c);
		int label = s.stories[i].label;
		if (label >= 0 && s.labels[label].derived) {
			count(&all, &s, i, found, n, &c, &rank);
			if (!ambiguous[i])
				count(&sound, &s, i, found, n, &c, &rank);
			if (rank < MAX)
				ratio[(int)(10 * found[rank].weight / found[0].weight)]++;
			if (rank > MAX && misses != NULL)
				fprintf(misses, "%s\t%s\t%u keys%s\n", s.labels[label].id,
				    s.labels[label].relation, fp.nkeys,
				    ambiguous[i] ? "\tambiguous" : "");
		} else if (label < 0) {
			none++;
			pairs += c.n;
		}
		judge(&judged, j, i, &fp);
	}
	tell("all", &all);
	tell("without texts that stand under two families", &sound);
	for (int w = 0; w < 11; w++)
		printf("beside the heaviest %.1f: %zu\n", w / 10.0, ratio[w]);
	printf("compared: %.2f a background story\n", (double)pairs / (double)none);
	return 0;
}
