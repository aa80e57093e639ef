/*
 * SQLite would create a journal, or roll one back, before anyone could ask
 * whose file it is.  Bytes of the header that count: 0 "SQLite format 3\0",
 * 60 user_version, 68 application id, both big-endian.  They are right even if
 * a log is waiting, because a new store is made with a rollback journal, in one
 * transaction, and only then switched to a log.
 */
#include "peek.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema.h"

#define HEADER 100

static uint32_t big32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

__attribute__((format(printf, 3, 4))) static enum ct_err refuse(
    char **why, enum ct_err err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(why, fmt, ap) < 0)
		*why = NULL;
	va_end(ap);
	return err;
}

static enum ct_err check_header(const char *path, const unsigned char *head, size_t n, char **why)
{
	if (n == 0)
		return CT_OK;
	if (n < HEADER || memcmp(head, "SQLite format 3", 16) != 0)
		return refuse(why, CT_EINVAL, "%s: not a database", path);
	if (big32(head + 68) != SCHEMA_APPLICATION)
		return refuse(why, CT_EINVAL, "%s: a database of another program", path);
	if (big32(head + 60) > schema_nsteps)
		return refuse(why, CT_EVERSION,
		    "%s: made by a newer version (schema %u, this program knows %zu)", path,
		    big32(head + 60), schema_nsteps);
	return CT_OK;
}

/* The directory takes new files: the log, and the segments. */
static enum ct_err check_directory(const char *path, char **why)
{
	char *copy = strdup(path);

	if (copy == NULL)
		return CT_ENOMEM;
	const char *dir = dirname(copy);
	enum ct_err err = CT_OK;
	if (access(dir, W_OK | X_OK) != 0)
		err = refuse(why, CT_EIO, "%s: %s: %s", path, dir,
		    errno == EACCES || errno == EROFS ? "read-only" : strerror(errno));
	free(copy);
	return err;
}

enum ct_err peek_file(const char *path, char **why)
{
	unsigned char head[HEADER];
	struct stat st;

	if (path[0] == '\0') /* SQLite would make one that is gone with the program */
		return refuse(why, CT_EINVAL, "the store's name is empty");
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT)
		return check_directory(path, why);
	if (fd < 0)
		return refuse(why, CT_EIO, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return refuse(why, CT_EINVAL, "%s: not a database, not even a file", path);
	}
	ssize_t n = read(fd, head, sizeof(head));
	int e = errno;
	close(fd);
	if (n < 0)
		return refuse(why, CT_EIO, "%s: %s", path, strerror(e));
	enum ct_err err = check_header(path, head, (size_t)n, why);
	if (err != CT_OK)
		return err;
	if (access(path, W_OK) != 0)
		return refuse(why, CT_EIO, "%s: read-only", path);
	return check_directory(path, why);
}
