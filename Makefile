# Two commands do everything: `make run` opens the kiosk, `make test` checks it. Both install what is missing first (.ci/setup).
PYTHON := .venv/bin/python

.PHONY: run test pictures bench wheel clean setup

run: setup
	@if [ -n "$$DISPLAY" ]; then \
	  echo "run: opening the kiosk on display $$DISPLAY"; $(PYTHON) -m kiosk run; \
	else \
	  echo "run: no display here, so a citizen's visit is played on a virtual one"; \
	  $(PYTHON) -m kiosk tour && echo "run: the pictures and the printed paper are in var/tour/"; \
	fi

test: setup
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest

pictures: setup
	@$(PYTHON) -m kiosk pictures

bench: setup
	@$(PYTHON) -m kiosk bench

wheel: setup
	@$(PYTHON) -m pip wheel --disable-pip-version-check --quiet --no-build-isolation --no-deps --wheel-dir dist . && ls dist/*.whl

# the numbers handed out (var/*.db) stay
clean:
	rm -rf .venv dist var/setup.log var/tour var/pictures .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@.ci/setup
