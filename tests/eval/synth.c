#include "synth.h"

#include <stdlib.h>

const char *const synth_names[SYNTH_KINDS] = {"excerpt", "summary", "shuffled", "merged", "padded",
    "dropped", "short", "template", "followup", "opinion", "samefacts", "rest", "others"};

struct random {
	uint64_t state;
};

static uint32_t next(struct random *r)
{
	r->state = r->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(r->state >> 33);
}

static uint32_t below(struct random *r, size_t n)
{
	return n > 0 ? next(r) % (uint32_t)n : 0;
}

int synth_is_copy(enum synth_kind kind)
{
	return kind <= SYNTH_SHORT;
}

static void add_sentence(struct buf *out, const struct doc *d, size_t s)
{
	if (s < d->nsentences) {
		buf_addv(out, doc_sentence_text(d, &d->sentences[s]));
		buf_adds(out, " ");
	}
}

static void excerpt(const struct doc *d, struct random *r, struct buf *out)
{
	size_t words = 25 + below(r, 60), seen = 0, end = 0;

	for (size_t i = d->ntitle; i < d->ntokens && seen < words; i++, seen++)
		end = d->tokens[i].at + d->tokens[i].n;
	size_t from = d->ntitle < d->ntokens ? d->tokens[d->ntitle].at : 0;
	buf_addv(out, view_sub(d->text, from, end - from));
	if (next(r) % 2)
		buf_adds(out, " [...]");
}

/* Sentences of d, some dropped, until about `words` words are there. */
static void some(const struct doc *d, struct random *r, size_t words, struct buf *out)
{
	size_t total = d->words > 0 ? d->words : 1, had = 0;

	for (size_t s = 0; s < d->nsentences && had < words; s++)
		if (below(r, total) < words || d->nsentences - s <= 2) {
			add_sentence(out, d, s);
			had += d->sentences[s].len;
		}
}

static void shuffled(const struct doc *d, struct random *r, struct buf *out)
{
	size_t n = d->nsentences, at[DOC_SENTENCES_MAX];

	for (size_t i = 0; i < n; i++)
		at[i] = i;
	/* Runs of one to three sentences stay together. */
	for (size_t i = 0; i + 1 < n; i += 1 + below(r, 3)) {
		size_t k = i + below(r, n - i), t = at[i];
		at[i] = at[k];
		at[k] = t;
	}
	for (size_t i = 0; i < n; i++)
		if (below(r, 10) < 6)
			add_sentence(out, d, at[i]);
}

static void half(const struct doc *d, struct random *r, struct buf *out)
{
	size_t n = d->nsentences, from = below(r, n / 2 + 1);

	for (size_t s = from; s < from + (n + 1) / 2; s++)
		add_sentence(out, d, s);
}

static size_t facts_in(const struct doc *d, size_t from, size_t to);

/* A sentence of other without facts follows every few of d's. */
static void padded(const struct doc *d, const struct doc *other, struct random *r, struct buf *out)
{
	size_t every = 1 + below(r, 3), at = 0;

	for (size_t s = 0; s < d->nsentences; s++) {
		add_sentence(out, d, s);
		if (s % every != 0)
			continue;
		while (at < other->nsentences && facts_in(other, at, at + 1) > 0)
			at++;
		add_sentence(out, other, at++);
	}
}

/* Neighbours change places now and then, and one in eight is left out. */
static void dropped(const struct doc *d, struct random *r, struct buf *out)
{
	for (size_t s = 0; s < d->nsentences; s++) {
		bool swap = s + 1 < d->nsentences && below(r, 10) == 0;
		if (swap)
			add_sentence(out, d, s + 1);
		if (below(r, 8) > 0)
			add_sentence(out, d, s);
		s += swap;
	}
}

/* Some name or number of another doc, of the kind of t. */
static struct view borrowed(const struct doc *other, const struct doc_token *t, struct random *r)
{
	size_t from = below(r, other->ntokens);

	for (size_t i = 0; i < other->ntokens; i++) {
		const struct doc_token *o = &other->tokens[(from + i) % other->ntokens];
		if ((o->flags & (DOC_NAME | DOC_NUMBER)) == (t->flags & (DOC_NAME | DOC_NUMBER)) &&
		    o->term != t->term)
			return doc_token_text(other, o);
	}
	return (struct view){NULL, 0};
}

