/*
 * Runs a fuzz target over the files named, and over the files of directories
 * named, each once: the fuzzer's corpus as a regression test, with any compiler.
 * A target that has a mutator of its own is run over some of its mutations, too,
 * which are the same each time.
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
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
    __attribute__((weak));
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

#define ROUNDS 20     /* lines of mutations that begin with a file */
#define GENERATIONS 8 /* of each */
#define ROOM 4096     /* bytes that they may add */

static size_t done, mutated;
static unsigned state = 1;

/* What libFuzzer does, in short: a byte changed, put in or taken out. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	size_t at = size > 0 ? (size_t)(state = state * 1103515245u + 12345u) / 65536 % size : 0;
	unsigned what = (state = state * 1103515245u + 12345u) / 65536;

	if (what % 3 == 0 && size > 0) {
		memmove(data + at, data + at + 1, size - at - 1);
		return size - 1;
	}
	if (what % 3 == 1 && size < max) {
		memmove(data + at + 1, data + at, size - at);
		size++;
	}
	if (size > 0)
		data[at] = (uint8_t)(what >> 3);
	return size;
}

static void mutate(const uint8_t *p, size_t n)
{
	uint8_t *data = malloc(n + ROOM);

	state = 1; /* a file's are its own, whichever came before */
	for (unsigned round = 0; data != NULL && round < ROUNDS; round++) {
		size_t size = n;

		memcpy(data, p, n);
		for (unsigned i = 0; i < GENERATIONS; i++) {
			size =
			    LLVMFuzzerCustomMutator(data, size, n + ROOM, state + round * 64 + i);
			LLVMFuzzerTestOneInput(data, size);
			mutated++;
		}
	}
	free(data);
}

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
	if (LLVMFuzzerCustomMutator != NULL)
		mutate(p, n);
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
	printf("%s: %zu inputs, %zu mutations\n", name != NULL ? name + 1 : argv[0], done, mutated);
	return done > 0 ? 0 : 1;
}
