#include "reader.h"

#include <endian.h>
#include <stdint.h>

#include "count.h"
#include "fields.h"
#include "links.h"
#include "people.h"
#include "texts.h"

#define C(context) (1u << IN_##context)

/*
 * What every element means, by namespace, name and context: the one place to
 * look when a feed is read in another way than it should be.  Sorted by
 * namespace (in the enum's order) and name, for bisection.
 */
/* clang-format off */
static const struct rule table[] = {
    {NS_CORE, "abstract", C(FEED), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_SUBTITLE},
    {NS_CORE, "abstract", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_SUMMARY},
    {NS_CORE, "author", C(FEED) | C(ENTRY), IN_PERSON, CAPTURE_TEXT, people_start, people_end, 0},
    {NS_CORE, "body", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_CONTENT | FIELDS_HTML},
    {NS_CORE, "category", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, people_category_start, people_category_end, 0},
    {NS_CORE, "channel", C(ROOT), IN_FEED, CAPTURE_NONE, fields_cdf_start, NULL, 0},
    {NS_CORE, "channel", C(DOC) | C(FEED), IN_FEED, CAPTURE_NONE, fields_channel_start, NULL, 0},
    {NS_CORE, "comments", C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_string_end, STRING_COMMENTS},
    {NS_CORE, "content", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_CONTENT},
    {NS_CORE, "contributor", C(FEED) | C(ENTRY), IN_PERSON, CAPTURE_TEXT, people_start, people_ignore_end, 0},
    {NS_CORE, "copyright", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_RIGHTS},
    {NS_CORE, "created", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_CREATED},
    {NS_CORE, "day", C(DAYS), IN_NOTHING, CAPTURE_TEXT, NULL, fields_day_end, 0},
    {NS_CORE, "description", C(FEED), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_SUBTITLE | FIELDS_HTML},
    {NS_CORE, "description", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_SUMMARY | FIELDS_HTML},
    {NS_CORE, "email", C(PERSON), IN_NOTHING, CAPTURE_TEXT, NULL, people_part_end, PERSON_EMAIL},
    {NS_CORE, "enclosure", C(ENTRY), IN_NOTHING, CAPTURE_NONE, links_enclosure_start, NULL, 0},
    {NS_CORE, "entry", C(ROOT), IN_ENTRY, CAPTURE_NONE, fields_atom_entry_start, fields_entry_end, 0},
    {NS_CORE, "entry", C(DOC) | C(FEED) | C(ENTRY), IN_ENTRY, CAPTURE_NONE, fields_entry_start, fields_entry_end, 0},
    {NS_CORE, "feed", C(ROOT), IN_FEED, CAPTURE_NONE, fields_atom_start, NULL, 0},
    {NS_CORE, "fullitem", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_CONTENT | FIELDS_HTML},
    {NS_CORE, "generator", C(FEED), IN_NOTHING, CAPTURE_TEXT, NULL, fields_string_end, STRING_GENERATOR},
    {NS_CORE, "guid", C(ENTRY), IN_NOTHING, CAPTURE_TEXT, links_guid_start, links_guid_end, 0},
    {NS_CORE, "homepage", C(PERSON), IN_NOTHING, CAPTURE_TEXT, NULL, people_part_end, PERSON_URI},
    {NS_CORE, "hour", C(HOURS), IN_NOTHING, CAPTURE_TEXT, NULL, fields_hour_end, 0},
    {NS_CORE, "icon", C(FEED), IN_NOTHING, CAPTURE_TEXT, NULL, fields_image_end, IMAGE_ICON},
    {NS_CORE, "id", C(SOURCE), IN_NOTHING, CAPTURE_NONE, NULL, NULL, 0},
    {NS_CORE, "id", C(ENTRY), IN_NOTHING, CAPTURE_TEXT, links_guid_start, links_guid_end, 0},
    {NS_CORE, "id", C(FEED), IN_NOTHING, CAPTURE_TEXT, NULL, fields_string_end, STRING_ID},
    {NS_CORE, "image", C(DOC) | C(FEED), IN_IMAGE, CAPTURE_NONE, NULL, NULL, 0},
    {NS_CORE, "image", C(ENTRY), IN_NOTHING, CAPTURE_NONE, NULL, NULL, 0},
    {NS_CORE, "issued", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_PUBLISHED},
    {NS_CORE, "item", C(DOC) | C(FEED) | C(ENTRY), IN_ENTRY, CAPTURE_NONE, fields_entry_start, fields_entry_end, 0},
    {NS_CORE, "keywords", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, people_category_start, people_category_end, 0},
    {NS_CORE, "language", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_string_end, STRING_LANGUAGE},
    {NS_CORE, "lastbuilddate", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_UPDATED},
    {NS_CORE, "link", C(SOURCE), IN_NOTHING, CAPTURE_NONE, links_source_link_start, NULL, 0},
    {NS_CORE, "link", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, links_start, links_end, 0},
    {NS_CORE, "logo", C(FEED), IN_NOTHING, CAPTURE_TEXT, fields_image_start, fields_image_end, IMAGE_URL},
    {NS_CORE, "managingeditor", C(FEED), IN_NOTHING, CAPTURE_TEXT, people_start, people_end, 0},
    {NS_CORE, "modified", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_UPDATED},
    {NS_CORE, "name", C(PERSON), IN_NOTHING, CAPTURE_TEXT, NULL, people_part_end, PERSON_NAME},
    {NS_CORE, "pubdate", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_PUBLISHED},
    {NS_CORE, "published", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_PUBLISHED},
    {NS_CORE, "rdf", C(ROOT), IN_DOC, CAPTURE_NONE, fields_rdf_start, NULL, 0},
    {NS_CORE, "rights", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_RIGHTS},
    {NS_CORE, "rss", C(ROOT), IN_DOC, CAPTURE_NONE, fields_rss_start, NULL, 0},
    {NS_CORE, "skipdays", C(FEED), IN_DAYS, CAPTURE_NONE, NULL, NULL, 0},
    {NS_CORE, "skiphours", C(FEED), IN_HOURS, CAPTURE_NONE, NULL, NULL, 0},
    {NS_CORE, "source", C(ENTRY), IN_SOURCE, CAPTURE_TEXT, links_source_start, links_source_end, 0},
    {NS_CORE, "subtitle", C(FEED), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_SUBTITLE},
    {NS_CORE, "summary", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_SUMMARY},
    {NS_CORE, "tagline", C(FEED), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_SUBTITLE},
    {NS_CORE, "tags", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, people_keywords_end, 0},
    {NS_CORE, "textinput", C(DOC) | C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_NONE, NULL, NULL, 0},
    {NS_CORE, "title", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_title_end, 0},
    {NS_CORE, "title", C(SOURCE), IN_NOTHING, CAPTURE_HTML, texts_start, links_source_title_end, 0},
    {NS_CORE, "ttl", C(FEED), IN_NOTHING, CAPTURE_TEXT, NULL, fields_ttl_end, 0},
    {NS_CORE, "updated", C(SOURCE), IN_NOTHING, CAPTURE_NONE, NULL, NULL, 0},
    {NS_CORE, "updated", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_UPDATED},
    {NS_CORE, "uri", C(PERSON), IN_NOTHING, CAPTURE_TEXT, NULL, people_part_end, PERSON_URI},
    {NS_CORE, "url", C(IMAGE), IN_NOTHING, CAPTURE_TEXT, NULL, fields_image_end, IMAGE_URL},
    {NS_CORE, "url", C(PERSON), IN_NOTHING, CAPTURE_TEXT, NULL, people_part_end, PERSON_URI},
    {NS_DC, "author", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, people_start, people_end, 0},
    {NS_DC, "creator", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, people_start, people_end, 0},
    {NS_DC, "date", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_DC},
    {NS_DC, "description", C(FEED), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_SUBTITLE | FIELDS_HTML},
    {NS_DC, "description", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_SUMMARY | FIELDS_HTML},
    {NS_DC, "language", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_string_end, STRING_LANGUAGE},
    {NS_DC, "rights", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_RIGHTS},
    {NS_DC, "subject", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, people_category_start, people_category_end, 0},
    {NS_DC, "title", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_title_end, 0},
    {NS_DCTERMS, "abstract", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_SUMMARY},
    {NS_DCTERMS, "created", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_CREATED},
    {NS_DCTERMS, "creator", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, people_start, people_end, 0},
    {NS_DCTERMS, "date", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_DC},
    {NS_DCTERMS, "issued", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_PUBLISHED},
    {NS_DCTERMS, "modified", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, fields_date_end, DATE_UPDATED},
    {NS_DCTERMS, "rights", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_RIGHTS},
    {NS_DCTERMS, "subject", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, people_category_start, people_category_end, 0},
    {NS_DCTERMS, "title", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_title_end, 0},
    {NS_CONTENT, "encoded", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_CONTENT | FIELDS_HTML},
    {NS_MEDIA, "category", C(FEED) | C(ENTRY) | C(MEDIA), IN_NOTHING, CAPTURE_TEXT, people_media_category_start, people_category_end, 0},
    {NS_MEDIA, "content", C(ENTRY) | C(MEDIA), IN_MEDIA, CAPTURE_NONE, links_media_start, NULL, 0},
    {NS_MEDIA, "description", C(ENTRY) | C(MEDIA), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_MEDIA},
    {NS_MEDIA, "group", C(ENTRY) | C(MEDIA), IN_MEDIA, CAPTURE_NONE, NULL, NULL, 0},
    {NS_MEDIA, "keywords", C(FEED) | C(ENTRY) | C(MEDIA), IN_NOTHING, CAPTURE_TEXT, NULL, people_keywords_end, 0},
    {NS_MEDIA, "thumbnail", C(ENTRY) | C(MEDIA), IN_NOTHING, CAPTURE_NONE, links_media_start, NULL, 0},
    {NS_MEDIA, "title", C(ENTRY) | C(MEDIA), IN_NOTHING, CAPTURE_HTML, texts_start, texts_media_title_end, 0},
    {NS_ITUNES, "author", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, people_start, people_end, 0},
    {NS_ITUNES, "category", C(FEED) | C(ENTRY), IN_FEED, CAPTURE_NONE, people_itunes_category_start, NULL, 0},
    {NS_ITUNES, "image", C(FEED), IN_NOTHING, CAPTURE_NONE, fields_image_start, NULL, IMAGE_ITUNES},
    {NS_ITUNES, "keywords", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, people_keywords_end, 1},
    {NS_ITUNES, "subtitle", C(FEED), IN_NOTHING, CAPTURE_HTML, texts_start, fields_string_end, STRING_SUBTITLE},
    {NS_ITUNES, "subtitle", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_MEDIA},
    {NS_ITUNES, "summary", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_SUMMARY},
    {NS_ITUNES, "title", C(FEED) | C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_media_title_end, 0},
    {NS_SY, "updatefrequency", C(FEED), IN_NOTHING, CAPTURE_TEXT, NULL, fields_frequency_end, 0},
    {NS_SY, "updateperiod", C(FEED), IN_NOTHING, CAPTURE_TEXT, NULL, fields_period_end, 0},
    {NS_RDF, "rdf", C(ROOT), IN_DOC, CAPTURE_NONE, fields_rdf_start, NULL, 0},
    {NS_XHTML, "body", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_CONTENT | FIELDS_HTML},
    {NS_XHTML, "div", C(ENTRY), IN_NOTHING, CAPTURE_HTML, texts_start, texts_end, TEXT_CONTENT | FIELDS_HTML},
    {NS_FEEDBURNER, "origlink", C(ENTRY), IN_NOTHING, CAPTURE_TEXT, NULL, links_original_end, 0},
};
/* clang-format on */

