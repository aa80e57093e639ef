/*
 * Two reporters at one fire share no sentence and few words: the town, the
 * factory, its owner, a number.  What tells is that hardly any other story has
 * these, and that both came within days.  So what both stories name, titles
 * included, is counted as units: neighbouring rare words are one ("Colin Abbey"
 * is one man), and each counts for its rarest word, up to a bound, so that no
 * single odd word makes an event.
 *
 *	one name                    1 unit, up to UNIT_MOST
 *	a number, a rare word       less: FACTOR_*, SUPPORT_*
 *	Chinese, Japanese           a run of two pairs of characters and more is a
 *	                            name, a single pair a word
 *	Arabic                      two rare words in a row are a name
 *
 * Rarity is idf's, as it was before the stories of this event came
 * (idf_rarity_at).  Famous names are as rare as others where no table lists
 * them: so the stories must come within EVENT_SECONDS of each other, and share
 * EVENT_SHARE of all that is rare in the one that has less of it.
 */
#include "event.h"

#include "utf8.h"

#define RARE 4.0f /* idf: what is commoner tells no event */
#define UNIT_MOST 3.3f
#define UNIT_LEAST 1.0f
#define FACTOR_NUMBER 0.5f
#define FACTOR_WORD 0.35f
#define FACTOR_PAIR 0.5f /* of the pairs of characters in a run */
#define FACTOR_DOUBTED 0.35f
#define SUPPORT_NUMBER 0.5f
#define SUPPORT_WORD 0.34f
#define WORDS_MOST 4.2f /* of all rare words together */
#define SHARE_PRIOR 8.0f
#define UNITS_MAX 256
#define APART 2 /* bytes between neighbours */

#define EVENT_SECONDS (60 * 3600)
#define EVENT_WORDS 40
#define EVENT_WEIGHT 6.5f
#define EVENT_SHARE 0.16f
#define EVENT_SUPPORT 2.0f

enum kind { KIND_WORD, KIND_NAME, KIND_NUMBER, KIND_PAIR };

static enum kind kind_of(const struct doc_token *t)
{
	if (t->flags & DOC_NUMBER)
		return KIND_NUMBER;
	return t->flags & DOC_CJK ? KIND_PAIR : t->flags & DOC_NAME ? KIND_NAME : KIND_WORD;
}

static const struct profile_term *find(const struct profile *p, uint32_t term)
{
	size_t low = 0, high = p->nterms;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (p->terms[mid].term < term)
			low = mid + 1;
		else
			high = mid;
	}
	return low < p->nterms && p->terms[low].term == term ? &p->terms[low] : NULL;
}

static bool title_has(const struct doc *d, uint32_t term)
{
	for (size_t i = 0; i < d->ntitle; i++)
		if (d->tokens[i].term == term)
			return true;
	return false;
}

/* Two characters of which one is hiragana: an ending, or where two words meet. */
static bool is_glue(const struct doc *d, const struct doc_token *t)
{
	struct view v = doc_token_text(d, t);

	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);
		if (cp >= 0x3041 && cp < 0x30A0)
			return true;
	}
	return false;
}

static float rarity(const struct idf *f, const struct doc *d, const struct doc_token *t)
{
	if (t->flags & (DOC_STOP | DOC_DATE))
		return 0;
	float w = idf_rarity_at(f, t->term, idf_level(t, d->lang));
	if (w <= RARE || ((t->flags & DOC_CJK) && is_glue(d, t)))
		return 0;
	return w - RARE;
}

/* Of a rare thing's rarity, what is added to all that is rare in a story.  English
 * has the longest table: elsewhere what it lacks is often a common word. */
static float factor(const struct doc_token *t, enum lang lang)
{
	static const float of_kind[] = {[KIND_WORD] = FACTOR_WORD,
	    [KIND_NAME] = 1,
	    [KIND_NUMBER] = FACTOR_NUMBER,
	    [KIND_PAIR] = FACTOR_PAIR * FACTOR_WORD};
	enum kind kind = kind_of(t);
	bool doubted = lang != LANG_EN && (kind == KIND_WORD || kind == KIND_PAIR);

	return of_kind[kind] * (doubted ? FACTOR_DOUBTED : 1);
}

static float all_rare(const struct idf *f, const struct profile *p)
{
	const struct doc *d = p->doc;
	float sum = 0;

	for (size_t i = 0; i < p->nterms; i++) {
		const struct doc_token *t = &d->tokens[p->occ[p->terms[i].first].token];
		sum += rarity(f, d, t) * factor(t, d->lang);
	}
	return sum;
}

