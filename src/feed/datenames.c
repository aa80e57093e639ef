#include "datenames.h"

#include <stdint.h>

#include "count.h"

/*
 * A stem matches any word that begins with it, so "sept", "september" and
 * "septembre" are one row.  Words that only look like months ("mardi",
 * "martes": Tuesday) come before the stems they would match.
 */
struct stem {
	const char *stem;
	int8_t month; /* 0: no month after all */
};

static const struct stem stems[] = {
    /* Weekdays that begin like months. */
    {"mardi", 0},
    {"martes", 0},
    {"marted", 0},
    {"maandag", 0},
    {"marți", 0},
    {"sonn", 0},
    {"sund", 0},
    /* Latin script: en de fr es pt it (and what shares their stems). */
    {"jan", 1},
    {"jän", 1},
    {"jaen", 1},
    {"janv", 1},
    {"ene", 1},
    {"gen", 1},
    {"feb", 2},
    {"fév", 2},
    {"fev", 2},
    {"feber", 2},
    {"mar", 3},
    {"mär", 3},
    {"mrz", 3},
    {"mrt", 3},
    {"maart", 3},
    {"maerz", 3},
    {"apr", 4},
    {"avr", 4},
    {"abr", 4},
    {"may", 5},
    {"mai", 5},
    {"mag", 5},
    {"mayo", 5},
    {"mei", 5},
    {"jun", 6},
    {"juin", 6},
    {"giu", 6},
    {"jul", 7},
    {"juil", 7},
    {"lug", 7},
    {"aug", 8},
    {"aoû", 8},
    {"aou", 8},
    {"ago", 8},
    {"sep", 9},
    {"set", 9},
    {"oct", 10},
    {"okt", 10},
    {"out", 10},
    {"ott", 10},
    {"nov", 11},
    {"dec", 12},
    {"dez", 12},
    {"déc", 12},
    {"dic", 12},
    /* Russian and Ukrainian. */
    {"янв", 1},
    {"січ", 1},
    {"фев", 2},
    {"лют", 2},
    {"мар", 3},
    {"бер", 3},
    {"апр", 4},
    {"кві", 4},
    {"мая", 5},
    {"май", 5},
    {"тра", 5},
    {"июн", 6},
    {"чер", 6},
    {"июл", 7},
    {"лип", 7},
    {"авг", 8},
    {"сер", 8},
    {"сен", 9},
    {"вер", 9},
    {"окт", 10},
    {"жов", 10},
    {"ноя", 11},
    {"лис", 11},
    {"дек", 12},
    {"гру", 12},
    /* Arabic: Egypt and the Gulf, the Maghreb, the Levant (of whose double
     * names the second word tells; see datenames_find). */
    {"يناير", 1},
    {"جانفي", 1},
    {"فبراير", 2},
    {"فيفري", 2},
    {"شباط", 2},
    {"مارس", 3},
    {"آذار", 3},
    {"اذار", 3},
    {"أبريل", 4},
    {"ابريل", 4},
    {"إبريل", 4},
    {"أفريل", 4},
    {"نيسان", 4},
    {"مايو", 5},
    {"ماي", 5},
    {"أيار", 5},
    {"ايار", 5},
    {"يونيو", 6},
    {"يونيه", 6},
    {"جوان", 6},
    {"حزيران", 6},
    {"يوليو", 7},
    {"يوليه", 7},
    {"جويلية", 7},
    {"تموز", 7},
    {"أغسطس", 8},
    {"اغسطس", 8},
    {"غشت", 8},
    {"أوت", 8},
    {"آب", 8},
    {"سبتمبر", 9},
    {"شتنبر", 9},
    {"أيلول", 9},
    {"ايلول", 9},
    {"أكتوبر", 10},
    {"اكتوبر", 10},
    {"نوفمبر", 11},
    {"نونبر", 11},
    {"ديسمبر", 12},
    {"دجنبر", 12},
    {"كانون", 12},
    {"تشرين", 10},
    /* Greek and Hungarian, which old readers knew, too. */
    {"ιαν", 1},
    {"φεβ", 2},
    {"φεύ", 2},
    {"μάρ", 3},
    {"μαρ", 3},
    {"απρ", 4},
    {"μάι", 5},
    {"μαΐ", 5},
    {"μαϊ", 5},
    {"μαι", 5},
    {"ιού", 6},
    {"ιούλ", 7},
    {"ιουν", 6},
    {"ιουλ", 7},
    {"ιολ", 7},
    {"αύγ", 8},
    {"αυγ", 8},
    {"σεπ", 9},
    {"οκτ", 10},
    {"νοέ", 11},
    {"νοε", 11},
    {"δεκ", 12},
    {"ápr", 4},
    {"máj", 5},
    {"maj", 5},
    {"jún", 6},
    {"júl", 7},
    {"szept", 9},
    {"már", 3},
};

