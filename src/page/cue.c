/*
 * Class and id names are made of words ("article-body", "relatedArticles",
 * "most_read"): each word and each pair of neighbours is looked up in one table.
 * Newsrooms all over the world name the parts of a page in English; where
 * they do not, the table has their words too.
 */
#include "cue.h"

#include <stdint.h>

#include "count.h"

struct word {
	const char *name;
	uint8_t cues;
};

#define AWAY CUE_AWAY
#define ASIDE CUE_ASIDE
#define BODY CUE_BODY
#define ART CUE_ARTICLE
#define SOCIAL CUE_SOCIAL
#define COMM (CUE_COMMENT | CUE_AWAY)
#define BYLINE (CUE_BYLINE | CUE_ASIDE)

/* Sorted, for bisection. */
/* clang-format off */
static const struct word words[] = {
    {"aboutauthor", AWAY}, {"ad", AWAY}, {"ads", AWAY}, {"adslot", AWAY}, {"adunit", AWAY},
    {"advert", AWAY}, {"advertisement", AWAY}, {"advertising", AWAY}, {"adwrapper", AWAY},
    {"alsoread", AWAY}, {"anuncio", AWAY}, {"article", ART}, {"articlebody", BODY},
    {"articlecontent", BODY}, {"articlecopy", BODY}, {"articletext", BODY}, {"author", ASIDE},
    {"authorbio", AWAY}, {"authorbox", AWAY}, {"authorinfo", AWAY}, {"autor", ASIDE},
    {"avatar", AWAY}, {"banner", AWAY}, {"blocktable", CUE_EMBED}, {"bodycontent", BODY},
    {"bodytext", BODY}, {"breadcrumb", AWAY}, {"breadcrumbs", AWAY}, {"byline", BYLINE},
    {"caption", AWAY}, {"captions", AWAY}, {"carousel", AWAY}, {"comentarios", COMM},
    {"comment", COMM}, {"commentaires", COMM}, {"commentlist", COMM}, {"comments", COMM},
    {"compartir", AWAY}, {"consent", AWAY}, {"contentbody", BODY}, {"cookie", AWAY},
    {"cookies", AWAY}, {"copyright", AWAY}, {"credit", AWAY}, {"credits", AWAY}, {"date", ASIDE},
    {"dateline", ASIDE}, {"disqus", COMM}, {"dropdown", AWAY}, {"elementor", CUE_EMBED},
    {"embed", CUE_EMBED}, {"entrybody", BODY}, {"entrycontent", BODY}, {"entryfooter", AWAY},
    {"entrymeta", ASIDE}, {"facebook", SOCIAL}, {"footer", AWAY}, {"footnav", AWAY},
    {"gallery", AWAY}, {"gdpr", AWAY}, {"infobox", AWAY}, {"jumplinks", AWAY},
    {"kommentar", COMM}, {"kommentare", COMM}, {"latest", AWAY}, {"latestnews", AWAY},
    {"leserkommentare", COMM}, {"login", AWAY}, {"maincontent", ART}, {"mainmenu", AWAY},
    {"masthead", AWAY}, {"menu", AWAY}, {"meta", ASIDE}, {"metadata", ASIDE}, {"modal", AWAY},
    {"morefrom", AWAY}, {"morenews", AWAY}, {"morestories", AWAY}, {"mostpopular", AWAY},
    {"mostread", AWAY}, {"nav", AWAY}, {"navbar", AWAY}, {"navigation", AWAY},
    {"newsletter", AWAY}, {"newsletters", AWAY}, {"noprint", AWAY}, {"outbrain", AWAY},
    {"overlay", AWAY}, {"pager", AWAY}, {"pagination", AWAY}, {"popular", AWAY}, {"popup", AWAY},
    {"postbody", BODY}, {"postcontent", BODY}, {"postfooter", AWAY}, {"postinfo", ASIDE},
    {"postmeta", ASIDE}, {"postnav", AWAY}, {"posttags", AWAY}, {"promo", AWAY}, {"promos", AWAY},
    {"promoted", AWAY}, {"publicidad", AWAY}, {"rating", ASIDE}, {"ratings", ASIDE},
    {"readalso", AWAY}, {"readmore", AWAY}, {"readnext", AWAY}, {"recirc", AWAY},
    {"recirculation", AWAY}, {"recommend", AWAY}, {"recommendation", AWAY},
    {"recommendations", AWAY}, {"recommended", AWAY}, {"relacionadas", AWAY}, {"relatebar", AWAY},
    {"related", AWAY}, {"relatedarticles", AWAY}, {"relatedlinks", AWAY}, {"relatedposts", AWAY},
    {"relatedstories", AWAY}, {"respond", COMM}, {"rolloverblock", AWAY}, {"screenreader", AWAY},
    {"screenreadertext", AWAY}, {"seealso", AWAY}, {"share", SOCIAL}, {"sharebar", SOCIAL},
    {"sharedaddy", SOCIAL}, {"shares", SOCIAL}, {"sharing", SOCIAL}, {"sidebar", AWAY},
    {"signin", AWAY}, {"signup", AWAY}, {"sitefooter", AWAY}, {"siteheader", AWAY},
    {"skyscraper", AWAY}, {"slideshow", AWAY}, {"social", SOCIAL}, {"socialmedia", SOCIAL},
    {"sponsor", AWAY}, {"sponsored", AWAY}, {"sponsors", AWAY}, {"sronly", AWAY},
    {"storybody", BODY}, {"storycontent", BODY}, {"storytext", BODY}, {"subscribe", AWAY},
    {"subscription", AWAY}, {"taboola", AWAY}, {"taglist", AWAY}, {"tags", AWAY},
    {"teaser", AWAY}, {"teasers", AWAY}, {"timestamp", ASIDE}, {"toolbar", AWAY}, {"tools", AWAY},
    {"tooltip", AWAY}, {"topics", AWAY}, {"trending", AWAY}, {"verwandte", AWAY},
    {"visuallyhidden", AWAY}, {"widget", SOCIAL}, {"widgets", SOCIAL}, {"yarpp", AWAY},
};
/* clang-format on */

