/*
 * A store that was mutated, or is somebody else's: opened, read from end to end,
 * one story judged against it.  It may be refused, and anything in it may fail to
 * be read; nothing may crash.
 *
 * A real image, made at the start, is changed by what the input says: a byte 0 to
 * 3 and its operands (cut, poke, copy, and a value put into a column, which gets
 * behind SQLite's own checks).  An input that begins like a database is taken for
 * the image itself; "loop" and a number is a hundred random inputs.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "desk.h"
#include "doc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define NOW INT64_C(1795000000)
#define STORIES 24
#define LOOPS 100

static char dir[64], path[80], segment[120];
static unsigned char *image, *changed;
static size_t image_n;

static void die(const char *what)
{
	perror(what);
	abort();
}

static void put_file(const void *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n)
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

static void fill(struct store *s)
{
	struct arena *a = arena_new(1 << 20);
	struct store_feed f;
	struct store_errand e = {.feed = 1,
	    .ident = 7,
	    .since = NOW,
	    .item.story = {.url = VIEW_LIT("http://a.example/p"), .title = VIEW_LIT("A page")}};
	struct desk *d;

	if (store_begin(s) != CT_OK ||
	    store_feed_open(s, VIEW_LIT("A"), VIEW_LIT("u"), a, &f) != CT_OK ||
	    store_feed_open(s, VIEW_LIT("B"), VIEW_LIT("v"), a, &f) != CT_OK ||
	    store_errand_put(s, &e) != CT_OK || store_commit(s) != CT_OK ||
	    desk_new(s, &options, &d) != CT_OK)
		die("fill");
	for (unsigned i = 0; i < STORIES; i++)
		if (take(s, d, i) != CT_OK)
			die("take");
	if (store_begin(s) != CT_OK || desk_save(d) != CT_OK ||
	    store_alert_failed(s, 1, 0, VIEW_LIT("dead")) != CT_OK || store_commit(s) != CT_OK)
		die("save");
	desk_free(d);
	arena_free(a);
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
	struct stat st;
	struct store *s;
	char *why;

	(void)argc;
	(void)argv;
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
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		die(path);
	image_n = (size_t)st.st_size;
	image = malloc(image_n);
	changed = malloc(image_n);
	if (image == NULL || changed == NULL || read(fd, image, image_n) != st.st_size)
		die(path);
	close(fd);
	return 0;
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
    "errand.next_try", "errand.tries", "errand.packed", "errand.read"};
static const char *const values[] = {"0", "1", "-1", "9223372036854775807", "-9223372036854775808",
    "4294967295", "4294967296", "2147483648", "1e308", "-1e308", "''", "x'00'", "NULL",
    "'\x1b]0;x'", "zeroblob(100000)", "randomblob(300)", "x'00ff00ff00ff'", "rowid", "25",
    "x'0128b52ffd'"};

#define COUNT(a) (sizeof(a) / sizeof(a[0]))

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

/* The image with the edits that the input says. */
static void change(const uint8_t *data, size_t size)
{
	size_t n = image_n;

	memcpy(changed, image, n);
	for (size_t at = 0; at + 5 <= size; at += 5) {
		const uint8_t *op = data + at + 1;
		size_t where = ((size_t)op[0] << 16 | (size_t)op[1] << 8 | op[2]) % image_n;

		if (data[at] % 16 == 0 && n > 0)
			n = where;
		else if (data[at] % 4 == 1)
			changed[where] = op[3];
		else if (data[at] % 4 == 2)
			memmove(changed + where, changed + (where * 31 + op[3] * 16u) % image_n,
			    op[3] < image_n - where &&
				    (where * 31 + op[3] * 16u) % image_n + op[3] < image_n
				? op[3]
				: 0);
	}
	put_file(changed, n);
	sqlite3 *db = NULL;
	for (size_t at = 0; at + 5 <= size; at += 5) {
		if (data[at] % 4 != 3)
			continue;
		if (db == NULL && sqlite3_open(path, &db) != SQLITE_OK)
			break;
		sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
		set_column(db, data + at + 1);
	}
	sqlite3_close(db);
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

/* A fuzzer judges a story in one execution of eight, and makes one story's evidence
 * whole, both of which need tables of some MiB: more inputs are worth more. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
static const bool sparing = true;
#else
static const bool sparing = false;
#endif
static unsigned turn; /* follows from the input */

static void read_stories(struct store *s)
{
	const struct store_filter all = {.limit = 100}, some = {.cluster = 1, .limit = 10};
	struct arena *a = arena_new((size_t)64 << 20);
	struct store_story row;
	struct store_kin kin;
	struct store_correction c;
	int64_t ids[4], stories, sources;
	size_t n;

	for (int64_t i = 0; a != NULL && i <= STORIES + 1; i++) {
		arena_reset(a);
		bool evidence = !sparing || i == turn % (STORIES + 1);

		if (store_story_get(s, i, evidence, a, &row) == CT_OK)
			(void)store_story_lag(&row, &row);
		(void)store_story_kin(s, i, &kin);
		(void)store_correction_get(s, i, &c);
		(void)store_correction_list(s, i, ids, 4, &n);
		(void)store_cluster(s, i, &stories, &sources);
	}
	(void)store_story_list(s, &all, on_story, NULL);
	(void)store_story_list(s, &some, on_story, NULL);
	arena_free(a);
}

static void read_rest(struct store *s)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct buf sinks = BUF_INIT(1 << 20), problems = BUF_INIT(1 << 20);
	struct store_counts counts;
	struct store_errand e;
	int64_t ids[8], next, after = 0;
	size_t n = 0;

	if (a == NULL)
		return;
	(void)store_counts(s, &counts);
	(void)store_alert_sinks(s, &sinks);
	(void)store_alert_due(s, VIEW_LIT("desk"), NOW * 2, 10, &next, on_delivery, NULL);
	(void)store_alert_list(s, 0, 10, on_alert, NULL);
	if (store_errand_due(s, NOW * 2, &after, ids, 8, &n, &next) == CT_OK)
		for (size_t i = 0; i < n; i++)
			(void)store_errand_get(s, ids[i], a, &e);
	(void)store_segment_list(s, on_segment, NULL);
	(void)store_check(s, &problems);
	buf_free(&sinks);
	buf_free(&problems);
	arena_free(a);
}

static void write_some(struct store *s)
{
	struct arena *a = arena_new(1 << 20);
	struct store_feed f;
	struct desk *d = NULL;
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
		if (store_prune(s, NOW + 60 * STORIES / 2, 0, &more) != CT_OK)
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
		read_stories(s);
		read_rest(s);
		if (!sparing || turn % 8 == 0)
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
	if (size >= 16 && memcmp(data, "SQLite format 3", 16) == 0)
		put_file(data, size);
	else
		change(data, size < 200 ? size : 200);
	turn = (unsigned)XXH3_64bits(data, size);
	try_it();
	return 0;
}
