/*
 * A large store: loaded by the bulk path, then asked, started and judged with.
 *
 * All but the last stories have their rows, identities and index keys as ever, but
 * a headline for a text, because ten million texts of 3 KB are 20 GB that tell
 * nothing of the index.  The last BENCH_TEXTS are whole.
 *
 * Candidates are asked for when all segments have been read once: a piece that is not
 * in the page cache is a read from disk, which tells of the disk.  A system that takes
 * back what was not read for a while (DAMON) has dropped most of them while we loaded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "desk.h"
#include "emit.h"
#include "news.h"

enum { STEP = 64, COMMIT = 1 << 18, QUERIES = 2000, A_SECOND = 5, PARTS = 5 };
#define WINDOW ((int64_t)60 * 86400)

struct scale {
	struct store *store;
	struct desk *desk;
	struct arena *arena;
	struct normalizer *z;
	struct news *news;
	int64_t begin; /* seconds of the first story */
	long stories, texts;
	double longest, longest_cpu; /* seconds of one upkeep */
	char path[100];
};

struct asked {
	double p50, p99; /* ms */
};

static void must(struct scale *u, enum ct_err err, const char *what)
{
	if (err != CT_OK)
		bench_die("%s: %s", what, err == CT_EIO ? store_error(u->store) : ct_strerror(err));
}

static void open_store(struct scale *u)
{
	char *why = NULL;
	if (store_open(u->path, &u->store, &why) != CT_OK)
		bench_die("%s: %s", u->path, why);
}

static void open_desk(struct scale *u)
{
	static const struct desk_options o = {.window = WINDOW};
	must(u, desk_new(u->store, &o, &u->desk), "desk");
}

/* --- loading ----------------------------------------------------------------------- */

static int64_t feed_of(struct scale *u, struct view name)
{
	struct store_feed f;
	arena_reset(u->arena);
	must(u, store_feed_open(u->store, name, (struct view){NULL, 0}, u->arena, &f), "feed");
	return f.id;
}

static void whole(struct scale *u, struct item *it, struct fingerprint *fp)
{
	struct doc *d = NULL;
	it->story = *news_next(u->news);
	must(u, doc_make_with(u->z, &it->story, &d), "normalize");
	fingerprint_make(d, fp);
	doc_free(d);
}

static void headline(struct scale *u, long i, struct item *it, struct fingerprint *fp)
{
	static char text[3][80];
	struct view v[3];
	uint32_t keys[NEWS_KEYS_MAX];
	size_t n = news_next_keys(u->news, keys);
	*fp = (struct fingerprint){.version = FINGERPRINT_VERSION,
	    .body = {(uint64_t)i * 0x9E3779B97F4A7C15u, (uint64_t)i},
	    .words = 8,
	    .nkeys = (uint32_t)(n < FINGERPRINT_KEYS_MAX ? n : FINGERPRINT_KEYS_MAX)};
	memcpy(fp->keys, keys, fp->nkeys * sizeof(keys[0]));
	snprintf(text[0], 80, "outlet%ld", i % 400);
	snprintf(text[1], 80, "Council of Ward %ld puts off its vote on line %ld", i % 7919, i);
	snprintf(text[2], 80, "https://outlet%ld.example/%ld", i % 400, i);
	for (int k = 0; k < 3; k++)
		v[k] = view_of(text[k]);
	it->story = (struct ct_story){.source = v[0],
	    .title = v[1],
	    .text = v[1],
	    .url = v[2],
	    .id = v[2],
	    .lang = VIEW_LIT("en")};
}

static void upkeep(struct scale *u)
{
	double wall = bench_wall(), cpu = bench_cpu();
	must(u, desk_upkeep(u->desk), "upkeep");
	wall = bench_wall() - wall;
	cpu = bench_cpu() - cpu;
	u->longest = wall > u->longest ? wall : u->longest;
	u->longest_cpu = cpu > u->longest_cpu ? cpu : u->longest_cpu;
}

static void load_one(struct scale *u, long i)
{
	struct item it = {.updated = CT_TIME_UNKNOWN};
	struct fingerprint fp;
	bool known;
	if (i > u->stories - u->texts)
		whole(u, &it, &fp);
	else
		headline(u, i, &it, &fp);
	const struct desk_take how = {
	    .now = u->begin + i / A_SECOND, .silent = true, .feed = feed_of(u, it.story.source)};
	it.story.published = how.now;
	must(u, desk_load(u->desk, &how, &it, &fp, &known), "load");
	if (i % STEP == 0)
		upkeep(u);
}

static void load(struct scale *u, long from, long to)
{
	must(u, store_bulk(u->store), "bulk");
	open_desk(u);
	must(u, store_begin(u->store), "begin");
	for (long i = from; i <= to; i++) {
		load_one(u, i);
		if (i % COMMIT != 0 && i != to)
			continue;
		must(u, i == to ? desk_save(u->desk) : CT_OK, "save");
		must(u, store_commit(u->store), "commit");
		must(u, i == to ? CT_OK : store_begin(u->store), "begin");
	}
	desk_free(u->desk);
	u->desk = NULL;
}

