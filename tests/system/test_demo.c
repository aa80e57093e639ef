/* The demo's feeds, judged as an editor would. */
#include "kit.h"

static const char *const derived[][3] = {
    {"rewritten", "For the price of a chocolate bar, ferry workers get a ship of their own",
	"Council sells the Skerrow ferry to its crew for one pound"},
    {"rewritten", "Baustopp bei Lennebach: Nager bremsen Millionenprojekt aus",
	"Feldhamster stoppen Bau der Umgehungsstra\xC3\x9F"
	"e bei Lennebach"},
    {"republished", "Nine days of water left: how a carpet of jellyfish turned off a city",
	"Jellyfish swarm shuts desalination plant, water rationed in Port Anselm"},
    {"republished", "The man who weighed his biscuits",
	"Biscuit maker must repay $18 million over shrinking packets, court rules"},
    {"updated", "Scaffolding falls at Ostrava Street concert hall, 17 hurt",
	"Fourteen hurt as scaffolding falls at Ostrava Street concert hall"},
    {"related", "Commuters stranded, ferries packed: a city wakes up without its bridge",
	"Aldermoor Bridge closed after strands snap in main cable"},
};
enum { DERIVED = COUNT(derived), STORIES = 36 };

static const char *text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s != NULL ? s : "";
}

static void test_verdicts(void **state)
{
	struct rig *r = rig_new(((struct rig *)*state)->build, "tests/demo/feeds");
	rig_config_from(r, "tests/demo/demo.conf");
	rig_daemon(r);
	RIG_WAIT(r, 40, kit_alerts(r, NULL, NULL) >= STORIES);
	json_t *all = rig_lines(r, "alerts.jsonl"), *one;
	size_t i, wrong = 0;
	json_array_foreach(all, i, one)
	{
		const char *title = text_of(json_object_get(one, "story"), "title");
		const char *expected = "new", *of = "";
		for (size_t k = 0; k < DERIVED; k++) {
			if (strcmp(derived[k][1], title) == 0) {
				expected = derived[k][0];
				of = derived[k][2];
			}
		}
		if (strcmp(text_of(one, "verdict"), expected) != 0 ||
		    strcmp(text_of(json_object_get(one, "of"), "title"), of) != 0) {
			print_error("\"%s\": %s of \"%s\", should be %s of \"%s\"\n", title,
			    text_of(one, "verdict"), text_of(json_object_get(one, "of"), "title"),
			    expected, of);
			wrong++;
		}
	}
	assert_int_equal(json_array_size(all), STORIES);
	json_decref(all);
	rig_free(r);
	assert_int_equal(wrong, 0);
}

KIT_MAIN(KIT_TEST(test_verdicts))
