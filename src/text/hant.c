/*
 * Taiwan and Hong Kong write 澜溪市市長賈文斌說 for 澜溪市市长贾文斌说.  Characters are
 * folded one by one (2,848 pairs, 11 KB), for Chinese alone: Japanese has signs of both
 * kinds.  A word that is another one there (軟體, 软件) stays another.
 *
 * A binary search: twelve steps a character of Chinese.
 */
#include "hant.h"

#include "hant_data.h"

uint32_t hant_fold(uint32_t cp)
{
	size_t low = 0, high = HANT_PAIRS;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (hant_pairs[mid].traditional < cp)
			low = mid + 1;
		else
			high = mid;
	}
	return low < HANT_PAIRS && hant_pairs[low].traditional == cp ? hant_pairs[low].simplified
								     : cp;
}
