/* copytasterd: see copytasterd(8). */
#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "conf.h"
#include "log.h"
#include "service.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

static const char usage[] =
    "usage: copytasterd [-c FILE] [--check | --dump | --once]\n"
    "\n"
    "Polls feeds, judges each story against all earlier ones, alerts.\n"
    "\n"
    "  -c, --config FILE  configuration (" SYSCONFDIR "/copytaster/copytaster.conf)\n"
    "      --check        check the configuration; exit 0 or 1\n"
    "      --dump         print every option's value in force\n"
    "      --once         poll every feed once, judge, deliver alerts, exit:\n"
    "                     0 all well, 1 some feed or sink failed, 2 trouble\n"
    "      --version      print the version\n"
    "  -h, --help         print this\n"
    "\n"
    "SIGHUP reloads the configuration and reopens alert files; SIGTERM stops.\n"
    "See copytasterd(8), copytaster.conf(5), copytaster(1).\n";

enum mode { SERVE, CHECK, DUMP, ONCE };

static int dump(const struct conf *conf)
{
	struct buf out = BUF_INIT((size_t)64 << 20);

	conf_dump(conf, &out);
	bool ok =
	    out.err == CT_OK && fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
	if (!ok)
		fprintf(stderr, "copytasterd: standard output: %s\n",
		    out.err != CT_OK ? ct_strerror(out.err) : strerror(errno));
	buf_free(&out);
	return ok ? 0 : 2;
}

/* Bodies come and go: their memory is kept for the next ones, rather than given back
 * and touched for the first time again, which costs a sixth of a fetch.  The clerk
 * gives it back when it rests.  Profiles are made by two threads and freed by one: with a
 * heap for each both keep what the other one has freed. */
static void keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, 1 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	mallopt(M_ARENA_MAX, 2);
}

static int run(const char *path, enum mode mode)
{
	struct buf errors = BUF_INIT((size_t)1 << 20);
	struct conf *conf = NULL;
	const struct service_options o = {path, mode == ONCE};
	enum ct_err err = conf_load(path, &conf, &errors);

	if (err != CT_OK) {
		if (errors.n > 0)
			fwrite(errors.p, 1, errors.n, stderr);
		else
			fprintf(stderr, "copytasterd: %s: %s\n", path, ct_strerror(err));
		buf_free(&errors);
		return mode == ONCE ? 2 : 1;
	}
	buf_free(&errors);
	if (mode == CHECK || mode == DUMP) {
		int status = 0;

		if (mode == DUMP)
			status = dump(conf);
		else
			puts("configuration OK");
		fputs(conf->warnings, stderr);
		conf_free(conf);
		return status;
	}
	log_set_level(log_level_of(conf->log_level));
	/* A core of ours would hold passwords and keys; nobody's limits change that. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	keep_memory();
	return service_run(&o, conf);
}

int main(int argc, char **argv)
{
	enum { OPT_CHECK = 256, OPT_DUMP, OPT_ONCE, OPT_VERSION };
	static const struct option options[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"check", no_argument, NULL, OPT_CHECK},
	    {"dump", no_argument, NULL, OPT_DUMP},
	    {"once", no_argument, NULL, OPT_ONCE},
	    {"version", no_argument, NULL, OPT_VERSION},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	const char *path = SYSCONFDIR "/copytaster/copytaster.conf";
	enum mode mode = SERVE;

	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;) {
		switch (c) {
		case 'c':
			path = optarg;
			break;
		case OPT_CHECK:
			mode = CHECK;
			break;
		case OPT_DUMP:
			mode = DUMP;
			break;
		case OPT_ONCE:
			mode = ONCE;
			break;
		case OPT_VERSION:
			printf("copytasterd %s\n", ct_version());
			return 0;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs("Try copytasterd --help.\n", stderr);
			return 2;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "copytasterd: unexpected argument: %s\n", argv[optind]);
		return 2;
	}
	return run(path, mode);
}
