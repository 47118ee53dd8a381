"""Fills an empty database with the demo community, and with what was curated in it.

The lines are written as of the day on which they say that it happened, and what they did to
topics, posts and people is set beside them: the acts themselves know no time but now.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from ledger.actions import record
from ledger.models import Act, Entry
from moderation import demo
from moderation.models import Case, CaseNote, Report
from notifications.models import Announcement
from notifications.tasks import deliver
from threads import demo as threads_demo
from threads.actions.counters import mend
from threads.actions.indexing import index_everything
from threads.actions.seeded.chronicle import hold
from threads.actions.seeded.hosting import Hosting
from threads.actions.seeded.kept import keep_all
from threads.actions.seeding import PASSWORD, Filling, fill_threads
from threads.models import (
    Category,
    CategoryModerator,
    FormerPlace,
    HeldPost,
    Post,
    Prompt,
    Topic,
    TopicTag,
)
from threads.models.topics import topic_slug
from threads.queries.texts import prepare

__all__ = ["PASSWORD", "fill_demo"]


@dataclass
class Care:
    """The rows made so far, by the names that the demo's data uses."""

    filling: Filling
    texts: dict[str, HeldPost] = field(default_factory=dict)
    lines: dict[str, Entry] = field(default_factory=dict)

    def at(self, days_ago: float) -> datetime:
        """The moment so many days ago."""
        return self.filling.at(days_ago)

    def person(self, handle: str) -> User:
        """Somebody of the demo."""
        return self.filling.people[handle]

    def post(self, title: str, number: int) -> Post:
        """The post of that number, with its topic."""
        topic = self.filling.topics[title]
        return Post.objects.select_related("topic").get(topic=topic, number=number)


@dataclass(frozen=True)
class Done:
    """A line of the demo with what it was done to."""

    line: demo.Line
    at: datetime
    until: datetime | None
    topic: Topic | None
    other: Topic | None
    post: Post | None
    held: HeldPost | None
    person: User | None
    category: Category | None

    @property
    def what(self) -> dict[str, Any]:
        """What its case is about."""
        return {"held": self.held} if self.held else {"post": self.post}


@transaction.atomic
def fill_demo() -> bool:
    """Fill an empty database; False, without a change, when somebody lives in it."""
    filling = fill_threads()
    if filling is None:
        return False
    care, hosting = Care(filling), Hosting(filling)
    events = sorted((*demo.chronicle(), *threads_demo.hosting()), key=lambda one: -one.days_ago)
    for event in events:
        match event:
            case demo.Report():
                _report(care, event)
            case demo.Text():
                _hold(care, event)
            case demo.Line():
                _do(care, event)
            case _:
                hold(hosting, event)
    keep_all(filling)
    mend()
    index_everything()
    _tell_in_order()
    return True


def _tell_in_order() -> None:
    """Have people told of the older first, so that the newest stands on top of their notices, and
    at once: who looks at the demo comes sooner than the clock."""
    told = list(Announcement.objects.order_by("at", "id"))
    Announcement.objects.all().delete()
    for announcement in told:
        announcement.pk = None
    Announcement.objects.bulk_create(told)
    deliver.enqueue()


def _report(care: Care, data: demo.Report) -> None:
    """A report joins the open case of its post, or opens one."""
    post, at = care.post(data.topic, data.number), care.at(data.days_ago)
    case, _is_new = Case.objects.get_or_create(post=post, decision="", defaults={"opened_at": at})
    taken_back = care.at(data.taken_back) if data.taken_back else None
    Report.objects.create(
        case=case,
        reporter=care.person(data.reporter),
        reason=data.reason,
        words=data.words,
        at=at,
        taken_back_at=taken_back,
    )
    if taken_back:
        Case.objects.filter(pk=case.pk).update(decision=Case.Decision.VOID, decided_at=taken_back)


