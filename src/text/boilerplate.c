/*
 * A short list of cues for the first sight of a source; what a source repeats
 * is learned from its stories (match/memory.h).  Only short sentences are set
 * apart by a cue, so that no story about newsletters loses its facts.
 */
#include "boilerplate.h"

#include "count.h"

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
enum { BEGINS = COUNT(begins), HOLDS = COUNT(holds) };

/*
 * Which cues may stand at some bytes: a bit for each, by the lower five bits of
 * the first and of the second byte, which ASCII case does not change.  Nearly
 * all places are passed over with two look-ups and an AND.
 */
struct cues {
	uint64_t first[32], second[32];
};

static void cues_add(struct cues *c, const char *const *list, size_t n)
{
	_Static_assert(BEGINS <= 64 && HOLDS <= 64, "a bit for each");
	for (size_t i = 0; i < n; i++) {
		c->first[list[i][0] & 31] |= 1ull << i;
		c->second[list[i][1] & 31] |= 1ull << i;
	}
}

/* Does a cue of the list stand at the beginning of v? */
static bool cues_at(const struct cues *c, const char *const *list, struct view v)
{
	uint64_t may = v.n < 2 ? 0 : c->first[v.p[0] & 31] & c->second[v.p[1] & 31];

	for (; may != 0; may &= may - 1)
		if (view_casestarts(v, view_of(list[__builtin_ctzll(may)])))
			return true;
	return false;
}

static bool is_boilerplate(const struct cues *begin, const struct cues *hold, struct view v)
{
	while (v.n > 0 && (v.p[0] == '"' || v.p[0] == '-' || v.p[0] == '(' || v.p[0] == '['))
		v = view_sub(v, 1, v.n);
	if (cues_at(begin, begins, v))
		return true;
	for (size_t i = 0; i < v.n; i++)
		if ((i == 0 || v.p[i - 1] == ' ') && cues_at(hold, holds, view_sub(v, i, v.n)))
			return true;
	return false;
}

void boilerplate_mark(struct doc *d)
{
	struct cues begin = {{0}, {0}}, hold = {{0}, {0}};

	cues_add(&begin, begins, BEGINS);
	cues_add(&hold, holds, HOLDS);
	for (size_t i = 0; i < d->nsentences; i++)
		if (d->sentences[i].len <= SHORT_WORDS)
			d->sentences[i].boilerplate =
			    is_boilerplate(&begin, &hold, doc_sentence_text(d, &d->sentences[i]));
}
