/*
 * Confines this process to paths, by Landlock (Linux 5.13 and later).  By raw
 * system calls: neither glibc nor a library of Debian's knows them.
 */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stddef.h>

enum landlock_right {
	LANDLOCK_READ,    /* files and directories */
	LANDLOCK_APPEND,  /* and write files, make them; nothing is removed */
	LANDLOCK_STORE,   /* and remove files, make directories */
	LANDLOCK_SOCKET,  /* make and remove sockets */
	LANDLOCK_EXECUTE, /* read and execute */
};

struct landlock_rule {
	const char *path; /* a directory, with all below it, or a file */
	enum landlock_right right;
};

/* The version of the kernel's Landlock; 0: it has none, or it is switched off. */
int landlock_version(void);
/* From now on this thread, and what it starts, may use these paths alone, and
 * can gain no privileges.  Paths that are not there are passed over.  0, or an
 * errno, and then nothing is confined. */
int landlock_confine(const struct landlock_rule *rules, size_t n);

#endif
