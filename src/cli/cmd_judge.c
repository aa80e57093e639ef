/* copytaster judge: stories (JSON Lines) -> verdicts (JSON Lines), in order. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "desk.h"
#include "emit.h"
#include "intake.h"
#include "origin.h"
#include "store.h"

#define BATCH 1024                   /* stories a commit; in memory each is told at once */
#define PAUSE_MS 100                 /* without a further story, and what was judged is told */
#define HELD_BACK ((size_t)64 << 20) /* of output: lines that are no story fill no batch */
#define UPKEEP 64
#define HEAL_SECONDS 10 /* 100,000 stories */
#define BULK_BATCH ((size_t)1 << 18)
#define MEMORY ":memory:"
#define WINDOW ((int64_t)60 * 86400)
#define BACKDATE ((int64_t)7 * 86400)
#define ROW_ARENA ((size_t)64 << 20)

static const char usage[] =
    "usage: copytaster judge [--store FILE [--bulk]] [FILE ...]\n"
    "\n"
    "Reads stories, one JSON object a line, from FILEs or standard input:\n"
    "  {\"id\",\"source\",\"title\",\"published\",\"text\" or \"html\",\"lang\",\"url\"}\n"
    "and prints a verdict for each, in the same order:\n"
    "  {\"id\",\"verdict\",\"score\",\"of\",\"cluster\",\"lag_seconds\",\"nearest\",\n"
    "   \"corrects\",\"evidence\"}\n"
    "A line that is no story gets {\"line\",\"error\",\"file\"}; the rest goes on.\n"
    "\n"
    "      --store FILE  judge against, and add to, the stories kept there\n"
    "                    (without it: in memory, against this run's stories)\n"
    "      --bulk        add the stories without judging them: fills a new store\n"
    "                    fast, with stories in the order of their time; prints errors only\n"
    "      --json        nothing more: it always prints JSON\n"
    "  -h, --help        print this\n"
    "\n"
    "Exit status: 0 all judged, 1 some line was no story, 2 trouble.\n";

struct session {
	struct store *store;
	struct desk *desk;
	struct arena *arena; /* of one line */
	struct buf out;      /* printed once it is committed */
	size_t line, batch, in_batch, bad, stories;
	int64_t story; /* whose id is at hand, for this line; 0: none */
	struct view story_id;
	int64_t clock; /* when the story came: the latest that was published so far */
	bool progress, bulk;
	const char *file; /* NULL: standard input */
	bool unread;      /* one could not be, or not to its end */
};

/* --- a verdict -> a line ------------------------------------------------------------ */

/* The caller's id of a stored story, or null.  The one at hand is not asked for. */
static enum ct_err emit_id(struct session *s, struct emit *e, const char *key, int64_t id)
{
	struct store_story row;

	if (id == 0) {
		emit_null(e, key);
		return CT_OK;
	}
	if (id == s->story) {
		emit_str(e, key, s->story_id);
		return CT_OK;
	}
	enum ct_err err = store_story_get(s->store, id, false, s->arena, &row);
	if (err == CT_OK) {
		emit_str(e, key, row.item.story.id);
		s->story = id;
		s->story_id = row.item.story.id;
	} else if (err == CT_EINVAL)
		emit_null(e, key);
	return err == CT_EINVAL ? CT_OK : err;
}

/* All keys of evidence, as ever. */
#define NO_FACTS "{\"kept\":[],\"changed\":[],\"new\":[]}"
#define UNCHANGED                                                                               \
	"{\"reasons\":[\"the same entry, unchanged\"],\"verbatim\":1.00,"                       \
	"\"coverage\":{\"story\":1.00,\"earlier\":1.00},\"sentences\":[],\"numbers\":" NO_FACTS \
	",\"names\":" NO_FACTS ",\"quotes\":{\"shared\":[]},\"new\":[]}"

/* An entry that stands in the store already, word for word: where it stands. */
static enum ct_err known(struct session *s, struct desk_outcome *o)
{
	struct store_story row;

