#include "traits.h"

#include <math.h>

#define ALIGNED 0.25f    /* similarity from which a sentence counts as told again */
#define FACTS_PRIOR 8.0f /* weight of an imagined fact: no facts tell nothing */
#define EVENT_RARE 4.0f  /* idf: names that every paper has every day tell no event */
#define OWN_COVERAGE 5.0f
#define OWN_VERBATIM 0.5f
#define OWN_LEDE 0.3f    /* less of it: it begins with something else */
#define OWN_SERIES -0.1f /* of contrast: the wording is kept, the facts are not */
#define PREFACE 3.0f     /* log odds: text/preface.c has the counts */
#define BRIEF_RATIO 0.8f /* of length_ratio: the story says more than twice as much */
#define FACTS_USUAL 0.6f
#define NARRATED 0.5f /* of mono_a: so much alike, speech in common is no other's hearing */

const char *const traits_names[TRAIT_COUNT] = {
#define X(name, direction) #name,
    TRAITS(X)
#undef X
};

const signed char traits_directions[TRAIT_COUNT] = {
#define X(name, direction) direction,
    TRAITS(X)
#undef X
};

static float ratio(float part, float whole)
{
	return whole > 0 ? part / whole : 0;
}

/* Mean of per-sentence values, by weight. */
static float mean(const float *v, const struct profile *p)
{
	float sum = 0;

	for (size_t i = 0; i < p->doc->nsentences; i++)
		sum += v[i] * p->sentence_weight[i];
	return ratio(sum, p->weight);
}

/* The next term that both have, from *i and *j on. */
static bool next_common(const struct profile *a, const struct profile *b, size_t *i, size_t *j)
{
	while (*i < a->nterms && *j < b->nterms) {
		uint32_t ta = a->terms[*i].term, tb = b->terms[*j].term;
		if (ta == tb)
			return true;
		*i += ta < tb;
		*j += tb < ta;
	}
	return false;
}

/* What a term tells of an event: nothing, where every paper has it every day. */
static float rarity(const struct profile_term *t)
{
	return t->idf > EVENT_RARE ? (t->idf - EVENT_RARE) * (t->fact ? 1 : 0.5f) : 0;
}

static float all_rarity(const struct profile *p)
{
	float sum = 0;

	for (size_t i = 0; i < p->nterms; i++)
		sum += rarity(&p->terms[i]);
	return sum;
}

static float all_idf(const struct profile *p)
{
	float sum = 0;

	for (size_t i = 0; i < p->nterms; i++)
		sum += p->terms[i].idf;
	return sum;
}

/* The terms that both have: containment and cosine by their weights; the same without
 * masks; and what few stories have. */
static void common(const struct profile *a, const struct profile *b, struct traits *out)
{
	float shared = 0, dot = 0, unmasked = 0, event = 0, terms = 0;

	for (size_t i = 0, j = 0; next_common(a, b, &i, &j); i++, j++) {
		const struct profile_term *ta = &a->terms[i], *tb = &b->terms[j];
		float rare = rarity(ta);
		shared += fminf(ta->most, tb->most);
		dot += ta->sum * tb->sum;
		unmasked += ta->idf;
		event += rare;
		terms += rare > 0;
	}
	out->v[TRAIT_contain_a] = ratio(shared, a->most);
	out->v[TRAIT_contain_b] = ratio(shared, b->most);
	out->v[TRAIT_cosine] = a->norm > 0 && b->norm > 0 ? dot / sqrtf(a->norm * b->norm) : 0;
	out->v[TRAIT_mass] = logf(1 + shared);
	out->v[TRAIT_whole_a] = ratio(unmasked, all_idf(a));
	out->v[TRAIT_event] = logf(1 + event);
	out->v[TRAIT_event_terms] = logf(1 + terms);
	out->v[TRAIT_event_share] = ratio(event, fminf(all_rarity(a), all_rarity(b)) + EVENT_RARE);
}

