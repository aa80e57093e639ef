/*
 * The order matters: no new privileges first (seccomp asks for it), rlimits
 * while setrlimit still works, the filter last.
 *
 * The filter is an allow-list, arguments included: reading and writing only on
 * the descriptors that a worker has, memory only without PROT_EXEC and without
 * a file behind it.  What is not listed kills the process, so that a taken-over
 * worker gets one guess.
 */
#include "sandbox.h"

#include <seccomp.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sanitized.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

static bool no_new_privileges(size_t memory)
{
	(void)memory;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static bool not_dumpable(size_t memory)
{
	(void)memory;
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* Linux 6.3 and later; the filter refuses PROT_EXEC everywhere. */
static bool no_executable_memory(size_t memory)
{
	(void)memory;
	if (!SANITIZED)
		prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0);
	return true;
}

static bool limit_to(__rlimit_resource_t what, size_t n)
{
	struct rlimit r = {n, n};

	return setrlimit(what, &r) == 0;
}

static bool resource_limits(size_t memory)
{
	if (!limit_to(RLIMIT_CORE, 0) || !limit_to(RLIMIT_FSIZE, 0))
		return false;
	if (SANITIZED)
		return true;
	return limit_to(RLIMIT_NOFILE, 0) && limit_to(RLIMIT_NPROC, 0) &&
	       (memory == 0 || limit_to(RLIMIT_AS, memory));
}

/* One allowed call; up to two conditions on its arguments. */
struct rule {
	int call;
	unsigned conditions;
	struct scmp_arg_cmp on[2];
};

#define ANY(name)                  \
	{                          \
		SCMP_SYS(name), 0, \
		{                  \
			{          \
				0  \
			}          \
		}                  \
	}
#define FD_IS(n)                       \
	{                              \
		0, SCMP_CMP_EQ, (n), 0 \
	}
#define NO_EXEC                                     \
	{                                           \
		2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 \
	}
#define ANONYMOUS                                                   \
	{                                                           \
		3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS \
	}

static const struct rule allowed[] = {
    {SCMP_SYS(read), 1, {FD_IS(0)}},
    {SCMP_SYS(write), 1, {FD_IS(0)}},
    {SCMP_SYS(write), 1, {FD_IS(2)}},
    {SCMP_SYS(mmap), 2, {NO_EXEC, ANONYMOUS}},
    ANY(munmap),
    ANY(mremap),
    ANY(madvise),
    ANY(brk),
    ANY(exit_group),
};

/* A sanitizer's runtime calls what it likes; these it does not need. */
static const int denied_if_sanitized[] = {
    SCMP_SYS(socket),
    SCMP_SYS(connect),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
};

static bool add_rules(scmp_filter_ctx ctx)
{
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
		const struct rule *r = &allowed[i];

		if (seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, r->call, r->conditions, r->on) != 0)
			return false;
	}
	return true;
}

static bool add_denials(scmp_filter_ctx ctx)
{
	for (size_t i = 0; i < sizeof denied_if_sanitized / sizeof *denied_if_sanitized; i++)
		if (seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, denied_if_sanitized[i], 0) != 0)
			return false;
	return true;
}

static bool system_calls(size_t memory)
{
	scmp_filter_ctx ctx = seccomp_init(SANITIZED ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);

	(void)memory;
	if (ctx == NULL)
		return false;
	bool ok = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
		  (SANITIZED ? add_denials(ctx) : add_rules(ctx)) && seccomp_load(ctx) == 0;
	seccomp_release(ctx);
	return ok;
}

static const struct step {
	const char *name;
	bool (*take)(size_t memory);
} steps[] = {
    {"no_new_privs", no_new_privileges},
    {"not dumpable", not_dumpable},
    {"no executable memory", no_executable_memory},
    {"resource limits", resource_limits},
    {"seccomp filter", system_calls},
};

enum ct_err sandbox_enter(size_t memory, const char **what_failed)
{
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (!steps[i].take(memory)) {
			*what_failed = steps[i].name;
			return CT_EIO;
		}
	return CT_OK;
}
