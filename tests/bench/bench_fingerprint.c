/* Text to fingerprint, beside a plain MinHash of the same text. */
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "bench.h"
#include "fingerprint.h"
#include "news.h"

enum { STORIES = 1000, PERMUTATIONS = 128, TEXT = 4096 };

static struct {
	char title[256], text[TEXT];
	struct ct_story story;
} stories[STORIES];
static volatile uint64_t sink;

static double ours(struct normalizer *z)
{
	double start = bench_cpu();
	for (int i = 0; i < STORIES; i++) {
		struct doc *d = NULL;
		struct fingerprint fp;
		if (doc_make_with(z, &stories[i].story, &d) != CT_OK)
			bench_die("doc_make");
		fingerprint_make(d, &fp);
		sink += fp.body[0];
		doc_free(d);
	}
	return STORIES / (bench_cpu() - start);
}

/* ASCII lower case, words of letters and digits; returns how many. */
static size_t word_hashes(struct view v, uint64_t *out, size_t max)
{
	char word[64];
	size_t n = 0, k = 0;
	for (size_t i = 0; i <= v.n && n < max; i++) {
		char c = i < v.n ? v.p[i] : ' ';
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c > 127) {
			if (k < sizeof(word))
				word[k++] = c;
		} else if (k > 0) {
			out[n++] = XXH3_64bits(word, k);
			k = 0;
		}
	}
	return n;
}

static double minhash(const uint32_t a[], const uint32_t b[])
{
	static uint64_t words[TEXT];
	uint32_t least[PERMUTATIONS];
	double start = bench_cpu();
	for (int i = 0; i < STORIES; i++) {
		size_t n = word_hashes(stories[i].story.text, words, TEXT);
		memset(least, 0xff, sizeof(least));
		for (size_t w = 0; w + 3 <= n; w++) {
			uint32_t h = (uint32_t)XXH3_64bits(&words[w], 3 * sizeof(words[0]));
			for (int p = 0; p < PERMUTATIONS; p++) {
				uint32_t x = a[p] * h + b[p];
				least[p] = x < least[p] ? x : least[p];
			}
		}
		sink += least[0];
	}
	return STORIES / (bench_cpu() - start);
}

void bench_fingerprint(void)
{
	double rate[BENCH_ROUNDS], floors[BENCH_ROUNDS];
	uint32_t a[PERMUTATIONS], b[PERMUTATIONS];
	struct normalizer *z = normalizer_new();
	struct news *news = news_new(11);
	for (int i = 0; i < STORIES; i++) {
		const struct ct_story *s = news_next(news);
		stories[i].story = (struct ct_story){.published = s->published};
		stories[i].story.text = view_sub(s->text, 0, TEXT);
		stories[i].story.title = view_sub(s->title, 0, 256);
		memcpy(stories[i].text, s->text.p, stories[i].story.text.n);
		memcpy(stories[i].title, s->title.p, stories[i].story.title.n);
		stories[i].story.text.p = stories[i].text;
		stories[i].story.title.p = stories[i].title;
	}
	for (uint32_t p = 0; p < PERMUTATIONS; p++) {
		a[p] = (uint32_t)XXH3_64bits_withSeed(&p, sizeof(p), 1) | 1;
		b[p] = (uint32_t)XXH3_64bits_withSeed(&p, sizeof(p), 2);
	}
	ours(z); /* the word cache fills */
	for (int i = 0; i < BENCH_ROUNDS; i++) {
		rate[i] = ours(z);
		floors[i] = minhash(a, b);
	}
	bench_section("Stories of 3 KB to fingerprints, one core");
	bench_row("normalize and fingerprint", bench_quantile(rate, BENCH_ROUNDS, 0.5), "stories/s",
	    "MinHash, 128 permutations, XXH3", bench_quantile(floors, BENCH_ROUNDS, 0.5),
	    BENCH_MORE);
	news_free(news);
	normalizer_free(z);
}
