"""The numbers that bound a text and the work it may cause."""

from typing import Final

VERSION: Final = 1
"""Version of the renderer, stored with each rendered text. Raise it when output changes."""

MAX_LENGTH: Final = 64_000
"""Longest accepted source, in characters after line breaks are normalised to one character."""

MAX_URL: Final = 2_000
"""Longest link address, in characters. Longer ones stay as typed."""

MAX_TITLE: Final = 300
"""Longest link title, in characters. The rest is cut."""

MAX_DEPTH: Final = 20
"""Deepest nesting of quotes and lists. What is typed deeper is shown as text."""

MAX_COLUMNS: Final = 50
MAX_CELLS: Final = 10_000
"""A table wider than this, or with more cells, is shown as typed."""

MAX_OPEN_BRACKETS: Final = 50
"""A paragraph with more `[` than this has its unbalanced and deeply nested ones neutralised."""

MAX_BRACKET_DEPTH: Final = 8

OUTPUT_FACTOR: Final = 20
OUTPUT_GRACE: Final = 10_000
OUTPUT_MAX: Final = 1_000_000
"""HTML may hold OUTPUT_FACTOR x source + OUTPUT_GRACE characters, never more than OUTPUT_MAX."""


def output_limit(source: str) -> int:
    """Return how many characters of HTML the given source may become."""
    return min(OUTPUT_MAX, OUTPUT_FACTOR * len(source) + OUTPUT_GRACE)
