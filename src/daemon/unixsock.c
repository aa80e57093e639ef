#include "unixsock.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_NS 20000000
#define PAUSES 15
#define FLAGS (SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK)

/* Is somebody listening there?  (EAGAIN: with many waiting before us.) */
static bool alive(const struct sockaddr_un *sun)
{
	int fd = socket(AF_UNIX, FLAGS, 0);
	bool yes = fd >= 0 && (connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) == 0 ||
				  errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return yes;
}

/* Not for a moment only: who was killed just now may leave a child that listens until it
 * has become another program. */
static bool stays(const struct sockaddr_un *sun)
{
	const struct timespec pause = {0, PAUSE_NS};

	for (int i = 0; i < PAUSES; i++) {
		if (!alive(sun))
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

const char *unixsock_listen(const char *path, int backlog, int *out)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	struct stat sb;

	if (strlen(path) >= sizeof(sun.sun_path))
		return "the path is too long";
	memcpy(sun.sun_path, path, strlen(path));
	if (stays(&sun))
		return "another copytasterd is running there";
	if (lstat(path, &sb) == 0 && !S_ISSOCK(sb.st_mode))
		return "something that is no socket stands there";
	unlink(path);
	int fd = socket(AF_UNIX, FLAGS, 0);
	if (fd < 0)
		return "no socket to be had";
	mode_t mask = umask(0117);
	int rc = bind(fd, (const struct sockaddr *)&sun, sizeof(sun));
	umask(mask);
	if (rc != 0 || listen(fd, backlog) != 0) {
		close(fd);
		return "cannot be made there";
	}
	*out = fd;
	return NULL;
}
