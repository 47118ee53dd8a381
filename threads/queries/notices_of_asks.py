"""What notices ask about asks: who may read one, what it is called, whom it concerns."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.viewer import Viewer
from notifications.models import Kind
from notifications.registry import Hearer, Subject
from threads.markup import shorten
from threads.models import Ask, Panelist, Post, Topic
from threads.queries.notices import EXCERPT_LENGTH


def _readable(viewer: Viewer) -> QuerySet[Ask]:
    answers = Post.objects.visible_to(viewer).shown().filter(pk=OuterRef("answer"))
    return Ask.objects.visible_to(viewer).filter(Q(answer=None) | Exists(answers))


def readable_asks(viewer: Viewer) -> QuerySet[Ask, Any]:
    """The ids of the asks that the viewer may hear of: in topics that they may read, and where it
    is answered, in a post that they may read."""
    return _readable(viewer).values("pk")


def describe_asks(viewer: Viewer, ask_ids: Iterable[int]) -> dict[int, Subject]:
    """Title, address and beginning of those asks, in one query."""
    asks = _readable(viewer).filter(pk__in=list(ask_ids)).select_related("topic")
    return {
        ask.pk: Subject(ask.topic.title, _url(viewer, ask), shorten(ask.text, EXCERPT_LENGTH))
        for ask in asks
    }


def _url(viewer: Viewer, ask: Ask) -> str:
    """Who asked is led to the answer, others to the question."""
    is_asker = ask.author_id == viewer.id
    return f"/p/{ask.answer_id}/" if ask.answer_id and is_asker else ask.get_absolute_url()


def topics_of_asks(ask_ids: Iterable[int]) -> dict[int, int]:
    """The topics of those asks."""
    return dict(Ask.objects.filter(pk__in=list(ask_ids)).values_list("pk", "topic_id"))


def audience_of_ask(ask_id: int) -> list[Hearer]:
    """Who is asked, while the question waits."""
    return _asked(ask_id, Kind.ASK)


def audience_of_reminder(ask_id: int) -> list[Hearer]:
    """Who is asked and has not answered for a week."""
    return _asked(ask_id, Kind.REMINDER)


def _asked(ask_id: int, kind: Kind) -> list[Hearer]:
    waiting = Ask.objects.filter(state=Ask.State.WAITING, author__isnull=False)
    ask = waiting.select_related("topic").filter(pk=ask_id).first()
    if ask is None or ask.author_id is None:
        return []
    if ask.to_panel and ask.topic.kind == Topic.Kind.FISHBOWL:
        # Who hosts puts these to those in the bowl together; they are told of that once.
        return []
    if not ask.to_panel:
        return [Hearer(ask.to_person_id, kind, ask.pk, ask.author_id)] if ask.to_person_id else []
    seats = Panelist.objects.filter(topic_id=ask.topic_id, person__isnull=False)
    people = seats.order_by("position").values_list("person_id", flat=True)
    return [Hearer(person, kind, ask.pk, ask.author_id) for person in people if person]


def audience_of_answer(ask_id: int) -> list[Hearer]:
    """Who asked, of who says that it is answered."""
    ask = Ask.objects.filter(pk=ask_id, state=Ask.State.ANSWERED).first()
    if ask is None or ask.author_id is None or ask.settled_by_id is None:
        return []
    return [Hearer(ask.author_id, Kind.ANSWERED, ask.pk, ask.settled_by_id)]
