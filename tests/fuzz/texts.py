"""Long runs of what `tests/threads/markup/test_safety.py` checks for every text.

    python -m tests.fuzz.texts hypothesis --seconds 1800
    python -m tests.fuzz.texts atheris --seconds 1800

The first makes texts from fragments and shrinks what fails. The second needs the package
`atheris`, follows the branches of the renderer, and keeps what it finds in the current folder.
Both end at the first text that breaks a rule, and print it. No part of `make test`.
"""

import argparse
import os
import sys
import time
from contextlib import nullcontext
from importlib import import_module
from types import ModuleType

import django
from hypothesis import HealthCheck, Phase, given, seed, settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

FRAGMENTS = [
    "- ", "> ", "* ", "1. ", "# ", "===", "---", "[", "]", "![", "](", ")", "[a](/b)", "*", "**",
    "_", "~~", "`", "```\n", "&amp;", "&#x202e;", "<", ">", "<kbd>", "</kbd>", "<details>",
    "</details>", "<summary>", "</summary>", "[spoiler]", "[/spoiler]", "\n", "\n\n", "  ", "\t",
    "a", "word ", "@kai", "#garden", ":smile:", "https://example.org/a_b", "www.example.org",
    "kai@example.org", "[^1]", "[^1]: n", "[b]: /x 'T'", "[b]", "|a|b|\n|-|-|\n", "|", "<!--",
    "-->", "<!--m:1-->", "\\", "\u202e", "\u05d0", "[x] ", "[date=2026-01-01 time=10:00]",
    "> [kai](/p/12/) wrote:\n> hi", "<https://a.b>", "<br>", "javascript:", '"', "'", "\u0301",
    "![p|3x4](/media/a.png)", "```py\nx = 1\n",
]  # fmt: skip


def with_hypothesis(seconds: float) -> None:
    """Check made-up texts until the time is over, and print how many there were."""
    rules = _rules()
    end = time.monotonic() + seconds
    count = 0

    def check(source: str) -> None:
        nonlocal count
        if time.monotonic() < end:
            count += 1
            rules.check_text(source)

    first = int(time.time())
    while time.monotonic() < end:
        run = given(rules.SOURCES)(check)
        settings(
            max_examples=2_000,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )(seed(first + count)(run))()
    print(f"{count} texts, no rule broken")  # noqa: T201


def with_atheris(seconds: float) -> None:
    """Let atheris look for texts that take new ways through the renderer; never returns."""
    atheris = import_module("atheris")
    rules = _rules(atheris)
    # What it learned without the rules' own code is what we want to know.
    limits = [f"-max_total_time={int(seconds)}", "-max_len=400", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *limits], lambda data: rules.check_text(_text_of(data)))
    atheris.Fuzz()


def _rules(atheris: ModuleType | None = None) -> ModuleType:
    """The module with the rules; with atheris, the renderer is imported so that it can look in."""
    looks = atheris.instrument_imports(include=["threads.markup"]) if atheris else nullcontext()
    with looks:
        django.setup()
        return import_module("tests.threads.markup.test_safety")


def _text_of(data: bytes) -> str:
    """Bytes below 128 are characters, the others fragments."""
    return "".join(chr(byte) if byte < 128 else FRAGMENTS[byte % len(FRAGMENTS)] for byte in data)


def main() -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=["hypothesis", "atheris"])
    parser.add_argument("--seconds", type=float, default=600)
    chosen = parser.parse_args()
    {"hypothesis": with_hypothesis, "atheris": with_atheris}[chosen.way](chosen.seconds)


if __name__ == "__main__":
    main()
