#include "fence.h"

#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>

#include "count.h"
#include "landlock.h"
#include "sanitized.h"

/* What the daemon's libraries read: names, certificates, time zones, converters,
 * the number of processors; where a name service's file may be a link to. */
static const struct landlock_rule system_rules[] = {
    {"/etc", LANDLOCK_READ},
    {"/lib", LANDLOCK_READ},
    {"/lib64", LANDLOCK_READ},
    {"/usr/lib", LANDLOCK_READ},
    {"/usr/lib64", LANDLOCK_READ},
    {"/usr/local/lib", LANDLOCK_READ},
    {"/usr/share", LANDLOCK_READ},
    {"/nix/store", LANDLOCK_READ},
    {"/var/lib/ca-certificates", LANDLOCK_READ},
    {"/run/systemd/resolve", LANDLOCK_READ},
    {"/run/resolvconf", LANDLOCK_READ},
    {"/run/NetworkManager", LANDLOCK_READ},
    {"/sys/devices/system/cpu", LANDLOCK_READ},
    {"/dev/urandom", LANDLOCK_READ},
    {"/dev/null", LANDLOCK_APPEND},
    {SANITIZED ? "/proc" : "/proc/self/maps", LANDLOCK_READ},
};

struct fence {
	struct landlock_rule *rules; /* paths are ours */
	size_t n, cap;
	bool failed; /* out of memory */
};

static void add(struct fence *f, struct view path, enum landlock_right right)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->rules[i].right == right && view_is(path, f->rules[i].path))
			return;
	if (f->n == f->cap) {
		size_t cap = f->cap * 2 + 32;
		struct landlock_rule *more = realloc(f->rules, cap * sizeof(*more));

		f->failed = f->failed || more == NULL;
		if (more == NULL)
			return;
		f->rules = more;
		f->cap = cap;
	}
	char *copy = strndup(path.p, path.n);
	f->failed = f->failed || copy == NULL;
	if (copy != NULL)
		f->rules[f->n++] = (struct landlock_rule){copy, right};
}

static struct view directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL   ? VIEW_LIT(".")
	       : slash == path ? VIEW_LIT("/")
			       : (struct view){path, (size_t)(slash - path)};
}

/* Calls fn for each directory that c needs beyond what is fixed at the start. */
static void each_directory(const struct conf *c,
    void (*fn)(void *ctx, struct view dir, enum landlock_right right), void *ctx)
{
	for (size_t i = 0; i < c->sources.n; i++)
		fn(ctx, view_of(c->sources.v[i]), LANDLOCK_READ);
	for (size_t i = 0; i < c->nfeeds; i++)
		if (c->feeds[i].password_file[0] != '\0')
			fn(ctx, directory(c->feeds[i].password_file), LANDLOCK_READ);
	for (size_t i = 0; i < c->nalerts; i++) {
		const struct conf_alert *a = &c->alerts[i];

		if (a->type == CONF_FILE)
			fn(ctx, directory(a->path), LANDLOCK_APPEND);
		else if (a->type == CONF_WEBHOOK && a->secret_file[0] != '\0')
			fn(ctx, directory(a->secret_file), LANDLOCK_READ);
	}
}

/* An exec hook that we are to start ourselves would be confined as we are. */
static const char *own_hook(const struct conf *c)
{
	for (size_t i = 0; c->hook_socket[0] == '\0' && i < c->nalerts; i++)
		if (c->alerts[i].type == CONF_EXEC)
			return c->alerts[i].name;
	return NULL;
}

static void add_directory(void *ctx, struct view dir, enum landlock_right right)
{
	add(ctx, dir, right);
}

/* The directories of the libraries in use; and the program that starts programs. */
static int add_object(struct dl_phdr_info *o, size_t size, void *ctx)
{
	(void)size;
	if (strchr(o->dlpi_name, '/') != NULL)
		add(ctx, directory(o->dlpi_name), LANDLOCK_READ);
	for (int i = 0; i < o->dlpi_phnum; i++)
		if (o->dlpi_phdr[i].p_type == PT_INTERP)
			add(ctx, view_of((const char *)(o->dlpi_addr + o->dlpi_phdr[i].p_vaddr)),
			    LANDLOCK_EXECUTE);
	return 0;
}

