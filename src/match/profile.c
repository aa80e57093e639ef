#include "profile.h"

#include <math.h>
#include <stdlib.h>

#define SHINGLE 5
#define QUOTED_FACTOR 0.3f /* direct speech: two outlets that quote copy nobody */
#define BOILERPLATE_FACTOR 0.1f
#define TEMPLATE_FACTOR 0.25f /* words that this source repeats; its facts keep their weight */
#define GRAMMAR_WEIGHT 0.0f
#define MOSTLY_QUOTED 0.7

static int by_term(const void *pa, const void *pb)
{
	const struct profile_occ *a = pa, *b = pb;

	if (a->term != b->term)
		return a->term < b->term ? -1 : 1;
	if (a->sentence != b->sentence)
		return a->sentence < b->sentence ? -1 : 1;
	return a->token < b->token ? -1 : a->token > b->token;
}

static int by_hash(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return a < b ? -1 : a > b;
}

static void fill_occ(struct profile *p)
{
	const struct doc *d = p->doc;

	for (size_t s = 0; s < d->nsentences; s++)
		for (size_t k = 0; k < d->sentences[s].len; k++) {
			size_t t = d->sentences[s].first + k;
			if ((d->tokens[t].flags & DOC_STOP) == 0)
				p->occ[p->nocc++] = (struct profile_occ){.term = d->tokens[t].term,
				    .token = (uint32_t)t,
				    .sentence = (uint16_t)s};
		}
	qsort(p->occ, p->nocc, sizeof(*p->occ), by_term);
	for (size_t i = 1; i < p->nocc; i++)
		p->occ[i].repeat = p->occ[i].term == p->occ[i - 1].term &&
				   p->occ[i].sentence == p->occ[i - 1].sentence;
}

static void fill_shingles(struct profile *p)
{
	const struct doc *d = p->doc;

	for (size_t i = d->ntitle; i + SHINGLE <= d->ntokens; i++) {
		uint32_t h = 0;
		for (size_t k = 0; k < SHINGLE; k++)
			h = (h ^ d->tokens[i + k].term) * 0x9E3779B1u + (h >> 15);
		p->shingles[p->nshingles++] = h;
	}
	qsort(p->shingles, p->nshingles, sizeof(*p->shingles), by_hash);
}

enum ct_err profile_make(struct doc **doc, uint64_t source, struct profile **out)
{
	struct doc *d = *doc;
	struct profile *p = ARENA_NEW(d->arena, struct profile);

	if (p == NULL)
		return CT_ENOMEM;
	p->doc = d;
	p->source = source;
	p->occ = ARENA_ARRAY(d->arena, d->ntokens + 1, struct profile_occ);
	p->idf = ARENA_ARRAY(d->arena, d->ntokens + 1, float);
	p->token_idf = ARENA_ARRAY(d->arena, d->ntokens + 1, float);
	p->shingles = ARENA_ARRAY(d->arena, d->ntokens + 1, uint32_t);
	p->sentence_weight = ARENA_ARRAY(d->arena, d->nsentences + 1, float);
	if (p->occ == NULL || p->idf == NULL || p->token_idf == NULL || p->shingles == NULL ||
	    p->sentence_weight == NULL)
		return CT_ENOMEM;
	fill_occ(p);
	fill_shingles(p);
	p->narrative = d->words > 0 ? 1 - (float)d->quoted / (float)d->words : 1;
	*doc = NULL;
	*out = p;
	return CT_OK;
}

void profile_free(struct profile *p)
{
	if (p != NULL)
		doc_free(p->doc); /* its arena holds the profile, too */
}

/* What the place of a token takes from its weight. */
static float factor(
    const struct profile *p, const struct doc_token *t, const struct doc_sentence *s, bool series)
{
	float f = 1;

	if ((t->flags & DOC_QUOTED) && 1 - p->narrative < MOSTLY_QUOTED)
		f *= QUOTED_FACTOR;
	if (s->boilerplate)
		f *= BOILERPLATE_FACTOR;
	if (series && (t->flags & (DOC_NUMBER | DOC_NAME | DOC_CAPITAL | DOC_DATE)) == 0)
		f *= TEMPLATE_FACTOR;
	return f;
}

void profile_weigh(struct profile *p, const struct idf *f, const struct memory *m)
{
	const struct doc *d = p->doc;
	bool series[DOC_SENTENCES_MAX] = {false};

	p->weight = 0;
	for (size_t s = 0; s < d->nsentences; s++) {
		p->sentence_weight[s] = 0;
		series[s] = m != NULL && memory_repeats(m, p->source, memory_skeleton(d, s));
	}
	for (size_t i = 0; i < p->nocc;) {
		size_t end = i, sentences = 0;
		float idf = idf_weight(f, &d->tokens[p->occ[i].token], d->lang);
		for (; end < p->nocc && p->occ[end].term == p->occ[i].term; end++)
			sentences += !p->occ[end].repeat;
		float damp = 1 / (1 + 0.5f * logf((float)sentences));
		for (; i < end; i++) {
			struct profile_occ *o = &p->occ[i];
			const struct doc_token *t = &d->tokens[o->token];
			p->idf[i] = idf;
			p->token_idf[o->token] = idf;
			o->weight = o->repeat ? 0
					      : idf * damp *
						    factor(p, t, &d->sentences[o->sentence],
							series[o->sentence]);
			p->sentence_weight[o->sentence] += o->weight;
		}
	}
	for (size_t s = 0; s < d->nsentences; s++)
		p->weight += p->sentence_weight[s];
}
