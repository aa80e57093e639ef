# copytaster.  "make deps demo" shows it at work, "make deps check" tests it;
# "make help" lists the rest.

VERSION := 0.1.0
SONAME := libcopytaster.so.0
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
SAN ?=
CI ?=

CC ?= cc
OBJCOPY ?= objcopy
PKG_CONFIG ?= pkg-config

# --- layers: what each directory of src/ may include, besides itself -------
# An upward include does not compile: a layer's own compile line has the
# directories named here and no others.

LIB_LAYERS := base text feed page match api
LAYERS := $(LIB_LAYERS) log loop store net worker conf alert desk daemon cli hook

uses.base :=
uses.text := base
uses.feed := base text
uses.page := base text feed
uses.match := base text
uses.api := base text feed page match
uses.log := base
uses.loop := base
uses.store := base text match
uses.net := base loop
uses.worker := base text feed page match loop
uses.conf := base
uses.alert := base loop net conf
uses.desk := base text match store conf alert
uses.daemon := base text feed match log loop store net worker conf alert desk
uses.cli := base text feed page match store conf alert desk
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

LIB_PKGS := libxml-2.0 libxxhash jansson libutf8proc
LIB_OTHERS := -lstemmer -lm
PKGS := $(LIB_PKGS) libcurl sqlite3 libsystemd libseccomp libzstd nettle
# Asked at their first use, once: "make deps check" installs pkg-config before.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell $(PKG_CONFIG) --cflags $(PKGS)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell $(PKG_CONFIG) --libs $(PKGS)) $(LIB_OTHERS) -pthread)$(PKG_LIBS)
LIB_LIBS = $(eval LIB_LIBS := $$(shell $(PKG_CONFIG) --libs $(LIB_PKGS)) $(LIB_OTHERS))$(LIB_LIBS)

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wvla -Wformat=2 -Wundef -Wwrite-strings
ifneq ($(CI),)
WARN += -Werror
endif
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE -D_FORTIFY_SOURCE=2
comma := ,
ifneq ($(SAN),)
HARDEN := -fPIE -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
BUILD := build-$(subst $(comma),-,$(SAN))
# A daemon with a race ends, so that its test sees it.
export TSAN_OPTIONS ?= halt_on_error=1 atexit_sleep_ms=0
endif
OPT ?= -O2 -g
CFLAGS ?=
LDFLAGS ?=
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DCT_VERSION='"$(VERSION)"' \
	$(OPT) $(HARDEN) $(WARN) \
	$(PKG_CFLAGS) -MMD -MP $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(if $(SAN),-fsanitize=$(SAN)) $(LDFLAGS)

# --- the build ----------------------------------------------------------------

# "make -j deps all": nothing is compiled before the packages are there.
DEPS_FIRST := $(filter deps,$(MAKECMDGOALS))

.PHONY: all
all: $(PROGRAMS:%=$(BUILD)/%) $(BUILD)/$(SONAME) $(BUILD)/public/libcopytaster.a

