/*
 * Who has a machine rewrite stories by the hundred does not read them, and now
 * and then prints its answer whole:
 *
 *	Sure, here is the rewritten article in a clearer style: Dozens of ...
 *	**Polished version:** The health minister ...
 *
 * It is no sentence of the story ("a 4 sentence article" is no number of it), and
 * it says plainly what the story is.  A preface is short, ends with a colon, holds
 * no other sentence, and has a word for rewriting, right at its beginning or after
 * words that present something, and one for what was rewritten.  "Below is this week's
 * playlist:" has neither, "Here are the revised dates:" and "Revised:" only the first.
 *
 * Of 3,672 rewrites 22 begin so, of 7,759 other stories none.
 */
#include "preface.h"

#include <utf8proc.h>

#include "count.h"
#include "utf8.h"

#define LONGEST 240  /* bytes, up to the colon */
#define LABEL_MAX 48 /* the same, where nothing is presented */

/* All in lower case.  Once past these it still begins. */
static const char *const courtesies[] = {"sure", "certainly", "of course", "absolutely", "gladly",
    "gerne", "natürlich", "bien sûr", "certainement", "claro", "por supuesto", "com certeza",
    "certo", "certamente", "конечно", "звичайно", "بالتأكيد", "当然", "もちろん"};

static const char *const presents[] = {"here is", "here's", "here’s", "here are", "below is",
    "the following is", "this is", "hier ist", "hier die", "im folgenden", "voici", "voilà",
    "aquí está", "aquí tienes", "aquí tiene", "a continuación", "esta es", "aqui está", "a seguir",
    "segue", "ecco", "di seguito", "вот", "ниже", "ось", "нижче", "إليك", "فيما يلي", "以下是",
    "这是", "以下は", "こちら"};

/* Beginnings of words. */
static const char *const rewritten[] = {"rewritten", "reworded", "rephrased", "paraphrased",
    "polished", "revised", "refined", "improved version", "improved article", "improved text",
    "enhanced version", "überarbeitete", "umgeschriebene", "umformulierte", "verbesserte",
    "réécrit", "reformulé", "remanié", "version améliorée", "texte amélioré", "reescrit",
    "reformulad", "parafrasead", "versión mejorada", "versión revisada", "texto mejorado", "pulida",
    "versão melhorada", "versão revisada", "texto melhorado", "aprimorad", "riscritt", "riformulat",
    "rielaborat", "versione migliorata", "versione rivista", "переписанн", "переработанн",
    "перефразированн", "улучшенн", "отредактированн", "переписан", "перероблен", "перефразован",
    "покращен", "відредагован", "المعاد صياغت", "معاد صياغت", "أعيدت صياغت", "محسّنة", "منقحة",
    "改写", "润色", "重写", "書き直", "リライト", "言い換え", "推敲"};

/* What machines call a story; parts of words. */
static const char *const texts[] = {"version", "text", "article", "artikel", "story", "passage",
    "paragraph", "draft", "essay", "content", "fassung", "absatz", "beitrag", "versión", "texto",
    "artículo", "párrafo", "noticia", "versão", "artigo", "parágrafo", "notícia", "testo",
    "articolo", "paragrafo", "верс", "текст", "стать", "абзац", "статт", "نص", "مقال", "نسخة",
    "فقرة", "版", "文", "稿", "段", "記事"};

/* Bytes of the word that v begins with, capitals aside; 0: it does not. */
static size_t begins_with(struct view v, struct view word)
{
	size_t at = 0, k = 0;

	if (v.n > 0 && ((v.p[0] ^ word.p[0]) & ~0x20) != 0 && ((v.p[0] | word.p[0]) & 0x80) == 0)
		return 0; /* most, at once */
	while (k < word.n)
		if (at == v.n || utf8proc_tolower((utf8proc_int32_t)utf8_next(v, &at)) !=
				     (utf8proc_int32_t)utf8_next(word, &k))
			return 0;
	return at;
}

/* The same of a list. */
static size_t begins(struct view v, const char *const *list, size_t n)
{
	size_t bytes = 0;

	for (size_t i = 0; i < n && bytes == 0; i++)
		bytes = begins_with(v, view_of(list[i]));
	return bytes;
}

static size_t past(struct view v, const char *signs)
{
	size_t at = 0;

	while (at < v.n && v.p[at] != '\0' && strchr(signs, v.p[at]) != NULL)
		at++;
	return at;
}

/* Just after the colon that ends the first sentence of v, at most `most` bytes on; or 0. */
static size_t colon(struct view v, size_t most)
{
	static const char wide[] = "：";
	static const char *const ends[] = {"\n", "?", "!", ". ", "。", "？", "！", "؟"};

	for (size_t i = 0; i < v.n && i < most; i++) {
		struct view rest = view_sub(v, i, v.n);
		if (v.p[i] == ':')
			return i + 1;
		if (view_starts(rest, VIEW_LIT(wide)))
			return i + strlen(wide);
		if (begins(rest, LISTED(ends)) > 0)
			return 0;
	}
	return 0;
}

static bool tells_of_rewriting(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if ((i == 0 || v.p[i - 1] == ' ' || (v.p[i] & 0x80) != 0) &&
		    begins(view_sub(v, i, v.n), LISTED(rewritten)) > 0)
			return true;
	return false;
}

static bool tells_of_a_text(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (begins(view_sub(v, i, v.n), LISTED(texts)) > 0)
			return true;
	return false;
}

size_t preface_length(struct view text)
{
	size_t at = past(text, " \n\t*#_\"'["), end;

	at += begins(view_sub(text, at, text.n), LISTED(courtesies));
	at += past(view_sub(text, at, text.n), " ,.!*\n");
	struct view rest = view_sub(text, at, text.n);
	if (begins(rest, LISTED(presents)) > 0)
		end = colon(rest, LONGEST);
	else if (begins(rest, LISTED(rewritten)) > 0)
		end = colon(rest, LABEL_MAX);
	else
		return 0;
	struct view told = view_sub(rest, 0, end);
	if (end == 0 || !tells_of_rewriting(told) || !tells_of_a_text(told))
		return 0;
	at += end;
	at += past(view_sub(text, at, text.n), " \n\t*_");
	return at < text.n ? at : 0; /* before nothing it is all there is */
}