static void add_all(struct fence *f, const struct conf *c, const char *worker)
{
	char real[PATH_MAX];

	for (size_t i = 0; i < COUNT(system_rules); i++)
		add(f, view_of(system_rules[i].path), system_rules[i].right);
	dl_iterate_phdr(add_object, f);
	if (realpath("/etc/resolv.conf", real) != NULL)
		add(f, directory(real), LANDLOCK_READ);
	if (getenv("CREDENTIALS_DIRECTORY") != NULL)
		add(f, view_of(getenv("CREDENTIALS_DIRECTORY")), LANDLOCK_READ);
	add(f, view_of(worker), LANDLOCK_EXECUTE);
	add(f, directory(c->store), LANDLOCK_STORE);
	add(f, directory(c->control), LANDLOCK_SOCKET);
	if (c->ca_file[0] != '\0')
		add(f, directory(c->ca_file), LANDLOCK_READ);
	each_directory(c, add_directory, f);
}

struct fence *fence_put_up(const struct conf *c, const char *worker, char told[256])
{
	int version = landlock_version(), err = 0;
	const char *hook = own_hook(c);
	struct fence *f = NULL;

	if (hook != NULL)
		snprintf(told, 256,
		    "not confined: [alert %.100s] would be, too; set hook_socket, or sandbox = no",
		    hook);
	else if (version == 0)
		snprintf(told, 256, "not confined: this kernel has no Landlock");
	else if ((f = calloc(1, sizeof(*f))) == NULL)
		snprintf(told, 256, "not confined: no memory");
	if (f == NULL)
		return NULL;
	add_all(f, c, worker);
	err = f->failed ? ENOMEM : landlock_confine(f->rules, f->n);
	if (err == 0) {
		snprintf(told, 256, "confined to its own paths (Landlock %d)", version);
		return f;
	}
	snprintf(told, 256, "not confined: %s", strerror(err));
	fence_free(f);
	return NULL;
}

void fence_free(struct fence *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->n; i++)
		free((char *)f->rules[i].path);
	free(f->rules);
	free(f);
}

/* --- later ------------------------------------------------------------------------ */

static bool below(struct view path, const char *dir)
{
	size_t n = strlen(dir);

	return view_starts(path, view_of(dir)) &&
	       (path.n == n || path.p[n] == '/' || dir[n - 1] == '/');
}

static bool has(const struct fence *f, struct view dir, enum landlock_right right)
{
	for (size_t i = 0; i < f->n; i++) {
		enum landlock_right given = f->rules[i].right;
		bool enough = given == right || given == LANDLOCK_STORE ||
			      (right == LANDLOCK_READ && given == LANDLOCK_APPEND);

		if (enough && below(dir, f->rules[i].path))
			return true;
	}
	return false;
}

struct check {
	const struct fence *fence;
	struct buf *errors;
	bool ok;
};

static void check_directory(void *ctx, struct view dir, enum landlock_right right)
{
	struct check *k = ctx;

	if (has(k->fence, dir, right))
		return;
	k->ok = false;
	buf_addf(k->errors,
	    "%.*s: not %s by the running daemon, which confined itself at its"
	    " start: restart it\n",
	    (int)dir.n, dir.p, right == LANDLOCK_READ ? "readable" : "writable");
}

bool fence_admits(const struct fence *f, const struct conf *c, struct buf *errors)
{
	struct check k = {f, errors, true};

	if (f == NULL)
		return true;
	each_directory(c, check_directory, &k);
	if (own_hook(c) != NULL) {
		k.ok = false;
		buf_addf(errors,
		    "[alert %s]: the running daemon confined itself at its start and"
		    " can start no hook: restart it, or set hook_socket\n",
		    own_hook(c));
	}
	return k.ok;
}
