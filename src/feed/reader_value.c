/* What the functions that rules name make of values: kept, mended, resolved. */
#include "entity.h"
#include "mend.h"
#include "reader.h"
#include "url.h"

void *reader_alloc(struct reader *r, size_t n)
{
	void *p = arena_calloc(r->arena, 1, n);

	if (p == NULL)
		r->err = CT_ELIMIT;
	return p;
}

struct view reader_keep(struct reader *r, struct view v)
{
	if (v.n == 0)
		return (struct view){NULL, 0};
	struct view copy = arena_copy(r->arena, v);
	if (copy.p == NULL)
		r->err = CT_ELIMIT;
	return copy;
}

void reader_clear(struct reader *r, struct buf *b)
{
	if (b->err == CT_ENOMEM)
		r->err = CT_ENOMEM;
	buf_clear(b);
}

struct view reader_keep_buf(struct reader *r, struct buf *b)
{
	if (b->err == CT_ENOMEM)
		r->err = CT_ENOMEM;
	return b->err == CT_OK ? reader_keep(r, buf_view(b)) : (struct view){NULL, 0};
}

struct view reader_mend(struct reader *r, struct view v)
{
	reader_clear(r, &r->scratch2);
	return mend_text(&r->scratch2, v);
}

static const struct xattr *find_attr(const struct xattrs *a, enum ns ns, const char *local)
{
	struct view name = view_of(local);

	for (size_t i = 0; i < a->n; i++)
		if (a->v[i].ns == ns && view_caseeq(a->v[i].local, name))
			return &a->v[i];
	return NULL;
}

struct view reader_attr(struct reader *r, const struct xattrs *a, enum ns ns, const char *local)
{
	const struct xattr *at = find_attr(a, ns, local);

	if (at == NULL || at->value.n == 0)
		return (struct view){NULL, 0};
	struct view v = at->value;
	if (view_chr(v, '&') != SIZE_MAX) {
		reader_clear(r, &r->scratch);
		entity_decode(&r->scratch, v);
		v = buf_view(&r->scratch);
		if (r->scratch.err != CT_OK)
			return (struct view){NULL, 0};
	}
	return reader_keep(r, reader_mend(r, view_trim(v)));
}

struct view reader_base(struct reader *r)
{
	struct view base = reader_top(r)->base;

	return base.n > 0 ? base : r->fallback;
}

static bool is_control(char c)
{
	return (c >= 0 && c < ' ') || c == 0x7F;
}

/* A URL that was broken over lines is one without them. */
static struct view unbroken(struct reader *r, struct view url)
{
	size_t n = 0;

	while (n < url.n && !is_control(url.p[n]))
		n++;
	if (n == url.n)
		return url;
	struct buf whole = BUF_INIT(url.n);
	for (size_t i = 0; i < url.n; i++)
		if (!is_control(url.p[i]))
			buf_addc(&whole, url.p[i]);
	url = reader_keep_buf(r, &whole);
	buf_free(&whole);
	return url;
}

struct view reader_resolve(struct reader *r, struct view ref)
{
	struct view base = reader_base(r);

	ref = unbroken(r, ref);
	if (ref.n == 0 || base.n == 0 || url_has_scheme(ref))
		return reader_keep(r, ref);
	reader_clear(r, &r->scratch);
	url_resolve(&r->scratch, base, ref);
	return reader_keep_buf(r, &r->scratch);
}
