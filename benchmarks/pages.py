"""The pages that are measured, ours and those of the floor, and what is asked of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks.database import Server

OURS, FLOOR = "ours", "floor"
GUEST, MEMBER = "guest", "member"
# The second person of `seed_scale`, who asks as a member.
BEN = 2
# Whom the replies name.
NAMED = ("ada", "mo")
# Different topics that are asked for in turn.
TOPICS = 400
# Different texts that replies are made of.
TEXTS = 40


@dataclass(frozen=True, slots=True)
class Page:
    """A page or an act. `floor` is the key of the bare page beside it, and `goal` the most it may cost
    of that; `beside` names further bare pages. `of` names another page of ours that the goal is about
    instead. `others` are further addresses that are asked for in turn. `news` is where the token comes
    from that stands in its path as `{token}`: it is soon too old to be kept. Forms are the fields of
    each POST in turn; `act` says what they do."""

    key: str
    title: str
    path: str
    site: str = OURS
    who: str = GUEST
    floor: str = ""
    beside: Sequence[str] = ()
    of: str = ""
    goal: float | None = None
    act: str = ""
    others: Sequence[str] = ()
    news: str = ""
    forms: Sequence[tuple[str, dict[str, str]]] = field(default=())


@dataclass(frozen=True, slots=True)
class Facts:
    """Where to look, as far as `scale.json` does not say it, and what to write."""

    marks: dict[str, str]
    deep_id: int
    deep_last: int
    topic_id: int
    reply_id: int
    watched_id: int
    texts: tuple[str, ...]
    likeable: tuple[int, ...]
    topics: tuple[str, ...]


def facts_of(server: Server, marks: dict[str, str], acts: int) -> Facts:
    """Look them up; `acts` is how many posts can be liked at most."""
    deep_id, topic_id = (
        int(marks[name].rstrip("/").rsplit("/", 1)[1]) for name in ("deep", "topic")
    )
    [(last,)] = server.execute("SELECT last_number FROM threads_topic WHERE id = %s", deep_id)
    reply_id, watched_id = _ordinary_topics(server, deep_id, topic_id)
    return Facts(
        marks=marks,
        deep_id=deep_id,
        # The last full page, so that first and last hold as much.
        deep_last=last // 20,
        topic_id=topic_id,
        reply_id=reply_id,
        watched_id=watched_id,
        texts=_texts(server),
        likeable=_likeable(server, acts),
        topics=_full_topics(server),
    )


def _ordinary_topics(server: Server, *others: int) -> list[int]:
    """Two public topics without questions that are open, neither tiny nor huge."""
    found = server.execute(
        "SELECT t.id FROM threads_topic t JOIN threads_category c ON c.id = t.category_id"
        " WHERE c.visibility = 'public' AND t.state = 'open' AND t.kind = 'open'"
        " AND t.prompt_count = 0 AND t.is_listed AND NOT t.id = ANY(%s)"
        " ORDER BY abs(t.last_number - 60), t.id LIMIT 2",
        list(others),
    )
    return [topic for (topic,) in found]


def _full_topics(server: Server) -> tuple[str, ...]:
    """Addresses of public topics whose first page is full, spread over all."""
    rows = server.execute(
        "SELECT '/t/' || t.slug || '/' || t.id || '/' FROM threads_topic t"
        " JOIN threads_category c ON c.id = t.category_id"
        " WHERE c.visibility = 'public' AND t.last_number >= 20 ORDER BY md5(t.id::text) LIMIT %s",
        TOPICS,
    )
    return tuple(path for (path,) in rows)


def _texts(server: Server) -> tuple[str, ...]:
    """Bodies of about 132 words, as those that stand there, each naming two people at its end."""
    rows = server.execute(
        "SELECT source FROM threads_post WHERE (facts->>'words')::int BETWEEN 120 AND 140"
        " AND html NOT LIKE '%%<!--m:%%' ORDER BY id LIMIT %s",
        TEXTS,
    )
    names = " ".join(f"@{name}" for name in NAMED)
    return tuple(f"{source} {names}" for (source,) in rows)


def _likeable(server: Server, acts: int) -> tuple[int, ...]:
    """Public posts of others that ben does not like yet."""
    rows = server.execute(
        "SELECT p.id FROM threads_post p JOIN threads_topic t ON t.id = p.topic_id"
        " JOIN threads_category c ON c.id = t.category_id"
        " WHERE c.visibility = 'public' AND p.hidden_at IS NULL AND p.withdrawn_at IS NULL"
        " AND p.author_id <> %s AND NOT EXISTS (SELECT FROM threads_like l"
        " WHERE l.post_id = p.id AND l.person_id = %s) ORDER BY p.id DESC LIMIT %s",
        BEN,
        BEN,
        acts,
    )
    return tuple(row[0] for row in rows)


def floor_pages(facts: Facts) -> list[Page]:
    """The bare pages; their numbers are those of the peers' table."""
    topic, deep = f"/t/{facts.topic_id}/", f"/t/{facts.deep_id}/?page={facts.deep_last}"
    common, rare = (_search(facts.marks[word]) for word in ("common", "rare"))
    replies = [(f"/t/{facts.reply_id}/reply/", {"body": text}) for text in facts.texts]
    floor: dict[str, Any] = {"site": FLOOR}
    member = floor | {"who": MEMBER}
    return [
        Page("3", "(3) 20 posts, one join, templates", topic, **floor),
        Page("3b", "(3b) the same, signed in", topic, **member),
        Page("3c", "(3c) last page of the long topic", deep, **floor),
        Page("3d", "(3d) the same, signed in", deep, **member),
        Page("7", "(7) list of 20 topics", "/", **floor),
        Page("7b", "(7b) the same, signed in", "/", **member),
        Page("8", "(8) search, common word", common, **floor),
        Page("8n", "(8n) the same from the newest back", f"{common}&n=", **floor),
        Page("8b", "(8b) search, rare word", rare, **floor),
        Page("9", "(9) reply", topic, **member, act="reply", forms=replies),
    ]


