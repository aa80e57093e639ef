#include "identity.h"

#include <xxhash.h>

#include "buf.h"
#include "content.h"
#include "url.h"

/* A seed for each kind: an id that reads like a link is not that link. */
static uint64_t hash(enum identity_by by, struct view v, uint64_t more)
{
	uint64_t h = XXH3_64bits_withSeed(v.n > 0 ? v.p : "", v.n, more ^ (uint64_t)by);

	return h != 0 ? h : 1;
}

enum ct_err identity_of(const struct item *it, struct identity *out)
{
	const struct ct_story *s = &it->story;
	struct buf canonical = BUF_INIT(64 * 1024);
	uint64_t link = 0;

	url_canonical(&canonical, s->url);
	enum ct_err err = canonical.err;
	if (err == CT_OK && canonical.n > 0)
		link = hash(IDENTITY_LINK, buf_view(&canonical), 0);
	buf_free(&canonical);
	if (err == CT_ENOMEM)
		return err;
	out->content = content_hash(s->title, s->text);
	out->link = 0;
	if (s->id.n > 0) {
		out->by = IDENTITY_GUID;
		out->ident = hash(IDENTITY_GUID, s->id, 0);
		out->link = link;
	} else {
		out->by = link != 0 ? IDENTITY_LINK : IDENTITY_CONTENT;
		out->ident = link != 0 ? link : out->content;
	}
	return CT_OK;
}
