/* An OPML list: what is taken is a valid configuration, and comes back the same
 * through an export. */
#include <stdint.h>
#include <stdlib.h>

#include "conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct conf *parse(const struct buf *sections)
{
	struct buf errors = BUF_INIT((size_t)1 << 20);
	struct conf *c = NULL;
	if (conf_parse(buf_view(sections), "sections", &c, &errors) != CT_OK)
		abort();
	buf_free(&errors);
	return c;
}

static void check(const struct buf *sections)
{
	struct buf opml = BUF_INIT((size_t)64 << 20), again = BUF_INIT((size_t)64 << 20);
	struct buf errors = BUF_INIT((size_t)1 << 20);
	struct conf *c = parse(sections);
	conf_opml_export(c, &opml);
	if (conf_opml_import(buf_view(&opml), "export", &again, &errors) != CT_OK)
		abort();
	struct conf *d = parse(&again);
	if (c->nfeeds != d->nfeeds)
		abort();
	conf_free(c);
	conf_free(d);
	buf_free(&opml);
	buf_free(&again);
	buf_free(&errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf sections = BUF_INIT((size_t)64 << 20), errors = BUF_INIT((size_t)4 << 20);
	struct view opml = {(const char *)data, size};
	enum ct_err err = conf_opml_import(opml, "fuzz", &sections, &errors);
	if (err == CT_OK || err == CT_EINVAL)
		check(&sections);
	if (err == CT_EINVAL && errors.n == 0)
		abort();
	buf_free(&sections);
	buf_free(&errors);
	return 0;
}
