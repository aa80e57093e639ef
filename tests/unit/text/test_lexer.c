#include "buf.h"
#include "made.h"
#include "number.h"

static void assert_numbers(const char *lang, const char *text, const double *values, size_t n)
{
	struct doc *d = made_doc(lang, text);
	size_t k = 0;

	for (size_t i = 0; i < d->ntokens; i++) {
		if ((d->tokens[i].flags & DOC_NUMBER) == 0)
			continue;
		if (k == n || d->tokens[i].term != number_term(values[k]))
			fail_msg("number %zu of: %s", k, text);
		k++;
	}
	if (k != n)
		fail_msg("%zu numbers in: %s", k, text);
	doc_free(d);
}

#define NUMBERS(lang, text, ...)                            \
	do {                                                \
		const double values[] = {__VA_ARGS__};      \
		assert_numbers(lang, text, LISTED(values)); \
	} while (0)

static void test_numbers_of_languages(void **state)
{
	(void)state;
	NUMBERS("de", "Es waren zweiundzwanzig Boote und einundachtzig Helfer.", 22, 81);
	NUMBERS("en", "Two trillion trillion five.", 2e24, 5);
	NUMBERS("es", "Murieron treinta y cuatro ovejas y dos perros.", 34, 2);
	NUMBERS("pt", "Foram vinte e quatro barcos e 1,2 milhão de reais.", 24, 1.2e6);
	NUMBERS("fr", "Vingt et quatre-vingt élèves, 1 900 voyageurs.", 20, 80, 1900);
	NUMBERS("fr", "Sept mille, deux mille et dix.", 7000, 2000, 10);
	NUMBERS("ru", "Сорок человек и пятьсот рублей.", 40, 500);
	NUMBERS("ru", "Ущерб 140 млн.\n\nДва человека.", 140e6, 2);
	NUMBERS("uk", "Двадцяти гравцям дали 1,1 мільярда гривень.", 20, 1.1e9);
	NUMBERS("ar", "أنقذ ١٢٣ راكبا و ٤٫٥ أطنان وثلاثة قوارب في أربعة أيام", 123, 4.5, 3, 4);
	NUMBERS(
	    "ar", "نجا 23 راكبا و118 بحارا وأربعة عشر طفلا وخمسة وثلاثون غيرهم", 23, 118, 14, 35);
	NUMBERS("ja", "被害額は約2億3000万円、1500匹と2万人。", 2.3e8, 1500, 2e4);
	NUMBERS("zh", "总投资18.6亿元，工期一百二十天。", 18.6e8, 120);
	NUMBERS("zh", "以防万一，来了三十人。", 30);
	NUMBERS("zh-TW", "約兩億元，三萬人。", 2e8, 3e4);
	NUMBERS("zh", "四川六名工人，九艘船，十分危险，一个人。", 6, 9);
	NUMBERS("ja", "三重県で五棟が全焼、二度目。", 5, 2);
}

/* Of several words, and of one that is made of several. */
static void test_long_numbers(void **state)
{
	(void)state;
	NUMBERS("en",
	    "Two thousand three hundred and six men, and two million four hundred thousand.", 2306,
	    2.4e6);
	NUMBERS("en", "Millions came, four hundred million.", 4e8);
	NUMBERS("fr",
	    "Deux cent quatre-vingts emplois, mille neuf cent quatre-vingt-dix ans, deux cent "
	    "soixante-quinze euros, cent quatre personnes.",
	    280, 1990, 275, 104);
	NUMBERS("fr", "En 1960 dix personnes, en 2004 vingt autres.", 1960, 10, 2004, 20);
	NUMBERS("de", "Dreihundertfünfzig von zweitausendvierhundert, einhundertzwei, siebzehn.",
	    350, 2400, 102, 17);
	NUMBERS("de", "Die Zehntausender und der Hundertmeterlauf.");
	NUMBERS("fr", "Mille huit cent vingt, deux cent cinquante mille, cent.", 1820, 250e3, 100);
	NUMBERS("es", "Dos mil trescientos cuarenta y cinco, veintiséis.", 2345, 26);
	NUMBERS("pt", "Mil e duzentos, cento e quarenta e três, duzentas mil.", 1200, 143, 200e3);
	NUMBERS("it", "Duecentocinquanta, duemila, trentacinque, quarantotto, seicento.", 250, 2000,
	    35, 48, 600);
	NUMBERS("it", "Trent Reznor compie trent'anni, suo figlio vent’anni.", 30, 20);
	NUMBERS("ru", "До двухсот сорока, две тысячи триста.", 240, 2300);
	NUMBERS("uk", "Близько двохсот п’ятдесяти, шістсот.", 250, 600);
	NUMBERS("ar", "قتل مئتا شخص وألفي طفل", 200, 2000);
}

