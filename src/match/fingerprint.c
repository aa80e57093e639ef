/*
 * The keys under which a story is found again, after Broder's shingles in
 * spirit but for rewrites: what a rewrite keeps is rare words, and which of
 * them stand together in one sentence.
 *
 *	heavy stems     the KEYS_STEM heaviest terms, names and numbers among them
 *	pairs           of the heaviest terms of one sentence, the heaviest sentences'
 *	                first: hash of the two
 *	sounds          of the commonest names: found across languages and scripts
 *
 * Flat form: u32 version, u64 x 2 body, u32 words, u16 n, n x u32 keys.
 */
#include "fingerprint.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "idf.h"

#define KEYS_STEM 32
#define KEYS_PAIR 56
#define KEYS_SOUND 8
#define PAIR_TERMS 5 /* of a sentence: ten pairs */
#define TERMS_MAX 2048

struct weighted {
	uint32_t term;
	float weight;
};

static int by_weight(const void *pa, const void *pb)
{
	const struct weighted *a = pa, *b = pb;

	if (a->weight != b->weight)
		return a->weight < b->weight ? 1 : -1;
	return a->term < b->term ? 1 : a->term > b->term ? -1 : 0;
}

static int by_term(const void *pa, const void *pb)
{
	const struct weighted *a = pa, *b = pb;

	return a->term < b->term ? -1 : a->term > b->term;
}

static float key_weight(const struct doc *d, const struct doc_token *t)
{
	float w = idf_builtin(t, d->lang);

	if (t->flags & DOC_NAME)
		w += 1.0f;
	if (t->flags & DOC_QUOTED)
		w -= 1.5f;
	return w;
}

static void add_key(struct fingerprint *fp, uint32_t key)
{
	if (fp->nkeys < FINGERPRINT_KEYS_MAX)
		fp->keys[fp->nkeys++] = key;
}

static void add_stems(const struct doc *d, struct weighted *terms, struct fingerprint *fp)
{
	size_t n = 0, unique = 0;

	for (size_t i = d->ntitle; i < d->ntokens && n < TERMS_MAX; i++)
		if ((d->tokens[i].flags & DOC_STOP) == 0)
			terms[n++] =
			    (struct weighted){d->tokens[i].term, key_weight(d, &d->tokens[i])};
	qsort(terms, n, sizeof(*terms), by_term);
	for (size_t i = 0; i < n;) {
		struct weighted best = terms[i];
		size_t from = i;
		for (; i < n && terms[i].term == best.term; i++)
			if (terms[i].weight > best.weight)
				best.weight = terms[i].weight;
		if (i - from > 1) /* what a story repeats, it is about */
			best.weight += 0.5f;
		terms[unique++] = best;
	}
	qsort(terms, unique, sizeof(*terms), by_weight);
	for (size_t i = 0; i < unique && i < KEYS_STEM; i++)
		if (terms[i].weight > 2)
			add_key(fp, terms[i].term);
}

static uint32_t pair_key(uint32_t a, uint32_t b)
{
	uint32_t pair[2] = {a < b ? a : b, a < b ? b : a};

	return (uint32_t)XXH3_64bits_withSeed(pair, sizeof(pair), 81);
}

/* The heaviest PAIR_TERMS terms of a sentence, heaviest first. */
static size_t top_terms(const struct doc *d, const struct doc_sentence *s, struct weighted *top)
{
	size_t n = 0;

	for (size_t k = 0; k < s->len; k++) {
		const struct doc_token *t = &d->tokens[s->first + k];
		struct weighted w = {t->term, key_weight(d, t)};
		if ((t->flags & DOC_STOP) || w.weight < 2)
			continue;
		size_t at = n;
		for (size_t i = 0; i < n; i++)
			if (top[i].term == w.term)
				w.weight = -1;
		while (at > 0 && by_weight(&top[at - 1], &w) > 0)
			at--;
		if (w.weight < 0 || at == PAIR_TERMS)
			continue;
		size_t move = (n < PAIR_TERMS ? n : PAIR_TERMS - 1) - at;
		memmove(top + at + 1, top + at, move * sizeof(*top));
		top[at] = w;
		n += n < PAIR_TERMS;
	}
	return n;
}