	o->verdict = CT_REPUBLISHED;
	o->score = 1;
	o->of = o->story;
	o->evidence = VIEW_LIT(UNCHANGED);
	if (o->story == 0)
		return CT_OK;
	enum ct_err err = store_story_get(s->store, o->story, false, s->arena, &row);
	if (err == CT_OK)
		o->cluster = row.cluster;
	return err == CT_EINVAL ? CT_OK : err;
}

static enum ct_err print(struct session *s, const struct item *it, struct desk_outcome *o)
{
	struct emit e = emit_to(&s->out);

	s->story = o->known ? 0 : o->story;
	s->story_id = it->story.id;
	enum ct_err err = o->known ? known(s, o) : CT_OK;
	bool copy = o->verdict != CT_NEW && o->verdict != CT_RELATED;

	if (err != CT_OK)
		return err;
	emit_open(&e, '{');
	emit_str(&e, "id", it->story.id);
	emit_str(&e, "verdict", view_of(ct_verdict_name(o->verdict)));
	emit_num(&e, "score", o->score, 4);
	err = emit_id(s, &e, "of", copy ? o->of : 0);
	if (err == CT_OK)
		err = emit_id(s, &e, "cluster", o->cluster);
	if (copy && o->of != 0)
		emit_int(&e, "lag_seconds", o->lag);
	else
		emit_null(&e, "lag_seconds");
	if (err == CT_OK)
		err = emit_id(s, &e, "nearest", copy ? 0 : o->nearest != 0 ? o->nearest : o->of);
	emit_arr(&e, "corrects");
	for (size_t i = 0; err == CT_OK && i < o->ncorrects; i++)
		err = emit_id(s, &e, NULL, o->corrects[i]);
	emit_close(&e, ']');
	emit_raw(&e, "evidence", o->evidence);
	emit_close(&e, '}');
	buf_addc(&s->out, '\n');
	return err != CT_OK ? err : s->out.err;
}

static void print_error(struct session *s, const char *why)
{
	struct emit e = emit_to(&s->out);

	s->bad++;
	emit_open(&e, '{');
	emit_int(&e, "line", (int64_t)s->line);
	emit_str(&e, "error", view_of(why));
	if (s->file != NULL)
		emit_str(&e, "file", view_of(s->file));
	emit_close(&e, '}');
	buf_addc(&s->out, '\n');
}

/* --- judging ------------------------------------------------------------------------- */

static enum ct_err upkeep(struct session *s, bool *more)
{
	struct store_rebuilt done;
	enum ct_err err = desk_heal(s->desk, &done);

	*more = !done.nothing;
	if (err == CT_OK && done.damaged > 0)
		cli_trouble("%zu of the stories %lld to %lld are damaged: none is found to be "
			    "their copy",
		    done.damaged, (long long)done.segment.first, (long long)done.segment.last);
	return err == CT_OK ? desk_upkeep(s->desk) : err;
}

/* What an older program indexed is made anew before the first verdict, as far as that
 * goes in ten seconds; the rest as stories come. */
static enum ct_err heal(struct session *s)
{
	struct timespec begun, now;
	bool more = true;
	enum ct_err err = CT_OK;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (now = begun; err == CT_OK && more && now.tv_sec - begun.tv_sec < HEAL_SECONDS;) {
		err = store_begin(s->store);
		if (err == CT_OK)
			err = upkeep(s, &more);
		if (err == CT_OK)
			err = store_commit(s->store);
		clock_gettime(CLOCK_MONOTONIC, &now);
	}
	return err;
}

static enum ct_err commit(struct session *s)
{
	bool more;

	if (s->in_batch == 0)
		return CT_OK;
	enum ct_err err = upkeep(s, &more);
	if (err == CT_OK)
		err = store_commit(s->store);
	if (err == CT_OK)
		s->in_batch = 0;
	return err;
}

/* The end: what was learned goes into a store that stays. */
static enum ct_err finish(struct session *s)
{
	enum ct_err err = commit(s);

