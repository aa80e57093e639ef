/*
 * A mayor, a spokesman of the police and the town itself stand in all that the
 * town's paper prints, and tell no event.  Who is in office is told by a word
 * for it nearby, a place by the word for where before it:
 *
 *	Oberbürgermeisterin Friederike Maas bat in Tannhofen um Verständnis
 *	office              office     office      place
 *
 *	县长 长苏 苏晓 晓岚   of Chinese and Japanese what is within five characters
 *	云溪 溪县             a place ends with a word for what it is
 *
 * A bearer's reach ends with the sentence.  What is a place once is one in all its forms
 * (Tannhofener, Гайсів and Гайсові).
 *
 * The lists hold pieces of words, which stand for their forms: without their
 * first letter where that may be a capital out of ASCII's reach, or where the
 * word is the end of others (Bürgermeister).
 */
#include "roles.h"

#include <assert.h>
#include <string.h>

#include "hant.h"
#include "utf8.h"

#define NAME_RARE 5.5f    /* idf: a word of no table; with a capital it is a name */
#define NOUN_RARE 7.2f    /* of German, where nouns have capitals */
#define SUSPECT_RARE 6.0f /* of German: it may be a place's or a person's */
#define BEFORE 3          /* tokens from a word for an office to a name, or back */
#define NAME_TOKENS 3     /* of one name, before its last */
#define CJK_REACH 15      /* bytes: five characters */
#define CJK_BYTES 3
#define ARABIC_ARTICLE 6 /* bytes before the piece, at most */

/* Offices that persons have. */
static const char *const bearers[LANG_COUNT] = {
    [LANG_EN] = "mayor leader minister spokes superintendent sheriff governor commissioner "
		"prosecutor officer secretary inspector sergeant councillor",
    [LANG_DE] = "ürgermeist andrat andrät minister precher ommandant randmeister staatsanwalt "
		"mtsarzt tierarzt ezernent eigeordnet",
    [LANG_FR] = "maire préf inistr parole ommandant rocureur djoint ieutenant olonel",
    [LANG_ES] = "lcald oncejal inistr onsejer ortavoz elegad omandante iscal obernador",
    [LANG_PT] = "âmara inistr voz ereador omandante overnador rocurador refeit",
    [LANG_IT] = "indac ssessor inist refett uestor ortavoce omandante rocur overnator",
    [LANG_RU] = "мэр Глава глава главы главе главой убернатор инистр ачальник екретар редставител "
		"рокурор епутат",
    [LANG_UK] = "мер Голова голова голови голові голову убернатор іністр ачальник ечни рокурор "
		"епутат чільни",
    [LANG_AR] = "عمدة محافظ وزير متحدث ناطق العقيد العميد المدعي",
    [LANG_ZH] = "县长 市长 省长 镇长 区长 局长 部长 厅长 处长 院长 校长 馆长 主任 书记 发言 队长",
    [LANG_JA] = "市長 町長 村長 知事 区長 大臣 署長 局長 部長 課長 院長 校長 館長 司令 員長 議長",
};

/* What governs or guards a place. */
static const char *const organs[LANG_COUNT] = {
    [LANG_EN] = "council borough police coastguard",
    [LANG_DE] = "tadtrat tadträt reistag emeinde athaus olizei tadtverwalt taatsanwaltsch "
		"ministerium",
    [LANG_FR] = "airie unicipal police gendarm préfecture",
    [LANG_ES] = "yuntamiento unicipal olicía guardia",
    [LANG_PT] = "unicip olícia guarda",
    [LANG_IT] = "omune omunal arabinier olizia",
    [LANG_RU] = "дминистрац олици МЧС",
    [LANG_UK] = "громади міськрад оліці ДСНС",
    [LANG_AR] = "بلدية شرطة الدفاع",
    [LANG_ZH] = "县政 市政 警方",
    [LANG_JA] = "市議 警察",
};

