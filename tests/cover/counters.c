/*
 * Counts the lines of processes that do not live to tell, for "make coverage".
 *
 * gcc's counters are written to files at exit().  A sandboxed worker may write
 * no file, and is killed like the daemon in half of the tests; a child that
 * calls _exit() says nothing either.  So all processes of one program count in
 * one piece of shared memory: the linker puts the counters on pages of their
 * own (counters.ld), and before main() System V shared memory takes the place
 * of those pages.  It needs no file, which the daemon's Landlock would refuse
 * to a worker that it starts, and no call later on.  What kills a process is
 * neither asked nor awaited.
 *
 * A program that is run with COPYTASTER_COVER=write writes what was counted to
 * gcc's files, gives the memory back, and does nothing else; =forget gives it
 * back only.  Linked with --wrap, so that nothing else writes them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

extern char counters_begin[], counters_end[];

void __real___gcov_dump(void);
void __wrap___gcov_dump(void);
void __wrap___gcov_reset(void);
void __wrap___gcov_reset_int(void);
void __wrap___gcov_exit(void);

/* At an exec. */
void __wrap___gcov_dump(void)
{
}

/* Where an exec failed. */
void __wrap___gcov_reset(void)
{
}

/* In a child. */
void __wrap___gcov_reset_int(void)
{
}

/* At the end of a process. */
void __wrap___gcov_exit(void)
{
}

/* The same in every process of this program, as it was linked last. */
static key_t key_of_program(void)
{
	struct stat st;
	uint64_t h = 0;

	if (stat("/proc/self/exe", &st) != 0)
		abort();
	uint64_t parts[] = {
	    st.st_ino, st.st_dev, (uint64_t)st.st_mtim.tv_sec, (uint64_t)st.st_mtim.tv_nsec};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		h = (h ^ parts[i]) * 0x9E3779B97F4A7C15u, h ^= h >> 29;
	return (key_t)(h & 0x7FFFFFFF) | 1; /* 0 is nobody's */
}

__attribute__((constructor)) static void share_counters(void)
{
	const char *order = getenv("COPYTASTER_COVER");
	int id =
	    shmget(key_of_program(), (size_t)(counters_end - counters_begin), IPC_CREAT | 0666);

	if (id < 0 || shmat(id, counters_begin, SHM_REMAP) == (void *)-1)
		abort();
	if (order == NULL)
		return;
	if (strcmp(order, "write") == 0)
		__real___gcov_dump();
	shmctl(id, IPC_RMID, NULL);
	_exit(0);
}
