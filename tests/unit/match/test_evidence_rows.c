/* Which sentences are shown face to face, and which as new. */
#include "evidence_lists.h"
#include "evidence_rows.h"
#include "evidence_text.h"
#include "match/pairing.h"

static const char earlier[] =
    "Two-thirds of the ferry crews at Port Ellery voted on Tuesday to strike after talks over pay "
    "collapsed, the Maritime Workers Union said.\n\nThe walkout will begin at 6 a.m. on March 14 "
    "and last 48 hours. It will halt 32 sailings a day between Port Ellery and the Inner Skerries, "
    "which carry about 12,400 passengers and 1,200 vehicles.\n\nThe company, NorthStar Lines, said "
    "its offer was worth $3.4 million a year and was final.\n\nThe government in Aldmoor said it "
    "would not intervene. Transport Minister Helena Vosper will meet both sides on Friday.";

struct shown {
	struct pairing pair;
	struct evidence e;
	double of_story, of_earlier;
};

static struct shown shown_of(const char *story)
{
	struct shown s = {.pair = pairing_texts("en", story, "en", earlier)};
	struct pairing *p = &s.pair;
	struct clashes c;

	assert_int_equal(clash_find(p->arena, p->a, p->b, &p->v.align, &p->v.facts, &c), CT_OK);
	evidence_rows_find(p->a, &p->v, &s.e);
	evidence_lists_find(p->a, &p->v, &c, &s.e);
	evidence_rows_cover(p->a, &p->v, &s.of_story, &s.of_earlier);
	return s;
}

static const struct evidence_row *row_of(const struct shown *s, size_t sentence)
{
	for (size_t i = 0; i < s->e.nrows; i++)
		if (sentence >= s->e.rows[i].a && sentence < s->e.rows[i].a + s->e.rows[i].na)
			return &s->e.rows[i];
	return NULL;
}

static bool is_new(const struct shown *s, uint32_t sentence)
{
	for (size_t i = 0; i < s->e.nfresh; i++)
		if (s->e.fresh[i] == sentence)
			return true;
	return false;
}

/* What is like nothing is new, though it stands beside a sentence that is told there. */
static void a_neighbour_makes_no_sentence_alike(void **state)
{
	struct shown s = shown_of(
	    "Engineers from Grampian Grid hope to reconnect most customers soon.\n\nThe mayor of "
	    "Skerrabost, Fiona Leask, thanked volunteers who had cleared 27 roads. Two-thirds of "
	    "the "
	    "ferry crews at Port Ellery voted on Tuesday to strike over pay.\n\nThe walkout will "
	    "start at 6 a.m. on March 14 and last 48 hours, the Maritime Workers Union said. "
	    "NorthStar Lines called its offer, worth $3.4 million, final. The weather service "
	    "expects "
	    "calm seas.");

	(void)state;
	assert_true(is_new(&s, 0) && is_new(&s, 1) && is_new(&s, 5));
	assert_null(row_of(&s, 1));
	const struct evidence_row *strike = row_of(&s, 2);
	assert_non_null(strike);
	assert_int_equal(strike->a, 2);
	assert_int_equal(strike->na, 1);
	assert_int_equal(strike->b, 0);
	assert_int_equal(evidence_rows_in_order(&s.pair.v), 3);
	assert_true(s.of_story > 0.3 && s.of_story < 0.7);
	pairing_free(&s.pair);
}

/* Its neighbour and it are most like another sentence together. */
static void a_sentence_faces_what_it_is_like(void **state)
{
	struct shown s = shown_of(
	    "Ferry crews at Port Ellery walked out on Thursday for 48 hours, halting 28 sailings a "
	    "day to the Inner Skerries, the Maritime Workers Union said.\n\nThe strike began at 6 "
	    "a.m. "
	    "on March 14. About 11,900 people stood on the quay.\n\nNorthStar Lines said the new "
	    "offer was worth $4.2 million a year. Transport Minister Helena Vosper will meet both "
	    "sides again on Monday.");
	const struct evidence_row *began = row_of(&s, 1);

	(void)state;
	assert_non_null(began);
	assert_true(began->b <= 1 && began->b + began->nb > 1);
	assert_true(is_new(&s, 2));
	pairing_free(&s.pair);
}

