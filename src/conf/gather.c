#include "gather.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert.h"
#include "inifile.h"
#include "opmllist.h"
#include "suggest.h"
#include "utf8.h"

enum { DEPTH_MAX = 8, NAME_MAX_BYTES = 200 };
#define CONF_BYTES ((size_t)64 << 20)
#define OPML_BYTES ((size_t)256 << 20)

/* A file being read. */
struct source {
	struct draft *d;
	const char *dir; /* absolute; NULL: from memory */
	uint32_t file;
	unsigned depth;
	struct draft_section *section;
	bool skip; /* the section is unknown or double: its keys say nothing more */
};

static void load_config(struct draft *d, const char *path, struct draft_place from, unsigned depth);

static const char *shown(struct draft *d, struct view v)
{
	const char *s = arena_copy(d->temp, utf8_clip(v, 80)).p;
	return s != NULL ? s : "";
}

/* --- files ------------------------------------------------------------------------- */

/* All of the file, up to out's cap; on failure an errno. */
static int slurp(const char *path, struct buf *out)
{
	char piece[16384];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return errno;
	while (out->err == CT_OK && (n = read(fd, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0)
			buf_add(out, piece, (size_t)n);
	}
	int err = n < 0 ? errno : out->err == CT_ENOMEM ? ENOMEM : out->err != CT_OK ? EFBIG : 0;
	close(fd);
	return err;
}

static const char *absolute_dir(struct draft *d, const char *path)
{
	const char *slash = strrchr(path, '/');
	char real[PATH_MAX];
	struct view dir = slash == NULL   ? VIEW_LIT(".")
			  : slash == path ? VIEW_LIT("/")
					  : view_sub(view_of(path), 0, (size_t)(slash - path));
	const char *name = arena_copy(d->temp, dir).p;
	if (name == NULL)
		return NULL;
	return arena_copy(d->temp, view_of(realpath(name, real) != NULL ? real : name)).p;
}

static int is_conf(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return e->d_name[0] != '.' && n > 5 && strcmp(e->d_name + n - 5, ".conf") == 0;
}

/* Not alphasort(3), whose order is the locale's. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void include_dir(struct source *s, struct view value, struct draft_place at)
{
	struct draft *d = s->d;
	struct dirent **names = NULL;
	const char *dir = convert_path(d->temp, s->dir, value);
	if (dir == NULL) {
		d->err = CT_ENOMEM;
		return;
	}
	draft_add_directory(d, dir);
	int n = scandir(dir, &names, is_conf, by_name);
	if (n < 0)
		draft_error(
		    d, at, "`include`: cannot read the directory %s: %s", dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *path = convert_path(d->temp, dir, view_of(names[i]->d_name));
		free(names[i]);
		if (path == NULL)
			d->err = CT_ENOMEM;
		else
			load_config(d, path, at, s->depth + 1);
	}
	free(names);
}

static void defer_opml(struct source *s, struct view value, struct draft_place at)
{
	const char *path = convert_path(s->d->temp, s->dir, value);
	if (path == NULL)
		s->d->err = CT_ENOMEM;
	else
		draft_add_later(s->d, path, at);
}

static void load_opml(struct draft *d, const char *path, struct draft_place at)
{
	struct buf text = BUF_INIT(OPML_BYTES);
	const char *dir = absolute_dir(d, path);
	if (dir != NULL)
		draft_add_directory(d, dir);
	int err = slurp(path, &text);
	if (err != 0)
		draft_error(d, at, "`opml`: cannot read %s: %s", path, strerror(err));
	else
		opmllist_add(d, buf_view(&text), path);
	buf_free(&text);
}

/* --- sections and keys -------------------------------------------------------------- */

static void unknown_section(struct draft *d, struct draft_place at, struct view name)
{
	struct suggest s = {.wrong = name};
	for (unsigned i = 0; i < OPTIONS_SECTIONS; i++)
		suggest_offer(&s, options_section_name((enum options_section)i));
	if (s.best != NULL)
		draft_error(
		    d, at, "unknown section [%s]; did you mean [%s]?", shown(d, name), s.best);
	else
		draft_error(d, at, "unknown section [%s]", shown(d, name));
}

/* "[group] or [feed]" */
static const char *sections_of(const struct options_entry *o, char out[160])
{
	size_t n = 0;
	out[0] = '\0';
	for (unsigned i = 0; i < OPTIONS_SECTIONS && n < 160; i++)
		if ((o->sections & (1u << i)) != 0)
			n += (size_t)snprintf(out + n, 160 - n, "%s[%s]", n > 0 ? " or " : "",
			    options_section_name((enum options_section)i));
	return out;
}

static void unknown_key(
    struct draft *d, enum options_section in, struct draft_place at, struct view key)
{
	struct suggest s = {.wrong = key};
	const struct options_entry *elsewhere = NULL;
	for (size_t i = 0; i < options_count; i++) {
		if ((options_table[i].sections & (1u << in)) != 0)
			suggest_offer(&s, options_table[i].name);
		else if (elsewhere == NULL && view_is(key, options_table[i].name))
			elsewhere = &options_table[i];
	}
	const char *where = options_section_name(in);
	char in_words[160];
	if (elsewhere != NULL)
		draft_error(d, at, "`%s` is no option of [%s]; it belongs in %s", elsewhere->name,
		    where, sections_of(elsewhere, in_words));
	else if (s.best != NULL)
		draft_error(d, at, "unknown option `%s` in [%s]; did you mean `%s`?", shown(d, key),
		    where, s.best);
	else
		draft_error(d, at, "unknown option `%s` in [%s]", shown(d, key), where);
}

static void open_section(
    struct source *s, struct view word, struct view name, struct draft_place at)
{
	struct draft *d = s->d;
	enum options_section kind = options_section_find(word);
	s->skip = true;
	if (kind == OPTIONS_SECTIONS) {
		unknown_section(d, at, word);
		return;
	}
	const char *kind_name = options_section_name(kind);
	if (options_section_named(kind) != (name.n > 0)) {
		draft_error(d, at,
		    name.n > 0 ? "[%s] takes no name" : "[%s] needs a name: [%s NAME]", kind_name,
		    kind_name);
		return;
	}
	if (name.n > NAME_MAX_BYTES) {
		draft_error(d, at, "a name of more than %d bytes", NAME_MAX_BYTES);
		return;
	}
	s->section = draft_find(d, kind, name);
	if (s->section != NULL && name.n > 0) {
		draft_error(d, at, "%s \"%s\" is defined already at %s:%u", kind_name,
		    s->section->name, d->files[s->section->at.file].name, s->section->at.line);
		return;
	}
	if (s->section == NULL)
		s->section = draft_add(d, kind, name, at);
	s->skip = s->section == NULL;
}

static void read_key(struct source *s, struct view key, struct view value, struct draft_place at)
{
	struct draft *d = s->d;
	if (s->section == NULL && !s->skip)
		draft_error(d, at, "`%s` stands before any [section]", shown(d, key));
	if (s->skip || s->section == NULL)
		return;
	const struct options_entry *o = options_find(s->section->kind, key);
	if (o == NULL)
		unknown_key(d, s->section->kind, at, key);
	else if (o->type != OPTIONS_INCLUDE && o->type != OPTIONS_OPML)
		draft_set(d, s->section, o, value, s->dir, at);
	else if (s->dir == NULL)
		draft_error(d, at, "`%s` is not possible here", o->name);
	else if (value.n == 0)
		draft_error(d, at, "`%s` must be a path, and is empty", o->name);
	else if (o->type == OPTIONS_INCLUDE)
		include_dir(s, value, at);
	else
		defer_opml(s, value, at);
}

static void read_text(struct source *s, struct view text)
{
	struct inifile f = inifile_of(text);
	struct inifile_item it;
	while (s->d->err == CT_OK && inifile_next(&f, &it)) {
		struct draft_place at = {s->file, f.line};
		if (it.kind == INIFILE_SECTION)
			open_section(s, it.section, it.name, at);
		else if (it.kind == INIFILE_PAIR)
			read_key(s, it.key, it.value, at);
		else
			draft_error(s->d, at, "%s", it.error);
	}
}

static void load_config(struct draft *d, const char *path, struct draft_place from, unsigned depth)
{
	char real[PATH_MAX];
	struct source s = {.d = d, .depth = depth};
	struct buf text = BUF_INIT(CONF_BYTES);
	if (realpath(path, real) == NULL)
		real[0] = '\0';
	bool again = real[0] != '\0' && draft_has_file(d, real);
	s.file = draft_file(d, path, real);
	s.dir = absolute_dir(d, path);
	if (s.file == UINT32_MAX || s.dir == NULL) {
		d->err = CT_ENOMEM;
		return;
	}
	draft_add_directory(d, s.dir);
	if (depth == 0)
		from = (struct draft_place){s.file, 0};
	int err = again || depth > DEPTH_MAX ? 0 : slurp(path, &text);
	if (again)
		draft_error(d, from, "%s was read already", path);
	else if (depth > DEPTH_MAX)
		draft_error(d, from, "%s is included too deep", path);
	else if (err != 0)
		draft_error(d, from, "cannot read %s: %s", path, strerror(err));
	else
		read_text(&s, buf_view(&text));
	buf_free(&text);
}

bool gather_settings(struct draft *d, const char *path)
{
	load_config(d, path, (struct draft_place){0}, 0);
	for (size_t i = 0; i < d->nerrors; i++)
		if (d->errors[i].at.file == 0 && d->errors[i].at.line == 0)
			return false;
	return d->err == CT_OK;
}

void gather_file(struct draft *d, const char *path)
{
	gather_settings(d, path);
	for (size_t i = 0; d->err == CT_OK && i < d->nlater; i++)
		load_opml(d, d->later[i].path, d->later[i].at);
}

void gather_text(struct draft *d, struct view text, const char *name)
{
	struct source s = {.d = d, .file = draft_file(d, name, NULL)};
	if (s.file != UINT32_MAX)
		read_text(&s, text);
}
