/*
 * A short list of cues for the first sight of a source; what a source repeats
 * is learned from its stories (match/memory.h).  Only short sentences are set
 * apart by a cue, so that no story about newsletters loses its facts.
 */
#include "boilerplate.h"

#define SHORT_WORDS 16

static const char *const begins[] = {"read more", "read also", "see also", "also read",
    "reporting by", "editing by", "additional reporting", "photo", "image:", "caption",
    "source:", "copyright", "©", "(c)", "sign up", "subscribe", "follow us", "share this",
    "click here", "advertisement", "continue reading", "this article", "this story was",
    "with agency", "with files", "data:", "lesen sie", "mehr zum thema", "quelle:", "(quelle",
    "foto:", "lire aussi", "à lire", "source :", "photo :", "crédit photo", "lea también",
    "leer más", "fuente:", "foto :", "leia também", "leia mais", "fonte:", "leggi anche",
    "fotografia", "читайте также", "источник", "фото:", "читайте також", "джерело", "اقرأ أيضا",
    "المصدر", "来源", "责任编辑", "编辑：", "記者：", "出典", "写真："};
static const char *const holds[] = {"appeared first on", "all rights reserved",
    "alle rechte vorbehalten", "tous droits réservés", "todos los derechos", "todos os direitos",
    "tutti i diritti", "все права защищены", "newsletter", "our app", "cookies", "terms of use",
    "privacy policy"};

static bool contains_fold(struct view v, struct view needle)
{
	for (size_t i = 0; i + needle.n <= v.n; i++)
		if ((i == 0 || v.p[i - 1] == ' ') && ((v.p[i] ^ needle.p[0]) & 0xDF) == 0 &&
		    view_casestarts(view_sub(v, i, v.n), needle))
			return true;
	return false;
}

static bool is_boilerplate(struct view v)
{
	while (v.n > 0 && (v.p[0] == '"' || v.p[0] == '-' || v.p[0] == '(' || v.p[0] == '['))
		v = view_sub(v, 1, v.n);
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (((unsigned char)begins[i][0] >= 0x80 ||
			((v.n > 0 ? v.p[0] ^ begins[i][0] : 0) & 0xDF) == 0) &&
		    view_casestarts(v, view_of(begins[i])))
			return true;
	for (size_t i = 0; i < sizeof(holds) / sizeof(*holds); i++)
		if (contains_fold(v, view_of(holds[i])))
			return true;
	return false;
}

void boilerplate_mark(struct doc *d)
{
	for (size_t i = 0; i < d->nsentences; i++)
		if (d->sentences[i].len <= SHORT_WORDS)
			d->sentences[i].boilerplate =
			    is_boilerplate(doc_sentence_text(d, &d->sentences[i]));
}
