/*
 * A stream of stories over some 300 events that run at a time.  A new event
 * takes words from one of 300 topics, a few names that are often in the news
 * and four that are its own; 55 % of the stories tell an event once more: half
 * in their own words, the others copied or reworded from the first that told it.
 */
#include "news.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"

enum { WORDS = 30000, TOPICS = 300, EVENTS = 300, EVENT_WORDS = 60, EVENT_NAMES = 7 };
enum { TEXT = 3000, SURNAMES = 9000, FORENAMES = 300 };

static const char *const grammar[] = {"the", "of", "to", "and", "in", "a", "that", "for", "on",
    "is", "was", "with", "said", "at", "it", "by", "from", "he", "as", "be", "have", "has", "an",
    "his", "are", "were", "not", "but", "who", "they", "had", "their", "this", "which", "will",
    "after", "would", "more", "been", "about", "she", "or", "we", "one", "when", "its", "there",
    "her", "up", "out", "could", "over", "also", "than", "into", "before", "under", "against"};
enum { GRAMMAR = sizeof(grammar) / sizeof(grammar[0]) };

struct event {
	unsigned words[EVENT_WORDS], names[EVENT_NAMES][2], numbers[8];
	struct buf text; /* of the first story that told it */
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

static void event_begin(struct news *n, struct event *e)
{
	unsigned topic = skewed(n, TOPICS);
	buf_clear(&e->text);
	for (int i = 0; i < EVENT_WORDS; i++) /* two thirds the topic's 300 words */
		e->words[i] = i % 3 == 0
				  ? zipf(n)
				  : GRAMMAR + (topic * 2654435761u + below(n, 300) * 40503u) %
						  (WORDS - GRAMMAR);
	for (int i = 0; i < EVENT_NAMES; i++) {
		e->names[i][0] = below(n, FORENAMES);
		e->names[i][1] = i < 3 ? skewed(n, 2000) : 2000 + below(n, SURNAMES - 2000);
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
			buf_adds(out, n->words[zipf(n)]);
		else if (kind < 90)
			buf_adds(out, n->words[e->words[skewed(n, EVENT_WORDS)]]);
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
			buf_adds(&n->text, n->words[zipf(n)]);
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
