/*
 * One table for each struct names its strings, in their order in the message,
 * and their bounds; both directions walk it.  The writer clips, the reader
 * refuses what the writer would never write.
 */
#include "wire.h"

#include "content.h"
#include "known.h"
#include "utf8.h"

static const char magic[4] = {'C', 'T', 'W', '2'};

/* Times from year 0 to 9999, so that readers may subtract without overflow. */
static const int64_t time_min = INT64_C(-62167219200), time_max = INT64_C(253402300799);

enum { ITEM_RUNS = 7, FEED_RUNS = 5 };
/* The least an item takes: bounds nitems before anything trusts it. */
enum { ITEM_MIN = 4 + 2 * 8 };
/* Where the length of an id would stand. */
#define KNOWN UINT32_MAX

enum { BOZO = 1, BOZO_CUT = 2 };

struct run {
	size_t offset;
	size_t max;
	bool url; /* half of one leads elsewhere: whole or not at all */
};

static const struct run item_runs[ITEM_RUNS] = {
    {offsetof(struct item, story.id), WIRE_ID_MAX, false},
    {offsetof(struct item, story.title), WIRE_TITLE_MAX, false},
    {offsetof(struct item, story.url), WIRE_URL_MAX, true},
    {offsetof(struct item, story.text), WIRE_TEXT_MAX, false},
    {offsetof(struct item, story.lang), WIRE_LANG_MAX, false},
    {offsetof(struct item, authors), WIRE_NAMES_MAX, false},
    {offsetof(struct item, tags), WIRE_NAMES_MAX, false},
};

static const struct run feed_runs[FEED_RUNS] = {
    {offsetof(struct wire_feed, bozo_reason), WIRE_REASON_MAX, false},
    {offsetof(struct wire_feed, title), WIRE_TITLE_MAX, false},
    {offsetof(struct wire_feed, link), WIRE_URL_MAX, true},
    {offsetof(struct wire_feed, language), WIRE_LANG_MAX, false},
    {offsetof(struct wire_feed, hub), WIRE_URL_MAX, true},
};

static struct view *run_in(void *base, const struct run *r)
{
	return (struct view *)((char *)base + r->offset);
}

/* --- writing --- */

struct writer {
	struct buf *out;
	struct normalizer *normalizer;
	struct known_contents known;
	struct buf authors, tags;
	struct buf clean[ITEM_RUNS]; /* of fields that were no UTF-8 */
};

static struct view fit(struct view v, const struct run *r, struct buf *clean)
{
	if (r->url && v.n > r->max)
		return (struct view){NULL, 0};
	v = utf8_clip(v, r->max);
	if (utf8_valid(v))
		return v;
	buf_clear(clean);
	utf8_add_clean(clean, v);
	return utf8_clip(buf_view(clean), r->max);
}

/* Fits base's strings to the message, in place. */
static void fit_runs(struct writer *w, void *base, const struct run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct view *v = run_in(base, &runs[i]);

		*v = fit(*v, &runs[i], &w->clean[i]);
	}
}

static void add_runs(struct buf *out, void *base, const struct run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_add_run(out, *run_in(base, &runs[i]));
}

static void join(struct buf *b, const char *between, struct view v)
{
	if (v.n == 0 || b->n >= WIRE_NAMES_MAX)
		return;
	if (b->n > 0)
		buf_adds(b, between);
	buf_addv(b, v);
}

static struct view authors_of(struct buf *b, const struct feed_person *p)
{
	buf_clear(b);
	for (; p != NULL; p = p->next)
		join(b, ", ", p->name.n > 0 ? p->name : p->email);
	return buf_view(b);
}

static struct view tag_of(const struct feed_category *c)
{
	return c->term.n > 0 ? c->term : c->label;
}

/* A tag of two schemes is told once; looked for among so many, so that hostile lists
 * stay linear. */
#define SEEN_MAX 64

static bool is_told(const struct feed_category *first, const struct feed_category *c)
{
	for (size_t i = 0; first != c && i < SEEN_MAX; first = first->next, i++)
		if (view_eq(tag_of(first), tag_of(c)))
			return true;
	return false;
}

static struct view tags_of(struct buf *b, const struct feed_category *first)
{
	buf_clear(b);
	for (const struct feed_category *c = first; c != NULL; c = c->next)
		if (!is_told(first, c))
			join(b, "\n", tag_of(c));
	return buf_view(b);
}

static int64_t sane_time(int64_t t)
{
	return t >= time_min && t <= time_max ? t : CT_TIME_UNKNOWN;
}

static struct item item_of(struct writer *w, const struct feed *f, const struct feed_entry *e)
{
	struct item it = {
	    .story =
		{
		    .id = e->id,
		    .title = e->title,
		    .text = e->text,
		    .lang = e->language.n > 0 ? e->language : f->language,
		    .url = e->link,
		    .published = sane_time(e->published),
		},
	    .authors = authors_of(&w->authors, e->authors != NULL ? e->authors : f->authors),
	    .tags = tags_of(&w->tags, e->categories),
	    .updated = sane_time(e->updated),
	};