static void add_number(const struct view v, struct random *r, struct buf *out)
{
	bool digits = false;

	for (size_t i = 0; i < v.n; i++) {
		char c = v.p[i];
		digits |= c >= '0' && c <= '9';
		buf_addc(out, c >= '0' && c <= '9' ? (char)('1' + below(r, 9)) : c);
	}
	if (!digits)
		buf_addf(out, " %u", 2 + below(r, 60));
}

/* Sentences [from, to) of d; of its facts `percent` are replaced by those of other. */
static void replaced(const struct doc *d, size_t from, size_t to, const struct doc *other,
    unsigned percent, struct random *r, struct buf *out)
{
	uint64_t names = next(r); /* the same name is replaced alike */

	for (size_t s = from; s < to && s < d->nsentences; s++) {
		const struct doc_sentence *sent = &d->sentences[s];
		size_t at = sent->at;
		for (size_t k = 0; k < sent->len; k++) {
			const struct doc_token *t = &d->tokens[sent->first + k];
			if ((t->flags & (DOC_NAME | DOC_NUMBER)) == 0)
				continue;
			struct random own = {names * 31 + t->term};
			next(&own);
			if (below(&own, 100) >= percent)
				continue;
			buf_addv(out, view_sub(d->text, at, t->at - at));
			struct view v = borrowed(other, t, &own);
			if ((t->flags & DOC_NUMBER) && (v.n == 0 || next(&own) % 3))
				add_number(doc_token_text(d, t), &own, out);
			else if (v.n > 0)
				buf_addv(out, v);
			else
				buf_addv(out, doc_token_text(d, t));
			at = t->at + t->n;
		}
		buf_addv(out, view_sub(d->text, at, sent->at + sent->n - at));
		buf_adds(out, " ");
	}
}

/* Facts in the first sentences: without some there is no template to fill in. */
static size_t facts_in(const struct doc *d, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t s = from; s < to && s < d->nsentences; s++)
		for (size_t k = 0; k < d->sentences[s].len; k++)
			n += (d->tokens[d->sentences[s].first + k].flags &
				 (DOC_NAME | DOC_NUMBER)) != 0;
	return n;
}

static void template(
    const struct doc *d, const struct doc *other, struct random *r, struct buf *out)
{
	size_t n = 4 + below(r, 6), from = below(r, 3);
	unsigned percent = 45 + below(r, 56);

	if (facts_in(d, from, from + n) < 5)
		return;

	for (size_t s = from; s < from + n; s++) {
		if (below(r, 6) == 0)
			add_sentence(out, other, s);
		else
			replaced(d, s, s + 1, other, percent, r, out);
	}
}

static void followup(
    const struct doc *d, const struct doc *other, struct random *r, struct buf *out)
{
	size_t n = other->nsentences, reused = 1 + below(r, 2 + d->nsentences / 8);
	size_t at = n > 2 ? 1 + below(r, n - 1) : n;

	replaced(other, 0, at, d, 30 + below(r, 60), r, out);
	size_t from = below(r, d->nsentences);
	for (size_t s = from; s < from + reused; s++)
		add_sentence(out, d, s);
	replaced(other, at, n, d, 30 + below(r, 60), r, out);
}

static void opinion(const struct doc *d, const struct doc *other, struct random *r, struct buf *out)
{
	size_t at = below(r, other->nsentences), from = below(r, d->nsentences);

	for (size_t s = 0; s < other->nsentences; s++) {
		if (s == at) {
			buf_adds(out, next(r) % 2 ? "\"" : "");
			add_sentence(out, d, from);
			buf_adds(out, next(r) % 2 ? "\" " : "");
		}
		add_sentence(out, other, s);
	}
}

/* Sentences for the later (or the earlier) of two stories made of one; a few of
 * the earlier's stand in both, as background paragraphs do. */
