/* How many elements an array has. */
#ifndef COUNT_H
#define COUNT_H

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* The two arguments of who takes a list and its length. */
#define LISTED(array) (array), COUNT(array)

#endif
