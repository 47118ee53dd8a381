"""Which delimiters belong together: "process emphasis" of CommonMark 0.31.2, appendix."""

import unicodedata
from functools import lru_cache

from .tokens import Run

_TAGS = {("*", 1): "em", ("*", 2): "strong", ("_", 1): "em", ("_", 2): "strong", ("~", 2): "del"}


def flanks(character: str, before: str, after: str) -> tuple[bool, bool]:
    """Return whether a run of the character between these two may open, and may close (§6.2)."""
    space_after, mark_after = after.isspace() or not after, _is_punctuation(after)
    space_before, mark_before = before.isspace() or not before, _is_punctuation(before)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    if character == "_":
        return left and (not right or mark_before), right and (not left or mark_after)
    return left, right


@lru_cache(4096)
def _is_punctuation(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"


def pair(runs: list[Run]) -> None:
    """Find out what opens and what closes among these runs, in time linear in their lengths.

    `before` and `after` link the runs that can still take part; a search that found nothing is
    never made again below where it began (`floors`).
    """
    before = list(range(-1, len(runs) - 1))
    after = list(range(1, len(runs) + 1))
    floors: dict[tuple[str, bool, int], int] = {}
    at = 0
    while at < len(runs):
        closer = runs[at]
        if not closer.can_close:
            at = after[at]
            continue
        key = (closer.character, closer.can_open, closer.length % 3)
        found = _opener(runs, before, at, floors.get(key, -1))
        if found < 0:
            floors[key] = before[at]
            following = after[at]
            if not closer.can_open:
                _unlink(at, before, after)
            at = following
            continue
        opener = runs[found]
        width = 2 if opener.count >= 2 and closer.count >= 2 else 1
        opener.opens.append(_TAGS[closer.character, width])
        closer.closes.append(_TAGS[closer.character, width])
        opener.count -= width
        closer.count -= width
        after[found], before[at] = at, found
        if not opener.count:
            _unlink(found, before, after)
        if not closer.count:
            following = after[at]
            _unlink(at, before, after)
            at = following


def _opener(runs: list[Run], before: list[int], at: int, floor: int) -> int:
    closer = runs[at]
    place = before[at]
    while place > floor:
        opener = runs[place]
        if opener.can_open and opener.character == closer.character and _fit(opener, closer):
            return place
        place = before[place]
    return -1


def _fit(opener: Run, closer: Run) -> bool:
    """The rule of three: `*a**b*` is one emphasis (§6.2, rules 9 and 10)."""
    if not (closer.can_open or opener.can_close):
        return True
    return closer.length % 3 == 0 or (opener.length + closer.length) % 3 != 0


def _unlink(place: int, before: list[int], after: list[int]) -> None:
    left, right = before[place], after[place]
    if left >= 0:
        after[left] = right
    if right < len(before):
        before[right] = left