static void add_pairs(const struct doc *d, struct weighted *pairs, struct fingerprint *fp)
{
	size_t n = 0;

	for (size_t s = 0; s < d->nsentences; s++) {
		struct weighted top[PAIR_TERMS];
		size_t m = d->sentences[s].boilerplate ? 0 : top_terms(d, &d->sentences[s], top);
		for (size_t i = 0; i < m; i++)
			for (size_t k = i + 1; k < m && n < TERMS_MAX; k++)
				pairs[n++] = (struct weighted){pair_key(top[i].term, top[k].term),
				    top[i].weight + top[k].weight};
	}
	qsort(pairs, n, sizeof(*pairs), by_weight);
	uint32_t last = 0;
	for (size_t i = 0, added = 0; i < n && added < KEYS_PAIR; i++) {
		if (pairs[i].term == last)
			continue;
		last = pairs[i].term;
		add_key(fp, last);
		added++;
	}
}

static void add_sounds(const struct doc *d, struct weighted *sounds, struct fingerprint *fp)
{
	size_t n = 0, unique = 0;

	for (size_t i = d->ntitle; i < d->ntokens && n < TERMS_MAX; i++)
		if ((d->tokens[i].flags & (DOC_CAPITAL | DOC_STOP)) == DOC_CAPITAL &&
		    d->tokens[i].sound != 0)
			sounds[n++] = (struct weighted){d->tokens[i].sound, 1};
	qsort(sounds, n, sizeof(*sounds), by_term);
	for (size_t i = 0; i < n;) {
		size_t from = i;
		while (i < n && sounds[i].term == sounds[from].term)
			i++;
		sounds[unique++] = (struct weighted){sounds[from].term, (float)(i - from)};
	}
	qsort(sounds, unique, sizeof(*sounds), by_weight);
	for (size_t i = 0; i < unique && i < KEYS_SOUND; i++)
		add_key(fp, sounds[i].term ^ 0x5A5A5A5Au);
}

void fingerprint_make(const struct doc *d, struct fingerprint *out)
{
	struct weighted scratch[TERMS_MAX];
	XXH3_state_t *state = XXH3_createState();
	XXH128_hash_t h = {0, 0};

	*out = (struct fingerprint){.version = FINGERPRINT_VERSION, .words = (uint32_t)d->words};
	if (state != NULL) {
		XXH3_128bits_reset(state);
		for (size_t i = d->ntitle; i < d->ntokens; i++)
			XXH3_128bits_update(state, &d->tokens[i].term, sizeof(d->tokens[i].term));
		h = XXH3_128bits_digest(state);
		XXH3_freeState(state);
	}
	out->body[0] = h.low64;
	out->body[1] = h.high64;
	add_stems(d, scratch, out);
	add_pairs(d, scratch, out);
	add_sounds(d, scratch, out);
}

void fingerprint_encode(const struct fingerprint *fp, struct buf *out)
{
	buf_add_u32(out, fp->version);
	buf_add_u64(out, fp->body[0]);
	buf_add_u64(out, fp->body[1]);
	buf_add_u32(out, fp->words);
	buf_add_u16(out, (uint16_t)fp->nkeys);
	for (size_t i = 0; i < fp->nkeys; i++)
		buf_add_u32(out, fp->keys[i]);
}

enum ct_err fingerprint_decode(struct cursor *c, struct fingerprint *out)
{
	struct fingerprint fp = {.version = cursor_u32(c)};

	fp.body[0] = cursor_u64(c);
	fp.body[1] = cursor_u64(c);
	fp.words = cursor_u32(c);
	fp.nkeys = cursor_u16(c);
	if (c->bad || fp.nkeys > FINGERPRINT_KEYS_MAX)
		return CT_EINVAL;
	for (size_t i = 0; i < fp.nkeys; i++)
		fp.keys[i] = cursor_u32(c);
	if (c->bad)
		return CT_EINVAL;
	if (fp.version != FINGERPRINT_VERSION)
		return CT_EVERSION;
	*out = fp;
	return CT_OK;
}
