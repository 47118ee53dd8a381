"""What the host heard of those on the panel, and their answer to it."""

from django.db import transaction
from django.utils import timezone

from accounts.lines import clean_line
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.models import Panelist, Perspective, Topic
from threads.queries.perspectives import panelist_for, perspective_for, perspective_of
from threads.queries.texts import Text, prepare

# What a line of the ledger keeps of a text.
KEPT = 200


class StaleView(Exception):
    """What stands there changed meanwhile: a lost race, answered with 409."""

    def __init__(self, current: Perspective | None) -> None:
        super().__init__("the view was changed meanwhile")
        self.current = current


def write_view(
    viewer: Viewer, topic: Topic, panelist: Panelist, source: str, *, version: int
) -> Entry | None:
    """Write down what somebody on the panel said, as the host heard it; no text takes it away.

    `version` is the one that the form began with, 0 for none. The person is told once; what they
    answered stays. None when it stands there just so. Raises `Refusal`, `StaleView`,
    `markup.MarkupRefused`. Source: docs/fishbowl.md, attributed perspectives.
    """
    policies.check_perspective(viewer, topic)
    text = prepare(source) if source.strip() else None
    with transaction.atomic():
        now = lock_topic(topic.pk)
        policies.check_perspective(viewer, now)
        seat = panelist_for(viewer, now, panelist.pk)
        current = perspective_of(seat)
        if (current.source if current else "") == source:
            return None
        if (current.version if current else 0) != version:
            raise StaleView(current)
        return put_view(viewer, now, seat, current, text)


def put_view(
    viewer: Viewer,
    topic: Topic,
    panelist: Panelist,
    current: Perspective | None,
    text: Text | None,
) -> Entry:
    """Put a text in the place of what stands of a panelist of this locked topic."""
    before = current.source if current else ""
    has_answered = bool(current and current.response_kind)
    policies.check_perspective(viewer, topic, has_answered and text is None)
    if text is None:
        Perspective.objects.filter(panelist=panelist).delete()
    elif current:
        Perspective.objects.filter(pk=current.pk).update(
            source=text.source,
            html=text.html,
            version=current.version + 1,
            author=viewer.id,
            written_at=timezone.now(),
        )
    else:
        view = Perspective.objects.create(
            panelist=panelist, author_id=viewer.id, source=text.source, html=text.html
        )
        announce("perspective", view.pk)
    after = text.source if text else ""
    said = {"before": view_in_words(panelist, before), "after": view_in_words(panelist, after)}
    return leave_line(viewer, Act.PERSPECTIVE, topic, **said)


def respond(
    viewer: Viewer, topic: Topic, panelist: Panelist, kind: str, source: str, *, version: int
) -> Entry | None:
    """Add to what the host wrote down of oneself, or correct it, in public; no text takes one's
    answer back. `version` is the wording that was read.

    None when it stands there just so. Raises `Refusal`, `StaleView`, `markup.MarkupRefused`.
    """
    policies.check_respond(viewer, topic, panelist.person_id)
    text = prepare(source) if source.strip() else None
    with transaction.atomic():
        now = lock_topic(topic.pk)
        view = perspective_for(viewer, now, panelist.pk)
        policies.check_respond(viewer, now, view.panelist.person_id)
        if view.version != version:
            raise StaleView(view)
        wanted = (kind, text.source) if text else ("", "")
        is_earlier = view.responded_at is not None and view.responded_at < view.written_at
        if wanted == (view.response_kind, view.response_source) and not (text and is_earlier):
            return None
        Perspective.objects.filter(pk=view.pk).update(
            response_kind=wanted[0],
            response_source=wanted[1],
            response_html=text.html if text else "",
            responded_at=timezone.now() if text else None,
        )
        # The host is told, as the person whom it concerns.
        facts = {"before": view.response_kind, "after": wanted[0], "person_id": now.host_id}
        return leave_line(viewer, Act.RESPOND, now, **facts)


def view_in_words(panelist: Panelist, source: str) -> str:
    """Whose view it is, and how it begins."""
    words = clean_line(source)
    if not words:
        return ""
    cut = f"{words[:KEPT].rstrip()} …" if len(words) > KEPT else words
    return f"{panelist.name}: {cut}"
