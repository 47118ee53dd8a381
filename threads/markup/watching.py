"""Words that a community watches, found in a text however they are written."""

import re
from functools import lru_cache

from threads.markup.folding import fold

MOST_LINES = 500


@lru_cache(maxsize=16)
def _pattern(lines: str) -> re.Pattern[str] | None:
    """One pattern of all lines: a word or a phrase each, whole words; a star at its end lets the
    last word go on. Lines of which nothing is left once they are folded watch nothing."""
    watched = [
        re.escape(words) + (r"\w*" if line.rstrip().endswith("*") else "")
        for line in lines.splitlines()[:MOST_LINES]
        if (words := fold(line))
    ]
    if not watched:
        return None
    return re.compile(rf"(?:(?<=^)|(?<= ))(?:{'|'.join(watched)})(?= |$)")


def watched_words(lines: str, *texts: str) -> tuple[str, ...]:
    """Which of these lines the texts hold, as they were found (folded), each once. Case, accents,
    hyphens and the ways to write a letter make no difference (`fold`)."""
    pattern = _pattern(lines)
    if pattern is None:
        return ()
    found = (word for text in texts for word in pattern.findall(fold(text)))
    return tuple(dict.fromkeys(found))
