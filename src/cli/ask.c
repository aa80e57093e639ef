#include "ask.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "ago.h"
#include "cli.h"
#include "conf.h"
#include "plain.h"
#include "rfc3339.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif
#define CONFIG SYSCONFDIR "/copytaster/copytaster.conf"
#define CONTROL "/run/copytaster/control.sock"

struct ask ask_new(const char *usage)
{
	return (struct ask){
	    .usage = usage, .wait = 60, .now = time(NULL), .opts = render_opts_of(stdout)};
}

static bool end(struct ask *a, int status)
{
	a->status = status;
	return false;
}

bool ask_option(struct ask *a, int c)
{
	switch (c) {
	case 'c':
		a->config = optarg;
		return true;
	case 'S':
		a->socket = optarg;
		return true;
	case 'j':
		a->json = true;
		return true;
	case 'h':
		fputs(a->usage, stdout);
		return end(a, 0);
	default:
		fprintf(stderr, "%.*s\n", (int)strcspn(a->usage, "\n"), a->usage);
		return end(a, 2);
	}
}

bool ask_arguments(struct ask *a, int argc, int min, int max)
{
	if (argc - optind >= min && argc - optind <= max)
		return true;
	fprintf(stderr, "%.*s\n", (int)strcspn(a->usage, "\n"), a->usage);
	return end(a, 2);
}

/* The control socket's path, malloc'd.  Without -c a configuration that cannot
 * be read does not matter: its readers need not be the tool's users. */
static char *control_path(const struct ask *a)
{
	struct buf errors = BUF_INIT((size_t)1 << 20), path = BUF_INIT(PATH_MAX);
	if (a->socket != NULL)
		return strdup(a->socket);
	enum ct_err err = conf_control(a->config != NULL ? a->config : CONFIG, &path, &errors);
	if (err != CT_OK && a->config == NULL)
		buf_adds(&path, CONTROL);
	else if (errors.n > 0)
		fwrite(errors.p, 1, errors.n, stderr);
	else if (err != CT_OK)
		cli_trouble("%s: %s", a->config, ct_strerror(err));
	buf_free(&errors);
	return buf_steal(&path, NULL);
}

struct answer {
	struct ask *ask;
	ask_show_fn *show;
	void *ctx;
	size_t rows;
	bool broken; /* standard output is */
};

static bool on_line(void *ctx, struct view line, const json_t *o)
{
	struct answer *an = ctx;
	struct buf out = BUF_INIT((size_t)512 << 20);
	if (an->ask->wanted != NULL && !an->ask->wanted(o))
		return true;
	an->rows++;
	if (an->ask->json) {
		buf_addv(&out, line);
		buf_addc(&out, '\n');
	} else {
		an->show(an->ask, o, &out, an->ctx);
	}
	an->broken = !cli_write(&out);
	buf_free(&out);
	return !an->broken;
}

/* What was asked for is not there; "no memory" is trouble. */
static bool is_none(const char *why)
{
	return strncmp(why, "no story ", 9) == 0 || strcmp(why, "no such feed") == 0;
}

int ask_run(struct ask *a, json_t *request, ask_show_fn *show, void *ctx)
{
	struct answer an = {a, show, ctx, 0, false};
	char why[512] = "";
	char *path = request != NULL ? control_path(a) : NULL;
	if (path == NULL) {
		json_decref(request);
		return request == NULL ? cli_trouble("out of memory") : 2;
	}
	enum client_end how = client_ask(path, request, a->wait, on_line, &an, why);
	free(path);
	json_decref(request);
	if (how == CLIENT_TROUBLE)
		return cli_trouble("%s", why);
	if (how == CLIENT_REFUSED) {
		cli_trouble("%s", why);
		return is_none(why) ? 1 : 2;
	}
	return an.broken || how == CLIENT_UNHEARD ? 2 : an.rows > 0 ? 0 : 1;
}

int64_t ask_id(const char *text)
{
	int64_t n = 0;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c < '0' || *c > '9' || n > (INT64_C(1) << 53) / 10)
			return 0;
		n = n * 10 + (*c - '0');
	}
	return n;
}

void ask_add_time(const struct ask *a, struct buf *out, const json_t *o, const char *key)
{
	ago_add(out, a->now, rfc3339_parse(plain_raw(o, key)));
}