/* --- candidates ---------------------------------------------------------------------- */

static bool attach(void *ctx, const struct store_segment *seg)
{
	return index_attach_read(ctx, seg->id, seg->bytes, &seg->reader) == CT_OK;
}

static bool last_of(void *ctx, const struct store_segment *seg)
{
	*(int64_t *)ctx = seg->last;
	return true;
}

static enum ct_err replay(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	return index_add(ctx, (uint32_t)story, seen, fp->keys, fp->nkeys);
}

static bool read_once(void *ctx, const struct store_segment *seg)
{
	*(bool *)ctx = index_intact(seg->bytes);
	return *(bool *)ctx;
}

/* Of the stories that came at `since` or later. */
static struct asked ask(struct scale *u, int64_t since)
{
	static double ms[QUERIES];
	struct index *ix = index_new();
	struct index_candidate found[20];
	int64_t last = 0;
	bool intact = true;
	must(u, store_segment_list(u->store, attach, ix), "segments");
	must(u, store_segment_list(u->store, read_once, &intact), "segments");
	if (!intact)
		bench_die("a segment is damaged");
	must(u, store_segment_list(u->store, last_of, &last), "segments");
	must(u, store_keys_after(u->store, last, replay, ix), "keys");
	for (int i = 0; i < QUERIES; i++) {
		uint32_t keys[NEWS_KEYS_MAX];
		size_t n = news_next_keys(u->news, keys);
		double start = bench_cpu();
		index_query(ix, keys, n < FINGERPRINT_KEYS_MAX ? n : FINGERPRINT_KEYS_MAX, since,
		    found, 20);
		ms[i] = 1e3 * (bench_cpu() - start);
	}
	index_free(ix);
	return (struct asked){bench_quantile(ms, QUERIES, 0.5), bench_quantile(ms, QUERIES, 0.99)};
}

/* --- judging ------------------------------------------------------------------------- */

static void judge_one(struct scale *u, struct view outlet)
{
	struct item it = {.updated = CT_TIME_UNKNOWN};
	struct fingerprint fp;
	struct desk_outcome outcome;
	whole(u, &it, &fp);
	const struct desk_take how = {
	    .now = time(NULL), .silent = true, .feed = feed_of(u, outlet)};
	it.story.published = how.now;
	must(u, desk_entry(u->desk, &how, &it, &fp, &outcome), "desk_entry");
}

/* The longest that upkeep and commit took, of all commits; seconds. */
static double commits(struct scale *u, int stories)
{
	double longest = 0;
	open_desk(u);
	for (int i = 1; i <= stories; i++) {
		if (i % STEP == 1)
			must(u, store_begin(u->store), "begin");
		judge_one(u, VIEW_LIT("outlet1"));
		if (i % STEP != 0 && i != stories)
			continue;
		double start = bench_wall();
		must(u, desk_upkeep(u->desk), "upkeep");
		must(u, store_commit(u->store), "commit");
		start = bench_wall() - start;
		longest = start > longest ? start : longest;
	}
	desk_free(u->desk);
	return longest;
}

/* --- pruning ------------------------------------------------------------------------- */

enum { PRUNED_STEPS = 1000 };

struct steps {
	double longest, longest_cpu, all; /* seconds */
	long n;
};

static void gone(void *ctx, uint64_t id)
{
	(void)ctx;
	(void)id;
}

/* The oldest tenth goes, as the daemon has it, or as much of it as so many steps take. */
static struct steps prune(struct scale *u)
{
	struct steps s = {0};
	int64_t before = u->begin + u->stories / 10 / A_SECOND;
	for (bool more = true; more && s.n < PRUNED_STEPS; s.n++) {
		double wall = bench_wall(), cpu = bench_cpu();
		must(u, store_begin(u->store), "begin");
		must(u, store_prune(u->store, before, 0, &more), "prune");
		store_segment_retired(u->store, gone, NULL);
		must(u, store_commit(u->store), "commit");
		wall = bench_wall() - wall;
		cpu = bench_cpu() - cpu;
		s.all += cpu;
		s.longest = wall > s.longest ? wall : s.longest;
		s.longest_cpu = cpu > s.longest_cpu ? cpu : s.longest_cpu;
	}
	return s;
}

static void write_stories(struct scale *u, const char *name, int n)
{
	struct buf out = BUF_INIT(SIZE_MAX / 2);
	for (int i = 0; i < n; i++) {
		const struct ct_story *s = news_next(u->news);
		struct emit e = emit_to(&out);
		char id[32];
		snprintf(id, sizeof(id), "%s-%d", name, i);
		emit_open(&e, '{');
		emit_str(&e, "id", view_of(id));
		emit_str(&e, "source", s->source);
		emit_str(&e, "title", s->title);
		emit_str(&e, "text", s->text);
		emit_close(&e, '}');
		buf_addc(&out, '\n');
	}
	bench_write(name, buf_view(&out));
	buf_free(&out);
}

