/*
 * Character sets of documents from the web: found in the order byte order
 * mark, Content-Type, declaration in the document, guess; made UTF-8 by iconv.
 *
 * glibc loads converters from files when they are first used.  A process that
 * is about to lose its files keeps them with charset_preload: as long as one
 * descriptor is open, opening another of the same set reads no file.
 */
#ifndef CHARSET_H
#define CHARSET_H

#include "buf.h"
#include "view.h"

#define CHARSET_NAME 40

struct charset {
	char name[CHARSET_NAME]; /* what to hand to charset_decode: "UTF-8", "WINDOWS-1251" */
	size_t bom;              /* bytes of a mark at the start, to be skipped */
	const char *wrong;       /* why the label was not believed (a static string), or NULL */
};

/* content_type is the header's value, perhaps empty.  files: converters may be
 * loaded from files, so that every set is read that iconv knows.  The document
 * may turn out not to be what it says; "UTF-8" is not yet checked, see
 * charset_repair. */
void charset_detect(struct view doc, struct view content_type, bool files, struct charset *cs);
bool charset_is_utf8(const struct charset *cs);
/* Appends doc as UTF-8; bytes that mean nothing become U+FFFD.  CT_EINVAL
 * where nothing converts from that set. */
enum ct_err charset_decode(struct buf *out, struct view doc, const char *name);
/* Appends doc, which claims to be UTF-8, with every byte that is not read as
 * Windows-1252.  Number of those bytes. */
size_t charset_repair(struct buf *out, struct view doc);

/* All three in one: appends doc, less its mark, as UTF-8.  Errors as charset_decode's. */
enum ct_err charset_to_utf8(struct buf *out, struct view doc, struct view content_type, bool files);

struct charset_preloaded;
/* Opens a converter of every set in use on the web; NULL without memory. */
struct charset_preloaded *charset_preload(void);
void charset_unload(struct charset_preloaded *p);

#endif
