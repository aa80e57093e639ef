/*
 * Where no capital tells a name, it is told by what stands beside it:
 *
 *	贾文斌              a Chinese name begins with a family's, of which few are common
 *	桐谷誠さん          what a Japanese courtesy follows is a name, whatever it is
 *	三枝邦彦課長        before an office it is one where no word has its characters
 *	澜溪市, 鳴瀬市      so is a place, before the word for what it is
 *
 * All but the second are runs of characters that are in no common word here
 * (DOC_UNLISTED: lexer_cjk.c).  What is a name once is one in the whole text.  Rare words
 * are passed over: a rewrite has others than its original, while a name that only one
 * of two stories has says that they are not the same.
 *
 * Measured on 1,250 and 1,300 pairs of stories that have nothing in common: the highest
 * log odds of a copy that the trees give fall from -.6 and 0 to -2.6 and -1.9, with
 * every rare word for a name to -3.1 and -3.6, but those of rewrites by 3 and 2 as well.
 */
#include "names_cjk.h"

#include <string.h>

#include "count.h"
#include "hant.h"
#include "utf8.h"

#define SIGN 3         /* bytes of a character */
#define NAME_SIGNS 4   /* of a run that can be a name */
#define PERSON_SIGNS 3 /* of a Chinese person's */
#define WHOLE_SIGNS 6  /* before a courtesy */
#define SEEN_MAX 64

/* The commonest families. */
static const char families[] =
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎武乔贺"
    "赖"
    "龚文施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢路岳齐梅莫庄辛管祝左涂谷祁舒耿牟卜詹关"
    "苗凌费纪靳盛童欧甄项游阳裴席卫查屈鲍位覃霍翁隋甘景薄单柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚"
    "丘"
    "米池滕晋苑邬臧畅宗樊司贝";

/* The ends of places' names. */
static const char places[] = "市县縣镇鎮乡村省州町県区區郡島岛湾灣岭嶺岳谷港駅站橋桥川河江湖";

static const char callings[] = "员长师生工家者手警";

static const char *const courtesies[] = {"さん", "氏", "容疑者", "被告", "ちゃん", "君"};

static const char *const offices[] = {"社長", "会長", "市長", "町長", "村長", "区長", "知事",
    "館長", "院長", "校長", "署長", "局長", "部長", "課長", "船長", "園長", "店長", "議長",
    "委員長", "議員", "教授", "教諭", "医師", "弁護士", "選手", "監督", "首相", "大臣", "大統領",
    "記者", "運転士", "代表", "理事", "住職", "女将", "("};

/* Is the character of the text at `at` in the list? */
static bool has_sign(const char *list, const struct doc *d, size_t at)
{
	char sign[4];
	uint32_t cp = utf8_next(d->text, &at);

	if (utf8_encode(d->lang == LANG_ZH ? hant_fold(cp) : cp, sign) != SIGN)
		return false;
	for (; *list != '\0'; list += SIGN)
		if (memcmp(list, sign, SIGN) == 0)
			return true;
	return false;
}

/* The bytes of the word of the list that begins at `at`, or 0. */
static size_t word_at(struct view text, size_t at, const char *const *list, size_t n)
{
	struct view rest = view_sub(text, at, text.n);

	for (size_t i = 0; i < n; i++)
		if (view_starts(rest, view_of(list[i])))
			return strlen(list[i]);
	return 0;
}

#define WORD_AT(text, at, list) word_at(text, at, list, COUNT(list))

struct seen {
	uint32_t terms[SEEN_MAX];
	size_t n;
};

static bool seen_has(const struct seen *s, uint32_t term)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->terms[i] == term)
			return true;
	return false;
}

static void mark(struct doc_token *t, struct seen *s)
{
	t->flags = (uint16_t)((t->flags | DOC_NAME) & ~DOC_STOP);
	if (s->n < SEEN_MAX && !seen_has(s, t->term))
		s->terms[s->n++] = t->term;
}

static bool is_rare(const struct doc_token *t)
{
	return (t->flags & DOC_UNLISTED) != 0;
}

