"""Runs a part of the bench with our site in the same process, over the data of a bench.

python -m benchmarks.inside plans --posts 30000
python -m benchmarks.inside profile --posts 30000 topic-in
"""

import argparse
import importlib
import os
import sys

import django

from benchmarks import data, sites
from benchmarks.database import measured
from benchmarks.keeping import catch_up

PARTS = ("plans", "profile")


def main() -> int:
    """Make the data if need be, start its server, set up Django over it, and hand over."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inside")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--posts", type=int, default=30_000)
    parser.add_argument("rest", nargs="*")
    options = parser.parse_intermixed_args()
    try:
        place = data.prepare(options.posts, lambda line: print(line, file=sys.stderr))
    except sites.BenchError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    with measured(place) as server:
        catch_up(server)
        for name in sites.OTHERS:
            os.environ.pop(name, None)
        os.environ |= sites.environment(place)
        # Statements as they are, which can be explained.
        os.environ["DATABASE_PLANS"] = "off"
        os.environ["DJANGO_SETTINGS_MODULE"] = "leadership_forum.settings"
        # The static files of the production way have hashed names, which are made when it starts.
        if not (place / "static.stamp").exists():
            sites.manage(place, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
        # Only now: the settings read where the database answers.
        django.setup()
        part = importlib.import_module(f"benchmarks.{options.part}")
        part.main(server, data.marks_of(place), options.posts, options.rest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
