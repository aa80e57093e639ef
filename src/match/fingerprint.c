/*
 * The keys under which a story is found again, after Broder's shingles in
 * spirit but for rewrites: what a rewrite keeps is rare words, and which of
 * them stand together in one sentence.
 *
 *	heavy stems     the KEYS_STEM heaviest terms, names and numbers among them
 *	numbers         the heaviest KEYS_NUMBER that are no heavy stems: the same in every
 *	                language, when names are spelled anew
 *	pairs           of the heaviest terms of one sentence, the heaviest sentences'
 *	                first: hash of the two
 *	sounds          of the commonest names: found across languages and scripts
 *
 * Of 49 translations of our own (f1 and f2, tuning half) 47 are found with the numbers, 44
 * with as many more pairs instead.
 *
 * Flat form: u32 version, u64 x 2 body, u32 words, u16 n, n x u32 keys.
 */
#include "fingerprint.h"

#include <math.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "idf.h"
#include "radix.h"
#include "seeds.h"

#define KEYS_STEM 32
#define KEYS_PAIR 52
#define KEYS_NUMBER 4
#define KEYS_SOUND 8
#define PAIR_TERMS 5 /* of a sentence: ten pairs */
#define TERMS_MAX 2048

#define SOUND_RARE 6.5f        /* of idf_builtin */
#define SOUND_MARK 0x5A5A5A5Au /* keeps sounds apart from stems */

/* A token that weighs something. */
struct weighted {
	uint32_t token, term;
	float weight;
};

/* A term or sound with what is known of it. */
struct entry {
	uint32_t value, count;
	float weight; /* the greatest */
	bool number;
};

struct scratch {
	struct weighted tokens[TERMS_MAX]; /* of the first TERMS_MAX; the others have no keys */
	size_t ntokens;
	struct radix_item items[TERMS_MAX], spare[TERMS_MAX];
	struct entry entries[TERMS_MAX];
	size_t nentries;
	uint16_t slots[2 * TERMS_MAX]; /* by hash: an entry, from 1 */
	uint32_t mask;
};

/* Room for n entries. */
static void entries_begin(struct scratch *x, size_t n)
{
	uint32_t size = 64;

	while (size < 2 * n)
		size *= 2;
	x->mask = size - 1;
	x->nentries = 0;
	memset(x->slots, 0, size * sizeof(*x->slots));
}

static void entries_add(struct scratch *x, uint32_t value, float weight, bool number)
{
	uint32_t at = value & x->mask;

	for (; x->slots[at] != 0; at = (at + 1) & x->mask) {
		struct entry *e = &x->entries[x->slots[at] - 1];
		if (e->value == value) {
			e->count++;
			e->weight = e->weight > weight ? e->weight : weight;
			e->number |= number;
			return;
		}
	}
	x->entries[x->nentries++] = (struct entry){value, 1, weight, number};
	x->slots[at] = (uint16_t)x->nentries;
}

/* The least of many ranks, in order: radix_descending keys above values. */
struct best {
	uint64_t rank[KEYS_STEM];
	size_t n, max; /* of KEYS_STEM at most */
};

static void best_add(struct best *b, uint32_t key, uint32_t value)
{
	uint64_t rank = (uint64_t)key << 32 | value;

	if (b->n == b->max && rank >= b->rank[b->n - 1])
		return;
	size_t at = b->n < b->max ? b->n++ : b->n - 1;
	for (; at > 0 && b->rank[at - 1] > rank; at--)
		b->rank[at] = b->rank[at - 1];
	b->rank[at] = rank;
}

/* Heavier first, then by term, so that the order is the same for ever. */
static bool before(const struct weighted *a, const struct weighted *b)
{
	return a->weight != b->weight ? a->weight > b->weight : a->term < b->term;
}

static float key_weight(const struct doc *d, const struct doc_token *t)
{
	float w = idf_builtin(t, d->lang);

	if (t->flags & DOC_NAME)
		w += 1.0f;
	if (t->flags & DOC_QUOTED)
		w -= 1.5f;
	return w > 0 ? w : 0;
}

