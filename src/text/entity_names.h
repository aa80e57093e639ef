/* HTML's names of characters (entity_data.c), sorted by byte value. */
#ifndef ENTITY_NAMES_H
#define ENTITY_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest is "CounterClockwiseContourIntegral". */
#define ENTITY_NAMES_LONGEST 31

struct entity_name {
	char name[ENTITY_NAMES_LONGEST + 1];
	uint32_t cp;
	bool bare; /* browsers accept it without a semicolon */
};

extern const struct entity_name entity_data[];
extern const size_t entity_data_size;

#endif
