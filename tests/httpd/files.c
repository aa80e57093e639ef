#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

#include "count.h"

static int by_path(const void *a, const void *b)
{
	const struct counter *x = a, *y = b;
	return strcmp(x->path, y->path);
}

struct counter *files_counter(struct server *sv, const char *path)
{
	const struct counter key = {.path = (char *)(uintptr_t)path};
	struct counter **found = tfind(&key, &sv->counters, by_path);
	if (found != NULL)
		return *found;
	struct counter *c = calloc(1, sizeof(*c));
	if (c != NULL && (c->path = strdup(path)) != NULL &&
	    tsearch(c, &sv->counters, by_path) != NULL)
		return c;
	if (c != NULL)
		free(c->path);
	free(c);
	return NULL;
}

static void forget(void *node)
{
	struct counter *c = node;
	free(c->path);
	free(c);
}

void files_forget(struct server *sv)
{
	tdestroy(sv->counters, forget);
	sv->counters = NULL;
}

static int version_open(const struct server *sv, const char *path, unsigned version)
{
	char *name;
	if (asprintf(&name, "%s.%u", path, version) < 0)
		return -1;
	int fd = openat(sv->root, name, O_RDONLY | O_CLOEXEC);
	free(name);
	return fd;
}

static int file_open(const struct server *sv, const char *path, struct counter *c)
{
	int fd = openat(sv->root, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	if ((fd = version_open(sv, path, c->version + 1)) >= 0)
		c->version++;
	else if (c->version > 0)
		fd = version_open(sv, path, c->version);
	return fd;
}

static bool fd_read(int fd, struct buf *out, time_t *mtime)
{
	char block[65536];
	ssize_t n;
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	*mtime = st.st_mtime;
	while ((n = read(fd, block, sizeof(block))) > 0)
		buf_add(out, block, (size_t)n);
	return n == 0 && out->err == CT_OK;
}

bool files_read(
    const struct server *sv, const char *path, struct counter *c, struct buf *out, time_t *mtime)
{
	int fd = file_open(sv, path, c);
	if (fd < 0)
		return false;
	bool ok = fd_read(fd, out, mtime);
	close(fd);
	return ok;
}

void files_how(const struct server *sv, const char *path, struct buf *query)
{
	char *name;
	time_t mtime;
	if (asprintf(&name, "%s.how", path) < 0)
		return;
	int fd = openat(sv->root, name, O_RDONLY | O_CLOEXEC);
	free(name);
	if (fd < 0)
		return;
	buf_addc(query, '&');
	fd_read(fd, query, &mtime);
	close(fd);
}

const char *files_type(const char *path)
{
	static const struct {
		const char *end, *type;
	} types[] = {{".rss", "application/rss+xml"}, {".rdf", "application/rdf+xml"},
	    {".atom", "application/atom+xml"}, {".json", "application/feed+json"},
	    {".html", "text/html; charset=utf-8"}, {".txt", "text/plain; charset=utf-8"},
	    {".opml", "text/x-opml"}};
	size_t n = strlen(path);
	for (size_t i = 0; i < COUNT(types); i++) {
		size_t e = strlen(types[i].end);
		if (n > e && strcmp(path + n - e, types[i].end) == 0)
			return types[i].type;
	}
	return "application/xml";
}
