/* copytaster: see copytaster(1). */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "count.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
    {"status", cmd_status, "how the daemon does"},
    {"feeds", cmd_feeds, "each feed's state, last error and next poll"},
    {"stories", cmd_stories, "what was judged, newest first"},
    {"story", cmd_story, "one story, its versions and its cluster"},
    {"why", cmd_why, "why a story has its verdict, sentence by sentence"},
    {"alerts", cmd_alerts, "the latest alerts; --follow for those to come"},
    {"poll", cmd_poll, "poll a feed now, or all"},
    {"retry", cmd_retry, "deliver dead alerts again"},
    {"opml", cmd_opml, "import and export lists of feeds"},
    {"compare", cmd_compare, "two texts: is B made of A?"},
    {"judge", cmd_judge, "stories (JSON Lines) -> verdicts (JSON Lines)"},
    {"parse", cmd_parse, "a feed -> one JSON object"},
    {"extract", cmd_extract, "a web page -> its article, one JSON object"},
};
enum { COMMANDS = COUNT(commands) };

static int usage(FILE *f, int status)
{
	fputs("usage: copytaster COMMAND [OPTION ...]\n"
	      "\n"
	      "Tells whether a story is news, or a copy of an earlier one.\n"
	      "\n",
	    f);
	for (int i = 0; i < COMMANDS; i++)
		fprintf(f, "  %-9s %s\n", commands[i].name, commands[i].help);
	fputs("\n"
	      "copytaster COMMAND --help tells its options, copytaster(1) the rest.\n"
	      "Exit status: 0 yes or found, 1 no or none, 2 trouble.\n",
	    f);
	return status;
}

int main(int argc, char **argv)
{
	char help[] = "--help";
	/* A reader that goes away is an error of write(2), told once. */
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2)
		return usage(stderr, 2);
	for (int i = 0; i < COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (strcmp(argv[1], "help") == 0 && argc == 3) {
		for (int i = 0; i < COMMANDS; i++)
			if (strcmp(argv[2], commands[i].name) == 0)
				return commands[i].run(2, (char *[]){argv[2], help, NULL});
		argv[1] = argv[2];
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0)
		return usage(stdout, 0);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		return printf("copytaster %s\n", ct_version()) > 0 ? 0 : 2;
	cli_trouble("there is no command \"%s\"; copytaster --help lists them", argv[1]);
	return 2;
}
