"""What the demo community is made of: plain values, known to no database."""

from dataclasses import dataclass
from typing import Literal

type Role = Literal["member", "moderator", "admin"]
type Colour = Literal["water", "ember", "moss", "plum", "sky", "stone"]
type Visibility = Literal["public", "members", "circles"]


@dataclass(frozen=True)
class Person:
    """An invented member; `time_zone` is an IANA name, `joined_days_ago` is at least 200."""

    handle: str
    display_name: str
    role: Role
    about: str
    time_zone: str
    joined_days_ago: int


@dataclass(frozen=True)
class Circle:
    """A team with an aim; `members` are handles, `roles` pairs of a handle and what they are there,
    `parent` the slug of a circle that was named before."""

    name: str
    slug: str
    aim: str
    members: tuple[str, ...]
    domain: str = ""
    parent: str = ""
    roles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Category:
    """A place for topics; `circles` (slugs) is empty unless `visibility` is "circles"."""

    slug: str
    name: str
    description: str
    colour: Colour
    visibility: Visibility
    circles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Post:
    """A reply. The opening post of its topic is number 1, the first reply number 2.

    `hours_after` counts from the opening of the topic and grows from reply to reply. `reply_to` is
    the number of an earlier post. `prompts` are the positions, from 1, of the prompts it answers.
    `likes` are handles, never the author's. `edited` is the earlier text of a post that was
    edited, `hidden` the moderator's reason. `as_host` and `speaking_from` are its marks.

    In a fishbowl that is played, `lane` says where it is said (`as_moderator` as a moderator's
    note), `ask` names the ask that it answers, and `asks` those that its host puts into the bowl.
    """

    author: str
    body: str
    hours_after: float
    reply_to: int | None = None
    prompts: tuple[int, ...] = ()
    likes: tuple[str, ...] = ()
    edited: str | None = None
    withdrawn: bool = False
    hidden: str | None = None
    as_host: bool = False
    speaking_from: str = ""
    lane: str = ""
    as_moderator: bool = False
    ask: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """What a topic recaps; `days_ago` says when that was."""

    title: str
    days_ago: float
    kind: str = "fishbowl"
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """An opening post with its prompts and replies; `category` is a slug, `author` a handle.

    `panel` holds handles or plain names. The posts of one that `is_played` are said by the acts
    themselves, between what else is done there, for in a fishbowl the one changes the other.
    """

    category: str
    title: str
    author: str
    body: str
    tags: tuple[str, ...]
    prompts: tuple[str, ...]
    days_ago: float
    posts: tuple[Post, ...]
    kind: str = "open"
    panel: tuple[str, ...] = ()
    source: Source | None = None
    open_chairs: int = 1
    is_played: bool = False


@dataclass(frozen=True)
class Kept:
    """A bookmark: `number` is that of the post, `remind_in` how many days from today the reminder
    is (0 and less: it is due), None for none."""

    person: str
    topic: str
    number: int
    note: str
    remind_in: int | None
    days_ago: float


@dataclass(frozen=True)
class Community:
    """Everything that fills an empty database."""

    name: str
    people: tuple[Person, ...]
    circles: tuple[Circle, ...]
    categories: tuple[Category, ...]
    topics: tuple[Topic, ...]
