/* Documents made of one text. */
#ifndef MADE_H
#define MADE_H

#include "cmocka_all.h"
#include "doc.h"

static inline struct doc *made_doc(const char *lang, const char *text)
{
	struct ct_story s = {.text = view_of(text), .lang = view_of(lang)};
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	return d;
}

/* The first token that is written so. */
static inline const struct doc_token *made_token(const struct doc *d, const char *text)
{
	for (size_t i = 0; i < d->ntokens; i++)
		if (view_is(doc_token_text(d, &d->tokens[i]), text))
			return &d->tokens[i];
	fail_msg("no token %s", text);
	return NULL;
}

#endif
