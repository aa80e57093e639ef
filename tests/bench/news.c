/*
 * A stream of stories over some 300 events that run at a time.  A new event
 * takes words from one of 300 topics, three names of those that are often in the
 * news and four that rarely are; 55 % of the stories tell an event once more: half
 * in their own words, the others copied or reworded from the first that told it.
 *
 * Words and names come as Zipf says, and never run out: of every 25 words one is of
 * two million rare ones, and of an event's own names most have never been told, so
 * that a store that grows keeps meeting what it does not know.
 */
#include "news.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"
#include "count.h"

enum { WORDS = 30000, TOPICS = 300, EVENTS = 300, EVENT_WORDS = 60, EVENT_NAMES = 7 };
enum { TEXT = 3000, KNOWN = 20000, SURNAMES = 2000000, FORENAMES = 300, RARE = 2000000 };

static const char *const grammar[] = {"the", "of", "to", "and", "in", "a", "that", "for", "on",
    "is", "was", "with", "said", "at", "it", "by", "from", "he", "as", "be", "have", "has", "an",
    "his", "are", "were", "not", "but", "who", "they", "had", "their", "this", "which", "will",
    "after", "would", "more", "been", "about", "she", "or", "we", "one", "when", "its", "there",
    "her", "up", "out", "could", "over", "also", "than", "into", "before", "under", "against"};
enum { GRAMMAR = COUNT(grammar) };

struct event {
	unsigned words[EVENT_WORDS], names[EVENT_NAMES][2], numbers[8];
	struct buf text; /* of the first story that told it */
	uint32_t keys[NEWS_KEYS_MAX];
	size_t nkeys; /* the same, where only its keys were made */
};

struct news {
	uint64_t seed;
	double sum[WORDS]; /* cumulated frequency up to and with word i */
	char words[WORDS][24];
	struct event events[EVENTS];
	struct buf title, text;
	char source[24], url[64], id[24];
	struct ct_story story;
	unsigned count;
};

/* xorshift64*. */
static unsigned below(struct news *n, unsigned max)
{
	n->seed ^= n->seed >> 12;
	n->seed ^= n->seed << 25;
	n->seed ^= n->seed >> 27;
	return (unsigned)((n->seed * 2685821657736338717u >> 33) % max);
}

/* Few of them often, most of them rarely. */
static unsigned skewed(struct news *n, unsigned max)
{
	double u = (double)below(n, 1 << 20) / (1 << 20);
	return (unsigned)(pow((double)max, u)) - 1;
}