# -iquote: no header of ours stands in for a system header of the same name.
incs = -iquote include $(patsubst %,-iquote src/%,$1 $(uses.$1))
srcs = $(filter-out $(patsubst %,src/%.c,$(foreach p,$(PROGRAMS),$(main.$p))),$(wildcard src/$1/*.c))
objs = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call srcs,$1))

# What a shared library is made of; the public header makes its names visible.
LIB_CFLAGS := -fPIC -fvisibility=hidden

define layer_rules
$(BUILD)/obj/$1/%.o: src/$1/%.c Makefile | $(DEPS_FIRST)
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $(if $(filter $1,$(LIB_LAYERS)),$(LIB_CFLAGS)) $$(call incs,$1) -c -o $$@ $$<
$(BUILD)/obj/$1.a: $$(call objs,$1)
	@mkdir -p $$(@D)
	rm -f $$@ && $$(AR) rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer_rules,$l)))

LIB_OBJS := $(foreach l,$(LIB_LAYERS),$(call objs,$l))

# What our own programs and tests link: all names are there.
$(BUILD)/libcopytaster.a: $(LIB_OBJS)
	rm -f $@ && $(AR) rcs $@ $^

# What is installed: ct_* and no other name, so that none meets a name of the user's.
$(BUILD)/$(SONAME): $(LIB_OBJS)
	$(CC) $(filter-out -pie,$(ALL_LDFLAGS)) -shared -Wl,-soname,$(SONAME) -o $@ $^ $(LIB_LIBS)

$(BUILD)/public/libcopytaster.a: $(LIB_OBJS)
	@mkdir -p $(@D)
	$(LD) -r -o $(@D)/copytaster.o $^
	$(OBJCOPY) --localize-hidden $(@D)/copytaster.o
	rm -f $@ && $(AR) rcs $@ $(@D)/copytaster.o

define program_rule
$(BUILD)/$1: $(BUILD)/obj/$(main.$1).o $(patsubst %,$(BUILD)/obj/%.a,$(links.$1)) $(BUILD)/libcopytaster.a
	$$(CC) $$(ALL_LDFLAGS) -o $$@ $$(filter %.o,$$^) $$(filter %.a,$$^) $$(PKG_LIBS)
endef
$(foreach p,$(PROGRAMS),$(eval $(call program_rule,$p)))

# --- tests: tests/unit/LAYER/test_*.c, each a cmocka program --------------------

# A layer's tests may use what the layer may, and tests/unit/*.h.
# What a sanitizer costs is no cost of ours.
UNIT_TESTS := $(filter-out $(if $(SAN),%/test_cost), \
	$(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/test_*.c)))

define unit_rules
$(BUILD)/unit/$1/%: tests/unit/$1/%.c $(patsubst %,$(BUILD)/obj/%.a,$1 $(filter-out $(LIB_LAYERS),$(uses.$1))) $(BUILD)/libcopytaster.a
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(call incs,$1) -iquote tests/unit $$(ALL_LDFLAGS) -o $$@ $$< \
		-Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group -lcmocka $$(PKG_LIBS)
.PHONY: unit-$1
unit-$1: $(filter $(BUILD)/unit/$1/%,$(UNIT_TESTS))
	@set -e; for t in $$^; do echo "== $$$$t"; $$$$t; done
endef
$(foreach l,$(LAYERS),$(eval $(call unit_rules,$l)))

.PHONY: unit
unit: $(LAYERS:%=unit-%)

include tests/rules.mk tests/check.mk tests/bench/rules.mk tests/eval/rules.mk
-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)

# --- what has to be installed to build and to test ----------------------------

DEPS := build-essential pkg-config libcurl4-openssl-dev libxml2-dev libsqlite3-dev \
	libxxhash-dev libcmocka-dev libsystemd-dev libjansson-dev libutf8proc-dev \
	libseccomp-dev libstemmer-dev libzstd-dev nettle-dev zlib1g-dev liblzma-dev mandoc nghttp2-server \
	openssl faketime

# To count and to look closer: doubling, valgrind.
DEPS += $(if $(CI),valgrind)

.PHONY: deps
deps:
	@missing=; \
	for p in $(DEPS); do \
		dpkg-query -W -f '$${db:Status-Status}' $$p 2>/dev/null | grep -qx installed || \
			missing="$$missing $$p"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	echo "installing$$missing"; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get -q update && \
	$$sudo env DEBIAN_FRONTEND=noninteractive \
		apt-get -qy install --no-install-recommends $$missing

# --- installation -------------------------------------------------------------

BINDIR := $(PREFIX)/bin
SBINDIR := $(PREFIX)/sbin
LIBEXECDIR := $(PREFIX)/libexec/copytaster
LIBDIR := $(PREFIX)/lib
INCLUDEDIR := $(PREFIX)/include
MANDIR := $(PREFIX)/share/man
UNITDIR := $(PREFIX)/lib/systemd/system
SYSUSERSDIR := $(PREFIX)/lib/sysusers.d
CONFDIR := /etc/copytaster

# The units name programs where they are by default; the .pc file has marks.
SUBST = sed -e 's|/usr/local/sbin/|$(SBINDIR)/|' \
	-e 's|/usr/local/libexec/copytaster/|$(LIBEXECDIR)/|' \
	-e 's|@VERSION@|$(VERSION)|' -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
	-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@PKGS@|$(LIB_PKGS)|' -e 's|@OTHERS@|$(LIB_OTHERS)|'

MANPAGES := $(wildcard man/*.[1-8])
UNITS := $(wildcard systemd/*.service systemd/*.socket)
CONFS := $(wildcard conf/*.conf)
man_path = $(MANDIR)/man$(subst .,,$(suffix $1))/$(notdir $1)
unit_path = $(UNITDIR)/$(notdir $1)

# The library, its name for programs that run, and for those that are linked.
SHLIB := libcopytaster.so.$(VERSION)
SHLIBS := $(SHLIB) $(SONAME) libcopytaster.so

# All that is installed, and uninstalled, but the configuration.
INSTALLED = $(BINDIR)/copytaster $(SBINDIR)/copytasterd \
	$(LIBEXECDIR)/copytaster-worker $(LIBEXECDIR)/copytaster-hook \
	$(SHLIBS:%=$(LIBDIR)/%) $(LIBDIR)/libcopytaster.a $(LIBDIR)/pkgconfig/libcopytaster.pc \
	$(INCLUDEDIR)/copytaster.h \
	$(SYSUSERSDIR)/copytaster.conf \
	$(foreach m,$(MANPAGES),$(call man_path,$m)) $(foreach u,$(UNITS),$(call unit_path,$u))

.PHONY: install uninstall dist
install: all
	install -D -m 755 $(BUILD)/copytaster $(DESTDIR)$(BINDIR)/copytaster
	install -D -m 755 $(BUILD)/copytasterd $(DESTDIR)$(SBINDIR)/copytasterd
	install -D -m 755 $(BUILD)/copytaster-worker $(DESTDIR)$(LIBEXECDIR)/copytaster-worker
	install -D -m 755 $(BUILD)/copytaster-hook $(DESTDIR)$(LIBEXECDIR)/copytaster-hook
	install -D -m 644 $(BUILD)/public/libcopytaster.a $(DESTDIR)$(LIBDIR)/libcopytaster.a
	install -D -m 644 $(BUILD)/$(SONAME) $(DESTDIR)$(LIBDIR)/$(SHLIB)
	ln -sf $(SHLIB) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libcopytaster.so
	install -D -m 644 include/copytaster.h $(DESTDIR)$(INCLUDEDIR)/copytaster.h
	install -D -m 644 systemd/copytaster.sysusers $(DESTDIR)$(SYSUSERSDIR)/copytaster.conf
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(UNITDIR) $(DESTDIR)$(CONFDIR)
	$(SUBST) src/api/libcopytaster.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/libcopytaster.pc
	$(foreach m,$(MANPAGES),install -D -m 644 $m $(DESTDIR)$(call man_path,$m) &&) :
	$(foreach u,$(UNITS),$(SUBST) $u >$(DESTDIR)$(call unit_path,$u) &&) :
	@for f in $(CONFS); do \
		to=$(DESTDIR)$(CONFDIR)/$${f##*/}; \
		[ -e $$to ] || install -m 644 $$f $$to; \
	done
	@[ -n "$(DESTDIR)" ] || [ "$$(id -u)" != 0 ] || ldconfig

# A configuration that somebody has edited stays.
uninstall:
	rm -f $(INSTALLED:%=$(DESTDIR)%)
	@for f in $(CONFS); do \
		at=$(DESTDIR)$(CONFDIR)/$${f##*/}; \
		! cmp -s $$f $$at || rm -f $$at; \
	done
	@for d in $(DESTDIR)$(LIBEXECDIR) $(DESTDIR)$(CONFDIR); do \
		[ ! -d $$d ] || rmdir --ignore-fail-on-non-empty $$d; \
	done

dist:
	@mkdir -p $(BUILD)
	git archive --prefix=copytaster-$(VERSION)/ HEAD | gzip -9n >$(BUILD)/copytaster-$(VERSION).tar.gz
	@echo $(BUILD)/copytaster-$(VERSION).tar.gz

.PHONY: clean
clean:
	rm -rf build build-*

.PHONY: help
help:
	@echo 'make                 copytaster, copytasterd, its helpers and libcopytaster in build/'
	@echo 'make deps            installs the Debian packages that are missing'
	@echo 'make demo            shows it at work'
	@echo 'make check           all tests; unit, unit-LAYER, fuzz-replay, installed, system, own: some'
	@echo 'make torture         KILLS=2000 TORTURE_STEPS=0: kills and broken calls, each and all'
	@echo 'make fuzz            fuzzes everything that reads foreign bytes, FUZZ_SECONDS each'
	@echo 'make bench           speed; BENCH=parse, fingerprint, poll ...: a part (tests/bench/rules.mk)'
	@echo 'make eval EVAL=DIR   quality on labelled stories'
	@echo 'make fit-trees       fits the detector anew; fit-words, fit-lang-words, fit-kin: its tables'
	@echo 'make style tidy      layers and names; formatting and clang-tidy'
	@echo 'make coverage        lines that the tests reach; 90 % at least of what matters most'
	@echo 'make doubling        what twice the input costs, in instructions (valgrind)'
	@echo 'make valgrind        unit tests under memcheck'
	@echo 'make install         PREFIX=/usr/local CONFDIR=/etc/copytaster DESTDIR=; uninstall takes it away'
	@echo 'make dist clean'
	@echo 'SAN=address,undefined or SAN=thread builds with sanitizers, CI=1 with -Werror'
