#include "render.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <utf8proc.h>

#include "count.h"
#include "plain.h"
#include "printable.h"
#include "utf8.h"
#include "wrap.h"

#define FROM_LEFT "\xE2\x80\x8E" /* U+200E */

enum { MARGIN = 6, GUTTER = 3, NARROW = 64, WIDEST = 160, NARROWEST = 20 };

struct render_opts render_opts_of(FILE *f)
{
	struct render_opts o = {.width = 80};
	struct winsize ws;
	const char *columns = getenv("COLUMNS"), *term = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");
	bool tty = isatty(fileno(f)) == 1;
	unsigned long n = columns != NULL ? strtoul(columns, NULL, 10) : 0;
	if (tty && ioctl(fileno(f), TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0)
		o.width = ws.ws_col;
	else if (n > 0 && n < 10000)
		o.width = (unsigned)n;
	if (o.width < NARROWEST)
		o.width = NARROWEST;
	if (o.width > WIDEST)
		o.width = WIDEST;
	o.colour = tty && (no_color == NULL || no_color[0] == '\0') && term != NULL &&
		   strcmp(term, "dumb") != 0;
	return o;
}

/* --- which words to mark -------------------------------------------------------- */

/* v in lower case, apostrophes straight, in out. */
static void lower(struct buf *out, struct view v)
{
	utf8proc_int32_t cp;
	buf_clear(out);
	for (size_t at = 0; at < v.n;) {
		utf8proc_uint8_t enc[4];
		utf8proc_ssize_t n = utf8proc_iterate(
		    (const utf8proc_uint8_t *)v.p + at, (utf8proc_ssize_t)(v.n - at), &cp);
		if (n <= 0)
			break;
		at += (size_t)n;
		if (cp == 0x2019)
			cp = '\'';
		buf_add(out, enc, (size_t)utf8proc_encode_char(utf8proc_tolower(cp), enc));
	}
}

/* "negotiations" for "negotiating": forms of one word begin alike.  The evidence
 * names words as the later story writes them. */
static bool alike(struct view a, struct view b)
{
	size_t n = 0, longer = a.n > b.n ? a.n : b.n;
	if (view_eq(a, b))
		return true;
	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n >= 5 && n * 10 >= longer * 6;
}

/* What is marked in one sentence. */
struct marks {
	const json_t *shared;   /* words */
	const json_t *evidence; /* for numbers and names */
	bool earlier;           /* the left column */
	struct buf word;
};

static bool in_words(const json_t *list, struct view word, bool forms)
{
	struct buf scratch = BUF_INIT(65536);
	bool found = false;
	size_t i;
	const json_t *v;
	json_array_foreach(list, i, v)
	{
		lower(&scratch, (struct view){json_string_value(v), json_string_length(v)});
		struct view one = buf_view(&scratch);
		found = found || (forms ? alike(one, word) : view_eq(one, word));
	}
	buf_free(&scratch);
	return found;
}

/* Is word one of the words of text, in any case? */
static bool holds_word(struct view text, struct view word, struct buf *scratch)
{
	lower(scratch, text);
	struct view rest = buf_view(scratch);
	while (rest.n > 0) {
		struct view one = view_sub(rest, 0, view_chr(rest, ' '));
		if (view_eq(one, word))
			return true;
		rest = view_sub(rest, one.n + 1, SIZE_MAX);
	}
	return false;
}

static bool is_changed(const struct marks *m, const char *kind, struct view word)
{
	const json_t *facts = json_object_get(m->evidence, kind), *v;
	struct buf scratch = BUF_INIT(65536);
	bool found = false;
	size_t i;
	json_array_foreach(json_object_get(facts, "changed"), i, v)
	{
		const json_t *side = json_array_get(v, m->earlier ? 0 : 1);
		struct view text = {json_string_value(side), json_string_length(side)};
		found = found || holds_word(text, word, &scratch);
	}
	buf_free(&scratch);
	return found;
}

static enum wrap_style mark(void *ctx, struct view word)
{
	struct marks *m = ctx;
	lower(&m->word, word);
	struct view w = buf_view(&m->word);
	if (in_words(m->shared, w, m->earlier))
		return WRAP_BOLD;
	if (is_changed(m, "numbers", w) || is_changed(m, "names", w))
		return m->earlier ? WRAP_YELLOW : WRAP_RED;
	return WRAP_PLAIN;
}

/* --- pieces ----------------------------------------------------------------------- */

struct page {
	struct buf *out;
	const struct render_opts *o;
};

static enum wrap_style if_colour(const struct page *p, enum wrap_style s)
{
	return p->o->colour ? s : WRAP_PLAIN;
}

static void heading(struct page *p, const char *text)
{
	buf_addc(p->out, '\n');
	wrap_styled(p->out, if_colour(p, WRAP_BOLD), text);
	buf_addc(p->out, '\n');
}

/* Text indented, with a first mark before it. */
static void paragraph(struct page *p, const char *first, struct view text, size_t indent)
{
	struct wrap w;
	size_t columns = p->o->width > indent + 10 ? p->o->width - indent : 10;
	wrap_text(&w, text, columns, NULL, NULL);
	for (size_t i = 0; i < w.n; i++) {
		buf_adds(p->out, i == 0 ? first : "");
		size_t used = i == 0 ? plain_columns(view_of(first)) : 0;
		for (; used < indent; used++)
			buf_addc(p->out, ' ');
		wrap_add_line(&w, i, 0, p->out);
		buf_addc(p->out, '\n');
	}
	wrap_free(&w);
}

static void strings(struct page *p, const char *title, const json_t *list)
{
	size_t i;
	const json_t *v;
	if (json_array_size(list) == 0)
		return;
	heading(p, title);
	json_array_foreach(list, i, v)
	    paragraph(p, "  - ", (struct view){json_string_value(v), json_string_length(v)}, 4);
}

static int percent(const json_t *o, const char *key)
{
	double v = json_number_value(json_object_get(o, key));
	return v >= 0 && v <= 1 ? (int)(v * 100 + 0.5) : 0;
}

static void coverage(struct page *p, const json_t *evidence)
{
	const json_t *c = json_object_get(evidence, "coverage");
	if (!json_is_object(c) || percent(c, "story") + percent(c, "earlier") == 0)
		return;
	struct buf line = BUF_INIT(512);
	buf_addf(&line,
	    "%d %% of it has a counterpart in the earlier story, %d %% of the earlier "
	    "story is told in it; %d %% stands word for word",
	    percent(c, "story"), percent(c, "earlier"), percent(evidence, "verbatim"));
	paragraph(p, "  - ", buf_view(&line), 4);
	buf_free(&line);
}

/* --- sentences side by side ------------------------------------------------------------ */

/*
 * A terminal that writes Arabic and Hebrew from the right does so with all that stands
 * between two pieces of them, columns and arrows, too: a mark of the other direction
 * (U+200E), which takes no place, keeps them where they are.
 */
static bool is_from_right(struct view v)
{
	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);
		if ((cp >= 0x590 && cp < 0x900) || (cp >= 0xFB1D && cp < 0xFE00) ||
		    (cp >= 0xFE70 && cp < 0xFEFF))
			return true;
	}
	return false;
}