static void part(const struct doc *d, bool later, bool others, struct random *r, struct buf *out)
{
	size_t n = d->nsentences, reused = below(r, 3), from = below(r, n);

	for (size_t s = 0; s < n; s++) {
		bool is_later = others ? (s / 2) % 2 : s >= n / 2;
		bool again = later && !is_later && s >= from && s < from + reused && reused * 6 < n;
		if (is_later == later || again)
			add_sentence(out, d, s);
	}
}

int synth_earlier(enum synth_kind kind, const struct doc *original, unsigned seed, struct buf *out)
{
	struct random r = {seed * 2654435761u + (unsigned)kind};

	next(&r);
	if (kind != SYNTH_REST && kind != SYNTH_OTHERS)
		return 0;
	part(original, false, kind == SYNTH_OTHERS, &r, out);
	return 1;
}

void synth_make(enum synth_kind kind, const struct doc *original, const struct doc *rewrite,
    const struct doc *other, unsigned seed, struct buf *out)
{
	struct random r = {seed * 2654435761u + (unsigned)kind};

	next(&r);
	switch (kind) {
	case SYNTH_EXCERPT:
		excerpt(original, &r, out);
		break;
	case SYNTH_SUMMARY:
		some(rewrite, &r, 40 + below(&r, 40), out);
		break;
	case SYNTH_SHUFFLED:
		shuffled(rewrite, &r, out);
		break;
	case SYNTH_MERGED:
		if (next(&r) % 2) {
			half(rewrite, &r, out);
			half(other, &r, out);
		} else {
			half(other, &r, out);
			half(rewrite, &r, out);
		}
		break;
	case SYNTH_PADDED:
		padded(rewrite, other, &r, out);
		break;
	case SYNTH_DROPPED:
		dropped(original, &r, out);
		break;
	case SYNTH_SHORT:
		for (size_t s = 0, n = 3 + below(&r, 4); s < n; s++)
			add_sentence(out, rewrite, s);
		break;
	case SYNTH_TEMPLATE:
		template(original, other, &r, out);
		break;
	case SYNTH_FOLLOWUP:
		followup(original, other, &r, out);
		break;
	case SYNTH_OPINION:
		opinion(original, other, &r, out);
		break;
	case SYNTH_REST:
	case SYNTH_OTHERS:
		part(original, true, kind == SYNTH_OTHERS, &r, out);
		break;
	default:
		replaced(other, 0, other->nsentences, original, 60 + below(&r, 40), &r, out);
	}
}

#define CLAUSES_MAX 64
#define CLAUSE_LEAST 25 /* bytes */

/* Sentences, parted at commas where both parts are long enough; how many. */
static size_t clauses(struct view text, struct view out[CLAUSES_MAX])
{
	size_t n = 0, from = 0;

	for (size_t i = 0; i + 1 < text.n && n < CLAUSES_MAX; i++) {
		bool ends = strchr(".!?,", text.p[i]) != NULL && text.p[i + 1] == ' ';
		if (!ends || i - from < CLAUSE_LEAST)
			continue;
		out[n++] = view_sub(text, from, i - from);
		from = i + 2;
	}
	return n;
}

void synth_retold(struct view text, struct view other, unsigned seed, struct buf *out)
{
	struct view own[CLAUSES_MAX], theirs[CLAUSES_MAX], mixed[2 * CLAUSES_MAX];
	struct random r = {seed * 2654435761u};
	size_t n = clauses(text, own), m = clauses(other, theirs), k = 0, used = 0;
	uint32_t kept = 50 + below(&r, 45), new = 10 + below(&r, 40), far = 2 + below(&r, 6);

	for (size_t i = 0; i < n; i++) {
		if (below(&r, 100) < kept)
			mixed[k++] = own[i];
		if (below(&r, 100) < new &&used < m)
			mixed[k++] = theirs[used++];
	}
	for (size_t i = 0; i + 1 < k; i++) {
		size_t with = i + below(&r, k - i < far ? k - i : far);
		struct view t = mixed[i];
		mixed[i] = mixed[with];
		mixed[with] = t;
	}
	for (size_t i = 0; i < k; i++) {
		buf_addv(out, mixed[i]);
		buf_adds(out, i + 1 < k && below(&r, 2) ? ", " : ". ");
	}
}
