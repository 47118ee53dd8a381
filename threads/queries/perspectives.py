"""What the host heard of those on the panel, and what they answered.

It comes with the topic, as a column of its query; its names are filled with those of the posts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from accounts.faces import Face, face
from accounts.viewer import Viewer
from threads import markup, policies
from threads.models import Panelist, Perspective, Topic
from threads.queries.names import names_in

VIEW_ROWS = ArraySubquery(
    Perspective.objects.filter(panelist__topic=OuterRef("pk"))
    .order_by("panelist__position")
    .values(
        row=JSONObject(
            seat="panelist_id",
            person="panelist__person_id",
            html="html",
            source="source",
            handle="author__username",
            name="author__display_name",
            written_at="written_at",
            answer_kind="response_kind",
            answer_html="response_html",
            answer_source="response_source",
            answered_at="responded_at",
        )
    )
)


@dataclass(frozen=True, slots=True)
class Response:
    """What the person says to it, in public. `is_earlier`: the host has put it otherwise since."""

    corrects: bool
    html: SafeString
    source: str
    is_earlier: bool


@dataclass(frozen=True, slots=True)
class View:
    """What somebody on the panel said elsewhere, as `by` heard it."""

    html: SafeString
    source: str
    by: Face
    response: Response | None
    # Whether the viewer is the person, and may answer now.
    may_respond: bool


def view_texts(topic: Topic) -> list[str]:
    """The stored texts of a topic that came with `VIEW_ROWS` as `view_rows`, for their names."""
    rows: list[dict[str, Any]] = topic.view_rows  # type: ignore[attr-defined]
    return [row[name] for row in rows for name in ("html", "answer_html")]


def views_of(viewer: Viewer, topic: Topic, names: markup.Names) -> dict[int, View]:
    """The views of a topic that came with `VIEW_ROWS`, by seat (the id of the panelist)."""
    rows: list[dict[str, Any]] = topic.view_rows  # type: ignore[attr-defined]
    return {
        row["seat"]: View(
            markup.fill(row["html"], names),
            row["source"],
            face(row["handle"], row["name"]),
            _response(row, names),
            policies.may(policies.check_respond, viewer, topic, row["person"]),
        )
        for row in rows
    }


def _response(row: dict[str, Any], names: markup.Names) -> Response | None:
    if not row["answer_kind"]:
        return None
    answered = datetime.fromisoformat(row["answered_at"])
    return Response(
        row["answer_kind"] == Perspective.Response.CORRECTS,
        markup.fill(row["answer_html"], names),
        row["answer_source"],
        answered < datetime.fromisoformat(row["written_at"]),
    )


def panelist_for(viewer: Viewer, topic: Topic, panelist_id: int) -> Panelist:
    """Somebody on the panel of a topic that the viewer may read, with their account. Raises
    `Http404` for one of another topic."""
    people = Panelist.objects.filter(topic=topic).select_related("person")
    return get_object_or_404(people, pk=panelist_id)


def perspective_of(panelist: Panelist) -> Perspective | None:
    """What stands of somebody on a panel, if anything."""
    views = Perspective.objects.filter(panelist=panelist)
    return views.select_related("author", "panelist__person").first()


def perspective_for(viewer: Viewer, topic: Topic, panelist_id: int) -> Perspective:
    """What stands of somebody on the panel of a topic that the viewer may read. Raises `Http404`
    where nothing does."""
    views = Perspective.objects.filter(panelist__topic=topic, panelist=panelist_id)
    return get_object_or_404(views.select_related("author", "panelist__person"))


def printed(topic: Topic, html: str) -> SafeString:
    """A stored view by itself, ready to print."""
    return markup.fill(html, names_in(topic.category_id, html))
