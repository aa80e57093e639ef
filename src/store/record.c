/*
 * A byte, the version; published and updated as u64; then, each as a LEB128
 * length and its bytes: id, title, url, lang, source, authors, tags, text.
 * Packed as a whole, because the head shares words and addresses with the text
 * and with itself (an id that is the url costs nothing).
 */
#include "record.h"

#define VERSION 1

static void add(struct buf *out, struct view v)
{
	buf_add_varint(out, v.n);
	buf_addv(out, v);
}

void record_put(struct buf *out, const struct item *it)
{
	buf_add_u8(out, VERSION);
	buf_add_u64(out, (uint64_t)it->story.published);
	buf_add_u64(out, (uint64_t)it->updated);
	add(out, it->story.id);
	add(out, it->story.title);
	add(out, it->story.url);
	add(out, it->story.lang);
	add(out, it->story.source);
	add(out, it->authors);
	add(out, it->tags);
	add(out, it->story.text);
}

static struct view get(struct cursor *c)
{
	uint64_t n = cursor_varint(c);

	return cursor_bytes(c, n < SIZE_MAX ? (size_t)n : SIZE_MAX);
}

enum ct_err record_get(struct view bytes, struct item *out)
{
	struct cursor c = cursor_of(bytes);
	struct item it = {0};

	if (cursor_u8(&c) != VERSION)
		return c.bad ? CT_EINVAL : CT_EVERSION;
	it.story.published = (int64_t)cursor_u64(&c);
	it.updated = (int64_t)cursor_u64(&c);
	it.story.id = get(&c);
	it.story.title = get(&c);
	it.story.url = get(&c);
	it.story.lang = get(&c);
	it.story.source = get(&c);
	it.authors = get(&c);
	it.tags = get(&c);
	it.story.text = get(&c);
	if (c.bad)
		return CT_EINVAL;
	*out = it;
	return CT_OK;
}
