"""What was done with the conversations of the demo: plain values, known to no database.

People are named by handle, topics by title, posts by number, and questions by their place in the
data of their topic, from 1. Texts, names and questions say how things stand today; `before` is
what stood there.
"""

from dataclasses import dataclass

from threads.demo.shapes import Post


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something that `actor` did so many days ago, in a topic but for words of the glossary."""

    days_ago: float
    actor: str
    topic: str = ""


@dataclass(frozen=True, kw_only=True)
class View(Moment):
    """What somebody on the panel said, as the host heard it."""

    panelist: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Response(Moment):
    """Who was heard answers in public: `kind` is "adds" or "corrects"."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Ask(Moment):
    """A question to somebody, or to the panel where `to` is empty; `number` is the post it was put
    from, if any. Later events know it by its `name`."""

    name: str
    text: str
    to: str = ""
    link: str = ""
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Settled(Moment):
    """What became of an ask: answered in the post of that `number`, or set aside with `words`."""

    ask: str
    number: int = 0
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Harvest(Moment):
    """A harvest as it was written then; the same `name` again is the same harvest. The text cites
    as one types it, by number; `kind` is "harvest" or "weave"."""

    name: str
    title: str
    for_whom: str
    text: str
    goes_to: str = ""
    kind: str = "harvest"
    is_published: bool = True


@dataclass(frozen=True, kw_only=True)
class Dispute(Moment):
    """Somebody disputes the citation of that number in the newest version of a harvest."""

    harvest: str
    number: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Wording(Moment):
    """A question was worded anew. `before` is empty where only the `note` came to it; the authors
    of the posts `kept` have said that these answer the new wording as well."""

    prompt: int
    before: str = ""
    note: str = ""
    changes_meaning: bool = False
    kept: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Suggested(Moment):
    """A member would ask this."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Word(Moment):
    """A word of the community, with its other names, each with its language or none."""

    word: str
    meaning: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Step(Moment):
    """An act that needs little to say it: `act` is a value of `ledger.models.Act`, or "pass" or
    "offer", which leave no line.

    `person` is whom it names, `origin` the topic that this one comes from (`kind` says how), `days`
    how many days from today answers stay sealed, 0 for good.
    """

    act: str
    prompt: int = 0
    number: int = 0
    person: str = ""
    origin: str = ""
    kind: str = ""
    reason: str = ""
    days: int = 0


@dataclass(frozen=True, kw_only=True)
class Said(Moment):
    """A post of a fishbowl that is played, and the number that it gets."""

    number: int
    post: Post


@dataclass(frozen=True, kw_only=True)
class InBowl(Moment):
    """What somebody does in a fishbowl, by the act itself.

    `act` is a phase to move to, or "accept", "take", "give_back", "raise", "round" (on a `prompt`,
    for so many `hours`), "pass", "gallery" (`gallery` is what it may write), "times" (the floor
    opens in so many `days` from today), or "convert" (to a fishbowl, with `panel` behind those on
    it)."""

    act: str
    words: str = ""
    prompt: int = 0
    hours: int = 0
    gallery: str = ""
    days: int = 0
    panel: tuple[str, ...] = ()
