/*
 * Blocks as the IANA registries of special-purpose addresses list them
 * (RFC 6890 and what updates it, read in November 2026), and multicast.  All of
 * a registry's blocks are refused, also the few that are reachable from
 * everywhere (AS112, AMT, anycast of PCP and TURN): no feed lives there.
 *
 * An IPv6 address that stands for an IPv4 one is as good as that one:
 *
 *	::ffff:a.b.c.d                        mapped: the same host
 *	64:ff9b::a.b.c.d                      NAT64 (RFC 6052)
 *	2002:aabb:ccdd::                      6to4 (RFC 3056)
 *	2001:0:SSSS:SSSS:f:p:CCCC:CCCC        Teredo (RFC 4380): the server S, and
 *	                                      the client C with all bits turned
 *
 * ::a.b.c.d (compatible) and 64:ff9b:1::/48 (NAT64 of one network, which knows
 * alone where the IPv4 stands) are refused whatever they embed.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include "guard.h"

#include "count.h"

struct block4 {
	uint32_t addr;
	int bits;
};

struct block6 {
	uint64_t addr; /* the upper half: none is longer than /64 */
	int bits;
};

#define IP4(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))
#define IP6(a, b, c) ((uint64_t)(a) << 48 | (uint64_t)(b) << 32 | (uint64_t)(c) << 16)

static const struct block4 special4[] = {
    {IP4(0, 0, 0, 0), 8},       /* this network */
    {IP4(10, 0, 0, 0), 8},      /* private */
    {IP4(100, 64, 0, 0), 10},   /* carriers' NAT */
    {IP4(127, 0, 0, 0), 8},     /* loopback */
    {IP4(169, 254, 0, 0), 16},  /* link local; clouds' metadata */
    {IP4(172, 16, 0, 0), 12},   /* private */
    {IP4(192, 0, 0, 0), 24},    /* IETF protocols, DS-Lite, NAT64 discovery */
    {IP4(192, 0, 2, 0), 24},    /* documentation */
    {IP4(192, 31, 196, 0), 24}, /* AS112 */
    {IP4(192, 52, 193, 0), 24}, /* AMT */
    {IP4(192, 88, 99, 0), 24},  /* 6to4 relays, deprecated */
    {IP4(192, 168, 0, 0), 16},  /* private */
    {IP4(192, 175, 48, 0), 24}, /* AS112 */
    {IP4(198, 18, 0, 0), 15},   /* benchmarks */
    {IP4(198, 51, 100, 0), 24}, /* documentation */
    {IP4(203, 0, 113, 0), 24},  /* documentation */
    {IP4(224, 0, 0, 0), 4},     /* multicast */
    {IP4(240, 0, 0, 0), 4},     /* reserved, broadcast */
};

/* Of 2000::/3; all else but NAT64 is refused without a table. */
static const struct block6 special6[] = {
    {IP6(0x2001, 0, 0), 23},         /* IETF protocols: Teredo, benchmarks, ORCHID ... */
    {IP6(0x2001, 0xdb8, 0), 32},     /* documentation */
    {IP6(0x2002, 0, 0), 16},         /* 6to4 */
    {IP6(0x2620, 0x4f, 0x8000), 48}, /* AS112 */
    {IP6(0x3fff, 0, 0), 20},         /* documentation */
};

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};

static uint64_t big_endian(const uint8_t *p, int n)
{
	uint64_t v = 0;
	for (int i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static bool public4(uint32_t a)
{
	for (size_t i = 0; i < COUNT(special4); i++)
		if ((a ^ special4[i].addr) >> (32 - special4[i].bits) == 0)
			return false;
	return true;
}

static bool public6(uint64_t upper)
{
	if (upper >> 61 != 1)
		return false;
	for (size_t i = 0; i < COUNT(special6); i++)
		if ((upper ^ special6[i].addr) >> (64 - special6[i].bits) == 0)
			return false;
	return true;
}

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;
	return memcmp(a, b, whole) == 0 && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

/* A block of IPv6 says nothing of IPv4, though the mapped form lies within ::/0. */
static bool allowed(const uint8_t a[16], const struct guard_block *allow, size_t n)
{
	unsigned least = memcmp(a, mapped, sizeof(mapped)) == 0 ? 96 : 0;
	for (size_t i = 0; i < n; i++)
		if (allow[i].bits >= least && allow[i].bits <= 128 &&
		    same_bits(a, allow[i].addr, allow[i].bits))
			return true;
	return false;
}

static bool ok4(uint32_t a, const struct guard_block *allow, size_t n)
{
	uint8_t m[16];
	uint32_t be = htonl(a);
	memcpy(m, mapped, sizeof(mapped));
	memcpy(m + 12, &be, sizeof(be));
	return public4(a) || allowed(m, allow, n);
}

static bool ok6(const uint8_t a[16], const struct guard_block *allow, size_t n)
{
	uint32_t last = (uint32_t)big_endian(a + 12, 4);
	uint64_t upper = big_endian(a, 8);
	if (memcmp(a, mapped, sizeof(mapped)) == 0)
		return ok4(last, allow, n);
	if (allowed(a, allow, n))
		return true;
	if (memcmp(a, nat64, sizeof(nat64)) == 0)
		return ok4(last, allow, n);
	if (upper >> 48 == 0x2002)
		return ok4((uint32_t)(upper >> 16), allow, n);
	if (upper >> 32 == 0x20010000)
		return ok4((uint32_t)upper, allow, n) && ok4(~last, allow, n);
	return public6(upper);
}

bool guard_ok(const struct sockaddr *sa, const struct guard_block *allow, size_t nallow)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	switch (sa->sa_family) { /* copied: what holds sa may be aligned for less */
	case AF_INET:
		memcpy(&in, sa, sizeof(in));
		return ok4(ntohl(in.sin_addr.s_addr), allow, nallow);
	case AF_INET6:
		memcpy(&in6, sa, sizeof(in6));
		return ok6(in6.sin6_addr.s6_addr, allow, nallow);
	default:
		return false;
	}
}

/* Decimal digits alone, at most max. */
static bool parse_bits(struct view v, unsigned max, unsigned *out)
{
	unsigned bits = 0;
	if (v.n < 1 || v.n > 3)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return false;
		bits = 10 * bits + (unsigned)(v.p[i] - '0');
	}
	*out = bits;
	return bits <= max;
}

enum ct_err guard_parse(struct view text, struct guard_block *out)
{
	struct guard_block b = {.bits = 128};
	char s[INET6_ADDRSTRLEN];
	size_t slash = view_chr(text, '/');
	struct view addr = view_sub(text, 0, slash);
	unsigned bits, start = 0;
	if (addr.n == 0 || addr.n >= sizeof(s) || memchr(addr.p, '\0', addr.n) != NULL)
		return CT_EINVAL;
	memcpy(s, addr.p, addr.n);
	s[addr.n] = '\0';
	if (inet_pton(AF_INET, s, b.addr + 12) == 1) {
		memcpy(b.addr, mapped, sizeof(mapped));
		start = 96;
	} else if (inet_pton(AF_INET6, s, b.addr) != 1) {
		return CT_EINVAL;
	}
	if (slash < text.n) {
		if (!parse_bits(view_sub(text, slash + 1, SIZE_MAX), 128 - start, &bits))
			return CT_EINVAL;
		b.bits = (uint8_t)(start + bits);
	}
	for (unsigned i = b.bits; i < 128; i++) /* "192.168.1.7/24" means its network */
		b.addr[i / 8] &= (uint8_t) ~(0x80u >> i % 8);
	*out = b;
	return CT_OK;
}
