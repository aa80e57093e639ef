/*
 * A message goes to the journal as fields (PRIORITY, MESSAGE, FEED), where
 * stderr is the journal's stream, else to stderr as one line in one write(2):
 *
 *	warning: feed lemonde: HTTP 503, next try in 20 minutes
 *
 * Names and messages carry bytes from the network.  Control characters, what
 * turns the direction of writing, and what is no UTF-8 become \x1b, \u202e.
 */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include "buf.h"
#include "log.h"
#include "count.h"
#include "utf8.h"

#define MESSAGE_MAX 4096 /* bytes of a message, before escapes */
#define NAME_MAX_LEN 256 /* and of a feed's name */

static atomic_int max_level = LOG_LEVEL_INFO;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool journal;

/* systemd tells a service which device and inode its stream to the journal
 * has; a redirected stderr has others. */
static void find_journal(void)
{
	const char *s = getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;
	char end;
	journal = s != NULL && sscanf(s, "%llu:%llu%c", &dev, &ino, &end) == 2 &&
		  fstat(STDERR_FILENO, &st) == 0 && st.st_dev == dev && st.st_ino == ino;
}

bool log_to_journal(void)
{
	pthread_once(&once, find_journal);
	return journal;
}

enum log_level log_level_of(const char *name)
{
	static const struct {
		const char *name;
		enum log_level level;
	} levels[] = {
	    {"error", LOG_LEVEL_ERROR},
	    {"warning", LOG_LEVEL_WARNING},
	    {"info", LOG_LEVEL_INFO},
	    {"debug", LOG_LEVEL_DEBUG},
	};

	for (size_t i = 0; i < COUNT(levels); i++)
		if (strcmp(name, levels[i].name) == 0)
			return levels[i].level;
	return LOG_LEVEL_INFO;
}

void log_set_level(enum log_level level)
{
	atomic_store_explicit(&max_level, (int)level, memory_order_relaxed);
}

static bool is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Room for the longest message and name, each byte escaped: no allocation, so
 * that "out of memory" can be told. */
struct line {
	char p[4 * (MESSAGE_MAX + NAME_MAX_LEN) + 64];
	size_t n;
};

static void put_bytes(struct line *to, const char *p, size_t n)
{
	memcpy(to->p + to->n, p, n);
	to->n += n;
}

static void put_plain(struct line *to, const char *s)
{
	put_bytes(to, s, strlen(s));
}

static void put_hex(struct line *to, char kind, uint32_t c, int digits)
{
	static const char hex[] = "0123456789abcdef";
	to->p[to->n++] = '\\';
	to->p[to->n++] = kind;
	while (digits-- > 0)
		to->p[to->n++] = hex[c >> 4 * digits & 15];
}

static void put_text(struct line *to, struct view v)
{
	for (size_t i = 0, from = 0; i < v.n; from = i) {
		uint32_t c = utf8_next(v, &i);
		bool bad = c == UTF8_REPLACEMENT && (i - from != 3 || v.p[from] != '\xef');
		for (; bad && from < i; from++)
			put_hex(to, 'x', (unsigned char)v.p[from], 2);
		if (is_hidden(c))
			put_hex(to, c < 0x80 ? 'x' : 'u', c, c < 0x80 ? 2 : 4);
		else
			put_bytes(to, v.p + from, i - from);
	}
}

static void to_stderr(struct line *s)
{
	s->p[s->n++] = '\n';
	while (write(STDERR_FILENO, s->p, s->n) < 0 && errno == EINTR)
		;
}

static bool to_journal(enum log_level level, const char *feed, const char *text)
{
	struct line message, name; /* not initialized: large */
	char priority[] = "PRIORITY=0";
	struct iovec v[3];
	message.n = name.n = 0;
	priority[sizeof(priority) - 2] = (char)('0' + (int)level);
	put_plain(&message, "MESSAGE=");
	put_text(&message, view_of(text));
	put_plain(&name, "FEED=");
	if (feed != NULL)
		put_text(&name, utf8_clip(view_of(feed), NAME_MAX_LEN));
	v[0] = (struct iovec){message.p, message.n};
	v[1] = (struct iovec){priority, sizeof(priority) - 1};
	v[2] = (struct iovec){name.p, name.n};
	return sd_journal_sendv(v, feed != NULL ? 3 : 2) >= 0;
}

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR:
		return "error: ";
	case LOG_LEVEL_WARNING:
		return "warning: ";
	case LOG_LEVEL_INFO:
		return "info: ";
	case LOG_LEVEL_DEBUG:
		return "debug: ";
	}
	return "";
}

void log_msg(enum log_level level, const char *feed, const char *fmt, ...)
{
	int saved = errno;
	char text[MESSAGE_MAX + 1];
	va_list ap;
	if ((int)level > atomic_load_explicit(&max_level, memory_order_relaxed))
		return;
	va_start(ap, fmt);
	errno = saved; /* for %m */
	if (vsnprintf(text, sizeof(text), fmt, ap) < 0)
		text[0] = '\0';
	va_end(ap);
	if (!log_to_journal() || !to_journal(level, feed, text)) {
		struct line s;
		s.n = 0;
		put_plain(&s, level_name(level));
		if (feed != NULL) {
			put_plain(&s, "feed ");
			put_text(&s, utf8_clip(view_of(feed), NAME_MAX_LEN));
			put_plain(&s, ": ");
		}
		put_text(&s, view_of(text));
		to_stderr(&s);
	}
	errno = saved;
}
