#include <stdlib.h>

#include "made.h"
#include "number.h"

static void assert_sentence(const struct doc *d, size_t i, const char *text)
{
	assert_true(i < d->nsentences);
	struct view v = doc_sentence_text(d, &d->sentences[i]);
	if (!view_is(v, text))
		fail_msg("sentence %zu is \"%.*s\"", i, (int)v.n, v.p);
}

static void test_sentences(void **state)
{
	(void)state;
	struct doc *d =
	    made_doc("en", "They met in St. Petersburg at 7.05 p.m. on Friday. The U.S. envoy "
			   "left. It was years ago.An aide spoke! \"We won.\" He smiled.");

	assert_int_equal(d->nsentences, 6);
	assert_sentence(d, 0, "They met in St. Petersburg at 7.05 p.m. on Friday.");
	assert_sentence(d, 1, "The U.S. envoy left.");
	assert_sentence(d, 2, "It was years ago.");
	assert_sentence(d, 3, "An aide spoke!");
	assert_sentence(d, 4, "\"We won.\"");
	doc_free(d);
}

static void assert_sentences(const char *lang, const char *text, size_t n)
{
	struct doc *d = made_doc(lang, text);

	if (d->nsentences != n)
		fail_msg("%zu sentences in: %s", d->nsentences, text);
	doc_free(d);
}

static void test_ordinals_and_abbreviations(void **state)
{
	(void)state;
	assert_sentences("de", "Die Frist läuft bis zum 15. März und wird verlängert.", 1);
	assert_sentences("de", "Seit dem 3. Oktober gilt das. Am 1. FC liegt es nicht.", 2);
	assert_sentences("de", "Gestern siegte der 1. FC Neustadt in der 2. Bundesliga.", 1);
	assert_sentences("de", "3. Oktober bleibt ein Feiertag.", 1);
	assert_sentences("de", "Es fehlten nur noch 15. Danach ging alles schnell.", 2);
	assert_sentences("de", "Das war im Jahr 2019. März und April blieben kalt.", 2);
	assert_sentences("de", "Dort gibt es z. B. Äpfel, u. a. Boskoop, laut Dr. Ebert.", 1);
	assert_sentences("de", "Das Haus Nr. 15 brannte ab. Niemand kam um.", 2);
	assert_sentences("en", "They won the race in 15. March was cold.", 2);
	assert_sentences("es", "El Sr. Molina y la Sra. Vega llegaron. Nadie habló.", 2);
	assert_sentences("fr", "Selon M. Dupré, le pont tiendra. Mme. Roux en doute.", 2);
	assert_sentences("it", "Lo dice il dott. Bianchi. Nessuno rispose.", 2);
	assert_sentences("pt", "O Sr. Prado chegou tarde. Ninguém falou.", 2);
	assert_sentences("ru", "В 2020 г. Орлов уехал, т.е. Иванов остался. Все молчали.", 2);
}

static void test_paragraphs_and_wrapped_lines(void **state)
{
	(void)state;
	struct doc *d =
	    made_doc("en", "A first paragraph without a stop\n\nA second one is here and "
			   "its line is so long that it\nwas wrapped in the middle.");

	assert_int_equal(d->nsentences, 2);
	doc_free(d);
}

static void test_cjk(void **state)
{
	(void)state;
	struct doc *d = made_doc("zh", "周一凌晨发生火灾。消防员赶到现场！共有一百二十人受伤。");

	assert_int_equal(d->lang, LANG_ZH);
	assert_int_equal(d->nsentences, 3);
	assert_true(d->tokens[0].flags & DOC_CJK);
	const struct doc_token *n = made_token(d, "一百二十");
	assert_true(n->flags & DOC_NUMBER);
	assert_int_equal(n->term, number_term(120));
	doc_free(d);
}

