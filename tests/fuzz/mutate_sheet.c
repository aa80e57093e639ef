#include "mutate.h"

#include "count.h"
#include "press.h"

#define LINES 400

/* A sheet's lines, and where its blocks begin: block 0 is the feed's. */
struct lines {
	struct view v[LINES];
	size_t n;
};

static const char *const keys[] = {"id", "title", "link", "published", "updated", "author",
    "category", "file", "summary", "p", "html", "lang", "page", "subtitle"};

/* What has gone wrong in feeds before, or is at an edge. */
static const char *const values[] = {"", " ", "a", "0", "AT&T", "a < b & c > d", "&amp;",
    "&lt;b&gt;", "]]>", "<![CDATA[x]]>", "\"it's\"", "Caf\xC3\xA9", "Caf\xC3\x83\xC2\xA9",
    "\xC2\x80\xC2\x9F", "\xE2\x80\x9Cquoted\xE2\x80\x9D", "\xC2\xA0", "a\xC2\xA0 \xC2\xA0z",
    "\xE3\x80\x80", "\xF0\x9F\x98\x80", "\xEF\xBB\xBF", "\xEF\xBF\xBD", "\xE2\x80\xA8", "\xC2\x85",
    "\xC2\xAD", "e\xCC\x81", "\xD8\xB1\xD8\xB2 ", "\\n", "\\t\\t", "  two  blanks  ",
    "https://post.example/a?b=1&c=2#d", "https://post.example/a?b=1&amp;c=2", "//post.example/x",
    "../x", "?q", "#top", "tag:a,2026:1", "urn:uuid:1", "javascript:alert(1)", "mailto:a@b.example",
    "HTTP://POST.EXAMPLE/%7Ea", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z", "2024-02-29T12:00:00+14:00",
    "Ann Lee|ann@post.example|https://post.example/ann", "ann@post.example|ann@post.example",
    "A, B and C", "Lee (Reuters)", "https://a.example/1.mp3|audio/mpeg|0",
    "https://a.example/1.mp3||999999999999", "Harbour|https://post.example/tags",
    "<p>One</p><p>Two &amp; three</p>", "<a href=\"x\">x</a><img src='/y.png'>",
    "<p>a<br>b<ul><li>c<li>d</ul>", "&lt;p&gt;once too often&lt;/p&gt;", "<div>all of it</div>",
    "<script>1 < 2</script>x", "<pre>a\\n  b</pre>", "text without a tag",
    "a &nosuch; b &#0; &#x110000;", "en", "de-AT", "zh-Hant-TW", "x"};

static void split(struct lines *l, struct view text)
{
	l->n = 0;
	while (text.n > 0 && l->n < LINES) {
		size_t n = view_chr(text, '\n');

		l->v[l->n++] = view_sub(text, 0, n);
		text = n == SIZE_MAX ? (struct view){NULL, 0} : view_sub(text, n + 1, text.n);
	}
}

static void insert(struct lines *l, size_t at, struct view v)
{
	if (l->n == LINES)
		return;
	memmove(l->v + at + 1, l->v + at, (l->n - at) * sizeof(l->v[0]));
	l->v[at] = v;
	l->n++;
}

static void take_out(struct lines *l, size_t at, size_t n)
{
	memmove(l->v + at, l->v + at + n, (l->n - at - n) * sizeof(l->v[0]));
	l->n -= n;
}

/* A story at random: its blank line, and the lines behind. */
static size_t pick_story(const struct lines *l, uint64_t *seed, size_t *at)
{
	*at = mutate_random(seed, l->n);
	while (*at > 0 && l->v[*at].n > 0)
		--*at;
	size_t end = *at + 1;
	while (end < l->n && l->v[end].n > 0)
		end++;
	return l->n > 0 ? end - *at : 0;
}

static void change_stories(struct lines *l, uint64_t *seed)
{
	size_t at, n = pick_story(l, seed, &at), to = mutate_random(seed, l->n + 1);
	struct view copy[LINES];

	memcpy(copy, l->v + at, n * sizeof(copy[0]));
	if (mutate_random(seed, 2) == 0)
		take_out(l, at, n);
	if (mutate_random(seed, 3) == 0)
		return;
	while (to > 0 && to < l->n && l->v[to].n > 0)
		to++;
	for (size_t i = 0; i < n; i++)
		insert(l, to + i < l->n ? to + i : l->n, copy[i]);
}

static void change_lines(struct lines *l, uint64_t *seed)
{
	size_t at = mutate_random(seed, l->n), to = mutate_random(seed, l->n);
	struct view v = l->n > 0 ? l->v[at] : VIEW_LIT("");

	switch (mutate_random(seed, 4)) {
	case 0:
		if (l->n > 0)
			take_out(l, at, 1);
		break;
	case 1:
		insert(l, to, v);
		break;
	case 2:
		insert(l, to, VIEW_LIT(""));
		break;
	default:
		if (l->n > 0) {
			l->v[at] = l->v[to];
			l->v[to] = v;
		}
	}
}