static const char *direction(struct view a, struct view b)
{
	return is_from_right(a) || is_from_right(b) ? FROM_LEFT : "";
}

static bool is_spaceless(struct view v)
{
	for (size_t at = 0; at < v.n;) {
		uint32_t cp = utf8_next(v, &at);
		if (cp >= 0x3040 && cp < 0xAC00)
			return true;
	}
	return false;
}

static void add_similarity(struct page *p, const json_t *block)
{
	buf_addf(p->out, "%4d%% ", percent(block, "similarity"));
}

static void side_by_side(
    struct page *p, const json_t *block, struct marks *m, size_t left, size_t right)
{
	struct wrap a, b;
	wrap_style_fn *fn = p->o->colour ? mark : NULL;
	m->earlier = true;
	wrap_text(&a, plain_raw(block, "earlier_text"), left, fn, m);
	m->earlier = false;
	wrap_text(&b, plain_raw(block, "text"), right, fn, m);
	const char *mark_ltr =
	    direction(plain_raw(block, "earlier_text"), plain_raw(block, "text"));
	for (size_t i = 0; i < a.n || i < b.n; i++) {
		if (i == 0)
			add_similarity(p, block);
		else
			buf_adds(p->out, "      ");
		buf_adds(p->out, mark_ltr);
		wrap_add_line(&a, i, left, p->out);
		buf_adds(p->out, mark_ltr);
		buf_adds(p->out, i < b.n ? " │ " : " │");
		buf_adds(p->out, i < b.n ? mark_ltr : "");
		wrap_add_line(&b, i, 0, p->out);
		buf_addc(p->out, '\n');
	}
	wrap_free(&a);
	wrap_free(&b);
}

