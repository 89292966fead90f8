# Two commands: `make up` runs the product, `make test` tests it. Python 3.11 or newer and make are all they need.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
CATALOGUE := locale/zh_Hans/LC_MESSAGES/django.po
DOMAIN := accounts customers deadlines outages knowledge tickets worksheets fieldwork restoration applications complaints surveys calls keyaccounts reporting shifts quality hotline supervision onboarding safekeeping servicedesk
# PORT, DATABASE_URL, REDIS_URL, DEMO_PASSWORD, PUBLIC_URL: see .env.example.

.DEFAULT_GOAL := help
.PHONY: help up test lint fmt messages screenshots bench faults fuzz hotline backup restore sbom lock audit clean

help:
	@echo 'make up    run the product (PORT=8000)'
	@echo 'make test  the tests, on a real Postgres and a real Valkey; FULL=1: also the slow ones whose turn it is not'
	@echo 'make backup  everything into one archive     make restore FROM=…  and back again'
	@echo 'make lint  every check of the code     make fmt  put it in shape'

up: $(VENV)/.runtime
	@exec $(BIN)/python -m servicedesk.house --with-make

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(TESTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(DOMAIN)
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run
	PUBLIC_URL=https://desk.example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

messages: $(VENV)/.dev
	$(BIN)/python manage.py makemessages --locale zh_Hans --no-obsolete --no-wrap --add-location file \
	  --ignore .venv --ignore .data --ignore tests --ignore docs
	@# Lines that change on every run and say nothing.
	@sed -e '/^"POT-Creation-Date/d' -e '/^"Report-Msgid-Bugs-To/d' $(CATALOGUE) >$(CATALOGUE).new
	@mv $(CATALOGUE).new $(CATALOGUE)
	$(BIN)/python manage.py compilemessages --locale zh_Hans --ignore .venv

bench: $(VENV)/.dev
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.weights

fuzz: $(VENV)/.dev
	@FUZZ=$${FUZZ:-20000} $(BIN)/python -m pytest -q -n 0 tests/api/test_fuzz.py

faults: $(VENV)/.dev
	@$(BIN)/python -m bench.faults
	@$(BIN)/python -m bench.upstream
	@FULL=1 $(BIN)/python -m pytest -q -n 0 tests/safekeeping/test_backup.py

hotline: $(VENV)/.runtime
	@$(BIN)/python -m simulator

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results

# --- what the commands stand on -------------------------------------------------------------
$(BIN)/python:
	@for name in python3 python3.13 python3.12 python3.11; do \
	  if command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	    exec $$name -m venv $(VENV); fi; done; \
	echo 'Python 3.11 or newer is needed: none of python3, python3.13, python3.12, python3.11 is.' >&2; exit 1

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	@echo 'Installing what the product needs'
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	@echo 'Installing what the tests and the checks need'
	@$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.runtime

# uv is quicker where it happens to be; pip is always there. Either takes only files whose sums are written down.
define install
if [ -x $(BIN)/uv ]; then uv=$(BIN)/uv; else uv=$$(command -v uv || true); fi; \
if [ -n "$$uv" ] && "$$uv" pip install --quiet --python $(BIN)/python --require-hashes -r $(1); then :; \
else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
endef

backup: $(VENV)/.runtime
	@$(BIN)/python -m servicedesk.house.backup

restore: $(VENV)/.runtime
	@FROM='$(FROM)' REPLACE='$(REPLACE)' $(BIN)/python -m servicedesk.house.restore

# After a pin has changed: both lists anew, with the sums of every file of each version. Needs uv.
lock:
	@for name in requirements requirements-dev; do \
	  echo '# Every package with the sums of its files, and nothing else is installed. Written by `make lock`.' >$$name.lock; \
	  uv pip compile $$name.txt -c constraints.txt --generate-hashes --universal --python-version 3.11 \
	    --no-annotate --no-header --quiet >>$$name.lock || exit 1; done

# Once a week: what is known against any of the pins. Fails when something is, or could not be asked.
audit: | $(BIN)/python
	@test -x .data/audit/bin/pip-audit || { $(BIN)/python -m venv .data/audit && \
	  .data/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1; }
	@.data/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-dev.lock

sbom: $(VENV)/.runtime
	@$(BIN)/python -m servicedesk.house.sbom

screenshots: $(VENV)/.dev
	$(BIN)/python docs/screenshots.py