static unsigned zipf(struct news *n)
{
	double at = (double)below(n, 1 << 30) / (1 << 30) * n->sum[WORDS - 1];
	unsigned low = 0, high = WORDS - 1;
	while (low < high) {
		unsigned mid = (low + high) / 2;
		if (n->sum[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* A word of the vocabulary, or from WORDS on one of the rare ones. */
static unsigned any_word(struct news *n)
{
	return below(n, 25) == 0 ? WORDS + skewed(n, RARE) : zipf(n);
}

/* The i-th of endlessly many words: plausible, no two alike. */
static void spell(unsigned i, unsigned syllables, char *out, size_t size)
{
	static const char *const onset[] = {"b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r",
	    "s", "t", "v", "w", "st", "tr", "pr", "cl", "sh", "ch", "gr", "br"};
	static const char *const rest[] = {"a", "e", "i", "o", "u", "an", "en", "or", "al", "ar",
	    "er", "in", "on", "ess", "ic", "ound", "ail", "eed", "ost", "ack", "ine"};
	size_t at = 0;
	for (; syllables > 0 || i > 0; i /= 483, syllables -= syllables > 0)
		at +=
		    (size_t)snprintf(out + at, size - at, "%s%s", onset[i % 23], rest[i / 23 % 21]);
}

static void vocabulary(struct news *n)
{
	static const char *const endings[] = {"", "", "s", "ed", "ing", "er", "ly", "ment", "ion"};
	double sum = 0;
	for (unsigned i = 0; i < WORDS; i++) {
		if (i < GRAMMAR)
			snprintf(n->words[i], 24, "%s", grammar[i]);
		else {
			spell(i * 7919 % 200000, 2, n->words[i], 16);
			strcat(n->words[i], endings[i % 9]);
		}
		sum += i < GRAMMAR ? 0 : 1 / pow((double)(i - GRAMMAR) + 15, 1.0);
		n->sum[i] = sum;
	}
}

static void add_word(const struct news *n, struct buf *out, unsigned i)
{
	char s[48];
	if (i < WORDS) {
		buf_adds(out, n->words[i]);
		return;
	}
	spell(1000000 + i * 31, 3, s, sizeof(s));
	buf_adds(out, s);
}

static void event_begin(struct news *n, struct event *e)
{
	unsigned topic = skewed(n, TOPICS);
	buf_clear(&e->text);
	e->nkeys = 0;
	for (int i = 0; i < EVENT_WORDS; i++) /* two thirds the topic's 300 words */
		e->words[i] = i % 3 == 0
				  ? any_word(n)
				  : GRAMMAR + (topic * 2654435761u + below(n, 300) * 40503u) %
						  (WORDS - GRAMMAR);
	for (int i = 0; i < EVENT_NAMES; i++) {
		e->names[i][0] = below(n, FORENAMES);
		e->names[i][1] = i < 3 ? skewed(n, KNOWN) : KNOWN + below(n, SURNAMES - KNOWN);
	}
	for (int i = 0; i < 8; i++)
		e->numbers[i] = 2 + skewed(n, 5000);
}

static void add_name(struct news *n, const struct event *e, struct buf *out, bool whole)
{
	char s[48];
	const unsigned *name = e->names[below(n, EVENT_NAMES)];
	spell(name[0], 1, s, sizeof(s));
	if (whole)
		buf_addf(out, "%c%s ", s[0] - 32, s + 1);
	spell(3000000 + name[1] * 17, 2, s, sizeof(s));
	buf_addf(out, "%c%s", s[0] - 32, s + 1);
}

static void add_words(struct news *n, const struct event *e, struct buf *out, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		unsigned kind = below(n, 100);
		size_t at = out->n;
		if (kind < 45)
			buf_adds(out, grammar[skewed(n, GRAMMAR)]);
		else if (kind < 68)
			add_word(n, out, any_word(n));
		else if (kind < 90)
			add_word(n, out, e->words[skewed(n, EVENT_WORDS)]);
		else if (kind < 97)
			add_name(n, e, out, below(n, 3) == 0);
		else
			buf_addf(out, "%u",
			    below(n, 2) == 0 ? e->numbers[below(n, 8)] : 2 + below(n, 3000));
		if (i == 0 && out->p[at] >= 'a')
			out->p[at] -= 32;
		if (i + 1 < count)
			buf_adds(out, below(n, 14) == 0 ? ", " : " ");
	}
}

static void tell(struct news *n, const struct event *e)
{
	for (unsigned s = 0; n->text.n < TEXT; s++) {
		bool quote = below(n, 100) < 15;
		if (s > 0)
			buf_adds(&n->text, s % 3 == 0 ? "\n\n" : " ");
		buf_adds(&n->text, quote ? "\"" : "");
		add_words(n, e, &n->text, 12 + below(n, 16));
		if (quote) {
			buf_adds(&n->text, ",\" said ");
			add_name(n, e, &n->text, true);
		}
		buf_addc(&n->text, '.');
	}
}

/* The first telling, a third of its lower-case words replaced. */
static void reword(struct news *n, const struct event *e)
{
	struct view v = buf_view(&e->text);
	for (size_t i = 0, k; i < v.n; i = k) {
		for (k = i; k < v.n && v.p[k] >= 'a' && v.p[k] <= 'z'; k++)
			;
		bool word = k > i + 3 && (i == 0 || v.p[i - 1] == ' ');
		if (word && below(n, 3) == 0)
			add_word(n, &n->text, any_word(n));
		else
			buf_add(&n->text, v.p + i, k - i);
		if (k == i)
			buf_addc(&n->text, v.p[k++]);
	}
}

struct news *news_new(uint64_t seed)
{
	struct news *n = calloc(1, sizeof(*n));
	if (n == NULL)
		return NULL;
	n->seed = seed * 2 + 1;
	n->title = n->text = BUF_INIT(1 << 16);
	vocabulary(n);
	for (int i = 0; i < EVENTS; i++) {
		n->events[i].text = BUF_INIT(1 << 16);
		event_begin(n, &n->events[i]);
	}
	return n;
}

void news_free(struct news *n)
{
	if (n == NULL)
		return;
	for (int i = 0; i < EVENTS; i++)
		buf_free(&n->events[i].text);
	buf_free(&n->title);
	buf_free(&n->text);
	free(n);
}

const struct ct_story *news_next(struct news *n)
{
	struct event *e = &n->events[below(n, EVENTS)];
	unsigned kind = below(n, 100);
	buf_clear(&n->title);
	buf_clear(&n->text);
	if (kind < 45)
		event_begin(n, e);
	add_words(n, e, &n->title, 7 + below(n, 5));
	if (kind < 72 || e->text.n == 0)
		tell(n, e);
	else if (kind < 88)
		buf_addv(&n->text, buf_view(&e->text));
	else
		reword(n, e);
	if (e->text.n == 0)
		buf_addv(&e->text, buf_view(&n->text));
	n->count++;
	snprintf(n->source, sizeof(n->source), "outlet%u", below(n, 400));
	snprintf(n->id, sizeof(n->id), "story-%u", n->count);
	snprintf(n->url, sizeof(n->url), "https://%s.example/%u", n->source, n->count);
	n->story = (struct ct_story){.id = view_of(n->id),
	    .source = view_of(n->source),
	    .title = buf_view(&n->title),
	    .text = buf_view(&n->text),
	    .url = view_of(n->url),
	    .published = 1790000000 + n->count};
	return &n->story;
}

/* --- keys alone ------------------------------------------------------------------- */

enum { STEMS = 32, SENTENCES = 6, TOP = 5, NAME = 1 << 28, NUMBER = 1 << 29 };

static uint32_t hash(uint32_t a, uint32_t b)
{
	uint64_t h = (a * UINT64_C(0x9E3779B97F4A7C15)) ^ (b + UINT64_C(0x632BE59BD9B4E019));
	h = (h ^ h >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
	return (uint32_t)(h >> 32);
}

/* A term that weighs enough to be a key. */
static uint32_t heavy_term(struct news *n, const struct event *e)
{
	unsigned kind = below(n, 100);
	if (kind < 30)
		return hash(NAME, e->names[below(n, EVENT_NAMES)][1]);
	if (kind < 36)
		return hash(NAME + 1, e->names[below(n, EVENT_NAMES)][0]);
	if (kind < 44)
		return hash(NUMBER, below(n, 2) == 0 ? e->numbers[below(n, 8)] : below(n, 3000));
	return hash(0, kind < 72 ? e->words[skewed(n, EVENT_WORDS)] : any_word(n));
}

size_t news_next_keys(struct news *n, uint32_t *keys)
{
	struct event *e = &n->events[below(n, EVENTS)];
	unsigned kind = below(n, 100);
	size_t k = 0;
	n->count++;
	if (kind < 45)
		event_begin(n, e);
	else if (kind >= 72 && e->nkeys > 0) { /* a copy, or reworded */
		for (; k < e->nkeys; k++)
			keys[k] = kind < 88 || below(n, 3) > 0
				      ? e->keys[k]
				      : hash(heavy_term(n, e), (uint32_t)k);
		return k;
	}
	for (int i = 0; i < STEMS; i++)
		keys[k++] = heavy_term(n, e);
	for (int s = 0; s < SENTENCES; s++) {
		uint32_t top[TOP];
		for (int i = 0; i < TOP; i++)
			top[i] = heavy_term(n, e);
		for (int i = 0; i < TOP; i++)
			for (int j = i + 1; j < TOP; j++)
				keys[k++] =
				    top[i] < top[j] ? hash(top[i], top[j]) : hash(top[j], top[i]);
	}
	for (int i = 0; i < 4; i++) {
		keys[k++] = hash(NAME + 2, e->names[i + i / 2][1] % 100000);
		keys[k++] = hash(NAME + 3, e->names[i][0]);
	}
	if (e->nkeys == 0) {
		memcpy(e->keys, keys, k * sizeof(*keys));
		e->nkeys = k;
	}
	return k;
}
