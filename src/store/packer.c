#include "packer.h"

#include "record.h"

#define RECORD_MAX ((size_t)32 << 20)

void packer_init(struct packer *p)
{
	*p = (struct packer){.record = BUF_INIT(RECORD_MAX)};
}

void packer_free(struct packer *p)
{
	pack_free(&p->pack);
	buf_free(&p->record);
}

enum ct_err packer_item(struct packer *p, const struct item *it, struct view *out)
{
	buf_clear(&p->record);
	record_put(&p->record, it);
	return p->record.err != CT_OK ? p->record.err
				      : pack_in(&p->pack, buf_view(&p->record), out);
}
