/* Which numbers and names were kept, changed, added. */
#include "amount.h"
#include "evidence_lists.h"
#include "match/pairing.h"

struct told {
	struct pairing pair;
	struct clashes c;
	struct evidence e;
};

static struct told told_between(
    const char *from, const char *earlier, const char *to, const char *story)
{
	struct told t = {.pair = pairing_texts(to, story, from, earlier)};
	struct pairing *p = &t.pair;

	assert_int_equal(clash_find(p->arena, p->a, p->b, &p->v.align, &p->v.facts, &t.c), CT_OK);
	evidence_lists_find(p->a, &p->v, &t.c, &t.e);
	return t;
}

static struct told told_of(const char *lang, const char *earlier, const char *story)
{
	return told_between(lang, earlier, lang, story);
}

static void told_free(struct told *t)
{
	pairing_free(&t->pair);
}

static bool has(const struct view *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (view_is(list[i], word))
			return true;
	return false;
}

/* "was > is, ..." of all that changed. */
static void assert_changed(
    const char *lang, const char *earlier, const char *story, const char *wanted)
{
	struct told t = told_of(lang, earlier, story);
	struct buf b = BUF_INIT(4096);

	for (int names = 0; names < 2; names++) {
		const struct evidence_facts *f = names ? &t.e.names : &t.e.numbers;
		for (size_t i = 0; i < f->nchanged; i++) {
			buf_adds(&b, b.n > 0 ? ", " : "");
			buf_addv(&b, f->changed[i][0]);
			buf_adds(&b, " > ");
			buf_addv(&b, f->changed[i][1]);
		}
	}
	buf_addc(&b, '\0');
	assert_string_equal(b.p, wanted);
	buf_free(&b);
	told_free(&t);
}

static void test_what_takes_the_place_of_another(void **state)
{
	(void)state;
	assert_changed("en", "A magnitude 4.1 earthquake shook villages near Ostrava on Monday.",
	    "A magnitude 5.6 earthquake shook villages near Belize on Friday.",
	    "4.1 > 5.6, Ostrava > Belize, Monday > Friday");
	assert_changed("de", "Das Beben der Stärke 4,1 erschütterte am Montag Dörfer bei Ostrava.",
	    "Das Beben der Stärke 5,6 erschütterte am Freitag Dörfer bei Belize.",
	    "4,1 > 5,6, Montag > Freitag");
	assert_changed("ru",
	    "Землетрясение магнитудой 4,1 произошло близ города Острава в понедельник.",
	    "Землетрясение магнитудой 5,6 произошло близ города Белиз в пятницу.",
	    "4,1 > 5,6, Острава > Белиз, понедельник > пятницу");
}

/* Where a script has no capitals, and numbers were changed. */
static void test_other_scripts(void **state)
{
	(void)state;
	assert_changed("ja", "地震は12日午後3時ごろ、夕凪市で発生し、震度4を観測した。",
	    "地震は28日午後3時ごろ、白根町で発生し、震度4を観測した。", "12 > 28, 夕凪市 > 白根町");
	assert_changed("ja", "地震は12日午後3時ごろ、夕凪市で発生し、震度4を観測した。",
	    "地震は12日午後3時ごろ、白根町で発生し、震度4を観測した。", "夕凪市 > 白根町");
	/* Not surely a name, nor a form. */
	assert_changed("ja", "地震は12日午後3時ごろ、夕凪で発生し、震度4を観測した。",
	    "地震は12日午後3時ごろ、白根で発生し、震度4を観測した。", "");
	assert_changed("ar", "بلغت درجة الحرارة 31 في مدينة الزهراء وسجلت الرياح 22 كيلومترا",
	    "بلغت درجة الحرارة 28 في مدينة المرجانة وسجلت الرياح 38 كيلومترا",
	    "31 > 28, 22 > 38, الزهراء > المرجانة");
	/* A language that is not known may have them: another word is none for a name. */
	assert_changed("pl", "We wtorek strażacy gasili 12 godzin płonącą stodołę przy szosie.",
	    "We wtorek strażacy gasili 40 godzin płonącą oborę przy szosie.", "12 > 40");
}