def our_pages(facts: Facts) -> list[Page]:
    """Our pages, each with what it is measured against."""
    marks = facts.marks
    common, rare = (_search(marks[word]) for word in ("common", "rare"))
    reply, watched = (
        [(f"/t/{topic}/reply/", {"body": text}) for text in facts.texts]
        for topic in (facts.reply_id, facts.watched_id)
    )
    likes = [(f"/p/{post}/like/", {"on": "1"}) for post in facts.likeable]
    news = f"/t/{facts.topic_id}/news/?after=1&from=1&to=20"
    names = "/people/names/?" + urlencode({"q": "be", "topic": facts.topic_id})
    member: dict[str, Any] = {"who": MEMBER}
    return [
        Page("topic", "topic of 40 posts", marks["topic"], floor="3", goal=0.30),
        Page("topic-in", "topic of 40 posts", marks["topic"], **member, floor="3b", goal=0.60),
        *_various(facts),
        *_deep_pages(facts),
        Page("list", "list", marks["list"], floor="7", goal=0.30),
        Page("list-in", "list", marks["list"], **member, floor="7b", goal=0.60),
        Page("unread", "unread list", "/unread/", **member, floor="7b"),
        # What an open page costs each time that it asks, and once something happened.
        Page(
            "live", "open page asks", "/live/{token}/", **member, floor="3b", goal=0.25, news=news
        ),
        Page("news", "what is new in a topic", news, **member, floor="3b"),
        Page("search", "search, common word", common, floor="8", beside=("8n",), goal=0.70),
        Page(
            "search-in",
            "search, common word",
            common,
            **member,
            floor="8",
            beside=("8n",),
            goal=0.70,
        ),
        Page("search-rare", "search, rare word", rare, floor="8b"),
        Page("names", "names after an @", names, **member),
        Page("like", "like", "", **member, act="like", forms=likes),
        Page("reply", "reply", "", **member, floor="9", goal=1.50, act="reply", forms=reply),
        Page(
            "reply-watched",
            "reply where many watch",
            "",
            **member,
            floor="9",
            goal=1.50,
            act="reply",
            forms=watched,
        ),
    ]


def _various(facts: Facts) -> list[Page]:
    """Many topics in turn, as readers come to them: what is remembered of a page that many ask for at
    once helps less here."""
    title = f"{len(facts.topics)} topics in turn"
    first, *others = facts.topics
    return [
        Page("topics", title, first, floor="3", others=others),
        Page("topics-in", title, first, who=MEMBER, floor="3b", others=others),
    ]


def _deep_pages(facts: Facts) -> list[Page]:
    """First, middle and last page of the long topic; the last is measured against the first."""
    numbers = {"first": 1, "middle": (facts.deep_last + 1) // 2, "last": facts.deep_last}
    pages = []
    for who, suffix, floors in ((GUEST, "", ("3", "3c")), (MEMBER, "-in", ("3b", "3d"))):
        for name, number in numbers.items():
            is_last = name == "last"
            pages.append(
                Page(
                    f"deep-{name}{suffix}",
                    f"long topic, {name} page",
                    f"{facts.marks['deep']}?page={number}",
                    who=who,
                    floor=floors[name != "first"],
                    of=f"deep-first{suffix}" if is_last else "",
                    goal=1.05 if is_last else None,
                )
            )
    return pages


def _search(word: str) -> str:
    return "/search/?" + urlencode({"q": word})
