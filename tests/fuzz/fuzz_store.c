/*
 * A store that was mutated, or is somebody else's: opened, read from end to end,
 * one story judged against it.  It may be refused, and anything in it may fail to
 * be read; nothing may crash.
 *
 * A real image, made at the start, is changed by what the input says: a byte 0 to
 * 3 and its operands (a value put into a column, which gets behind SQLite's own
 * checks; then cut, poke, copy).  An input that begins like a database is taken for
 * the image itself; "loop" and a number is a hundred random inputs.
 *
 * Cost: 0.7 ms of CPU an execution as a fuzzer does it, 2.5 with its sanitizers, of which
 * SQLite takes two thirds, reading the schema and compiling the statements of a store that
 * is opened anew, and zstd a fifth.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "count.h"
#include "desk.h"
#include "doc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define NOW INT64_C(1795000000)
#define STORIES 10
#define LOOPS 100
#define PAGES 4000 /* of SQLite's cache */
#define PAGE_ROOM 1536

static char dir[64], path[80], segment[120];
/* The store, and the same without its learned counts, which are a megabyte. */
static sqlite3 *whole, *small;
static struct arena *scratch;

static void die(const char *what)
{
	perror(what);
	abort();
}

static void put_file(const void *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n || ftruncate(fd, (off_t)n) != 0)
		die(path);
	close(fd);
}

/* --- the store as it is -------------------------------------------------------------- */

static const struct conf_alert sink = {.name = "desk", .verdicts = 0x1F};
static const struct desk_options options = {
    .window = 60 * 86400, .backdate = 7 * 86400, .sinks = &sink, .nsinks = 1};

static struct fingerprint prints[STORIES + 2]; /* of the stories, once each was made */

/* Stories in pairs, the second of which is made from the first. */
static enum ct_err take(struct store *s, struct desk *d, unsigned i)
{
	struct buf text = BUF_INIT(1 << 16), name = BUF_INIT(100);
	struct desk_take how = {.feed = 1 + i % 2, .now = NOW + 60 * i};
	struct desk_outcome out;
	struct item it = {.updated = CT_TIME_UNKNOWN};
	struct doc *doc;
	unsigned r = i / 2;

	for (unsigned j = 0; j < 12; j++) {
		buf_addf(
		    &text, "The board of Harbour %u told %u people in Ostrel%u", r, 100 + j * r, j);
		buf_addf(&text, " that pier %u will %s close on day %u of the strike. ", j * 7,
		    i % 2 ? "then" : "probably", j + r);
	}
	buf_addf(&name, "http://a.example/%u", i);
	it.story = (struct ct_story){.id = buf_view(&name),
	    .url = buf_view(&name),
	    .title = VIEW_LIT("A strike at the harbour"),
	    .text = buf_view(&text),
	    .lang = VIEW_LIT("en"),
	    .source = i % 2 ? VIEW_LIT("B") : VIEW_LIT("A"),
	    .published = CT_TIME_UNKNOWN};
	if (prints[i].version == 0) {
		if (doc_make(&it.story, &doc) != CT_OK)
			die("doc_make");
		fingerprint_make(doc, &prints[i]);
		doc_free(doc);
	}
	enum ct_err err = store_begin(s);
	if (err == CT_OK)
		err = desk_entry(d, &how, &it, &prints[i], &out);
	if (err == CT_OK)
		err = desk_upkeep(d);
	if (err == CT_OK)
		err = store_commit(s);
	else
		store_rollback(s);
	buf_free(&text);
	buf_free(&name);
	return err;
}

/* A segment of the first stories, which is lost, because its file will not be there. */
static enum ct_err add_segment(struct store *s)
{
	struct index *ix = index_new();
	struct buf b = BUF_INIT(1 << 20);
	struct store_segment seg = {.first = 1, .last = 4, .from = NOW, .until = NOW + 240};
	enum ct_err err = ix != NULL ? CT_OK : CT_ENOMEM;

	for (uint32_t i = 0; err == CT_OK && i < 4; i++)
		err = index_add(ix, i + 1, NOW + 60 * i, prints[i].keys, prints[i].nkeys);
	if (err == CT_OK)
		index_seal(ix, &b);
	seg.bytes = buf_view(&b);
	if (err == CT_OK)
		err = store_segment_add(s, &seg);
	buf_free(&b);
	index_free(ix);
	return err;
}