static void test_what_does_not(void **state)
{
	(void)state;
	/* A summary, and a name in another role. */
	assert_changed("en",
	    "Voters cheered when the senator promised a tunnel, while in Ostrava the Greens and "
	    "Mayor Novak of Hradec asked for a bridge.",
	    "The senator promised a tunnel to voters, the Quill wrote.", "");
	/* The year is no count, and what stands in the next sentence is no change. */
	assert_changed("en", "The factory made 2011 lorries for customers. It sold 40 of them.",
	    "In 2014 the factory made lorries for customers. It sold 2011.", "");
	assert_changed("en", "Police freed 40 hostages. Another 12 hostages died.",
	    "Police freed 12 hostages from danger. Another 40 hostages died.", "");
}

/* A day of another language is no other day, nor is an hour. */
static void test_across_languages(void **state)
{
	(void)state;
	struct told t = told_between("de",
	    "Am Montag war Olaf Brandt um 23.40 Uhr in Hohenweiler. Gerlinde Hauff zahlte 320 "
	    "Euro.",
	    "en",
	    "On Monday Olaf Brandt was, at 11.40 p.m. in Hohenweiler. Gerlinde Hauff paid 450 "
	    "euros.");

	assert_in_range(t.pair.v.align.nblocks, 1, 2);
	assert_int_equal(t.e.names.nchanged, 0);
	assert_int_equal(t.e.numbers.nchanged, 1);
	assert_true(view_is(t.e.numbers.changed[0][1], "450"));
	told_free(&t);
}

static void test_a_name_is_one_thing(void **state)
{
	(void)state;
	struct told t = told_of("en",
	    "Hundreds of marchers loudly cheered Gonzalez in Greene County. The European Union "
	    "sent observers.",
	    "Hundreds of marchers loudly cheered Emma Gonzalez in Marshall County. The European "
	    "Union sent "
	    "observers, and Gonzalez thanked them.");

	assert_true(has(t.e.names.kept, t.e.names.nkept, "Gonzalez"));
	assert_true(has(t.e.names.kept, t.e.names.nkept, "European Union"));
	assert_false(has(t.e.names.fresh, t.e.names.nfresh, "Emma"));
	assert_int_equal(t.e.names.nchanged, 1);
	assert_true(view_is(t.e.names.changed[0][0], "Greene County"));
	assert_true(view_is(t.e.names.changed[0][1], "Marshall County"));
	size_t lost, n = evidence_lists_count(t.pair.a, &t.c, false, &lost);
	assert_int_equal(n, 3);
	assert_int_equal(lost, 1);
	told_free(&t);
}

static void test_the_longest_name_stands_for_all(void **state)
{
	static const char *const stories[] = {
	    "The crowd cheered Emma Gonzalez. The crowd cheered Gonzalez. The crowd cheered Emma.",
	    "The crowd cheered Gonzalez. The crowd cheered Emma. The crowd cheered Emma Gonzalez.",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(stories); i++) {
		struct told t = told_of("en", "The crowd cheered nobody.", stories[i]);
		size_t lost;
		assert_int_equal(evidence_lists_count(t.pair.a, &t.c, false, &lost), 1);
		assert_int_equal(lost, 1);
		told_free(&t);
	}
}

static void test_initials(void **state)
{
	(void)state;
	struct told t = told_of("en", "Farmers blamed the European Union for the price of milk.",
	    "Farmers blamed the EU for the price of their milk, the WTO said.");

	assert_true(has(t.e.names.kept, t.e.names.nkept, "EU"));
	assert_true(has(t.e.names.fresh, t.e.names.nfresh, "WTO"));
	assert_int_equal(t.e.names.nchanged, 0);
	told_free(&t);
}

