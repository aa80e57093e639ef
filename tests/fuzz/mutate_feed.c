#include "mutate.h"

#include "count.h"
#include "press.h"

static bool is_part(char c)
{
	return c == '<' || c == '>' || c == '"' || c == ',' || c == '{' || c == '[';
}

/* A tag, the text between two, or (JSON) a value: from a place at random to the next
 * bracket, quote or comma; and, where it begins with a start tag, perhaps to its end tag. */
static struct mutate_span pick(struct view doc, uint64_t *seed)
{
	size_t from = mutate_random(seed, doc.n), to;

	while (from > 0 && !is_part(doc.p[from]))
		from--;
	for (to = from; to < doc.n; to++)
		if (to > from && is_part(doc.p[to]))
			break;
	if (to < doc.n && doc.p[to] == '>')
		to++;
	if (mutate_random(seed, 2) != 0 || from >= doc.n || doc.p[from] != '<')
		return (struct mutate_span){from, to};
	size_t name = from + 1;
	while (name < doc.n && strchr(" />\t\r\n", doc.p[name]) == NULL)
		name++;
	struct view tag = view_sub(doc, from + 1, name - from - 1);
	for (size_t at = to; at + tag.n + 2 < doc.n; at++)
		if (doc.p[at] == '<' && doc.p[at + 1] == '/' &&
		    view_eq(view_sub(doc, at + 2, tag.n), tag))
			return (struct mutate_span){from, at + tag.n + 3};
	return (struct mutate_span){from, to};
}

static const char *const pieces[] = {"<item>", "</item>", "<entry>", "</entry>", "<channel>",
    "<title>", "</title>", "<title type=\"xhtml\">", "<link>", "<link href='x'/>",
    "<link rel=\"enclosure\" href=\"a.mp3\" length=\"1\"/>", "<description>", "</description>",
    "<content type=\"html\">", "<content type='image/png' mode=\"base64\">", "</content>",
    "<summary>", "<guid isPermaLink='false'>", "<id>", "<pubDate>Sat, 07 Sep 2002 00:00:01 GMT",
    "<updated>2003-12-13T18:30:02Z</updated>", "<author><name>N</name><email>a@b.example</email>",
    "<dc:creator>N</dc:creator>", "<dc:date>2003</dc:date>", "<content:encoded>", "<media:group>",
    "<media:content url='u' fileSize=\"1\">", "<media:description>", "<itunes:summary>",
    "<category term='t' scheme=\"s\" label=\"l\"/>", "<source url='u'>s</source>",
    "<div xmlns=\"http://www.w3.org/1999/xhtml\">", "</div>", "<p>", "<br/>", "<b><i></b>",
    "<![CDATA[", "]]>", "<!-- -->", "<?x y?>", "<!DOCTYPE rss [<!ENTITY a 'b'>]>", "&amp;", "&#0;",
    "&#x80;", "&eacute;", "&nosuch;", "&", "<", ">", "\"", "'", " xml:lang='de'",
    " xml:base=\"http://b.example/c/\"", " xmlns='urn:x'",
    " xmlns:a=\"http://www.w3.org/2005/Atom\"", " type=\"xhtml\"", " mode='escaped'", "\xC2\x80",
    "\xC3\x83\xC2\xA9", "\xEF\xBB\xBF", "\xFF", "\xED\xA0\x80", "\x01", "\x7F", "\r\n", "\r", "]]",
    "{", "}", "[", "]", ",", "null", "\"content_html\":\"<p>x\",",
    "\"authors\":[{\"name\":\"N\"}],", "\"tags\":[\"a\"],",
    "\"\\u0000\\u0001\\u007f\\u0085\\ud800\"", "1e999", "-0.0"};

static size_t wrap(struct view doc, struct mutate_span s, uint64_t *seed, uint8_t *out, size_t max)
{
	struct buf b = BUF_INIT(max);
	struct view part = view_sub(doc, s.from, s.to - s.from);
	bool cdata = mutate_random(seed, 2) != 0;

	if (cdata)
		buf_adds(&b, "<![CDATA[");
	if (cdata)
		buf_addv(&b, part);
	else
		press_add_html(&b, part);
	if (cdata)
		buf_adds(&b, "]]>");
	size_t n = b.err == CT_OK ? mutate_replace(doc, s, buf_view(&b), out, max) : 0;
	buf_free(&b);
	return n;
}

/* A feed of another format and style than any before. */
static size_t print(uint64_t *seed, uint8_t *out, size_t max)
{
	static const char text[] =
	    "title: T & U\npage: http://a.example/\nlang: en\n\nid: 1\n"
	    "title: One < two\nlink: http://a.example/1\nauthor: N|n@a.example\n"
	    "published: 2024-02-29T00:00:00Z\ncategory: c|s\nsummary: short\n"
	    "p: A \xE2\x80\x9Cparagraph\xE2\x80\x9D & more.\np: And an end.\n"
	    "file: http://a.example/1.mp3|audio/mpeg|1\n\nid: 2\ntitle: \xD0\x94\n"
	    "html: <p>x <a href='y'>z</a> &eacute;</p>\nlang: ru\n";
	struct sheet *s = sheet_read(VIEW_LIT(text));
	struct buf b = BUF_INIT(max);
	const char *type;
	size_t n = 0;

	if (s != NULL)
		press_print(s, (enum press_format)mutate_random(seed, PRESS_FORMATS),
		    (uint32_t)mutate_random(seed, 1u << PRESS_STYLE_BITS), &b, &type);
	if (b.err == CT_OK && b.n > 0) {
		memcpy(out, b.p, b.n);
		n = b.n;
	}
	buf_free(&b);
	sheet_free(s);
	return n;
}

size_t mutate_feed(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	uint64_t state = seed;
	struct buf copy = BUF_INIT(size + 1);
	size_t n = 0;

	buf_add(&copy, data, size);
	struct view doc = buf_view(&copy);
	struct mutate_edit e = {.doc = doc};
	e.at = pick(doc, &state);
	e.other = pick(doc, &state);
	e.piece = view_of(pieces[mutate_random(&state, COUNT(pieces))]);
	size_t which = mutate_random(&state, MUTATE_EDITS + 6);
	switch (which) {
	case MUTATE_EDITS:
		n = wrap(doc, e.at, &state, data, max);
		break;
	case MUTATE_EDITS + 1:
		e.at.from = e.at.to = mutate_random(&state, size + 1);
		n = mutate_replace(doc, e.at, e.piece, data, max);
		break;
	case MUTATE_EDITS + 2:
		n = mutate_random(&state, 4) == 0 ? print(&state, data, max) : 0;
		break;
	default:
		n = mutate_edit(&e, which, data, max);
		break;
	}
	buf_free(&copy);
	return n > 0 ? n : LLVMFuzzerMutate(data, size, max);
}
