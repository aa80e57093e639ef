#include "paths.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifndef LIBEXECDIR
#define LIBEXECDIR "/usr/local/libexec/copytaster"
#endif

_Static_assert(PATHS_MAX >= PATH_MAX, "a path must fit");

static bool beside(const char *name, char out[PATHS_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, PATHS_MAX - 1);

	if (n <= 0)
		return false;
	out[n] = '\0';
	char *slash = strrchr(out, '/');
	size_t room = slash != NULL ? PATHS_MAX - (size_t)(slash + 1 - out) : 0;
	if (slash == NULL || snprintf(slash + 1, room, "%s", name) >= (int)room)
		return false;
	return access(out, X_OK) == 0;
}

bool paths_program(const char *configured, const char *name, char out[PATHS_MAX])
{
	if (configured[0] != '\0')
		return snprintf(out, PATHS_MAX, "%s", configured) < PATHS_MAX;
	if (beside(name, out))
		return true;
	return snprintf(out, PATHS_MAX, "%s/%s", LIBEXECDIR, name) < PATHS_MAX &&
	       access(out, X_OK) == 0;
}