static void alignment(
    const struct profile *a, const struct profile *b, const struct align *al, struct traits *out)
{
	float mono_a = 0, mono_b = 0, aligned_a = 0, aligned_b = 0, adjacent = 0, blocks = 0;
	float peak = 0;
	const struct align_block *last = NULL;

	for (size_t i = 0; i < al->nblocks; i++) {
		const struct align_block *k = &al->blocks[i];
		float wa = 0, wb = 0;
		for (size_t s = k->a; s < (size_t)k->a + k->na; s++)
			wa += a->sentence_weight[s];
		for (size_t s = k->b; s < (size_t)k->b + k->nb; s++)
			wb += b->sentence_weight[s];
		mono_a += wa * k->similarity;
		mono_b += wb * k->similarity;
		if (k->similarity < ALIGNED)
			continue;
		aligned_a += wa;
		aligned_b += wb;
		blocks++;
		adjacent +=
		    last != NULL && last->a + last->na == k->a && last->b + last->nb == k->b;
		last = k;
	}
	for (size_t i = 0; i < al->na; i++)
		peak += a->sentence_weight[i] * (al->best_a[i] - al->else_a[i]);
	out->v[TRAIT_mono_a] = ratio(mono_a, a->weight);
	out->v[TRAIT_mono_b] = ratio(mono_b, b->weight);
	out->v[TRAIT_aligned_a] = ratio(aligned_a, a->weight);
	out->v[TRAIT_aligned_b] = ratio(aligned_b, b->weight);
	out->v[TRAIT_adjacent] = ratio(adjacent, (float)(al->na < al->nb ? al->na : al->nb));
	out->v[TRAIT_blocks] = logf(1 + blocks);
	out->v[TRAIT_peak_a] = ratio(peak, a->weight);
}

/* The mean of the lower third of the story's sentences: a copy has few sentences
 * of its own, a story that quotes another has many. */
static float weakest(const struct profile *a, const struct align *al)
{
	float sorted[DOC_SENTENCES_MAX], sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < al->na; i++) {
		if (a->sentence_weight[i] < 5)
			continue;
		size_t at = n++;
		for (; at > 0 && sorted[at - 1] > al->inside_a[i]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = al->inside_a[i];
	}
	size_t third = (n + 2) / 3;
	for (size_t i = 0; i < third; i++)
		sum += sorted[i];
	return third > 0 ? sum / (float)third : 0;
}

static float share(float kept, float all)
{
	return (kept + FACTS_PRIOR * FACTS_USUAL) / (all + FACTS_PRIOR);
}

static void facts(const struct facts *f, struct traits *out)
{
	float na = share(f->numbers_a.kept, f->numbers_a.all);
	float nb = share(f->numbers_b.kept, f->numbers_b.all);

	out->v[TRAIT_numbers_a] = na;
	out->v[TRAIT_numbers_b] = nb;
	out->v[TRAIT_names_a] = share(f->names_a.kept, f->names_a.all);
	out->v[TRAIT_names_b] = share(f->names_b.kept, f->names_b.all);
	out->v[TRAIT_number_clash] = f->numbers_clash / (f->numbers_clash + f->numbers_agree + 1);
	out->v[TRAIT_name_clash] = f->names_clash / (f->names_clash + f->names_agree + 1);
	out->v[TRAIT_agree] = logf(1 + f->numbers_agree + f->names_agree);
	float kept_a = f->numbers_a.kept + f->names_a.kept,
	      all_a = f->numbers_a.all + f->names_a.all;
	out->v[TRAIT_facts_a] = (kept_a + 1) / (all_a + 2);
	out->v[TRAIT_kept_a] = logf(1 + kept_a);
	out->v[TRAIT_novel_a] = logf(1 + all_a - kept_a);
	out->v[TRAIT_clashes] = logf(1 + f->numbers_clash + f->names_clash);
	float kept = (f->facts_shared + 4) / (f->facts_all + 6);
	out->v[TRAIT_facts_kept] = kept;
	out->v[TRAIT_contrast] = kept - (f->words_shared + 4) / (f->words_all + 6);
	float a = share(f->numbers_a.kept + f->names_a.kept, f->numbers_a.all + f->names_a.all);
	float b = share(f->numbers_b.kept + f->names_b.kept, f->numbers_b.all + f->names_b.all);
	out->v[TRAIT_facts_any] = fmaxf(a, b);
}

