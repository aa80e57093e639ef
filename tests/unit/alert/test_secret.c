#include "alert_rig.h"

#include "secret.h"

static char path[64];

static struct secret *from(struct view bytes, const char **why)
{
	rig_write(path, bytes, 0600);
	*why = NULL;
	return secret_read(path, why);
}

static void signs(struct view bytes, const char *want)
{
	const char *why;
	struct secret *s = from(bytes, &why);
	char hex[SECRET_HEX];

	assert_non_null(s);
	secret_sign(s, VIEW_LIT("1763787656"), VIEW_LIT("{\"v\":1}"), hex);
	assert_string_equal(hex, want);
	secret_free(s);
}

static void signs_with_the_trimmed_key(void **state)
{
	/* printf '1763787656.{"v":1}' | openssl dgst -sha256 -hmac 'a key' */
	const char *want = "5aea64bb7889eb439761027f4446b60b49c7f8848853733c2c9a72f6dcca0592";

	(void)state;
	signs(VIEW_LIT("a key"), want);
	signs(VIEW_LIT("a key\n"), want);
	signs(VIEW_LIT("a key\r\n"), want);
}

static void refuses_what_is_no_key(void **state)
{
	static char big[5000];
	const char *why;

	(void)state;
	memset(big, 'k', sizeof(big));
	assert_null(from(VIEW_LIT(""), &why));
	assert_string_equal(why, "the file is empty");
	assert_null(from(VIEW_LIT("\r\n"), &why));
	assert_null(from((struct view){big, 4097}, &why));
	struct secret *s = from((struct view){big, 4096}, &why);
	assert_non_null(s);
	secret_free(s);
	big[4096] = '\n';
	s = from((struct view){big, 4097}, &why);
	assert_non_null(s);
	secret_free(s);
	assert_null(secret_read("/nonexistent", &why));
	assert_string_equal(why, "No such file or directory");
	assert_null(secret_read("/tmp", &why));
	secret_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(signs_with_the_trimmed_key),
	    cmocka_unit_test(refuses_what_is_no_key),
	};

	snprintf(path, sizeof(path), "/tmp/copytaster-secret-%d", (int)getpid());
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