static void one_below_the_other(struct page *p, const json_t *block, struct marks *m)
{
	static const char *const keys[] = {"earlier_text", "text"};
	for (int side = 0; side < 2; side++) {
		struct wrap w;
		m->earlier = side == 0;
		struct view text = plain_raw(block, keys[side]);
		wrap_text(&w, text, p->o->width - 8, p->o->colour ? mark : NULL, m);
		for (size_t i = 0; i < w.n; i++) {
			if (i == 0 && side == 0)
				add_similarity(p, block);
			else
				buf_adds(p->out, "      ");
			buf_adds(p->out, direction(text, text));
			buf_adds(p->out, i > 0 ? "  " : side == 0 ? "< " : "> ");
			wrap_add_line(&w, i, 0, p->out);
			buf_addc(p->out, '\n');
		}
		wrap_free(&w);
	}
}

static void add_joined(struct buf *out, const json_t *list)
{
	size_t i;
	const json_t *v;
	json_array_foreach(list, i, v)
	{
		buf_adds(out, i > 0 ? ", " : "");
		buf_add(out, json_string_value(v), json_string_length(v));
	}
}

/* Without colour the words in common cannot be marked, nor where no spaces part them:
 * they are named. */
static void words_in_common(struct page *p, const json_t *block)
{
	struct buf line = BUF_INIT(65536);
	if ((p->o->colour && !is_spaceless(plain_raw(block, "text"))) ||
	    json_array_size(json_object_get(block, "shared")) == 0)
		return;
	buf_adds(&line, "in both: ");
	add_joined(&line, json_object_get(block, "shared"));
	paragraph(p, "", buf_view(&line), MARGIN);
	buf_free(&line);
}

static void sentences(struct page *p, const json_t *evidence)
{
	const json_t *list = json_object_get(evidence, "sentences"), *block;
	struct marks m = {.evidence = evidence, .word = BUF_INIT(4096)};
	size_t left = (p->o->width - MARGIN - GUTTER) / 2, i;
	bool wide = p->o->width >= NARROW;
	if (json_array_size(list) == 0)
		return;
	heading(p, "Sentence by sentence");
	if (wide) {
		buf_adds(p->out, "      ");
		plain_cell(p->out, view_of("the earlier story"), left, true);
		buf_adds(p->out, " │ this story\n");
	}
	json_array_foreach(list, i, block)
	{
		m.shared = json_object_get(block, "shared");
		if (i > 0) {
			wrap_add_line(&(struct wrap){0}, 0, wide ? MARGIN + left : 0, p->out);
			buf_adds(p->out, wide ? " │\n" : "\n");
		}
		if (wide)
			side_by_side(p, block, &m, left, p->o->width - MARGIN - GUTTER - left);
		else
			one_below_the_other(p, block, &m);
		words_in_common(p, block);
	}
	buf_free(&m.word);
}

/* --- facts --------------------------------------------------------------------------- */

static struct view side_of(const json_t *change, size_t i)
{
	const json_t *v = json_array_get(change, i);
	return (struct view){json_string_value(v), json_string_length(v)};
}

