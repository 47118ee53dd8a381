"""What a piece of text is cut into before it becomes elements."""

from dataclasses import dataclass, field
from enum import Enum, auto
from xml.etree.ElementTree import Element


class Kind(Enum):
    """What a token is."""

    TEXT = auto()
    OPEN = auto()
    CLOSE = auto()
    ELEMENT = auto()
    RUN = auto()


@dataclass(slots=True, eq=False)
class Token:
    """A piece of text, the begin or end of an element, a whole element, or a run of delimiters.

    `text` is what was typed, for the case that it turns out to be nothing more.
    """

    kind: Kind
    text: str
    element: Element | None = None


@dataclass(slots=True, eq=False)
class Run:
    """A run of `*`, `_` or `~`: `count` of them are left, `opens` and `closes` became tags, in the
    order in which they were found, the innermost first."""

    token: Token
    character: str
    count: int
    length: int
    can_open: bool
    can_close: bool
    opens: list[str] = field(default_factory=list)
    closes: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Bracket:
    """Something that opened and may find its end: `[`, `![`, `<kbd>`, `[spoiler]`.

    `place` is where its content begins in the text, `runs` how many runs came before it.
    """

    kind: str
    token: int
    place: int
    runs: int
    is_active: bool = True
    holds_bracket: bool = False
