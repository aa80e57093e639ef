/*
 * Sentences end at terminal signs: not after abbreviations and initials, not
 * after German ordinals ("bis zum 15. März"), not where lower case follows, but also where a space was lost ("ago.An"), which
 * happens where paragraphs were joined.
 */
#include "sentence.h"

#include <string.h>

#include "ascii.h"
#include "translit.h"
#include "utf8.h"

#define LINE_SHORT 50

static uint32_t peek(struct view v, size_t at, size_t *n)
{
	size_t end = at;

	if (at >= v.n) {
		*n = 0;
		return '\n';
	}
	uint32_t cp = utf8_next(v, &end);
	*n = end - at;
	return cp;
}

static bool is_closing(uint32_t cp)
{
	return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == 0x201D || cp == 0x2019 ||
	       cp == 0xBB || cp == 0x300D || cp == 0x300F || cp == 0x201C || cp == 0xFF09 ||
	       cp == ')';
}

static bool is_opening(uint32_t cp)
{
	return cp == '"' || cp == '\'' || cp == '(' || cp == '[' || cp == 0x201C || cp == 0x2018 ||
	       cp == 0xAB || cp == 0x201E || cp == 0x300C || cp == '-' || cp == 0x2013 ||
	       cp == 0x2014;
}

static bool is_space(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0xA0 || cp == 0x202F || cp == 0x3000 ||
	       (cp >= 0x2000 && cp <= 0x200A);
}

static bool is_lower(uint32_t cp)
{
	if (cp >= 'a' && cp <= 'z')
		return true;
	return cp >= 0xDF && cp < 0x530 && cp != 0xF7 && !translit_is_upper(cp) &&
	       !(cp >= 0x2B0 && cp < 0x370);
}

/* Words that stand before an ordinal or after it, in lower case, in blanks. */
static const char ordinal_before[] =
    " am zum vom dem der die das den des im beim seit ab bis zur ins ihrem seinem ihren seinen ihr "
    "sein ihre seine und oder jeder jede jedes jeden ";
static const char ordinal_after[] =
    " januar jänner februar märz april mai juni juli august september oktober november dezember "
    "jahrhundert mal platz fc liga bundesliga weltkrieg advent klasse runde spieltag ";

/* v, some letters, stands in a list of lower case words parted by blanks. */
static bool listed(const char *list, struct view v)
{
	char word[24];

	if (v.n == 0 || v.n + 2 >= sizeof(word))
		return false;
	word[0] = ' ';
	for (size_t i = 0; i < v.n; i++)
		word[i + 1] = v.p[i] >= 'A' && v.p[i] <= 'Z' ? (char)(v.p[i] | 0x20) : v.p[i];
	word[v.n + 1] = ' ';
	word[v.n + 2] = '\0';
	return strstr(list, word) != NULL;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The full stop at `at` makes an ordinal of the one or two digits before it: by
 * the words beside them, or since a line begins with them. */
static bool is_ordinal(struct view text, size_t at)
{
	size_t from = at, end, word;

	while (from > 0 && at - from < 3 && ascii_is_digit(text.p[from - 1]))
		from--;
	if (from == at || at - from > 2)
		return false;
	if (from == 0 || text.p[from - 1] == '\n')
		return true;
	if (text.p[from - 1] != ' ')
		return false;
	end = word = from - 1;
	while (word > 0 && end - word < 24 && is_letter(text.p[word - 1]))
		word--;
	if (listed(ordinal_before, view_sub(text, word, end - word)))
		return true;
	for (word = at + 1; word < text.n && text.p[word] == ' ';)
		word++;
	for (end = word; end < text.n && end - word < 24 && is_letter(text.p[end]);)
		end++;
	return listed(ordinal_after, view_sub(text, word, end - word));
}

size_t sentence_end(struct view text, size_t at, size_t n, const struct sentence_before *before)
{
	size_t step, end = at + n;
	uint32_t sign = peek(text, at, &step), cp;

	while ((cp = peek(text, end, &step)) == '.' || cp == '!' || cp == '?' || cp == 0x2026)
		end += step;
	bool closed = false;
	while (step > 0 && is_closing(cp)) {
		/* A quote that opens the next sentence right here is not this one's. */
		size_t more;
		uint32_t next = peek(text, end + step, &more);
		if (closed && cp == '"' && translit_is_upper(next))
			break;
		closed = true;
		end += step;
		cp = peek(text, end, &step);
	}
	if ((sign >= 0x3000 && sign != 0xFF0E) || (cp >= 0x3000 && sign != '.'))
		return end - at; /* of Chinese and Japanese: always */
	if (step == 0 || cp == '\n' || cp == '\r')
		return end - at;
	bool dot = sign == '.' || sign == 0x2026;
	if (dot && before->abbrev)
		return 0;
	if (dot && before->ordinals && is_space(cp) && end == at + n && is_ordinal(text, at))
		return 0;
	if (!is_space(cp)) /* lost space */
		return (before->lower_word || closed) &&
			       (translit_is_upper(cp) || (closed && is_opening(cp)))
			   ? end - at
			   : 0;
	size_t next = end;
	while (step > 0 && (is_space(cp) || is_opening(cp))) {
		next += step;
		cp = peek(text, next, &step);
	}
	return is_lower(cp) ? 0 : end - at;
}

bool sentence_newline(struct view text, size_t at, size_t line)
{
	size_t next = at, step;
	uint32_t cp;

	while (next < text.n && (text.p[next] == '\n' || text.p[next] == '\r' ||
				    text.p[next] == ' ' || text.p[next] == '\t')) {
		if (next > at && text.p[next] == '\n')
			return true; /* a blank line */
		next++;
	}
	cp = peek(text, next, &step);
	while (step > 0 && is_opening(cp)) {
		next += step;
		cp = peek(text, next, &step);
	}
	/* A wrapped line goes on in lower case, or is long. */
	return !is_lower(cp) && !is_space(cp) && line < LINE_SHORT;
}