/* Marks the story's tokens that the earlier has, with their rarity. */
static void mark_shared(
    const struct idf *f, const struct profile *story, const struct profile *earlier, float *rare)
{
	const struct doc *d = story->doc;

	for (size_t i = 0; i < d->ntitle; i++)
		if (find(earlier, d->tokens[i].term) || title_has(earlier->doc, d->tokens[i].term))
			rare[i] = rarity(f, d, &d->tokens[i]);
	for (size_t i = 0, j = 0; i < story->nterms; i++) {
		const struct profile_term *t = &story->terms[i];
		while (j < earlier->nterms && earlier->terms[j].term < t->term)
			j++;
		if ((j == earlier->nterms || earlier->terms[j].term != t->term) &&
		    !title_has(earlier->doc, t->term))
			continue;
		float w = rarity(f, d, &d->tokens[story->occ[t->first].token]);
		for (size_t k = t->first; k < t[1].first; k++)
			rare[story->occ[k].token] = w;
	}
}

/* A run of neighbours that both stories have. */
struct unit {
	enum kind kind;
	size_t len;
	float sum, most;
	uint32_t term; /* the rarest */
};

static struct unit read_unit(const struct doc *d, const float *rare, size_t *at)
{
	const struct doc_token *t = d->tokens;
	size_t i = *at;
	struct unit u = {.kind = kind_of(&t[i])};

	for (; i < d->ntokens && rare[i] > 0 && kind_of(&t[i]) == u.kind; i++) {
		if (i > *at && (i == d->ntitle || t[i].at > t[i - 1].at + t[i - 1].n + APART))
			break;
		if (u.len > 0 &&
		    (u.kind == KIND_NUMBER || (u.kind == KIND_WORD && d->lang != LANG_AR)))
			break;
		u.len++;
		u.sum += rare[i];
		if (rare[i] > u.most) {
			u.most = rare[i];
			u.term = t[i].term;
		}
	}
	*at = i;
	if (u.kind == KIND_PAIR) {
		u.kind = u.len > 1 ? KIND_NAME : KIND_WORD;
		u.most = u.len > 1 ? u.sum * FACTOR_PAIR : u.most;
	} else if (u.kind == KIND_WORD && u.len > 1) {
		u.kind = KIND_NAME;
	}
	return u;
}

static bool again(uint32_t *seen, size_t *n, uint32_t term)
{
	for (size_t i = 0; i < *n; i++)
		if (seen[i] == term)
			return true;
	if (*n < UNITS_MAX)
		seen[(*n)++] = term;
	return false;
}

static void add_units(const struct doc *d, const float *rare, struct event *e)
{
	uint32_t seen[UNITS_MAX];
	size_t nseen = 0;
	float words = 0;

	for (size_t i = 0; i < d->ntokens;) {
		if (rare[i] <= 0) {
			i++;
			continue;
		}
		struct unit u = read_unit(d, rare, &i);
		float w = u.most < UNIT_MOST ? u.most : UNIT_MOST;
		if (w < UNIT_LEAST || again(seen, &nseen, u.term))
			continue;
		if (u.kind == KIND_WORD) {
			words += w * FACTOR_WORD;
			e->support += SUPPORT_WORD;
		} else {
			e->weight += u.kind == KIND_NUMBER ? w * FACTOR_NUMBER : w;
			e->support += u.kind == KIND_NUMBER ? SUPPORT_NUMBER : 1;
		}
	}
	e->weight += words < WORDS_MOST ? words : WORDS_MOST;
}

enum ct_err event_weigh(struct arena *a, const struct idf *f, const struct profile *story,
    const struct profile *earlier, struct event *out)
{
	float *rare = ARENA_ARRAY(a, story->doc->ntokens + 1, float);
	struct event e = {0};

	if (rare == NULL)
		return CT_ENOMEM;
	mark_shared(f, story, earlier, rare);
	add_units(story->doc, rare, &e);
	if (e.weight >= EVENT_WEIGHT && e.support >= EVENT_SUPPORT) {
		float all = all_rare(f, story), other = all_rare(f, earlier);
		e.share = e.weight / ((all < other ? all : other) + SHARE_PRIOR);
	}
	*out = e;
	return CT_OK;
}

bool event_near(const struct profile *story, const struct profile *earlier)
{
	int64_t apart;

	if (story->published == CT_TIME_UNKNOWN || earlier->published == CT_TIME_UNKNOWN ||
	    __builtin_sub_overflow(story->published, earlier->published, &apart) ||
	    apart > EVENT_SECONDS || apart < -EVENT_SECONDS)
		return false;
	return story->doc->words >= EVENT_WORDS && earlier->doc->words >= EVENT_WORDS;
}

bool event_told(const struct event *e)
{
	return e->share >= EVENT_SHARE;
}
