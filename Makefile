# `make` alone prints the targets. RAW and OUT name other folders: make run RAW=~/notes OUT=~/clean
# More formats than a run leaves: make export FORMAT="tmx csv" TABLE=pairs WHERE='score>=0.9'
PYTHON ?= python3
RAW =
OUT =
FORMAT =
TABLE =
WHERE =
export RAW OUT WHERE

BIN := .venv/bin
RUN := .venv/installed-run
DEV := .venv/installed-dev
DUCKDB := .venv/installed-duckdb
PIP := $(BIN)/python -m pip --disable-pip-version-check
FROM := $(if $(RAW),"$$RAW")
TO := $(if $(OUT),--out "$$OUT")

.DEFAULT_GOAL := help
.PHONY: help setup run audit review export test test-fast lint types format golden bench prove docs lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUN) ## Make .venv and install what a run needs, once

run: $(RUN) ## Read RAW (data/raw), repair it, write the datasets to OUT (data/out)
	@$(BIN)/pipeline run $(FROM) $(TO)

audit: $(RUN) ## List what the last run found, each with its place
	@$(BIN)/pipeline audit $(TO) --exit-zero

review: $(RUN) ## Decide what the last run doubts, on a page of this machine
	@$(BIN)/pipeline review $(TO)

export: $(RUN) $(if $(filter duckdb,$(FORMAT)),$(DUCKDB)) ## Write FORMAT (tmx, csv, ...) too, or the exports again; TABLE and WHERE select
	@$(BIN)/pipeline export $(TO) $(foreach f,$(FORMAT),--format $(f)) $(foreach t,$(TABLE),--table $(t)) \
	  $(if $(WHERE),--where "$$WHERE")

test: $(DEV) ## Run all tests
	@PYTHONWARNDEFAULTENCODING=1 $(BIN)/python -m pytest -q -n 2

test-fast: $(DEV) ## Run the tests that take no more than moments
	@PYTHONWARNDEFAULTENCODING=1 $(BIN)/python -m pytest -q -n 2 -m 'not slow'

lint: $(DEV) types ## Check style, types, imports and spelling
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo && $(BIN)/codespell

types: $(DEV) ## Check the types
	@$(BIN)/mypy

format: $(DEV) ## Format the sources
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

golden: $(DEV) ## Write the golden outputs again; read the diff before you commit it
	@$(BIN)/python -m pytest -q -p no:randomly tests/golden --rewrite-golden

bench: $(DEV) ## Measure accuracy and speed, a little of each, beside other tools
	@$(BIN)/python -m benchmarks

prove: $(DEV) ## Kill, fail and fuzz for most of an hour, beyond what the tests do of it
	@PROVE_STEP=4 PROVE_KILLS=300 PROVE_WORKER_KILLS=60 $(BIN)/python -m pytest -q -n 2 \
	  tests/engine/test_kills.py tests/engine/test_export_kills.py
	@$(PIP) install --quiet -c constraints.txt --group prove
	@for target in extract repair damaged export; do \
	  $(BIN)/python -m tests.fuzzing.fuzz $$target --seconds 300 || exit 1; done

docs: $(DEV) ## Write the generated pages of docs/ again
	@$(BIN)/python -m docs.generate

lock: $(DEV) ## Write constraints.txt again with the newest versions that fit
	@$(PIP) install --quiet uv
	@{ echo "# Exact versions of everything, written by 'make lock' and installed by 'make setup'."; \
	   $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate \
	     --no-emit-index-url --no-emit-find-links --group dev --group prove --extra run --extra duckdb --extra s3 pyproject.toml; } > constraints.new
	@mv constraints.new constraints.txt

clean: ## Remove what runs and builds made and can make again
	@sh -c 'out=$${OUT:-data/out}; case "$$out" in "~/"*) out=$$HOME/$${out#"~/"};; esac; \
	  rm -rf "$$out/.stages" "$$out/.lock"; test -f "$$out/.generations/placed.json" || rm -rf "$$out/.generations"; \
	  for name in .current markdown json parquet exports report.html README.md; do \
	    test ! -L "$$out/$$name" || rm "$$out/$$name"; done'
	@rm -rf build dist *.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache bench-out
	@find pipeline tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed what runs and builds made. The clean stage, which repairs texts, is: pipeline clean"

$(RUN): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: Python 3.11 or newer is needed; name one: make setup PYTHON=python3.12" >&2; exit 2; }
	@echo "Setting up .venv (about a minute, once)" >&2
	@$(PYTHON) -m venv .venv || { echo "error: python3 -m venv failed; on Debian: apt install python3-venv" >&2; exit 2; }
	@$(PIP) install --quiet --upgrade pip
	@PYTHONWARNINGS=ignore $(PIP) install --quiet -c constraints.txt -e '.[run]'
	@touch $@

# One format alone needs it, and it is as large as half of the rest: so only who asks for that waits.
$(DUCKDB): $(RUN)
	@echo "Installing DuckDB (once)" >&2
	@PYTHONWARNINGS=ignore $(PIP) install --quiet -c constraints.txt -e '.[run,duckdb]'
	@touch $@

$(DEV): $(RUN)
	@echo "Installing the development tools (once)" >&2
	@$(PIP) install --quiet -c constraints.txt --group dev
	@touch $@