static void telling(const struct telling *t, struct traits *out)
{
	out->v[TRAIT_grouping] = (t->grouped + 15) / (t->pairs + 30);
	out->v[TRAIT_order] = t->order;
	out->v[TRAIT_lede] = t->lede;
	out->v[TRAIT_speech_kept] = (t->speech - t->speech_new + 8) / (t->speech + 12);
	out->v[TRAIT_speech_new] = logf(1 + t->speech_new);
	float apart = fmaxf(0, NARRATED - out->v[TRAIT_mono_a]);
	out->v[TRAIT_heard] = apart * (t->speech - t->speech_new);
	out->v[TRAIT_slots] = logf(1 + t->slots);
}

static void shingles(const struct profile *a, const struct profile *b, struct traits *out)
{
	size_t in_a = 0, in_b = 0;

	for (size_t i = 0, j = 0; i < a->nshingles && j < b->nshingles;) {
		uint32_t h = a->shingles[i] < b->shingles[j] ? a->shingles[i] : b->shingles[j];
		size_t na = 0, nb = 0;
		for (; i < a->nshingles && a->shingles[i] == h; i++)
			na++;
		for (; j < b->nshingles && b->shingles[j] == h; j++)
			nb++;
		if (na > 0 && nb > 0) {
			in_a += na;
			in_b += nb;
		}
	}
	out->v[TRAIT_verbatim_a] = ratio((float)in_a, (float)a->nshingles);
	out->v[TRAIT_verbatim_b] = ratio((float)in_b, (float)b->nshingles);
}

void traits_make(const struct profile *story, const struct profile *earlier, const struct align *al,
    const struct facts *f, const struct telling *t, struct traits *out)
{
	*out = (struct traits){{0}};
	common(story, earlier, out);
	alignment(story, earlier, al, out);
	facts(f, out);
	telling(t, out);
	shingles(story, earlier, out);
	out->v[TRAIT_best_a] = mean(al->best_a, story);
	out->v[TRAIT_best_b] = mean(al->best_b, earlier);
	out->v[TRAIT_inside_a] = mean(al->inside_a, story);
	out->v[TRAIT_inside_b] = mean(al->inside_b, earlier);
	out->v[TRAIT_least] = logf(1 + fminf(story->weight, earlier->weight));
	out->v[TRAIT_length_ratio] = logf((1 + story->weight) / (1 + earlier->weight));
	out->v[TRAIT_sequence_a] = ratio(f->sequence + 2, f->sequence_a + 6);
	out->v[TRAIT_sequence_b] = ratio(f->sequence + 2, f->sequence_b + 6);
	out->v[TRAIT_sequence] = logf(1 + f->sequence);
	out->v[TRAIT_weakest_a] = weakest(story, al);
}

size_t traits_words(const struct profile *story, const struct profile *earlier)
{
	size_t a = story->doc->words, b = earlier->doc->words;

	return a < b ? a : b;
}

bool traits_own_coverage(
    const struct profile *story, const struct profile *earlier, const struct traits *x)
{
	bool own = story->source != 0 && story->source == earlier->source;

	return own && (x->v[TRAIT_verbatim_a] < OWN_VERBATIM || x->v[TRAIT_contrast] < OWN_SERIES ||
			  x->v[TRAIT_lede] < OWN_LEDE);
}

float traits_prior(
    const struct profile *story, const struct profile *earlier, const struct traits *x)
{
	float longer = x->v[TRAIT_length_ratio] - BRIEF_RATIO;
	float brief = longer > 0 ? fminf(longer * 3, OWN_COVERAGE) : 0;

	float machine = story->doc->preface.n > 0 ? PREFACE : 0;

	return machine - brief - (traits_own_coverage(story, earlier, x) ? OWN_COVERAGE : 0);
}