def _hold(care: Care, data: demo.Text) -> None:
    """A text waits, in a case of its own."""
    topic = care.filling.topics[data.topic] if data.topic else None
    became = care.post(data.became, 1) if data.became else None
    text = prepare(became.source if became else data.body)
    held = HeldPost.objects.create(
        author=care.person(data.author),
        category=care.filling.categories[data.category],
        topic=topic,
        title=data.title,
        request=_request(data, topic, became),
        created_at=care.at(data.days_ago),
        **text.of_held(),
    )
    Case.objects.create(held=held, opened_at=held.created_at)
    care.texts[data.name] = held


def _request(data: demo.Text, topic: Topic | None, became: Post | None) -> dict[str, Any]:
    """What else the form said."""
    if topic:
        return {"topic": topic.pk, "reply_to": data.number, "prompts": []}
    topic_id = became.topic_id if became else 0
    prompts = Prompt.objects.filter(topic_id=topic_id)
    tags = TopicTag.objects.filter(topic_id=topic_id)
    return {
        "prompts": list(prompts.order_by("position").values_list("text", flat=True)),
        "tags": [*data.tags, *tags.values_list("tag__name", flat=True)],
    }


def _do(care: Care, line: demo.Line) -> None:
    """An act leaves its line, and then its traces."""
    done = _facts(care, line)
    act = Act(line.act)
    topic, post, held = done.topic, done.post, done.held
    place = done.category or (topic and topic.category) or (held and held.category)
    entry = record(
        care.filling.viewer(line.actor),
        act,
        reason=line.reason,
        until=done.until,
        before=line.before,
        after=line.after,
        reverts=care.lines[line.reverts] if line.reverts else None,
        at=done.at,
        # A warning is about a person, wherever the post stood.
        topic_id=None if act == Act.WARN else _key(topic) or None,
        other_topic_id=_key(done.other) or None,
        category_id=_key(place) or None,
        other_category_id=care.filling.categories[line.was].pk if line.was else None,
        post_id=_key(post) or None,
        held_id=_key(held) or None,
        person_id=_concerned(done),
    )
    if line.name:
        care.lines[line.name] = entry
    if care.filling.is_news(done.at):
        Announcement.objects.create(occasion="entry", subject_id=entry.pk, at=done.at)
    if trace := TRACES.get(act):
        trace(done, entry)


def _facts(care: Care, line: demo.Line) -> Done:
    """The rows of which a line speaks. A topic that was merged away is made now, without posts."""
    at, filling = care.at(line.days_ago), care.filling
    other = filling.topics[line.other] if line.other else None
    if other and line.act == Act.MERGE:
        first = care.post(line.other, line.now[0])
        filling.topics[line.topic] = Topic.objects.create(
            category=other.category,
            title=line.topic,
            slug=topic_slug(line.topic),
            author=care.person(_handle(care, first)),
            created_at=first.created_at,
            last_post_at=first.created_at,
            merged_into=other,
        )
    return Done(
        line=line,
        at=at,
        until=at + timedelta(days=line.days) if line.days else None,
        topic=filling.topics[line.topic] if line.topic else None,
        other=other,
        post=care.post(line.topic, line.number) if line.number else None,
        held=care.texts[line.text] if line.text else None,
        person=care.person(line.person) if line.person else None,
        category=filling.categories[line.category] if line.category else None,
    )


def _handle(care: Care, post: Post) -> str:
    """Who wrote a post of the demo."""
    return next(name for name, person in care.filling.people.items() if person.pk == post.author_id)


def _concerned(done: Done) -> int | None:
    """Whom an act concerns: who is named, or who wrote it; acts among moderators name nobody."""
    if done.person:
        return done.person.pk
    if done.line.act in {Act.TAKE, Act.RELEASE, Act.NOTE}:
        return None
    wrote = done.post or done.held
    return wrote.author_id if wrote else None


def _key(row: Model | None) -> int:
    """The id of a row; 0, which is nobody's, for none."""
    return row.pk if row else 0


def _topic(done: Done, **changes: object) -> None:
    Topic.objects.filter(pk=_key(done.topic)).update(**changes)


def _close(done: Done, entry: Entry) -> None:
    _topic(done, state=Topic.State.CLOSED, closed_at=done.at, closed_by=entry.actor_id)


def _open(done: Done, _entry: Entry) -> None:
    _topic(done, state=Topic.State.OPEN, closed_at=None, closed_by=None)


