#include "job.h"

static const char magic[4] = {'C', 'T', 'J', '2'};

void job_hello(size_t memory, struct buf *out)
{
	buf_add(out, magic, sizeof magic);
	buf_add_u64(out, memory);
}

enum ct_err job_hello_decode(struct view v, size_t *memory)
{
	struct cursor c = cursor_of(v);
	struct view m = cursor_bytes(&c, sizeof magic);
	uint64_t n = cursor_u64(&c);

	if (c.bad || cursor_left(&c) > 0 || !view_eq(m, (struct view){magic, sizeof magic}) ||
	    n > SIZE_MAX)
		return CT_EINVAL;
	*memory = (size_t)n;
	return CT_OK;
}

static struct view whole_or_none(struct view v, size_t max)
{
	return v.n <= max ? v : (struct view){NULL, 0};
}

enum ct_err job_head(const struct job *j, struct buf *out)
{
	struct view url = whole_or_none(j->url, JOB_URL_MAX);
	struct view type = whole_or_none(j->content_type, JOB_TYPE_MAX);

	struct view known = whole_or_none(j->known, JOB_KNOWN_MAX);

	if (j->body.n > JOB_BODY_MAX)
		return CT_ELIMIT;
	buf_add_u32(out, (uint32_t)(1 + 4 + url.n + 4 + type.n + 4 + known.n + j->body.n));
	buf_add_u8(out, (uint8_t)j->kind);
	buf_add_run(out, url);
	buf_add_run(out, type);
	buf_add_run(out, known);
	return out->err;
}

enum ct_err job_decode(struct view frame, struct job *out)
{
	struct cursor c = cursor_of(frame);
	uint8_t kind = cursor_u8(&c);
	struct view url = cursor_run(&c), type = cursor_run(&c), known = cursor_run(&c);
	struct view body = cursor_bytes(&c, cursor_left(&c));

	if (c.bad || (kind != JOB_FEED && kind != JOB_PAGE))
		return CT_EINVAL;
	*out = (struct job){(enum job_kind)kind, url, type, body, known};
	return CT_OK;
}
