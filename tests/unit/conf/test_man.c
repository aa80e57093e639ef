/*
 * copytaster.conf(5) and the table of options say the same: each option stands
 * under its section with its type and default, no other does, and the blocks
 * of configuration in the manual pages and conf/copytaster.conf are read without
 * an error.  Runs in the top directory, as make does.
 */
#include <stdlib.h>

#include "conf.h"
#include "load.h"
#include "options.h"

static struct buf man;

static int setup(void **state)
{
	(void)state;
	man = load("man/copytaster.conf.5");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	buf_free(&man);
	return 0;
}

static struct view next_line(struct view *rest)
{
	struct view line = view_sub(*rest, 0, view_chr(*rest, '\n'));
	*rest = view_sub(*rest, line.n + 1, SIZE_MAX);
	return line;
}

/* The page's heading under which an option stands. */
static const char *heading(const struct options_entry *o)
{
	if (o->home == OPTIONS_IN_FEED)
		return "FEEDS";
	if (o->home == OPTIONS_IN_ALERT)
		return "ALERTS";
	return (o->sections & 1u << OPTIONS_DAEMON) != 0  ? "DAEMON"
	       : (o->sections & 1u << OPTIONS_FETCH) != 0 ? "FETCH"
	       : (o->sections & 1u << OPTIONS_MATCH) != 0 ? "MATCH"
							  : "STORE";
}

/* How often `.It Ic NAME Ns = Ns Em TYPE` stands under that heading. */
static int count_items(const char *under, const char *name, const char *type)
{
	struct view rest = buf_view(&man);
	char head[64], item[128];
	bool in = false;
	int n = 0;
	snprintf(head, sizeof(head), ".Sh %s", under);
	snprintf(item, sizeof(item), ".It Ic %s Ns = Ns Em %s", name, type);
	while (rest.n > 0) {
		struct view line = next_line(&rest);
		if (view_starts(line, VIEW_LIT(".Sh ")))
			in = view_is(line, head);
		n += in && view_is(line, item);
	}
	return n;
}

static void every_option_is_in_the_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if (count_items(heading(o), o->name, options_type_name(o->type)) != 1)
			fail_msg("no \".It Ic %s Ns = Ns Em %s\" under %s", o->name,
			    options_type_name(o->type), heading(o));
	}
}

static void the_page_has_no_other(void **state)
{
	(void)state;
	struct view rest = buf_view(&man);
	size_t n = 0;
	while (rest.n > 0) {
		struct view line = next_line(&rest);
		n += view_starts(line, VIEW_LIT(".It Ic "));
	}
	assert_int_equal(n, options_count);
}

/* The text between an option's item and the next. */
static struct view text_of(const struct options_entry *o)
{
	char item[128], head[64];
	snprintf(head, sizeof(head), "\n.Sh %s\n", heading(o));
	snprintf(item, sizeof(item), "\n.It Ic %s Ns = ", o->name);
	struct view rest =
	    view_sub(buf_view(&man), view_find(buf_view(&man), view_of(head)), SIZE_MAX);
	rest = view_sub(rest, view_find(rest, view_of(item)) + 5, SIZE_MAX);
	size_t end = view_find(rest, VIEW_LIT("\n.It "));
	size_t close = view_find(rest, VIEW_LIT("\n.El"));
	return view_sub(rest, 0, end < close ? end : close);
}

static void defaults_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < options_count; i++) {
		const struct options_entry *o = &options_table[i];
		if (o->def == NULL || o->def[0] == '\0' || strcmp(o->name, "min_interval") == 0)
			continue;
		struct view text = text_of(o);
		if (view_find(text, view_of(o->def)) == SIZE_MAX)
			fail_msg("the text of %s does not hold its default %s", o->name, o->def);
	}
}

static void must_parse(struct view text, const char *what)
{
	struct buf errors = BUF_INIT(1 << 16);
	struct conf *c = NULL;
	if (conf_parse(text, what, &c, &errors) != CT_OK)
		fail_msg("%s\nin\n%.*s", errors.p, (int)text.n, text.p);
	conf_free(c);
	buf_free(&errors);
}

static void the_examples_are_good(void **state)
{
	(void)state;
	struct view rest = buf_view(&man);
	struct buf block = BUF_INIT(1 << 16);
	int blocks = 0;
	bool in = false;
	while (rest.n > 0) {
		struct view line = next_line(&rest);
		if (in && view_starts(line, VIEW_LIT(".Ed"))) {
			must_parse(buf_view(&block), "example");
			blocks++;
		}
		if (view_starts(line, VIEW_LIT(".Bd")) || view_starts(line, VIEW_LIT(".Ed"))) {
			in = view_starts(line, VIEW_LIT(".Bd"));
			buf_clear(&block);
		} else if (in) {
			buf_addv(&block, line);
			buf_addc(&block, '\n');
		}
	}
	assert_int_equal(blocks, 5);
	buf_free(&block);
}

/* The shipped file, as it is and with every example in it switched on. */
static void the_shipped_file_is_good(void **state)
{
	(void)state;
	char line[1024];
	struct buf plain = BUF_INIT(1 << 16), all = BUF_INIT(1 << 16);
	FILE *f = fopen("conf/copytaster.conf", "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		/* "#key = value" is an example, "# words" is prose */
		bool example = line[0] == '#' && line[1] > ' ' &&
			       strncmp(line, "#include", 8) != 0 && strncmp(line, "#opml", 5) != 0;
		buf_adds(&plain, line);
		buf_adds(&all, example ? line + 1 : line);
	}
	fclose(f);
	must_parse(buf_view(&plain), "conf/copytaster.conf");
	must_parse(buf_view(&all), "conf/copytaster.conf with its examples");
	buf_free(&plain);
	buf_free(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_option_is_in_the_page),
	    cmocka_unit_test(the_page_has_no_other),
	    cmocka_unit_test(defaults_are_told),
	    cmocka_unit_test(the_examples_are_good),
	    cmocka_unit_test(the_shipped_file_is_good),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
