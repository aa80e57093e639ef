#include "cmocka_all.h"

#include <stdlib.h>

#include "buf.h"
#include "tree.h"

/* "div(p("a")p("b"))": the tree below the root. */
static void show(const struct tree *t, struct buf *out)
{
	uint32_t open[TREE_DEPTH + 1];
	unsigned depth = 0;

	for (uint32_t i = 1; i < t->n; i++) {
		const struct tree_node *n = &t->nodes[i];

		while (depth > 0 && t->nodes[open[depth - 1]].end <= i) {
			buf_addc(out, ')');
			depth--;
		}
		if (n->tag == TAG_text || n->tag == TAG_title) {
			buf_addc(out, '"');
			buf_addv(out, n->v);
			buf_addc(out, '"');
			continue;
		}
		static const char *const names[] = {"x", "",
#define NAME(name, flags) #name,
		    TAG_LIST(NAME)
#undef NAME
		};
		buf_adds(out, names[n->tag]);
		if (n->end == i + 1)
			continue;
		buf_addc(out, '(');
		open[depth++] = i;
	}
	while (depth-- > 0)
		buf_addc(out, ')');
}

static void check(const char *html, const char *want)
{
	struct buf out = BUF_INIT(1 << 16);
	struct tree t;

	assert_int_equal(tree_build(view_of(html), &t), CT_OK);
	show(&t, &out);
	buf_add(&out, "", 1);
	assert_string_equal(out.p, want);
	buf_free(&out);
	tree_free(&t);
}

static void nests(void **state)
{
	(void)state;
	check("", "");
	check("a", "\"a\"");
	check("<div><p>a</p><p>b</p></div>", "div(p(\"a\")p(\"b\"))");
	check("<DIV Class=x><Img><br/>a</DIV>b", "div(imgbr\"a\")\"b\"");
	check("<span>a</span>b", "x(\"a\")\"b\"");
}

static void closes_what_cannot_go_on(void **state)
{
	(void)state;
	check("<p>a<p>b", "p(\"a\")p(\"b\")");
	check("<p>a<div>b</div>c", "p(\"a\")div(\"b\")\"c\"");
	check("<p><b>a<h2>b</h2>", "p(x(\"a\"))h2(\"b\")");
	check("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e",
	    "ul(li(\"a\")li(\"b\"ul(li(\"c\")))li(\"d\"))\"e\"");
	check("<ul><li><b>a<li>b</ul>", "ul(li(x(\"a\"))li(\"b\"))");
	check("<table><tr><td>a<td>b<tr><td>c</table>d",
	    "table(tr(td(\"a\")td(\"b\"))tr(td(\"c\")))\"d\"");
	check("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt(\"a\")dd(\"b\")dt(\"c\"))");
	check("<a>a<a>b</a>c", "a(\"a\")a(\"b\")\"c\"");
	check("<body>a<body>b", "body(\"a\"\"b\")");
	check("<head><title>t</title><body>a", "head(\"t\")body(\"a\")");
}

static void drops_end_tags_out_of_place(void **state)
{
	(void)state;
	check("</div>a</p></b>", "\"a\"");
	check("<div>a</span></div>b", "div(\"a\")\"b\"");
	check("<b><div>a</b>c</div>d", "x(div(\"a\"\"c\")\"d\")");
	check("<div><table><tr><td>a</div>b</table>c", "div(table(tr(td(\"a\"\"b\")))\"c\")");
	check("<i>a</p>b", "x(\"a\"\"b\")");
}

static void skips_what_is_no_text(void **state)
{
	(void)state;
	check("a<script>b<p></script>c", "\"a\"\"c\"");
	check("<style>p{}</style><!-- <p>x -->a<noscript>b</noscript>", "\"a\"");
	check("<script type='application/ld+json'>{}</script>", "script");
	check("1 < 2", "\"1 \"\"<\"\" 2\"");
}

static void finds_attributes(void **state)
{
	(void)state;
	struct tree t;

	assert_int_equal(
	    tree_build(view_of("<html lang=de><p ID=\"x y\" class='a' data-id=z hidden>"), &t),
	    CT_OK);
	assert_true(view_is(tree_attr(&t.nodes[0], "lang"), "de"));
	assert_true(view_is(tree_attr(&t.nodes[1], "id"), "x y"));
	assert_true(view_is(tree_attr(&t.nodes[1], "class"), "a"));
	assert_int_equal(tree_attr(&t.nodes[1], "hidden").n, 0);
	assert_int_equal(tree_attr(&t.nodes[1], "style").n, 0);
	tree_free(&t);
}

/* However deep and many, ends and parents are sound. */
static void is_bounded(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1 << 26);
	struct tree t;

	for (size_t i = 0; i < 5000; i++)
		buf_adds(&b, "<div>x");
	for (size_t i = 0; i < 5000; i++)
		buf_adds(&b, "</div>y");
	for (size_t i = 0; i < TREE_NODES; i++)
		buf_adds(&b, "<br>");
	assert_int_equal(tree_build(buf_view(&b), &t), CT_OK);
	assert_int_equal(t.n, TREE_NODES);
	assert_int_equal(t.nodes[0].end, t.n);
	for (uint32_t i = 1; i < t.n; i++) {
		assert_true(t.nodes[i].parent < i && t.nodes[i].end > i);
		assert_true(t.nodes[i].end <= t.nodes[t.nodes[i].parent].end);
	}
	/* The last "y" stands outside of all. */
	assert_int_equal(t.nodes[4999 + 5000 + 5000 + 1].parent, 0);
	tree_free(&t);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nests),
	    cmocka_unit_test(closes_what_cannot_go_on),
	    cmocka_unit_test(drops_end_tags_out_of_place),
	    cmocka_unit_test(skips_what_is_no_text),
	    cmocka_unit_test(finds_attributes),
	    cmocka_unit_test(is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
