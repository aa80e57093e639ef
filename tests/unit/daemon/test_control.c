/* The control socket over a store in memory: what a question costs. */
#include "cmocka_all.h"
#include "conf.h"
#include "control.h"
#include "scratch.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct rig {
	struct loop *loop;
	struct clerk *clerk;
	struct control *control;
	struct conf *conf;
	char path[100], answer[4096];
	size_t got, reads;
};

static void on_status(void *ctx, const struct store_counts *counts, struct buf *out)
{
	(void)ctx;
	buf_addf(out, "{\"stories\":%lld}\n", (long long)counts->stories);
}

static void on_read(void *ctx)
{
	struct rig *r = ctx;

	r->reads++;
}

static const struct conf *on_conf(void *ctx)
{
	struct rig *r = ctx;

	return r->conf;
}

static int setup(void **state)
{
	static const char text[] = "[feed a]\nurl = http://a.example/feed\n";
	struct rig *r = calloc(1, sizeof(*r));
	const struct desk_options o = {.window = 86400};
	const struct control_hooks hooks = {
	    .ctx = r, .status = on_status, .read = on_read, .conf = on_conf};
	struct buf errors = BUF_INIT(4096);
	char *why = NULL;
	const char *wrong = NULL;

	assert_int_equal(scratch_up(state), 0);
	snprintf(r->path, sizeof(r->path), "%s/control", scratch_dir);
	assert_int_equal(conf_parse(view_of(text), "c", &r->conf, &errors), CT_OK);
	r->loop = loop_new();
	assert_int_equal(clerk_new(r->loop, ":memory:", &o, &r->clerk, &why), CT_OK);
	assert_int_equal(
	    control_new(r->loop, r->clerk, r->path, &hooks, &r->control, &wrong), CT_OK);
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct rig *r = *state;

	control_stop(r->control);
	clerk_free(r->clerk);
	control_free(r->control);
	loop_free(r->loop);
	conf_free(r->conf);
	free(r);
	return scratch_down(state);
}

static void on_answer(void *ctx, int fd, uint32_t events)
{
	struct rig *r = ctx;
	ssize_t n = read(fd, r->answer + r->got, sizeof(r->answer) - 1 - r->got);

	(void)events;
	if (n > 0)
		r->got += (size_t)n;
	else
		loop_stop(r->loop);
}

/* All that is answered. */
static const char *ask(struct rig *r, const char *question)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(to.sun_path, r->path);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(send(fd, question, strlen(question), 0), strlen(question));
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	memset(r->answer, 0, sizeof(r->answer));
	r->got = 0;
	assert_int_equal(loop_watch(r->loop, fd, EPOLLIN, on_answer, r), CT_OK);
	assert_int_equal(loop_run(r->loop), CT_OK);
	loop_unwatch(r->loop, fd);
	close(fd);
	return r->answer;
}

/* What polls that brought nothing noted is written early for those who ask for it, and not
 * once a question for whoever asks for something else over and over. */
static void only_feeds_are_written_first(void **state)
{
	static const struct {
		const char *question, *answer;
		size_t reads;
	} cases[] = {
	    {"{\"cmd\":\"status\"}\n", "{\"stories\":0}\n", 0},
	    {"{\"cmd\":\"stories\"}\n", "", 0},
	    {"{\"cmd\":\"alerts\"}\n", "", 0},
	    {"{\"cmd\":\"why\",\"id\":1}\n", "{\"error\":\"no story 1\"}\n", 0},
	    {"{\"cmd\":\"feeds\"}\n", "{\"name\":\"a\"", 1},
	};
	struct rig *r = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		r->reads = 0;
		const char *answer = ask(r, cases[i].question);
		assert_memory_equal(answer, cases[i].answer, strlen(cases[i].answer));
		assert_int_equal(answer[0] == '\0', cases[i].answer[0] == '\0');
		assert_int_equal(r->reads, cases[i].reads);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(only_feeds_are_written_first, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
