/* What keeps the hashes of different things apart: where one changes, fingerprints do. */
#ifndef SEEDS_H
#define SEEDS_H

enum seed {
	SEED_CROSS = 77, /* of a word: what cognates share */
	SEED_SOUND,      /* of a name: how it sounds */
	SEED_NUMBER,     /* of a number: its value */
	SEED_CJK,        /* of a pair of characters, or a word without spaces */
	SEED_PAIR        /* of two terms in one sentence */
};

#endif
