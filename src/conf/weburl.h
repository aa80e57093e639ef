/* What a configured URL must be like. */
#ifndef WEBURL_H
#define WEBURL_H

#include "view.h"

/* NULL, or what text should be (static, "a URL that ..."): http or https, a
 * host, no credentials, no blanks. */
const char *weburl_bad(struct view text);
/* The same of a proxy: http, https, socks4, socks4a, socks5 or socks5h. */
const char *weburl_bad_proxy(struct view text);

#endif
