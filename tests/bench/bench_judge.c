/*
 * Judging with many stories stored, end to end and the retrieval alone, beside
 * SQLite's FTS5 asked for "more like this": an OR of the 24 rarest words of the
 * story, ranked by bm25, over the same stories.
 *
 * Most stories come by a bulk path: normalized, fingerprinted, learned, stored
 * and indexed as always, but not judged.  The stream's next ones are then
 * judged as `copytaster judge` does, 64 a commit.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "count.h"
#include "desk.h"
#include "identity.h"
#include "index.h"
#include "news.h"

enum { BATCH = 64, LEARNED = 1024, QUERIES = 500, PEER_QUERIES = 100, HEAVIEST = 24 };
enum { DF_SLOTS = 1 << 20, CHUNKS = 5 };
#define WINDOW ((int64_t)60 * 86400)

struct setup {
	struct store *store;
	struct normalizer *z;
	struct arena *arena;
	sqlite3 *fts;
	sqlite3_stmt *insert, *like;
	uint32_t *df, *last; /* stories that have a term, roughly */
	int64_t feed, stored;
	char path[100], peer_path[100];
};

static void must(enum ct_err err, const char *what)
{
	if (err != CT_OK)
		bench_die("%s: %s", what, ct_strerror(err));
}

static struct doc *doc_of(struct setup *u, const struct ct_story *s, struct fingerprint *fp)
{
	struct doc *d = NULL;
	must(doc_make_with(u->z, s, &d), "normalize");
	fingerprint_make(d, fp);
	return d;
}

/* --- the peer -------------------------------------------------------------------- */

