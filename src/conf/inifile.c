#include "inifile.h"

#include "utf8.h"

struct inifile inifile_of(struct view text)
{
	struct inifile f = {.text = text};
	if (view_starts(text, VIEW_LIT("\xEF\xBB\xBF")))
		f.at = 3;
	return f;
}

/* C0 but the tab, DEL, and C1: nothing of them belongs in a configuration, and
 * values end up in logs and on terminals. */
static const char *bad_bytes(struct view line)
{
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		if (c == 0)
			return "NUL byte";
		if ((c < 0x20 && c != '\t') || c == 0x7F)
			return "control character";
	}
	if (!utf8_valid(line))
		return "not valid UTF-8";
	for (size_t i = 0; i + 1 < line.n; i++)
		if (line.p[i] == '\xC2' && (unsigned char)line.p[i + 1] < 0xA0)
			return "control character";
	return NULL;
}

static struct view next_line(struct inifile *f)
{
	struct view rest = view_sub(f->text, f->at, SIZE_MAX);
	size_t end = view_chr(rest, '\n');
	struct view line = view_sub(rest, 0, end);
	f->at += line.n + (end != SIZE_MAX);
	f->line++;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static void read_section(struct view line, struct inifile_item *out)
{
	*out = (struct inifile_item){.kind = INIFILE_ERROR};
	if (line.p[line.n - 1] != ']') {
		out->error = "a section ends in ]";
		return;
	}
	struct view inner = view_trim(view_sub(line, 1, line.n - 2));
	size_t word = 0;
	while (word < inner.n && !blank(inner.p[word]))
		word++;
	if (word == 0) {
		out->error = "a section needs a name";
		return;
	}
	out->kind = INIFILE_SECTION;
	out->section = view_sub(inner, 0, word);
	out->name = view_trim(view_sub(inner, word, SIZE_MAX));
}

static void read_pair(struct view line, struct inifile_item *out)
{
	size_t eq = view_chr(line, '=');
	*out = (struct inifile_item){.kind = INIFILE_ERROR};
	if (eq == SIZE_MAX) {
		out->error = "neither a [section] nor `key = value`";
		return;
	}
	out->key = view_trim(view_sub(line, 0, eq));
	out->value = view_trim(view_sub(line, eq + 1, SIZE_MAX));
	if (out->key.n == 0)
		out->error = "no key before the =";
	else
		out->kind = INIFILE_PAIR;
}

bool inifile_next(struct inifile *f, struct inifile_item *out)
{
	while (f->at < f->text.n) {
		struct view raw = next_line(f);
		const char *bad =
		    raw.n > INIFILE_LINE_MAX ? "line longer than 8192 bytes" : bad_bytes(raw);
		if (bad != NULL) {
			*out = (struct inifile_item){.kind = INIFILE_ERROR, .error = bad};
			return true;
		}
		struct view line = view_trim(raw);
		if (line.n == 0 || line.p[0] == '#' || line.p[0] == ';')
			continue;
		if (line.p[0] == '[')
			read_section(line, out);
		else
			read_pair(line, out);
		return true;
	}
	return false;
}