/* What stands between two numbers is lost only where they are one. */
static void test_between_numbers(void **state)
{
	(void)state;
	struct doc *d = made_doc("pt", "Foram vinte, e quatro caíram. Foram vinte e quatro.");

	assert_int_equal(d->sentences[0].len, 5);
	assert_int_equal(d->sentences[1].len, 2);
	doc_free(d);
}

/* In Arabic "and" is written as one with a number; "G20" is a word there, too. */
static void test_a_letter_before_a_number(void **state)
{
	(void)state;
	struct doc *d = made_doc("ar", "اجتمعت دول G20 في المدينة");
	size_t n = 0;

	for (size_t i = 0; i < d->ntokens; i++)
		n += view_is(doc_token_text(d, &d->tokens[i]), "G20");
	assert_int_equal(n, 1);
	doc_free(d);
}

static void test_thousands(void **state)
{
	(void)state;
	NUMBERS("en", "Down to 844K viewers, 1.5K more, who ran 10K on a 4K screen.", 844e3, 1500,
	    10, 4);
	NUMBERS("en", "It cost $20K.", 20e3);
}

static void test_a_smaller_sign_must_follow(void **state)
{
	(void)state;
	/* Two amounts side by side are no sum. */
	NUMBERS("ja", "3万5万", 3e4, 5e4);
	NUMBERS("ja", "3万20000", 3e4, 2e4);
}

static void test_what_folds_is_no_capital(void **state)
{
	(void)state;
	struct doc *d =
	    made_doc("ar", "وقد أعلن الوزير أمس إغلاق الميناء أمام السفن في آخر الأسبوع");

	for (size_t i = 0; i < d->ntokens; i++)
		assert_int_equal(d->tokens[i].flags & (DOC_CAPITAL | DOC_NAME), 0);
	doc_free(d);
	d = made_doc("ru", "Вчера её ёлка и Ёжик упали.");
	assert_int_equal(made_token(d, "её")->flags & DOC_CAPITAL, 0);
	assert_int_equal(made_token(d, "ёлка")->flags & DOC_NAME, 0);
	assert_true(made_token(d, "Ёжик")->flags & DOC_NAME);
	doc_free(d);
}

/* The lists are written as one writes; words are looked up folded. */
static void test_lists_are_folded(void **state)
{
	(void)state;
	struct doc *d = made_doc("ar", "ذهب إلى المدينة يوم الأربعاء");

	assert_true(made_token(d, "إلى")->flags & DOC_STOP);
	assert_true(made_token(d, "الأربعاء")->flags & DOC_DATE);
	doc_free(d);
	d = made_doc("uk", "У п'ятницю приїхали гості.");
	assert_true(made_token(d, "п'ятницю")->flags & DOC_DATE);
	doc_free(d);
}

static void test_pairs_of_characters(void **state)
{
	(void)state;
	struct doc *d = made_doc("zh", "韩志远说，这里有人。");

	assert_true(made_token(d, "韩志")->flags & DOC_UNUSUAL);
	assert_true(made_token(d, "这里")->flags & DOC_PLAIN);
	assert_int_equal(made_token(d, "志远")->flags & (DOC_PLAIN | DOC_UNUSUAL), 0);
	assert_int_equal(d->words, (d->ntokens + 1) / 2);
	doc_free(d);
}

static bool counts(const struct doc *d, const char *text)
{
	return (made_token(d, text)->flags & DOC_STOP) == 0;
}

/* What ends in direct speech and is a number with what stands behind it. */
static void test_number_stays_quoted(void **state)
{
	(void)state;
	struct doc *d = made_doc("en", "He said \"that they were about four\" million people.");

	assert_true(made_token(d, "about")->flags & DOC_QUOTED);
	assert_int_equal(made_token(d, "four\" million")->flags, DOC_NUMBER | DOC_QUOTED);
	doc_free(d);
}

