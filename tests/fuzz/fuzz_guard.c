/*
 * Addresses: what is called public never lies where nothing public lies, in
 * none of the forms that embed an IPv4; a block that is read is written and
 * read again as itself, allows its own edges, and forbids nothing.
 *
 * Input: 16 bytes of an address, then the text of a block.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static bool ok6(const uint8_t a[16], const struct guard_block *b)
{
	struct sockaddr_in6 s = {.sin6_family = AF_INET6};
	memcpy(&s.sin6_addr, a, 16);
	return guard_ok((struct sockaddr *)&s, b, b != NULL);
}

static bool ok4(const uint8_t a[4])
{
	struct sockaddr_in s = {.sin_family = AF_INET};
	memcpy(&s.sin_addr, a, 4);
	return guard_ok((struct sockaddr *)&s, NULL, 0);
}

/* The blocks that do harm, told apart without a table. */
static bool inside(const uint8_t a[4])
{
	return a[0] == 0 || a[0] == 10 || a[0] == 127 || a[0] >= 224 ||
	       (a[0] == 100 && a[1] >= 64 && a[1] < 128) || (a[0] == 169 && a[1] == 254) ||
	       (a[0] == 172 && a[1] >= 16 && a[1] < 32) || (a[0] == 192 && a[1] == 168);
}

/* The IPv4 that a stands for goes to out; false: a stands for none. */
static bool embedded(const uint8_t a[16], uint8_t out[4])
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b};
	bool last = memcmp(a, mapped, 12) == 0 || memcmp(a, nat64, 12) == 0;
	memcpy(out, last ? a + 12 : a + 2, 4);
	return last || (a[0] == 0x20 && a[1] == 2);
}

static void check_address(const uint8_t a[16])
{
	uint8_t v4[4], client[4];
	must(!inside(a) || !ok4(a));
	if (embedded(a, v4)) {
		must(ok6(a, NULL) == ok4(v4));
	} else if (a[0] == 0x20 && a[1] == 1 && a[2] == 0 && a[3] == 0) {
		for (int i = 0; i < 4; i++)
			client[i] = (uint8_t)~a[12 + i];
		must(ok6(a, NULL) == (ok4(a + 4) && ok4(client)));
	} else {
		must(!ok6(a, NULL) || a[0] >> 5 == 1);
	}
}

static void check_block(const struct guard_block *b, const uint8_t other[16])
{
	char addr[INET6_ADDRSTRLEN], s[INET6_ADDRSTRLEN + 8];
	uint8_t last[16], v4[4];
	struct guard_block again;
	must(b->bits <= 128 && inet_ntop(AF_INET6, b->addr, addr, sizeof(addr)) != NULL);
	snprintf(s, sizeof(s), "%s/%d", addr, b->bits);
	must(guard_parse(view_of(s), &again) == CT_OK && memcmp(&again, b, sizeof(again)) == 0);
	memcpy(last, b->addr, 16);
	for (int i = b->bits; i < 128; i++)
		last[i / 8] |= (uint8_t)(0x80 >> i % 8);
	if (b->bits >= 96 || !embedded(b->addr, v4))
		must(ok6(b->addr, b));
	if (b->bits >= 96 || !embedded(last, v4))
		must(ok6(last, b));
	must(!ok6(other, NULL) || ok6(other, b));
	if (b->bits > 0) { /* next door nothing is allowed that was not */
		last[(b->bits - 1) / 8] ^= (uint8_t)(0x80 >> (b->bits - 1) % 8);
		must(embedded(last, v4) || last[0] == 0x20 || ok6(last, b) == ok6(last, NULL));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct guard_block b;
	if (size < 16)
		return 0;
	check_address(data);
	if (guard_parse((struct view){(const char *)data + 16, size - 16}, &b) == CT_OK)
		check_block(&b, data);
	return 0;
}