/* The order of the rest puts the second sentence beside the first one's counterpart. */
static void a_sentence_is_shown_where_it_stands(void **state)
{
	struct shown s = shown_of(
	    "NorthStar Lines called its offer final. The government in Aldmoor said it would not "
	    "intervene. Two-thirds of the ferry crews at Port Ellery voted to strike, the Maritime "
	    "Workers Union said. The walkout will halt 32 sailings a day between Port Ellery and "
	    "the Inner Skerries, which carry about 12,400 passengers and 1,200 vehicles.");
	const struct evidence_row *row = row_of(&s, 1);

	(void)state;
	assert_non_null(row);
	assert_int_equal(row->b, 4);
	assert_int_equal(row->similarity, 100);
	pairing_free(&s.pair);
}

/* What is told in another order is told. */
static void order_is_no_coverage(void **state)
{
	struct shown s = shown_of(
	    "Transport Minister Helena Vosper will meet both sides on Friday. The government in "
	    "Aldmoor said it would not intervene.\n\nThe company, NorthStar Lines, called its "
	    "offer, "
	    "worth $3.4 million a year, final.\n\nThe walkout will halt 32 sailings a day between "
	    "Port Ellery and the Inner Skerries, which carry 12,400 passengers and 1,200 vehicles. "
	    "It begins at 6 a.m. on March 14 and lasts 48 hours.\n\nTwo-thirds of the ferry crews "
	    "at "
	    "Port Ellery voted on Tuesday to strike, the Maritime Workers Union said.");

	(void)state;
	assert_true(evidence_rows_in_order(&s.pair.v) < 4);
	assert_true(s.of_story > 0.95);
	assert_true(s.of_earlier > 0.95);
	pairing_free(&s.pair);
}

/* The words in common of the first two sentences. */
static void assert_shared(const char *lang, const char *story, const char *lang_b,
    const char *earlier_text, const char *wanted)
{
	struct pairing p = pairing_texts(lang, story, lang_b, earlier_text);
	struct buf out = BUF_INIT(65536);
	struct emit j = emit_to(&out);

	emit_open(&j, '{');
	evidence_text_pair(
	    &j, p.a->doc, (struct evidence_span){0, 1}, p.b->doc, (struct evidence_span){0, 1});
	emit_close(&j, '}');
	buf_addc(&out, '\0');
	char *shared = strstr(out.p, "\"shared\":");
	assert_non_null(shared);
	assert_string_equal(shared + 9, wanted);
	buf_free(&out);
	pairing_free(&p);
}

/* As the story writes them but for capitals, and whole. */
static void words_in_common_are_the_storys(void **state)
{
	(void)state;
	assert_shared("ru", "Губернатор Ёлкин объявил день днём траура.", "ru",
	    "Ёлкин днём объявил траур.", "[\"ёлкин\",\"объявил\",\"днём\",\"траура\"]}");
	assert_shared("ar", "سقط المبنى على المتسوقين", "ar", "سقف المبنى", "[\"المبنى\"]}");
	assert_shared("zh", "县长陈志强说，南屏县停课三天。", "zh", "陈志强表示，南屏县停课。",
	    "[\"陈志强\",\"南屏县停课\"]}");
	assert_shared("en", "About three hundred and fifty of 12 400 vehicles, and 50 boats.", "en",
	    "350 vehicles of 12,400 and fifty ferries.",
	    "[\"three hundred and fifty\",\"12 400\",\"vehicles\",\"50\"]}");
	assert_shared("ja", "大島電機が公表した計画では、従業員から退職者を募る。", "ja",
	    "大島電機は、従業員を減らすと公表した。", "[\"大島電機\",\"公表\",\"従業員\"]}");
	assert_shared("de", "Er legt Überfahrten zwischen Port Ellery und den Inner Skerries lahm.",
	    "en", "It will halt sailings between Port Ellery and the Inner Skerries.",
	    "[\"port\",\"ellery\",\"inner\",\"skerries\"]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_neighbour_makes_no_sentence_alike),
	    cmocka_unit_test(a_sentence_faces_what_it_is_like),
	    cmocka_unit_test(a_sentence_is_shown_where_it_stands),
	    cmocka_unit_test(order_is_no_coverage),
	    cmocka_unit_test(words_in_common_are_the_storys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
