/*
 * A ruleset names the rights that it handles: those are denied everywhere but
 * below the paths of its rules.  What is open already stays open; what a path
 * leads to through symbolic links counts, not its spelling.  A newer kernel
 * handles more, so that we ask for what it has: version 1 (5.13) all but moving
 * between directories (2, 5.19) and truncating (3, 6.2).  The numbers are the
 * kernel's; Debian 12's header ends at version 2.
 *
 * Not covered by Landlock: connecting to sockets by path, stat, chdir; and what
 * may be read may be mapped as code.
 */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
	EXECUTE = 1 << 0,
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_FILE = 1 << 5,
	MAKE_DIR = 1 << 7,
	MAKE_REG = 1 << 8,
	MAKE_SOCK = 1 << 9,
	REFER = 1 << 13,
	TRUNCATE = 1 << 14,
	ALL_1 = (1 << 13) - 1,

	OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE,
	READ = READ_FILE | READ_DIR,
	APPEND = READ | WRITE_FILE | MAKE_REG | TRUNCATE,
};

#define VERSION_FLAG 1u
#define PATH_BENEATH 1

struct ruleset {
	uint64_t handled;
};

struct path_beneath {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

static const uint64_t rights[] = {
    [LANDLOCK_READ] = READ,
    [LANDLOCK_APPEND] = APPEND,
    [LANDLOCK_STORE] = APPEND | REMOVE_FILE | MAKE_DIR,
    [LANDLOCK_SOCKET] = MAKE_SOCK | REMOVE_FILE,
    [LANDLOCK_EXECUTE] = READ | EXECUTE,
};

int landlock_version(void)
{
	long n = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, VERSION_FLAG);

	return n > 0 ? (int)n : 0;
}

static int add(int set, const struct landlock_rule *r, uint64_t handled)
{
	struct stat st;
	struct path_beneath rule = {.allowed = rights[r->right] & handled};
	int err = 0;

	rule.fd = open(r->path, O_PATH | O_CLOEXEC);
	if (rule.fd < 0)
		return errno == ENOMEM || errno == EMFILE || errno == ENFILE ? errno : 0;
	if (fstat(rule.fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed &= OF_FILES;
	if (rule.allowed != 0 && syscall(SYS_landlock_add_rule, set, PATH_BENEATH, &rule, 0) != 0)
		err = errno;
	close(rule.fd);
	return err;
}

int landlock_confine(const struct landlock_rule *rules, size_t n)
{
	int version = landlock_version(), err = 0;
	struct ruleset all = {ALL_1};

	if (version == 0)
		return ENOSYS;
	all.handled |= (version >= 2 ? REFER : 0) | (version >= 3 ? TRUNCATE : 0);
	int set = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (set < 0)
		return errno;
	for (size_t i = 0; err == 0 && i < n; i++)
		err = add(set, &rules[i], all.handled);
	if (err == 0 && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
			    syscall(SYS_landlock_restrict_self, set, 0) != 0))
		err = errno;
	close(set);
	return err;
}
