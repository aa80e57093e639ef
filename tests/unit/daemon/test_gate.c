#include "cmocka_all.h"
#include "gate.h"

#include <stdlib.h>

#define SLOTS 6

static struct gate open_gate(size_t per_host)
{
	struct gate g = {0};

	assert_int_equal(gate_open(&g, per_host), CT_OK);
	gate_renew(&g, calloc(SLOTS, sizeof(struct hosts_item)), SLOTS);
	return g;
}

static void hosts_take_turns(void **state)
{
	static const char *const hosts[SLOTS] = {"a", "a", "a", "a", "b", "c"};
	struct gate g = open_gate(2);
	struct hosts_item turn[SLOTS];

	(void)state;
	for (size_t i = 0; i < SLOTS; i++)
		assert_int_equal(gate_join(&g, i, view_of(hosts[i])), CT_OK);
	assert_int_equal(g.waiting, SLOTS);
	assert_int_equal(gate_next(&g, &turn[0]), 0);
	assert_int_equal(gate_next(&g, &turn[4]), 4);
	assert_int_equal(gate_next(&g, &turn[5]), 5);
	assert_int_equal(gate_next(&g, &turn[1]), 1);
	assert_false(gate_ready(&g)); /* a has its two */
	assert_int_equal(gate_next(&g, &turn[2]), SIZE_MAX);
	assert_int_equal(g.waiting, 2);
	hosts_leave(g.hosts, &turn[0]);
	assert_true(gate_ready(&g));
	assert_int_equal(gate_next(&g, &turn[2]), 2);
	hosts_leave(g.hosts, &turn[1]);
	hosts_leave(g.hosts, &turn[2]);
	hosts_leave(g.hosts, &turn[4]);
	hosts_leave(g.hosts, &turn[5]);
	gate_free(&g); /* 3 still waits */
}

static void turns_outlive_a_renewal(void **state)
{
	struct gate g = open_gate(1);
	struct hosts_item turn, other;

	(void)state;
	assert_int_equal(gate_join(&g, 0, VIEW_LIT("a")), CT_OK);
	assert_int_equal(gate_join(&g, 1, VIEW_LIT("a")), CT_OK);
	assert_int_equal(gate_next(&g, &turn), 0);
	gate_renew(&g, calloc(2, sizeof(struct hosts_item)), 2);
	assert_int_equal(g.waiting, 0);
	assert_int_equal(gate_join(&g, 1, VIEW_LIT("a")), CT_OK);
	assert_false(gate_ready(&g)); /* the old one's turn goes on */
	hosts_leave(g.hosts, &turn);
	assert_int_equal(gate_next(&g, &other), 1);
	hosts_leave(g.hosts, &other);
	gate_free(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hosts_take_turns),
	    cmocka_unit_test(turns_outlive_a_renewal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
