#include "trackers.h"

#include "count.h"

/* A name that ends in '*' is a prefix; value, if any, must match, too. */
struct tracker {
	const char *name, *value;
};

static const struct tracker trackers[] = {
    {"utm_*", NULL},
    {"fbclid", NULL},
    {"gclid", NULL},
    {"gclsrc", NULL},
    {"dclid", NULL},
    {"gbraid", NULL},
    {"wbraid", NULL},
    {"msclkid", NULL},
    {"yclid", NULL},
    {"twclid", NULL},
    {"ttclid", NULL},
    {"igshid", NULL},
    {"igsh", NULL},
    {"li_fat_id", NULL},
    {"mc_cid", NULL},
    {"mc_eid", NULL},
    {"mkt_tok", NULL},
    {"_hsenc", NULL},
    {"_hsmi", NULL},
    {"hsctatracking", NULL},
    {"vero_id", NULL},
    {"vero_conv", NULL},
    {"oly_enc_id", NULL},
    {"oly_anon_id", NULL},
    {"_openstat", NULL},
    {"_ga", NULL},
    {"_gl", NULL},
    {"ref_src", NULL},
    {"ref_url", NULL},
    {"pk_*", NULL},
    {"piwik_*", NULL},
    {"mtm_*", NULL},
    {"matomo_*", NULL},
    {"at_medium", NULL},
    {"at_campaign", NULL},
    {"at_custom*", NULL},
    {"at_link_*", NULL},
    {"at_format", NULL},
    {"at_ptr_name", NULL},
    {"at_bbc_team", NULL},
    {"xtor", NULL},
    {"wt_mc", NULL},
    {"wt.mc_*", NULL},
    {"wt_zmc", NULL},
    {"ns_mchannel", NULL},
    {"ns_source", NULL},
    {"ns_campaign", NULL},
    {"ns_linkname", NULL},
    {"ns_fee", NULL},
    {"ocid", NULL},
    {"cmpid", NULL},
    {"cmp", NULL},
    {"cm_mmc*", NULL},
    {"s_cid", NULL},
    {"ncid", NULL},
    {"icid", NULL},
    {"smid", NULL},
    {"smtyp", NULL},
    {"taid", NULL},
    {"guccounter", NULL},
    {"guce_*", NULL},
    {"soc_src", NULL},
    {"soc_trk", NULL},
    {"hss_channel", NULL},
    {"spm", NULL},
    {"sref", NULL},
    {"trk_*", NULL},
    {"trkid", NULL},
    {"sfmc_*", NULL},
    {"wickedid", NULL},
    {"irclickid", NULL},
    {"epik", NULL},
    {"s_kwcid", NULL},
    {"traffic_source", NULL},
    {"__twitter_impression", NULL},
    {"echobox", NULL},
    {"ref", "rss"},
    {"source", "rss"},
    {"src", "rss"},
    {"from", "rss"},
    {"rss", "1"},
    {"rss", "yes"},
    {"rss", ""},
    {"ftag", NULL},
    {"ito", "1490"},
    {"feature", "rss"},
    {"partner", "rss"},
    {"mod", "rss"},
    {"campaign", "rss"},
};

bool trackers_have(struct view param)
{
	size_t eq = view_chr(param, '=');
	struct view name = view_sub(param, 0, eq),
		    value = eq == SIZE_MAX ? VIEW_LIT("") : view_sub(param, eq + 1, param.n);

	for (size_t i = 0; i < COUNT(trackers); i++) {
		struct view t = view_of(trackers[i].name);
		bool prefix = t.p[t.n - 1] == '*';

		if (prefix ? !view_casestarts(name, view_sub(t, 0, t.n - 1))
			   : !view_caseeq(name, t))
			continue;
		if (trackers[i].value == NULL || view_caseeq(value, view_of(trackers[i].value)))
			return true;
	}
	return false;
}
