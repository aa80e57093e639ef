/*
 * What the demo and the system tests stand on: a temporary directory with the
 * test server, a configuration, and the real copytasterd.
 *
 *	DIR/www           the server's root
 *	DIR/requests      its record of requests, JSON Lines
 *	DIR/posts         its record of POSTs
 *	DIR/copytaster.conf, DIR/store.db, DIR/control.sock
 *	DIR/notify        what it says by sd_notify comes here
 *	DIR/daemon.log    the daemon's standard error, of all its runs
 *
 * Whatever goes wrong here is told by rig_fail, which does not come back.
 */
#ifndef RIG_H
#define RIG_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#include "buf.h"

struct rig {
	char dir[64];
	const char *build; /* where the programs are */
	unsigned port;     /* the server's */
	pid_t httpd, daemon;
	int notify; /* socket of sd_notify, or -1 */
};

/* Ends the program, or the test where somebody set it to do so. */
extern void (*rig_fail)(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* "FEEDS:ENTRIES" that the server generates below /g/. */
extern const char *rig_generated;

/* A directory with the server running; build: where the programs lie; root:
 * what is served (NULL: DIR/www). */
struct rig *rig_new(const char *build, const char *root);
/* Ends what runs, removes the directory (unless $KEEP is set), frees. */
void rig_free(struct rig *r);

/* Writes DIR/name, whole or not at all. */
void rig_write(const struct rig *r, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void rig_remove(const struct rig *r, const char *name);
bool rig_exists(const struct rig *r, const char *name);
/* The bytes of DIR/name, malloc'd, NUL-terminated; "" where there is no such file. */
char *rig_read(const struct rig *r, const char *name);
/* Writes DIR/copytaster.conf: [daemon] with the paths, then this. */
void rig_config(const struct rig *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same from a file, its @PORT@ and @DIR@ replaced; how many [feed]s it has. */
unsigned rig_config_from(const struct rig *r, const char *path);

/* Starts the daemon and waits until it says READY, as it would to systemd. */
void rig_daemon(struct rig *r);
/* The same without waiting. */
void rig_daemon_spawn(struct rig *r);
/* Sends the signal (0: none), waits up to so many ms for the daemon's end; its
 * exit status, 128 + signal, or -1: still running. */
int rig_daemon_end(struct rig *r, int sig, int ms);
/* Is it (still) running? */
bool rig_daemon_runs(struct rig *r);

/* Runs BUILD/argv[0] to its end, at most 30 s; its exit status. out and err may
 * be NULL. */
int rig_run(const struct rig *r, struct buf *out, struct buf *err, const char *const *argv);
#define RIG_RUN(r, out, err, ...) rig_run(r, out, err, (const char *const[]){__VA_ARGS__, NULL})

/* Starts BUILD/argv[0] with its output into DIR/name, and goes on; the caller ends it. */
pid_t rig_start(const struct rig *r, const char *name, const char *const *argv);
#define RIG_START(r, name, ...) rig_start(r, name, (const char *const[]){__VA_ARGS__, NULL})

/* Does somebody listen on the control socket? */
bool rig_listens(const struct rig *r);
/* Asks the daemon on its control socket, {"cmd":"status"} and so on; the answer's
 * lines as an array. */
json_t *rig_ask(const struct rig *r, const char *question);

/* DIR/name, a JSON object a line, as an array (json_decref it); a torn last
 * line is left out. */
json_t *rig_lines(const struct rig *r, const char *name);
/* Requests for a path (without its query) so far; the nth (from 0) or NULL. */
size_t rig_requests(const struct rig *r, const char *path);
json_t *rig_request(const struct rig *r, const char *path, size_t n);

void rig_sleep(int ms);
int64_t rig_now_ms(void);
/* How many times longer to wait, for programs that a sanitizer slows: $RIG_PATIENCE. */
int rig_patience(void);

/* Waits until the condition holds; fails after so many seconds. */
#define RIG_WAIT(r, seconds, condition)                                                         \
	for (int64_t rig_end = rig_now_ms() + (seconds)*1000 * rig_patience(); !(condition);) { \
		if (rig_now_ms() > rig_end)                                                     \
			rig_fail("%s:%d: waited %d s in vain for: %s", __FILE__, __LINE__,      \
			    (int)(seconds), #condition);                                        \
		rig_sleep(20);                                                                  \
	}

#endif