static void fill(struct store *s)
{
	struct arena *a = arena_new(1 << 20);
	struct store_feed f,
	    polled = {.id = 1, .polls = 9, .next_poll = NOW + 900, .last_poll = NOW};
	struct store_errand e = {.feed = 1,
	    .ident = 7,
	    .since = NOW,
	    .item.story = {.url = VIEW_LIT("http://a.example/p"), .title = VIEW_LIT("A page")}};
	struct desk *d;

	if (store_begin(s) != CT_OK ||
	    store_feed_open(s, VIEW_LIT("A"), VIEW_LIT("u"), a, &f) != CT_OK ||
	    store_feed_open(s, VIEW_LIT("B"), VIEW_LIT("v"), a, &f) != CT_OK ||
	    store_feed_touch(s, &polled) != CT_OK || store_errand_put(s, &e) != CT_OK ||
	    store_commit(s) != CT_OK || desk_new(s, &options, &d) != CT_OK)
		die("fill");
	for (unsigned i = 0; i < STORIES; i++)
		if (take(s, d, i) != CT_OK)
			die("take");
	if (store_begin(s) != CT_OK || desk_save(d) != CT_OK || add_segment(s) != CT_OK ||
	    store_alert_failed(s, 1, 0, VIEW_LIT("dead")) != CT_OK || store_commit(s) != CT_OK)
		die("save");
	desk_free(d);
	arena_free(a);
}

static void run_sql(const char *sql)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql);
	sqlite3_close(db);
}

/* The file as it is under another name, open: what is done to it is never committed. */
static sqlite3 *hold_image(const char *name)
{
	char copy[100], sql[200];
	sqlite3 *db;

	snprintf(copy, sizeof(copy), "%s/%s", dir, name);
	snprintf(sql, sizeof(sql), "VACUUM INTO '%s'", copy);
	run_sql(sql);
	if (sqlite3_open(copy, &db) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA cache_size = -65536; PRAGMA journal_mode = MEMORY", NULL, NULL,
		NULL) != SQLITE_OK)
		die("hold_image");
	return db;
}

static void clean_up(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command) != 0)
		perror(dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct store *s;
	char *why;

	(void)argc;
	(void)argv;
	/* Nobody else is there; and SQLite's pages and small pieces are not what is tested. */
	static char pages[PAGES * PAGE_ROOM];
	if (sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK ||
	    sqlite3_config(SQLITE_CONFIG_PAGECACHE, pages, PAGE_ROOM, PAGES) != SQLITE_OK ||
	    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 256, 4000) != SQLITE_OK ||
	    sqlite3_vfs_register(sqlite3_vfs_find("unix-none"), 1) != SQLITE_OK)
		die("SQLite");
	snprintf(dir, sizeof(dir), "%s/fuzz-store-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(dir) == NULL)
		die(dir);
	atexit(clean_up);
	snprintf(path, sizeof(path), "%s/store", dir);
	snprintf(segment, sizeof(segment), "%s/store.d/00000001.seg", dir);
	if (store_open(path, &s, &why) != CT_OK)
		die(path);
	fill(s);
	store_close(s);
	/* A story that was corrected, which takes more than these ten. */
	run_sql("INSERT INTO correction (story, by, time, verdict, score, of)"
		" VALUES (3, 5, 1795000000, 2, 0.5, 1); UPDATE tally SET n = 1 WHERE name = "
		"'corrected'");
	/* Pages of 1 KiB: there are thirty tables and indexes, most of a row or two. */
	run_sql("PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM");
	whole = hold_image("whole");
	run_sql("DELETE FROM blob");
	small = hold_image("small");
	unlink(segment);
	scratch = arena_new((size_t)64 << 20);
	if (scratch == NULL)
		die("arena_new");
	return 0;
}

#ifdef __SANITIZE_ADDRESS__
#define ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN
#endif
#endif
#ifdef ASAN
const char *__asan_default_options(void);

/* Of an execution's few blocks all stay in quarantine: more would only touch pages. */
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=8";
}
#endif

/* A fuzzer reads a few of the stories, and does what takes long in some executions only:
 * more inputs are worth more. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
static const bool sparing = true;
#else
static const bool sparing = false;
#endif
static uint64_t turn; /* follows from the input */

enum what { STORY, CHECK, EVIDENCE, WRITE, COUNTS };

/* Which of them an input does, as far as it is spared any. */
static bool does(enum what w)
{
	static const unsigned once_in[] = {2, 16, 64, 128, 1024};

	return (turn >> 8 * (1 + (w < COUNTS ? w : WRITE))) % once_in[w] == 0;
}

/* --- the store as it becomes ---------------------------------------------------------- */

