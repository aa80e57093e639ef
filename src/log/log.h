/*
 * The daemon's log: structured to the journal where stderr is connected to it,
 * else one line each to stderr.  Control characters never pass.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

#include "view.h"

enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7
};

/* By its name: "error", "warning", "info", "debug"; info where it is none of them. */
enum log_level log_level_of(const char *name);
void log_set_level(enum log_level level);
/* One message; feed may be NULL.  Safe from any thread. */
void log_msg(enum log_level level, const char *feed, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
#define log_error(...) log_msg(LOG_LEVEL_ERROR, NULL, __VA_ARGS__)
#define log_warning(...) log_msg(LOG_LEVEL_WARNING, NULL, __VA_ARGS__)
#define log_info(...) log_msg(LOG_LEVEL_INFO, NULL, __VA_ARGS__)
#define log_debug(...) log_msg(LOG_LEVEL_DEBUG, NULL, __VA_ARGS__)
bool log_to_journal(void); /* is stderr the journal's? */

#endif
