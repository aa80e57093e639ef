#include "neutral.h"

struct neutral neutral_begin(void)
{
	struct neutral n = {.c = newlocale(LC_ALL_MASK, "C", (locale_t)0)};

	n.before = uselocale(n.c);
	return n;
}

void neutral_end(struct neutral n)
{
	uselocale(n.before);
	if (n.c != (locale_t)0)
		freelocale(n.c);
}
