#include "copytaster.h"
#include "count.h"

const char *ct_version(void)
{
	return CT_VERSION;
}

const char *ct_strerror(enum ct_err err)
{
	static const char *const text[] = {[CT_OK] = "no error",
	    [CT_ENOMEM] = "no memory",
	    [CT_ELIMIT] = "the input exceeds a limit",
	    [CT_EINVAL] = "the input is not what it should be",
	    [CT_ENOTFEED] = "the document is no feed",
	    [CT_EVERSION] = "made by another version",
	    [CT_EIO] = "reading or writing failed"};

	return (unsigned)err < COUNT(text) ? text[err] : "unknown error";
}

const char *ct_verdict_name(enum ct_verdict verdict)
{
	static const char *const names[] = {[CT_NEW] = "new",
	    [CT_UPDATED] = "updated",
	    [CT_REPUBLISHED] = "republished",
	    [CT_REWRITTEN] = "rewritten",
	    [CT_RELATED] = "related"};

	return (unsigned)verdict < COUNT(names) ? names[verdict] : "unknown";
}
