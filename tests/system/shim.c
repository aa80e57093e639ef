/*
 * Preloaded into a program, makes one call of it fail, or kills it there.
 *
 *	TORTURE="KIND DO NUMBER"
 *
 *	KIND  file   what changes a regular file or a directory: write, pwrite,
 *	             fsync, fdatasync, ftruncate, fallocate, open, mkdir, rename, unlink
 *	      alloc  malloc, calloc, realloc, posix_memalign
 *	DO    count  nothing; the number of calls is written to TORTURE_COUNT at exit
 *	      before, after  SIGKILL before or after call NUMBER (from 1)
 *	      once   call NUMBER fails
 *	      on     so do all calls from NUMBER on, as on a full disk
 *	      live   as once; but TORTURE_COUNT is a file of two unsigned longs, NUMBER
 *	             and the calls so far, which somebody sets anew while we run
 *
 * Failing means ENOSPC for what needs room, EIO for a sync, ENOMEM for memory.
 * It works on whatever the program is linked with (libcurl, libxml2, SQLite and
 * libc itself call through here), which hooks of each library would not.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { NONE, FILES, ALLOC };
enum action { COUNT, BEFORE, AFTER, ONCE, ON, LIVE };

/* glibc's own, which need no dlsym (and dlsym needs memory). */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t align, size_t n);

static enum kind kind;
static enum action action;
static struct {
	atomic_ulong at, calls;
} own, *now = &own;

static void die(void)
{
	syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
}

static void share(void)
{
	const char *path = getenv("TORTURE_COUNT");
	long fd = syscall(SYS_openat, AT_FDCWD, path != NULL ? path : "", O_RDWR);
	void *p = mmap(NULL, sizeof(*now), PROT_READ | PROT_WRITE, MAP_SHARED, (int)fd, 0);
	if (p != MAP_FAILED)
		now = p;
	syscall(SYS_close, fd);
}

__attribute__((constructor)) static void torture_read(void)
{
	static const char *const actions[] = {"count", "before", "after", "once", "on", "live"};
	const char *order = getenv("TORTURE");
	char k[8], a[8];
	unsigned long at;
	if (order == NULL || sscanf(order, "%7s %7s %lu", k, a, &at) != 3)
		return;
	own.at = at;
	for (int i = 0; i <= LIVE; i++)
		if (strcmp(a, actions[i]) == 0)
			action = (enum action)i;
	if (action == LIVE)
		share();
	kind = strcmp(k, "file") == 0 ? FILES : ALLOC;
}

__attribute__((destructor)) static void torture_told(void)
{
	const char *path = getenv("TORTURE_COUNT");
	char text[24];
	if (kind == NONE || action != COUNT || path == NULL)
		return;
	int n = snprintf(text, sizeof(text), "%lu\n", atomic_load(&now->calls));
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	syscall(SYS_write, fd, text, n);
	syscall(SYS_close, fd);
}

/* Counts a call; true where it is to fail.  *last: it is the one to die after. */
static bool hit(enum kind k, bool *last)
{
	*last = false;
	if (k != kind)
		return false;
	unsigned long at = now->at, n = atomic_fetch_add(&now->calls, 1) + 1;
	if (action == BEFORE && n == at)
		die();
	*last = action == AFTER && n == at;
	return ((action == ONCE || action == LIVE) && n == at) || (action == ON && n >= at);
}

static bool regular(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

#define REAL(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

/* A call of a kind that fails with an error, else is done. */
#define CALL(type, on, error, failed, name, ...) \
	do {                                     \
		bool last = false;               \
		static __typeof__(&name) real;   \
		if (real == NULL)                \
			real = REAL(name);       \
		if ((on) && hit(FILES, &last)) { \
			errno = (error);         \
			return (failed);         \
		}                                \
		type result = real(__VA_ARGS__); \
		if (last)                        \
			die();                   \
		return result;                   \
	} while (0)

ssize_t write(int fd, const void *p, size_t n)
{
	CALL(ssize_t, regular(fd), ENOSPC, -1, write, fd, p, n);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t where)
{
	CALL(ssize_t, regular(fd), ENOSPC, -1, pwrite, fd, p, n, where);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t where)
{
	CALL(ssize_t, regular(fd), ENOSPC, -1, pwrite64, fd, p, n, where);
}

int fsync(int fd)
{
	CALL(int, regular(fd), EIO, -1, fsync, fd);
}

int fdatasync(int fd)
{
	CALL(int, regular(fd), EIO, -1, fdatasync, fd);
}

int ftruncate(int fd, off_t n)
{
	CALL(int, true, EIO, -1, ftruncate, fd, n);
}

int ftruncate64(int fd, off64_t n)
{
	CALL(int, true, EIO, -1, ftruncate64, fd, n);
}

int posix_fallocate(int fd, off_t from, off_t n)
{
	CALL(int, true, ENOSPC, ENOSPC, posix_fallocate, fd, from, n);
}

int mkdir(const char *path, mode_t mode)
{
	CALL(int, true, ENOSPC, -1, mkdir, path, mode);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
	CALL(int, true, ENOSPC, -1, mkdirat, dir, path, mode);
}

int rename(const char *from, const char *to)
{
	CALL(int, true, ENOSPC, -1, rename, from, to);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	CALL(int, true, ENOSPC, -1, renameat, from_dir, from, to_dir, to);
}

int unlink(const char *path)
{
	CALL(int, true, EIO, -1, unlink, path);
}

int unlinkat(int dir, const char *path, int flags)
{
	CALL(int, true, EIO, -1, unlinkat, dir, path, flags);
}

static mode_t mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(ap, int) : 0;
}

#define OPENER(name)                                                                    \
	int name(const char *path, int flags, ...)                                      \
	{                                                                               \
		va_list ap;                                                             \
		va_start(ap, flags);                                                    \
		mode_t mode = mode_of(flags, ap);                                       \
		va_end(ap);                                                             \
		CALL(int, (flags & O_CREAT) != 0, ENOSPC, -1, name, path, flags, mode); \
	}
OPENER(open)
OPENER(open64)

#define OPENER_AT(name)                                                                      \
	int name(int dir, const char *path, int flags, ...)                                  \
	{                                                                                    \
		va_list ap;                                                                  \
		va_start(ap, flags);                                                         \
		mode_t mode = mode_of(flags, ap);                                            \
		va_end(ap);                                                                  \
		CALL(int, (flags & O_CREAT) != 0, ENOSPC, -1, name, dir, path, flags, mode); \
	}
OPENER_AT(openat)
OPENER_AT(openat64)

/* --- memory ---------------------------------------------------------------------------- */

static bool refused(void)
{
	bool last;
	bool fails = hit(ALLOC, &last);
	if (last)
		die();
	if (fails)
		errno = ENOMEM;
	return fails;
}

void *malloc(size_t n)
{
	return refused() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	return refused() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	return refused() ? NULL : __libc_realloc(p, n);
}

int posix_memalign(void **out, size_t align, size_t n)
{
	void *p = refused() ? NULL : __libc_memalign(align, n);
	if (p == NULL)
		return ENOMEM;
	*out = p;
	return 0;
}
