/*
 * copytaster(1) and --help say the same: each command and each of its long
 * options stands in both.  Runs in the top directory, as make does.
 */
#include "cmocka_all.h"

#include "capture.h"
#include "cli.h"

static const struct {
	const char *name;
	int (*run)(int, char **);
} commands[] = {
    {"status", cmd_status},
    {"feeds", cmd_feeds},
    {"stories", cmd_stories},
    {"story", cmd_story},
    {"why", cmd_why},
    {"alerts", cmd_alerts},
    {"poll", cmd_poll},
    {"retry", cmd_retry},
    {"opml", cmd_opml},
    {"compare", cmd_compare},
    {"judge", NULL}, /* its help is read from the source: it would need every layer */
    {"parse", cmd_parse},
    {"extract", cmd_extract},
};

static struct buf man, helps;

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || c == '-';
}

/* The next word behind `mark` in *rest, or an empty view. */
static struct view next_option(struct view *rest, const char *mark)
{
	size_t at = view_find(*rest, view_of(mark));
	*rest = view_sub(*rest, at == SIZE_MAX ? SIZE_MAX : at + strlen(mark), SIZE_MAX);
	size_t n = 0;
	while (n < rest->n && is_word(rest->p[n]))
		n++;
	return view_sub(*rest, 0, n);
}

static void assert_in(const struct buf *text, const char *before, struct view word)
{
	struct view rest = buf_view(text), found;
	while ((found = next_option(&rest, before)).n > 0 || rest.n > 0)
		if (view_eq(found, word))
			return;
	fail_msg("%s%.*s is not there", before, (int)word.n, word.p);
}

static void every_option_of_help_is_in_the_page(void **state)
{
	(void)state;
	struct view rest = buf_view(&helps), word;
	size_t n = 0;
	while ((word = next_option(&rest, " --")).n > 0 || rest.n > 0) {
		if (word.n == 0 || view_is(word, "help"))
			continue;
		assert_in(&man, "Fl -", word);
		n++;
	}
	assert_true(n > 20);
}

static void every_option_of_the_page_is_in_help(void **state)
{
	(void)state;
	struct view rest = buf_view(&man), word;
	while ((word = next_option(&rest, "Fl -")).n > 0 || rest.n > 0)
		if (word.n > 0)
			assert_in(&helps, "--", word);
}

static void every_command_is_in_the_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(commands); i++) {
		assert_in(&man, "\n.Cm ", view_of(commands[i].name));
		assert_in(&man, "\n.It Cm ", view_of(commands[i].name));
		assert_in(&helps, "usage: copytaster ", view_of(commands[i].name));
	}
}

static int setup(void **state)
{
	(void)state;
	FILE *f = fopen("man/copytaster.1", "r");
	man = helps = out = err = BUF_INIT(1 << 20);
	if (f == NULL)
		return -1;
	capture_file(f, &man);
	for (size_t i = 0; i < COUNT(commands); i++) {
		if (commands[i].run == NULL)
			continue;
		if (capture(commands[i].run, ARGV("x", "--help")) != 0)
			return -1;
		buf_add(&helps, out.p, out.n - 1);
	}
	f = fopen("src/cli/cmd_judge.c", "r");
	if (f == NULL)
		return -1;
	capture_file(f, &out);
	size_t from = view_find(buf_view(&out), VIEW_LIT("usage[] ="));
	struct view usage = view_sub(buf_view(&out), from, SIZE_MAX);
	buf_addv(&helps, view_sub(usage, 0, view_find(usage, VIEW_LIT("\";"))));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	buf_free(&man);
	buf_free(&helps);
	buf_free(&out);
	buf_free(&err);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_option_of_help_is_in_the_page),
	    cmocka_unit_test(every_option_of_the_page_is_in_help),
	    cmocka_unit_test(every_command_is_in_the_page),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
