"""A topic of exactly 300 posts: the log of a sourdough starter that goes from house to house.

Its posts are dealt from shuffled decks of sentences, so that an answer always fits the loaf that
it answers and no two posts are the same. No season is named: the log reads well all year round.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from threads.demo.long_thread_words import (
    BAKERS,
    FLOURS,
    INTERLUDES,
    OUTCOMES,
    RISES,
    TAILS,
    THANKS,
    Outcome,
)
from threads.demo.shapes import Post, Topic

POST_COUNT = 300
DAYS_AGO = 280.0
# The log goes on until today: the last post is this many hours old.
LAST_POST_HOURS_AGO = 5.0

TITLE = "Marigold, our travelling sourdough starter: the log"
BODY = (
    "This is Marigold. She is nine years old, lives in a jar and has baked for eleven of our "
    "houses. From now on every house that has a spoonful of her writes down its loaves here.\n"
    "\n"
    "Number, flour, water, how long it rose, what came out. **Failures are worth more than "
    "successes.** Advice is welcome, especially when it contradicts the advice before it.\n"
)

MILESTONES = {
    100: "Post one hundred! By my count Marigold has risen in all eleven houses, and only two "
    "of you have let the jar explode. Thank you, bakers.",
    200: "Two hundred posts. I read some of them aloud at the bakery, and the apprentices took "
    "notes. Keep the failures coming, they are the better teachers.",
    300: "Three hundred, would you believe it. She is livelier than ever. Whoever is new here: "
    "say hello, and a spoonful of her will find its way to you.",
}

# What happens in any long thread: said after the loaf of this number.
ACCIDENTS = {
    38: Post(
        "stone-cutter",
        "Cheap flour mixers, this week only, write to me and be quick!",
        0.0,
        hidden="Selling things, for the second time in this log.",
    ),
    71: Post(
        "tamar_b",
        "I was cross about an oven and let it out on the oven’s owner.",
        0.0,
        withdrawn=True,
    ),
}
# Loaves whose water was first given without its unit, and corrected later.
CORRECTED_LOAVES = (6, 29, 52, 80)


class Deck[T]:
    """Deals the given cards in random order, and shuffles anew when all have been dealt."""

    def __init__(self, cards: Sequence[T], rng: Random) -> None:
        """Take the cards, of which there must be at least one."""
        self._cards = tuple(cards)
        self._rng = rng
        self._left: list[T] = []

    def deal(self) -> T:
        """Return the next card."""
        if not self._left:
            self._left = self._rng.sample(self._cards, len(self._cards))
        return self._left.pop()


@dataclass
class _Log:
    """The thread while it is being written. Times are filled in at the end."""

    rng: Random
    posts: list[Post] = field(default_factory=list)
    loaf: int = 0

    def __post_init__(self) -> None:
        self.bakers = Deck(BAKERS, self.rng)
        self.flours = Deck(tuple(FLOURS), self.rng)
        self.rises = Deck(tuple(RISES), self.rng)
        self.outcomes = Deck(OUTCOMES, self.rng)
        self.tails = Deck(TAILS, self.rng)
        self.said = {outcome: Deck(outcome.said, self.rng) for outcome in OUTCOMES}
        # What follows is said once only: a log that repeats its jokes reads like a machine.
        self.thanks = self.rng.sample(THANKS, len(THANKS))
        self.interludes = list(reversed(INTERLUDES))
        self.answered: set[str] = set()

    @property
    def next_number(self) -> int:
        return len(self.posts) + 2

    def add(self, author: str, body: str, reply_to: int | None = None) -> int:
        """Append a post (a milestone goes first where one is due) and return its number."""
        if self.next_number in MILESTONES:
            self.posts.append(Post("amara.n", MILESTONES[self.next_number], 0.0))
        if self.next_number > POST_COUNT:
            return POST_COUNT
        self.posts.append(Post(author, body, 0.0, reply_to=reply_to))
        return self.next_number - 1

    def someone_else(self, *others: str) -> str:
        """Return a baker who is none of the others."""
        while (baker := self.bakers.deal()) in others:
            pass
        return baker


def long_thread(rng: Random) -> Topic:
    """Return the log: one opening post and 299 replies, the same for the same random state."""
    log = _Log(rng)
    while log.next_number <= POST_COUNT:
        _bake(log)
        if log.loaf in ACCIDENTS and log.next_number < POST_COUNT:
            log.posts.append(ACCIDENTS[log.loaf])
        # Every third time somebody says something else; these stand in a fixed order, because
        # some of them answer the one before.
        if log.interludes and log.loaf % 3 == 0:
            log.add(log.someone_else(log.posts[-1].author), log.interludes.pop())
    return Topic(
        category="commons",
        title=TITLE,
        author="amara.n",
        body=BODY,
        tags=("bread", "log"),
        prompts=(),
        days_ago=DAYS_AGO,
        posts=_with_times(log.posts, rng),
    )


def _bake(log: _Log) -> None:
    """Add a loaf, often with an answer or two and a word of thanks."""
    log.loaf += 1
    outcome, flour, rise = log.outcomes.deal(), log.flours.deal(), log.rises.deal()
    baker = log.someone_else(log.posts[-1].author if log.posts else "")
    number = log.add(baker, _loaf(log, outcome, flour, rise))
    if log.loaf in CORRECTED_LOAVES:
        loaf = log.posts[number - 2]
        log.posts[number - 2] = replace(loaf, edited=loaf.body.replace(" % water", " water"))
    advice = _answers(log, (*outcome.answers, *FLOURS[flour], *RISES[rise]), baker, number)
    if advice and log.thanks and not outcome.well and log.rng.random() < 0.3:
        # Some call each other by handle, as people do; most just reply.
        adviser = log.posts[advice - 2].author
        mention = f"@{adviser}: " if log.rng.random() < 0.5 else ""
        log.add(baker, f"{mention}{log.thanks.pop()}", reply_to=advice)


def _loaf(log: _Log, outcome: Outcome, flour: str, rise: str) -> str:
    water = log.rng.randrange(62, 84)
    tail = f" {log.tails.deal()}" if log.rng.random() < 0.6 else ""
    return f"No. {log.loaf}: {flour}, {water} % water, {rise}. {log.said[outcome].deal()}{tail}"


def _answers(log: _Log, fitting: tuple[str, ...], baker: str, number: int) -> int | None:
    """Add up to two answers not given before; return the number of the last that is advice."""
    answerer = ""
    last = None
    for _ in range(log.rng.choice((0, 1, 1, 1, 2, 2))):
        fresh = [answer for answer in fitting if answer not in log.answered]
        if not fresh:
            break
        answer = log.rng.choice(fresh)
        log.answered.add(answer)
        answerer = log.someone_else(baker, answerer)
        posted = log.add(answerer, answer, reply_to=number)
        # A question wants an answer, and a thank you would pass it by.
        last = None if answer.endswith(("?", "!")) else posted
    return last


def _with_times(posts: list[Post], rng: Random) -> tuple[Post, ...]:
    """Spread the posts over the life of the topic: loaves days apart, answers soon after."""
    gaps = [rng.uniform(0.2, 6.0) if post.reply_to else rng.uniform(8.0, 90.0) for post in posts]
    scale = (DAYS_AGO * 24 - LAST_POST_HOURS_AGO) / sum(gaps)
    hours = 0.0
    timed = []
    for post, gap in zip(posts, gaps, strict=True):
        hours += gap * scale
        timed.append(replace(post, hours_after=round(hours, 2)))
    return tuple(timed)