/* How many tokens make the run that begins at `first`. */
static size_t run_length(const struct doc *d, size_t first)
{
	size_t n = 1;

	while (first + n < d->ntokens && is_rare(&d->tokens[first + n]) &&
	       d->tokens[first + n].at == d->tokens[first + n - 1].at + SIGN)
		n++;
	return n;
}

/* The tokens of a place's name that begins a run of n: up to the word for what it is,
 * which may stand behind the run, or has begun another. */
static size_t place_length(const struct doc *d, size_t first, size_t n)
{
	size_t at = d->tokens[first].at;

	for (size_t signs = 2; signs < NAME_SIGNS && signs <= n + 1; signs++) {
		size_t end = at + signs * SIGN;
		if (end + SIGN <= d->text.n && has_sign(places, d, end))
			return signs <= n ? signs : n;
	}
	return 0;
}

/* How many tokens from `first` on are a name, of a run of n. */
static size_t name_length(const struct doc *d, size_t first, size_t n)
{
	size_t at = d->tokens[first].at, signs = n + 1, end = at + signs * SIGN;

	size_t place = place_length(d, first, n);
	if (place > 0 || signs > NAME_SIGNS)
		return place;
	if (d->lang == LANG_JA && WORD_AT(d->text, end, offices) > 0)
		return n;
	if (d->lang != LANG_ZH || !has_sign(families, d, at))
		return 0;
	return signs < PERSON_SIGNS ? n : PERSON_SIGNS - 1;
}

/* A worker's or a doctor's name begins behind the word for what he is. */
static bool is_calling(const struct doc *d, size_t first)
{
	return d->lang == LANG_ZH && has_sign(callings, d, d->tokens[first].at);
}

static void mark_runs(struct doc *d, struct seen *s)
{
	for (size_t i = 0, n; i < d->ntokens; i += n) {
		n = 1;
		if (!is_rare(&d->tokens[i]))
			continue;
		n = run_length(d, i);
		size_t first = i + (n > 1 && is_calling(d, i));
		size_t names = name_length(d, first, i + n - first);
		for (size_t k = first; k < first + names; k++)
			mark(&d->tokens[k], s);
	}
}

/* Where the Chinese characters and katakana begin that end at `end`; `end`: there are
 * none, or too many for a name. */
static size_t name_before(struct view text, size_t end)
{
	size_t at = end;

	while (at >= SIGN && ((unsigned char)text.p[at - SIGN] & 0xF0) == 0xE0) {
		size_t next = at - SIGN;
		uint32_t cp = utf8_next(text, &next);
		if (cp <= 0x30A0 || cp == 0x30FB || cp >= 0xA000)
			break;
		at -= SIGN;
		if (end - at > WHOLE_SIGNS * SIGN)
			return end;
	}
	return end - at >= 2 * SIGN ? at : end;
}

static void mark_persons(struct doc *d, struct seen *s)
{
	for (size_t at = 0, i = 0; at < d->text.n; at++) {
		/* Of three bytes each, as none of what the others begin with. */
		if ((unsigned char)d->text.p[at] < 0xE3 || WORD_AT(d->text, at, courtesies) == 0)
			continue;
		size_t from = name_before(d->text, at);
		if (from == at)
			continue;
		while (i < d->ntokens && d->tokens[i].at < from)
			i++;
		for (; i < d->ntokens && d->tokens[i].at + d->tokens[i].n <= at; i++)
			if ((d->tokens[i].flags & DOC_NUMBER) == 0)
				mark(&d->tokens[i], s);
	}
}

void names_cjk_mark(struct doc *d)
{
	struct seen seen = {.n = 0};

	if (d->lang == LANG_JA)
		mark_persons(d, &seen);
	mark_runs(d, &seen);
	for (size_t i = 0; i < d->ntokens && seen.n > 0; i++) {
		struct doc_token *t = &d->tokens[i];
		if ((t->flags & (DOC_STOP | DOC_CJK | DOC_NUMBER | DOC_NAME)) == DOC_CJK &&
		    t->n > SIGN && seen_has(&seen, t->term))
			t->flags |= DOC_NAME;
	}
}
