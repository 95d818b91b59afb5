# Every command a contributor needs. On a fresh machine: Rust, Python 3.10 or later, make, and the C compiler
# that Rust needs anyway; all else is installed into $(VENV), pinned by hash in requirements/. See `make help`.

PYTHON ?= python3
VENV ?= .venv

BIN := $(abspath $(VENV))/bin
PY := $(BIN)/python
STAMPS := $(VENV)/.stamps
WHEELS := $(VENV)/.wheels
# Of their own, since each pins another botocore: aiobotocore's for tests and benchmark, aioboto3's for the latter.
AIOBOTOCORE := $(VENV)-aiobotocore
AIOBOTO3 := $(VENV)-aioboto3
CARGO := cargo
CARGO_TARGET_DIR ?= $(CURDIR)/target
# `make fuzz`: which targets, for how long each (seconds), and how many times as many examples of the Python
# tests that are random.
FUZZ_TARGETS ?= $(basename $(notdir $(wildcard fuzz/fuzz_targets/*.rs)))
FUZZ_SECONDS ?= 60
FUZZ_FACTOR ?= 10
CARGO_FUZZ_VERSION := 0.13.2
TYPED := $(wildcard python tools examples bench tests)
# The variable gives aiobotocore's botocore the retries that ours has always.
ASYNCIO_SIDES := AWSSUPPORT_DIFFERENTIAL_SIDES=aiobotocore,awssupport.aio AWS_NEW_RETRIES_2026=true
HELD_AGAINST_AIOBOTOCORE := body direct_calls errors events_order exceptions model paginators presign retries \
	signature success transport validation
# Directories are listed too: their time changes when a file in them goes away.
SOURCES := Cargo.toml Cargo.lock pyproject.toml README.md LICENSE \
	$(shell find src python -not -path '*/__pycache__*')

export CARGO_TARGET_DIR
# For pyo3: which interpreter to ask, and not to link libpython, which an extension module finds in its process.
export PYO3_PYTHON := $(PY)
export PYO3_BUILD_EXTENSION_MODULE := 1
# Nothing outside the environment may lend a module.
export PYTHONNOUSERSITE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONPATH
unexport PYTHONHOME

# Without build isolation pip looks for the build's tools (maturin) on PATH.
PIP := PATH="$(BIN):$$PATH" $(PY) -m pip
FROM_SOURCE := --quiet --no-deps --no-build-isolation

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make PYTHON=python3.13 VENV=.venv-3.13 ...  uses another Python, in an environment of its own"

# --- environment and build ---------------------------------------------------------------------------------

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
		echo "awssupport needs Python 3.10 or later, and '$(PYTHON)' is not: try make PYTHON=python3.12" >&2; \
		exit 1; }
	@command -v $(CARGO) >/dev/null || { echo "awssupport needs Rust (cargo): https://rustup.rs" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/build-requirements: $(STAMPS)/venv requirements/build.txt
	$(PY) -m pip install --quiet --require-hashes -r requirements/build.txt
	@touch $@

$(STAMPS)/dev-requirements: $(STAMPS)/venv requirements/dev.txt
	$(PY) -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/build: $(STAMPS)/build-requirements $(SOURCES)
	@echo "Building awssupport into $(VENV) (release; some minutes the first time)"
	rm -rf $(WHEELS)
	$(PIP) wheel $(FROM_SOURCE) --wheel-dir $(WHEELS) .
	$(PY) -m pip install --quiet --no-deps --force-reinstall $(WHEELS)/awssupport-*.whl
	@touch $@

# The wheel is built once and serves every environment.
$(AIOBOTOCORE)/.stamps/build: $(AIOBOTOCORE)/.stamps/requirements $(STAMPS)/build
	$(AIOBOTOCORE)/bin/python -m pip install --quiet --no-deps --force-reinstall $(WHEELS)/awssupport-*.whl
	@touch $@

$(VENV)-%/.stamps/requirements: requirements/%.txt | $(STAMPS)/venv
	$(PY) -m venv --clear $(VENV)-$*
	$(VENV)-$*/bin/python -m pip install --quiet --require-hashes -r $<
	@mkdir -p $(@D) && touch $@

$(STAMPS)/fetch: $(STAMPS)/venv Cargo.toml Cargo.lock fuzz/Cargo.toml fuzz/Cargo.lock
	$(CARGO) fetch --locked
	$(CARGO) fetch --locked --manifest-path fuzz/Cargo.toml
	@touch $@

.PHONY: build
build: $(STAMPS)/build ## build the package (release) and install it into .venv

.PHONY: demo
demo: build ## attach three real files to a local Support service, and meet its errors
	@$(PY) examples/demo.py

# --- checks ------------------------------------------------------------------------------------------------

.PHONY: check
check: lint test sdist demo ## what CI runs: lint, test, sdist, demo

.PHONY: test test-core test-python test-aiobotocore
test: test-core test-python test-aiobotocore ## all test suites
test-core: ## the Rust core's tests, without Python
	$(CARGO) test --locked --no-default-features
test-python: $(STAMPS)/build $(STAMPS)/dev-requirements ## the installed package's tests (PYTEST_ARGS=...)
	$(PY) -m pytest $(PYTEST_ARGS)
test-aiobotocore: $(AIOBOTOCORE)/.stamps/build ## awssupport.aio beside aiobotocore, in an environment of its own
	$(ASYNCIO_SIDES) $(AIOBOTOCORE)/bin/python -m pytest tests/beside_aiobotocore \
		$(HELD_AGAINST_AIOBOTOCORE:%=tests/differential/test_%.py)

# Those on PATH that run. An `if`, since make throws away what a command printed that ends with "not found".
PYTHONS ?= $(shell for version in 10 11 12 13 14 14t; do \
	if python3.$$version -c '' 2>/dev/null; then echo python3.$$version; fi; done)

.PHONY: test-pythons
test-pythons: ## the same in every Python there is, each in .venv-3.X (PYTHONS=...)
	@test -n "$(strip $(PYTHONS))" || { echo "no Python found: make test-pythons PYTHONS=..." >&2; exit 1; }
	@for python in $(PYTHONS); do \
		name=$$($$python -c 'import sys; print("%d.%d%s" % (*sys.version_info[:2], sys.abiflags))') || exit 1; \
		echo "== Python $$name"; \
		$(MAKE) --no-print-directory PYTHON=$$python VENV=.venv-$$name test-python || exit 1; \
	done

.PHONY: lint lint-style lint-types lint-rust lint-deps
lint: lint-style lint-rust lint-deps lint-types ## style, compiler warnings, docs, dependencies, types
lint-style: $(STAMPS)/dev-requirements ## rustfmt, ruff
	$(CARGO) fmt --check
	$(CARGO) fmt --check --manifest-path fuzz/Cargo.toml
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
lint-rust: $(STAMPS)/venv ## clippy with and without the binding and of fuzz/, rustdoc
	$(CARGO) clippy --locked --all-targets -- -D warnings
	$(CARGO) clippy --locked --all-targets --no-default-features -- -D warnings
	$(CARGO) clippy --locked --manifest-path fuzz/Cargo.toml --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --document-private-items
lint-deps: $(STAMPS)/fetch ## licences, sources and duplicates of dependencies; no pyo3 in the core
	$(PY) tools/check_dependencies.py
lint-types: $(STAMPS)/build $(STAMPS)/dev-requirements ## mypy --strict; stubs against the built package
	$(PY) -m mypy --strict $(TYPED)
	$(PY) -m mypy.stubtest awssupport

# Unpacked at a fixed place with fresh times (-m), so that cargo rebuilds this crate, and only this crate.
.PHONY: sdist
sdist: $(STAMPS)/build ## build the source distribution, and prove that it installs by itself
	rm -rf dist target/sdist
	mkdir -p target/sdist/unpacked
	$(BIN)/maturin sdist --out dist
	tar -xzmf dist/awssupport-*.tar.gz -C target/sdist/unpacked
	$(PIP) install $(FROM_SOURCE) --target target/sdist/installed target/sdist/unpacked/awssupport-*
	cd target/sdist && PYTHONPATH=installed $(PY) -c 'import awssupport, awssupport._awssupport as core; \
		assert "sdist" in awssupport.__file__ and "sdist" in core.__file__, core.__file__; \
		print("sdist installs: awssupport", awssupport.__version__)'

.PHONY: bench
bench: $(STAMPS)/build $(STAMPS)/dev-requirements ## time and peak memory against boto3 (BENCH_ARGS=...)
	$(PY) bench/run.py $(BENCH_ARGS)

.PHONY: bench-concurrency bench-environments
bench-environments: $(STAMPS)/build $(STAMPS)/dev-requirements
bench-environments: $(AIOBOTOCORE)/.stamps/requirements $(AIOBOTO3)/.stamps/requirements
bench-concurrency: bench-environments ## many calls at once, beside aiobotocore and aioboto3 (BENCH_ARGS=...)
	$(PY) bench/concurrency.py --aiobotocore-python $(AIOBOTOCORE)/bin/python \
		--aioboto3-python $(AIOBOTO3)/bin/python $(BENCH_ARGS)

# --- fuzzing -----------------------------------------------------------------------------------------------

CARGO_FUZZ_ROOT := $(CARGO_TARGET_DIR)/cargo-fuzz-$(CARGO_FUZZ_VERSION)
FUZZ_PROGRAMS = $(CARGO_TARGET_DIR)/fuzz/$(shell rustc -vV 2>/dev/null | sed -n 's/^host: //p')/release

.PHONY: fuzz fuzz-core fuzz-python
fuzz: fuzz-core fuzz-python ## fuzz core and package, for long (FUZZ_SECONDS=60 FUZZ_FACTOR=10 FUZZ_TARGETS=...)

$(CARGO_FUZZ_ROOT)/bin/cargo-fuzz:
	$(CARGO) install --quiet --locked --root $(CARGO_FUZZ_ROOT) cargo-fuzz --version $(CARGO_FUZZ_VERSION)

# Without sanitizers, which need Rust's nightly build: what they look for is in unsafe code alone, and there is
# none here. What a run finds interesting is kept in fuzz/grown, what it finds wrong in fuzz/findings.
fuzz-core: $(CARGO_FUZZ_ROOT)/bin/cargo-fuzz ## fuzz the core: FUZZ_SECONDS for each of FUZZ_TARGETS
	@command -v c++ >/dev/null || { echo "libFuzzer needs a C++ compiler, and there is no c++" >&2; exit 1; }
	$< build --sanitizer none --target-dir $(CARGO_TARGET_DIR)/fuzz
	@for target in $(FUZZ_TARGETS); do \
		echo "== $$target, for $(FUZZ_SECONDS) seconds"; \
		mkdir -p fuzz/grown/$$target fuzz/findings/$$target; \
		$(FUZZ_PROGRAMS)/$$target fuzz/grown/$$target fuzz/corpus/$$target fuzz/findings/$$target \
			-dict=fuzz/tokens.dict -artifact_prefix=fuzz/findings/$$target/ -timeout=10 -rss_limit_mb=1024 \
			-max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -verbosity=0 || exit 1; \
	done

fuzz-python: $(STAMPS)/build $(STAMPS)/dev-requirements ## the random tests with FUZZ_FACTOR times their examples
	AWSSUPPORT_FUZZ_FACTOR=$(FUZZ_FACTOR) $(PY) -m pytest -o faulthandler_timeout=0 $(PYTEST_ARGS) \
		$(shell grep -rl --include='test_*.py' 'from tests.examples import' tests)

# --- changes -----------------------------------------------------------------------------------------------

.PHONY: fmt
fmt: $(STAMPS)/dev-requirements ## format Rust and Python, and apply ruff's safe fixes
	$(CARGO) fmt
	$(CARGO) fmt --manifest-path fuzz/Cargo.toml
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

.PHONY: requirements
requirements: $(STAMPS)/venv ## compile requirements/*.in into *.txt anew (asks the package index)
	$(PY) -m venv $(CARGO_TARGET_DIR)/uv && $(CARGO_TARGET_DIR)/uv/bin/python -m pip install --quiet uv==0.13.9
	cd requirements && for name in build dev aiobotocore aioboto3; do \
		$(CARGO_TARGET_DIR)/uv/bin/uv pip compile --quiet --universal --fork-strategy fewest \
			--python-version 3.10 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
			--custom-compile-command "make requirements" $$name.in -o $$name.txt || exit 1; \
	done

# The run of the matrix writes it: see tests/faults/test_matrix.py.
.PHONY: docs-faults
docs-faults: $(STAMPS)/build $(STAMPS)/dev-requirements ## docs/faults.md, by a run of the fault matrix
	rm -f docs/faults.md
	$(PY) -m pytest -q tests/faults

.PHONY: clean
clean: ## remove all that was built, the environment included
	rm -rf $(VENV) $(VENV)-* target dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find python tests tools examples $(wildcard bench) -name __pycache__ -type d -prune -exec rm -rf {} +