static void add_key(struct fingerprint *fp, uint32_t key)
{
	if (fp->nkeys < FINGERPRINT_KEYS_MAX)
		fp->keys[fp->nkeys++] = key;
}

/* Adds the keys of at most max items, heaviest first, each once.  Items come
 * with radix_descending keys; equal ones stand in an order that the text alone
 * gives. */
static void add_heaviest(struct scratch *x, size_t n, size_t max, struct fingerprint *fp)
{
	size_t from = fp->nkeys;
	uint64_t seen[16] = {0}; /* bits by hash: most keys need no search */

	radix_sort(x->items, x->spare, n);
	for (size_t i = 0; i < n && fp->nkeys - from < max; i++) {
		uint32_t key = x->items[i].value;
		uint64_t bit = 1ull << (key & 63);
		bool again = false;
		if (seen[key >> 28] & bit)
			for (size_t k = from; k < fp->nkeys && !again; k++)
				again = fp->keys[k] == key;
		seen[key >> 28] |= bit;
		if (!again)
			add_key(fp, key);
	}
}

static void add_best(const struct best *b, struct fingerprint *fp)
{
	for (size_t i = 0; i < b->n; i++)
		add_key(fp, (uint32_t)b->rank[i]);
}

/* The entries are add_numbers's, too. */
static void add_stems(const struct doc *d, struct scratch *x, struct fingerprint *fp)
{
	struct best best = {.max = KEYS_STEM};

	entries_begin(x, x->ntokens);
	for (size_t i = 0; i < x->ntokens; i++) {
		const struct weighted *w = &x->tokens[i];
		bool number = (d->tokens[w->token].flags & DOC_NUMBER) != 0;
		entries_add(x, w->term, w->weight, number);
	}
	for (size_t i = 0; i < x->nentries; i++) {
		const struct entry *e = &x->entries[i];
		/* what a story repeats, it is about */
		float weight = e->count > 1 ? e->weight + 0.5f : e->weight;
		if (weight > 2)
			best_add(&best, radix_descending(weight), e->value);
	}
	add_best(&best, fp);
}

static bool has_key(const struct fingerprint *fp, uint32_t key)
{
	for (size_t i = 0; i < fp->nkeys; i++)
		if (fp->keys[i] == key)
			return true;
	return false;
}

static void add_numbers(struct scratch *x, struct fingerprint *fp)
{
	struct best best = {.max = KEYS_NUMBER};

	for (size_t i = 0; i < x->nentries; i++) {
		const struct entry *e = &x->entries[i];
		if (e->number && e->weight > 2 && !has_key(fp, e->value))
			best_add(&best, radix_descending(e->weight), e->value);
	}
	add_best(&best, fp);
}

static uint32_t pair_key(uint32_t a, uint32_t b)
{
	uint32_t pair[2] = {a < b ? a : b, a < b ? b : a};

	return (uint32_t)XXH3_64bits_withSeed(pair, sizeof(pair), SEED_PAIR);
}

/* The heaviest PAIR_TERMS terms of the tokens from *at that stand before `end`,
 * heaviest first; *at: the next one. */
static size_t top_terms(const struct scratch *x, size_t *at, size_t end, struct weighted *top)
{
	size_t n = 0;

	for (; *at < x->ntokens && x->tokens[*at].token < end; (*at)++) {
		struct weighted w = x->tokens[*at];
		if (w.weight < 2 || (n == PAIR_TERMS && !before(&w, &top[n - 1])))
			continue;
		bool again = false;
		for (size_t i = 0; i < n && !again; i++)
			again = top[i].term == w.term;
		if (again)
			continue;
		size_t to = n < PAIR_TERMS ? n++ : PAIR_TERMS - 1;
		for (; to > 0 && before(&w, &top[to - 1]); to--)
			top[to] = top[to - 1];
		top[to] = w;
	}
	return n;
}