static const char *const columns[] = {"tally.n", "tally.name", "feed.url", "feed.next_poll",
    "feed.last_fresh", "feed.interval", "feed.last_poll", "feed.state", "feed.etag",
    "feed.skip_days", "feed.id", "entry.feed", "entry.story", "entry.seen", "entry.content",
    "story.id", "story.feed", "story.seen", "story.verdict", "story.score", "story.of",
    "story.cluster", "story.family", "story.previous", "story.body0", "story.late", "story.nearest",
    "text.story", "text.packed", "evidence.packed", "evidence.story", "recent.story",
    "recent.fingerprint", "blob.name", "blob.bytes", "alert.id", "alert.alert_id", "alert.story",
    "alert.time", "alert.packed", "delivery.alert", "delivery.sink", "delivery.state",
    "delivery.tries", "delivery.next_try", "delivery.last_error", "errand.feed", "errand.since",
    "errand.next_try", "errand.tries", "errand.packed", "errand.read", "segment.id",
    "segment.first", "segment.last", "segment.until", "segment.level", "segment.bytes",
    "touch.feed", "touch.next_poll", "touch.interval", "touch.polls", "touch.last_poll",
    "correction.story", "correction.by", "correction.verdict", "correction.score", "correction.of",
    "correction.time"};
static const char *const values[] = {"0", "1", "-1", "9223372036854775807", "-9223372036854775808",
    "4294967295", "4294967296", "2147483648", "1e308", "-1e308", "''", "x'00'", "NULL",
    "'\x1b]0;x'", "zeroblob(100000)", "randomblob(300)", "x'00ff00ff00ff'", "rowid", "11",
    "x'0128b52ffd'"};