/* Rounded where both tell the same, and told again where nothing stands opposite. */
static void test_a_number_is_kept_in_one_of_its_places(void **state)
{
	(void)state;
	static const char earlier[] = "The regatta at Ellery drew 418,600 visitors to the harbour.";
	static const char once[] = "The regatta at Ellery drew 419,000 visitors to the harbour.";
	static const char twice[] = "The regatta at Ellery drew 419,000 visitors to the harbour. "
				    "Hoteliers want beds for 419,000 tourists.";
	struct told a = told_of("en", earlier, once), b = told_of("en", earlier, twice);

	assert_true(a.pair.v.facts.numbers_a.kept > 2);
	assert_true(b.pair.v.facts.numbers_a.kept > 2);
	told_free(&a);
	told_free(&b);
}

static void add_list(struct buf *b, const struct view *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_adds(b, i > 0 ? ", " : "");
		buf_addv(b, list[i]);
	}
}

/* "kept, ... | new, ..." of numbers, or of names. */
static void assert_told(bool numbers, const char *const langs[2], const char *earlier,
    const char *story, const char *wanted)
{
	struct told t = told_between(langs[0], earlier, langs[1], story);
	const struct evidence_facts *f = numbers ? &t.e.numbers : &t.e.names;
	struct buf b = BUF_INIT(4096);
	size_t lost, n = evidence_lists_count(t.pair.a, &t.c, numbers, &lost);

	add_list(&b, f->kept, f->nkept);
	buf_adds(&b, " | ");
	add_list(&b, f->fresh, f->nfresh);
	buf_addc(&b, '\0');
	assert_string_equal(b.p, wanted);
	assert_int_equal(n - lost, f->nkept); /* the reason says what the list does */
	buf_free(&b);
	told_free(&t);
}

static void assert_numbers(
    const char *lang, const char *earlier, const char *story, const char *wanted)
{
	const char *const langs[2] = {lang, lang};

	assert_told(true, langs, earlier, story, wanted);
}