static void add_pairs(const struct doc *d, struct scratch *x, struct fingerprint *fp)
{
	size_t n = 0, at = 0;

	for (size_t s = 0; s < d->nsentences; s++) {
		struct weighted top[PAIR_TERMS];
		size_t m = top_terms(x, &at, d->sentences[s].first + d->sentences[s].len, top);
		for (size_t i = 0; i < m && !d->sentences[s].boilerplate; i++)
			for (size_t k = i + 1; k < m && n < TERMS_MAX; k++)
				x->items[n++] = (struct radix_item){
				    radix_descending(top[i].weight + top[k].weight),
				    pair_key(top[i].term, top[k].term)};
	}
	add_heaviest(x, n, KEYS_PAIR, fp);
}

/* Arabic has no capitals: there any rare word may be a name. */
static bool may_name(const struct doc *d, const struct doc_token *t)
{
	if (t->flags & (DOC_STOP | DOC_NUMBER))
		return false;
	return (t->flags & DOC_CAPITAL) != 0 ||
	       (d->lang == LANG_AR && idf_builtin(t, d->lang) >= SOUND_RARE);
}

static void add_sounds(const struct doc *d, struct scratch *x, struct fingerprint *fp)
{
	struct best best = {.max = KEYS_SOUND};
	size_t n = 0;

	entries_begin(x, d->ntokens < TERMS_MAX ? d->ntokens : TERMS_MAX);
	for (size_t i = d->ntitle; i < d->ntokens && n < TERMS_MAX; i++)
		if (d->tokens[i].sound != 0 && may_name(d, &d->tokens[i])) {
			entries_add(x, d->tokens[i].sound ^ SOUND_MARK, 0, false);
			n++;
		}
	for (size_t i = 0; i < x->nentries; i++)
		best_add(&best, ~x->entries[i].count, x->entries[i].value);
	add_best(&best, fp);
}

static void hash_body(const struct doc *d, struct scratch *x, struct fingerprint *fp)
{
	uint32_t *terms = (uint32_t *)x->items;
	XXH128_hash_t h = {0, 0};

	/* Of a long text block by block, each hash the seed of the next. */
	for (size_t i = d->ntitle; i < d->ntokens || i == d->ntitle;) {
		size_t n = 0;
		for (; i < d->ntokens && n < 2 * TERMS_MAX; i++)
			terms[n++] = d->tokens[i].term;
		h = XXH3_128bits_withSeed(terms, n * sizeof(*terms), h.low64 ^ h.high64);
		if (n == 0)
			break;
	}
	fp->body[0] = h.low64;
	fp->body[1] = h.high64;
}

/* The tokens of the text that are no words of grammar, written without a branch:
 * every other word is one, and no processor guesses which. */
static void weigh(const struct doc *d, struct scratch *x)
{
	size_t max = d->ntokens < TERMS_MAX ? d->ntokens : TERMS_MAX, n = 0;

	for (size_t i = d->ntitle; i < max; i++) {
		x->tokens[n] = (struct weighted){(uint32_t)i, d->tokens[i].term, 0};
		n += (d->tokens[i].flags & DOC_STOP) == 0;
	}
	x->ntokens = 0;
	for (size_t i = 0; i < n; i++) {
		struct weighted w = x->tokens[i];
		w.weight = key_weight(d, &d->tokens[w.token]);
		x->tokens[x->ntokens] = w;
		x->ntokens += w.weight > 0;
	}
}

void fingerprint_make(const struct doc *d, struct fingerprint *out)
{
	struct scratch x;

	*out = (struct fingerprint){.version = FINGERPRINT_VERSION, .words = (uint32_t)d->words};
	weigh(d, &x);
	hash_body(d, &x, out);
	add_stems(d, &x, out);
	add_numbers(&x, out);
	add_pairs(d, &x, out);
	add_sounds(d, &x, out);
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
