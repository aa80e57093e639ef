#include "known.h"

#include <stdlib.h>

enum { PAIR = 16 };

static uint64_t number_at(struct view list, size_t at)
{
	struct cursor c = cursor_of(view_sub(list, at, 8));

	return cursor_u64(&c);
}

void known_add(struct buf *list, uint64_t made_of, uint64_t content)
{
	buf_add_u64(list, made_of);
	buf_add_u64(list, content);
}

uint64_t known_content(struct view list, uint64_t made_of)
{
	size_t from = 0, n = list.n / PAIR, to = n;

	while (from < to) {
		size_t i = (from + to) / 2;

		if (number_at(list, PAIR * i) < made_of)
			from = i + 1;
		else
			to = i;
	}
	return from < n && number_at(list, PAIR * from) == made_of
		   ? number_at(list, PAIR * from + PAIR / 2)
		   : 0;
}

static int by_number(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static enum ct_err sort(struct known_contents *k)
{
	size_t n = k->list.n / PAIR;

	k->sorted = malloc(n * sizeof(*k->sorted));
	if (k->sorted == NULL)
		return CT_ENOMEM;
	for (k->n = 0; k->n < n; k->n++)
		k->sorted[k->n] = number_at(k->list, PAIR * k->n + PAIR / 2);
	qsort(k->sorted, n, sizeof(*k->sorted), by_number);
	return CT_OK;
}

enum ct_err known_says(struct known_contents *k, uint64_t content, bool *found)
{
	enum ct_err err = CT_OK;

	*found = false;
	if (k->list.n < PAIR)
		return CT_OK;
	if (k->sorted == NULL)
		err = sort(k);
	if (err == CT_OK)
		*found = bsearch(&content, k->sorted, k->n, sizeof(content), by_number) != NULL;
	return err;
}

void known_free(struct known_contents *k)
{
	free(k->sorted);
	k->sorted = NULL;
}
