# copytaster.  "make deps demo" shows it at work, "make deps check" tests it;
# "make help" lists the rest.

VERSION := 0.1.0
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
SAN ?=
CI ?=

CC ?= cc
PKG_CONFIG ?= pkg-config

# --- layers: what each directory of src/ may include, besides itself -------
# An upward include does not compile: a layer's own compile line has the
# directories named here and no others.

LIB_LAYERS := base text feed match api
LAYERS := $(LIB_LAYERS) log loop store net worker conf alert desk daemon cli hook

uses.base :=
uses.text := base
uses.feed := base text
uses.match := base text
uses.api := base text feed match
uses.log := base
uses.loop := base
uses.store := base text match
uses.net := base loop
uses.worker := base text feed match loop
uses.conf := base
uses.alert := base loop net store conf
uses.desk := base text match worker store alert conf
uses.daemon := base text feed match log loop store net worker conf alert desk
uses.cli := base text feed match store conf alert desk
uses.hook := base conf

# --- programs: a main file each, everything below it ------------------------

PROGRAMS := copytaster copytasterd copytaster-worker copytaster-hook
main.copytaster := cli/main
main.copytasterd := daemon/main
main.copytaster-worker := worker/main
main.copytaster-hook := hook/main
links.copytaster := cli desk alert conf worker net store loop
links.copytasterd := daemon desk alert conf worker net store loop log
links.copytaster-worker := worker loop
links.copytaster-hook := hook conf

# --- flags ------------------------------------------------------------------

PKGS := libcurl libxml-2.0 sqlite3 libxxhash libsystemd jansson inih libutf8proc libseccomp libzstd nettle
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null) -lstemmer -lm -pthread

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wvla -Wformat=2 -Wundef -Wwrite-strings
ifneq ($(CI),)
WARN += -Werror
endif
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE -D_FORTIFY_SOURCE=2
ifneq ($(SAN),)
HARDEN := -fPIE -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
BUILD := build-$(subst $(comma),-,$(SAN))
endif
comma := ,
OPT ?= -O2 -g
CFLAGS ?=
LDFLAGS ?=
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DCT_VERSION='"$(VERSION)"' $(OPT) $(HARDEN) $(WARN) \
	$(PKG_CFLAGS) -MMD -MP $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack $(if $(SAN),-fsanitize=$(SAN)) $(LDFLAGS)

# --- the build ----------------------------------------------------------------

.PHONY: all
all: $(PROGRAMS:%=$(BUILD)/%) $(BUILD)/libcopytaster.a

incs = -Iinclude -I$(BUILD)/gen $(patsubst %,-Isrc/%,$1 $(uses.$1))
srcs = $(filter-out $(patsubst %,src/%.c,$(foreach p,$(PROGRAMS),$(main.$p))),$(wildcard src/$1/*.c))
objs = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call srcs,$1))

define layer_rules
$(BUILD)/obj/$1/%.o: src/$1/%.c Makefile
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(call incs,$1) -c -o $$@ $$<
$(BUILD)/obj/$1.a: $$(call objs,$1)
	@mkdir -p $$(@D)
	rm -f $$@ && $$(AR) rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rules,$l)))

$(BUILD)/libcopytaster.a: $(foreach l,$(LIB_LAYERS),$(call objs,$l))
	rm -f $@ && $(AR) rcs $@ $^

define program_rule
$(BUILD)/$1: $(BUILD)/obj/$(main.$1).o $(patsubst %,$(BUILD)/obj/%.a,$(links.$1)) $(BUILD)/libcopytaster.a
	$$(CC) $$(ALL_LDFLAGS) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) $$(PKG_LIBS)
endef
$(foreach p,$(PROGRAMS),$(eval $(call program_rule,$p)))

# --- tests: tests/unit/LAYER/test_*.c, each a cmocka program --------------------

# A layer's tests may use what the layer may, and tests/unit/*.h.
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/test_*.c))

define unit_rules
$(BUILD)/unit/$1/%: tests/unit/$1/%.c $(patsubst %,$(BUILD)/obj/%.a,$1 $(filter-out $(LIB_LAYERS),$(uses.$1))) $(BUILD)/libcopytaster.a
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(call incs,$1) -Itests/unit $$(ALL_LDFLAGS) -o $$@ $$< \
		$$(filter %.a,$$^) -lcmocka $$(PKG_LIBS)
.PHONY: unit-$1
unit-$1: $(filter $(BUILD)/unit/$1/%,$(UNIT_TESTS))
	@set -e; for t in $$^; do echo "== $$$$t"; $$$$t; done
endef
$(foreach l,$(LAYERS),$(eval $(call unit_rules,$l)))

.PHONY: unit
unit: $(LAYERS:%=unit-%)

-include tests/rules.mk
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: clean
clean:
	rm -rf build build-*
