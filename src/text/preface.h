/* What a rewriting machine says of its answer before it: "Here is a polished version:". */
#ifndef PREFACE_H
#define PREFACE_H

#include "view.h"

/* Bytes of it that text begins with, what parts it from the story included; mostly 0. */
size_t preface_length(struct view text);

#endif
