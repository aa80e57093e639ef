/*
 * The fingerprint of a story: what the store indexes, made once, in parallel,
 * and kept for years.  It depends on the story alone (no learned counts), and
 * `version` changes whenever the same story would give another one.
 */
#ifndef FINGERPRINT_H
#define FINGERPRINT_H

#include "buf.h"
#include "doc.h"

#define FINGERPRINT_VERSION 6
#define FINGERPRINT_KEYS_MAX 128

struct fingerprint {
	uint32_t version;
	uint64_t body[2]; /* XXH3-128 of the normalized text: equal bodies are copies */
	uint32_t words;   /* tokens that count */
	uint32_t nkeys;
	uint32_t keys[FINGERPRINT_KEYS_MAX]; /* for the inverted index, strongest first */
};

void fingerprint_make(const struct doc *d, struct fingerprint *out);
/* Flat bytes, for messages and the store; decode reads hostile bytes. */
void fingerprint_encode(const struct fingerprint *fp, struct buf *out);
enum ct_err fingerprint_decode(struct cursor *c, struct fingerprint *out);

#endif
