#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "rfc3339.h"
#include "show.h"
#include "count.h"
#include "utf8.h"

enum { PAIRS = 4, PAIR_BYTES = 330, SHARED_MAX = 64 };

static bool colour;
static int width = 100;

#define BOLD "1"
#define DIM "2"

static const struct look {
	const char *verdict, *label, *colour;
} looks[] = {
    {"new", "NEW", "32"},
    {"updated", "UPDATED", "35"},
    {"republished", "REPUBLISHED", "33"},
    {"rewritten", "REWRITTEN", "31"},
    {"related", "RELATED", "36"},
};

void show_init(void)
{
	struct winsize w;
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	colour = isatty(STDOUT_FILENO) && (no == NULL || *no == '\0') &&
		 (term == NULL || strcmp(term, "dumb") != 0);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 60)
		width = w.ws_col < 120 ? w.ws_col : 120;
}

static void on(const char *code)
{
	if (colour)
		printf("\033[%sm", code);
}

static void off(void)
{
	if (colour)
		printf("\033[0m");
}

void show_line(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

void show_heading(const char *text)
{
	on(BOLD);
	printf("\n%s ", text);
	off();
	on(DIM);
	for (int i = (int)strlen(text) + 1; i < width; i++)
		printf("─");
	off();
	putchar('\n');
	fflush(stdout);
}

/* --- words --------------------------------------------------------------------- */

static const char *text_of(json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));
	return s != NULL ? s : "";
}

/* Columns, where every code point has one. */
static int columns(struct view v)
{
	int n = 0;
	for (size_t at = 0; at < v.n; n++)
		utf8_next(v, &at);
	return n;
}

/* The next word of *rest, with its punctuation; empty at the end. */
static struct view word_next(struct view *rest)
{
	*rest = view_trim(*rest);
	size_t n = 0;
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\n')
		n++;
	struct view word = view_sub(*rest, 0, n);
	*rest = view_sub(*rest, n, rest->n);
	return word;
}

static bool is_letter(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c & 0x80) != 0;
}

/* Does the word, without its punctuation, stand in the list? */
static bool is_shared(struct view word, json_t *shared)
{
	size_t i;
	json_t *one;
	while (word.n > 0 && !is_letter(word.p[0]))
		word = view_sub(word, 1, word.n);
	while (word.n > 0 && !is_letter(word.p[word.n - 1]))
		word.n--;
	json_array_foreach(shared, i, one)
	{
		struct view w = view_of(json_string_value(one));
		if (w.n > 0 && i < SHARED_MAX && view_caseeq(w, word))
			return true;
	}
	return false;
}

/* Which words stand out: those in the list `shared`, or those that the text
 * `other` lacks. */
struct marks {
	json_t *shared;
	const char *other;
};

static bool is_marked(struct view word, const struct marks *m)
{
	return m->other != NULL ? view_find(view_of(m->other), word) == SIZE_MAX
				: is_shared(word, m->shared);
}

/* Prints one line's worth of *rest, padded to `space` columns if `pad`. */
static void line_print(struct view *rest, int space, bool pad, struct marks marks)
{
	int used = 0;
	for (;;) {
		struct view before = *rest, word = word_next(rest);
		int n = columns(word), gap = used > 0;
		if (word.n == 0)
			break;
		if (used > 0 && used + gap + n > space) {
			*rest = before;
			break;
		}
		bool marked = is_marked(word, &marks);
		printf("%s", gap ? " " : "");
		if (marked)
			on(BOLD);
		printf("%.*s", (int)word.n, word.p);
		if (marked)
			off();
		used += gap + n;
	}
	if (pad && used < space)
		printf("%*s", space - used, "");
}

static void paragraph(const char *indent, const char *text, const char *code)
{
	struct view rest = view_of(text);
	while ((rest = view_trim(rest)).n > 0) {
		printf("%s", indent);
		on(code);
		line_print(&rest, width - (int)strlen(indent), false, (struct marks){0});
		off();
		putchar('\n');
	}
}

static void side_by_side(const char *left, const char *right, struct marks lm, struct marks rm)
{
	struct view l = view_of(left), r = view_of(right);
	int half = (width - 9) / 2;
	while ((l = view_trim(l)).n > 0 || (r = view_trim(r)).n > 0) {
		printf("    ");
		line_print(&l, half, true, lm);
		on(DIM);
		printf("  │ ");
		off();
		line_print(&r, half, false, rm);
		putchar('\n');
	}
}

/* --- alerts ------------------------------------------------------------------------ */

static void lag_print(json_t *alert)
{
	json_t *of = json_object_get(alert, "of");
	int64_t then = rfc3339_parse(view_of(text_of(of, "published")));
	int64_t now = rfc3339_parse(view_of(text_of(json_object_get(alert, "story"), "published")));
	if (then == CT_TIME_UNKNOWN || now == CT_TIME_UNKNOWN || now < then)
		return;
	int64_t minutes = (now - then + 30) / 60;
	if (minutes >= 60)
		printf(", %d h %d min earlier", (int)(minutes / 60), (int)(minutes % 60));
	else
		printf(", %d min earlier", (int)minutes);
}

