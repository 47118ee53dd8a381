"""What the history of the demo community is made of: plain values, known to no database.

People are named by handle, categories by slug, topics by title and posts by topic and number, all
as in `threads.demo`; waiting texts and lines by a `name` of their own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Line:
    """An act of curating and the line that it left; `act` is a value of `ledger.models.Act`.

    `days` says for how long it holds. `was` is the category that a topic came from, `other` the
    topic that posts were moved to, where those that had the numbers `left` have `now`. `note` is
    what moderators tell each other; `reverts` names the line that this one takes back.
    """

    days_ago: float
    act: str
    actor: str
    reason: str = ""
    topic: str = ""
    number: int = 0
    person: str = ""
    category: str = ""
    text: str = ""
    days: float = 0
    before: str = ""
    after: str = ""
    was: str = ""
    other: str = ""
    left: tuple[int, ...] = ()
    now: tuple[int, ...] = ()
    note: str = ""
    name: str = ""
    reverts: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A member says that a post should not stand; `taken_back` days ago they took that back."""

    days_ago: float
    reporter: str
    topic: str
    number: int
    reason: str
    words: str = ""
    taken_back: float | None = None


@dataclass(frozen=True, kw_only=True)
class Text:
    """A reply (`number` is the post it answers), or a new topic with its `title`, that waited.

    With `became` its topic is one of the demo, whose opening post came of it.
    """

    days_ago: float
    name: str
    author: str
    category: str
    body: str = ""
    topic: str = ""
    number: int | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    became: str = ""


type Event = Line | Report | Text
