"""What is said in a made-up community, topic by topic, post by post, and who has read it.

People are positions in the list of people, moments are seconds since the community began.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from .community import Community
from .spread import Sizes, zipf
from .words import Lexicon

DAY: Final = 86_400
YEARS: Final = 1_500 * DAY
# Nobody talks before everybody has come.
JOINING: Final = 30 * DAY
_NUMBER_BITS: Final = 20
_TOPIC_BITS: Final = 20
_MOST_PANELISTS: Final = 5
# How flat the head of the people is: the most talkative of 20,000 writes every 150th post.
_FLATNESS: Final = 20


@dataclass(slots=True)
class Conversation:
    """A topic. A `plain` one (the deep one and that of 40 posts) is open, without prompts and
    panel, and nothing in it is hidden or withdrawn. `authors` grows as it is told."""

    place: int
    title: str
    size: int
    opened: int
    kind: str = "open"
    state: str = "open"
    is_listed: bool = True
    tags: tuple[int, ...] = ()
    prompts: tuple[str, ...] = ()
    sealed: bool = False
    panel: tuple[int, ...] = ()
    plain: bool = False
    authors: "array[int]" = field(default_factory=lambda: array("I"))


@dataclass(frozen=True, slots=True)
class Saying:
    """What is known of a post beside its text. `answers` are positions of prompts from 0."""

    author: int
    reply_to: int = 0
    mention: int | None = None
    answers: tuple[int, ...] = ()
    likes: tuple[int, ...] = ()
    is_edited: bool = False
    is_withdrawn: bool = False
    is_hidden: bool = False


class Crowd:
    """Who speaks where: some much, most seldom; in a place of circles only who belongs there."""

    def __init__(self, chance: Random, community: Community) -> None:
        self._chance = chance
        self._number = len(community.people)
        self._weights = zipf(self._number, 1.0, _FLATNESS)
        self._within = [
            sorted({person for circle in place.circles for person in community.circles[circle]})
            for place in community.places
        ]

    def speaker(self, place: int) -> int:
        """Somebody who may speak there, the talkative more often."""
        if inside := self._within[place]:
            return self._chance.choice(inside)
        return self._chance.choices(range(self._number), cum_weights=self._weights)[0]

    def anybody(self, place: int) -> int:
        """Somebody who may read there, each as often."""
        chance = self._chance.random()
        if inside := self._within[place]:
            return inside[int(len(inside) * chance)]
        return int(self._number * chance)


def draw_conversations(
    chance: Random, lexicon: Lexicon, community: Community, sizes: Sizes
) -> list[Conversation]:
    """All topics in the order in which they were opened; the two named ones are plain and stand
    in a public place."""
    crowd = Crowd(chance, community)
    shares = [place.share for place in community.places]
    moments = sorted(chance.randrange(JOINING, YEARS - DAY) for _ in sizes.topics)
    conversations = []
    for index, (size, opened) in enumerate(zip(sizes.topics, moments, strict=True)):
        plain = index in (sizes.deep, sizes.topic)
        conversation = Conversation(
            place=0 if plain else chance.choices(range(len(shares)), shares)[0],
            title=lexicon.sentence(chance.randint(3, 9)).rstrip("."),
            size=size,
            opened=opened,
            tags=tuple(sorted(chance.sample(range(len(community.tags)), chance.randint(0, 3)))),
            plain=plain,
        )
        if not plain:
            _dress(chance, lexicon, crowd, conversation)
        conversations.append(conversation)
    return conversations


def _dress(chance: Random, lexicon: Lexicon, crowd: Crowd, topic: Conversation) -> None:
    """Prompts for every fourth, a panel for some of these; a few are closed or off the lists."""
    if chance.random() < 0.25:
        topic.prompts = tuple(
            lexicon.sentence(chance.randint(4, 12)).rstrip(".") + "?"
            for _ in range(chance.randint(1, 4))
        )
        topic.sealed = chance.random() < 0.02
        topic.kind = chance.choices(("open", "recap", "fishbowl"), (5, 3, 2))[0]
    if topic.kind != "open":
        seats = [crowd.anybody(topic.place) for _ in range(chance.randint(2, _MOST_PANELISTS))]
        topic.panel = tuple(dict.fromkeys(seats))
    topic.state = chance.choices(("open", "closed", "archived"), (96, 3, 1))[0]
    topic.is_listed = chance.random() > 0.005


def in_order_of_time(
    chance: Random, conversations: Sequence[Conversation]
) -> Iterator[tuple[int, int, int]]:
    """Every post as (moment, position of its topic, number), in the order in which it was said,
    also inside each topic."""
    keys: list[int] = []
    for index, topic in enumerate(conversations):
        life = (2 + 3 * topic.size**0.5) * DAY
        span = min(YEARS - topic.opened, int(chance.expovariate(1 / life)) + 600)
        # Most is said soon after a topic is opened.
        moments = sorted(int(span * chance.random() ** 2) for _ in range(topic.size - 1))
        head = index << _NUMBER_BITS
        for number, moment in enumerate((0, *moments), start=1):
            keys.append((topic.opened + moment) << (_TOPIC_BITS + _NUMBER_BITS) | head | number)
    keys.sort()
    numbers, topics = (1 << _NUMBER_BITS) - 1, (1 << _TOPIC_BITS) - 1
    for key in keys:
        yield (
            key >> (_TOPIC_BITS + _NUMBER_BITS),
            key >> _NUMBER_BITS & topics,
            key & numbers,
        )


def draw_saying(chance: Random, crowd: Crowd, topic: Conversation) -> Saying:
    """The next post of a topic."""
    random, said = chance.random, topic.authors
    number = len(said) + 1
    is_known = number > 2 and random() < 0.55
    author = said[int((number - 1) * random())] if is_known else crowd.speaker(topic.place)
    reply_to, mention = 0, None
    if number > 2 and random() < 0.3:
        reply_to = max(1, number - 2 - int(chance.expovariate(0.3)))
    if number > 1 and random() < 0.22:
        named = said[max(0, number - 2 - int(chance.expovariate(0.3)))]
        mention = named if named != author else None
    fate = 1.0 if topic.plain or number == 1 else random()
    said.append(author)
    return Saying(
        author=author,
        reply_to=reply_to,
        mention=mention,
        answers=_answers(chance, topic) if number > 1 and topic.prompts else (),
        likes=_likes(chance, crowd, topic.place, author),
        is_edited=random() < 0.03,
        is_withdrawn=fate < 0.005,
        is_hidden=0.005 < fate < 0.008,
    )


def _answers(chance: Random, topic: Conversation) -> tuple[int, ...]:
    """A third of the posts answer one prompt, a few of them two."""
    if chance.random() > 0.35:
        return ()
    wanted = min(len(topic.prompts), 2 if chance.random() < 0.1 else 1)
    return tuple(chance.sample(range(len(topic.prompts)), wanted))


def _likes(chance: Random, crowd: Crowd, place: int, author: int) -> tuple[int, ...]:
    """Different people, two for three posts on average, and never who wrote it."""
    number = int(chance.expovariate(0.9))
    if not number:
        return ()
    people = dict.fromkeys(crowd.anybody(place) for _ in range(number))
    people.pop(author, None)
    return tuple(people)


def draw_readers(
    chance: Random, crowd: Crowd, topic: Conversation
) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """Who has read what of a topic that is told, as ranges of numbers: those who wrote in it at
    least what stood before their last post, and some others."""
    last = {author: number for number, author in enumerate(topic.authors, start=1)}
    for _ in range(1 + len(last) // 3):
        last.setdefault(crowd.anybody(topic.place), 1)
    if topic.plain:
        # Ben has read half of it: what is unread on the pages that are measured.
        last[1] = topic.size // 2
    for person, number in last.items():
        is_half = topic.plain and person == 1
        yield person, ((1, number),) if is_half else _read(chance, number, topic.size)


def _read(chance: Random, number: int, size: int) -> tuple[tuple[int, int], ...]:
    """Half have read everything, the others up to somewhere, some of them with a gap."""
    if chance.random() < 0.5:
        return ((1, size),)
    until = chance.randint(number, size)
    start = until + 2 + int(chance.expovariate(0.1))
    if start <= size and chance.random() < 0.4:
        return ((1, until), (start, chance.randint(start, size)))
    return ((1, until),)
