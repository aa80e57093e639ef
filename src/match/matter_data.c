/*
 * Written by tests/eval/fit_matter.c on 2026-11-22; do not edit.
 *
 *	make fit-matter
 *
 * Fitted on 1354 pairs: the best of each story with its event, and with others.
 */
#include "matter.h"

const float matter_weights[MATTER_SUMS + 1] = {
    [MATTER_NAMES] = 1.64f,
    [MATTER_BOTH] = 2.73f,
    [MATTER_CROSSED] = 1.23f,
    [MATTER_TITLE] = 1.69f,
    [MATTER_SPREAD] = 1.26f,
    [MATTER_NUMBERS] = 1.77f,
    [MATTER_WEAKEST] = 1.31f,
    [MATTER_ELSEWHERE] = 1.15f,
    [MATTER_OUTLET] = 0.98f,
    [MATTER_ENGLISH] = 1.18f,
    [MATTER_LENGTH] = 0.83f,
    [MATTER_SUMS] = -4.20f,
};
