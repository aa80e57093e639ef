#include "buf.h"

#include <stdio.h>
#include <stdlib.h>

/* Room for n more bytes and the NUL; false sets err. */
static bool reserve(struct buf *b, size_t n)
{
	if (b->err != CT_OK)
		return false;
	if (n > b->max || b->n > b->max - n) {
		b->err = CT_ELIMIT;
		return false;
	}
	if (b->n + n < b->cap)
		return true;
	size_t cap = b->cap < 64 ? 64 : b->cap;
	while (cap <= b->n + n) {
		if (cap > SIZE_MAX / 2) {
			b->err = CT_ENOMEM;
			return false;
		}
		cap *= 2;
	}
	char *p = realloc(b->p, cap);
	if (p == NULL) {
		b->err = CT_ENOMEM;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = BUF_INIT(b->max);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->err = CT_OK;
	if (b->p != NULL)
		b->p[0] = '\0';
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	bool fits = b->err == CT_OK && n < b->cap - b->n && b->n + n <= b->max;

	if (!fits && !reserve(b, n))
		return;
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

char *buf_room(struct buf *b, size_t n)
{
	return reserve(b, n) ? b->p + b->n : NULL;
}

void buf_filled(struct buf *b, size_t n)
{
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_addv(struct buf *b, struct view v)
{
	buf_add(b, v.p, v.n);
}

void buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_addc(struct buf *b, char c)
{
	if (b->err != CT_OK || b->cap - b->n < 2 || b->n >= b->max) {
		buf_add(b, &c, 1);
		return;
	}
	b->p[b->n++] = c;
	b->p[b->n] = '\0';
}

void buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0) {
		b->err = CT_EINVAL;
		return;
	}
	if (!reserve(b, (size_t)n))
		return;
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	b->n += (size_t)n;
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

void buf_fit(struct buf *b)
{
	char *p = b->p != NULL && b->cap / 2 > b->n ? realloc(b->p, b->n + 1) : NULL;

	if (p == NULL)
		return;
	b->p = p;
	b->cap = b->n + 1;
}

static void add_le(struct buf *b, uint64_t v, size_t n)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (unsigned char)(v >> (8 * i));
	buf_add(b, bytes, n);
}

void buf_add_u8(struct buf *b, uint8_t v)
{
	add_le(b, v, 1);
}

void buf_add_u16(struct buf *b, uint16_t v)
{
	add_le(b, v, 2);
}

void buf_add_u32(struct buf *b, uint32_t v)
{
	add_le(b, v, 4);
}

void buf_add_u64(struct buf *b, uint64_t v)
{
	add_le(b, v, 8);
}

void buf_add_varint(struct buf *b, uint64_t v)
{
	unsigned char bytes[10];
	size_t n = 0;

	do {
		bytes[n] = (unsigned char)((v & 127) | (v > 127 ? 128 : 0));
		v >>= 7;
		n++;
	} while (v != 0);
	buf_add(b, bytes, n);
}

void buf_add_run(struct buf *b, struct view v)
{
	if (v.n > UINT32_MAX) {
		b->err = CT_ELIMIT;
		return;
	}
	buf_add_u32(b, (uint32_t)v.n);
	buf_addv(b, v);
}

void buf_drop(struct buf *b, size_t n)
{
	if (n > b->n)
		n = b->n;
	if (n == 0)
		return;
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
	b->p[b->n] = '\0';
}

struct view buf_view(const struct buf *b)
{
	return (struct view){b->p, b->n};
}

char *buf_steal(struct buf *b, size_t *n)
{
	char *p = b->err == CT_OK ? b->p : NULL;

	if (p == NULL)
		free(b->p);
	if (n != NULL)
		*n = p != NULL ? b->n : 0;
	*b = BUF_INIT(b->max);
	return p;
}

struct cursor cursor_of(struct view v)
{
	const unsigned char *p = (const unsigned char *)v.p;

	return (struct cursor){p, v.n > 0 ? p + v.n : p, false};
}

size_t cursor_left(const struct cursor *c)
{
	return c->p != NULL ? (size_t)(c->end - c->p) : 0;
}

struct view cursor_bytes(struct cursor *c, size_t n)
{
	if (c->bad || n > cursor_left(c)) {
		c->bad = true;
		return (struct view){NULL, 0};
	}
	struct view v = {(const char *)c->p, n};
	if (n > 0)
		c->p += n;
	return v;
}

static uint64_t get_le(struct cursor *c, size_t n)
{
	struct view v = cursor_bytes(c, n);
	uint64_t u = 0;

	for (size_t i = 0; i < v.n; i++)
		u |= (uint64_t)(unsigned char)v.p[i] << (8 * i);
	return u;
}

uint8_t cursor_u8(struct cursor *c)
{
	return (uint8_t)get_le(c, 1);
}

uint16_t cursor_u16(struct cursor *c)
{
	return (uint16_t)get_le(c, 2);
}

uint32_t cursor_u32(struct cursor *c)
{
	return (uint32_t)get_le(c, 4);
}

uint64_t cursor_u64(struct cursor *c)
{
	return get_le(c, 8);
}

uint64_t cursor_varint(struct cursor *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t byte = cursor_u8(c);

		if (shift == 63 && byte > 1)
			c->bad = true;
		if (c->bad)
			return 0;
		v |= (uint64_t)(byte & 127) << shift;
		if (byte < 128)
			return v;
	}
	c->bad = true;
	return 0;
}

struct view cursor_run(struct cursor *c)
{
	return cursor_bytes(c, cursor_u32(c));
}
