#include "wordlist.h"

static bool separates(char c, int seps)
{
	return (c == ',' && (seps & WORDLIST_COMMAS) != 0) ||
	       ((c == ' ' || c == '\t') && (seps & WORDLIST_BLANKS) != 0);
}

/* Takes one item from *at on into out.  Double quotes may stand anywhere in it
 * and keep separators; inside them \" and \\ stand for " and \. */
static bool take_item(struct view v, size_t *at, int seps, struct buf *out, bool *quoted)
{
	bool in = false;
	*quoted = false;
	size_t keep = 0; /* blanks behind this are trimmed */
	for (; *at < v.n && (in || !separates(v.p[*at], seps)); ++*at) {
		char c = v.p[*at];
		if (c == '"') {
			in = !in;
			*quoted = true;
			keep = out->n;
			continue;
		}
		if (in && c == '\\' && *at + 1 < v.n &&
		    (v.p[*at + 1] == '"' || v.p[*at + 1] == '\\'))
			c = v.p[++*at];
		buf_addc(out, c);
		if (in || (c != ' ' && c != '\t'))
			keep = out->n;
	}
	if (out->err == CT_OK)
		out->n = keep;
	return !in;
}

static enum ct_err add(struct arena *a, struct conf_strings *list, size_t *cap, struct view v)
{
	if (list->n == *cap) {
		size_t more = *cap == 0 ? 4 : *cap * 2;
		char **grown = arena_grow(a, list->v, *cap * sizeof(char *), more * sizeof(char *));
		if (grown == NULL)
			return CT_ENOMEM;
		list->v = grown;
		*cap = more;
	}
	struct view copy = arena_copy(a, v.n > 0 ? v : VIEW_LIT(""));
	if (copy.p == NULL)
		return CT_ENOMEM;
	list->v[list->n++] = (char *)(uintptr_t)copy.p;
	return CT_OK;
}

enum ct_err wordlist_split(struct view v, int seps, struct arena *a, struct conf_strings *out)
{
	struct conf_strings list = {0};
	struct buf item = BUF_INIT(64 * 1024);
	size_t cap = 0;
	enum ct_err err = CT_OK;
	for (size_t at = 0; err == CT_OK && at < v.n;) {
		bool quoted;
		while (
		    at < v.n && (separates(v.p[at], seps) || separates(v.p[at], WORDLIST_BLANKS)))
			at++;
		buf_clear(&item);
		if (!take_item(v, &at, seps, &item, &quoted))
			err = CT_EINVAL;
		else if (item.err != CT_OK)
			err = item.err;
		else if (item.n > 0 || quoted)
			err = add(a, &list, &cap, buf_view(&item));
	}
	buf_free(&item);
	if (err == CT_OK)
		*out = list;
	return err;
}

static void add_item(struct buf *out, const char *s, const char *special)
{
	size_t n = strlen(s);
	bool plain = n > 0 && strpbrk(s, special) == NULL && s[0] != ' ' && s[n - 1] != ' ' &&
		     s[0] != '\t' && s[n - 1] != '\t';
	if (plain) {
		buf_adds(out, s);
		return;
	}
	buf_addc(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *s);
	}
	buf_addc(out, '"');
}

void wordlist_join(const struct conf_strings *list, int sep, struct buf *out)
{
	bool commas = sep == WORDLIST_COMMAS;
	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_adds(out, commas ? ", " : " ");
		add_item(out, list->v[i], commas ? ",\"" : " \t\"");
	}
}
