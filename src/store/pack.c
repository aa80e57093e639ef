/*
 * A byte, then the bytes:
 *
 *	0  as they are
 *	3  zstd, without the four bytes that every frame begins with
 *	4  the same after what is known: the text's first 16 KB
 *	1  zstd, 2 zstd after the text and the phrases that evidence was made of
 *	   while it was JSON: of stores of schema 4 and before, and only read
 *
 * Level 3, no dictionary: *measured* on news of 3.2 KB 1,641 bytes in 23
 * microseconds; level 19 1,596 in 369.  A dictionary of 32 KB would save a further
 * twelfth, but has to be kept as long as the oldest text, and fits one language.
 */
#include "pack.h"

#include <stdlib.h>
#include <zstd.h>

#define LEVEL 3
#define SIZE_LIMIT ((size_t)64 << 20)
/* What is said to be longer is unpacked beside the arena first: damaged bytes may say
 * anything, and would leave no room in it for those that come then. */
#define ARENA_SURE ((size_t)1 << 20)
#define TEXT_KNOWN ((size_t)16 << 10)

/* Never to be changed: what is in stores was packed with it. */
static const char phrases[] =
    "\"2025\",\"2026\",\"2027\",\"one\",\"two\",\"three\",\"first\",\"Monday\",\"Tuesday\","
    "\"Wednesday\",\"Thursday\",\"Friday\",\"Saturday\",\"Sunday\",\"million\",\"President\","
    "\"no earlier story shares its rare words\",\"numbers or names differ inside sentences told "
    "alike\",\"the same names and rare words, told in another way\",[[\"\",\"\"],[\"\",\"\"]],"
    "\"similarity\":0.15},{\"story\":[0,1],\"earlier\":[2,3],\"similarity\":1.00},{\"story\":[4],"
    "\"earlier\":[5],\"similarity\":0.50},{\"story\":[6],\"earlier\":[7],\"similarity\":0.75},{"
    "\"story\":[8],\"earlier\":[9],\"similarity\":0.66},{\"story\":[10],\"earlier\":[10],"
    "\"similarity\":0.91},{\"reasons\":[\"100 % of the words stand word for word in the earlier "
    "story\",\"12 of 12 numbers kept\",\"no name is new\"],\"verbatim\":1.00,\"coverage\":{"
    "\"story\":1.00,\"earlier\":1.00},\"sentences\":[{\"story\":[0],\"earlier\":[0],"
    "\"similarity\":1.00}],{\"reasons\":[\"0 of 20 sentences follow the earlier story in its "
    "order\",\"10 of 12 names are new\"],\"verbatim\":0.00,\"coverage\":{\"story\":0.00,"
    "\"earlier\":0.00},\"sentences\":[],\"numbers\":{\"kept\":[],\"changed\":[],\"new\":[]},"
    "\"names\":{\"kept\":[],\"changed\":[],\"new\":[]},\"quotes\":{\"shared\":[]},\"new\":[]}";

void pack_free(struct pack *p)
{
	ZSTD_freeCCtx(p->cctx);
	ZSTD_freeDCtx(p->dctx);
	free(p->p);
	free(p->known);
	*p = (struct pack){0};
}

static bool room(struct pack *p, size_t n)
{
	if (n <= p->cap)
		return true;
	char *q = realloc(p->p, n);
	if (q == NULL)
		return false;
	p->p = q;
	p->cap = n;
	return true;
}

enum { RAW, OLD_PLAIN, OLD_EVIDENCE, PLAIN, EVIDENCE };
static const char magic[4] = {0x28, '\xb5', 0x2f, '\xfd'};

static struct view known_of(struct view text)
{
	return view_sub(text, 0, text.n < TEXT_KNOWN ? text.n : TEXT_KNOWN);
}

/* The text, and nearest to what follows the phrases. */
static enum ct_err know_phrases(struct pack *p, struct view text, struct view *known)
{
	const size_t n = sizeof(phrases) - 1, m = known_of(text).n;

	if (p->known == NULL)
		p->known = malloc(TEXT_KNOWN + n);
	if (p->known == NULL)
		return CT_ENOMEM;
	if (m > 0)
		memcpy(p->known, text.p, m);
	memcpy(p->known + m, phrases, n);
	*known = (struct view){p->known, m + n};
	return CT_OK;
}

