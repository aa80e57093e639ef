#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include <cmocka.h>

#include "count.h"
#include "guard.h"

typedef unsigned __int128 u128;

static struct sockaddr_in6 sa6(u128 a)
{
	struct sockaddr_in6 s = {.sin6_family = AF_INET6};
	for (int i = 15; i >= 0; i--, a >>= 8)
		s.sin6_addr.s6_addr[i] = (uint8_t)a;
	return s;
}

static u128 num6(const char *text)
{
	uint8_t b[16];
	u128 a = 0;
	assert_int_equal(inet_pton(AF_INET6, text, b), 1);
	for (int i = 0; i < 16; i++)
		a = a << 8 | b[i];
	return a;
}

static bool ok6(u128 a, const struct guard_block *allow, size_t n)
{
	struct sockaddr_in6 s = sa6(a);
	return guard_ok((struct sockaddr *)&s, allow, n);
}

static bool ok4(uint32_t a, const struct guard_block *allow, size_t n)
{
	struct sockaddr_in s = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(a)};
	bool ok = guard_ok((struct sockaddr *)&s, allow, n);
	/* Every form that stands for this IPv4 is decided like it. */
	assert_int_equal(ok6((u128)0xffff << 32 | a, allow, n), ok);
	assert_int_equal(ok6((u128)0x0064ff9b << 96 | a, allow, n), ok);
	assert_int_equal(ok6((u128)0x2002 << 112 | (u128)a << 80 | 1, allow, n), ok);
	u128 teredo = (u128)0x20010000 << 96;
	assert_int_equal(ok6(teredo | (u128)a << 64 | (uint32_t)~0x08080808, allow, n), ok);
	assert_int_equal(ok6(teredo | (u128)0x08080808 << 64 | (uint32_t)~a, allow, n), ok);
	/* Compatible, translated, and the NAT64 of one network: never. */
	assert_false(ok6((u128)a, NULL, 0));
	assert_false(ok6((u128)0xffff0000 << 32 | a, NULL, 0));
	assert_false(ok6((u128)0x0064ff9b0001 << 80 | a, NULL, 0));
	return ok;
}

static uint32_t num4(const char *text)
{
	struct in_addr a;
	assert_int_equal(inet_pton(AF_INET, text, &a), 1);
	return ntohl(a.s_addr);
}

/* first, last; is the address before, and the one behind, public? */
static const struct {
	const char *first, *last;
	bool before, behind;
} blocks4[] = {
    {"0.0.0.0", "0.255.255.255", false, true},
    {"10.0.0.0", "10.255.255.255", true, true},
    {"100.64.0.0", "100.127.255.255", true, true},
    {"127.0.0.0", "127.255.255.255", true, true},
    {"169.254.0.0", "169.254.255.255", true, true},
    {"172.16.0.0", "172.31.255.255", true, true},
    {"192.0.0.0", "192.0.0.255", true, true},
    {"192.0.2.0", "192.0.2.255", true, true},
    {"192.31.196.0", "192.31.196.255", true, true},
    {"192.52.193.0", "192.52.193.255", true, true},
    {"192.88.99.0", "192.88.99.255", true, true},
    {"192.168.0.0", "192.168.255.255", true, true},
    {"192.175.48.0", "192.175.48.255", true, true},
    {"198.18.0.0", "198.19.255.255", true, true},
    {"198.51.100.0", "198.51.100.255", true, true},
    {"203.0.113.0", "203.0.113.255", true, true},
    {"224.0.0.0", "239.255.255.255", true, false},
    {"240.0.0.0", "255.255.255.255", false, false},
};

