/*
 * The table of all options.  Parser, --check, the dump of effective values and
 * the man page's test derive from it; nothing else names an option.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

enum options_section {
	OPTIONS_DAEMON,
	OPTIONS_FETCH,
	OPTIONS_MATCH,
	OPTIONS_STORE,
	OPTIONS_GROUP, /* [group NAME] */
	OPTIONS_FEED,  /* [feed NAME] */
	OPTIONS_ALERT, /* [alert NAME] */
	OPTIONS_SECTIONS,
};

enum options_type {
	OPTIONS_STRING,
	OPTIONS_PATH,    /* made absolute, from the directory of the file that names it */
	OPTIONS_SECRET,  /* a path; a relative one is looked for in $CREDENTIALS_DIRECTORY first */
	OPTIONS_INCLUDE, /* a directory of further files, read at once */
	OPTIONS_OPML,    /* a list of feeds, read at once */
	OPTIONS_BOOL,
	OPTIONS_DURATION, /* int64_t seconds */
	OPTIONS_SIZE,     /* int64_t bytes */
	OPTIONS_INTEGER,  /* int64_t */
	OPTIONS_NUMBER,   /* double */
	OPTIONS_ENUM,     /* int: place in names */
	OPTIONS_WORD,     /* one of names, as a string */
	OPTIONS_LIST,     /* struct conf_strings, comma-separated */
	OPTIONS_BLOCKS,   /* struct conf_strings of CIDR blocks */
	OPTIONS_ARGV,     /* struct conf_strings, blank-separated */
	OPTIONS_VERDICTS, /* uint32_t, bits 1 << enum ct_verdict */
	OPTIONS_URL,      /* http or https, no credentials in it */
	OPTIONS_PROXY,    /* http, https, socks4, socks4a, socks5 or socks5h */
};

/* The struct that holds the value. */
enum options_home { OPTIONS_IN_CONF, OPTIONS_IN_FEED, OPTIONS_IN_ALERT };

struct options_entry {
	const char *name;
	enum options_type type;
	unsigned sections; /* bits 1 << enum options_section */
	enum options_home home;
	size_t offset;
	const char *def;  /* as it would be written; NULL: none, must be given or may be absent */
	int64_t min, max; /* of durations (s), sizes (bytes), integers, numbers */
	const char *const *names; /* ENUM, WORD; NULL-terminated */
	unsigned sinks;           /* alert: bits 1 << enum conf_sink that have it; 0: all */
	const char *help;         /* one sentence */
};

extern const struct options_entry options_table[];
extern const size_t options_count; /* at most OPTIONS_MAX */
#define OPTIONS_MAX 64

const char *options_section_name(enum options_section s); /* "feed" */
bool options_section_named(enum options_section s);       /* does it take a NAME? */
/* OPTIONS_SECTIONS: there is none of that name. */
enum options_section options_section_find(struct view name);
/* The option of that name in that section, or NULL. */
const struct options_entry *options_find(enum options_section s, struct view name);
size_t options_index(const struct options_entry *o);
/* Bytes of the value in its struct. */
size_t options_size(enum options_type t);
const char *options_type_name(enum options_type t); /* "duration" */
extern const char *const options_verdicts[]; /* in the order of enum ct_verdict, NULL-terminated */
extern const char *const options_sinks[];

#endif
