"""The words with which a topic was closed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from accounts.faces import Face, face
from accounts.models import User
from ledger.models import Act, Entry
from threads.models import Topic

_WHO = User.objects.filter(pk=OuterRef("actor_id"))
# The newest closing of the topic of an outer query: `closing_row`.
CLOSING_ROW = Subquery(
    Entry.objects.filter(topic_id=OuterRef("pk"), act=Act.CLOSE)
    .annotate(handle=Subquery(_WHO.values("username")), name=Subquery(_WHO.values("display_name")))
    .order_by("-id")
    .values(row=JSONObject(handle="handle", name="name", words="reason", at="at"))[:1]
)


@dataclass(frozen=True, slots=True)
class Closing:
    """Who closed a topic, when, with which words."""

    who: Face
    words: str
    at: datetime | None


def closing_of(topic: Topic) -> Closing | None:
    """The closing of a topic that came with `closing_row`; None while it is open, and where it was
    closed before there was a ledger."""
    row = topic.closing_row  # type: ignore[attr-defined]
    if topic.state == Topic.State.OPEN or not row:
        return None
    return Closing(face(row["handle"], row["name"]), row["words"], parse_datetime(row["at"]))