static const struct {
	const char *first, *last;
	bool before, behind;
} blocks6[] = {
    {"::", "::", false, false},
    {"::1", "::1", false, false},
    {"64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", false, false},
    {"100::", "100::ffff:ffff:ffff:ffff", false, false},
    {"100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff", false, false},
    {"::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false, true},
    {"2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", false, true},
    {"2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", false, false},
    {"2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff", false, false},
    {"2001:20::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff", false, false},
    {"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true, true},
    {"2002::", "2002:ff:ffff:ffff:ffff:ffff:ffff:ffff", true, true},
    {"2002:7f00::", "2002:7fff:ffff:ffff:ffff:ffff:ffff:ffff", true, true},
    {"2002:e000::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true, true},
    {"2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", true, true},
    {"3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", true, true},
    {"4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true, false},
    {"5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false, false},
    {"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false, false},
    {"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false, false},
    {"fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false, false},
    {"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false, false},
};

static void is(const char *what, const char *where, bool got, bool want)
{
	if (got != want)
		fail_msg("%s %s: %s", what, where, got ? "public" : "refused");
}

static void edges_of_the_ipv4_blocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(blocks4); i++) {
		uint32_t first = num4(blocks4[i].first), last = num4(blocks4[i].last);
		is("first of", blocks4[i].first, ok4(first, NULL, 0), false);
		assert_false(ok4(first + (last - first) / 2, NULL, 0));
		is("last of", blocks4[i].first, ok4(last, NULL, 0), false);
		is("before", blocks4[i].first, ok4(first - 1, NULL, 0), blocks4[i].before);
		is("behind", blocks4[i].last, ok4(last + 1, NULL, 0), blocks4[i].behind);
	}
	assert_true(ok4(num4("8.8.8.8"), NULL, 0));
}

static void edges_of_the_ipv6_blocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(blocks6); i++) {
		u128 first = num6(blocks6[i].first), last = num6(blocks6[i].last);
		is("first of", blocks6[i].first, ok6(first, NULL, 0), false);
		is("last of", blocks6[i].first, ok6(last, NULL, 0), false);
		if (i == 5) /* before 2000::/3 all is refused but NAT64 */
			assert_true(ok6(num6("2000::"), NULL, 0));
		else
			is("before", blocks6[i].first, ok6(first - 1, NULL, 0), blocks6[i].before);
		is("behind", blocks6[i].last, ok6(last + 1, NULL, 0), blocks6[i].behind);
	}
	assert_true(ok6(num6("2a00:1450:4001:82a::200e"), NULL, 0));
	assert_true(ok6(num6("64:ff9b::808:808"), NULL, 0));
	/* A Teredo address between two public hosts is public. */
	assert_true(ok6(num6("2001:0:808:808:0:0:f7f7:f7f7"), NULL, 0));
}

static void other_families_are_refused(void **state)
{
	struct sockaddr s = {.sa_family = AF_UNIX};
	struct guard_block all;
	(void)state;
	assert_int_equal(guard_parse(VIEW_LIT("::/0"), &all), CT_OK);
	assert_false(guard_ok(&s, &all, 1));
	s.sa_family = AF_UNSPEC;
	assert_false(guard_ok(&s, &all, 1));
}

static void allowed_blocks(void **state)
{
	struct guard_block b[2], v6, all4;
	(void)state;
	assert_int_equal(guard_parse(VIEW_LIT("10.0.0.0/8"), &b[0]), CT_OK);
	assert_int_equal(guard_parse(VIEW_LIT("127.0.0.1"), &b[1]), CT_OK);
	assert_true(ok4(num4("10.0.0.0"), b, 2));
	assert_true(ok4(num4("10.255.255.255"), b, 2));
	assert_true(ok4(num4("11.0.0.0"), b, 2));
	assert_true(ok4(num4("127.0.0.1"), b, 2));
	assert_false(ok4(num4("127.0.0.0"), b, 2));
	assert_false(ok4(num4("127.0.0.2"), b, 2));
	assert_false(ok4(num4("192.168.0.1"), b, 2));
	assert_false(ok6(num6("::1"), b, 2));
	assert_int_equal(guard_parse(VIEW_LIT("fd00::/8"), &v6), CT_OK);
	assert_true(ok6(num6("fd12::1"), &v6, 1));
	assert_false(ok6(num6("fc12::1"), &v6, 1));
	/* ::/0 is all of IPv6, not IPv4; 0.0.0.0/0 the other way round. */
	assert_int_equal(guard_parse(VIEW_LIT("::/0"), &v6), CT_OK);
	assert_int_equal(guard_parse(VIEW_LIT("0.0.0.0/0"), &all4), CT_OK);
	assert_true(ok6(num6("fe80::1"), &v6, 1));
	assert_false(ok6(num6("::ffff:10.0.0.1"), &v6, 1));
	assert_true(ok4(num4("169.254.169.254"), &all4, 1));
	assert_false(ok6(num6("fe80::1"), &all4, 1));
}

static void addresses_in_text(void **state)
{
	static const char *const bad[] = {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
	    "10.0.0.0/+8", "10.0.0.0/8 ", " 10.0.0.0", "10.0.0.0/8/8", "10.0.0.0/0x8", "10.0.0",
	    "10.0.0.256", "010.0.0.1", "0x7f.1", "2130706433", "::/129", "::/0128", "fe80::1%eth0",
	    "[::1]", "localhost", ":::", "1:2:3:4:5:6:7:8:9", "::ffff:10.0.0.0/129",
	    "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111"};
	struct guard_block b, c, kept;
	(void)state;
	memset(&kept, 7, sizeof(kept));
	for (size_t i = 0; i < COUNT(bad); i++) {
		b = kept;
		if (guard_parse(view_of(bad[i]), &b) != CT_EINVAL)
			fail_msg("\"%s\" was read", bad[i]);
		assert_memory_equal(&b, &kept, sizeof(b));
	}
	assert_int_equal(guard_parse((struct view){"10.0.0.1\0/8", 11}, &b), CT_EINVAL);
	assert_int_equal(guard_parse((struct view){NULL, 0}, &b), CT_EINVAL);
	assert_int_equal(guard_parse(VIEW_LIT("192.168.1.7/24"), &b), CT_OK);
	assert_int_equal(guard_parse(VIEW_LIT("::ffff:192.168.1.0/120"), &c), CT_OK);
	assert_memory_equal(&b, &c, sizeof(b));
	assert_int_equal(b.bits, 120);
	assert_int_equal(guard_parse(VIEW_LIT("fd00::1/7"), &b), CT_OK);
	assert_int_equal(b.bits, 7);
	assert_int_equal(b.addr[0], 0xfc);
	assert_int_equal(b.addr[15], 0);
	assert_int_equal(guard_parse((struct view){"10.0.0.1x", 8}, &b), CT_OK);
	assert_int_equal(b.bits, 128);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(edges_of_the_ipv4_blocks),
	    cmocka_unit_test(edges_of_the_ipv6_blocks),
	    cmocka_unit_test(other_families_are_refused),
	    cmocka_unit_test(allowed_blocks),
	    cmocka_unit_test(addresses_in_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
