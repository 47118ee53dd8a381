"""The pytest plugin that gives the suite its database, before Django's settings are read.

The suite has an embedded server of its own (in `.data/tests`, without fsync, so nothing that runs
beside it is touched) or, where DATABASE_URL is set, a database there whose name belongs to this
clone alone. What the environment says about a site is forgotten: the suite runs as development.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leadership_forum import database, embedded, env
from leadership_forum.env import SettingError

ROOT = Path(__file__).resolve().parent.parent
# Kept from the environment; every other variable of docs/operations.md is forgotten.
FORGOTTEN = (
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DEFAULT_FROM_EMAIL",
    "DEMO",
    "HOST",
    "HSTS_SECONDS",
    "HSTS_SUBDOMAINS",
    "LOG_LEVEL",
    "MAIL_HOLD_MINUTES",
    "MAIL_URL",
    "MAIL_URL_FILE",
    "MAIL_WEBHOOK_SECRET",
    "PORT",
    "RATE_LIMITS",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "SECRET_KEY_FILE",
    "SITE_URL",
    "TIME_ZONE",
    "TRIAL",
    "WEB_CONCURRENCY",
)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Prepare the database for this process; each worker of pytest-xdist is one of its own."""
    for name in FORGOTTEN:
        os.environ.pop(name, None)
    os.environ["DEBUG"] = "on"
    clone = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]
    os.environ["TEST_DATABASE"] = f"test_forum_{clone}"
    if "PYTEST_XDIST_WORKER" not in os.environ:  # they inherit what the first process chose
        os.environ["DATA_DIR"] = str(env.data_dir(ROOT) / "tests")
    try:
        early_config.add_cleanup(_usable_database())
    except SettingError as error:
        raise pytest.UsageError(str(error)) from None
    return (yield)


def _usable_database() -> Callable[[], None]:
    """Make sure that there is one; answers what ends its use."""
    if url := env.text("DATABASE_URL"):
        database.check(url)
        return lambda: None
    lease = embedded.acquire(env.data_dir(ROOT), durable=False)
    return lambda: embedded.release(lease)
