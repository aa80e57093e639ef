/* The words in dates: months in eleven languages, zones, halves of the day, units. */
#ifndef DATENAMES_H
#define DATENAMES_H

#include "view.h"

enum dateword {
	DATEWORD_NONE,
	DATEWORD_MONTH,  /* value: 1 to 12 */
	DATEWORD_ZONE,   /* value: minutes east of UTC */
	DATEWORD_HALF,   /* value: 0 a.m., 12 p.m. */
	DATEWORD_YEAR,   /* the unit of the number before: 年 */
	DATEWORD_MOON,   /* 月 */
	DATEWORD_DAY,    /* 日 */
	DATEWORD_HOUR,   /* 時 */
	DATEWORD_MINUTE, /* 分 */
	DATEWORD_SECOND, /* 秒 */
};

/* Minutes east of UTC of a zone's name (in lower case); false where it is none. */
bool datenames_zone(struct view name, int *minutes);
/* What word (in lower case) means. */
enum dateword datenames_find(struct view word, int *value);
/* Length of the unit or half of the day that v begins with, in scripts without blanks; or 0. */
size_t datenames_unit(struct view v, enum dateword *kind, int *value);

#endif
