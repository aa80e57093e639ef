/*
 * The configuration: an INI file, what it includes, and OPML lists, read into
 * one immutable value.  options.c holds the table that names every option with
 * its type, range, default, unit and help; parser, --check, the dump of
 * effective values and the man page's test derive from it.
 *
 * A feed's value comes from its [feed NAME], else from the [group NAME] that
 * its `group` names, else from [fetch], else from the table's default.
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

struct conf_strings {
	char **v;
	size_t n;
};

enum conf_first_poll { CONF_FIRST_SILENT, CONF_FIRST_ALERT };

/* Strings are NUL-terminated, never NULL unless said so. */
struct conf_feed {
	const char *name; /* unique */
	const char *url;
	const char *group; /* or "" */
	struct conf_strings tags;
	int64_t interval; /* seconds between polls, before what the feed asks for */
	int64_t min_interval, max_interval;
	int64_t hub_interval; /* the least where a hub pushes */
	int64_t timeout;      /* seconds */
	int64_t max_size;     /* bytes, decoded */
	enum conf_first_poll first_poll;
	struct conf_strings allow;          /* CIDR blocks that may be fetched though not public */
	const char *user;                   /* or "" */
	const char *password_file;          /* or "" */
	bool alert_trivial;                 /* alert edits that change next to nothing */
	bool fulltext;                      /* stories take their text from their pages */
	int64_t fulltext_wait;              /* seconds that a story waits for its page at most */
	struct conf_strings fulltext_allow; /* as allow, for pages */
};

enum conf_sink { CONF_FILE, CONF_JOURNAL, CONF_STDERR, CONF_EXEC, CONF_WEBHOOK };

struct conf_alert {
	const char *name; /* unique */
	enum conf_sink type;
	const char *path;            /* file */
	struct conf_strings command; /* exec: argv */
	int64_t timeout;             /* exec, webhook: seconds */
	const char *url;             /* webhook */
	const char *secret_file;     /* webhook: key of the HMAC, or "" */
	struct conf_strings allow;   /* webhook: CIDR blocks */
	int64_t retries;             /* tries before the dead letter */
	/* which alerts: all of these must hold; an empty list holds always */
	uint32_t verdicts; /* bit 1 << enum ct_verdict */
	struct conf_strings feeds, tags;
	double min_score;
	bool corrections;    /* alert a verdict anew where its original came late */
	int64_t min_cluster; /* stories in the cluster, this one included */
};

struct conf {
	/* [daemon]; worker and hook empty: beside the running program, else in libexec */
	const char *store, *control, *worker, *hook,
	    *hook_socket; /* paths; hook_socket may be "" */
	int64_t workers;  /* 0: as many as cores */
	const char *log_level;
	const char *contact;         /* URL or mail address in the User-Agent, or "" */
	const char *proxy, *ca_file; /* or "" */
	bool sandbox;                /* confine the daemon to its paths */
	/* [fetch] what is not a feed's */
	int64_t concurrency, per_host, per_address;
	/* [match] */
	int64_t window;   /* seconds */
	int64_t backdate; /* seconds */
	/* [store] */
	int64_t retain;         /* seconds; 0: for ever */
	int64_t max_size;       /* bytes; 0: no bound */
	struct conf_feed fetch; /* what a feed gets that sets nothing; name and url are "" */
	struct conf_feed *feeds;
	size_t nfeeds;
	struct conf_alert *alerts;
	size_t nalerts;
	struct conf_strings sources; /* directories that it was read from, and includes */
	const char *warnings;        /* lines "file:line: message", or "" */
	void *memory;                /* conf_free's */
};

/* Reads path and all that it includes.  Errors are appended to errors, one a
 * line, "file:line: message" (line 0: the file as a whole); CT_EINVAL where
 * there was any, and *out stays.  Paths in the value are absolute.  A relative
 * secret_file or password_file is $CREDENTIALS_DIRECTORY's where that variable
 * is set and has it, else relative to the file that names it; the secrets
 * themselves are read by whoever needs them, when they need them. */
enum ct_err conf_load(const char *path, struct conf **out, struct buf *errors);
/* The same from memory; name stands in messages.  Opens no file: include and
 * opml are errors, relative paths stay as they are. */
enum ct_err conf_parse(struct view text, const char *name, struct conf **out, struct buf *errors);
/* The [daemon] control path alone, added to out: known even where other parts of
 * the file are in error, which is when one wants to ask the daemon.  CT_EINVAL,
 * with errors, where the file itself cannot be read. */
enum ct_err conf_control(const char *path, struct buf *out, struct buf *errors);
void conf_free(struct conf *c); /* NULL is allowed */
/* Effective values as a config file, each with its type and help as comment. */
void conf_dump(const struct conf *c, struct buf *out);

/* OPML in and out: a list of feeds as [feed] sections, and the other way.  Errors as
 * conf_load's, under name: CT_EINVAL, and sections of what could be taken. */
enum ct_err conf_opml_import(
    struct view opml, const char *name, struct buf *sections, struct buf *errors);
void conf_opml_export(const struct conf *c, struct buf *opml);

#endif
