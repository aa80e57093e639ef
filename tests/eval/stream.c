#include "stream.h"

#include <jansson.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rfc3339.h"

static struct ct_text copy(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s != NULL ? (struct ct_text){strdup(s), strlen(s)} : (struct ct_text){NULL, 0};
}

static char *copy_string(const json_t *o, const char *key)
{
	return (char *)copy(o, key).p;
}

static void each_line(
    const char *path, void (*f)(struct stream *, const json_t *), struct stream *s)
{
	FILE *in = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (in == NULL) {
		perror(path);
		exit(2);
	}
	while (getline(&line, &cap, in) > 0) {
		json_t *o = json_loads(line, 0, NULL);
		if (o != NULL)
			f(s, o);
		json_decref(o);
	}
	free(line);
	fclose(in);
}

static void *grown(void *p, size_t n, size_t size)
{
	if (n % 1024 == 0)
		p = realloc(p, (n + 1024) * size);
	if (p == NULL)
		exit(2);
	return p;
}

static void add_story(struct stream *s, const json_t *o)
{
	s->stories = grown(s->stories, s->nstories, sizeof(*s->stories));
	struct ct_text published = copy(o, "published");
	s->stories[s->nstories++] = (struct stream_story){.label = -1,
	    .story = {.id = copy(o, "id"),
		.source = copy(o, "source"),
		.title = copy(o, "title"),
		.text = copy(o, "text"),
		.lang = copy(o, "lang"),
		.published = rfc3339_parse(published)}};
}

static void add_label(struct stream *s, const json_t *o)
{
	const char *split = json_string_value(json_object_get(o, "split"));

	s->labels = grown(s->labels, s->nlabels, sizeof(*s->labels));
	s->labels[s->nlabels++] = (struct stream_label){.id = copy_string(o, "id"),
	    .group = copy_string(o, "group"),
	    .relation = copy_string(o, "relation"),
	    .of = copy_string(o, "of"),
	    .derived = json_is_true(json_object_get(o, "derived")),
	    .held = split != NULL && strcmp(split, "held") == 0,
	    .story = -1,
	    .origin = -1};
}

static void add_abroad(struct stream *s, const json_t *o)
{
	int i = stream_find(s, json_string_value(json_object_get(o, "id")));

	if (i < 0)
		return;
	struct stream_story *of = &s->stories[i];
	of->abroad = realloc(of->abroad, (of->nabroad + 1) * sizeof(*of->abroad));
	if (of->abroad == NULL)
		exit(2);
	of->abroad[of->nabroad++] = (struct ct_story){.id = copy(o, "id"),
	    .text = copy(o, "text"),
	    .lang = copy(o, "lang"),
	    .published = CT_TIME_UNKNOWN};
}

void stream_read_abroad(struct stream *s, const char *path)
{
	each_line(path, add_abroad, s);
}

int stream_find(const struct stream *s, const char *id)
{
	(void)s;
	ENTRY *e = id != NULL ? hsearch((ENTRY){.key = (char *)id}, FIND) : NULL;

	return e != NULL ? (int)(intptr_t)e->data : -1;
}

struct stream stream_read(const char *stories, const char *labels)
{
	struct stream s = {0};

	each_line(stories, add_story, &s);
	hdestroy(); /* of the stream before */
	hcreate(s.nstories * 2 + 16);
	for (size_t i = 0; i < s.nstories; i++)
		hsearch(
		    (ENTRY){.key = (char *)s.stories[i].story.id.p, .data = (void *)(intptr_t)i},
		    ENTER);
	if (labels == NULL)
		return s;
	each_line(labels, add_label, &s);
	for (size_t i = 0; i < s.nlabels; i++) {
		s.labels[i].story = stream_find(&s, s.labels[i].id);
		s.labels[i].origin = stream_find(&s, s.labels[i].of);
		if (s.labels[i].story >= 0)
			s.stories[s.labels[i].story].label = (int)i;
	}
	return s;
}