static void test_numbers_are_values(void **state)
{
	(void)state;
	static const struct {
		const char *lang, *text, *token;
		double value;
	} cases[] = {
	    {"en", "about 1,200 people", "1,200", 1200},
	    {"en", "some £4.7m was lost", "4.7m", 4.7e6},
	    {"en", "some 4.7 million was lost", "4.7 million", 4.7e6},
	    {"en", "they found four boats", "four", 4},
	    {"en", "and twenty-four more", "twenty-four", 24},
	    {"en", "the 18th of March", "18", 18},
	    {"de", "rund 11.000 Menschen", "11.000", 11000},
	    {"de", "um 1,3 Millionen Euro", "1,3 Millionen", 1.3e6},
	    {"fr", "soit 41 000 euros en tout", "41 000", 41000},
	    {"ru", "около 2,5 млн рублей", "2,5 млн", 2.5e6},
	    {"ja", "被害額は３億円", "3億", 3e8},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct doc *d = made_doc(cases[i].lang, cases[i].text);
		const struct doc_token *t = made_token(d, cases[i].token);
		assert_true(t->flags & DOC_NUMBER);
		assert_int_equal(t->term, number_term(cases[i].value));
		doc_free(d);
	}
}

static void test_names(void **state)
{
	(void)state;
	struct doc *d =
	    made_doc("en", "Reporters met Steve Witkoff on Friday. Witkoff said nothing. "
			   "Nobody asked.");

	assert_true(made_token(d, "Steve")->flags & DOC_NAME);
	assert_false(made_token(d, "Reporters")->flags & DOC_NAME);
	assert_false(made_token(d, "Friday")->flags & DOC_NAME);
	assert_false(made_token(d, "Nobody")->flags & DOC_NAME);
	/* The second Witkoff begins a sentence, and is known from the first. */
	size_t names = 0;
	for (size_t i = 0; i < d->ntokens; i++)
		names += view_is(doc_token_text(d, &d->tokens[i]), "Witkoff") &&
			 (d->tokens[i].flags & DOC_NAME);
	assert_int_equal(names, 2);
	doc_free(d);
}

static void test_quotes_are_masked_from_four_words(void **state)
{
	(void)state;
	struct doc *d =
	    made_doc("en", "He called it \xE2\x80\x9Cvery productive\xE2\x80\x9D and said "
			   "\xE2\x80\x9Cthis is another step ahead\xE2\x80\x9D to all.");

	assert_false(made_token(d, "productive")->flags & DOC_QUOTED);
	assert_true(made_token(d, "another")->flags & DOC_QUOTED);
	assert_false(made_token(d, "all")->flags & DOC_QUOTED);
	doc_free(d);
}

static void test_stems_meet(void **state)
{
	(void)state;
	struct doc *d = made_doc("en", "investigation investigations US us Witkoff's Witkoff");

	assert_int_equal(d->tokens[0].term, d->tokens[1].term);
	assert_int_not_equal(d->tokens[2].term, d->tokens[3].term);
	assert_int_equal(d->tokens[4].term, d->tokens[5].term);
	doc_free(d);
}

static void test_forms_of_unicode_are_one(void **state)
{
	(void)state;
	struct doc *a = made_doc("fr", "caf\xC3\xA9 \xEF\xAC\x81n"),
		   *b = made_doc("fr", "cafe\xCC\x81 fin");

	assert_int_equal(a->ntokens, 2);
	assert_int_equal(a->tokens[0].term, b->tokens[0].term);
	assert_int_equal(a->tokens[1].term, b->tokens[1].term);
	doc_free(a);
	doc_free(b);
}

static void test_language_is_guessed(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum lang lang;
	} cases[] = {
	    {"The minister said that it was not the first time this had been done to them.",
		LANG_EN},
	    {"Der Minister sagte, dass es nicht das erste Mal war und sie es noch nicht wissen.",
		LANG_DE},
	    {"Le ministre a dit que ce n'est pas la première fois et qu'il ne sait pas.", LANG_FR},
	    {"Министр сказал, что это было не в первый раз и что они об этом не знают.", LANG_RU},
	    {"Міністр сказав, що це було не вперше і що вони про це ще не знають.", LANG_UK},
	    /* Words of grammar that are Russian as well: by its letters. */
	    {"Завод на річці не працював, а люди за містом чекали на автобус.", LANG_UK},
	    {"قال الوزير إن هذه ليست المرة الأولى", LANG_AR},
	    {"部長表示這不是第一次", LANG_ZH},
	    {"大臣はこれが初めてではないと述べた", LANG_JA},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct doc *d = made_doc("", cases[i].text);
		assert_int_equal(d->lang, cases[i].lang);
		doc_free(d);
	}
	/* A tag that the script contradicts is not believed. */
	struct doc *d =
	    made_doc("en", "Министр сказал, что это было не в первый раз и они не знают.");
	assert_int_equal(d->lang, LANG_RU);
	doc_free(d);
}

