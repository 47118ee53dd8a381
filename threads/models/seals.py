"""Sealed answers: which posts a viewer may not open yet, as conditions of a query on posts.

A post is sealed to a viewer while it is filed under a sealed prompt whose date is not over and
which they have neither answered nor passed on. Its author opens it, and so does a moderator of
its category while a report on it is open; hosts, other moderators and admins are readers like
others, and a guest has never answered. Where it answers several sealed prompts, each must be open.
The opening post of a topic is what the question comes with, and never sealed.
"""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.viewer import Viewer

FILED = "filed"


def in_force() -> Q:
    """The condition under which a prompt is sealed, and its date is not over."""
    return Q(sealed=True) & (Q(sealed_until=None) | Q(sealed_until__gt=timezone.now()))


def opened_by(viewer: Viewer) -> Q:
    """The condition under which the viewer has answered a prompt, or passed on it."""
    if viewer.id is None:
        return Q(pk__in=[])
    answers = _rows("Answer").filter(
        prompt=OuterRef("pk"), state=FILED, post__author_id=viewer.id, post__withdrawn_at=None
    )
    passes = _rows("PromptPass").filter(prompt=OuterRef("pk"), person_id=viewer.id)
    return Q(Exists(answers)) | Q(Exists(passes))


def open_to(viewer: Viewer) -> Q:
    """The condition under which a post is not sealed to the viewer."""
    shut = Exists(_sealing().filter(in_force()).exclude(opened_by(viewer)))
    if viewer.id is None:
        return Q(number=1) | ~Q(shut)
    is_open = Q(number=1) | Q(author_id=viewer.id) | ~Q(shut)
    if viewer.is_moderator:
        return is_open | Q(report_count__gt=0)
    if viewer.moderated_ids:
        is_open |= Q(report_count__gt=0, topic__category_id__in=viewer.moderated_ids)
    return is_open


def unsealed() -> Q:
    """The condition under which a post is under no seal at all, whoever asks: such posts count,
    bump their topic and are named in lists. It goes by what is stored, not by the clock: when a
    date is over, the seal is lifted and the topic counted anew in one act."""
    return Q(number=1) | ~Q(Exists(_sealing()))


def _sealing() -> QuerySet[Any]:
    """The sealed prompts that the post of the outer query answers, found through the index of
    sealed prompts: where a topic has none, nothing further is looked up."""
    return _rows("Prompt").filter(
        topic=OuterRef("topic"), sealed=True, answers__post=OuterRef("pk"), answers__state=FILED
    )


def _rows(model: str) -> QuerySet[Any]:
    """All rows of a model of this app that is defined on top of posts."""
    found: Any = apps.get_model("threads", model)
    rows: QuerySet[Any] = found.objects.all()
    return rows
