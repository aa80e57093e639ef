#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rig.h"

enum { FILE_MAX = 256 << 20 };

static void die(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

void (*rig_fail)(const char *fmt, ...) = die;

const char *rig_generated = "20:20";

void rig_sleep(int ms)
{
	struct timespec t = {ms / 1000, (long)(ms % 1000) * 1000000};
	nanosleep(&t, NULL);
}

int rig_patience(void)
{
	const char *s = getenv("RIG_PATIENCE");

	return s != NULL && atoi(s) > 0 ? atoi(s) : 1;
}

int64_t rig_now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- files ------------------------------------------------------------------- */

static void path_in(const struct rig *r, const char *name, char out[512])
{
	snprintf(out, 512, "%s/%s", r->dir, name);
}

static void file_write(const struct rig *r, const char *name, struct view text)
{
	char path[512], temp[520];
	path_in(r, name, path);
	snprintf(temp, sizeof(temp), "%s.new", path);
	int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n || rename(temp, path) != 0)
		rig_fail("%s: %s", path, strerror(errno));
	close(fd);
}

void rig_write(const struct rig *r, const char *name, const char *fmt, ...)
{
	struct buf text = BUF_INIT(FILE_MAX);
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	file_write(r, name, buf_view(&text));
	buf_free(&text);
}

void rig_remove(const struct rig *r, const char *name)
{
	char path[512];
	path_in(r, name, path);
	unlink(path);
}

bool rig_exists(const struct rig *r, const char *name)
{
	char path[512];
	path_in(r, name, path);
	return access(path, F_OK) == 0;
}

char *rig_read(const struct rig *r, const char *name)
{
	char path[512], block[65536];
	struct buf text = BUF_INIT(FILE_MAX);
	ssize_t n;
	path_in(r, name, path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, block, sizeof(block))) > 0)
		buf_add(&text, block, (size_t)n);
	if (fd >= 0)
		close(fd);
	buf_addc(&text, '\0');
	return buf_steal(&text, NULL);
}

void rig_config(const struct rig *r, const char *fmt, ...)
{
	struct buf text = BUF_INIT(FILE_MAX);
	buf_addf(
	    &text, "[daemon]\nstore = %s/store.db\ncontrol = %s/control.sock\n", r->dir, r->dir);
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	file_write(r, "copytaster.conf", buf_view(&text));
	buf_free(&text);
}

unsigned rig_config_from(const struct rig *r, const char *path)
{
	char line[1024];
	unsigned feeds = 0;
	struct buf text = BUF_INIT(1 << 20);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		rig_fail("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f) != NULL) {
		struct view rest = view_of(line);
		feeds += view_starts(rest, VIEW_LIT("[feed "));
		for (size_t at; (at = view_chr(rest, '@')) != SIZE_MAX;) {
			bool port = view_is(view_sub(rest, at, 6), "@PORT@");
			bool dir = view_is(view_sub(rest, at, 5), "@DIR@");
			buf_addv(&text, view_sub(rest, 0, at));
			if (port)
				buf_addf(&text, "%u", r->port);
			else
				buf_adds(&text, dir ? r->dir : "@");
			rest = view_sub(rest, at + (port ? 6 : dir ? 5 : 1), rest.n);
		}
		buf_addv(&text, rest);
	}
	fclose(f);
	rig_config(r, "%.*s", (int)text.n, text.p);
	buf_free(&text);
	return feeds;
}

/* --- processes ----------------------------------------------------------------- */

/* In the child: dies with its parent, output to these fds. */
static void child_exec(const char *const *argv, int out, int err)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int log_fd(const struct rig *r, const char *name)
{
	char path[512];
	path_in(r, name, path);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0)
		rig_fail("%s: %s", path, strerror(errno));
	return fd;
}

static void httpd_start(struct rig *r, const char *root)
{
	char program[512], www[512], requests[512], posts[512], answer[32] = "";
	int out[2], err = log_fd(r, "httpd.log");
	snprintf(program, sizeof(program), "%s/httpd", r->build);
	path_in(r, "www", www);
	path_in(r, "requests", requests);
	path_in(r, "posts", posts);
	if (mkdir(www, 0755) != 0 || pipe2(out, O_CLOEXEC) != 0)
		rig_fail("%s: %s", www, strerror(errno));
	const char *argv[] = {program, "-a", "-r", root != NULL ? root : www, "-l", requests, "-s",
	    posts, "-g", rig_generated, NULL};
	if ((r->httpd = fork()) == 0)
		child_exec(argv, out[1], err);
	close(out[1]);
	close(err);
	if (r->httpd < 0 || read(out[0], answer, sizeof(answer) - 1) <= 0)
		rig_fail("%s did not start", program);
	close(out[0]);
	r->port = (unsigned)atoi(answer);
}

