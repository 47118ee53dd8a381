"""A piece of plain text around what was looked for, with the words marked."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from .folding import places

LENGTH: Final = 240
"""Characters of a piece, beside the marks."""

_BEFORE: Final = 70


def marked_piece(text: str, numbers: Iterable[int], length: int = LENGTH) -> SafeString:
    """Return at most `length` characters of a text around the first of its words of these numbers
    (as `places` counts them), escaped, each of those words in `<mark>`.

    The beginning, where there is none. What the text holds can close or open no mark.
    """
    spans = places(text, numbers)
    start = _start(text, spans[0][0]) if spans else 0
    end = _end(text, start + length)
    body = "".join(_pieces(text, start, end, spans))
    piece = f"{'… ' if start else ''}{' '.join(body.split())}{' …' if end < len(text) else ''}"
    return mark_safe(piece)  # noqa: S308 - every piece was escaped


def _start(text: str, first: int) -> int:
    """A little before the first word that is marked, at the beginning of a word."""
    start = max(0, first - _BEFORE)
    if start == 0:
        return 0
    space = text.find(" ", start, first)
    return space + 1 if space >= 0 else start


def _end(text: str, end: int) -> int:
    """Not in the middle of a word, where one ends near."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - 40, end)
    return space if space > 0 else end


def _pieces(text: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    at = start
    for begins, ends in spans:
        if begins >= end:
            break
        if begins < at:
            continue
        yield escape(text[at:begins])
        at = min(ends, end)
        yield f"<mark>{escape(text[begins:at])}</mark>"
    yield escape(text[at:end])
