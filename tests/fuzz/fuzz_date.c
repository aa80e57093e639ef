/* Dates: whatever is read must be a year that a calendar has. */
#include <stdint.h>
#include <stdlib.h>

#include "date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t t = date_parse((struct view){(const char *)data, size});

	/* Years 0 to 9999, a day of slack for zones. */
	if (t != CT_TIME_UNKNOWN && (t < -62167219200 - 86400 || t > 253402300800 + 86400))
		abort();
	return 0;
}
