/*
 * Sentences end at terminal signs: not after abbreviations and initials, not
 * where lower case follows, but also where a space was lost ("ago.An"), which
 * happens where paragraphs were joined.
 */
#include "sentence.h"

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
	return cp >= 0xDF && cp < 0x530 && cp != 0xF7 && translit_fold(cp) == cp &&
	       !(cp >= 0x2B0 && cp < 0x370);
}

static bool is_upper(uint32_t cp)
{
	return cp != 0 && translit_fold(cp) != cp && translit_fold(cp) != 0;
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
		if (closed && cp == '"' && is_upper(next))
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
	if (!is_space(cp)) /* lost space */
		return (before->lower_word || closed) &&
			       (is_upper(cp) || (closed && is_opening(cp)))
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
