/*
 * Runs a fuzz target over the files named, and over the files of directories
 * named, each once: the fuzzer's corpus as a regression test, with any compiler.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static size_t done;

/* The file's bytes, in a block of exactly their size: reading past it shows. */
static uint8_t *slurp(const char *path, size_t *n)
{
	struct stat st;
	uint8_t *p = NULL;
	FILE *f = fopen(path, "rb");

	if (f == NULL || fstat(fileno(f), &st) < 0)
		goto out;
	*n = (size_t)st.st_size;
	p = malloc(*n > 0 ? *n : 1);
	if (p != NULL && fread(p, 1, *n, f) != *n) {
		free(p);
		p = NULL;
	}
out:
	if (f != NULL)
		fclose(f);
	return p;
}

static bool replay_file(const char *path)
{
	size_t n = 0;
	uint8_t *p = slurp(path, &n);

	if (p == NULL) {
		perror(path);
		return false;
	}
	LLVMFuzzerTestOneInput(p, n);
	free(p);
	done++;
	return true;
}

static bool replay(const char *path)
{
	DIR *d = opendir(path);
	bool ok = true;

	if (d == NULL)
		return replay_file(path);
	for (struct dirent *e; ok && (e = readdir(d)) != NULL;) {
		char sub[4096];

		if (e->d_name[0] == '.')
			continue;
		snprintf(sub, sizeof sub, "%s/%s", path, e->d_name);
		ok = replay(sub);
	}
	closedir(d);
	return ok;
}

int main(int argc, char **argv)
{
	if (LLVMFuzzerInitialize != NULL)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		if (!replay(argv[i]))
			return 1;
	const char *name = strrchr(argv[0], '/');
	printf("%s: %zu inputs\n", name != NULL ? name + 1 : argv[0], done);
	return done > 0 ? 0 : 1;
}