static struct view pick_value(uint64_t *seed)
{
	return view_of(values[mutate_random(seed, COUNT(values))]);
}

/* A key with a value from the list; or what a line has with one before, behind or in it. */
static struct view make_line(struct buf *made, struct view old, uint64_t *seed)
{
	size_t from = made->n, colon = view_chr(old, ':');
	size_t cut = colon == SIZE_MAX ? 0 : colon + 1 + mutate_random(seed, old.n - colon);

	if (mutate_random(seed, 2) == 0 || cut == 0) {
		buf_adds(made, keys[mutate_random(seed, COUNT(keys))]);
		buf_adds(made, ": ");
		buf_addv(made, pick_value(seed));
	} else {
		buf_addv(made, view_sub(old, 0, cut));
		buf_addv(made, pick_value(seed));
		buf_addv(made, view_sub(old, cut, old.n));
	}
	return view_sub(buf_view(made), from, made->n);
}

static void change_style(struct lines *l, struct buf *made, uint64_t *seed)
{
	size_t at = 0;

	while (at < l->n && !view_starts(l->v[at], VIEW_LIT("style:")))
		at++;
	uint32_t style = 0;
	for (size_t i = 6; at < l->n && i < l->v[at].n && i < 16; i++)
		if (l->v[at].p[i] >= '0' && l->v[at].p[i] <= '9')
			style = style * 10 + (uint32_t)(l->v[at].p[i] - '0');
	if (mutate_random(seed, 4) == 0)
		style = (uint32_t)mutate_random(seed, 1u << PRESS_STYLE_BITS);
	else
		style ^= 1u << mutate_random(seed, PRESS_STYLE_BITS);
	buf_addf(made, "style: %u", (unsigned)(style & ((1u << PRESS_STYLE_BITS) - 1)));
	if (at < l->n)
		l->v[at] = buf_view(made);
	else
		insert(l, 0, buf_view(made));
}

/* The bytes of one value; other lines stay as they are. */
static size_t change_bytes(struct lines *l, struct buf *made, uint64_t *seed)
{
	size_t at = mutate_random(seed, l->n), room = 200;

	if (l->n == 0)
		return 0;
	size_t colon = view_chr(l->v[at], ':');
	colon = colon == SIZE_MAX ? 0 : colon + 1;
	struct view value = view_sub(l->v[at], colon, l->v[at].n);
	buf_addv(made, view_sub(l->v[at], 0, colon));
	buf_addv(made, value);
	if (buf_room(made, room) == NULL)
		return 0;
	uint8_t *p = (uint8_t *)made->p + colon;
	size_t n = LLVMFuzzerMutate(p, value.n, value.n + room);
	for (size_t i = 0; i < n; i++)
		if (p[i] == '\n')
			p[i] = ' ';
	l->v[at] = (struct view){made->p, colon + n};
	return n;
}

static size_t join(const struct lines *l, uint8_t *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n && n + l->v[i].n + 1 <= max; i++) {
		if (l->v[i].n > 0)
			memcpy(out + n, l->v[i].p, l->v[i].n);
		n += l->v[i].n;
		out[n++] = '\n';
	}
	return n;
}

size_t mutate_sheet(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	struct lines l;
	uint64_t state = seed;
	struct buf copy = BUF_INIT(size + 1), made = BUF_INIT(size + 1000);

	buf_add(&copy, data, size);
	split(&l, buf_view(&copy));
	switch (mutate_random(&state, 8)) {
	case 0:
		change_stories(&l, &state);
		break;
	case 1:
	case 2:
		change_style(&l, &made, &state);
		break;
	case 3:
		change_lines(&l, &state);
		break;
	case 4:
		insert(&l, mutate_random(&state, l.n + 1), make_line(&made, VIEW_LIT(""), &state));
		break;
	case 5:
		if (l.n > 0) {
			size_t at = mutate_random(&state, l.n);

			l.v[at] = make_line(&made, l.v[at], &state);
		}
		break;
	default:
		change_bytes(&l, &made, &state);
	}
	size = join(&l, data, max);
	buf_free(&copy);
	buf_free(&made);
	return size;
}

/* The stories of one in the feed of the other, some of each. */
size_t mutate_cross_sheets(struct view a, struct view b, uint8_t *out, size_t max, unsigned seed)
{
	struct lines l, m;
	uint64_t state = seed;

	split(&l, a);
	split(&m, b);
	for (size_t times = 1 + mutate_random(&state, 3), i = 0; i < times && m.n > 0; i++) {
		size_t at, n = pick_story(&m, &state, &at), to = mutate_random(&state, l.n + 1);

		while (to > 0 && to < l.n && l.v[to].n > 0)
			to++;
		for (size_t j = 0; j < n; j++)
			insert(&l, to + j < l.n ? to + j : l.n, m.v[at + j]);
	}
	return join(&l, out, max);
}