static void test_numbers_written_in_parts(void **state)
{
	(void)state;
	assert_numbers("en", "The council built 350 homes for 12,400 tenants at 61 pounds.",
	    "The council built three hundred and fifty homes for 12 400 tenants at sixty-one "
	    "pounds.",
	    "three hundred and fifty, 12 400, sixty-one | ");
	/* A part of what stands there is no number of its own. */
	assert_numbers("en", "The council built three hundred and fifty homes.",
	    "The council built 350 homes, and 50 of them burned down.", "350 | 50");
	assert_numbers("en", "The council built homes for tenants on March 14 and fed them.",
	    "The council built homes for tenants. On March 14 500 of them came.", "14 | 500");
	assert_numbers("de", "Die Stadtwerke versorgen 41.000 Kunden.",
	    "Die Stadtwerke versorgen 41 000 Kunden.", "41 000 | ");
	assert_changed("de", "Die Stadtwerke versorgen 41 000 Kunden im Tal.",
	    "Die Stadtwerke versorgen 43 000 Kunden im Tal.", "41 000 > 43 000");
	assert_numbers("fr", "L'accident a fait 19 morts et 21 blessés vers 9 h 30.",
	    "L'accident a fait dix-neuf morts et vingt et un blessés à 9h30.",
	    "dix-neuf, vingt et un, 9h30 | ");
	assert_changed("fr", "L'accident a fait vingt-deux blessés à Caen mardi à 9h30.",
	    "L'accident a fait dix-neuf blessés à Caen mardi à 9h30.", "vingt-deux > dix-neuf");
	assert_changed("fr", "L'accident s'est produit vers 9 h 30.",
	    "L'accident s'est produit vers 21h30.", "9 h 30 > 21h30");
	assert_numbers("pt", "A linha tem 140 estações e 24 pontes.",
	    "A linha tem cento e quarenta estações e vinte e quatro pontes.",
	    "cento e quarenta, vinte e quatro | ");
	assert_numbers("en", "Some 41,000 saw the 21st victory of the 61 year old.",
	    "Some forty-one thousand saw the twenty-first victory of the sixty-one-year-old.",
	    "forty-one thousand, twenty-first, sixty-one | ");
	assert_numbers("ru", "Дефицит бюджета составит 3 100 млрд рублей.",
	    "Дефицит бюджета составит 3,1 трлн рублей.", "3,1 трлн | ");
	assert_numbers("fr", "Le constructeur va supprimer 1 850 postes en Europe.",
	    "Le constructeur va supprimer mille huit cent cinquante postes en Europe.",
	    "mille huit cent cinquante | ");
	/* Who counts millions is no million. */
	assert_numbers("fr", "La loterie a fait trois heureux parmi ses clients.",
	    "La loterie a fait 3 millionnaires parmi ses clients.", "3 | ");
	assert_numbers("en", "The lottery of Ellery made 21 millionaires in a single year.",
	    "The lottery of Ellery made twenty-one millionaires in a single year.",
	    "twenty-one | ");
	/* Nobody knows what it says: it is told as nothing. */
	assert_changed("fr", "Le constructeur va supprimer 1 850 postes en Europe.",
	    "Le constructeur va supprimer huit deux cinquante postes en Europe.", "");
	assert_numbers("zh", "事故发生在7时52分，23点20分结束。",
	    "七点五十二分发生了事故，晚上11时20分结束。", "七点五十二, 11时20 | ");
	assert_numbers("zh", "地铁24日6时恢复运营。", "地铁24日6时首班车起恢复运营。", "24, 6 | ");
	/* a part of what nobody can read may be what stands here */
	assert_numbers("en", "Firemen came to Pier Three eleven days before the vote.",
	    "Firemen came 11 days before the vote.", "11 | ");
	assert_numbers("ja", "地震は午後3時12分ごろ、夕凪市で発生した。",
	    "午後3時12分ごろ、夕凪市で地震が発生した。", "3時12分 | ");
}

/* What is counted in millions is no time of day. */
static void test_a_time_that_is_counted(void **state)
{
	(void)state;
	struct profile *p = pairing_profile("en", "It ended at 9:30 billion light years.", 1);
	const struct doc *d = p->doc;
	struct amount a = {0};

	for (size_t i = 0; i < d->ntokens; i++)
		if (d->tokens[i].flags & DOC_NUMBER)
			assert_int_equal(amount_read(d, i, d->ntokens, &a), 1);
	assert_false(a.time);
	assert_true(a.value > 9e9);
	profile_free(p);
}

/* What takes another's place is not kept for being told of something else, too. */
static void test_changed_is_not_kept(void **state)
{
	(void)state;
	static const char earlier[] =
	    "L'explosion a fait trois morts à l'usine chimique. L'accident "
	    "s'est produit dans un atelier de la société Delmas. Dans la rue "
	    "de la gare, deux écoles ont été évacuées par les pompiers.";
	static const char story[] =
	    "L'explosion a fait cinq morts à l'usine chimique. L'accident s'est "
	    "produit dans un atelier de la société Delmas. Dans la rue de la "
	    "gare, trois écoles ont été évacuées par les pompiers.";

	assert_changed("fr", earlier, story, "trois > cinq, deux > trois");
	assert_numbers("fr", earlier, story, " | ");
}

/* Names, of one language or two. */
static void assert_names(
    const char *from, const char *earlier, const char *to, const char *story, const char *wanted)
{
	const char *const langs[2] = {from, to};

	assert_told(false, langs, earlier, story, wanted);
}