	fit_runs(w, &it, item_runs, ITEM_RUNS);
	return it;
}

static enum ct_err add_known(struct writer *w, const struct feed_entry *e, uint64_t content)
{
	buf_add_u32(w->out, KNOWN);
	buf_add_u64(w->out, content);
	buf_add_u64(w->out, e->made_of);
	buf_add_u64(w->out, (uint64_t)sane_time(e->published));
	return w->out->err;
}

/* Was memory refused for a part of what is being written? */
static bool is_starved(const struct writer *w)
{
	bool starved = w->authors.err == CT_ENOMEM || w->tags.err == CT_ENOMEM;

	for (size_t i = 0; i < ITEM_RUNS; i++)
		starved = starved || w->clean[i].err == CT_ENOMEM;
	return starved;
}

static enum ct_err add_item(struct writer *w, const struct feed *f, const struct feed_entry *e)
{
	if (e->known != 0)
		return add_known(w, e, e->known);
	struct item it = item_of(w, f, e);
	struct fingerprint fp;
	struct doc *d = NULL;
	uint64_t content = content_hash(it.story.title, it.story.text);

	if (is_starved(w))
		return CT_ENOMEM;
	bool known;
	enum ct_err err = known_says(&w->known, content, &known);
	if (err == CT_OK && known)
		return add_known(w, e, content);
	if (err == CT_OK)
		err = doc_make_with(w->normalizer, &it.story, &d);
	if (err != CT_OK)
		return err;
	fingerprint_make(d, &fp);
	doc_free(d);
	add_runs(w->out, &it, item_runs, ITEM_RUNS);
	buf_add_u64(w->out, (uint64_t)it.story.published);
	buf_add_u64(w->out, (uint64_t)it.updated);
	fingerprint_encode(&fp, w->out);
	buf_add_u64(w->out, e->made_of);
	return w->out->err;
}

/* Adds entries as long as they fit; *n of them did. */
static enum ct_err add_items(struct writer *w, const struct feed *f, uint32_t *n, bool *cut)
{
	for (const struct feed_entry *e = f->entries; e != NULL; e = e->next) {
		if (f->half && e->next == NULL)
			break;
		size_t before = w->out->n;
		enum ct_err err = add_item(w, f, e);

		if (err == CT_ELIMIT && w->out->err == CT_ELIMIT) {
			w->out->n = before;
			w->out->err = CT_OK;
			*cut = true;
			return CT_OK;
		}
		if (err != CT_OK)
			return err;
		++*n;
	}
	return CT_OK;
}

static struct view hub_of(const struct feed *f)
{
	for (const struct feed_link *l = f->links; l != NULL; l = l->next)
		if (view_caseeq(l->rel, VIEW_LIT("hub")))
			return l->href;
	return (struct view){NULL, 0};
}

static void add_outcome(struct buf *out, enum wire_outcome o, struct view what)
{
	buf_add(out, magic, sizeof magic);
	buf_add_u8(out, (uint8_t)o);
	buf_add_run(out, what);
}

/* All that stands before nitems; *bozo_at is where the flag is. */
static void add_feed(struct writer *w, const struct feed *f, size_t *bozo_at)
{
	struct wire_feed head = {
	    .bozo_reason = f->bozo_reason,
	    .title = f->title,
	    .link = f->link,
	    .language = f->language,
	    .hub = hub_of(f),
	};
	struct buf *out = w->out;

	add_outcome(out, WIRE_OK, (struct view){NULL, 0});
	buf_add_u8(out, (uint8_t)f->format);
	*bozo_at = out->n;
	buf_add_u8(out, f->bozo ? BOZO : 0);
	buf_add_u8(out, f->skip_days & 0x7f);
	buf_add_u32(out, f->skip_hours & 0xffffff);
	buf_add_u32(out, (uint32_t)(f->ttl < 0 ? -1 : f->ttl));
	buf_add_u32(out, (uint32_t)(f->update_period_seconds < 0 ? -1 : f->update_period_seconds));
	fit_runs(w, &head, feed_runs, FEED_RUNS);
	add_runs(out, &head, feed_runs, FEED_RUNS);
}

static void patch_u32(struct buf *out, size_t at, uint32_t v)
{
	for (size_t i = 0; i < 4; i++)
		out->p[at + i] = (char)(v >> (8 * i));
}

