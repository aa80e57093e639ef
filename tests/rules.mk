# Tests that need more than one layer: the test server, the demo, the system tests.

# The tests' own directories; of the product only base, which they may use.
TEST_CFLAGS = $(filter-out -DCT_VERSION%,$(ALL_CFLAGS)) -Iinclude -Isrc/base -Itests/rig
test_objs = $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard tests/$1/*.c))

$(BUILD)/tests/%.o: tests/%.c Makefile tests/rules.mk
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -I$(<D) -c -o $@ $<

# --- the server of the demo, the system tests and the measurements ---

$(BUILD)/httpd: $(call test_objs,httpd) $(BUILD)/obj/base.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ -lz -lm

# --- the demo ---

$(BUILD)/demo: $(call test_objs,demo) $(call test_objs,rig) $(BUILD)/obj/base.a
	$(CC) $(ALL_LDFLAGS) -o $@ $^ -ljansson -lm

.PHONY: demo
demo: $(BUILD)/demo $(BUILD)/httpd $(PROGRAMS:%=$(BUILD)/%)
	@$(BUILD)/demo $(BUILD) tests/demo

# --- system tests: the real daemon against the server ---

SYSTEM_TESTS := $(patsubst tests/system/%.c,$(BUILD)/system/%,$(wildcard tests/system/test_*.c))

$(BUILD)/system/%: $(BUILD)/tests/system/%.o $(BUILD)/tests/system/kit.o $(call test_objs,rig) $(BUILD)/obj/base.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group -lcmocka -ljansson -lnettle -lsqlite3 -lm

# One that prints the same stories in all formats (see check.mk).
$(BUILD)/tests/system/test_same.o: private override CFLAGS += -iquote tests/press -iquote tests/unit
$(BUILD)/system/test_same: $(BUILD)/obj/press.a

# Preloaded by test_torture; without sanitizers, which have an allocator of their own.
$(BUILD)/shim.so: tests/system/shim.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARN) -fPIC -shared -o $@ $<

# All at once: they mostly wait.  Not where a sanitizer has them reckon instead;
# nor is anything preloaded to one, which is all that test_torture does.  What each
# printed is shown when all have ended.
SYSTEM_JOBS ?= $(if $(SAN),4,0)
SYSTEM_RUN := $(filter-out $(if $(SAN),%/test_torture),$(SYSTEM_TESTS))
ifneq ($(SAN),)
system: export RIG_PATIENCE ?= 6
endif

.PHONY: system
system: $(SYSTEM_TESTS) $(BUILD)/shim.so $(BUILD)/httpd $(PROGRAMS:%=$(BUILD)/%)
	@rm -f $(SYSTEM_RUN:%=%.rc); printf '%s\n' $(SYSTEM_RUN) | xargs -P $(SYSTEM_JOBS) -I% \
		sh -c '% $(BUILD) >%.log 2>&1; echo $$? >%.rc'; \
	bad=; for t in $(SYSTEM_RUN); do echo "== $$t"; cat $$t.log; \
		rc=$$(cat $$t.rc); [ "$$rc" = 0 ] || bad="$$bad $$t: exit $$rc;"; \
	done; [ -z "$$bad" ] || { echo "system tests that failed:$$bad"; exit 1; }

# The same at length: kills at random moments, and every write, sync and
# allocation of a poll broken (TORTURE_STEPS=0: each; else so many of each kind).
KILLS ?= 2000
TORTURE_STEPS ?= 0
.PHONY: torture
torture: $(BUILD)/system/test_crash $(BUILD)/system/test_torture $(BUILD)/shim.so $(BUILD)/httpd $(PROGRAMS:%=$(BUILD)/%)
	KILLS=$(KILLS) $(BUILD)/system/test_crash $(BUILD)
	TORTURE_STEPS=$(TORTURE_STEPS) $(BUILD)/system/test_torture $(BUILD)
