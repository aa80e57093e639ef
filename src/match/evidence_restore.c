/*
 * What is kept names sentences by number; their words are in the stories, which
 * are kept anyway.  The sentences of a text are the same as long as nobody
 * changes how texts are cut; then these quotations shift, and nothing else.
 *
 * Stores of schema 4 and before kept it as JSON, without those words: that is made
 * whole here, too.
 */
#include "evidence_restore.h"

#include <jansson.h>
#include <stdlib.h>

#include "evidence_form.h"
#include "evidence_text.h"

struct restoring {
	struct emit j;
	struct doc *story, *earlier; /* earlier may be NULL */
};

/* Jansson escapes every control character but DEL, which stands in strings only. */
static void copy(struct emit *j, const char *key, const json_t *v)
{
	char *text = json_dumps(
	    v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(6));
	struct view rest = view_of(text);
	size_t del;

	if (text == NULL) {
		j->out->err = CT_ENOMEM;
		return;
	}
	emit_raw(j, key, view_sub(rest, 0, del = view_chr(rest, '\x7F')));
	while (del != SIZE_MAX) {
		rest = view_sub(rest, del + 1, rest.n);
		del = view_chr(rest, '\x7F');
		buf_adds(j->out, "\\u007f");
		buf_addv(j->out, view_sub(rest, 0, del));
	}
	free(text);
}

static size_t index_of(const json_t *v)
{
	return json_is_integer(v) && json_integer_value(v) >= 0 ? (size_t)json_integer_value(v)
								: SIZE_MAX;
}

static struct evidence_span span_of(const json_t *numbers)
{
	return (struct evidence_span){
	    index_of(json_array_get(numbers, 0)), json_array_size(numbers)};
}

static void restore_sentences(struct restoring *r, const json_t *sentences)
{
	size_t i;
	json_t *one;

	emit_arr(&r->j, "sentences");
	json_array_foreach(sentences, i, one)
	{
		const char *key;
		json_t *v;

		if (r->j.out->n > EVIDENCE_SENTENCES_BYTES)
			break;
		emit_open(&r->j, '{');
		json_object_foreach(one, key, v) copy(&r->j, key, v);
		evidence_text_pair(&r->j, r->story, span_of(json_object_get(one, "story")),
		    r->earlier, span_of(json_object_get(one, "earlier")));
		emit_close(&r->j, '}');
	}
	emit_close(&r->j, ']');
}

static void restore_new(struct restoring *r, const json_t *numbers)
{
	size_t i;
	json_t *one;

	emit_arr(&r->j, "new");
	json_array_foreach(numbers, i, one)
	{
		if (r->j.out->n <= EVIDENCE_NEW_BYTES)
			evidence_text_sentence(&r->j, r->story, index_of(one));
	}
	emit_close(&r->j, ']');
}

static void restore(struct restoring *r, json_t *evidence)
{
	const char *key;
	json_t *v;

	emit_open(&r->j, '{');
	json_object_foreach(evidence, key, v)
	{
		if (strcmp(key, "sentences") == 0)
			restore_sentences(r, v);
		else if (strcmp(key, "new") == 0)
			restore_new(r, v);
		else
			copy(&r->j, key, v);
	}
	emit_close(&r->j, '}');
}

static enum ct_err restore_json(
    struct view kept, struct doc *story, struct doc *earlier, struct buf *out)
{
	struct restoring r = {emit_to(out), story, earlier};
	json_t *evidence = json_loadb(kept.p, kept.n, JSON_ALLOW_NUL, NULL);

	if (!json_is_object(evidence)) {
		json_decref(evidence);
		return CT_EINVAL;
	}
	restore(&r, evidence);
	json_decref(evidence);
	return out->err;
}

static enum ct_err restore_form(
    struct view kept, struct doc *story, struct doc *earlier, struct buf *out)
{
	struct evidence e;
	enum ct_err err = evidence_form_read(kept, &e);

	if (err != CT_OK)
		return err;
	evidence_form_tell(&e, story, earlier, out);
	return out->err;
}

enum ct_err evidence_restore(
    struct view kept, const struct ct_story *story, const struct ct_story *earlier, struct buf *out)
{
	struct doc *docs[2] = {NULL, NULL};
	struct normalizer *z = normalizer_new();
	enum ct_err err = z != NULL ? doc_make_with(z, story, &docs[0]) : CT_ENOMEM;

	if (err == CT_OK && earlier != NULL)
		err = doc_make_with(z, earlier, &docs[1]);
	if (err == CT_OK)
		err = (kept.n > 0 && kept.p[0] == '{' ? restore_json : restore_form)(
		    kept, docs[0], docs[1], out);
	doc_free(docs[0]);
	doc_free(docs[1]);
	normalizer_free(z);
	return err;
}
