/* Whether a sanitizer's runtime lives in this process: it needs system calls, address space
 * and a place to report to that a sandbox takes away, and sees only memory that is given back
 * to malloc.  Valgrind is told of by the command line. */
#ifndef SANITIZED_H
#define SANITIZED_H

#ifndef SANITIZED
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