/* Whole words before a place. */
static const char *const where[LANG_COUNT] = {
    [LANG_EN] = "in at near from off",
    [LANG_DE] = "in bei aus nach um von stadt gemeinde kreis dorf ort",
    [LANG_FR] = "à",
    [LANG_ES] = "en a",
    [LANG_PT] = "em",
    [LANG_IT] = "a ad in",
    [LANG_RU] =
	"в во из под В Во Под Из город города городе посёлок посёлке посёлка селе села деревне",
    [LANG_UK] = "у в з із під У В Під Із З місто міста місті село села селі селищі",
    [LANG_AR] = "في مدينة بلدة قرية قرب",
};

/* The same, unless a name stands before them. */
static const char *const of[LANG_COUNT] = {
    [LANG_EN] = "of",
    [LANG_FR] = "de d du",
    [LANG_ES] = "de",
    [LANG_PT] = "de do da",
    [LANG_IT] = "di",
};

static const char kinds_of_place[] = "市县镇乡村省州町県区山川河湖島岛湾岭岳谷港駅站橋桥";

#define BEGINS_BITS 10
#define PIECE_LEAST 3 /* bytes */
#define PIECES_MAX 32

struct piece {
	const char *at;
	uint8_t n;     /* bytes */
	uint8_t flags; /* enum roles_flag */
	uint8_t next;  /* that begins so, from 1 on */
};

/* Those of a language, by their first three bytes, case aside. */
struct pieces {
	struct piece list[PIECES_MAX];
	size_t n;
	uint8_t first[1u << BEGINS_BITS]; /* from 1 on; 0: none */
};

