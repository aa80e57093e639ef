/* A judgement in plain words: the reasons of its evidence, one a line. */
#include <jansson.h>

#include "emit.h"
#include "neutral.h"

#define LINES_MAX (1u << 20)

/* One line, whatever evidence from elsewhere holds. */
static void add_line(struct buf *b, const json_t *reason)
{
	size_t n = json_string_length(reason);
	char *p = buf_room(b, n + 1);

	if (p == NULL)
		return;
	for (size_t i = 0; i < n; i++) {
		char c = json_string_value(reason)[i];
		p[i] = c == 0x7f || (c >= 0 && c < ' ') ? ' ' : c;
	}
	p[n] = '\n';
	buf_filled(b, n + 1);
}

static enum ct_err load(const struct ct_judgement *j, json_t **out)
{
	json_error_t error;

	if (j->evidence == NULL)
		return CT_EINVAL;
	struct neutral neutral = neutral_begin();
	*out = json_loadb(j->evidence, j->evidence_size, JSON_ALLOW_NUL, &error);
	neutral_end(neutral);
	if (*out != NULL)
		return CT_OK;
	return json_error_code(&error) == json_error_out_of_memory ? CT_ENOMEM : CT_EINVAL;
}

enum ct_err ct_explain(const struct ct_judgement *j, char **out)
{
	struct buf b = BUF_INIT(LINES_MAX);
	struct emit e = emit_to(&b);
	json_t *evidence = NULL;
	enum ct_err err = load(j, &evidence);

	if (err != CT_OK)
		return err;
	const json_t *reasons = json_object_get(evidence, "reasons");
	buf_adds(&b, ct_verdict_name(j->verdict));
	buf_adds(&b, ", score ");
	emit_num(&e, NULL, j->score, 2);
	buf_addc(&b, '\n');
	for (size_t i = 0; i < json_array_size(reasons); i++)
		if (json_is_string(json_array_get(reasons, i)))
			add_line(&b, json_array_get(reasons, i));
	err = !json_is_array(reasons) ? CT_EINVAL : b.err;
	json_decref(evidence);
	if (err == CT_OK)
		*out = buf_steal(&b, NULL);
	else
		buf_free(&b);
	return err;
}