	if (err == CT_OK && s->batch > 1)
		err = store_begin(s->store);
	if (err == CT_OK && s->batch > 1)
		err = desk_save(s->desk);
	if (err == CT_OK && s->batch > 1)
		err = store_commit(s->store);
	return err;
}

/* What is loaded arrived in its time: that is what the window is about. */
static enum ct_err load(
    struct session *s, struct desk_take *how, const struct item *it, const struct fingerprint *fp)
{
	bool known;

	if (how->came != ORIGIN_UNKNOWN)
		how->now = how->came;
	return desk_load(s->desk, how, it, fp, &known);
}

static enum ct_err judge(struct session *s, struct intake_line *l)
{
	const struct item *it = &l->item;
	struct desk_take how = {
	    .now = time(NULL), .silent = true, .alert_trivial = true, .made = &l->profile};
	int64_t published = it->story.published;
	struct view source = it->story.source.n > 0 ? it->story.source : VIEW_LIT("-");
	struct store_feed feed = {0};
	struct desk_outcome outcome;
	enum ct_err err = CT_OK;
	bool more;

	if (published != CT_TIME_UNKNOWN && published > s->clock && published <= how.now)
		s->clock = published;
	how.came = s->clock;
	if (s->in_batch == 0)
		err = store_begin(s->store);
	if (err == CT_OK) {
		s->in_batch++;
		err = store_feed_open(s->store, source, (struct view){NULL, 0}, s->arena, &feed);
	}
	how.feed = feed.id;
	if (err == CT_OK && s->bulk)
		err = load(s, &how, it, &l->fp);
	else if (err == CT_OK)
		err = desk_entry(s->desk, &how, it, &l->fp, &outcome);
	if (err == CT_OK && !s->bulk)
		err = print(s, it, &outcome);
	if (err == CT_OK && s->in_batch % UPKEEP == 0 && s->in_batch < s->batch)
		err = upkeep(s, &more);
	return err;
}

static void progress(const struct session *s, bool end)
{
	if (s->progress && (end || s->line % 256 == 0))
		fprintf(stderr, "\r%zu stories %s%s", s->stories, s->bulk ? "loaded" : "judged",
		    end ? "\n" : "");
}

static bool fail(const struct session *s, enum ct_err err)
{
	cli_trouble("%s: line %zu: %s", cli_name(s->file), s->line,
	    err == CT_EIO ? store_error(s->store) : ct_strerror(err));
	return false;
}

/* Commits what was judged, and prints it. */
static bool tell(struct session *s)
{
	enum ct_err err = commit(s);

	if (err != CT_OK)
		return fail(s, err);
	bool ok = cli_write(&s->out);
	buf_clear(&s->out);
	return ok;
}

/* One line; false where nothing more can be done. */
static bool take_line(struct session *s, struct intake_line *l)
{
	enum ct_err err = l->err;

	s->line = l->number;
	arena_reset(s->arena);
	if (l->wrong != NULL)
		print_error(s, l->wrong);
	else if (err == CT_OK)
		err = judge(s, l);
	s->stories += l->wrong == NULL;
	if (err != CT_OK)
		return fail(s, err);
	progress(s, false);
	bool more = s->in_batch > 0 && s->in_batch < s->batch && s->out.n < HELD_BACK;
	return more || tell(s);
}

/* What comes after the line at hand. */
static void expect(struct session *s, const struct intake_line *l)
{
	if (l != NULL && l->wrong == NULL && l->err == CT_OK && !s->bulk)
		desk_expect(s->desk, &l->fp, time(NULL));
}

/* What cannot be read ends the run, but what was read before is judged, kept and told. */
static void unread(struct session *s, int why)
{
	cli_trouble("%s: %s", cli_name(s->file), strerror(why));
	s->unread = true;
}

/* Where a line ends it all the rest is still being read: the process is to end, and
 * the intake with it. */
