/*
 * Written by tests/eval/fit_matter.c on 2026-11-22; do not edit.
 *
 *	make fit-matter
 *
 * Fitted on 1240 pairs: the best of each story with its event, and with others.
 */
#include "matter.h"

const float matter_weights[MATTER_SUMS + 1] = {
    [MATTER_NAMED] = 1.56f,
    [MATTER_NAMES] = 1.04f,
    [MATTER_PLACES] = 1.42f,
    [MATTER_WORDS] = 1.56f,
    [MATTER_CROSSED] = 1.64f,
    [MATTER_ABOUT_MORE] = 1.66f,
    [MATTER_ABOUT_LESS] = 1.10f,
    [MATTER_ENGLISH] = 1.47f,
    [MATTER_LENGTH] = 0.84f,
    [MATTER_SUMS] = -3.87f,
};
