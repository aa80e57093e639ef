#include "tail.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* How each line begins that this program wrote; then the id, then '"'. */
static const struct view start = {"{\"v\":1,\"alert_id\":\"", 19};

static const char *read_at(int fd, char *p, size_t n, int64_t from)
{
	while (n > 0) {
		ssize_t got = pread(fd, p, n, from);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return strerror(errno);
		if (got == 0)
			return "the file shrank while it was read";
		p += got;
		n -= (size_t)got;
		from += got;
	}
	return NULL;
}

static void add_ids(struct recent *r, struct view lines)
{
	bool fresh = r->n == 0;

	while (lines.n > 0) {
		size_t n = view_chr(lines, '\n');
		struct view line = view_sub(lines, 0, n);

		lines = view_sub(lines, n == SIZE_MAX ? lines.n : n + 1, SIZE_MAX);
		if (!view_starts(line, start))
			continue;
		struct view id = view_sub(line, start.n, 64);
		id.n = view_chr(id, '"');
		if (id.n != SIZE_MAX && (fresh || !recent_has(r, id)))
			recent_add(r, id);
	}
}

/* The beginning of an alert, or the zeros that some file systems leave. */
static bool is_ours(struct view torn)
{
	size_t n = torn.n < start.n ? torn.n : start.n, zeros = 0;

	while (zeros < torn.n && torn.p[zeros] == '\0')
		zeros++;
	return zeros == torn.n || memcmp(torn.p, start.p, n) == 0;
}

static const char *repair(int fd, struct recent *r, int64_t *size, struct view tail)
{
	int64_t from = *size - (int64_t)tail.n;
	const char *last = memrchr(tail.p, '\n', tail.n);
	size_t whole = last != NULL ? (size_t)(last - tail.p) + 1 : 0;
	struct view torn = view_sub(tail, whole, SIZE_MAX);

	if (torn.n > 0) {
		if ((whole == 0 && from > 0) || !is_ours(torn))
			return "the file's last line is no alert and has no newline: left alone";
		if (ftruncate(fd, from + (int64_t)whole) != 0)
			return strerror(errno);
		*size = from + (int64_t)whole;
	}
	if (r == NULL)
		return NULL;
	struct view lines = view_sub(tail, 0, whole);
	if (from > 0) /* begins inside a line */
		lines = view_sub(lines, view_chr(lines, '\n'), SIZE_MAX);
	add_ids(r, lines);
	return NULL;
}

const char *tail_repair(int fd, struct recent *r, int64_t *size)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return strerror(errno);
	*size = st.st_size;
	if (st.st_size == 0)
		return NULL;
	size_t n = st.st_size < TAIL_BYTES ? (size_t)st.st_size : TAIL_BYTES;
	char *p = malloc(n);
	if (p == NULL)
		return "no memory";
	const char *why = read_at(fd, p, n, st.st_size - (int64_t)n);
	if (why == NULL)
		why = repair(fd, r, size, (struct view){p, n});
	free(p);
	return why;
}
