/*
 * A rewrite says "drop" where its original said "fall".  Of the terms that only
 * one of two stories has, those are linked that can stand for each other: by a
 * table made of WordNet (English), or by spelling, in any language: a long
 * beginning in common, or one letter apart.  Linked terms count for part of their
 * weight in the similarity of sentences (align.c).
 *
 *	only here       only there
 *	plunge          fall            by the table
 *	investor        investment      six letters of ten
 *	color           colour          one letter
 *	bank            ferry           not linked
 *
 * Both sides' lists are short, a hundred or so, and ascend as the table does
 * (kin_table.h).  Words are compared by spelling only where they begin with the
 * same four bytes, or where their sets of letters (a word of bits) differ by two.
 *
 * Cost: 8 % of judging; the table is 210 KB.
 */
#include "kin.h"

#include <endian.h>

#include "kin_table.h"

#define LONE_MAX 400 /* terms of one side */
#define ROWS 64
#define SPELLED_MIN 5 /* bytes */
#define SPELLED_MAX 24

/* A term that the other side lacks. */
struct lone {
	uint32_t term; /* index into profile.terms */
	bool linked;
	int16_t next; /* of the same first byte, or -1 */
	struct kin_word word;
};

struct side {
	const struct profile *p;
	size_t n;
	struct lone *of; /* LONE_MAX */
};

struct kin_word kin_word_of(const struct doc *d, const struct doc_token *t)
{
	struct kin_word w = {.place = d->lang == LANG_EN ? kin_table_find(t->term) : KIN_NONE};

	if ((t->flags & (DOC_CJK | DOC_NUMBER)) == 0 && t->n >= SPELLED_MIN &&
	    t->n <= SPELLED_MAX) {
		struct view v = doc_token_text(d, t);
		memcpy(&w.head, v.p, sizeof(w.head));
		w.head |= 0x20202020;
		w.letters = profile_letters(v);
	}
	return w;
}

static void add_lone(struct side *s, size_t term)
{
	const struct profile_term *t = &s->p->terms[term];

	if (s->n < LONE_MAX && (t->word.head != 0 || t->word.place != KIN_NONE))
		s->of[s->n++] = (struct lone){(uint32_t)term, false, -1, t->word};
}

static void find_lone(struct side *a, struct side *b)
{
	size_t i = 0, j = 0;

	while (i < a->p->nterms || j < b->p->nterms) {
		uint32_t ta = i < a->p->nterms ? a->p->terms[i].term : UINT32_MAX;
		uint32_t tb = j < b->p->nterms ? b->p->terms[j].term : UINT32_MAX;
		bool left = i < a->p->nterms && (j == b->p->nterms || ta <= tb);
		bool right = j < b->p->nterms && (i == a->p->nterms || tb <= ta);
		if (left && !right)
			add_lone(a, i);
		else if (right && !left)
			add_lone(b, j);
		i += left;
		j += right;
	}
}

/* Where the lone term with this place stands, or -1; places ascend. */
static int find_place(const struct side *s, const uint16_t *places, size_t n, uint16_t place)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (s->of[places[mid]].word.place < place)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && s->of[places[lo]].word.place == place ? places[lo] : -1;
}

static void link_pair(struct kin *out, struct lone *a, struct lone *b)
{
	a->linked = b->linked = true;
	out->links[out->n++] = (struct kin_link){a->term, b->term};
}

static void link_by_table(struct side *a, struct side *b, struct kin *out)
{
	uint16_t places[LONE_MAX];
	uint64_t any[(UINT16_MAX + 1) / 64] = {0}; /* the set of the places */
	size_t n = 0;

	for (size_t j = 0; j < b->n; j++)
		if (b->of[j].word.place != KIN_NONE) {
			places[n++] = (uint16_t)j;
			any[b->of[j].word.place / 64] |= 1ull << (b->of[j].word.place % 64);
		}
	for (size_t i = 0; i < a->n; i++) {
		uint16_t place = a->of[i].word.place;
		if (place == KIN_NONE)
			continue;
		for (uint32_t k = kin_table_start[place]; k < kin_table_start[place + 1]; k++) {
			uint16_t to = kin_table_list[k];
			if ((any[to / 64] >> (to % 64) & 1) == 0)
				continue;
			int at = find_place(b, places, n, to);
			if (at >= 0 && !b->of[at].linked) {
				link_pair(out, &a->of[i], &b->of[at]);
				break;
			}
		}
	}
}

static char low(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

/* A long beginning in common, or one letter changed, added, left out, or two swapped;
 * never the same word, which is another term for a reason. */
static bool spelled_alike(struct view a, struct view b)
{
	size_t same = 0, end = 0, least = a.n < b.n ? a.n : b.n, most = a.n < b.n ? b.n : a.n;

	while (same < least && low(a.p[same]) == low(b.p[same]))
		same++;
	if (same == most)
		return false;
	if (same >= SPELLED_MIN && 10 * same >= 6 * most)
		return true;
	if (most - least > 1)
		return false;
	while (end < least - same && low(a.p[a.n - 1 - end]) == low(b.p[b.n - 1 - end]))
		end++;
	size_t rest = most - same - end;
	return rest <= 1 || (rest == 2 && a.n == b.n && low(a.p[same]) == low(b.p[same + 1]) &&
				low(a.p[same + 1]) == low(b.p[same]));
}

static struct view text_of(const struct side *s, const struct lone *l)
{
	const struct profile *p = s->p;

	return doc_token_text(p->doc, &p->doc->tokens[p->occ[p->terms[l->term].first].token]);
}

/* What is spelled alike begins with the same four bytes, or has the same letters but two. */
static bool may_be_alike(const struct kin_word *a, const struct kin_word *b)
{
	uint32_t differ = a->letters ^ b->letters;

	differ &= differ - 1;
	differ &= differ - 1;
	return a->head == b->head || differ == 0;
}

static void link_by_spelling(struct side *a, struct side *b, struct kin *out)
{
	int16_t row[ROWS];

	memset(row, -1, sizeof(row));
	for (size_t j = b->n; j-- > 0;)
		if (!b->of[j].linked && b->of[j].word.head != 0) {
			int16_t *first = &row[le32toh(b->of[j].word.head) & (ROWS - 1)];
			b->of[j].next = *first;
			*first = (int16_t)j;
		}
	for (size_t i = 0; i < a->n; i++) {
		struct lone *l = &a->of[i];
		if (l->linked || l->word.head == 0)
			continue;
		int16_t j = row[le32toh(l->word.head) & (ROWS - 1)];
		for (; j >= 0; j = b->of[j].next)
			if (may_be_alike(&l->word, &b->of[j].word) && !b->of[j].linked &&
			    spelled_alike(text_of(a, l), text_of(b, &b->of[j]))) {
				link_pair(out, l, &b->of[j]);
				break;
			}
	}
}

enum ct_err kin_make(
    struct arena *a, const struct profile *story, const struct profile *earlier, struct kin *out)
{
	struct lone of[2][LONE_MAX];
	struct side sa = {story, 0, of[0]}, sb = {earlier, 0, of[1]};

	*out = (struct kin){arena_alloc(a, LONE_MAX * sizeof(struct kin_link)), 0};
	if (out->links == NULL)
		return CT_ENOMEM;
	find_lone(&sa, &sb);
	link_by_table(&sa, &sb, out);
	link_by_spelling(&sa, &sb, out);
	return CT_OK;
}
