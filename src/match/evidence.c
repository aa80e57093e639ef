/*
 * What the verdict rests on, for a reader who has seconds: first reasons in
 * sentences, then what faces what (evidence_rows.c), then facts.
 *
 * Word for word is what stands in runs of eight words that both have.
 */
#include "evidence.h"

#include "evidence_form.h"
#include "evidence_lists.h"
#include "evidence_rows.h"
#include "radix.h"
#include "verdict.h"

#define RUN 8        /* words: a word-for-word run */
#define DOUBTFUL 0.3 /* a new story scored lower needs no more than reasons */

/* --- word for word ------------------------------------------------------------- */

static uint32_t run_hash(const struct doc_token *t)
{
	uint32_t h = 0;

	for (size_t k = 0; k < RUN; k++)
		h = (h ^ t[k].term) * 0x9E3779B1u + (h >> 15);
	return h;
}

static size_t fill_runs(const struct doc *d, struct radix_item *out)
{
	size_t n = 0;

	for (size_t i = d->ntitle; i + RUN <= d->ntokens; i++)
		out[n++] = (struct radix_item){run_hash(d->tokens + i), (uint32_t)i};
	return n;
}

/* Which runs of the story, sorted by hash, the earlier has, too: their places in out. */
static size_t common_runs(const struct radix_item *a, size_t na, const struct radix_item *b,
    size_t nb, struct radix_item *out)
{
	size_t n = 0;

	for (size_t i = 0, j = 0; i < na && j < nb;) {
		if (b[j].key < a[i].key) {
			j++;
			continue;
		}
		if (a[i].key == b[j].key)
			out[n++].key = a[i].value;
		i++;
	}
	return n;
}

/* Share of the story's words in runs of RUN words that the earlier has, too. */
static enum ct_err verbatim(
    struct arena *scratch, const struct doc *a, const struct doc *b, double *share)
{
	size_t words = a->ntokens - a->ntitle, most, covered = 0;

	most = a->ntokens > b->ntokens ? a->ntokens : b->ntokens;
	struct radix_item *ra = ARENA_ARRAY(scratch, 3 * (most + 1), struct radix_item);
	if (ra == NULL)
		return CT_ENOMEM;
	struct radix_item *rb = ra + most + 1, *spare = rb + most + 1;
	size_t na = fill_runs(a, ra), nb = fill_runs(b, rb);
	radix_sort(ra, spare, na);
	radix_sort(rb, spare, nb);
	size_t n = common_runs(ra, na, rb, nb, spare);
	radix_sort(spare, rb, n);
	for (size_t i = 0, end = 0; i < n; i++) {
		size_t at = spare[i].key;
		covered += at + RUN - (end > at ? end : at);
		end = at + RUN;
	}
	*share = words > 0 ? (double)covered / (double)words : 0;
	return CT_OK;
}

/* --- reasons ------------------------------------------------------------------------ */

static void reason(struct evidence *e, enum evidence_why why, size_t n, size_t of)
{
	e->reasons[e->nreasons++] = (struct evidence_reason){why, (uint32_t)n, (uint32_t)of};
}

static void clash_reason(struct evidence *e, const struct clashes *c)
{
	size_t clashes = 0;

	for (size_t i = 0; i < c->n; i++)
		clashes += c->of[i].weight >= CLASH_TOLD;
	if (clashes > 0)
		reason(e, EVIDENCE_CLASHES, clashes, 0);
}

static void names_reason(struct evidence *e, const struct profile *story, const struct clashes *c)
{
	size_t lost, names = evidence_lists_count(story, c, false, &lost);

	if (names > 0)
		reason(e, EVIDENCE_NAMES_NEW, lost, names);
}

static void preface_reason(struct evidence *e, const struct profile *story)
{
	if (story->doc->preface.n > 0)
		reason(e, EVIDENCE_PREFACE, 0, 0);
}

static void brief_reasons(struct evidence *e, const struct profile *story, const struct verify *v,
    const struct clashes *c)
{
	preface_reason(e, story);
	clash_reason(e, c);
	reason(e, EVIDENCE_IN_ORDER, evidence_rows_in_order(v), v->align.na);
	names_reason(e, story, c);
}

static void all_reasons(struct evidence *e, const struct profile *story, const struct decision *d,
    const struct clashes *c, double word_for_word)
{
	const struct verify *v = d->match;
	bool copy = d->late || verdict_is_copy(d->verdict);
	size_t lost;

	if (d->late)
		reason(e, EVIDENCE_IS_ORIGINAL, 0, 0);
	preface_reason(e, story);
	if (copy && v->passage.n > 0)
		reason(e, EVIDENCE_PASSAGE, v->passage.n, v->align.na);
	if (word_for_word >= 0.3)
		reason(e, EVIDENCE_VERBATIM, (size_t)(100 * word_for_word + 0.5), 0);
	if (!copy)
		clash_reason(e, c);
	if (d->verdict == CT_RELATED)
		reason(e, EVIDENCE_SAME_MATTER, 0, 0);
	reason(e, EVIDENCE_IN_ORDER, evidence_rows_in_order(v), v->align.na);
	size_t numbers = evidence_lists_count(story, c, true, &lost);
	if (numbers > 0)
		reason(e, EVIDENCE_NUMBERS_KEPT, numbers - lost, numbers);
	names_reason(e, story, c);
}

/* Most stories are new: of those few words are made. */
static void gather(struct evidence *e, const struct profile *story, const struct decision *d,
    const struct clashes *c, double share)
{
	const struct verify *v = d->match;
	double of_story, of_earlier;

	e->verbatim = evidence_rows_percent(share);
	if (v == NULL) {
		reason(e, EVIDENCE_NO_EARLIER, 0, 0);
		return;
	}
	evidence_rows_cover(story, v, &of_story, &of_earlier);
	e->coverage = evidence_rows_percent(of_story);
	e->coverage_earlier = evidence_rows_percent(of_earlier);
	if (d->verdict == CT_NEW && d->score < DOUBTFUL && !d->late && !d->pair) {
		brief_reasons(e, story, v, c);
		return;
	}
	all_reasons(e, story, d, c, share);
	evidence_rows_find(story, v, e);
	evidence_lists_find(story, v, c, e);
}

enum ct_err evidence_write(struct arena *scratch, const struct profile *story,
    const struct decision *d, struct buf *out, struct buf *kept)
{
	const struct verify *v = d->match;
	/* Runs of RUN words are runs of fewer words, too: most often there are none. */
	bool runs = v != NULL && (v->foreign || v->traits.v[TRAIT_verbatim_a] > 0);
	struct evidence e = {0};
	struct clashes c = {0};
	double share = 0;
	enum ct_err err = runs ? verbatim(scratch, story->doc, v->earlier->doc, &share) : CT_OK;

	if (err == CT_OK && v != NULL)
		err = clash_find(scratch, story, v->earlier, &v->align, &v->facts, &c);
	if (err != CT_OK)
		return err;
	gather(&e, story, d, &c, share);
	evidence_form_tell(&e, story->doc, v != NULL ? v->earlier->doc : NULL, out);
	evidence_form_keep(&e, kept);
	return out->err != CT_OK ? out->err : kept->err;
}
