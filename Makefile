# Everything a person needs is one of these; each does its own set-up in .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8501
RAW ?= raw
BIN := .venv/bin

# Where a machine says to write no bytecode, pytest rewrites every assert of ours anew: ten seconds of each worker.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run check test lint upgrade browser-under-load behind build bench soak adversary pictures release chromium proxies clean

run: .venv/run.done  ## the dashboard on the embedded data
	$(BIN)/alcance serve --address 0.0.0.0 --port $(PORT)

check: lint  ## lint, format, types and the quick tests, for every commit
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not slow and not moderate and not spark and not browser"

test: .venv/dev.done chromium  ## all tests, browser tests included; with `make proxies` before, those of nginx and Caddy too
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/dev.done  ## lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/oxlint dashboard/map dashboard/rows dashboard/page.js tests/js

upgrade: .venv/dev.done  ## the quick tests on the oldest and on the newest libraries that pyproject.toml allows
	tools/upgrade lowest-direct -n 2 --dist loadgroup
	tools/upgrade highest -n 2 --dist loadgroup

browser-under-load: .venv/dev.done chromium  ## the browser tests five times beside a load of ten processes
	tools/browser-under-load

behind: .venv/dev.done chromium proxies  ## the stories of the browser tests behind nginx
	ALCANCE_BEHIND=nginx $(BIN)/python -m pytest tests/browser/test_stories.py tests/browser/test_tasks.py tests/browser/test_decisions.py

build: .venv/run.done  ## the embedded tables from the official files in RAW
	$(BIN)/alcance build --raw $(RAW)

bench: .venv/dev.done chromium  ## every measured number, side by side with the usual way
	$(BIN)/python -m benchmarks

soak: .venv/dev.done  ## 25 sessions for five minutes on random questions: errors, mix-ups, memory
	$(BIN)/python -m benchmarks.soak

adversary: .venv/dev.done  ## 10,000 requests that the addresses allow or not, slow clients, large bodies: no fault of ours
	$(BIN)/python -m benchmarks.adversary

pictures: .venv/dev.done chromium  ## pictures of every page into docs/pictures/, sheets of all briefs into build/briefs/
	$(BIN)/python tools/pictures.py
	$(BIN)/python tools/sheets.py

release: .venv/dev.done  ## wheel, sdist and their hashes of what is committed, into dist/; nothing is uploaded
	$(BIN)/python tools/release.py

# --no-deps inside, since the lists are complete; every hash is checked.
.venv/run.done: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	tools/install requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

.venv/dev.done: requirements-dev.txt .venv/run.done
	tools/install requirements-dev.txt
	touch $@

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || tools/install-system chromium

# Without them the tests of their configurations are skipped, and say so.
proxies:
	@PATH=$$PATH:/usr/sbin command -v nginx >/dev/null || tools/install-system nginx-light || true
	@command -v caddy >/dev/null || tools/install-system caddy || true

clean:
	rm -rf .venv
