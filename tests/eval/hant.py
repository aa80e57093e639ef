#!/usr/bin/python3
"""usage: hant.py >src/text/hant_data.c

Writes which character of simplified Chinese stands for one of traditional Chinese, as
ICU's transliterator Hant-Hans has it (uconv, of Debian's icu-devtools; Unicode's data).
"""
import datetime
import subprocess

FIRST, LAST = 0x3400, 0x9FFF

signs = [chr(c) for c in range(FIRST, LAST + 1)]
said = subprocess.run(["uconv", "-f", "utf-8", "-t", "utf-8", "-x", "Hant-Hans"],
                      input="\n".join(signs).encode(), stdout=subprocess.PIPE, check=True)
pairs = {a: b for a, b in zip(signs, said.stdout.decode().split("\n")) if a != b}
pairs = {a: b for a, b in pairs.items() if len(b) == 1 and b not in pairs}
# Simplified Chinese writes these, too (著名, 乾隆).
for a in "著乾":
    del pairs[a]

print(f"""/*
 * Written by tests/eval/hant.py on {datetime.date.today()}; do not edit.
 *
 *	make fit-hant
 */
#include "hant_data.h"

/* clang-format off */
const struct hant_pair hant_pairs[HANT_PAIRS] = {{""")
row = []
for a, b in sorted(pairs.items()):
    row.append(f"{{{ord(a):#06x}, {ord(b):#06x}}},")
    if len(row) == 5:
        print("    " + " ".join(row))
        row = []
if row:
    print("    " + " ".join(row))
print("};\n/* clang-format on */")
