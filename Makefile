# Two commands do everything: `make run` shows the forum, `make test` proves it.
.DEFAULT_GOAL := help
.PHONY: help run serve serve-asgi test check format bench fuzz clean

help: ## Show this list
	@bin/help Makefile

run: ## Development: database, demo community, web and worker; Ctrl-C stops all
	@bin/bootstrap python -m leadership_forum.supervisor run

serve: ## The production way on this machine (TRIAL=1 tries it without certificates)
	@bin/bootstrap python -m leadership_forum.supervisor serve

serve-asgi: ## The same, and open pages hear at once what happens (server-sent events)
	@bin/bootstrap python -m leadership_forum.supervisor serve-asgi

test: ## The whole test suite (ARGS="-k word" for a part of it)
	@bin/bootstrap --dev python -m pytest -n 2 $(ARGS)

check: ## Lint, format, templates, types, layers, deployment settings, migrations
	@bin/bootstrap --dev python bin/check.py

format: ## Bring code and templates into shape
	@bin/bootstrap --dev python bin/check.py --format

bench: ## Our pages beside a bare Django project's (SIZES="1000 30000" ROUNDS=3)
ifdef PROFILE
	@bin/bootstrap --dev python -m benchmarks.inside profile $(PROFILE) $(if $(SIZES),--posts $(firstword $(SIZES)))
else
	@bin/bootstrap --dev python -m benchmarks.bench $(if $(SIZES),--sizes $(SIZES)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(ONLY),--only $(ONLY))
endif

fuzz: ## Look for texts that break a rule of the renderer (TIME=600 seconds)
	@bin/bootstrap --dev python -m tests.fuzz.texts hypothesis --seconds $(or $(TIME),600)

clean: ## Remove caches and the environment; the data in .data stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