static bool take_lines(struct session *s, FILE *f)
{
	struct intake *in = intake_new(f);

	if (in == NULL) {
		cli_trouble("%s", ct_strerror(CT_ENOMEM));
		return false;
	}
	for (;;) {
		if (!intake_ready(in, PAUSE_MS) && !tell(s))
			return false;
		struct intake_line *l = intake_next(in);
		if (l == NULL)
			break;
		expect(s, intake_ahead(in));
		if (!take_line(s, l))
			return false;
	}
	int why = intake_errno(in);
	if (why != 0)
		unread(s, why);
	intake_free(in);
	return true;
}

static bool take_file(struct session *s, const char *path)
{
	bool std = path == NULL || strcmp(path, "-") == 0;
	FILE *f = std ? stdin : fopen(path, "re");

	s->file = std ? NULL : path;
	if (f == NULL) {
		unread(s, errno);
		return true;
	}
	bool ok = take_lines(s, f);
	if (!std && ok)
		fclose(f);
	return ok;
}

static bool open_session(struct session *s, const char *path, bool bulk)
{
	const struct desk_options o = {.window = WINDOW, .backdate = BACKDATE};
	char *why = NULL;
	enum ct_err err = store_open(path, &s->store, &why);

	if (err == CT_OK)
		err = bulk ? store_bulk(s->store) : store_stream(s->store);
	if (err == CT_OK)
		err = desk_new(s->store, &o, &s->desk);
	if (err == CT_OK)
		err = heal(s);
	if (err == CT_OK) {
		s->arena = arena_new(ROW_ARENA);
		if (s->arena == NULL)
			err = CT_ENOMEM;
	}
	if (err != CT_OK && why != NULL) /* it names the file */
		cli_trouble("%s", why);
	else if (err != CT_OK)
		cli_trouble("%s: %s", path,
		    err == CT_EIO && s->store != NULL ? store_error(s->store) : ct_strerror(err));
	free(why);
	s->clock = ORIGIN_UNKNOWN;
	s->bulk = bulk;
	s->batch = strcmp(path, MEMORY) == 0 ? 1 : bulk ? BULK_BATCH : BATCH;
	s->out = BUF_INIT((size_t)1 << 30);
	s->progress = isatty(STDERR_FILENO) != 0 && isatty(STDOUT_FILENO) == 0;
	return err == CT_OK;
}

static void close_session(struct session *s)
{
	buf_free(&s->out);
	arena_free(s->arena);
	desk_free(s->desk);
	store_close(s->store);
}

static void tell_misses(const struct session *s)
{
	struct store_misses m;
	char line[STORE_MISSES_LINE];

	store_misses(s->store, &m);
	store_misses_line(&m, line);
	if (line[0] != '\0')
		cli_trouble("%s", line);
}

static int run(const char *store, bool bulk, char **files, int n)
{
	struct session s = {0};
	bool ok = open_session(&s, store, bulk);

	if (ok && n == 0)
		ok = take_file(&s, NULL);
	for (int i = 0; ok && !s.unread && i < n; i++)
		ok = take_file(&s, files[i]);
	if (ok && finish(&s) != CT_OK) {
		cli_trouble("%s", store_error(s.store));
		ok = false;
	}
	if (ok)
		ok = cli_write(&s.out);
	progress(&s, true);
	if (ok)
		tell_misses(&s);
	int status = !ok || s.unread ? 2 : s.bad > 0 ? 1 : 0;
	close_session(&s);
	return status;
}

int cmd_judge(int argc, char **argv)
{
	const char *store = MEMORY;
	bool bulk = false;
	int status = 0;
	const struct cli_option options[] = {
	    {"store", &store, NULL},
	    {"bulk", NULL, &bulk},
	    {"json", NULL, NULL}, /* it always is */
	    {NULL, NULL, NULL},
	};

	if (!cli_options(argc, argv, usage, options, &status))
		return status;
	if (bulk && strcmp(store, MEMORY) == 0) {
		cli_trouble("--bulk fills a store: name it with --store");
		return 2;
	}
	return run(store, bulk, argv + optind, argc - optind);
}
