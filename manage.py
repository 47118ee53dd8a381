#!/usr/bin/env python
"""Entry point of every command: `manage.py help` lists them."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import execute_from_command_line

from leadership_forum import database, embedded, env, roles
from leadership_forum.env import SettingError


def main() -> None:
    """Run the command; a setting that cannot be ends it in one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership_forum.settings")
    try:
        env.adopt_mode(env.data_dir(Path(__file__).resolve().parent))
        if roles.OF_THE_OWNER & set(sys.argv[1:2]):
            os.environ["DATABASE_AS_OWNER"] = "on"
        if not embedded.needed(sys.argv):
            execute_from_command_line(sys.argv)
            return
        with usable_database():
            execute_from_command_line(sys.argv)
    except SettingError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


@contextmanager
def usable_database() -> Iterator[None]:
    """The database of DATABASE_URL, or else the embedded one while the command runs."""
    data_dir = settings.DATA_DIR  # the first look at the settings: wrong ones end it here
    if url := env.text("DATABASE_URL"):
        database.check(settings.DATABASE_OWNER_URL if settings.IS_OWNER else url)
        yield
        return
    # Unless told otherwise a terminated process stops at once and would leave the server running.
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, frame: sys.exit(128 + number))
    with embedded.server(data_dir) as lease:
        web = env.flag("DATABASE_AS_WEB")
        place = env.database(embedded.url(data_dir, web=web) if web else lease.url)
        settings.DATABASES["default"].update({name: place[name] for name in ("PORT", "PASSWORD")})
        yield


if __name__ == "__main__":
    main()
