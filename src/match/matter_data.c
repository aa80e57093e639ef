/*
 * Written by tests/eval/fit_matter.c on 2026-11-22; do not edit.
 *
 *	make fit-matter
 */
#include "matter.h"

const float matter_weights[MATTER_SUMS + 1] = {
    [MATTER_NAMED] = 1.93f,
    [MATTER_NAMES] = 0.91f,
    [MATTER_PLACES] = 1.46f,
    [MATTER_WORDS] = 1.53f,
    [MATTER_CROSSED] = 1.92f,
    [MATTER_ABOUT_MORE] = 1.79f,
    [MATTER_ABOUT_LESS] = 1.05f,
    [MATTER_ENGLISH] = 1.83f,
    [MATTER_LENGTH] = 0.69f,
    [MATTER_SUMS] = -3.91f,
};