enum ct_err wire_encode(
    const struct feed *f, struct normalizer *z, struct view known, struct buf *out)
{
	struct writer w = {.out = out, .normalizer = z, .known = {.list = known}};
	size_t start = out->n, bozo_at = 0;
	uint32_t n = 0;
	bool cut = false;
	enum ct_err err = out->err;

	if (err != CT_OK)
		return err;
	/* A name may come on top of almost WIRE_NAMES_MAX; a bad byte becomes three. */
	w.authors = w.tags = BUF_INIT(WIRE_MAX);
	for (size_t i = 0; i < ITEM_RUNS; i++)
		w.clean[i] = BUF_INIT((size_t)4 * WIRE_TEXT_MAX);
	add_feed(&w, f, &bozo_at);
	size_t nitems_at = out->n;
	buf_add_u32(out, 0);
	err = is_starved(&w) ? CT_ENOMEM : out->err;
	if (err == CT_OK)
		err = add_items(&w, f, &n, &cut);
	if (err == CT_OK) {
		patch_u32(out, nitems_at, n);
		if (cut)
			out->p[bozo_at] = BOZO_CUT;
	} else {
		out->n = start;
		out->err = CT_OK;
	}
	for (size_t i = 0; i < ITEM_RUNS; i++)
		buf_free(&w.clean[i]);
	known_free(&w.known);
	buf_free(&w.authors);
	buf_free(&w.tags);
	return err;
}

void wire_encode_failure(enum wire_outcome o, struct view what, struct buf *out)
{
	add_outcome(out, o, utf8_clip(what, WIRE_REASON_MAX));
}

/* --- reading --- */

static bool good_run(struct view v, size_t max)
{
	return v.n <= max && utf8_valid(v);
}

static bool read_runs(struct cursor *c, void *base, const struct run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct view v = cursor_run(c);

		if (c->bad || !good_run(v, runs[i].max))
			return false;
		*run_in(base, &runs[i]) = v;
	}
	return true;
}

static bool read_time(struct cursor *c, int64_t *out)
{
	int64_t t = (int64_t)cursor_u64(c);

	*out = t;
	return t == CT_TIME_UNKNOWN || (t >= time_min && t <= time_max);
}

static bool read_outcome(struct cursor *c, struct wire_feed *f)
{
	struct view m = cursor_bytes(c, sizeof magic);
	uint8_t outcome = cursor_u8(c);

	f->what = cursor_run(c);
	if (c->bad || !view_eq(m, (struct view){magic, sizeof magic}) || outcome > WIRE_FAILED)
		return false;
	f->outcome = (enum wire_outcome)outcome;
	return good_run(f->what, WIRE_REASON_MAX);
}

static bool read_feed(struct cursor *c, struct wire_feed *f)
{
	uint8_t format = cursor_u8(c), bozo = cursor_u8(c);

	f->skip_days = cursor_u8(c);
	f->skip_hours = cursor_u32(c);
	f->ttl = (int32_t)cursor_u32(c);
	f->update_period_seconds = (int32_t)cursor_u32(c);
	if (c->bad || format > FEED_JSON11 || bozo > BOZO_CUT || f->skip_days > 0x7f ||
	    f->skip_hours > 0xffffff || f->ttl < -1 || f->update_period_seconds < -1)
		return false;
	if (!read_runs(c, f, feed_runs, FEED_RUNS))
		return false;
	f->format = (enum feed_format)format;
	f->bozo = bozo != 0;
	if (bozo == BOZO_CUT)
		f->bozo_reason = VIEW_LIT("too large: further entries are dropped");
	f->nitems = cursor_u32(c);
	return !c->bad && f->nitems <= cursor_left(c) / ITEM_MIN;
}

enum ct_err wire_decode(struct view message, struct wire_feed *out, struct cursor *c)
{
	struct cursor at = cursor_of(message);
	struct wire_feed f = {.ttl = -1, .update_period_seconds = -1};

	if (message.n > WIRE_MAX || !read_outcome(&at, &f))
		return CT_EINVAL;
	if (f.outcome == WIRE_OK && !read_feed(&at, &f))
		return CT_EINVAL;
	*out = f;
	*c = at;
	return CT_OK;
}

enum ct_err wire_next(struct cursor *c, struct item *out, struct fingerprint *fp, uint64_t *source)
{
	struct item it = {.updated = CT_TIME_UNKNOWN};
	struct fingerprint print = {0};

	struct cursor ahead = *c;
	if (cursor_u32(&ahead) == KNOWN && !ahead.bad) {
		print.body[0] = cursor_u64(&ahead);
		uint64_t made_of = cursor_u64(&ahead);
		*c = ahead;
		if (!read_time(c, &it.story.published) || c->bad)
			return CT_EINVAL;
		if (source != NULL)
			*source = made_of;
		*out = it;
		*fp = print;
		return CT_OK;
	}
	if (!read_runs(c, &it, item_runs, ITEM_RUNS) || !read_time(c, &it.story.published) ||
	    !read_time(c, &it.updated) || c->bad || fingerprint_decode(c, &print) != CT_OK)
		return CT_EINVAL;
	uint64_t made_of = cursor_u64(c);
	if (c->bad)
		return CT_EINVAL;
	if (source != NULL)
		*source = made_of;
	*out = it;
	*fp = print;
	return CT_OK;
}
