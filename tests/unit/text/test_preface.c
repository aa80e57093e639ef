#include <stdio.h>

#include "cmocka_all.h"
#include "doc.h"
#include "preface.h"

#define STORY "Dozens of motorists were stranded by snow."

static const char *const with[] = {
    "Sure, here is the rewritten article in a clearer style: ",
    "Here is a polished 4 sentence news article:",
    "Here's a reworded version of the text:\n\n",
    "**Polished Version:** ",
    "Certainly! Below is the paraphrased passage, with errors corrected:\n",
    "Revised text: ",
    "Hier ist die überarbeitete Fassung des Artikels: ",
    "Voici une version réécrite de l'article : ",
    "Por supuesto, aquí tienes una versión reformulada del texto: ",
    "Aqui está o artigo reescrito: ",
    "Ecco l'articolo riscritto: ",
    "Конечно, вот переписанная версия статьи: ",
    "ВОТ ПЕРЕПИСАННАЯ ВЕРСИЯ СТАТЬИ: ",
    "Überarbeitete Fassung: ",
    "Ось перефразований текст: ",
    "إليك النص المعاد صياغته: ",
    "以下是改写后的文章：",
    "以下は書き直した記事です：",
};

static const char *const without[] = {
    "",
    "Below is this week's playlist, picked by a reader: ",
    "Here is the full text of the resolution: ",
    "Here is what we know. The revised budget: ",
    "Sure, it was cold: ",
    "Revised figures from the office for statistics showed on Monday that growth was slower: ",
    "This is the bridge. It is said: polished stones lie under it. ",
    "Here is the polished version of the law, printed at such length that nobody can read it, "
    "since "
    "the committee that was to shorten it met eleven times in three towns, ate well, found nothing "
    "to leave out, and went home again before the holidays began, as it does: ",
    "以下是讲话全文：",
    /* another sentence ends before the colon */
    "这是改写历史的文章。教练说：",
    "This is a feast! The revised text of the law: ",
    /* what was rewritten is no text */
    "Here are the revised dates for the tour: ",
    "Revised: ",
    "Revised guidance for the third quarter: ",
};

static void prefaces_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(with); i++) {
		char text[512];
		snprintf(text, sizeof(text), "%s" STORY, with[i]);
		if (preface_length(view_of(text)) != strlen(with[i]))
			fail_msg("%s: %zu", with[i], preface_length(view_of(text)));
	}
}

static void stories_begin_as_they_like(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(without); i++) {
		char text[512];
		snprintf(text, sizeof(text), "%s" STORY, without[i]);
		if (preface_length(view_of(text)) != 0)
			fail_msg("%s", without[i]);
	}
}

static void a_preface_stands_before_something(void **state)
{
	(void)state;
	struct view whole = VIEW_LIT("Sure, here is the rewritten article:  A");
	for (size_t n = 0; n < whole.n; n++)
		assert_int_equal(preface_length(view_sub(whole, 0, n)), 0);
	assert_int_equal(preface_length(whole), whole.n - 1);
}

static void its_words_are_not_the_story_s(void **state)
{
	(void)state;
	struct doc *plain, *told;
	assert_int_equal(doc_make(&(struct ct_story){.text = VIEW_LIT(STORY)}, &plain), CT_OK);
	assert_int_equal(
	    doc_make(&(struct ct_story){.title = VIEW_LIT("Snow"),
			 .text = VIEW_LIT("Here is a polished 4 sentence article:" STORY)},
		&told),
	    CT_OK);
	assert_int_equal(told->words, plain->words);
	assert_int_equal(told->nsentences, plain->nsentences);
	assert_true(told->preface.n > 0 && plain->preface.n == 0);
	assert_true(view_is(doc_sentence_text(told, &told->sentences[0]), STORY));
	doc_free(plain);
	doc_free(told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(prefaces_are_found),
	    cmocka_unit_test(stories_begin_as_they_like),
	    cmocka_unit_test(a_preface_stands_before_something),
	    cmocka_unit_test(its_words_are_not_the_story_s),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
