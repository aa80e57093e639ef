/*
 * A story becomes a doc: NFKC where needed, then one pass of the lexer, then
 * names and boilerplate, which need whole sentences.
 */
#include "doc.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "boilerplate.h"
#include "lexer.h"
#include "names.h"
#include "names_cjk.h"
#include "preface.h"
#include "utf8.h"

#define ARENA_MAX (4u << 20)
#define ROOM_LEAST 1500 /* bytes of memory */
#define ROOM_A_BYTE 15  /* of text */
#define USUAL 16384     /* bytes of text, at most */

/* True for code points that NFKC leaves alone and that compose with nothing. */
static bool is_plain(uint32_t cp)
{
	return (cp >= 0xC0 && cp < 0x132) || (cp >= 0x134 && cp < 0x13F) ||
	       (cp >= 0x141 && cp < 0x149) || (cp >= 0x14A && cp < 0x17F) ||
	       (cp >= 0x400 && cp < 0x483) || (cp >= 0x48A && cp < 0x530) ||
	       (cp >= 0x2010 && cp < 0x2027) || (cp >= 0x3041 && cp < 0x3097) ||
	       (cp >= 0x30A1 && cp < 0x30FF) || (cp >= 0x3001 && cp < 0x3020) ||
	       (cp >= 0x4E00 && cp < 0xA000) || (cp >= 0x621 && cp < 0x653) || cp == 0xA0 ||
	       cp == 0xA3 || cp == 0xAB || cp == 0xBB || cp == 0xB7 || cp == 0xB0 || cp == 0xA7 ||
	       cp == 0xA9 || cp == 0x20AC || cp == 0x202F || cp == 0x60C || cp == 0x61F;
}

static bool needs_nfkc(struct view v)
{
	for (size_t at = 0; at < v.n;) {
		at = utf8_past_ascii(v, at);
		if (at == v.n)
			break;
		uint32_t cp = utf8_next(v, &at);
		if (cp == UTF8_REPLACEMENT || !is_plain(cp))
			return true;
	}
	return false;
}

/* Appends v with the digits and number signs of Arabic and Persian as ours. */
static void add_digits(struct buf *out, struct view v)
{
	for (size_t at = 0, from = 0; at < v.n;) {
		size_t here = at;
		uint32_t cp = utf8_next(v, &at);
		char c = cp >= 0x660 && cp < 0x66A   ? (char)('0' + (cp - 0x660))
			 : cp >= 0x6F0 && cp < 0x6FA ? (char)('0' + (cp - 0x6F0))
			 : cp == 0x66B               ? '.'
			 : cp == 0x66C               ? ','
						     : '\0';
		if (c == '\0' && at < v.n)
			continue;
		buf_addv(out, view_sub(v, from, (c == '\0' ? at : here) - from));
		if (c != '\0')
			buf_addv(out, (struct view){&c, 1});
		from = at;
	}
}

/* Appends v to out as NFKC of valid UTF-8. */
static enum ct_err add_nfkc(struct buf *out, struct view v)
{
	struct buf clean = BUF_INIT(4 * DOC_TEXT_MAX);
	utf8proc_uint8_t *mapped = NULL;
	enum ct_err err = CT_OK;

	utf8_add_clean(&clean, v);
	if (clean.err != CT_OK) {
		err = clean.err;
		goto out;
	}
	utf8proc_ssize_t n =
	    utf8proc_map((const utf8proc_uint8_t *)clean.p, (utf8proc_ssize_t)clean.n, &mapped,
		UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE);
	if (n < 0) {
		err = CT_ENOMEM;
		goto out;
	}
	add_digits(
	    out, utf8_clip((struct view){(const char *)mapped, (size_t)n}, 2 * DOC_TEXT_MAX));
	err = out->err;
out:
	free(mapped);
	buf_free(&clean);
	return err;
}

/* Title, a blank line, text: into d->text. */
static enum ct_err join_text(struct doc *d, struct view title, struct view text, size_t *from)
{
	if (!needs_nfkc(title) && !needs_nfkc(text)) {
		char *p = arena_alloc(d->arena, title.n + 2 + text.n + 1);
		if (p == NULL)
			return CT_ENOMEM;
		if (title.n > 0)
			memcpy(p, title.p, title.n);
		memcpy(p + title.n, "\n\n", 2);
		if (text.n > 0)
			memcpy(p + title.n + 2, text.p, text.n);
		p[title.n + 2 + text.n] = '\0';
		d->text = (struct view){p, title.n + 2 + text.n};
		*from = title.n + 2;
		return CT_OK;
	}
	struct buf b = BUF_INIT(8 * DOC_TEXT_MAX);
	enum ct_err err = title.n > 0 ? add_nfkc(&b, title) : CT_OK;
	*from = b.n + 2;
	buf_adds(&b, "\n\n");
	if (err == CT_OK && text.n > 0)
		err = add_nfkc(&b, text);
	if (err == CT_OK)
		err = b.err;
	if (err == CT_OK) {
		d->text = arena_copy(d->arena, buf_view(&b));
		if (d->text.p == NULL)
			err = CT_ENOMEM;
	}
	buf_free(&b);
	return err;
}