/* Minutes east of UTC.  Where letters mean two zones, the one news uses more. */
struct zone {
	const char *name;
	int16_t minutes;
};

static const struct zone zones[] = {
    {"z", 0},
    {"ut", 0},
    {"utc", 0},
    {"gmt", 0},
    {"wet", 0},
    {"west", 60},
    {"bst", 60},
    {"cet", 60},
    {"met", 60},
    {"mez", 60},
    {"cest", 120},
    {"mest", 120},
    {"mesz", 120},
    {"eet", 120},
    {"sast", 120},
    {"cat", 120},
    {"eest", 180},
    {"msk", 180},
    {"eat", 180},
    {"trt", 180},
    {"ast", -240},
    {"msd", 240},
    {"gst", 240},
    {"irst", 210},
    {"pkt", 300},
    {"ist", 330},
    {"npt", 345},
    {"wib", 420},
    {"ict", 420},
    {"sgt", 480},
    {"hkt", 480},
    {"awst", 480},
    {"pht", 480},
    {"jst", 540},
    {"kst", 540},
    {"acst", 570},
    {"acdt", 630},
    {"aest", 600},
    {"aedt", 660},
    {"nzst", 720},
    {"nzdt", 780},
    {"nst", -210},
    {"ndt", -150},
    {"adt", -180},
    {"brt", -180},
    {"art", -180},
    {"clt", -240},
    {"edt", -240},
    {"est", -300},
    {"et", -300},
    {"cot", -300},
    {"pet", -300},
    {"cdt", -300},
    {"cst", -360},
    {"ct", -360},
    {"mdt", -360},
    {"mst", -420},
    {"mt", -420},
    {"pdt", -420},
    {"pst", -480},
    {"pt", -480},
    {"akdt", -480},
    {"akst", -540},
    {"hst", -600},
    {"hast", -600},
    {"hadt", -540},
};

struct unit {
	const char *text;
	uint8_t kind;
	int8_t value;
};

static const struct unit units[] = {
    {"年", DATEWORD_YEAR, 0},
    {"년", DATEWORD_YEAR, 0},
    {"月", DATEWORD_MOON, 0},
    {"월", DATEWORD_MOON, 0},
    {"日", DATEWORD_DAY, 0},
    {"号", DATEWORD_DAY, 0},
    {"號", DATEWORD_DAY, 0},
    {"일", DATEWORD_DAY, 0},
    {"時", DATEWORD_HOUR, 0},
    {"时", DATEWORD_HOUR, 0},
    {"点", DATEWORD_HOUR, 0},
    {"點", DATEWORD_HOUR, 0},
    {"시", DATEWORD_HOUR, 0},
    {"分", DATEWORD_MINUTE, 0},
    {"분", DATEWORD_MINUTE, 0},
    {"秒", DATEWORD_SECOND, 0},
    {"초", DATEWORD_SECOND, 0},
    {"上午", DATEWORD_HALF, 0},
    {"午前", DATEWORD_HALF, 0},
    {"오전", DATEWORD_HALF, 0},
    {"下午", DATEWORD_HALF, 12},
    {"午後", DATEWORD_HALF, 12},
    {"오후", DATEWORD_HALF, 12},
};

size_t datenames_unit(struct view v, enum dateword *kind, int *value)
{
	for (size_t i = 0; i < COUNT(units); i++) {
		struct view text = view_of(units[i].text);

		if (!view_starts(v, text))
			continue;
		*kind = (enum dateword)units[i].kind;
		*value = units[i].value;
		return text.n;
	}
	return 0;
}

bool datenames_zone(struct view name, int *minutes)
{
	for (size_t i = 0; i < COUNT(zones); i++)
		if (name.n > 0 && name.p[0] == zones[i].name[0] && view_is(name, zones[i].name)) {
			*minutes = zones[i].minutes;
			return true;
		}
	return false;
}

enum dateword datenames_find(struct view word, int *value)
{
	*value = 0;
	if (word.n == 0)
		return DATEWORD_NONE;
	if (view_is(word, "am") || view_is(word, "a.m.") || view_is(word, "ص"))
		return DATEWORD_HALF;
	if (view_is(word, "pm") || view_is(word, "p.m.") || view_is(word, "م")) {
		*value = 12;
		return DATEWORD_HALF;
	}
	if (datenames_zone(word, value))
		return DATEWORD_ZONE;
	/* The longest stem wins: "juin" over "jui", "mardi" over "mar". */
	const struct stem *best = NULL;
	size_t len = 0;
	for (size_t i = 0; i < COUNT(stems); i++) {
		struct view stem = view_of(stems[i].stem);

		if (stem.n > len && stem.p[0] == word.p[0] && view_starts(word, stem)) {
			best = &stems[i];
			len = stem.n;
		}
	}
	if (best == NULL || best->month == 0)
		return DATEWORD_NONE;
	*value = best->month;
	return DATEWORD_MONTH;
}