static void test_names_in_another_form(void **state)
{
	(void)state;
	assert_names("en", "The paper was written by Étienne Vaugrenard in Göttingen for months.",
	    "en", "The paper was written by Etienne Vaugrenard in Goettingen, not in Kassel.",
	    "Etienne Vaugrenard, Goettingen | Kassel");
	assert_names("en", "An appeal was announced by the EFCA after the trial.", "en",
	    "An appeal was announced by the Economic and Financial Crimes Agency of Lakeport.",
	    "Economic, Financial Crimes Agency | Lakeport");
	assert_names("en", "Observers were led by the Economic and Financial Crimes Agency.", "en",
	    "Observers were led by the EFCA and the FIFA.", "EFCA | FIFA");
	assert_names("en", "The observers were led by Robert O'Brien Jr. of Kerrabost for years.",
	    "en", "The observers were led by Bob O'Brien of Kerrabost.", "O'Brien, Kerrabost | ");
	/* Of a sentence of capitals no word is known as a name. */
	assert_names("en",
	    "Prime Minister José María Ortega-Ruiz met Saudi Crown Prince Mohammed bin Salman. "
	    "They "
	    "talked about prices.",
	    "en", "They talked about prices: PM Ortega Ruiz and, in his tent, the prince.",
	    "Ortega Ruiz | ");
}

/* What a translation leaves as it is, and what it translates. */
static void test_names_across_languages(void **state)
{
	(void)state;
	assert_names("en",
	    "Crews voted to strike after talks collapsed, the Maritime Workers Union said. "
	    "Chief executive Daniel Okafor told employees in a letter that two routes could "
	    "close. Transport Minister Helena Vosper will meet both sides on Friday.",
	    "de",
	    "Die Besatzungen stimmten für einen Streik, teilte die Gewerkschaft Maritime "
	    "Workers Union mit. Vorstandschef Daniel Okafor schrieb den Beschäftigten, zwei "
	    "Strecken könnten geschlossen werden. Verkehrsministerin Helena Vosper trifft "
	    "beide Seiten am Freitag, sagte ihr Sprecher Arnold Hallmoser.",
	    "Maritime Workers, Okafor, Helena Vosper | Hallmoser");
	assert_names("es",
	    "La ministra de Trabajo, Lucía Arregui, anunció la ley. El partido Alianza "
	    "Liberal votará en contra.",
	    "fr",
	    "La ministre du Travail, Lucía Arregui, a annoncé la loi. Le parti Alliance "
	    "libérale voterait contre, selon Castaing.",
	    "Lucía Arregui | Castaing");
}

/* What one tells and the other quotes is no speech of both; quotes that stand side by side
 * are two. */
static void test_quotes(void **state)
{
	(void)state;
	struct told t = told_of("en",
	    "He said that the fence was old and everybody knew it. \"I take full responsibility "
	    "for "
	    "what happened that night,\" he added. \"We have to go on with our work here,\" said "
	    "Dora "
	    "Finch.",
	    "\"The fence was old and everybody knew it,\" he said. He would \"take full "
	    "responsibility for what happened that night\". \"We have to go on with our work "
	    "here,\" "
	    "Dora Finch said.");

	assert_int_equal(t.e.nquotes, 2);
	assert_true(
	    view_is(t.e.quotes[0], "take full responsibility for what happened that night"));
	assert_true(view_is(t.e.quotes[1], "We have to go on with our work here"));
	told_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_takes_the_place_of_another),
	    cmocka_unit_test(test_other_scripts),
	    cmocka_unit_test(test_what_does_not),
	    cmocka_unit_test(test_across_languages),
	    cmocka_unit_test(test_a_name_is_one_thing),
	    cmocka_unit_test(test_the_longest_name_stands_for_all),
	    cmocka_unit_test(test_initials),
	    cmocka_unit_test(test_names_in_another_form),
	    cmocka_unit_test(test_names_across_languages),
	    cmocka_unit_test(test_numbers_written_in_parts),
	    cmocka_unit_test(test_a_time_that_is_counted),
	    cmocka_unit_test(test_changed_is_not_kept),
	    cmocka_unit_test(test_quotes),
	    cmocka_unit_test(test_a_number_is_kept_in_one_of_its_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
