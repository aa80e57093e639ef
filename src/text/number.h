/* Numbers in running text, as values. */
#ifndef NUMBER_H
#define NUMBER_H

#include "lang.h"
#include "view.h"

/*
 * The number whose first digit is at text.p[at]: "1,200", "1.2", "1 400" (where
 * the language groups so), "22:45".  Returns its bytes and sets *value.
 */
size_t number_parse(struct view text, size_t at, enum lang lang, double *value);
/* The factor of what is written right behind a number: "bn", "k", "万"; 1 and
 * *n = 0 where there is none.  money: a currency sign stands before, so that
 * "m" means millions. */
double number_suffix(struct view text, size_t at, bool money, size_t *n);
/* A number in Chinese characters, of two and more ("一百二十") or before what is counted
 * ("六名"); 0: none. */
size_t number_parse_cjk(struct view text, size_t at, double *value);
/* The term of a value; never that of a word but by chance. */
uint32_t number_term(double value);

#endif
