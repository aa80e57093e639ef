#include "profile.h"

#include <math.h>
#include <stdlib.h>

#include "kin.h"
#include "radix.h"

#define SHINGLE 5
#define AHEAD 8            /* terms: what memory takes to answer */
#define QUOTED_FACTOR 0.3f /* direct speech: two outlets that quote copy nobody */
#define BOILERPLATE_FACTOR 0.1f
#define TEMPLATE_FACTOR 0.25f /* words that this source repeats; its facts keep their weight */
#define MOSTLY_QUOTED 0.7
#define NAMES_ALIKE_MAX 64 /* of one first byte: enough to find a misspelling */

enum place { PLACE_QUOTED = 1, PLACE_BOILERPLATE = 2, PLACE_FORM = 4 };

/* By enum place. */
static const float factors[] = {1, QUOTED_FACTOR, BOILERPLATE_FACTOR,
    QUOTED_FACTOR *BOILERPLATE_FACTOR, TEMPLATE_FACTOR, QUOTED_FACTOR *TEMPLATE_FACTOR,
    BOILERPLATE_FACTOR *TEMPLATE_FACTOR, QUOTED_FACTOR *BOILERPLATE_FACTOR *TEMPLATE_FACTOR};

static uint8_t place_of(
    const struct profile *p, const struct doc_token *t, const struct doc_sentence *s)
{
	int place = 0;

	if ((t->flags & DOC_QUOTED) && 1 - p->narrative < MOSTLY_QUOTED)
		place |= PLACE_QUOTED;
	if (s->boilerplate)
		place |= PLACE_BOILERPLATE;
	if ((t->flags & (DOC_NUMBER | DOC_NAME | DOC_CAPITAL | DOC_DATE)) == 0)
		place |= PLACE_FORM; /* where the source repeats the sentence */
	return (uint8_t)place;
}

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
	for (size_t i = 0; i < n; i++) {
		uint32_t token = items[i].value;
		uint16_t sentence = p->token_sentence[token];
		p->occ[i] = (struct profile_occ){.term = items[i].key,
		    .token = token,
		    .sentence = sentence,
		    .repeat = i > 0 && p->occ[i - 1].term == items[i].key &&
			      p->occ[i - 1].sentence == sentence,
		    .place = place_of(p, &d->tokens[token], &d->sentences[sentence])};
	}
	p->nocc = n;
}

static enum ct_err fill_terms(struct profile *p)
{
	const struct doc *d = p->doc;
	size_t n = 0;

	for (size_t i = 0; i < p->nocc; i++)
		n += i == 0 || p->occ[i].term != p->occ[i - 1].term;
	p->terms = ARENA_ARRAY(d->arena, n + 1, struct profile_term);
	if (p->terms == NULL)
		return CT_ENOMEM;
	for (size_t i = 0; i < p->nocc;) {
		struct profile_term *t = &p->terms[p->nterms++];
		size_t sentences = 0;
		t->term = p->occ[i].term;
		t->first = (uint32_t)i;
		t->word = kin_word_of(d, &d->tokens[p->occ[i].token]);
		t->level = idf_level(&d->tokens[p->occ[i].token], d->lang);
		for (; i < p->nocc && p->occ[i].term == t->term; i++) {
			sentences += !p->occ[i].repeat;
			t->fact |=
			    (d->tokens[p->occ[i].token].flags & (DOC_NUMBER | DOC_NAME)) != 0;
		}
		t->damp = sentences > 1 ? 1 / (1 + 0.5f * logf((float)sentences)) : 1;
	}
	p->terms[p->nterms] = (struct profile_term){.first = (uint32_t)p->nocc};
	return CT_OK;
}

uint32_t profile_letters(struct view v)
{
	uint32_t set = 0;

	for (size_t i = 0; i < v.n; i++)
		set |= 1u << (v.p[i] & 31);
	return set;
}

static bool has_name(const struct profile *p, size_t from, size_t to, struct view v, uint32_t set)
{
	for (size_t i = from; i < to; i++)
		if (p->names[i].letters == set &&
		    view_eq(view_sub(p->doc->text, p->names[i].at, p->names[i].n), v))
			return true;
	return false;
}

/* Of each first byte the first few count, long enough or not. */
static bool counts_as_name(const struct doc *d, const struct doc_token *t, uint8_t seen[256])
{
	uint8_t *n = &seen[(unsigned char)d->text.p[t->at]];

	if ((t->flags & DOC_CAPITAL) == 0 || *n == NAMES_ALIKE_MAX)
		return false;
	(*n)++;
	return t->n >= PROFILE_NAME_MIN && t->n <= PROFILE_NAME_MAX;
}

static enum ct_err fill_names(struct profile *p)
{
	const struct doc *d = p->doc;
	uint8_t seen[256] = {0}, again[256] = {0};
	uint16_t count[PROFILE_NAME_ROWS] = {0}, room[PROFILE_NAME_ROWS + 1] = {0};

