# Everything a contributor or CI runs. Each target works from a fresh clone: the environment is made when it is missing.
SHELL := /bin/bash
VENV := .venv
RUN := $(VENV)/bin/
PYTHON ?= python3
STAMP := $(VENV)/.installed
WORKERS ?= 2
ARCHITECTURE ?= arm64
COGGED := README.md docs/first-account.md docs/organization.md docs/frameworks.md docs/reference/python.md \
	docs/past-one-machine.md docs/lambda.md deploy/member-role.yaml deploy/organization-audit.yaml deploy/scheduled-audit.yaml \
	deploy/terraform/member-role/main.tf deploy/terraform/scheduled-audit/main.tf

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check lint types fmt docs screenshots year golden bench lock lambda deploy clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(STAMP) ## audit an invented account: no AWS, no credentials, no network
	@$(RUN)iam-audit audit --mock

test: $(STAMP) browser database authority lint types ## all that CI runs
	@$(RUN)cog --check --diff -P -I . $(COGGED)
	@$(RUN)python -m pytest -n $(WORKERS)

coverage: $(STAMP) browser database authority ## which lines and branches the tests reach; takes half as long again
	@$(RUN)python -m pytest -n $(WORKERS) --cov --cov-report=term --cov-fail-under=95

check: $(STAMP) ## the tests alone, quickly
	@$(RUN)python -m pytest -n $(WORKERS)

lint: $(STAMP) ## ruff and the CloudFormation linter
	@$(RUN)ruff check .
	@$(RUN)ruff format --check .
	@$(RUN)cfn-lint deploy/*.yaml

types: $(STAMP) ## mypy, strictly
	@$(RUN)mypy

fmt: $(STAMP) ## format the code and mend what ruff can mend
	@$(RUN)ruff check --fix-only --quiet . ; $(RUN)ruff format .

docs: $(STAMP) ## write the generated pages and blocks again
	@$(RUN)python docs/generate.py
	@$(RUN)cog -r -P -I . $(COGGED)

screenshots: $(STAMP) browser ## take the pictures of the README from the demo again
	@$(RUN)python scripts/screenshots.py

year: $(STAMP) ## make the year of the demo again; takes minutes
	@$(RUN)python scripts/make_demo.py

golden: $(STAMP) ## write the expected reports again; review the diff
	@GOLDEN=write $(RUN)python -m pytest -q -p no:randomly tests/reports tests/cli tests/alerts

bench: $(STAMP) ## count calls and time the tool against the call-per-user loop
	@$(RUN)python -m benchmarks

lock: ## pin every dependency again, with hashes
	@$(RUN)pip install --quiet uv
	@$(RUN)uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --all-extras --group dev --no-header --quiet -o requirements.lock

lambda: $(STAMP) ## build the zip file for AWS Lambda; INCLUDE="iam-audit.toml waivers.toml" adds files
	@$(RUN)python scripts/build_lambda.py --architecture $(ARCHITECTURE) --include $(INCLUDE)

deploy: lambda ## build and deploy the scheduled audit: CODE_BUCKET=name CONFIG=iam-audit.toml PARAMETERS="SecurityHub=true"
	@CODE_BUCKET='$(CODE_BUCKET)' CONFIG='$(CONFIG)' PARAMETERS='Architecture=$(ARCHITECTURE) $(PARAMETERS)' \
		TEMPLATE='$(TEMPLATE)' STACK='$(STACK)' bash scripts/deploy.sh

.PHONY: browser
browser: ## the browser that the HTML tests drive
	@bash scripts/need.sh chromium

.PHONY: database
database: ## the database that the tests of the store run, on a server of their own
	@bash scripts/need.sh postgresql

.PHONY: authority
authority: ## openssl, which stamps and checks what the tests of evidence pack
	@bash scripts/need.sh openssl

clean: ## remove the environment and everything made
	rm -rf $(VENV) dist reports site .mypy_cache .ruff_cache .pytest_cache .coverage*

$(STAMP): requirements.lock pyproject.toml
	@bash scripts/need.sh venv "$(PYTHON)"
	@test -x $(RUN)python || $(PYTHON) -m venv $(VENV)
	@$(RUN)python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN)python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
