#include "gate.h"

#include <stdlib.h>

enum ct_err gate_open(struct gate *g, size_t per_host)
{
	if (g->hosts == NULL)
		g->hosts = hosts_new(SIZE_MAX, per_host);
	return g->hosts != NULL ? CT_OK : CT_ENOMEM;
}

void gate_renew(struct gate *g, struct hosts_item *turns, size_t n)
{
	for (size_t i = 0; i < g->n; i++)
		hosts_leave(g->hosts, &g->turns[i]);
	free(g->turns);
	g->turns = turns;
	g->n = n;
	g->waiting = 0;
}

void gate_free(struct gate *g)
{
	gate_renew(g, NULL, 0);
	hosts_free(g->hosts);
	g->hosts = NULL;
}

enum ct_err gate_join(struct gate *g, size_t slot, struct view host)
{
	enum ct_err err = hosts_join(g->hosts, &g->turns[slot], host);

	g->waiting += err == CT_OK;
	return err;
}

bool gate_ready(const struct gate *g)
{
	return hosts_ready(g->hosts);
}

size_t gate_next(struct gate *g, struct hosts_item *turn)
{
	struct hosts_item *i = hosts_next(g->hosts);

	if (i == NULL)
		return SIZE_MAX;
	*turn = *i; /* it runs, and so is in no list */
	*i = (struct hosts_item){0};
	g->waiting--;
	return (size_t)(i - g->turns);
}
