/*
 * An alert file.  A line is said to be delivered only once it is on the disk;
 * lines of one turn of the loop share one fdatasync.
 */
#include <stdio.h>

#include "jsonl.h"
#include "sink.h"

static enum ct_err open_sink(struct sink *s, const struct conf_alert *c)
{
	s->state = jsonl_get(sinks_files_of(s), c->path);
	return s->state != NULL ? CT_OK : CT_ENOMEM;
}

static enum ct_err deliver(struct sink *s, int64_t delivery, struct view json, const char *alert_id)
{
	const char *why = "";
	char told[512];
	enum ct_err err = jsonl_append(s->state, json, view_of(alert_id), s, delivery, &why);

	if (err == CT_OK)
		sinks_sync_soon(s);
	if (err != CT_EIO)
		return err;
	snprintf(told, sizeof(told), "%s: %s", jsonl_path(s->state), why);
	sinks_end(s, delivery, false, false, told);
	return CT_OK;
}

static void close_sink(struct sink *s)
{
	jsonl_put(s->state);
}

const struct sink_type sink_file = {open_sink, deliver, close_sink};
