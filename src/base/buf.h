/*
 * A growing byte buffer with a cap.  Failure is sticky: once an addition would
 * pass `max` or memory is short, `err` is set, nothing more is added, and the
 * caller checks once at the end.
 */
#ifndef BUF_H
#define BUF_H

#include <stdarg.h>
#include <stdint.h>

#include "view.h"

struct buf {
	char *p;         /* n bytes, then a NUL that n does not count; NULL while empty */
	size_t n, cap;   /* used, allocated */
	size_t max;      /* never grows past this many bytes */
	enum ct_err err; /* CT_OK, CT_ENOMEM or CT_ELIMIT */
};

#define BUF_INIT(limit) ((struct buf){.max = (limit)})

void buf_free(struct buf *b);  /* back to empty, max kept */
void buf_clear(struct buf *b); /* n = 0 and err = CT_OK, memory kept */
void buf_add(struct buf *b, const void *p, size_t n);
/* Room for n more bytes at the end, to be filled by the caller, who then says
 * with buf_filled how many he used; NULL sets err. */
char *buf_room(struct buf *b, size_t n);
void buf_filled(struct buf *b, size_t n);
void buf_addv(struct buf *b, struct view v);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap);
/* Little-endian integers and length-prefixed runs: flat messages and stored blobs. */
void buf_add_u8(struct buf *b, uint8_t v);
void buf_add_u16(struct buf *b, uint16_t v);
void buf_add_u32(struct buf *b, uint32_t v);
void buf_add_u64(struct buf *b, uint64_t v);
void buf_add_varint(struct buf *b, uint64_t v); /* LEB128 */
void buf_add_run(struct buf *b, struct view v); /* u32 length, bytes */
/* Gives back what is held and not used, where that is most of it. */
void buf_fit(struct buf *b);
/* Drops the first n bytes. */
void buf_drop(struct buf *b, size_t n);
struct view buf_view(const struct buf *b);
/* The bytes, malloc'd and NUL-terminated, now the caller's; b is empty again.
 * NULL where b is empty or failed. */
char *buf_steal(struct buf *b, size_t *n);

/* Reads what buf_add_* wrote, from hostile bytes: past the end every read gives
 * zero or an empty view and sets bad. */
struct cursor {
	const unsigned char *p, *end;
	bool bad;
};

struct cursor cursor_of(struct view v);
uint8_t cursor_u8(struct cursor *c);
uint16_t cursor_u16(struct cursor *c);
uint32_t cursor_u32(struct cursor *c);
uint64_t cursor_u64(struct cursor *c);
uint64_t cursor_varint(struct cursor *c);
struct view cursor_run(struct cursor *c);
struct view cursor_bytes(struct cursor *c, size_t n);
size_t cursor_left(const struct cursor *c);

#endif
