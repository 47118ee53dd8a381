"""The numbers that bound a text and the work it may cause."""

from typing import Final

VERSION: Final = 2
"""Version of the renderer, stored with each rendered text. Raise it when output changes."""

MAX_LENGTH: Final = 32_000
"""Longest accepted source, in characters after line breaks are normalised to one character."""

MAX_URL: Final = 2_000
"""Longest link address, in characters. Longer ones stay as typed."""

MAX_TITLE: Final = 300
"""Longest link title, in characters. The rest is cut."""

MAX_DEPTH: Final = 20
"""Deepest nesting of quotes and lists. What is typed deeper is shown as text."""

MAX_COLUMNS: Final = 50
MAX_CELLS: Final = 17_000
"""A table wider than this, or with more cells, is shown as typed."""

MAX_OPEN_TAGS: Final = 30
"""Inline elements and spoilers that may be open at once; further ones are shown as typed."""

MAX_INLINE_DEPTH: Final = 30
"""Deepest nesting of emphasis and inline elements. What is deeper is shown as typed."""

MAX_LINKS: Final = 2_000
MAX_PICTURES: Final = 100
MAX_MENTIONS: Final = 500
"""Links, pictures, and mentions with hashtags in a text. Further ones are shown as typed."""

MAX_ANCHORS: Final = 200
"""Headings of a text that can be linked to."""

MAX_HIGHLIGHTED: Final = 10_000
"""Characters of code in a text that are coloured; what follows stays plain."""

MOST_SIGNS: Final = 30_000
LONGEST_RUN: Final = 3_000
"""Signs of formatting in a text, and the same one after the other, that are worth parsing (see
`costs`)."""

MOST_ACCENTS: Final = 200
"""Combining characters on one letter; no script needs ten."""

OUTPUT_FACTOR: Final = 20
OUTPUT_GRACE: Final = 10_000
"""HTML may hold OUTPUT_FACTOR x source + OUTPUT_GRACE characters."""


def output_limit(source: str) -> int:
    """Return how many characters of HTML the given source may become."""
    return OUTPUT_FACTOR * len(source) + OUTPUT_GRACE