static void test_title_stands_in_for_text(void **state)
{
	(void)state;
	struct ct_story s = {.title = VIEW_LIT("Three die in Spanish wildfire")};
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_int_equal(d->nsentences, 1);
	assert_int_equal(d->ntitle, 0);
	doc_free(d);
	s = (struct ct_story){.published = 0};
	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_int_equal(d->nsentences, 0);
	doc_free(d);
}

static void test_boilerplate(void **state)
{
	(void)state;
	struct doc *d =
	    made_doc("en", "The fire is out. Read more: How to leave a burning house\n\n"
			   "This post appeared first on The Daily.");

	assert_false(d->sentences[0].boilerplate);
	assert_true(d->sentences[1].boilerplate);
	assert_true(d->sentences[2].boilerplate);
	doc_free(d);
}

/* Random and broken bytes: no crash, and every token lies in the text. */
static void test_hostile_bytes(void **state)
{
	(void)state;
	static const char *const bits[] = {"\xFF\xFE", "\"", "\xE2\x80\x9C", "9,999", ".", "\n",
	    "A.", "'s", "\xE4\xB8\x80", "\xC2\xAD", "e\xCC\x81", " ", "million", "\xE2\x80", "Q",
	    "\xF0\x9F\x98\x80"};
	char text[4096];

	srand(7);
	for (int round = 0; round < 300; round++) {
		size_t n = 0;
		while (n + 16 < sizeof(text)) {
			const char *b = bits[(size_t)rand() % COUNT(bits)];
			memcpy(text + n, b, strlen(b));
			n += strlen(b);
		}
		struct ct_story s = {.text = {text, n}, .title = {text + n / 2, 30}};
		struct doc *d = NULL;
		assert_int_equal(doc_make(&s, &d), CT_OK);
		for (size_t i = 0; i < d->ntokens; i++)
			assert_true((size_t)d->tokens[i].at + d->tokens[i].n <= d->text.n);
		for (size_t i = 0; i < d->nsentences; i++) {
			assert_true(d->sentences[i].len > 0);
			assert_true(d->sentences[i].first + d->sentences[i].len <= d->ntokens);
		}
		assert_true(d->nsentences <= DOC_SENTENCES_MAX + 1);
		doc_free(d);
	}
}

static void test_long_text_is_cut(void **state)
{
	(void)state;
	size_t n = 4u << 20;
	char *text = malloc(n);
	struct doc *d = NULL;

	assert_non_null(text);
	for (size_t i = 0; i < n; i++)
		text[i] = "ab. Cd"[i % 6];
	struct ct_story s = {.text = {text, n}};
	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_true(d->nsentences <= DOC_SENTENCES_MAX + 1);
	doc_free(d);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sentences),
	    cmocka_unit_test(test_ordinals_and_abbreviations),
	    cmocka_unit_test(test_paragraphs_and_wrapped_lines),
	    cmocka_unit_test(test_cjk),
	    cmocka_unit_test(test_numbers_are_values),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_quotes_are_masked_from_four_words),
	    cmocka_unit_test(test_stems_meet),
	    cmocka_unit_test(test_forms_of_unicode_are_one),
	    cmocka_unit_test(test_language_is_guessed),
	    cmocka_unit_test(test_title_stands_in_for_text),
	    cmocka_unit_test(test_boilerplate),
	    cmocka_unit_test(test_hostile_bytes),
	    cmocka_unit_test(test_long_text_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
