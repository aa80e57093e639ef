/* Upkeep over a real clerk and a store in a file. */
#include "cmocka_all.h"
#include "lost_segment.h"
#include "upkeep.h"

#define STORIES 30

struct rig {
	struct loop *loop;
	struct clerk *clerk;
	struct task count; /* of the stories that are left */
	struct loop_timer again;
	int64_t stories;
	unsigned looks;
};

static struct rig rig;

static enum ct_err count_run(struct task *t, struct store *st, struct desk *d)
{
	struct store_counts c;
	enum ct_err err = store_counts(st, &c);

	(void)t;
	(void)d;
	rig.stories = c.stories;
	return err;
}

static void look(void *ctx)
{
	(void)ctx;
	clerk_submit(rig.clerk, &rig.count);
}

static void count_done(struct task *t, enum ct_err err, bool full)
{
	(void)t;
	(void)full;
	assert_int_equal(err, CT_OK);
	if (rig.stories == 0 || ++rig.looks == 3000)
		loop_stop(rig.loop);
	else
		assert_int_equal(loop_after(rig.loop, &rig.again, 10, look, NULL), CT_OK);
}

/* There is no room for the new segment; there must be less of the old, then. */
static void pruning_goes_on_where_healing_cannot(void **state)
{
	struct fixture *f = *state;
	const struct desk_options o = {.window = 86400};
	char command[120], *why = NULL;

	lost_segment_make(f, STORIES);
	rig = (struct rig){.loop = loop_new(), .count = {.run = count_run, .done = count_done}};
	assert_int_equal(clerk_new(rig.loop, f->path, &o, &rig.clerk, &why), CT_OK);
	snprintf(command, sizeof(command), "rm -r '%s.d'", f->path);
	assert_int_equal(system(command), 0);
	struct upkeep *u = upkeep_new(rig.loop, rig.clerk);
	upkeep_configure(u, 0, 1);
	upkeep_kick(u);
	look(NULL);
	assert_int_equal(loop_run(rig.loop), CT_OK);
	assert_int_equal(rig.stories, 0);
	clerk_free(rig.clerk);
	upkeep_free(u);
	loop_free(rig.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(pruning_goes_on_where_healing_cannot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