/* Namespace and name as numbers that sort as they do. */
struct key {
	enum ns ns;
	uint64_t head, tail;
};

static struct key key_of(enum ns ns, const char name[RULE_NAME])
{
	struct key k = {.ns = ns};

	memcpy(&k.head, name, sizeof(k.head));
	memcpy(&k.tail, name + sizeof(k.head), sizeof(k.tail));
	k.head = be64toh(k.head);
	k.tail = be64toh(k.tail);
	return k;
}

static bool below(struct key a, struct key b)
{
	return a.ns != b.ns ? a.ns < b.ns : a.head != b.head ? a.head < b.head : a.tail < b.tail;
}

struct rules rules_of(enum ns ns, struct view local)
{
	char name[RULE_NAME] = {0};
	size_t lo = 0, hi = COUNT(table);

	if (local.n > RULE_NAME)
		return (struct rules){NULL, 0};
	for (size_t i = 0; i < local.n; i++)
		name[i] =
		    local.p[i] >= 'A' && local.p[i] <= 'Z' ? (char)(local.p[i] | 32) : local.p[i];
	struct key key = key_of(ns, name);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (below(key_of(table[mid].ns, table[mid].name), key))
			lo = mid + 1;
		else
			hi = mid;
	}
	while (hi < COUNT(table) && !below(key, key_of(table[hi].ns, table[hi].name)))
		hi++;
	return (struct rules){&table[lo], hi - lo};
}
