#include "idf_table.h"

/* Terms are hashes, spread evenly: the place of one is known to within a few. */
int idf_table_level(uint32_t term)
{
	uint32_t key = term >> 8, n = idf_table_size;

	if (n == 0)
		return -1;
	uint32_t i = (uint32_t)(((uint64_t)term * n) >> 32);
	while (i > 0 && idf_table_data[i] >> 8 >= key)
		i--;
	while (i < n && idf_table_data[i] >> 8 < key)
		i++;
	if (i == n || idf_table_data[i] >> 8 != key)
		return -1;
	return (int)(idf_table_data[i] & 255);
}
