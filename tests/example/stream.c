/* cc -o stream stream.c $(pkg-config --cflags --libs libcopytaster) */
#include <copytaster.h>
#include <stdio.h>
#include <string.h>

/* What came, in this order; a story's number is its place, from 1. */
static const struct item {
	const char *source, *text;
	int64_t came;
} items[] = {
    {"Harbour Gazette",
	"The harbour commission of Port Selwyn voted 7 to 4 on Tuesday to shut the "
	"east dock for 18 months. Engineers from Braddock Marine found 212 cracked "
	"piles during a survey in March. Repairs will cost 46 million dollars, "
	"said commission chair Lena Ortiz.",
	1700000000},
    {"Public Ledger",
	"A village library in the hills of Orrin has begun to lend hens. Readers "
	"may keep two of them for a fortnight, with a coop and a sack of grain. The "
	"librarian, Agnes Mool, said 64 people were waiting.",
	1700003600},
    {"The Daily Prism",
	"Port Selwyn is closing its east dock for a year and a half after its "
	"harbour commission backed the plan by seven votes to four on Tuesday. A "
	"March inspection by Braddock Marine had turned up cracks in 212 of the "
	"piles. Lena Ortiz, who chairs the commission, put the bill for repairs at "
	"$46 million.",
	1700007200},
};

enum { ITEMS = sizeof(items) / sizeof(items[0]), WINDOW = 30 * 24 * 3600 };

static struct ct_story story_of(const struct item *i)
{
	struct ct_story s = {.published = i->came};

	s.source.p = i->source;
	s.source.n = strlen(i->source);
	s.text.p = i->text;
	s.text.n = strlen(i->text);
	return s;
}

static enum ct_err load(void *ctx, uint32_t number, struct ct_story *out)
{
	(void)ctx;
	*out = story_of(&items[number - 1]);
	return CT_OK;
}

static enum ct_err take(struct ct_judge *judge, uint32_t number, const struct item *i)
{
	struct ct_story s = story_of(i);
	struct ct_judgement j;
	enum ct_err err = ct_judge_story(judge, &s, i->came, WINDOW, &j);

	if (err != CT_OK)
		return err;
	printf("%u from %s: %s", number, i->source, ct_verdict_name(j.verdict));
	if (j.of != 0)
		printf(", of %u", j.of);
	printf("\n");
	ct_judgement_free(&j);
	return ct_judge_learn(judge, number, i->came, &s);
}

int main(void)
{
	struct ct_stories stories = {.load = load};
	struct ct_judge *judge = ct_judge_new(&stories);
	enum ct_err err = judge != NULL ? CT_OK : CT_ENOMEM;

	for (uint32_t n = 1; err == CT_OK && n <= ITEMS; n++)
		err = take(judge, n, &items[n - 1]);
	ct_judge_free(judge);
	if (err != CT_OK)
		fprintf(stderr, "stream: %s\n", ct_strerror(err));
	return err != CT_OK;
}
