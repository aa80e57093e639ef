/*
 * Reads an INI file from memory, line by line, with exact line numbers:
 *
 *	[section NAME]     NAME may hold blanks and brackets; the last ] closes
 *	key = value        both trimmed; the value may be empty
 *	# comment          also ;, as the first character of a line that is not blank
 *
 * There are no comments behind a value (URLs hold # and ;), no quotes and no
 * continuation lines at this level.  A byte order mark and CR LF are taken.
 *
 * libinih is not used: Debian builds it to cut section names at 49 bytes and
 * lines at 199, without a word; a section without keys is invisible to it; it
 * gives no line numbers, and keeps its options in globals.
 */
#ifndef INIFILE_H
#define INIFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "view.h"

#define INIFILE_LINE_MAX 8192 /* bytes of a line, its end not counted */

struct inifile {
	struct view text;
	size_t at;
	uint32_t line; /* of the item given last, from 1 */
};

enum inifile_kind { INIFILE_SECTION, INIFILE_PAIR, INIFILE_ERROR };

/* Views into the text. */
struct inifile_item {
	enum inifile_kind kind;
	struct view section, name; /* SECTION: first word, and the rest (perhaps empty) */
	struct view key, value;    /* PAIR */
	const char *error;         /* ERROR: static; the line is passed over */
};

struct inifile inifile_of(struct view text);
/* The next item, or false at the end. */
bool inifile_next(struct inifile *f, struct inifile_item *out);

#endif
