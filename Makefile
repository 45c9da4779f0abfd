# Everything happens in .venv; the stamp re-installs when the lock or the project's metadata changes. The page is built anew when
# its sources have changed, which hatch_build.py sees by their contents.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench lock install
install: $(VENV)/.stamp
	$(BIN)/python hatch_build.py

$(VENV)/.stamp: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: install
	$(BIN)/cmdb-graph demo

# On two cores, each with a Neo4j of its own; on one that is given there is room for one. The tests of the page in ui/tests run
# from tests/page.
test: install
	$(BIN)/python -m pytest $(if $(CMDB_TEST_NEO4J_URI),,--numprocesses 2 --dist loadfile)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py run check

bench: install
	$(BIN)/python -m benchmarks

lock: install
	$(BIN)/uv pip compile --quiet --extra dev --universal --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml -o requirements.lock
