/* A directory of a test's own, gone behind it. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char scratch_dir[64];

static inline int scratch_up(void **state)
{
	(void)state;
	strcpy(scratch_dir, "/tmp/copytaster-test-XXXXXX");
	return mkdtemp(scratch_dir) == NULL;
}

static inline int scratch_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", scratch_dir);
	return system(command);
}

static inline void scratch_write(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

/* What the file of this name in the directory says, until the next call; "": there is none. */
static inline const char *scratch_read(const char *name)
{
	static char text[100000];
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", scratch_dir, name);
	memset(text, 0, sizeof(text));
	FILE *f = fopen(path, "re");
	if (f != NULL) {
		(void)!fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	return text;
}

#endif