static void peer_open(struct setup *u)
{
	snprintf(u->peer_path, sizeof(u->peer_path), "%s/fts.db", bench_dir);
	if (sqlite3_open(u->peer_path, &u->fts) != SQLITE_OK ||
	    sqlite3_exec(u->fts,
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;"
		"CREATE VIRTUAL TABLE f USING fts5(t, content='', tokenize='porter unicode61');"
		"BEGIN",
		NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(
		u->fts, "INSERT INTO f(rowid, t) VALUES (?, ?)", -1, &u->insert, NULL) != 0 ||
	    sqlite3_prepare_v2(u->fts,
		"SELECT rowid, rank FROM f WHERE f MATCH ? ORDER BY rank LIMIT 20", -1, &u->like,
		NULL) != 0)
		bench_die("FTS5: %s", sqlite3_errmsg(u->fts));
}

static void peer_add(struct setup *u, const struct ct_story *s, const struct doc *d)
{
	for (size_t i = 0; i < d->ntokens; i++) {
		uint32_t slot = d->tokens[i].term % DF_SLOTS;
		u->df[slot] += u->last[slot] != (uint32_t)u->stored;
		u->last[slot] = (uint32_t)u->stored;
	}
	sqlite3_bind_int64(u->insert, 1, u->stored);
	sqlite3_bind_text(u->insert, 2, s->text.p, (int)s->text.n, SQLITE_STATIC);
	sqlite3_step(u->insert);
	sqlite3_reset(u->insert);
}

/* The HEAVIEST rarest words that other stories have too. */
static void peer_words(const struct setup *u, const struct doc *d, struct buf *out)
{
	size_t best[HEAVIEST], n = 0;
	for (size_t i = 0; i < d->ntokens; i++) {
		const struct doc_token *t = &d->tokens[i];
		uint32_t df = u->df[t->term % DF_SLOTS];
		size_t at = n;
		bool twice = df == 0 || t->flags & (DOC_STOP | DOC_NUMBER);
		for (size_t k = 0; k < n; k++)
			twice |= d->tokens[best[k]].term == t->term;
		while (!twice && at > 0 && u->df[d->tokens[best[at - 1]].term % DF_SLOTS] > df) {
			if (at < HEAVIEST)
				best[at] = best[at - 1];
			at--;
		}
		if (twice || at == HEAVIEST)
			continue;
		best[at] = i;
		n += n < HEAVIEST;
	}
	for (size_t k = 0; k < n; k++) {
		struct view w = doc_token_text(d, &d->tokens[best[k]]);
		buf_addf(out, "%s\"%.*s\"", k > 0 ? " OR " : "", (int)w.n, w.p);
	}
}

static double peer_query(struct setup *u, const struct doc *d)
{
	struct buf words = BUF_INIT(8192);
	peer_words(u, d, &words);
	double start = bench_cpu();
	sqlite3_bind_text(u->like, 1, words.p, (int)words.n, SQLITE_STATIC);
	while (sqlite3_step(u->like) == SQLITE_ROW)
		;
	sqlite3_reset(u->like);
	double took = bench_cpu() - start;
	buf_free(&words);
	return took;
}

/* --- the bulk path ------------------------------------------------------------------ */

static void bulk_add(struct setup *u, const struct ct_story *s)
{
	struct fingerprint fp;
	struct identity id;
	struct doc *d = doc_of(u, s, &fp);
	struct store_story row = {.feed = u->feed, .item = {.story = *s}, .seen = s->published};
	memcpy(row.body, fp.body, sizeof(row.body));
	must(store_story_add(u->store, &row, &fp, &u->stored), "store_story_add");
	must(identity_of(&row.item, &id), "identity");
	const struct store_entry e = {u->stored, 0, s->published};
	const uint64_t idents[] = {id.ident, id.link, id.content};
	for (int i = 0; i < 3; i++)
		if (idents[i] != 0)
			must(store_entry_put(u->store, u->feed, idents[i], &e), "entry");
	peer_add(u, s, d);
	doc_free(d);
}

static struct desk *desk_open(struct setup *u)
{
	static const struct desk_options o = {.window = WINDOW};
	struct desk *desk = NULL;
	must(desk_new(u->store, &o, &desk), "desk");
	return desk;
}

/* A desk that opens learns what came, and then seals and merges. */
static void bulk_learn(struct setup *u)
{
	must(store_commit(u->store), "commit");
	struct desk *desk = desk_open(u);
	must(store_begin(u->store), "begin");
	must(desk_upkeep(desk), "upkeep");
	must(desk_save(desk), "save");
	desk_free(desk);
}

static void bulk(struct setup *u, struct news *news, long n)
{
	struct store_feed feed;
	must(store_begin(u->store), "begin");
	must(store_feed_open(u->store, VIEW_LIT("bulk"), (struct view){NULL, 0}, u->arena, &feed),
	    "feed");
	u->feed = feed.id;
	for (long i = 1; i <= n; i++) {
		bulk_add(u, news_next(news));
		if (i % LEARNED == 0 || i == n)
			bulk_learn(u);
	}
	must(store_commit(u->store), "commit");
	sqlite3_exec(u->fts, "COMMIT", NULL, NULL, NULL);
}

/* --- measuring ------------------------------------------------------------------------ */

/* Bytes of a database's tables (with "NOT" before it: of all others). */
static double bytes_of(const char *path, const char *tables)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;
	char sql[200];
	double n = 0;
	snprintf(sql, sizeof(sql), "SELECT sum(pgsize) FROM dbstat WHERE name %s", tables);
	sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_double(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

static bool attach(void *ctx, const struct store_segment *seg)
{
	return index_attach(ctx, seg->id, seg->bytes) == CT_OK;
}

static enum ct_err replay(void *ctx, int64_t story, int64_t seen, const struct fingerprint *fp)
{
	return index_add(ctx, (uint32_t)story, seen, fp->keys, fp->nkeys);
}

static bool add_span(void *ctx, const struct store_segment *seg)
{
	struct store_segment *sum = ctx;
	sum->bytes.n += seg->bytes.n;
	sum->last = seg->last;
	return true;
}

static void retrieval(struct setup *u)
{
	static double ours[QUERIES], peers[PEER_QUERIES];
	struct index *ix = index_new();
	struct store_segment all = {0};
	struct index_candidate found[20];
	struct fingerprint fp;
	struct news *news = news_new(13); /* the same stream: its stories are all there */
	struct news *more = news_new(17);
	must(store_segment_list(u->store, attach, ix), "segments");
	must(store_segment_list(u->store, add_span, &all), "segments");
	must(store_keys_after(u->store, all.last, replay, ix), "keys");
	for (int i = 0; i < QUERIES; i++) {
		struct doc *d = doc_of(u, news_next(i % 2 == 0 ? news : more), &fp);
		double start = bench_cpu();
		index_query(ix, fp.keys, fp.nkeys, INT64_MIN, found, 20);
		ours[i] = 1e3 * (bench_cpu() - start);
		if (i < PEER_QUERIES)
			peers[i] = 1e3 * peer_query(u, d);
		doc_free(d);
	}
	bench_row("candidates of a story, p50", bench_quantile(ours, QUERIES, 0.5), "ms",
	    "FTS5 more like this", bench_quantile(peers, PEER_QUERIES, 0.5), BENCH_LESS);
	bench_row("candidates of a story, p99", bench_quantile(ours, QUERIES, 0.99), "ms",
	    "FTS5 more like this", bench_quantile(peers, PEER_QUERIES, 0.99), BENCH_LESS);
	news_free(news);
	news_free(more);
	index_free(ix);
	if (all.last > 0)
		bench_row("index segments, a story", (double)all.bytes.n / (double)all.last,
		    "bytes", "FTS5, contentless",
		    bytes_of(u->peer_path, "NOT NULL") / (double)u->stored, BENCH_LESS);
}

static void store_make(struct setup *u)
{
	char *why = NULL;
	if (store_open(u->path, &u->store, &why) != CT_OK)
		bench_die("%s: %s", u->path, why);
}

static const struct part {
	const char *name, *tables;
} parts[] = {{"store, a judged story: text", "= 'text'"},
    {"  evidence of its verdict", "= 'evidence'"},
    {"  keys until they are in a segment", "= 'recent'"},
    {"  all else", "NOT IN ('text', 'evidence', 'recent', 'blob')"}};
enum { PARTS = COUNT(parts) };

/* The store lets nobody else look in while it is open. */
static void store_bytes(struct setup *u, double out[PARTS])
{
	store_close(u->store);
	for (int i = 0; i < PARTS; i++)
		out[i] = bytes_of(u->path, parts[i].tables);
	store_make(u);
}

/* Adds to *alone what is done by one thread for all stories: all but the fingerprint. */
static void judge_one(
    struct setup *u, struct desk *desk, const struct ct_story *s, bool *copy, double *alone)
{
	struct desk_take how = {.now = s->published, .silent = true, .alert_trivial = true};
	struct item it = {.story = *s, .updated = CT_TIME_UNKNOWN};
	struct desk_outcome outcome;
	struct fingerprint fp;
	struct store_feed feed;
	arena_reset(u->arena);
	doc_free(doc_of(u, s, &fp));
	double start = bench_cpu();
	must(store_feed_open(u->store, s->source, (struct view){NULL, 0}, u->arena, &feed), "feed");
	how.feed = feed.id;
	must(desk_entry(desk, &how, &it, &fp, &outcome), "desk_entry");
	*alone += bench_cpu() - start;
	*copy = outcome.verdict == CT_REPUBLISHED || outcome.verdict == CT_REWRITTEN;
}

static void judging(struct setup *u, struct news *news, int stories)
{
	double cpu[CHUNKS], wall[CHUNKS], serial[CHUNKS], peer[CHUNKS];
	double before[PARTS], after[PARTS];
	store_bytes(u, before);
	double start = bench_wall();
	struct fingerprint fp;
	struct desk *desk = desk_open(u);
	int each = stories / CHUNKS, copies = 0;
	bench_row(
	    "start-up: the desk opened, wall", bench_wall() - start, "s", NULL, 0, BENCH_LESS);
	for (int c = 0; c < CHUNKS; c++) {
		double asked = 0;
		wall[c] = bench_wall();
		cpu[c] = bench_cpu();
		serial[c] = 0;
		for (int i = 0; i < each; i++) {
			bool copy;
			if (i % BATCH == 0)
				must(store_begin(u->store), "begin");
			judge_one(u, desk, news_next(news), &copy, &serial[c]);
			copies += copy;
			if (i % BATCH < BATCH - 1 && i + 1 < each)
				continue;
			double start_commit = bench_cpu();
			must(desk_upkeep(desk), "upkeep");
			must(store_commit(u->store), "commit");
			serial[c] += bench_cpu() - start_commit;
		}
		serial[c] = each / serial[c];
		cpu[c] = each / (bench_cpu() - cpu[c]);
		wall[c] = each / (bench_wall() - wall[c]);
		for (int i = 0; i < PEER_QUERIES / CHUNKS; i++) {
			struct doc *d = doc_of(u, news_next(news), &fp);
			asked += peer_query(u, d);
			doc_free(d);
		}
		peer[c] = PEER_QUERIES / CHUNKS / asked;
	}
	bench_row("judged end to end, a CPU second", bench_quantile(cpu, CHUNKS, 0.5), "stories",
	    "FTS5 more like this, alone", bench_quantile(peer, CHUNKS, 0.5), BENCH_MORE);
	bench_row("  the serial part: match, decide, insert", bench_quantile(serial, CHUNKS, 0.5),
	    "stories", NULL, 0, BENCH_MORE);
	bench_row("judged end to end, a second of wall", bench_quantile(wall, CHUNKS, 0.5),
	    "stories", NULL, 0, BENCH_MORE);
	bench_row(
	    "  of them called copies", 100.0 * copies / (each * CHUNKS), "%", NULL, 0, BENCH_MORE);
	desk_free(desk);
	store_bytes(u, after);
	for (int i = 0; i < PARTS; i++)
		bench_row(parts[i].name, (after[i] - before[i]) / (each * CHUNKS), "bytes", NULL, 0,
		    BENCH_LESS);
}

void bench_judge(void)
{
	long stored = bench_setting("BENCH_STORIES", 20000);
	struct setup u = {.z = normalizer_new(),
	    .arena = arena_new(64u << 20),
	    .df = calloc(DF_SLOTS, 4),
	    .last = calloc(DF_SLOTS, 4)};
	struct news *news = news_new(13);
	char title[100];
	double start = bench_wall();
	snprintf(u.path, sizeof(u.path), "%s/store.db", bench_dir);
	store_make(&u);
	peer_open(&u);
	bulk(&u, news, stored);
	snprintf(title, sizeof(title), "Judging, %ld stories of 3 KB stored (loaded in %.0f s)",
	    stored, bench_wall() - start);
	bench_section(title);
	retrieval(&u);
	judging(&u, news, (int)bench_setting("BENCH_JUDGED", 1000));
	sqlite3_finalize(u.insert);
	sqlite3_finalize(u.like);
	sqlite3_close(u.fts);
	store_close(u.store);
	news_free(news);
	normalizer_free(u.z);
	arena_free(u.arena);
	free(u.df);
	free(u.last);
}
