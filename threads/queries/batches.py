"""Questions of the gallery that wait to be put into the bowl."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.faces import Face, face
from accounts.policies import Refusal
from accounts.viewer import Viewer
from threads import policies
from threads.models import Ask, Topic
from threads.queries.bowl_rows import bowl_rows
from threads.queries.lanes import standing_of

# More than anybody puts at once; the rest wait for the next time.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question that waits, as it was asked."""

    id: int
    text: str
    link: str
    asker: Face
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """The page `/t/<id>/questions/`."""

    topic: Topic
    rows: tuple[QuestionRow, ...]
    why_not: str


def questions_page(viewer: Viewer, topic: Topic) -> QuestionsPage:
    """The questions to the panel that wait and were not put into the bowl yet, oldest first, in two
    queries. Raises `Refusal` for who does not hold the fishbowl."""
    rows = bowl_rows(topic.pk, viewer.id) if topic.kind == Topic.Kind.FISHBOWL else None
    if rows is None:
        raise Refusal(_("This topic is no fishbowl."))
    standing = standing_of(rows, viewer.id)
    why_not = policies.reason(policies.check_batch, viewer, topic, standing)
    if why_not and not policies.is_host(viewer, topic):
        raise Refusal(why_not)
    asks = Ask.objects.visible_to(viewer).filter(
        topic=topic, to_panel=True, state=Ask.State.WAITING, batch=None
    )
    found = asks.order_by("id").values_list(
        "pk", "text", "link", "author__username", "author__display_name", "created_at"
    )
    return QuestionsPage(topic, tuple(_row(*one) for one in found[:MOST_SHOWN]), why_not)


def _row(
    pk: int, text: str, link: str, handle: str | None, name: str | None, at: datetime
) -> QuestionRow:
    return QuestionRow(pk, text, link, face(handle, name), at)
