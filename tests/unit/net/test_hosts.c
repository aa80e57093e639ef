#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "hosts.h"

static void join(struct hosts *h, struct hosts_item *i, const char *name)
{
	assert_int_equal(hosts_join(h, i, view_of(name)), CT_OK);
}

/* As in the opening comment of hosts.c. */
static void hosts_take_turns(void **state)
{
	struct hosts_item i[6] = {0};
	struct hosts *h = hosts_new(2, 1);
	const char *const names[6] = {NULL, "a", "a", "a", "b", "c"};
	(void)state;
	for (int k = 1; k < 6; k++)
		join(h, &i[k], names[k]);
	assert_ptr_equal(hosts_next(h), &i[1]);
	assert_true(hosts_wanted(&i[1]));
	assert_ptr_equal(hosts_next(h), &i[4]);
	assert_false(hosts_wanted(&i[4]));
	assert_null(hosts_next(h));
	hosts_leave(h, &i[4]);
	assert_ptr_equal(hosts_next(h), &i[5]);
	hosts_leave(h, &i[1]);
	assert_ptr_equal(hosts_next(h), &i[2]);
	assert_null(hosts_next(h));
	hosts_leave(h, &i[5]);
	assert_null(hosts_next(h)); /* there is room, but not at a */
	hosts_leave(h, &i[2]);
	assert_ptr_equal(hosts_next(h), &i[3]);
	hosts_leave(h, &i[3]);
	hosts_leave(h, &i[3]);
	assert_null(hosts_next(h));
	hosts_free(h);
}

static void places_are_taken_ahead_of_nobody(void **state)
{
	struct hosts_item i[4] = {0};
	struct hosts *h = hosts_new(SIZE_MAX, 2);
	(void)state;
	assert_true(hosts_take(h, &i[0], VIEW_LIT("a")));
	assert_true(hosts_take(h, &i[1], VIEW_LIT("a")));
	assert_false(hosts_take(h, &i[2], VIEW_LIT("a")));
	assert_null(i[2].host);
	join(h, &i[2], "a");
	assert_false(hosts_ready(h));
	hosts_leave(h, &i[0]);
	assert_true(hosts_ready(h));
	assert_false(hosts_take(h, &i[3], VIEW_LIT("a"))); /* 2 was first */
	assert_ptr_equal(hosts_next(h), &i[2]);
	hosts_leave(h, &i[1]);
	hosts_leave(h, &i[2]);
	hosts_free(h);
}

/* Against counting: random joins, starts and leaves keep to both limits. */
static void limits_hold(void **state)
{
	static struct hosts_item item[600];
	static int host[600];
	int in[40] = {0}, running[40] = {0}, waiting[40] = {0}, total = 0;
	uint32_t seed = 7;
	struct hosts *h = hosts_new(25, 3);
	(void)state;
	for (int step = 0; step < 60000; step++) {
		seed = seed * 1664525u + 1013904223u;
		int k = (int)(seed >> 8) % 600;
		char name[16];
		if (item[k].host == NULL) {
			host[k] = (int)(seed >> 20) % 40;
			snprintf(name, sizeof(name), "h%d", host[k]);
			join(h, &item[k], name);
			waiting[host[k]]++;
			in[host[k]]++;
		} else if (item[k].running || seed % 7 == 0) {
			(item[k].running ? running : waiting)[host[k]]--;
			total -= item[k].running;
			in[host[k]]--;
			hosts_leave(h, &item[k]);
		}
		for (struct hosts_item *n; seed % 3 == 0 && (n = hosts_next(h)) != NULL;) {
			int o = host[n - item];
			assert_true(n->running);
			waiting[o]--;
			assert_true(++running[o] <= 3);
			assert_true(++total <= 25);
			assert_int_equal(hosts_wanted(n), waiting[o] > 0);
			assert_int_equal(hosts_shared(n), waiting[o] > 0 || running[o] > 1);
		}
		for (int o = 0; seed % 3 == 0 && total < 25 && o < 40; o++)
			assert_true(waiting[o] == 0 || running[o] == 3);
	}
	for (int k = 0; k < 600; k++)
		hosts_leave(h, &item[k]);
	hosts_free(h);
}

static void many_hosts(void **state)
{
	enum { N = 20000 };
	struct hosts_item *item = calloc(N, sizeof(*item));
	struct hosts *h = hosts_new(N, 1);
	char name[16];
	(void)state;
	for (int i = 0; i < N; i++) {
		snprintf(name, sizeof(name), "%d.example", i);
		join(h, &item[i], name);
	}
	for (int i = 0; i < N; i++)
		assert_ptr_equal(hosts_next(h), &item[i]);
	assert_null(hosts_next(h));
	for (int i = 0; i < N; i++)
		hosts_leave(h, &item[i]);
	hosts_free(h);
	free(item);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(places_are_taken_ahead_of_nobody),
	    cmocka_unit_test(hosts_take_turns),
	    cmocka_unit_test(limits_hold),
	    cmocka_unit_test(many_hosts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
