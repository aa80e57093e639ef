/*
 * usage: trace STORIES.jsonl ID...
 *
 * Judges a stream up to each story named and prints its candidates with their
 * traits and scores: why a verdict fell as it did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "stream.h"
#include "trees.h"
#include "verify.h"

static void print_doc(const struct profile *p)
{
	const struct doc *d = p->doc;

	for (size_t s = 0; s < d->nsentences; s++) {
		printf("  [%zu] %.1f%s:", s, (double)p->sentence_weight[s],
		    d->sentences[s].boilerplate ? " boilerplate" : "");
		for (size_t k = 0; k < d->sentences[s].len; k++) {
			const struct doc_token *t = &d->tokens[d->sentences[s].first + k];
			printf(" %.*s%s%s%s", (int)t->n, d->text.p + t->at,
			    t->flags & DOC_NUMBER ? "#" : "", t->flags & DOC_NAME ? "@" : "",
			    t->flags & DOC_QUOTED ? "~" : "");
		}
		puts("");
	}
}

/* What the judge would know by then. */
struct trace {
	struct stream s;
	struct profile **all;
	struct normalizer *z;
	struct index *ix;
	struct idf *f;
	struct memory *m;
};

static void print_candidate(
    const struct trace *t, const struct index_candidate *c, const struct verify *v)
{
	const struct ct_story *e = &t->s.stories[c->story - 1].story;

	printf("-- %.3f %.*s shared %u weight %.1f: %.*s\n", v->derived, (int)e->id.n, e->id.p,
	    c->shared, (double)c->weight, (int)e->title.n, e->title.p);
	for (int k = 0; k < TRAIT_COUNT; k++)
		printf("%s %.2f, ", traits_names[k], (double)v->traits.v[k]);
	printf("\nevent %.2f matter %.2f told %d near %d open %d\n", v->event, (double)v->matter,
	    v->told, v->near, v->open);
}

static void print_story(const struct trace *t, const struct ct_story *s, struct profile *p,
    const struct fingerprint *fp)
{
	struct index_candidate found[20];
	struct arena *a = arena_new(64u << 20);

	profile_weigh(p, t->f, t->m);
	printf("== %.*s  %.*s lang %d words %zu keys %u\n", (int)s->id.n, s->id.p, (int)s->title.n,
	    s->title.p, (int)p->doc->lang, p->doc->words, fp->nkeys);
	print_doc(p);
	size_t n = index_query(t->ix, fp->keys, fp->nkeys, INT64_MIN, found, 20);
	for (size_t c = 0; c < n; c++) {
		struct profile *e = t->all[found[c].story - 1];
		struct verify v;
		profile_weigh(e, t->f, t->m);
		if (verify_make(a, t->f, p, e, found[c].story, &v) != CT_OK)
			exit(2);
		if (c >= 5 && v.derived < 0.2 && v.event < 0.2 && !v.told)
			continue;
		print_candidate(t, &found[c], &v);
		if (c == 0)
			print_doc(e);
	}
	arena_free(a);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	struct trace t = {stream_read(argv[1], NULL), NULL, normalizer_new(), index_new(),
	    idf_new(), memory_new()};
	t.all = calloc(t.s.nstories, sizeof(*t.all));
	for (size_t i = 0; i < t.s.nstories; i++) {
		const struct ct_story *s = &t.s.stories[i].story;
		struct fingerprint fp;
		struct profile *p;
		if (judge_prepare(t.z, s, &fp, &p) != CT_OK)
			return 2;
		t.all[i] = p;
		for (int k = 2; k < argc; k++)
			if (view_is(s->id, argv[k]))
				print_story(&t, s, p, &fp);
		profile_learn(p, t.f, t.m);
		if (index_add(t.ix, (uint32_t)i + 1, (int64_t)i, fp.keys, fp.nkeys) != CT_OK)
			return 2;
	}
	return 0;
}
