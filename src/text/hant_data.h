/* What hant_data.c holds; its tables are written by tests/eval/hant.py. */
#ifndef HANT_DATA_H
#define HANT_DATA_H

#include <stddef.h>
#include <stdint.h>

#define HANT_PAIRS 2848

/* Both are of the basic plane. */
struct hant_pair {
	uint16_t traditional, simplified;
};

extern const struct hant_pair hant_pairs[HANT_PAIRS]; /* by `traditional` */

#endif