def _archive(done: Done, _entry: Entry) -> None:
    _topic(done, state=Topic.State.ARCHIVED, pin=Topic.Pin.NONE, pinned_until=None)


def _pin(done: Done, _entry: Entry) -> None:
    _topic(done, pin=done.line.after, pinned_until=done.until)


def _move(done: Done, entry: Entry) -> None:
    """What the demo tells is how the posts stand now; their former places lead there."""
    numbers = zip(done.line.left, done.line.now, strict=True)
    FormerPlace.objects.bulk_create(
        FormerPlace(
            topic=done.topic,
            number=left,
            post=Post.objects.get(topic=done.other, number=now),
            entry_id=entry.pk,
        )
        for left, now in numbers
    )


def _hide(done: Done, entry: Entry) -> None:
    Post.objects.filter(pk=_key(done.post)).update(
        hidden_at=done.at, hidden_reason=done.line.reason
    )
    _decide(done, entry)


def _restore(done: Done, _entry: Entry) -> None:
    Post.objects.filter(pk=_key(done.post)).update(hidden_at=None, hidden_reason="")


def _decide(done: Done, entry: Entry) -> None:
    Case.objects.filter(decision="", **done.what).update(
        decision=entry.act, decided_by=entry.actor_id, decided_at=done.at, entry_id=entry.pk
    )


def _approve(done: Done, entry: Entry) -> None:
    HeldPost.objects.filter(pk=_key(done.held)).update(
        state=HeldPost.State.APPROVED, post=done.post
    )
    _decide(done, entry)


def _refuse(done: Done, entry: Entry) -> None:
    HeldPost.objects.filter(pk=_key(done.held)).update(
        state=HeldPost.State.REFUSED, reason=done.line.reason
    )
    _decide(done, entry)


def _reconsider(done: Done, _entry: Entry) -> None:
    HeldPost.objects.filter(pk=_key(done.held)).update(state=HeldPost.State.WAITING, reason="")
    Case.objects.create(held=done.held, opened_at=done.at)


def _take(done: Done, entry: Entry) -> None:
    taken_by = entry.actor_id if entry.act == Act.TAKE else None
    Case.objects.filter(decision="", **done.what).update(taken_by=taken_by)


def _note(done: Done, entry: Entry) -> None:
    case = Case.objects.get(decision="", **done.what)
    CaseNote.objects.create(case=case, author_id=entry.actor_id, text=done.line.note, at=done.at)


def _sanction(done: Done, entry: Entry) -> None:
    kind = "suspended" if entry.act in {Act.SUSPEND, Act.UNSUSPEND} else "silenced"
    facts = {f"{kind}_until": done.until, f"{kind}_reason": entry.reason if done.until else ""}
    User.objects.filter(pk=_key(done.person)).update(**facts)


def _appoint(done: Done, _entry: Entry) -> None:
    if done.person and done.category:
        CategoryModerator.objects.create(person=done.person, category=done.category)


def _dismiss(done: Done, _entry: Entry) -> None:
    CategoryModerator.objects.filter(person=done.person, category=done.category).delete()


# What an act leaves beside its line. Titles, tags, categories and rules of the demo are those of
# today already.
TRACES: dict[Act, Callable[[Done, Entry], None]] = {
    Act.CLOSE: _close,
    Act.REOPEN: _open,
    Act.ARCHIVE: _archive,
    Act.UNARCHIVE: _open,
    Act.PIN: _pin,
    Act.UNPIN: _pin,
    Act.SPLIT: _move,
    Act.MERGE: _move,
    Act.HIDE: _hide,
    Act.RESTORE: _restore,
    Act.KEEP: _decide,
    Act.APPROVE: _approve,
    Act.REFUSE: _refuse,
    Act.RECONSIDER: _reconsider,
    Act.TAKE: _take,
    Act.RELEASE: _take,
    Act.NOTE: _note,
    Act.SILENCE: _sanction,
    Act.UNSILENCE: _sanction,
    Act.SUSPEND: _sanction,
    Act.UNSUSPEND: _sanction,
    Act.APPOINT: _appoint,
    Act.DISMISS: _dismiss,
}
