#include "evidence_text.h"

#include "amount.h"
#include "translit.h"
#include "utf8.h"

#define TEXT_MAX 600
#define SHARED_MAX 40
#define WORD_BYTES 60
#define ALIKE_BYTES 3

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
static void write_word(struct emit *j, struct view word)
{
	struct view v = utf8_clip(word, WORD_BYTES);
	char low[4 * WORD_BYTES]; /* a byte makes four at most */
	size_t n = 0;

	for (size_t at = 0; at < v.n;)
		n += utf8_encode(translit_lower(utf8_next(v, &at)), low + n);
	emit_str(j, NULL, (struct view){low, n});
}

/* One sentence and more. */
static struct doc_span tokens_of(const struct doc *d, struct evidence_span k)
{
	return doc_span_of(d, k.first, k.n);
}

/* The number that token i begins, of n tokens: is it there, however it is written? */
static bool is_number_in(
    const struct doc *a, size_t i, size_t end, const struct doc *b, struct doc_span in, size_t *n)
{
	struct amount here, there;

	*n = amount_read(a, i, end, &here);
	for (size_t k = in.from, m; k < in.to; k += m) {
		m = 1;
		if ((b->tokens[k].flags & DOC_NUMBER) == 0)
			continue;
		m = amount_read(b, k, in.to, &there);
		if (*n == 1 && m == 1 ? a->tokens[i].term == b->tokens[k].term
				      : amount_same(&here, &there))
			return true;
	}
	return false;
}

/* A word that is no grammar; across languages it may be written alike and be none of
 * either's. */
static bool is_shared(const struct doc *a, size_t i, const struct doc *b, struct doc_span in)
{
	const struct doc_token *t = &a->tokens[i];

	if (t->flags & DOC_STOP)
		return false;
	if (doc_span_has(b, in, t->term))
		return true;
	for (size_t k = in.from; a->lang != b->lang && k < in.to; k++)
		if (t->n >= ALIKE_BYTES && (b->tokens[k].flags & DOC_STOP) == 0 &&
		    view_eq(doc_token_text(a, t), doc_token_text(b, &b->tokens[k])))
			return true;
	return false;
}

bool evidence_text_shares(
    const struct doc *a, struct evidence_span in_a, const struct doc *b, struct evidence_span in_b)
{
	struct doc_span ta = tokens_of(a, in_a), tb = tokens_of(b, in_b);

	for (size_t i = ta.from; i < ta.to; i++)
		if (is_shared(a, i, b, tb))
			return true;
	return false;
}

/* The shared pairs of characters that overlap or meet from token i on, those of grammar
 * passed over, which make one word, as far as it stands there, too.  *last: the token of
 * the last of them. */
static struct view whole_word(const struct doc *a, size_t i, size_t end, const struct doc *b,
    struct doc_span tb, size_t *last)
{
	struct view there = doc_span_text(b, tb), word = doc_token_text(a, &a->tokens[i]);
	size_t from = a->tokens[i].at;

	*last = i;
	if ((a->tokens[i].flags & DOC_CJK) == 0)
		return word;
	for (size_t k = i + 1; k < end && k <= *last + 2; k++) {
		const struct doc_token *t = &a->tokens[k];
		struct view longer = view_sub(a->text, from, t->at + t->n - from);
		if ((t->flags & DOC_CJK) == 0 || t->at > from + word.n || longer.n > WORD_BYTES)
			break;
		if (!is_shared(a, k, b, tb))
			continue;
		if (memmem(there.p, there.n, longer.p, longer.n) == NULL)
			break;
		word = longer;
		*last = k;
	}
	return word;
}

static void write_shared(struct emit *j, const struct doc *a, struct evidence_span in_a,
    const struct doc *b, struct evidence_span in_b)
{
	struct doc_span ta = tokens_of(a, in_a), tb = tokens_of(b, in_b);
	struct {
		uint32_t term; /* of its last token */
		size_t bytes;
	} seen[SHARED_MAX];
	size_t n = 0, last;

	for (size_t i = ta.from; i < ta.to && n < SHARED_MAX; i = last + 1) {
		bool again = false;
		size_t tokens = 1;
		bool number = a->tokens[i].flags & DOC_NUMBER;
		bool shared =
		    number ? is_number_in(a, i, ta.to, b, tb, &tokens) : is_shared(a, i, b, tb);
		last = i + tokens - 1;
		if (!shared)
			continue;
		struct view word = number ? doc_span_text(a, (struct doc_span){i, i + tokens})
					  : whole_word(a, i, ta.to, b, tb, &last);
		/* of a word of letters other forms are the same */
		size_t bytes = last > i ? word.n : 0;
		for (size_t x = 0; x < n && !again; x++)
			again = seen[x].term == a->tokens[last].term && seen[x].bytes == bytes;
		if (again)
			continue;
		seen[n].term = a->tokens[last].term;
		seen[n++].bytes = bytes;
		write_word(j, word);
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
