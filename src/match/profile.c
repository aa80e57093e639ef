#include "profile.h"

#include <math.h>
#include <stdlib.h>

#include "radix.h"

#define SHINGLE 5
#define QUOTED_FACTOR 0.3f /* direct speech: two outlets that quote copy nobody */
#define BOILERPLATE_FACTOR 0.1f
#define TEMPLATE_FACTOR 0.25f /* words that this source repeats; its facts keep their weight */
#define GRAMMAR_WEIGHT 0.0f
#define MOSTLY_QUOTED 0.7

/* Occurrences are listed in order of the text; a stable sort keeps sentences in
 * order under each term. */
static void fill_occ(struct profile *p, struct radix_item *items, struct radix_item *scratch)
{
	const struct doc *d = p->doc;
	size_t n = 0, s = 0;

	for (size_t i = d->ntitle; i < d->ntokens; i++)
		if ((d->tokens[i].flags & DOC_STOP) == 0)
			items[n++] = (struct radix_item){d->tokens[i].term, (uint32_t)i};
	for (size_t i = 0; i < n; i++) {
		while (s + 1 < d->nsentences && items[i].value >= d->sentences[s + 1].first)
			s++;
		/* Tokens behind the last sentence that counts are dropped. */
		if (d->nsentences == 0 ||
		    items[i].value >= d->sentences[s].first + d->sentences[s].len) {
			n = i;
			break;
		}
		p->token_sentence[items[i].value] = (uint16_t)s;
	}
	radix_sort(items, scratch, n);
	for (size_t i = 0; i < n; i++)
		p->occ[i] = (struct profile_occ){.term = items[i].key,
		    .token = items[i].value,
		    .sentence = p->token_sentence[items[i].value],
		    .repeat = i > 0 && p->occ[i - 1].term == items[i].key &&
			      p->occ[i - 1].sentence == p->token_sentence[items[i].value]};
	p->nocc = n;
}

static void fill_shingles(struct profile *p, struct radix_item *items, struct radix_item *scratch)
{
	const struct doc *d = p->doc;
	size_t n = 0;

	for (size_t i = d->ntitle; i + SHINGLE <= d->ntokens; i++) {
		uint32_t h = 0;
		for (size_t k = 0; k < SHINGLE; k++)
			h = (h ^ d->tokens[i + k].term) * 0x9E3779B1u + (h >> 15);
		items[n++] = (struct radix_item){h, (uint32_t)i};
	}
	radix_sort(items, scratch, n);
	for (size_t i = 0; i < n; i++)
		p->shingles[i] = items[i].key;
	p->nshingles = n;
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
	p->token_sentence = ARENA_ARRAY(d->arena, d->ntokens + 1, uint16_t);
	p->token_idf = ARENA_ARRAY(d->arena, d->ntokens + 1, float);
	p->shingles = ARENA_ARRAY(d->arena, d->ntokens + 1, uint32_t);
	p->sentence_weight = ARENA_ARRAY(d->arena, d->nsentences + 1, float);
	if (p->occ == NULL || p->idf == NULL || p->token_idf == NULL || p->token_sentence == NULL ||
	    p->shingles == NULL || p->sentence_weight == NULL)
		return CT_ENOMEM;
	struct radix_item *items = malloc(2 * (d->ntokens + 1) * sizeof(*items));
	if (items == NULL)
		return CT_ENOMEM;
	fill_occ(p, items, items + d->ntokens + 1);
	fill_shingles(p, items, items + d->ntokens + 1);
	free(items);
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
