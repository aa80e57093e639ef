/* Letters folded, and words made alike across alphabets. */
#ifndef TRANSLIT_H
#define TRANSLIT_H

#include "view.h"

#define TRANSLIT_MAX 24

/* Lower case; ё is е; what never tells words apart (tashkeel, tatweel, soft
 * hyphens) is 0: to be left out. */
uint32_t translit_fold(uint32_t cp);
/* Lower case, and nothing else. */
uint32_t translit_lower(uint32_t cp);
/* A capital: what folds to another letter for other reasons (ё, hamza) is none. */
bool translit_is_upper(uint32_t cp);
/* The folded word in plain Latin letters and digits, clipped; 0 where its
 * script is neither Latin nor Cyrillic nor Arabic nor Greek. */
size_t translit_latin(struct view folded, char out[TRANSLIT_MAX]);
/* Equal for cognates in two languages of one script ("patients", "Patienten"):
 * a hash of the first six letters; 0 for words under four. */
uint32_t translit_cross(const char *latin, size_t n);
/* Equal for a name in two scripts, mostly ("Putin", "Путин"): a hash of its
 * consonants by the way they sound; 0 where too few remain. */
uint32_t translit_sound(const char *latin, size_t n);

#endif
