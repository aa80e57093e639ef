/* Two stories, weighed and compared. */
#ifndef PAIRING_H
#define PAIRING_H

#include "cmocka_all.h"
#include "verify.h"

struct pairing {
	struct arena *arena;
	struct idf *idf;
	struct profile *a, *b; /* the story, the earlier */
	struct verify v;
};

static inline struct profile *pairing_profile(const char *lang, const char *text, uint64_t source)
{
	const struct ct_story s = {.text = view_of(text), .lang = view_of(lang)};
	struct profile *p = NULL;
	struct doc *d = NULL;

	assert_int_equal(doc_make(&s, &d), CT_OK);
	assert_int_equal(profile_make(&d, source, &p), CT_OK);
	assert_null(d);
	return p;
}

/* Takes both. */
static inline struct pairing pairing_of(struct profile *a, struct profile *b)
{
	struct pairing p = {.arena = arena_new(16u << 20), .idf = idf_new(), .a = a, .b = b};

	profile_weigh(a, p.idf, NULL);
	profile_weigh(b, p.idf, NULL);
	assert_int_equal(verify_make(p.arena, p.idf, a, b, 1, &p.v), CT_OK);
	return p;
}

/* Of two sources. */
static inline struct pairing pairing_texts(
    const char *lang_a, const char *a, const char *lang_b, const char *b)
{
	return pairing_of(pairing_profile(lang_a, a, 1), pairing_profile(lang_b, b, 2));
}

static inline void pairing_free(struct pairing *p)
{
	profile_free(p->a);
	profile_free(p->b);
	idf_free(p->idf);
	arena_free(p->arena);
}

#endif
