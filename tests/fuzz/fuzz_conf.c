/* A configuration: what is taken is dumped, and the dump gives the same again. */
#include <stdint.h>
#include <stdlib.h>

#include "conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE_MAX_BYTES = 8192 };

/* Each error is a line that begins with the file and a number. */
static void check_errors(struct view errors)
{
	if (errors.n == 0 || errors.p[errors.n - 1] != '\n')
		abort();
	while (errors.n > 0) {
		struct view line = view_sub(errors, 0, view_chr(errors, '\n'));
		if (!view_starts(line, VIEW_LIT("fuzz:")) || view_chr(line, '\0') != SIZE_MAX ||
		    view_chr(line, '\x1b') != SIZE_MAX)
			abort();
		errors = view_sub(errors, line.n + 1, SIZE_MAX);
	}
}

static bool has_long_line(struct view v)
{
	while (v.n > 0) {
		size_t end = view_chr(v, '\n');
		if (end > LINE_MAX_BYTES)
			return true;
		v = view_sub(v, end + 1, SIZE_MAX);
	}
	return false;
}

static void check_dump(const struct conf *c)
{
	struct buf one = BUF_INIT((size_t)64 << 20), two = BUF_INIT((size_t)64 << 20);
	struct buf errors = BUF_INIT((size_t)1 << 20);
	struct conf *again = NULL;
	conf_dump(c, &one);
	if (!has_long_line(buf_view(&one))) { /* quoting may have made one */
		if (conf_parse(buf_view(&one), "dump", &again, &errors) != CT_OK)
			abort();
		conf_dump(again, &two);
		if (!view_eq(buf_view(&one), buf_view(&two)))
			abort();
	}
	conf_free(again);
	buf_free(&one);
	buf_free(&two);
	buf_free(&errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf errors = BUF_INIT((size_t)4 << 20);
	struct conf *c = NULL;
	struct view text = {(const char *)data, size};
	enum ct_err err = conf_parse(text, "fuzz", &c, &errors);
	if ((err == CT_OK) != (c != NULL))
		abort();
	if (err == CT_EINVAL)
		check_errors(buf_view(&errors));
	if (c != NULL)
		check_dump(c);
	conf_free(c);
	buf_free(&errors);
	return 0;
}
