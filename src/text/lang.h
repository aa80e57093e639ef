/*
 * The languages that the detector knows, and the words that carry their
 * grammar.
 */
#ifndef LANG_H
#define LANG_H

#include "view.h"

enum lang {
	LANG_NONE, /* any other: no stems, no lists, all else works */
	LANG_EN,
	LANG_DE,
	LANG_FR,
	LANG_ES,
	LANG_PT,
	LANG_IT,
	LANG_RU,
	LANG_UK,
	LANG_AR,
	LANG_ZH,
	LANG_JA,
	LANG_COUNT,
};

enum lang_script {
	LANG_SCRIPT_LATIN,
	LANG_SCRIPT_CYRILLIC,
	LANG_SCRIPT_ARABIC,
	LANG_SCRIPT_HAN,
	LANG_SCRIPT_KANA,
	LANG_SCRIPT_OTHER,
	LANG_SCRIPT_COUNT,
};

/* Lists are words parted by blanks, folded as tokens are. */
struct lang_words {
	const char *code;    /* ISO 639-1 */
	const char *stemmer; /* libstemmer's name, or NULL */
	enum lang_script script;
	const char *stop;    /* words of grammar, and the commonest of the news */
	const char *abbrev;  /* words whose full stop ends no sentence */
	const char *dates;   /* months and days that are written with a capital */
	const char *numbers; /* pairs: "two 2 ... million *1000000" (a factor) */
};

extern const struct lang_words lang_words[LANG_COUNT];

/* The commonest characters, one after the other. */
extern const char *const lang_chars_zh, *const lang_chars_ja;

/* "en-GB" is LANG_EN; LANG_NONE where the tag is empty or of another language. */
enum lang lang_of_tag(struct view tag);
/* The script that most letters of the text's beginning are in. */
enum lang_script lang_script_of(struct view text);
/* Russian or Ukrainian, by the letters that only one of them has; LANG_NONE: as many of
 * both, or none. */
enum lang lang_by_letters(struct view text);
/* True where the script can be that of the language (LANG_NONE: any). */
bool lang_fits(enum lang lang, enum lang_script script);
/* False where no name can be told by how it is written: in Arabic, Chinese, Japanese.
 * A language that is not known may have them. */
bool lang_has_capitals(enum lang lang);
/* Written without blanks between words: Chinese, Japanese. */
bool lang_is_cjk(enum lang lang);
/* Next word of a blank-separated list; false at its end. */
bool lang_next_word(const char **list, struct view *word);

#endif