struct rig *rig_new(const char *build, const char *root)
{
	struct rig *r = calloc(1, sizeof(*r));
	const char *tmp = getenv("TMPDIR");
	if (r == NULL)
		abort();
	r->build = build;
	r->notify = -1;
	snprintf(r->dir, sizeof(r->dir), "%.40s/copytaster-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(r->dir) == NULL)
		rig_fail("%s: %s", r->dir, strerror(errno));
	httpd_start(r, root);
	return r;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void rig_free(struct rig *r)
{
	if (r == NULL)
		return;
	if (rig_daemon_runs(r) && rig_daemon_end(r, SIGTERM, 5000) < 0)
		rig_daemon_end(r, SIGKILL, 5000);
	if (r->httpd > 0) {
		kill(r->httpd, SIGTERM);
		waitpid(r->httpd, NULL, 0);
	}
	if (r->notify >= 0)
		close(r->notify);
	if (getenv("KEEP") == NULL)
		nftw(r->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	else
		fprintf(stderr, "kept: %s\n", r->dir);
	free(r);
}

/* A connection to the control socket, or -1. */
static int control_open(const struct rig *r)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/control.sock", r->dir);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool rig_listens(const struct rig *r)
{
	int fd = control_open(r);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* A fresh socket for sd_notify, so that nothing of an earlier run is in it. */
static void notify_open(struct rig *r)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/notify", r->dir);
	if (r->notify >= 0)
		close(r->notify);
	unlink(at.sun_path);
	r->notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (r->notify < 0 || bind(r->notify, (struct sockaddr *)&at, sizeof(at)) != 0)
		rig_fail("%s: %s", at.sun_path, strerror(errno));
}

static bool notified_ready(const struct rig *r)
{
	char message[4096];
	ssize_t n;
	while ((n = recv(r->notify, message, sizeof(message), 0)) >= 0)
		if (view_find((struct view){message, (size_t)n}, VIEW_LIT("READY=1")) != SIZE_MAX)
			return true;
	return false;
}

void rig_daemon_spawn(struct rig *r)
{
	char program[512], config[512], notify[512];
	snprintf(program, sizeof(program), "%s/copytasterd", r->build);
	path_in(r, "copytaster.conf", config);
	path_in(r, "notify", notify);
	const char *argv[] = {program, "-c", config, NULL};
	int err = log_fd(r, "daemon.log");
	notify_open(r);
	if ((r->daemon = fork()) == 0) {
		setenv("NOTIFY_SOCKET", notify, 1);
		child_exec(argv, err, err);
	}
	close(err);
}

void rig_daemon(struct rig *r)
{
	rig_daemon_spawn(r);
	for (int64_t end = rig_now_ms() + 20000 * rig_patience(); !notified_ready(r);
	     rig_sleep(5)) {
		if (rig_daemon_runs(r) && rig_now_ms() < end)
			continue;
		char *log = rig_read(r, "daemon.log");
		size_t n = strlen(log);
		rig_fail(
		    "copytasterd did not start; it says:\n%s", n > 2000 ? log + n - 2000 : log);
	}
}

int rig_daemon_end(struct rig *r, int sig, int ms)
{
	int status;
	if (r->daemon <= 0)
		return -1;
	if (sig != 0)
		kill(r->daemon, sig);
	for (int64_t end = rig_now_ms() + ms * rig_patience();
	     waitpid(r->daemon, &status, WNOHANG) == 0; rig_sleep(5))
		if (rig_now_ms() > end)
			return -1;
	r->daemon = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool rig_daemon_runs(struct rig *r)
{
	siginfo_t info = {0};
	return r->daemon > 0 &&
	       waitid(P_PID, (id_t)r->daemon, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == 0;
}

/* Reads both pipes until their ends; false after 30 s. */
static bool outputs_read(int fds[2], struct buf *to[2])
{
	struct pollfd p[2] = {{fds[0], POLLIN, 0}, {fds[1], POLLIN, 0}};
	int64_t end = rig_now_ms() + 30000 * rig_patience();
	char block[65536];
	while (p[0].fd >= 0 || p[1].fd >= 0) {
		if (rig_now_ms() > end || TEMP_FAILURE_RETRY(poll(p, 2, 1000)) < 0)
			return false;
		for (int i = 0; i < 2; i++) {
			if (p[i].fd < 0 || p[i].revents == 0)
				continue;
			ssize_t n = read(p[i].fd, block, sizeof(block));
			if (n <= 0)
				p[i].fd = -1;
			else if (to[i] != NULL)
				buf_add(to[i], block, (size_t)n);
		}
	}
	return true;
}

/* argv with the program's path in front. */
struct command {
	char program[512];
	const char *argv[32];
};

static void command_make(struct command *c, const struct rig *r, const char *const *argv)
{
	*c = (struct command){.argv = {c->program}};
	snprintf(c->program, sizeof(c->program), "%s/%s", r->build, argv[0]);
	for (int i = 1; argv[i] != NULL && i < 31; i++)
		c->argv[i] = argv[i];
}

pid_t rig_start(const struct rig *r, const char *name, const char *const *argv)
{
	struct command c;
	command_make(&c, r, argv);
	int out = log_fd(r, name);
	pid_t pid = fork();
	if (pid == 0)
		child_exec(c.argv, out, out);
	close(out);
	return pid;
}

int rig_run(const struct rig *r, struct buf *out, struct buf *err, const char *const *argv)
{
	struct command c;
	int a[2], b[2], status;
	command_make(&c, r, argv);
	if (pipe2(a, O_CLOEXEC) != 0 || pipe2(b, O_CLOEXEC) != 0)
		rig_fail("pipe: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		child_exec(c.argv, a[1], b[1]);
	close(a[1]);
	close(b[1]);
	bool ended = outputs_read((int[2]){a[0], b[0]}, (struct buf *[2]){out, err});
	close(a[0]);
	close(b[0]);
	if (!ended)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (out != NULL)
		buf_addc(out, '\0');
	if (err != NULL && err != out)
		buf_addc(err, '\0');
	if (!ended)
		rig_fail("%s did not end; it says:\n%s", argv[0], err != NULL ? err->p : "");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* --- JSON Lines ------------------------------------------------------------------ */

static json_t *lines_parse(const char *name, char *text)
{
	json_t *all = json_array();
	for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		json_error_t e;
		json_t *one = json_loadb(line, (size_t)(end - line), 0, &e);
		if (one == NULL)
			rig_fail(
			    "%s: line %zu is no JSON: %s", name, json_array_size(all) + 1, e.text);
		json_array_append_new(all, one);
	}
	return all;
}

json_t *rig_lines(const struct rig *r, const char *name)
{
	char *text = rig_read(r, name);
	json_t *all = lines_parse(name, text);
	free(text);
	return all;
}

json_t *rig_ask(const struct rig *r, const char *question)
{
	struct buf answer = BUF_INIT(FILE_MAX);
	struct timeval patience = {.tv_sec = 20 * rig_patience()};
	char block[65536];
	ssize_t n;
	int fd = control_open(r);
	if (fd < 0)
		rig_fail("the daemon does not answer: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	dprintf(fd, "%s\n", question);
	/* With a timeout set, a process that was stopped and goes on is told EINTR. */
	while ((n = TEMP_FAILURE_RETRY(recv(fd, block, sizeof(block), 0))) > 0)
		buf_add(&answer, block, (size_t)n);
	close(fd);
	if (n < 0)
		rig_fail("no answer to %s: %s", question, strerror(errno));
	buf_addc(&answer, '\0');
	json_t *all = lines_parse("answer", answer.p);
	buf_free(&answer);
	return all;
}

static bool is_for(json_t *request, const char *path)
{
	const char *target = json_string_value(json_object_get(request, "path"));
	size_t n = strlen(path);
	return target != NULL && strncmp(target, path, n) == 0 &&
	       (target[n] == '\0' || target[n] == '?');
}

json_t *rig_request(const struct rig *r, const char *path, size_t n)
{
	json_t *all = rig_lines(r, "requests"), *found = NULL, *one;
	size_t i;
	json_array_foreach(all, i, one)
	{
		if (found == NULL && is_for(one, path) && n-- == 0)
			found = json_incref(one);
	}
	json_decref(all);
	return found;
}

size_t rig_requests(const struct rig *r, const char *path)
{
	json_t *all = rig_lines(r, "requests"), *one;
	size_t i, n = 0;
	json_array_foreach(all, i, one) n += is_for(one, path);
	json_decref(all);
	return n;
}
