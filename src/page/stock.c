#include "stock.h"

#include "count.h"

/* How they begin, in lower case; sorted by language, not by letter. */
static const char *const begins[] = {"advert", "share this", "share on", "follow us",
    "follow me on", "follow her on", "follow him on", "read more", "read also", "read next",
    "also read", "see also", "more:", "more on this", "more from", "related:", "related stor",
    "related article", "related news", "related topics", "related coverage", "related content",
    "you may also", "you might also", "don't miss", "don’t miss", "sign up", "subscribe",
    "get the latest", "have a tip", "click here", "listen to", "watch:", "watch now",
    "story continues below", "continue reading", "article continues below", "scroll for more",
    "tags:", "filed under", "filed to", "posted in",
    "source:", "sources:", "image:", "image credit", "image source", "photo:", "photo by",
    "photo credit", "photos:", "picture:", "pictured:", "credit:", "copyright", "©", "(c) ",
    "all rights reserved", "editor's note: this", "this article originally appeared",
    "this story originally appeared", "this article was originally", "the post ", "leave a comment",
    "post a comment", "write a comment", "tell us what you think", "what do you think",
    "join the conversation", "join the discussion", "comments", "no comments", "view comments",
    "load more", "show more", "view more", "sponsored", "recommended", "trending", "most popular",
    "most read", "popular now", "top stories", "up next", "next article", "previous article",
    "back to top", "download our app", "print this", "email this", "send us your", "updated at",
    "last updated", "first published", "published on", "reading time", "min read", "loading",
    "please enable javascript", "we use cookies",
    /* German */
    "anzeige", "werbung", "lesen sie auch", "lesen sie mehr", "mehr zum thema", "mehr dazu",
    "quelle:", "foto:", "fotos:", "bild:", "teilen", "newsletter", "zum thema", "auch interessant",
    "das könnte sie auch", "kommentare", "drucken",
    /* French */
    "publicité", "lire aussi", "à lire aussi", "lire la suite", "à lire", "crédit photo",
    "source :", "partager", "abonnez-vous", "inscrivez-vous", "sur le même sujet", "commentaires",
    "photo :",
    /* Spanish */
    "publicidad", "lea también", "lee también", "leer más", "te puede interesar",
    "fuente:", "compartir", "suscríbete", "síguenos", "comentarios", "más información",
    "ver también",
    /* Portuguese */
    "publicidade", "leia também", "leia mais", "veja também", "fonte:", "compartilhe",
    "compartilhar", "assine", "siga-nos", "comentários", "tempo de leitura",
    /* Italian */
    "pubblicità", "leggi anche", "leggi tutto", "condividi", "iscriviti", "commenti",
    "potrebbe interessarti",
    /* Dutch, Swedish, Polish, Indonesian */
    "advertentie", "lees ook", "lees meer", "annons", "läs också", "läs mer", "reklama",
    "czytaj także", "czytaj też", "zobacz też", "iklan", "baca juga", "sumber:",
    /* Russian, Ukrainian */
    "реклама", "читайте также", "читать далее", "читайте в", "источник:", "фото:", "поделиться",
    "подписывайтесь", "комментарии", "читайте також", "джерело:", "смотрите также", "по теме",
    /* Arabic, Turkish */
    "اقرأ أيضا", "اقرأ المزيد", "المصدر:", "إعلان", "شارك", "reklam", "ayrıca okuyun",
    /* Chinese, Japanese, Korean */
    "相关阅读", "相关新闻", "延伸阅读", "来源：", "来源:", "责任编辑", "编辑：", "記者：", "广告",
    "分享", "関連記事", "あわせて読みたい", "写真：", "出典", "広告", "シェア", "관련기사",
    "무단전재", "ⓒ", "저작권자"};

/* The same for longer paragraphs. */
static const char *const credits[] = {"reporting by", "(reporting by", "(reporting and",
    "(editing by", "editing by", "additional reporting by", "writing by", "have a tip", "got a tip",
    "follow ", "sign up for", "subscribe to", "this article originally", "this story originally",
    "this article was originally", "©", "copyright "};

bool stock_is(struct view v, bool brief)
{
	while (v.n > 0 && (v.p[0] == '"' || v.p[0] == '-' || v.p[0] == '(' || v.p[0] == '[' ||
			      v.p[0] == '>' || v.p[0] == ' ' || v.p[0] == '*'))
		v = view_sub(v, 1, v.n);
	return view_begins_one(v, LISTED(credits)) || (brief && view_begins_one(v, LISTED(begins)));
}
