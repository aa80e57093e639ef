#include "lately.h"

#include <stdbool.h>

void lately_add(struct lately *l, const struct lately_page *p)
{
	l->pages[l->n++ % LATELY_MAX] = *p;
}

const struct lately_page *lately_find(
    const struct lately *l, uint64_t page, int64_t feed, uint64_t ident, int64_t since)
{
	for (size_t i = l->n; i > 0 && l->n - i < LATELY_MAX; i--) {
		const struct lately_page *p = &l->pages[(i - 1) % LATELY_MAX];

		bool other = p->feed != feed || p->ident != ident;

		if (p->page == page && p->at >= since && other)
			return p;
	}
	return NULL;
}
