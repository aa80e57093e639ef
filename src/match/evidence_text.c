#include "evidence_text.h"

#include "translit.h"
#include "utf8.h"

#define TEXT_MAX 600
#define SHARED_MAX 40
#define WORD_BYTES 60

static bool lies_in(const struct doc *d, struct evidence_span k)
{
	return d != NULL && k.n > 0 && k.first < d->nsentences && k.n <= d->nsentences - k.first;
}

static struct view text_of(const struct doc *d, struct evidence_span k)
{
	if (!lies_in(d, k))
		return VIEW_LIT("");
	const struct doc_sentence *a = &d->sentences[k.first],
				  *b = &d->sentences[k.first + k.n - 1];

	return utf8_clip(view_trim(view_sub(d->text, a->at, b->at + b->n - a->at)), TEXT_MAX);
}

/* As a bare value, in lower case. */
static void write_word(struct emit *j, const struct doc *d, const struct doc_token *t)
{
	struct view v = utf8_clip(doc_token_text(d, t), WORD_BYTES);
	char low[4 * WORD_BYTES]; /* a byte makes four at most */
	size_t n = 0;

	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at), folded = translit_fold(cp);
		n += utf8_encode(folded != 0 ? folded : cp, low + n);
	}
	emit_str(j, NULL, (struct view){low, n});
}

/* One sentence and more. */
static struct doc_span tokens_of(const struct doc *d, struct evidence_span k)
{
	return doc_span_of(d, k.first, k.n);
}

bool evidence_text_shares(
    const struct doc *a, struct evidence_span in_a, const struct doc *b, struct evidence_span in_b)
{
	struct doc_span ta = tokens_of(a, in_a), tb = tokens_of(b, in_b);

	for (size_t i = ta.from; i < ta.to; i++)
		if ((a->tokens[i].flags & DOC_STOP) == 0 && doc_span_has(b, tb, a->tokens[i].term))
			return true;
	return false;
}

static void write_shared(struct emit *j, const struct doc *a, struct evidence_span in_a,
    const struct doc *b, struct evidence_span in_b)
{
	struct doc_span ta = tokens_of(a, in_a), tb = tokens_of(b, in_b);
	uint32_t seen[SHARED_MAX];
	size_t n = 0;

	for (size_t i = ta.from; i < ta.to && n < SHARED_MAX; i++) {
		const struct doc_token *t = &a->tokens[i];
		bool again = (t->flags & DOC_STOP) != 0;
		for (size_t x = 0; x < n && !again; x++)
			again = seen[x] == t->term;
		if (again || !doc_span_has(b, tb, t->term))
			continue;
		seen[n++] = t->term;
		write_word(j, a, t);
	}
}

void evidence_text_pair(struct emit *j, const struct doc *a, struct evidence_span in_a,
    const struct doc *b, struct evidence_span in_b)
{
	emit_str(j, "text", text_of(a, in_a));
	emit_str(j, "earlier_text", text_of(b, in_b));
	emit_arr(j, "shared");
	if (lies_in(a, in_a) && lies_in(b, in_b))
		write_shared(j, a, in_a, b, in_b);
	emit_close(j, ']');
}

void evidence_text_sentence(struct emit *j, const struct doc *d, size_t i)
{
	struct view v = i < d->nsentences ? doc_sentence_text(d, &d->sentences[i]) : VIEW_LIT("");

	emit_str(j, NULL, utf8_clip(v, TEXT_MAX));
}