static struct bench_run judge_program(struct scale *u, const char *stories)
{
	char program[300], path[128];
	snprintf(program, sizeof(program), "%s/copytaster", bench_build);
	snprintf(path, sizeof(path), "%s/%s", bench_dir, stories);
	const char *argv[] = {program, "judge", "--store", u->path, path, NULL};
	struct bench_run r = bench_run(argv);
	if (r.status != 0)
		bench_die("copytaster judge: status %d: %s", r.status, r.out);
	return r;
}

/* --- all ------------------------------------------------------------------------------ */

static void row(const char *name, double value, const char *unit)
{
	bench_row(name, value, unit, NULL, 0, BENCH_LESS);
}

static void row_asked(const char *name, struct asked a, const char *peer, struct asked b)
{
	char text[80];
	snprintf(text, sizeof(text), "%s, p50", name);
	bench_row(text, a.p50, "ms", peer, b.p50, BENCH_LESS);
	snprintf(text, sizeof(text), "%s, p99", name);
	bench_row(text, a.p99, "ms", peer, b.p99, BENCH_LESS);
}

static bool add_bytes(void *ctx, const struct store_segment *seg)
{
	double *sum = ctx;
	sum[0] += (double)seg->bytes.n;
	sum[1]++;
	return true;
}

static void measure(struct scale *u, struct asked tenth)
{
	double segments[2] = {0};
	int64_t end = u->begin + u->stories / A_SECOND;
	struct asked all = ask(u, INT64_MIN);
	must(u, store_segment_list(u->store, add_bytes, segments), "segments");
	row_asked(
	    "candidates, all stories in the window", all, "a tenth of the stories stored", tenth);
	row_asked("candidates, a tenth of them in the window",
	    ask(u, end - u->stories / 10 / A_SECOND), "a tenth of the stories stored", tenth);
	row("index segments", segments[1], "");
	row("index segments, a story", segments[0] / (double)u->stories, "bytes");
	row("longest step of sealing and merging", 1e3 * u->longest_cpu, "ms");
	row("  wall", 1e3 * u->longest, "ms");
	row("longest commit while 3,000 are judged, wall", 1e3 * commits(u, 3000), "ms");
	store_close(u->store);
	struct stat st;
	if (stat(u->path, &st) == 0)
		row("store without segments, a story", (double)st.st_size / (double)u->stories,
		    "bytes");
	write_stories(u, "one", 1);
	write_stories(u, "many", (int)bench_setting("BENCH_JUDGED", 2000));
	struct bench_run one = judge_program(u, "one"), many = judge_program(u, "many");
	row("copytaster judge, start to end with one story", one.wall, "s wall");
	row("copytaster judge, resident at most", many.mib, "MiB");
	row("  of it not in files", many.anon, "MiB");
	double judged = (double)bench_setting("BENCH_JUDGED", 2000);
	row("copytaster judge, stories a second", judged / many.wall, "wall");
	row("  a CPU second", judged / many.cpu, "");
	open_store(u);
	struct steps pruning = prune(u);
	row("steps of pruning, 200 stories each", (double)pruning.n, "");
	row("  one, on average", 1e3 * pruning.all / (double)pruning.n, "ms");
	row("  the longest", 1e3 * pruning.longest_cpu, "ms");
	row("  the longest, wall", 1e3 * pruning.longest, "ms");
	store_close(u->store);
}

void bench_scale(void)
{
	struct scale u = {.arena = arena_new(1u << 20),
	    .z = normalizer_new(),
	    .news = news_new(13),
	    .stories = bench_setting("BENCH_SCALE", 200000),
	    .texts = bench_setting("BENCH_TEXTS", 5000)};
	char title[100];
	double start = bench_wall(), cpu = bench_cpu();
	u.begin = time(NULL) - u.stories / A_SECOND - 60;
	snprintf(u.path, sizeof(u.path), "%s/scale.db", bench_dir);
	open_store(&u);
	load(&u, 1, u.stories / 10);
	struct asked tenth = ask(&u, INT64_MIN);
	load(&u, u.stories / 10 + 1, u.stories);
	start = bench_wall() - start;
	snprintf(title, sizeof(title), "A store of %ld stories", u.stories);
	bench_section(title);
	row("loaded by the bulk path, stories a second", (double)u.stories / start, "wall");
	row("  a CPU second", (double)u.stories / (bench_cpu() - cpu), "");
	measure(&u, tenth);
	news_free(u.news);
	normalizer_free(u.z);
	arena_free(u.arena);
}
