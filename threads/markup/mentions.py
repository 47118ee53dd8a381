"""What a handle looks like, and which one a written name may mean."""

import re
from typing import Final

# Linear: every quantifier is possessive, and no two of them can eat the same character.
# `\w` here is any letter, digit or `_` of any script, so a name never ends inside a word.
NAME: Final = r"\w++(?:[.-][^\W_]\w*+)*+"
_HANDLE = re.compile(r"[a-z0-9_](?:[._-]?[a-z0-9])*\Z", re.IGNORECASE | re.ASCII)
_LENGTHS = range(2, 41)


def is_handle(name: str) -> bool:
    """Tell whether a name has the shape of a handle (2-40 ASCII characters)."""
    return len(name) in _LENGTHS and _HANDLE.match(name) is not None


def spellings(written: str) -> tuple[str, ...]:
    """Return the handles a written name may mean, best first; at most two.

    The second one is the name cut at its last `.`, only when a capital letter follows that
    dot: a sentence glued on (`KaiNord.I`).
    """
    head, dot, tail = written.rpartition(".")
    tries = [written, head] if dot and tail[0].isupper() else [written]
    return tuple(name for name in tries if is_handle(name))
