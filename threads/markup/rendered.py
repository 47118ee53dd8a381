"""What rendering hands back."""

from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text holds, counted on its tree. Stored as JSON beside it (`dataclasses.asdict`).

    `topics` are the (topic id, post number or 0) and `posts` the post ids that it links to,
    `quotes` those among `posts` that it quotes; in order, without repeats.
    """

    words: int = 0
    links: int = 0
    pictures: int = 0
    code: int = 0
    tables: int = 0
    tasks: int = 0
    tasks_done: int = 0
    spoilers: int = 0
    topics: tuple[tuple[int, int], ...] = ()
    posts: tuple[int, ...] = ()
    quotes: tuple[int, ...] = ()


LISTS: Final = ("mentions", "hashtags", "links", "citations")


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML with marks where slots will be, the same as text, and facts about it.

    `html` is not for storing or showing: `bind` makes the HTML to store from it. `text` is
    everything a reader can find by searching, one line for each block, `excerpt` its beginning
    on one line without spoilers; both are text and must be escaped. `mentions` are the handles
    and `hashtags` the words after `#`, as written, in order, without repeats (case ignored).
    `links` are the addresses of http(s) and internal links, in order, without repeats. `nonce`
    is the random part of the marks in `html`, which no writer can know. `version` is the
    renderer's, to be stored with what it made. `citations` are those of a text that cites, as
    typed (`citations.read`), in order, without repeats: the first has number 1.
    """

    html: str
    text: str
    excerpt: str
    mentions: tuple[str, ...]
    hashtags: tuple[str, ...]
    links: tuple[str, ...]
    nonce: str
    version: int
    facts: Facts = field(default_factory=Facts)
    citations: tuple[str, ...] = ()

    @classmethod
    def of(cls, reply: dict[str, Any]) -> "Rendered":
        """Return what `dataclasses.asdict` made of one, after its way through JSON."""
        facts = reply["facts"]
        pairs = tuple((topic, number) for topic, number in facts["topics"])
        lists = {name: tuple(facts[name]) for name in ("posts", "quotes")}
        tuples = {name: tuple(reply[name]) for name in LISTS}
        return cls(**{**reply, **tuples, "facts": Facts(**{**facts, **lists, "topics": pairs})})
