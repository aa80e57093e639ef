#include <systemd/sd-journal.h>
#include <unistd.h>

#include "journal.h"
#include "sink.h"

static enum ct_err open_sink(struct sink *s, const struct conf_alert *c)
{
	(void)c;
	s->state = NULL;
	return CT_OK;
}

/* Why it could not be sent, or NULL.  sd_journal_sendv says that all is well
 * where no journal runs, so look first. */
static const char *send_fields(const struct journal_fields *f)
{
	if (access("/run/systemd/journal/socket", F_OK) != 0)
		return "no journal runs here";
	int r = sd_journal_sendv(f->v, f->n);
	return r < 0 ? strerror(-r) : NULL;
}

static enum ct_err deliver(struct sink *s, int64_t delivery, struct view json, const char *alert_id)
{
	struct journal_fields f;
	enum ct_err err = journal_fields(json, alert_id, &f);

	if (err != CT_OK) {
		sinks_end(s, delivery, false, err == CT_EINVAL, ct_strerror(err));
		return CT_OK;
	}
	const char *why = send_fields(&f);
	journal_free(&f);
	sinks_end(s, delivery, why == NULL, false, why != NULL ? why : "");
	return CT_OK;
}

static void close_sink(struct sink *s)
{
	(void)s;
}

const struct sink_type sink_journal = {open_sink, deliver, close_sink};
