#include "origin.h"

#include "copytaster.h"

int64_t origin_told(int64_t published, int64_t came, int64_t read, int64_t backdate)
{
	if (published == CT_TIME_UNKNOWN || published > came || published < came - backdate ||
	    read > came)
		return came;
	return published > read ? published : read;
}