enum { WORD_MAX = 24, PARTS_MAX = 64 };

static unsigned look_up(const char *low, size_t n)
{
	size_t lo = 0, hi = COUNT(words);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = strncmp(low, words[mid].name, n);

		if (c == 0 && words[mid].name[n] != '\0')
			c = -1;
		if (c == 0)
			return words[mid].cues;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return 0;
}

static char kind(char c)
{
	if (c >= 'a' && c <= 'z')
		return 'a';
	if (c >= 'A' && c <= 'Z')
		return 'A';
	return (unsigned char)c >= 0x80 ? 'a' : ' ';
}

unsigned cue_of(struct view names)
{
	char low[2 * WORD_MAX]; /* the last word, then this one */
	size_t before = 0, at = 0;
	unsigned cues = 0;

	for (unsigned parts = 0; at < names.n && parts < PARTS_MAX; parts++) {
		size_t n = 0;

		while (at < names.n && kind(names.p[at]) == ' ') {
			if (names.p[at] == ' ')
				before = 0; /* another name: no pair */
			at++;
		}
		/* A word: capitals or small letters, or a capital before small ones. */
		size_t from = at;
		while (at < names.n && kind(names.p[at]) == 'A')
			at++;
		if (at - from <= 1)
			while (at < names.n && kind(names.p[at]) == 'a')
				at++;
		n = at - from;
		if (n == 0)
			break;
		if (n >= WORD_MAX) {
			before = 0;
			continue;
		}
		for (size_t i = 0; i < n; i++)
			low[before + i] = (char)(names.p[from + i] | 32);
		cues |= look_up(low + before, n);
		if (before > 0)
			cues |= look_up(low, before + n);
		memmove(low, low + before, n);
		before = n;
	}
	return cues;
}