/* Aligned sentences that do not stand there word for word; differ: what differs
 * stands out, not what is shared. */
static void pairs_print(json_t *alert, unsigned most, bool differ)
{
	json_t *pairs = json_object_get(json_object_get(alert, "evidence"), "sentences"), *pair;
	struct marks none = {0};
	unsigned shown = 0;
	size_t i;
	json_array_foreach(pairs, i, pair)
	{
		const char *text = text_of(pair, "text"), *earlier = text_of(pair, "earlier_text");
		if (strcmp(text, earlier) == 0 || strlen(text) > PAIR_BYTES ||
		    strlen(earlier) > PAIR_BYTES || *text == '\0' || shown == most)
			continue;
		putchar('\n');
		if (shown++ == 0) {
			on(DIM);
			side_by_side(text_of(json_object_get(alert, "of"), "feed"),
			    text_of(json_object_get(alert, "story"), "feed"), none, none);
			off();
		}
		struct marks l = {json_object_get(pair, "shared"), differ ? text : NULL};
		struct marks r = {l.shared, differ ? earlier : NULL};
		side_by_side(earlier, text, l, r);
	}
}

static void reasons_print(json_t *evidence)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(evidence, "reasons"), i, one)
	{
		char line[512];
		snprintf(line, sizeof(line), "· %s", json_string_value(one));
		paragraph("    ", line, DIM);
	}
}

/* Sentences that an edit brought in. */
static void news_print(json_t *evidence)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(evidence, "new"), i, one)
	{
		char line[1024];
		snprintf(line, sizeof(line), "+ %s", json_string_value(one));
		if (i < 2)
			paragraph("    ", line, "32");
	}
}

static const struct look *look_of(const char *verdict)
{
	for (size_t i = 0; i < COUNT(looks); i++)
		if (strcmp(looks[i].verdict, verdict) == 0)
			return &looks[i];
	return &looks[0];
}

static bool after_block;

static void block_print(json_t *alert, const struct look *look)
{
	json_t *story = json_object_get(alert, "story"), *of = json_object_get(alert, "of");
	json_t *evidence = json_object_get(alert, "evidence");
	bool derived = look == look_of("rewritten") || look == look_of("republished");
	putchar('\n');
	on(look->colour);
	on(BOLD);
	printf("%-12s", look->label);
	off();
	printf("%-25.25s ", text_of(story, "feed"));
	on(BOLD);
	printf("%s", text_of(story, "title"));
	off();
	if (derived)
		printf("  (score %.2f)", json_number_value(json_object_get(alert, "score")));
	putchar('\n');
	if (look == look_of("updated")) {
		printf("    the same page said before: \"%s\"\n", text_of(of, "title"));
	} else if (json_is_object(of)) {
		printf("    first told by %s", text_of(of, "feed"));
		lag_print(alert);
		printf(", as \"%s\"\n", text_of(of, "title"));
	}
	reasons_print(evidence);
	if (look == look_of("rewritten"))
		pairs_print(alert, PAIRS, false);
	if (look == look_of("updated")) {
		pairs_print(alert, 2, true);
		news_print(evidence);
	}
	after_block = true;
}

void show_alert(json_t *alert)
{
	json_t *story = json_object_get(alert, "story");
	const struct look *look = look_of(text_of(alert, "verdict"));
	if (look != &looks[0]) {
		block_print(alert, look);
	} else {
		printf("%s", after_block ? "\n" : "");
		after_block = false;
		on(look->colour);
		printf("%-12s", look->label);
		off();
		printf("%-25.25s ", text_of(story, "feed"));
		struct view title = view_of(text_of(story, "title"));
		struct view fits = utf8_clip(title, (size_t)width - 39);
		printf("%.*s%s\n", (int)fits.n, fits.p, fits.n < title.n ? "…" : "");
	}
	fflush(stdout);
}

void show_summary(const unsigned counts[5], unsigned feeds, double seconds)
{
	unsigned sum = 0;
	for (size_t i = 0; i < 5; i++)
		sum += counts[i];
	printf("\n%u entries from %u feeds in %.0f s:", sum, feeds, seconds);
	for (size_t i = 0; i < 5; i++) {
		printf("%s ", i > 0 ? "," : "");
		on(looks[i].colour);
		printf("%u %s", counts[i], looks[i].verdict);
		off();
	}
	printf(
	    ".\nA feed reader would have called each of the %u news; copytaster says that %u are,\n"
	    "%u are copies, %u is the same story edited, and %u tells a known event on its own.\n",
	    sum, counts[0], counts[2] + counts[3], counts[1], counts[4]);
}
