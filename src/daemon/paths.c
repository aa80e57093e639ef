#include "paths.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

_Static_assert(PATHS_MAX >= PATH_MAX, "a path must fit");

/* A path relative to the directory of this program. */
static bool from_here(const char *relative, const char *name, char out[PATHS_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, PATHS_MAX - 1);

	if (n <= 0)
		return false;
	out[n] = '\0';
	char *slash = strrchr(out, '/');
	size_t room = slash != NULL ? PATHS_MAX - (size_t)(slash + 1 - out) : 0;
	if (slash == NULL || snprintf(slash + 1, room, "%s%s", relative, name) >= (int)room)
		return false;
	return access(out, X_OK) == 0;
}

bool paths_program(const char *configured, const char *name, char out[PATHS_MAX])
{
	if (configured[0] != '\0')
		return snprintf(out, PATHS_MAX, "%s", configured) < PATHS_MAX;
	return from_here("", name, out) || from_here("../libexec/copytaster/", name, out);
}
