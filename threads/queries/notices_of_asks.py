"""What notices ask about asks: who may read one, what it is called, whom it concerns."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.viewer import Viewer
from notifications.models import Kind
from notifications.registry import Hearer, Subject
from threads.markup import shorten
from threads.models import Ask, Fishbowl, Panelist, Post, Topic
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


def put_to_bowls() -> Q:
    """The condition under which an ask is to those in a bowl: to the panel of a fishbowl whose
    floor is not open. Who hosts puts such questions to them together."""
    before_floor = (Fishbowl.Phase.GATHERING, Fishbowl.Phase.PANEL)
    return Q(
        to_panel=True,
        topic__kind=Topic.Kind.FISHBOWL,
        topic__fishbowl__phase__in=before_floor,
    )


def audience_of_ask(ask_id: int) -> list[Hearer]:
    """Who is asked, while the question waits."""
    return _asked(ask_id, Kind.ASK)


def audience_of_reminder(ask_id: int) -> list[Hearer]:
    """Who is asked and has not answered for a week."""
    return _asked(ask_id, Kind.REMINDER)


def _asked(ask_id: int, kind: Kind) -> list[Hearer]:
    # Of what is put into a bowl with others, those there are told once, together.
    asks = Ask.objects.exclude(put_to_bowls()).filter(batch=None, author__isnull=False)
    ask = asks.filter(pk=ask_id, state=Ask.State.WAITING).first()
    if ask is None or ask.author_id is None:
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
