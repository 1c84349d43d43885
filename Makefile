# The portal's commands. `make` alone prints them; README.md has them written out for people without make.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.SUFFIXES:

PORT ?= 8000
export PORT
export PYTHONUNBUFFERED := 1

BIN := .venv/bin
PY := $(BIN)/python
MANAGE := DEVELOPMENT=on $(PY) manage.py
# The sample community's people, for whom `make run` prints sign-in links.
ADMINISTRATOR := ada@rivertown.example
COORDINATOR := dana@rivertown.example
PARTNER := jo@brightmill.example
# Journeys run where a browser is found; CHROMIUM names one that is elsewhere.
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export CHROMIUM

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- Run ------------------------------------------------------------------------------------------

.PHONY: run
run: sample ## Start the portal with its sample community on http://localhost:8000 (PORT=8001 make run for another port)
	@$(PY) -c "import socket; socket.create_server(('127.0.0.1', $(PORT))).close()" 2>/dev/null \
	  || { echo "Something else listens on port $(PORT). Try: PORT=8001 make run"; exit 1; }
	@$(MAKE) -s links
	@# A closed terminal hangs up, and honcho would leave its children behind: it is deaf to that and told to stop.
	@(trap '' HUP; DEVELOPMENT=on exec $(BIN)/honcho start --env /dev/null --port $(PORT) --no-prefix) & honcho=$$!; \
	trap 'kill -TERM $$honcho' HUP INT TERM; \
	wait $$honcho; wait $$honcho; status=$$?; \
	case $$status in 0|127|130|143) ;; *) exit $$status ;; esac

.PHONY: links
links: ## Print where the portal is and fresh one-time sign-in links
	@echo
	@echo "  The portal        http://localhost:$(PORT)"
	@echo "  Letters it wrote  http://localhost:$(PORT)/dev/mail/"
	@echo
	@echo "  One-time sign-in links (new ones: make links)"
	@set -- $$($(MANAGE) sign_in_link $(ADMINISTRATOR) $(COORDINATOR) $(PARTNER)) && [ $$# = 3 ] \
	  && printf '  %-17s %s\n' administrator "$$1" coordinator "$$2" "employer's person" "$$3"
	@echo
	@echo "  Ctrl-C stops it. The data stays in var/; make reset throws it away."
	@echo

.PHONY: sample
sample: install
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) sample_community --if-empty

.PHONY: reset
reset: ## Throw away everything that `make run` keeps in var/, and start over next time
	rm -rf var

# --- Install --------------------------------------------------------------------------------------
# A lock is installed when it differs from the copy made at the last installation, and only then.

.PHONY: install
install: $(PY)
	@cmp -s requirements/production.txt .venv/production.txt || { \
	  echo "Installing the locked packages …" \
	  && $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/production.txt \
	  && cp requirements/production.txt .venv/production.txt; }

.PHONY: development
development: install
	@cmp -s requirements/development.txt .venv/development.txt || { \
	  echo "Installing the locked development packages …" \
	  && $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt \
	  && cp requirements/development.txt .venv/development.txt; }

$(PY):
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    rm -f .venv/*.txt; "$$python" -m venv .venv && exit 0; \
	    rm -rf .venv; echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; \
	  fi; \
	done; \
	echo "The portal needs Python 3.11 or newer, and found none. Install it, or say where it is: PYTHON=/path/to/python3 make run"; exit 1

.PHONY: lock
lock: $(PY) ## Lock the dependencies of pyproject.toml again, for every platform and with hashes
	@command -v uv >/dev/null || test -x var/tools/bin/uv || { $(PY) -m venv var/tools && var/tools/bin/pip install --quiet 'uv>=0.7'; }
	@uv=$$(command -v uv || echo var/tools/bin/uv); \
	options="--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet"; \
	$$uv pip compile $$options $(UPGRADE) --extra services --extra errors pyproject.toml -o requirements/production.txt \
	  && $$uv pip compile $$options $(UPGRADE) --extra services --extra errors --group dev -c requirements/production.txt pyproject.toml -o requirements/development.txt
	@echo "Locked. To take newer versions too: UPGRADE=--upgrade make lock"

# --- Test -----------------------------------------------------------------------------------------

.PHONY: test
test: development ## Run the whole suite in parallel, then the journeys where Chromium is found
	$(PY) -m pytest -n auto -m "not journey"
	@if [ -n "$(CHROMIUM)" ]; then $(MAKE) journeys; else echo "No Chromium here (CHROMIUM=/path names one): the browser journeys were not run."; fi

.PHONY: journeys
journeys: development ## Run the journeys in a real browser
	$(PY) -m pytest -n 2 -m journey tests/journeys

.PHONY: coverage
coverage: development ## Run the suite and say which lines and branches it never reached
	@mkdir -p var/coverage && rm -f var/coverage/*
	$(BIN)/coverage run -m pytest -n auto -m "not journey"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

.PHONY: faults
faults: development ## Kill, freeze and double everything, on every database and broker found here, and count what is lost (an hour or more)
	$(PY) bench/faults.py

.PHONY: bench
bench: development ## Measure the portal beside the plainest thing that does the same work
	$(PY) bench/run.py

.PHONY: screenshots
screenshots: development ## Photograph every named page into var/screenshots (needs Chromium)
	$(PY) bench/screenshots.py

.PHONY: check
check: lint test ## What CI checks first: format, lint, types, contracts, templates, migrations, deployment, tests

.PHONY: lint
lint: development ## Everything of `make check` but the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml .
	$(MANAGE) makemigrations --check --dry-run
	$(PY) manage.py lintmigrations --settings tests.settings
	env -u DEVELOPMENT SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(50))") VAR_DIR=$$(mktemp -d) \
	  $(PY) manage.py check --deploy --fail-level WARNING

.PHONY: format
format: development ## Format the code and the templates
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --target-version 5.2

.PHONY: messages
messages: development ## Collect the public texts for translators into locale/ (needs GNU gettext)
	@command -v xgettext >/dev/null || { echo "GNU gettext is missing; on Debian and Ubuntu: apt install gettext"; exit 1; }
	@mkdir -p locale
	$(MANAGE) makemessages --locale en --no-location --no-obsolete --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*'