	for (size_t i = 0; i < d->ntokens; i++)
		if (counts_as_name(d, &d->tokens[i], seen))
			count[d->text.p[d->tokens[i].at] & (PROFILE_NAME_ROWS - 1)]++;
	for (size_t r = 0; r < PROFILE_NAME_ROWS; r++)
		room[r + 1] = (uint16_t)(room[r] + count[r]);
	p->names = ARENA_ARRAY(d->arena, room[PROFILE_NAME_ROWS] + 1u, struct profile_name);
	if (p->names == NULL)
		return CT_ENOMEM;
	memset(count, 0, sizeof(count));
	for (size_t i = 0; i < d->ntokens; i++) {
		const struct doc_token *t = &d->tokens[i];
		if (!counts_as_name(d, t, again))
			continue;
		struct view v = doc_token_text(d, t);
		uint32_t set = profile_letters(v);
		size_t r = v.p[0] & (PROFILE_NAME_ROWS - 1), from = room[r];
		if (!has_name(p, from, from + count[r], v, set))
			p->names[from + count[r]++] = (struct profile_name){t->at, t->n, set};
	}
	/* Rows are closed up, since repeated names left gaps. */
	uint16_t n = 0;
	for (size_t r = 0; r < PROFILE_NAME_ROWS; r++) {
		p->name_row[r] = n;
		for (size_t i = 0; i < count[r]; i++)
			p->names[n++] = p->names[room[r] + i];
	}
	p->name_row[PROFILE_NAME_ROWS] = n;
	return CT_OK;
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
	p->published = CT_TIME_UNKNOWN;
	p->occ = ARENA_ARRAY(d->arena, d->ntokens + 1, struct profile_occ);
	p->token_sentence = ARENA_ARRAY(d->arena, d->ntokens + 1, uint16_t);
	p->token_idf = ARENA_ARRAY(d->arena, d->ntokens + 1, float);
	p->shingles = ARENA_ARRAY(d->arena, d->ntokens + 1, uint32_t);
	p->sentence_weight = ARENA_ARRAY(d->arena, d->nsentences + 1, float);
	p->skeletons = ARENA_ARRAY(d->arena, d->nsentences + 1, uint32_t);
	p->title = ARENA_ARRAY(d->arena, d->ntitle + 1, struct profile_title);
	if (p->title == NULL || p->skeletons == NULL || p->occ == NULL || p->token_idf == NULL ||
	    p->token_sentence == NULL || p->shingles == NULL || p->sentence_weight == NULL)
		return CT_ENOMEM;
	struct radix_item *items = malloc(2 * (d->ntokens + 1) * sizeof(*items));
	if (items == NULL)
		return CT_ENOMEM;
	p->narrative = d->words > 0 ? 1 - (float)d->quoted / (float)d->words : 1;
	fill_occ(p, items, items + d->ntokens + 1);
	fill_shingles(p, items, items + d->ntokens + 1);
	free(items);
	for (size_t i = 0; i < d->nsentences; i++)
		p->skeletons[i] = memory_skeleton(d, i);
	enum ct_err err = fill_terms(p);
	if (err == CT_OK)
		err = fill_names(p);
	if (err != CT_OK)
		return err;
	*doc = NULL;
	*out = p;
	return CT_OK;
}

void profile_free(struct profile *p)
{
	if (p != NULL)
		doc_free(p->doc); /* its arena holds the profile, too */
}

static void weigh_term(
    struct profile *p, struct profile_term *t, const struct idf *f, const uint8_t *mask)
{
	float idf = idf_weight_at(f, t->term, t->level), whole = idf * t->damp;

	t->idf = idf;
	t->most = t->sum = 0;
	for (size_t i = t->first; i < t[1].first; i++) {
		struct profile_occ *o = &p->occ[i];
		p->token_idf[o->token] = idf;
		o->weight = o->repeat ? 0 : whole * factors[o->place & mask[o->sentence]];
		p->sentence_weight[o->sentence] += o->weight;
		t->most = o->weight > t->most ? o->weight : t->most;
		t->sum += o->weight;
	}
	p->most += t->most;
	p->norm += t->sum * t->sum;
}

void profile_weigh(struct profile *p, const struct idf *f, const struct memory *m)
{
	const struct doc *d = p->doc;
	uint8_t mask[DOC_SENTENCES_MAX + 1]; /* of enum place, a sentence */

	p->weight = p->most = p->norm = 0;
	for (size_t s = 0; s < d->nsentences; s++) {
		bool series = m != NULL && memory_repeats(m, p->source, p->skeletons[s]);
		mask[s] = PLACE_QUOTED | PLACE_BOILERPLATE | (series ? PLACE_FORM : 0);
		p->sentence_weight[s] = 0;
	}
	for (size_t i = 0; i < p->nterms; i++) {
		if (i + AHEAD < p->nterms)
			idf_expect(f, p->terms[i + AHEAD].term);
		weigh_term(p, &p->terms[i], f, mask);
	}
	for (size_t s = 0; s < d->nsentences; s++)
		p->weight += p->sentence_weight[s];
}

void profile_learn(const struct profile *p, struct idf *f, struct memory *m)
{
	for (size_t i = 0; i < p->nterms; i++)
		idf_learn_term(f, p->terms[i].term);
	idf_learn_story(f);
	memory_learn(m, p->source, p->doc);
}