/* column = value, or a damaged blob of its own, in some rows. */
static void set_column(sqlite3 *db, const uint8_t *op)
{
	const char *column = columns[op[0] % COUNT(columns)], *dot = strchr(column, '.');
	char sql[400], own[120];
	size_t v = op[1] % (COUNT(values) + 2);

	snprintf(own, sizeof(own),
	    v == COUNT(values) ? "substr(%s, 1, length(%s) * %u / 256)" : "%s + (%s - %u)", dot + 1,
	    dot + 1, op[3]);
	snprintf(sql, sizeof(sql),
	    "UPDATE OR IGNORE %.*s SET %s = %s WHERE abs(random()) %% 8 >= %u", (int)(dot - column),
	    column, dot + 1, v < COUNT(values) ? values[v] : own, op[2] % 8);
	sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* The image with the edits of the columns that the input says. */
static unsigned char *edited(const uint8_t *data, size_t size, size_t *n)
{
	sqlite3 *db = does(COUNTS) ? whole : small;
	sqlite3_int64 bytes;

	/* The same input does the same again. */
	sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, (int)(turn >> 33 | 1), (sqlite3 *)NULL);
	sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
	for (size_t at = 0; at + 5 <= size; at += 5)
		if (data[at] % 4 == 3)
			set_column(db, data + at + 1);
	unsigned char *p = sqlite3_serialize(db, "main", &bytes, 0);
	if (p == NULL || sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
		die("edited");
	*n = (size_t)bytes;
	return p;
}

/* The image as the input says. */
static void change(const uint8_t *data, size_t size)
{
	size_t all, n;
	unsigned char *p = edited(data, size, &all);

	n = all;
	for (size_t at = 0; at + 5 <= size; at += 5) {
		const uint8_t *op = data + at + 1;
		size_t where = ((size_t)op[0] << 16 | (size_t)op[1] << 8 | op[2]) % all;
		size_t from = (where * 31 + op[3] * 16u) % all;

		if (data[at] % 16 == 0 && n > 0)
			n = where;
		else if (data[at] % 4 == 1)
			p[where] = op[3];
		else if (data[at] % 4 == 2 && op[3] < all - where && from + op[3] < all)
			memmove(p + where, p + from, op[3]);
	}
	put_file(p, n);
	sqlite3_free(p);
}

static bool on_segment(void *ctx, const struct store_segment *seg)
{
	(void)ctx;
	(void)seg;
	return true;
}

static bool on_story(void *ctx, const struct store_story *row)
{
	(void)ctx;
	(void)row;
	return true;
}

static bool on_delivery(void *ctx, const struct store_delivery *d)
{
	(void)ctx;
	(void)d;
	return true;
}

static bool on_alert(void *ctx, int64_t row, struct view payload)
{
	(void)ctx;
	(void)row;
	(void)payload;
	return true;
}

static void read_stories(struct store *s)
{
	const struct store_filter all = {.limit = 100}, some = {.cluster = 1, .limit = 10};
	struct arena *a = scratch;
	struct store_story row;
	struct store_kin kin;
	struct store_correction c;
	int64_t ids[4], stories, sources;
	size_t n;

	for (int64_t i = 0; i <= STORIES + 1; i++) {
		if (sparing && (uint64_t)i % 4 != turn % 4)
			continue;
		arena_reset(a);
		if (store_story_get(s, i, !sparing || does(EVIDENCE), a, &row) == CT_OK)
			(void)store_story_lag(&row, &row);
		(void)store_story_kin(s, i, &kin);
		(void)store_correction_get(s, i, &c);
		(void)store_correction_list(s, i, ids, 4, &n);
		(void)store_cluster(s, i, &stories, &sources);
	}
	(void)store_story_list(s, &all, on_story, NULL);
	(void)store_story_list(s, &some, on_story, NULL);
}

static void read_rest(struct store *s)
{
	struct arena *a = scratch;
	struct buf sinks = BUF_INIT(1 << 20), problems = BUF_INIT(1 << 20);
	struct store_counts counts;
	struct store_errand e;
	int64_t ids[8], next, after = 0;
	size_t n = 0;

	arena_reset(a);
	(void)store_counts(s, &counts);
	(void)store_alert_sinks(s, &sinks);
	(void)store_alert_due(s, VIEW_LIT("desk"), NOW * 2, 10, &next, on_delivery, NULL);
	(void)store_alert_list(s, 0, 10, on_alert, NULL);
	if (store_errand_due(s, NOW * 2, &after, ids, 8, &n, &next) == CT_OK)
		for (size_t i = 0; i < n; i++)
			(void)store_errand_get(s, ids[i], a, &e);
	(void)store_segment_list(s, on_segment, NULL);
	if (!sparing || does(CHECK))
		(void)store_check(s, &problems);
	buf_free(&sinks);
	buf_free(&problems);
}

static void write_some(struct store *s)
{
	struct arena *a = arena_new(1 << 20);
	struct store_feed f;
	struct desk *d = NULL;
	struct store_rebuilt done;
	int64_t clock;
	bool more;

	if (desk_new(s, &options, &d) == CT_OK) {
		if (take(s, d, STORIES) != CT_OK)
			desk_rolled_back(d);
		(void)take(s, d, STORIES + 1);
	}
	if (store_begin(s) == CT_OK) {
		if (store_feed_open(s, VIEW_LIT("A"), VIEW_LIT("u"), a, &f) == CT_OK)
			(void)store_feed_save(s, &f);
		(void)store_age_clock(s, NOW, &clock);
		if ((d != NULL && desk_heal(d, &done) != CT_OK) ||
		    store_prune(s, NOW + 60 * STORIES / 2, 0, &more) != CT_OK)
			store_rollback(s);
		else
			(void)store_commit(s);
	}
	desk_free(d);
	arena_free(a);
}

static void try_it(void)
{
	char wal[100], *why = NULL;
	struct store *s = NULL;

	if (store_open(path, &s, &why) == CT_OK) {
		if (!sparing || does(STORY))
			read_stories(s);
		if (!sparing || !does(STORY))
			read_rest(s);
		if (!sparing || does(WRITE))
			write_some(s);
		store_close(s);
	} else if (why == NULL || why[0] == '\0') {
		abort(); /* refused without a word */
	}
	free(why);
	snprintf(wal, sizeof(wal), "%s-wal", path);
	unlink(wal);
	snprintf(wal, sizeof(wal), "%s-journal", path);
	unlink(wal);
	unlink(segment);
}

/* A hundred inputs of a generator's (splitmix64). */
static void loop(uint64_t seed)
{
	uint8_t ops[40];

	for (int i = 0; i < LOOPS; i++) {
		for (size_t j = 0; j < sizeof(ops); j++) {
			uint64_t z = (seed += 0x9E3779B97F4A7C15u);

			z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
			z = (z ^ z >> 27) * 0x94D049BB133111EBu;
			ops[j] = (uint8_t)(z ^ z >> 31);
		}
		/* Every other one within SQLite's own bounds: our half is what is tested. */
		for (size_t j = 0; i % 2 == 0 && j < sizeof(ops); j += 5)
			ops[j] |= 3;
		turn = i % 2 == 0 ? 0 : seed | UINT64_C(1) << 32; /* with the counts, and without */
		change(ops, 5 + (size_t)(ops[39] % 8) * 5);
		try_it();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 6 && memcmp(data, "loop", 4) == 0) {
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
		return 0; /* a fuzzer makes its own; these are slow with sanitizers */
#endif
		loop((uint64_t)data[4] << 8 | data[5]);
		return 0;
	}
	turn = XXH3_64bits(data, size);
	if (size >= 16 && memcmp(data, "SQLite format 3", 16) == 0)
		put_file(data, size);
	else
		change(data, size < 200 ? size : 200);
	try_it();
	return 0;
}
