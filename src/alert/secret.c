#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/hmac.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_KEY = 4096 };

struct secret {
	size_t n;
	uint8_t key[MAX_KEY + 3]; /* room for "\r\n" and to see that there is more */
};

static struct secret *allocate(void)
{
	void *p = mmap(NULL, sizeof(struct secret), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	(void)madvise(p, sizeof(struct secret), MADV_DONTDUMP);
	return p;
}

void secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	explicit_bzero(s, sizeof(*s));
	munmap(s, sizeof(*s));
}

/* Why it could not be read, or NULL. */
static const char *fill(struct secret *s, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return strerror(errno);
	if (S_ISDIR(st.st_mode))
		return strerror(EISDIR);
	while (s->n < sizeof(s->key)) {
		ssize_t n = read(fd, s->key + s->n, sizeof(s->key) - s->n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return strerror(errno);
		if (n == 0)
			break;
		s->n += (size_t)n;
	}
	if (s->n > 0 && s->key[s->n - 1] == '\n')
		s->n--;
	if (s->n > 0 && s->key[s->n - 1] == '\r')
		s->n--;
	if (s->n == 0)
		return "the file is empty";
	return s->n > MAX_KEY ? "the file is longer than 4096 bytes" : NULL;
}

struct secret *secret_read(const char *path, const char **why)
{
	/* O_NONBLOCK: a FIFO without a writer must not stop the daemon. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		*why = strerror(errno);
		return NULL;
	}
	struct secret *s = allocate();
	*why = s != NULL ? fill(s, fd) : "no memory";
	close(fd);
	if (*why != NULL) {
		secret_free(s);
		return NULL;
	}
	return s;
}

void secret_sign(const struct secret *s, struct view a, struct view b, char out[SECRET_HEX])
{
	static const char digits[] = "0123456789abcdef";
	struct hmac_sha256_ctx ctx;
	uint8_t mac[32];

	hmac_sha256_set_key(&ctx, s->n, s->key);
	hmac_sha256_update(&ctx, a.n, (const uint8_t *)a.p);
	hmac_sha256_update(&ctx, 1, (const uint8_t *)".");
	hmac_sha256_update(&ctx, b.n, (const uint8_t *)b.p);
	hmac_sha256_digest(&ctx, sizeof(mac), mac);
	explicit_bzero(&ctx, sizeof(ctx)); /* the key can be computed with, from it */
	for (size_t i = 0; i < sizeof(mac); i++) {
		out[2 * i] = digits[mac[i] >> 4];
		out[2 * i + 1] = digits[mac[i] & 15];
	}
	out[SECRET_HEX - 1] = '\0';
}