static uint32_t beginning(const char *p)
{
	uint32_t x = (unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8 |
		     (uint32_t)(unsigned char)p[2] << 16 | 0x202020;

	return (x * 0x9E3779B1u) >> (32 - BEGINS_BITS);
}

static void add_pieces(struct pieces *s, const char *list, uint8_t flags)
{
	for (const char *p = list; p != NULL && *p != '\0'; p += strspn(p, " ")) {
		uint8_t *first = &s->first[beginning(p)];
		size_t n = strcspn(p, " ");
		assert(s->n < PIECES_MAX && n >= PIECE_LEAST && n <= UINT8_MAX);
		s->list[s->n++] = (struct piece){p, (uint8_t)n, flags, *first};
		*first = (uint8_t)s->n;
		p += n;
	}
}

static void read_pieces(struct pieces *s, enum lang lang)
{
	s->n = 0;
	memset(s->first, 0, sizeof(s->first));
	add_pieces(s, organs[lang], ROLES_OFFICE);
	add_pieces(s, bearers[lang], ROLES_OFFICE | ROLES_BEARER);
}

/* The token as the lists write it: Chinese in simplified characters. */
static struct view listed(const struct doc *d, size_t i, char room[2 * CJK_BYTES])
{
	struct view v = doc_token_text(d, &d->tokens[i]);

	if (d->lang != LANG_ZH || v.n != 2 * CJK_BYTES)
		return v;
	for (size_t at = 0; at < v.n;) {
		char sign[4];
		size_t from = at, n = utf8_encode(hant_fold(utf8_next(v, &at)), sign);
		if (at - from != CJK_BYTES || n != CJK_BYTES)
			return v;
		memcpy(room + from, sign, CJK_BYTES);
	}
	return (struct view){room, v.n};
}

/* Of a word that has pieces of both lists, the organ is meant. */
static uint8_t office(const struct pieces *s, const struct doc *d, size_t i)
{
	char room[2 * CJK_BYTES];
	struct view v = listed(d, i, room);
	size_t last = d->lang == LANG_AR ? ARABIC_ARTICLE : v.n;
	uint8_t out = 0;

	for (size_t at = 0; at + PIECE_LEAST <= v.n && at <= last; at++)
		for (uint8_t k = s->first[beginning(v.p + at)]; k != 0;) {
			const struct piece *p = &s->list[k - 1];
			k = p->next;
			if (!view_casestarts(view_sub(v, at, v.n), (struct view){p->at, p->n}))
				continue;
			if (p->flags == ROLES_OFFICE)
				return ROLES_OFFICE;
			out = p->flags;
		}
	return out;
}

static bool any_word(const struct doc *d, size_t i, const char *list)
{
	struct view v = doc_token_text(d, &d->tokens[i]);

	for (const char *p = list; p != NULL && *p != '\0';) {
		size_t n = strcspn(p, " ");
		if (view_caseeq(v, (struct view){p, n}))
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

/* Of Chinese and Japanese: the next token begins with the last character of this one. */
static bool adjoins(const struct doc *d, size_t i)
{
	return d->lang == LANG_AR || d->tokens[i + 1].at == d->tokens[i].at + CJK_BYTES;
}

static bool is_name(const struct doc *d, const float *rare, size_t i, bool opens)
{
	const struct doc_token *t = &d->tokens[i];

	if (t->flags & (DOC_STOP | DOC_DATE | DOC_NUMBER))
		return false;
	if (t->flags & DOC_CJK || d->lang == LANG_AR)
		return rare[i] > NAME_RARE &&
		       ((i > 0 && rare[i - 1] > NAME_RARE && adjoins(d, i - 1)) ||
			   (i + 1 < d->ntokens && rare[i + 1] > NAME_RARE && adjoins(d, i)));
	if (t->flags & DOC_NAME)
		return true;
	if (!(t->flags & DOC_CAPITAL))
		return false;
	return d->lang == LANG_DE ? rare[i] > NOUN_RARE : rare[i] > NAME_RARE && !opens;
}

/* Is this the name of somebody or of some place, or may it be part of one? */
static bool is_candidate(const struct doc *d, const float *rare, const uint8_t *out, size_t i)
{
	if (out[i] & ROLES_NAME)
		return true;
	return (d->lang == LANG_DE && (d->tokens[i].flags & DOC_CAPITAL) &&
		   rare[i] > SUSPECT_RARE) ||
	       (d->lang == LANG_AR && rare[i] > NAME_RARE);
}

/* Tokens of one sentence, or of the title. */
struct reach {
	size_t first, end;
};

static bool near_bearer(const uint8_t *out, const struct reach *r, size_t first, size_t last)
{
	for (size_t k = first > r->first + BEFORE ? first - BEFORE : r->first;
	     k <= last + BEFORE && k < r->end; k++)
		if (out[k] & ROLES_BEARER)
			return true;
	return false;
}

static uint8_t role(
    const struct doc *d, const float *rare, const uint8_t *out, const struct reach *r, size_t i)
{
	size_t first = i;

	while (first > r->first && i - first < NAME_TOKENS &&
	       (d->lang == LANG_AR ? rare[first - 1] > NAME_RARE : out[first - 1] & ROLES_NAME))
		first--;
	if (near_bearer(out, r, first, i))
		return ROLES_OFFICE;
	if (first > r->first && any_word(d, first - 1, where[d->lang]))
		return ROLES_PLACE;
	return first > r->first + 1 && any_word(d, first - 1, of[d->lang]) &&
		       !(d->tokens[first - 2].flags & DOC_CAPITAL)
		   ? ROLES_PLACE
		   : 0;
}

static bool ends_place(const struct doc *d, size_t i)
{
	char room[2 * CJK_BYTES];
	struct view v = listed(d, i, room);

	if (v.n != 2 * CJK_BYTES)
		return false;
	for (size_t k = 0; k < sizeof(kinds_of_place) - 1; k += CJK_BYTES)
		if (memcmp(kinds_of_place + k, v.p + CJK_BYTES, CJK_BYTES) == 0)
			return true;
	return false;
}

static uint8_t role_cjk(const struct doc *d, const uint8_t *out, size_t i)
{
	const struct doc_token *t = d->tokens;

	for (size_t k = i; k > 0 && t[k - 1].at + CJK_REACH >= t[i].at; k--)
		if (out[k - 1] & ROLES_BEARER)
			return ROLES_OFFICE;
	for (size_t k = i; k < d->ntokens && t[i].at + CJK_REACH >= t[k].at; k++)
		if (out[k] & ROLES_BEARER)
			return ROLES_OFFICE;
	bool place =
	    ends_place(d, i) ||
	    (i + 1 < d->ntokens && t[i + 1].at == t[i].at + CJK_BYTES && ends_place(d, i + 1));
	return place ? ROLES_PLACE : 0;
}

#define FORM_LETTERS 4 /* in common at the beginning, at least */
#define FORM_ENDING 3  /* letters of the longer one that the other lacks, at most */
#define PLACES_MAX 32

static bool begins_letter(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

/* Are no more than `most` letters left?  Looks no further: words are as long as they
 * like. */
static bool ends_within(struct view v, size_t at, size_t most)
{
	size_t n = 0;

	for (; at < v.n && n <= most; at++)
		n += begins_letter(v.p[at]);
	return n <= most;
}

bool roles_form(struct view a, struct view b)
{
	size_t n = 0, same = 0, ending = FORM_ENDING, least = a.n < b.n ? a.n : b.n;

	for (; n < least && a.p[n] == b.p[n]; n++)
		same += begins_letter(a.p[n]);
	/* The last letter is the same only where it ends in both. */
	if (same > 0 &&
	    ((n < a.n && !begins_letter(a.p[n])) || (n < b.n && !begins_letter(b.p[n])))) {
		same--;
		ending--;
	}
	return same >= FORM_LETTERS && ends_within(a, n, ending) && ends_within(b, n, ending);
}

static void mark_forms(const struct doc *d, const float *rare, uint8_t *out)
{
	struct view places[PLACES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < d->ntokens && n < PLACES_MAX; i++) {
		if (!(out[i] & ROLES_PLACE) || (d->tokens[i].flags & DOC_CJK))
			continue;
		struct view v = doc_token_text(d, &d->tokens[i]);
		bool again = false;
		for (size_t k = 0; k < n && !again; k++)
			again = view_eq(places[k], v);
		if (!again)
			places[n++] = v;
	}
	for (size_t i = 0; i < d->ntokens && n > 0; i++) {
		if (out[i] & (ROLES_OFFICE | ROLES_PLACE) || !(rare[i] > 0) ||
		    !is_candidate(d, rare, out, i))
			continue;
		struct view v = doc_token_text(d, &d->tokens[i]);
		for (size_t k = 0; k < n && !(out[i] & ROLES_PLACE); k++)
			out[i] |= roles_form(v, places[k]) ? ROLES_PLACE : 0;
	}
}

void roles_mark(const struct doc *d, const float *rare, uint8_t *out)
{
	struct pieces pieces;

	read_pieces(&pieces, d->lang);
	for (size_t i = 0, s = 0; i < d->ntokens; i++) {
		while (s < d->nsentences && d->sentences[s].first < i)
			s++;
		bool opens = i == 0 || (s < d->nsentences && d->sentences[s].first == i);
		out[i] = rare[i] > 0 ? office(&pieces, d, i) : 0;
		out[i] |= is_name(d, rare, i, opens) ? ROLES_NAME : 0;
	}
	struct reach r = {0, d->ntitle};
	for (size_t i = 0, s = 0; i < d->ntokens; i++) {
		for (; i >= r.end && s < d->nsentences; s++)
			r = (struct reach){
			    d->sentences[s].first, d->sentences[s].first + d->sentences[s].len};
		if (out[i] & ROLES_OFFICE || !(rare[i] > 0))
			continue;
		if (d->tokens[i].flags & DOC_CJK)
			out[i] |= role_cjk(d, out, i);
		else if (is_candidate(d, rare, out, i))
			out[i] |= role(d, rare, out, &r, i);
	}
	mark_forms(d, rare, out);
}
