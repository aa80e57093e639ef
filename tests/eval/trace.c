/*
 * usage: trace STORIES.jsonl ID...
 *
 * Judges a stream up to each story named and prints its candidates with their
 * traits and scores: why a verdict fell as it did.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "fingerprint.h"
#include "index.h"
#include "stream.h"
#include "trees.h"
#include "verify.h"

static struct profile *make(struct normalizer *z, const struct ct_story *s)
{
	struct doc *d = NULL;
	struct profile *p = NULL;

	if (doc_make_with(z, s, &d) != CT_OK ||
	    profile_make(&d, s->source.n > 0 ? XXH3_64bits(s->source.p, s->source.n) | 1 : 0, &p) !=
		CT_OK)
		exit(2);
	p->published = s->published;
	return p;
}

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

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	struct stream s = stream_read(argv[1], NULL);
	struct profile **all = calloc(s.nstories, sizeof(*all));
	struct normalizer *z = normalizer_new();
	struct index *ix = index_new();
	struct idf *f = idf_new();
	struct memory *m = memory_new();
	for (size_t i = 0; i < s.nstories; i++) {
		struct fingerprint fp;
		struct index_candidate found[20];
		struct profile *p = all[i] = make(z, &s.stories[i].story);
		fingerprint_make(p->doc, &fp);
		for (int k = 2; k < argc; k++)
			if (view_is(s.stories[i].story.id, argv[k])) {
				struct arena *a = arena_new(64u << 20);
				profile_weigh(p, f, m);
				printf("== %s  %.*s lang %d words %zu keys %u\n", argv[k],
				    (int)s.stories[i].story.title.n, s.stories[i].story.title.p,
				    (int)p->doc->lang, p->doc->words, fp.nkeys);
				print_doc(p);
				size_t n = index_query(ix, fp.keys, fp.nkeys, INT64_MIN, found, 20);
				for (size_t c = 0; c < n; c++) {
					struct profile *e = all[found[c].story - 1];
					struct verify v;
					profile_weigh(e, f, m);
					if (verify_make(a, f, p, e, found[c].story, &v) != CT_OK)
						return 2;
					double score = v.derived;
					if (c >= 5 && score < 0.2 && v.event < 0.2 && !v.told)
						continue;
					printf("-- %.3f %.*s shared %u weight %.1f: %.*s\n", score,
					    (int)s.stories[found[c].story - 1].story.id.n,
					    s.stories[found[c].story - 1].story.id.p,
					    found[c].shared, (double)found[c].weight,
					    (int)s.stories[found[c].story - 1].story.title.n,
					    s.stories[found[c].story - 1].story.title.p);
					for (int t = 0; t < TRAIT_COUNT; t++)
						printf("%s %.2f, ", traits_names[t],
						    (double)v.traits.v[t]);
					printf("\nevent %.2f matter %.2f told %d near %d open %d\n",
					    v.event, (double)v.matter, v.told, v.near, v.open);
					if (c == 0)
						print_doc(e);
				}
				arena_free(a);
			}
		uint32_t terms[16384];
		size_t nt = 0;
		for (size_t k = 0; k < p->nocc && nt < 16384; k++)
			if (k == 0 || p->occ[k].term != p->occ[k - 1].term)
				terms[nt++] = p->occ[k].term;
		idf_learn(f, terms, nt);
		memory_learn(m, p->source, p->doc);
		if (index_add(ix, (uint32_t)i + 1, (int64_t)i, fp.keys, fp.nkeys) != CT_OK)
			return 2;
	}
	return 0;
}
