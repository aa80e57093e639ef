#include "linkfield.h"

/* Does the list of words have this one, in any case of letters? */
static bool has_word(struct view words, struct view word)
{
	while (words.n > 0) {
		size_t n = view_chr(words, ' ');

		if (view_caseeq(view_sub(words, 0, n), word))
			return true;
		words = view_trim(view_sub(words, n == SIZE_MAX ? words.n : n, SIZE_MAX));
	}
	return false;
}

/* A parameter's value at the head of *v, which moves behind it. */
static struct view take_value(struct view *v)
{
	struct view value;
	size_t n = 0;

	if (v->n > 0 && v->p[0] == '"') {
		*v = view_sub(*v, 1, SIZE_MAX);
		n = view_chr(*v, '"');
		value = view_sub(*v, 0, n);
		*v = view_sub(*v, n == SIZE_MAX ? v->n : n + 1, SIZE_MAX);
		return value;
	}
	while (n < v->n && v->p[n] != ';' && v->p[n] != ',')
		n++;
	value = view_trim(view_sub(*v, 0, n));
	*v = view_sub(*v, n, SIZE_MAX);
	return value;
}

/* The parameters of one link; *v moves to the comma behind them, or the end. */
static bool has_relation(struct view *v, struct view rel)
{
	bool found = false;

	while (v->n > 0 && v->p[0] != ',') {
		size_t n = 0;

		while (n < v->n && v->p[n] != '=' && v->p[n] != ';' && v->p[n] != ',')
			n++;
		struct view name = view_trim(view_sub(*v, 0, n));
		bool valued = n < v->n && v->p[n] == '=';
		*v = view_trim(view_sub(*v, n + valued, SIZE_MAX));
		if (valued)
			found |= has_word(take_value(v), rel) && view_caseeq(name, VIEW_LIT("rel"));
		*v = view_trim(*v);
		if (v->n > 0 && v->p[0] == ';')
			*v = view_sub(*v, 1, SIZE_MAX);
		else if (v->n > 0 && v->p[0] != ',') /* no Link header as we know it */
			*v = (struct view){NULL, 0};
	}
	return found;
}

struct view linkfield_find(struct view field, const char *rel)
{
	for (struct view v = field; v.n > 0;) {
		size_t open = view_chr(v, '<');

		v = view_sub(v, open == SIZE_MAX ? v.n : open + 1, SIZE_MAX);
		size_t close = view_chr(v, '>');
		if (close == SIZE_MAX)
			break;
		struct view target = view_trim(view_sub(v, 0, close));
		v = view_trim(view_sub(v, close + 1, SIZE_MAX));
		if (v.n > 0 && v.p[0] == ';')
			v = view_sub(v, 1, SIZE_MAX);
		if (has_relation(&v, view_of(rel)) &&
		    (view_casestarts(target, VIEW_LIT("http://")) ||
			view_casestarts(target, VIEW_LIT("https://"))))
			return target;
	}
	return (struct view){NULL, 0};
}
