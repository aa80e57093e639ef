/*
 * usage: judge_stream STORIES.jsonl >VERDICTS.jsonl
 *
 * Judges a stream in memory through judge.h alone, without a store: what the
 * detector costs and finds by itself.  Prints the time it took to stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "judge.h"
#include "emit.h"
#include "stream.h"

#define WINDOW (400LL * 86400)

static enum ct_err load(void *ctx, uint32_t n, struct arena *a, struct ct_story *out)
{
	const struct stream *s = ctx;

	(void)a;
	*out = s->stories[n - 1].story;
	return CT_OK;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print(const struct stream *s, size_t i, const struct judgement *v)
{
	struct buf line = BUF_INIT(1 << 20);
	struct emit j = emit_to(&line);

	emit_open(&j, '{');
	emit_str(&j, "id", s->stories[i].story.id);
	emit_str(&j, "verdict", view_of(ct_verdict_name(v->verdict)));
	emit_num(&j, "score", v->score, 5);
	bool copy = v->verdict == CT_REPUBLISHED || v->verdict == CT_REWRITTEN;
	if (copy && v->of > 0)
		emit_str(&j, "of", s->stories[v->of - 1].story.id);
	else
		emit_null(&j, "of");
	if (!copy && v->of > 0) /* what it is related to, which is no family */
		emit_str(&j, "near", s->stories[v->of - 1].story.id);
	emit_raw(&j, "evidence", buf_view(&v->evidence));
	emit_close(&j, '}');
	puts(line.p);
	buf_free(&line);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: judge_stream STORIES.jsonl\n", stderr);
		return 2;
	}
	struct stream s = stream_read(argv[1], NULL);
	struct judge *judge = judge_new(&(struct judge_stories){.ctx = &s, .load = load});
	struct normalizer *z = normalizer_new();
	double from = seconds(), normal = 0;
	if (judge == NULL || z == NULL)
		return 2;
	for (size_t i = 0; i < s.nstories; i++) {
		const struct ct_story *story = &s.stories[i].story;
		struct doc *d = NULL;
		struct fingerprint fp;
		struct judgement v;
		double t = seconds();
		if (doc_make_with(z, story, &d) != CT_OK)
			return 2;
		fingerprint_make(d, &fp);
		doc_free(d);
		normal += seconds() - t;
		int64_t now = story->published;
		if (judge_story(judge, story, &fp, now, WINDOW, 0, &v) != CT_OK ||
		    judge_learn(judge, (uint32_t)i + 1, now, story, &fp) != CT_OK)
			return 2;
		print(&s, i, &v);
		judgement_free(&v);
	}
	fprintf(stderr, "%zu stories: fingerprint %.2f s, all %.2f s\n", s.nstories, normal,
	    seconds() - from);
	judge_free(judge);
	normalizer_free(z);
	return 0;
}
