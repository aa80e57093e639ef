/* cc -o example example.c $(pkg-config --cflags --libs libcopytaster) */
#include <copytaster.h>
#include <stdio.h>
#include <string.h>

static const char earlier[] =
    "The harbour commission of Port Selwyn voted 7 to 4 on Tuesday to shut the "
    "east dock for 18 months. Engineers from Braddock Marine found 212 cracked "
    "piles during a survey in March. Repairs will cost 46 million dollars, "
    "said commission chair Lena Ortiz.";

static const char story[] =
    "Port Selwyn is closing its east dock for a year and a half after its "
    "harbour commission backed the plan by seven votes to four on Tuesday. A "
    "March inspection by Braddock Marine had turned up cracks in 212 of the "
    "piles. Lena Ortiz, who chairs the commission, put the bill for repairs at "
    "$46 million.";

static struct ct_story story_of(const char *text)
{
	struct ct_story s = {.published = CT_TIME_UNKNOWN};

	s.text.p = text;
	s.text.n = strlen(text);
	return s;
}

int main(void)
{
	struct ct_story a = story_of(earlier), b = story_of(story);
	struct ct_judgement j;
	char *why;
	enum ct_err err = ct_compare(&b, &a, &j);

	if (err == CT_OK) {
		err = ct_explain(&j, &why);
		ct_judgement_free(&j);
	}
	if (err != CT_OK) {
		fprintf(stderr, "example: %s\n", ct_strerror(err));
		return 1;
	}
	fputs(why, stdout);
	ct_free(why);
	return 0;
}
