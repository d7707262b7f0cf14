# Every target stands on its own: the virtual environment is made when it is missing, half made or made with a Python
# that is gone, and filled when its lock changed. PYTHON may name the Python to make it with.
VENV ?= .venv
RUN = $(VENV)/bin/python
INSTALL = @sh config/environment.sh install "$(VENV)" $< $(if $(PYTHON),"$(PYTHON)") && touch $@
# Tests as pytest rewrites them are kept: to write them anew takes a worker half of its start.
COMPILED = PYTHONDONTWRITEBYTECODE=
.DEFAULT_GOAL := help
.PHONY: help run quick test check story e2e pictures bench nightly manifest lock

help:       ## this list
	@grep -E '^[a-z0-9-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /make \1\t/' | expand -t 16

ifneq ($(shell sh config/environment.sh is-whole "$(VENV)" && echo yes),yes)
.PHONY: $(VENV)/runtime
endif

$(VENV)/runtime: requirements.txt
	$(INSTALL)

$(VENV)/dev: requirements-dev.txt $(VENV)/runtime
	$(INSTALL)

$(VENV)/bench: requirements-bench.txt $(VENV)/runtime
	$(INSTALL)

run: $(VENV)/runtime          ## the bot with a pretend house, in a chat window in your browser (needs Node)
	$(RUN) app.py run

story: $(VENV)/runtime        ## the main job once, told in the terminal
	$(RUN) app.py story

quick: $(VENV)/dev            ## the tests of everything but the edge, for in between: no process is started
	STOPLICHT_TEST_PROFILE=quick $(COMPILED) $(RUN) -m pytest -n auto tests/domain tests/files tests/services tests/cards tests/dialogs

test: $(VENV)/dev             ## all tests, on SQLite and a real PostgreSQL
	@$(RUN) -m compileall -q domain services files cards storage dialogs bot composition.py tests/support
	$(COMPILED) $(RUN) -m pytest -n auto

check: $(VENV)/dev            ## format, lint, types, import rules
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy domain services files cards storage dialogs bot composition.py app.py
	$(VENV)/bin/lint-imports

e2e: $(VENV)/runtime          ## the main job in the Microsoft 365 Agents Playground, without a window
	cd config/playground && npm ci --silent --no-audit --no-fund
	$(RUN) -m tests.e2e

pictures: $(VENV)/runtime     ## take the pictures of the README again, in the Agents Playground (needs Chromium too)
	cd config/playground && npm ci --silent --no-audit --no-fund
	$(RUN) -m tests.e2e.pictures

bench: $(VENV)/dev $(VENV)/bench          ## speed and memory, as ratios measured in one run
	$(RUN) -m benchmarks

nightly: $(VENV)/dev          ## the long versions of the tests
	STOPLICHT_TEST_PROFILE=nightly $(COMPILED) $(RUN) -m pytest -n auto

manifest: $(VENV)/runtime     ## write the commands of the bot into the Teams package, Dutch and English
	$(RUN) -m bot.running.package

lock:                         ## renew the pinned versions (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header -c requirements-dev.txt requirements-bench.in -o requirements-bench.txt