static enum ct_err pack_as(
    struct pack *p, char kind, struct view known, struct view bytes, struct view *out)
{
	if (bytes.n > SIZE_LIMIT)
		return CT_ELIMIT;
	if (p->cctx == NULL) {
		p->cctx = ZSTD_createCCtx();
		if (p->cctx != NULL)
			ZSTD_CCtx_setParameter(p->cctx, ZSTD_c_compressionLevel, LEVEL);
	}
	if (p->cctx == NULL || !room(p, ZSTD_compressBound(bytes.n) + 1))
		return CT_ENOMEM;
	ZSTD_CCtx_reset(p->cctx, ZSTD_reset_session_only);
	/* It lasts for one frame. */
	ZSTD_CCtx_refPrefix(p->cctx, known.p, known.n);
	size_t n = ZSTD_compress2(p->cctx, p->p, p->cap, bytes.p, bytes.n);
	if (!ZSTD_isError(n) && n > sizeof(magic) && n - sizeof(magic) < bytes.n) {
		p->p[sizeof(magic) - 1] = kind; /* in the last byte's place */
		*out = (struct view){p->p + sizeof(magic) - 1, n - sizeof(magic) + 1};
		return CT_OK;
	}
	p->p[0] = RAW;
	if (bytes.n > 0)
		memcpy(p->p + 1, bytes.p, bytes.n);
	*out = (struct view){p->p, bytes.n + 1};
	return CT_OK;
}

enum ct_err pack_in(struct pack *p, struct view bytes, struct view *out)
{
	return pack_as(p, PLAIN, (struct view){NULL, 0}, bytes, out);
}

enum ct_err pack_evidence_in(struct pack *p, struct view text, struct view bytes, struct view *out)
{
	return pack_as(p, EVIDENCE, known_of(text), bytes, out);
}

/* The frame as zstd wants it; empty: no memory. */
static struct view whole_frame(struct pack *p, struct view packed)
{
	struct view rest = view_sub(packed, 1, packed.n);

	if (packed.p[0] == OLD_PLAIN || packed.p[0] == OLD_EVIDENCE)
		return rest;
	if (!room(p, rest.n + sizeof(magic)))
		return (struct view){NULL, 0};
	memcpy(p->p, magic, sizeof(magic));
	if (rest.n > 0)
		memcpy(p->p + sizeof(magic), rest.p, rest.n);
	return (struct view){p->p, rest.n + sizeof(magic)};
}

static enum ct_err unpack_after(
    struct pack *p, struct view known, struct view packed, struct arena *a, struct view *out)
{
	struct view frame = whole_frame(p, packed);

	if (frame.p == NULL)
		return CT_ENOMEM;
	unsigned long long n = ZSTD_getFrameContentSize(frame.p, frame.n);
	if (n > SIZE_LIMIT) /* unknown and error, too */
		return CT_EINVAL;
	if (p->dctx == NULL)
		p->dctx = ZSTD_createDCtx();
	if (p->dctx == NULL)
		return CT_ENOMEM;
	char *beside = n > ARENA_SURE ? malloc((size_t)n) : NULL;
	char *q = n > ARENA_SURE ? beside : arena_alloc(a, (size_t)n + 1);
	if (q == NULL)
		return CT_ENOMEM;
	ZSTD_DCtx_reset(p->dctx, ZSTD_reset_session_only);
	ZSTD_DCtx_refPrefix(p->dctx, known.p, known.n);
	bool whole = ZSTD_decompressDCtx(p->dctx, q, (size_t)n, frame.p, frame.n) == n;
	struct view v = {q, (size_t)n};
	if (whole && beside != NULL)
		v = arena_copy(a, v);
	else if (whole)
		q[n] = '\0';
	free(beside);
	if (!whole)
		return CT_EINVAL;
	if (v.p == NULL)
		return CT_ENOMEM;
	*out = v;
	return CT_OK;
}

enum ct_err pack_out(struct pack *p, struct view packed, struct arena *a, struct view *out)
{
	if (packed.n == 0)
		return CT_EINVAL;
	if (packed.p[0] == PLAIN || packed.p[0] == OLD_PLAIN)
		return unpack_after(p, (struct view){NULL, 0}, packed, a, out);
	if (packed.p[0] != RAW)
		return CT_EINVAL;
	struct view copy = arena_copy(a, view_sub(packed, 1, packed.n));
	if (copy.p == NULL)
		return CT_ENOMEM;
	*out = copy;
	return CT_OK;
}

enum ct_err pack_evidence_out(
    struct pack *p, struct view text, struct view packed, struct arena *a, struct view *out)
{
	struct view known;

	if (packed.n > 0 && packed.p[0] == EVIDENCE)
		return unpack_after(p, known_of(text), packed, a, out);
	if (packed.n == 0 || packed.p[0] != OLD_EVIDENCE)
		return pack_out(p, packed, a, out);
	enum ct_err err = know_phrases(p, text, &known);
	return err == CT_OK ? unpack_after(p, known, packed, a, out) : err;
}