static void choose_lang(struct normalizer *z, struct doc *d, struct view tag, struct view text)
{
	enum lang_script script = lang_script_of(text);

	d->lang = lang_of_tag(tag);
	if (d->lang == LANG_NONE || !lang_fits(d->lang, script))
		d->lang = normalizer_guess(z, script, text);
}

static enum ct_err fill(struct normalizer *z, struct doc *d, const struct ct_story *s)
{
	struct view title = utf8_clip(s->title, DOC_TITLE_MAX),
		    text = utf8_clip(s->text, DOC_TEXT_MAX);
	size_t from = 0;

	if (view_trim(text).n == 0) {
		text = title;
		title = (struct view){NULL, 0};
	}
	choose_lang(z, d, s->lang, text);
	enum ct_err err = join_text(d, title, text, &from);
	if (err == CT_OK)
		err = lexer_read(z, d, 0, from, false);
	d->ntitle = d->ntokens;
	d->preface.at = from;
	d->preface.n = preface_length(view_sub(d->text, from, d->text.n));
	if (err == CT_OK)
		err = lexer_read(z, d, from + d->preface.n, d->text.n, true);
	if (err != CT_OK)
		return err;
	names_mark(d);
	if (lang_is_cjk(d->lang))
		names_cjk_mark(d);
	boilerplate_mark(d);
	doc_count_words(d, (struct doc_span){d->ntitle, d->ntokens}, &d->words, &d->quoted);
	return CT_OK;
}

/* An arena with one block for all of a usual story's doc and profile, since a
 * growing one would hold twice as much. */
static struct arena *make_arena(const struct ct_story *s)
{
	struct arena *a = arena_new(ARENA_MAX);
	size_t text = s->text.n + s->title.n;

	if (a != NULL && arena_alloc(a, ROOM_LEAST + ROOM_A_BYTE * (text < USUAL ? text : USUAL)))
		arena_reset(a);
	return a;
}

enum ct_err doc_make_with(struct normalizer *z, const struct ct_story *s, struct doc **out)
{
	struct arena *a = make_arena(s);
	struct doc *d = a != NULL ? ARENA_NEW(a, struct doc) : NULL;

	if (d == NULL) {
		arena_free(a);
		return CT_ENOMEM;
	}
	d->arena = a;
	enum ct_err err = fill(z, d, s);
	if (normalizer_starved(z))
		err = CT_ENOMEM;
	if (err != CT_OK) {
		arena_free(a);
		return err;
	}
	*out = d;
	return CT_OK;
}

enum ct_err doc_make(const struct ct_story *s, struct doc **out)
{
	struct normalizer *z = normalizer_new();

	if (z == NULL)
		return CT_ENOMEM;
	enum ct_err err = doc_make_with(z, s, out);
	normalizer_free(z);
	return err;
}

void doc_free(struct doc *d)
{
	if (d != NULL)
		arena_free(d->arena);
}

struct view doc_token_text(const struct doc *d, const struct doc_token *t)
{
	return view_sub(d->text, t->at, t->n);
}

void doc_count_words(const struct doc *d, struct doc_span s, size_t *words, size_t *quoted)
{
	size_t all = 0, spoken = 0; /* in halves */

	for (size_t i = s.from; i < s.to; i++) {
		size_t n = d->tokens[i].flags & DOC_CJK ? 1 : 2;
		all += n;
		if (d->tokens[i].flags & DOC_QUOTED)
			spoken += n;
	}
	*words = (all + 1) / 2;
	*quoted = (spoken + 1) / 2;
}

struct view doc_span_text(const struct doc *d, struct doc_span s)
{
	const struct doc_token *first = &d->tokens[s.from], *last = &d->tokens[s.to - 1];

	return view_sub(d->text, first->at, last->at + last->n - first->at);
}

struct view doc_sentence_text(const struct doc *d, const struct doc_sentence *s)
{
	return view_trim(view_sub(d->text, s->at, s->n));
}