static void add_changes(struct buf *out, const json_t *list)
{
	size_t i;
	const json_t *v;
	json_array_foreach(list, i, v)
	{
		buf_adds(out, i > 0 ? ", " : "");
		buf_addv(out, side_of(v, 0));
		buf_adds(out, " → ");
		buf_addv(out, side_of(v, 1));
	}
}

static bool are_from_right(const json_t *changes)
{
	size_t i;
	const json_t *v;
	json_array_foreach(changes, i, v)
	{
		if (is_from_right(side_of(v, 0)) || is_from_right(side_of(v, 1)))
			return true;
	}
	return false;
}

/* Each on a line of its own, on which what was stands on the left. */
static void changes_from_right(struct page *p, const char *first, const json_t *list)
{
	size_t i;
	const json_t *v;
	json_array_foreach(list, i, v)
	{
		struct buf was = BUF_INIT(4096), is = BUF_INIT(4096);
		printable_add(&was, side_of(v, 0));
		printable_add(&is, side_of(v, 1));
		size_t columns = plain_columns(buf_view(&was)) + 3 + plain_columns(buf_view(&is));
		buf_addf(p->out, "%-11s", i == 0 ? first : "");
		buf_adds(p->out, FROM_LEFT);
		buf_addv(p->out, buf_view(&was));
		buf_adds(p->out, FROM_LEFT);
		buf_addf(p->out, "%-*s→ ", 11 + columns > p->o->width ? 12 : 1,
		    11 + columns > p->o->width ? "\n" : "");
		buf_adds(p->out, FROM_LEFT);
		buf_addv(p->out, buf_view(&is));
		buf_addc(p->out, '\n');
		buf_free(&was);
		buf_free(&is);
	}
}

static void facts(struct page *p, const json_t *evidence, const char *kind, const char *title)
{
	static const char *const keys[] = {"kept", "changed", "new"};
	const json_t *o = json_object_get(evidence, kind);
	bool any = false;
	for (int k = 0; k < 3; k++) {
		const json_t *list = json_object_get(o, keys[k]);
		struct buf line = BUF_INIT(65536);
		if (json_array_size(list) == 0)
			continue;
		if (!any)
			heading(p, title);
		any = true;
		char first[16];
		snprintf(first, sizeof(first), "  %-9s", keys[k]);
		if (k == 1)
			add_changes(&line, list);
		else
			add_joined(&line, list);
		if (k == 1 && are_from_right(list))
			changes_from_right(p, first, list);
		else
			paragraph(p, first, buf_view(&line), 11);
		buf_free(&line);
	}
}

/* --- all of it ------------------------------------------------------------------------ */

void render_verdict_name(struct buf *out, const char *verdict, const struct render_opts *o)
{
	static const struct {
		const char *name;
		enum wrap_style style;
	} styles[] = {{"new", WRAP_GREEN}, {"rewritten", WRAP_RED}, {"republished", WRAP_YELLOW},
	    {"updated", WRAP_BOLD}};
	enum wrap_style s = WRAP_PLAIN;
	for (size_t i = 0; i < COUNT(styles) && o->colour; i++)
		if (strcmp(verdict, styles[i].name) == 0)
			s = styles[i].style;
	wrap_styled(out, s, verdict);
}

void render_verdict(struct buf *out, const char *verdict, double score, const struct render_opts *o)
{
	render_verdict_name(out, verdict, o);
	buf_addf(out, ", score %.2f\n", score);
}

void render_evidence(struct buf *out, const json_t *evidence, const struct render_opts *o)
{
	struct page p = {.out = out, .o = o};
	size_t i;
	const json_t *v;
	json_array_foreach(json_object_get(evidence, "reasons"), i, v)
	    paragraph(&p, "  - ", (struct view){json_string_value(v), json_string_length(v)}, 4);
	coverage(&p, evidence);
	sentences(&p, evidence);
	facts(&p, evidence, "numbers", "Numbers");
	facts(&p, evidence, "names", "Names");
	strings(
	    &p, "Quoted in both", json_object_get(json_object_get(evidence, "quotes"), "shared"));
	strings(&p, "No counterpart there", json_object_get(evidence, "new"));
}
