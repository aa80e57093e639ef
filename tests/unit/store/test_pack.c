/* Packed texts, and the record in them, whole and damaged. */
#include "count.h"
#include "record.h"
#include "store_fixture.h"
#include "store_int.h"

static void small_and_large(void **state)
{
	struct pack p = {0};
	struct arena *a = arena_new((size_t)100 << 20);
	char *bytes = calloc(1, 3000000);
	static const size_t sizes[] = {0, 1, 30, 3000, 3000000};

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct view in = {bytes, sizes[i]}, packed, out;

		assert_int_equal(pack_in(&p, in, &packed), CT_OK);
		assert_true(packed.n <= sizes[i] + 1);
		assert_int_equal(pack_out(&p, packed, a, &out), CT_OK);
		assert_true(view_eq(in, out));
	}
	pack_free(&p);
	arena_free(a);
	free(bytes);
}

static void damage_is_refused(void **state)
{
	struct pack p = {0};
	struct arena *a = arena_new(100000), *tiny = arena_new(10);
	struct view packed, out = {NULL, 7};
	char text[2000], copy[3000];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 7 + i % 3);
	assert_int_equal(pack_in(&p, (struct view){text, sizeof(text)}, &packed), CT_OK);
	memcpy(copy, packed.p, packed.n);
	assert_int_equal(pack_out(&p, (struct view){copy, 0}, a, &out), CT_EINVAL);
	for (size_t n = 1; n < packed.n; n++)
		assert_int_equal(pack_out(&p, (struct view){copy, n}, a, &out), CT_EINVAL);
	assert_int_equal(pack_out(&p, (struct view){copy, packed.n}, tiny, &out), CT_ENOMEM);
	copy[0] = 2;
	assert_int_equal(pack_out(&p, (struct view){copy, packed.n}, a, &out), CT_EINVAL);
	assert_int_equal(out.n, 7);
	/* A frame that says it holds 2^60 bytes. */
	static const char bomb[] = "\1\x28\xb5\x2f\xfd\xe0\0\0\0\0\0\0\0\x10\1\0\0";
	assert_int_equal(pack_out(&p, VIEW_LIT(bomb), a, &out), CT_EINVAL);
	/* One that says 60 MiB: it is no lack of memory, and leaves the arena as it is. */
	static const char large[] = "\1\x28\xb5\x2f\xfd\xa0\0\0\xc0\3\1\0\0";
	size_t held = arena_held(a);
	assert_int_equal(pack_out(&p, VIEW_LIT(large), a, &out), CT_EINVAL);
	assert_int_equal(arena_held(a), held);
	pack_free(&p);
	arena_free(a);
	arena_free(tiny);
}

#define TEXT "Mayor Tarn of Quellmore said that the bridge over the Ashwater will be mended."

static void evidence_is_packed_closer(void **state)
{
	struct pack p = {0};
	struct arena *a = arena_new(100000);
	static const char evidence[] =
	    "\1Tarn of Quellmore said that the bridge over the Ashwater \2";
	struct view packed, out;
	char copy[500];

	(void)state;
	assert_int_equal(pack_evidence_in(&p, VIEW_LIT(TEXT), VIEW_LIT(evidence), &packed), CT_OK);
	assert_true(packed.n < sizeof(evidence) / 2);
	memcpy(copy, packed.p, packed.n);
	packed.p = copy;
	/* What is packed next knows nothing of the text. */
	struct view other;
	assert_int_equal(pack_in(&p, VIEW_LIT(evidence), &other), CT_OK);
	assert_true(other.n > 2 * packed.n);
	assert_int_equal(pack_out(&p, other, a, &out), CT_OK);
	assert_true(view_eq(out, VIEW_LIT(evidence)));
	assert_int_equal(pack_out(&p, packed, a, &out), CT_EINVAL);
	assert_int_equal(pack_evidence_out(&p, VIEW_LIT(TEXT), packed, a, &out), CT_OK);
	assert_true(view_eq(out, VIEW_LIT(evidence)));
	for (size_t n = 0; n < packed.n; n++)
		assert_int_equal(
		    pack_evidence_out(&p, VIEW_LIT(TEXT), view_sub(packed, 0, n), a, &out),
		    CT_EINVAL);
	pack_free(&p);
	arena_free(a);
}

/* What the versions before packed: a text, and evidence after a text. */
static void old_kinds_are_read(void **state)
{
	static const char text[] = "\1\50\265\57\375\40\150\105\0\0\20\141\141\1\0\43\5\130",
			  old[] = "\2\50\265\57\375\40\164\35\1\0\200\63\61\67\64\133\42\42\54"
				  "\42\124\141\162\156\42\135\175\6\0\260\144\101\322\27\214"
				  "\260\20\53\10\4\213\103\216\145\5",
			  evidence[] =
			      "{\"reasons\":[\"3 of 17 sentences follow the earlier story"
			      " in its order\"],\"verbatim\":0.04,\"names\":[\"Quellmore\","
			      "\"Tarn\"]}";
	struct pack p = {0};
	struct arena *a = arena_new(100000);
	struct view out;

	(void)state;
	assert_int_equal(pack_out(&p, VIEW_LIT(text), a, &out), CT_OK);
	assert_int_equal(out.n, 104);
	assert_int_equal(out.p[103], 'a');
	assert_int_equal(pack_evidence_out(&p, VIEW_LIT("Mayor Tarn of Quellmore said so."),
			     VIEW_LIT(old), a, &out),
	    CT_OK);
	assert_true(view_eq(out, VIEW_LIT(evidence)));
	pack_free(&p);
	arena_free(a);
}

static void a_cut_record_is_refused(void **state)
{
	struct store_story st = fixture_story(1, 1, 5);
	struct buf b = BUF_INIT(10000);
	struct item it;

	(void)state;
	record_put(&b, &st.item);
	assert_int_equal(record_get(buf_view(&b), &it), CT_OK);
	assert_true(view_eq(it.story.text, st.item.story.text));
	for (size_t n = 0; n < b.n; n++) {
		char *exact = malloc(n + 1); /* so that a sanitizer sees a byte too many */

		memcpy(exact, b.p, n);
		assert_int_equal(record_get((struct view){exact, n}, &it), CT_EINVAL);
		free(exact);
	}
	b.p[0] = 9;
	assert_int_equal(record_get(buf_view(&b), &it), CT_EVERSION);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(small_and_large),
	    cmocka_unit_test(damage_is_refused),
	    cmocka_unit_test(evidence_is_packed_closer),
	    cmocka_unit_test(old_kinds_are_read),
	    cmocka_unit_test(a_cut_record_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