/* What stands where two words meet is none. */
static void test_words_without_blanks(void **state)
{
	(void)state;
	struct doc *d = made_doc("zh", "昨天市长贾文斌说，学校里的桥塌了。");
	assert_true(counts(d, "市长"));
	assert_false(counts(d, "长贾"));
	assert_true(counts(d, "贾文"));
	assert_true(counts(d, "文斌"));
	assert_false(counts(d, "斌说"));
	assert_true(counts(d, "学校"));
	assert_false(counts(d, "校里"));
	assert_true(made_token(d, "贾文")->flags & DOC_UNLISTED);
	assert_false(made_token(d, "市长")->flags & DOC_UNLISTED);
	doc_free(d);

	/* Traditional characters are read as simplified ones, of Chinese alone. */
	struct doc *a = made_doc("zh", "图书馆台长贾张凯问");
	d = made_doc("zh-TW", "圖書館台長賈張凱問");
	assert_int_equal(d->ntokens, a->ntokens);
	for (size_t i = 0; i < d->ntokens; i++) {
		assert_int_equal(d->tokens[i].term, a->tokens[i].term);
		assert_int_equal(d->tokens[i].flags, a->tokens[i].flags);
	}
	doc_free(a);
	doc_free(d);
	a = made_doc("ja", "图书馆は");
	d = made_doc("ja", "圖書館は");
	assert_int_not_equal(d->tokens[0].term, a->tokens[0].term);
	doc_free(a);
	doc_free(d);

	/* Simplified Chinese writes some of them, too. */
	d = made_doc("zh", "著名");
	assert_true(counts(d, "著名"));
	assert_false(made_token(d, "著名")->flags & DOC_UNLISTED);
	doc_free(d);

	d = made_doc("ja", "市長はエンジンが割れたと発表した。");
	assert_int_equal(made_token(d, "エンジン")->flags & (DOC_CJK | DOC_STOP), 0);
	assert_true(counts(d, "割"));
	assert_false(counts(d, "が割"));
	assert_false(counts(d, "れた"));
	assert_false(counts(d, "発表"));
	doc_free(d);
}

static bool is_name(const struct doc *d, const char *text)
{
	return (made_token(d, text)->flags & DOC_NAME) != 0;
}

static void test_names_without_capitals(void **state)
{
	(void)state;
	struct doc *d = made_doc("zh", "澜溪市消防员贾文斌说，杯里有砒霜。");
	assert_true(is_name(d, "澜溪"));
	assert_true(is_name(d, "贾文") && is_name(d, "文斌"));
	assert_false(is_name(d, "砒霜"));
	assert_false(is_name(d, "消防"));
	doc_free(d);

	/* Whatever its characters, in another place, too; 森林 is a word. */
	d = made_doc(
	    "ja", "桐谷誠さんと小林森林さんが鳴瀬市で話した。「森林は鯔だ」と桐谷は言った。");
	assert_true(is_name(d, "桐谷") && is_name(d, "谷誠"));
	assert_true(is_name(d, "小林") && is_name(d, "森林"));
	assert_true(is_name(d, "鳴瀬"));
	for (size_t i = 0, n = 0; i < d->ntokens; i++)
		if (view_is(doc_token_text(d, &d->tokens[i]), "桐谷"))
			assert_true(d->tokens[i].flags & DOC_NAME && ++n <= 2);
	doc_free(d);
}

/* Before a courtesy stand too many characters, none, or the text begins with it. */
static void test_no_names(void **state)
{
	(void)state;
	struct doc *d = made_doc("ja", "さんまと氏子。国際連合安全保障理事会さん、あさん。");

	for (size_t i = 0; i < d->ntokens; i++)
		assert_false(d->tokens[i].flags & DOC_NAME);
	doc_free(d);
}

/* Nobody writes so many characters without a sign, and what compares sentences would
 * take the square of them. */
static void test_no_sentence_is_longer_than_its_most(void **state)
{
	(void)state;
	struct buf text = BUF_INIT(1 << 20);
	struct doc *d = NULL;

	for (size_t i = 0; i < 5000; i++)
		buf_adds(&text, i % 3 == 0 ? "山" : i % 3 == 1 ? "河" : "水");
	struct ct_story s = {.title = VIEW_LIT("山河"), .text = buf_view(&text)};
	assert_int_equal(doc_make(&s, &d), CT_OK);
	size_t tokens = d->ntitle;
	for (size_t i = 0; i < d->nsentences; i++) {
		assert_in_range(d->sentences[i].len, 1, DOC_SENTENCE_TOKENS_MAX);
		assert_int_equal(d->sentences[i].first, tokens);
		tokens += d->sentences[i].len;
	}
	assert_int_equal(tokens, d->ntokens);
	assert_in_range(d->ntokens, 4900, 5000);
	doc_free(d);
	s.title = s.text; /* a title is no sentence */
	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_in_range(d->ntitle, DOC_SENTENCE_TOKENS_MAX + 1, DOC_TITLE_MAX);
	doc_free(d);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers_of_languages),
	    cmocka_unit_test(test_long_numbers),
	    cmocka_unit_test(test_between_numbers),
	    cmocka_unit_test(test_a_letter_before_a_number),
	    cmocka_unit_test(test_thousands),
	    cmocka_unit_test(test_a_smaller_sign_must_follow),
	    cmocka_unit_test(test_what_folds_is_no_capital),
	    cmocka_unit_test(test_lists_are_folded),
	    cmocka_unit_test(test_pairs_of_characters),
	    cmocka_unit_test(test_number_stays_quoted),
	    cmocka_unit_test(test_words_without_blanks),
	    cmocka_unit_test(test_names_without_capitals),
	    cmocka_unit_test(test_no_names),
	    cmocka_unit_test(test_no_sentence_is_longer_than_its_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
