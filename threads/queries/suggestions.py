"""Questions that members suggest, and the page on which a host looks after all questions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.faces import Face, face_of
from accounts.viewer import Viewer
from threads import policies
from threads.models import CoHost, PromptSuggestion, Topic
from threads.models.prompts import MOST_PROMPTS
from threads.queries.prompts import PromptRow, all_rows, prompt_rows, standing, withdrawn

# How many suggestions a page shows, the newest of them.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggested question."""

    id: int
    text: str
    author: Face
    state: str
    state_label: str
    is_waiting: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ManagedRow:
    """A prompt with the orders that put it one place up or down; empty at the ends."""

    prompt: PromptRow
    up: tuple[int, ...]
    down: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ManagePage:
    """The page `/t/<id>/prompts/`."""

    topic: Topic
    rows: tuple[ManagedRow, ...]
    withdrawn: tuple[PromptRow, ...]
    suggestions: tuple[SuggestionRow, ...]
    # Whether the viewer words and orders them, or only takes out what should not stand.
    may_ask: bool
    is_host: bool
    is_full: bool


@dataclass(frozen=True, slots=True)
class SuggestPage:
    """The page `/t/<id>/prompts/suggest/`: what is asked already, and the viewer's own."""

    topic: Topic
    prompts: tuple[PromptRow, ...]
    suggestions: tuple[SuggestionRow, ...]


def manage_page(viewer: Viewer, topic: Topic) -> ManagePage:
    """All questions of a topic for its host, in two queries."""
    rows = all_rows(viewer, topic)
    shown = standing(rows)
    ids = [row.id for row in shown]
    managed = tuple(
        ManagedRow(row, _swapped(ids, at - 1, at), _swapped(ids, at, at + 1))
        for at, row in enumerate(shown)
    )
    return ManagePage(
        topic=topic,
        rows=managed,
        withdrawn=withdrawn(rows),
        suggestions=_rows(
            PromptSuggestion.objects.filter(topic=topic).exclude(
                state__in=[PromptSuggestion.State.TAKEN_BACK, PromptSuggestion.State.ADOPTED]
            )
        ),
        may_ask=policies.may(policies.check_prompts, viewer, topic),
        is_host=policies.is_host(viewer, topic),
        is_full=len(rows) >= MOST_PROMPTS,
    )


def _swapped(ids: list[int], one: int, other: int) -> tuple[int, ...]:
    """The ids with two neighbours in each other's place; empty past the ends."""
    if one < 0 or other >= len(ids):
        return ()
    order = list(ids)
    order[one], order[other] = order[other], order[one]
    return tuple(order)


def suggest_page(viewer: Viewer, topic: Topic) -> SuggestPage:
    """What is asked already, and what the viewer has suggested, in two queries."""
    mine = PromptSuggestion.objects.filter(topic=topic, author_id=viewer.id)
    return SuggestPage(topic, prompt_rows(viewer, topic), _rows(mine))


def suggestion_in(viewer: Viewer, topic: Topic, suggestion_id: int) -> PromptSuggestion:
    """A suggestion to this topic that the viewer may know of: their own, or as its host or an
    admin any. Raises `Http404`."""
    known = readable_suggestions(viewer).filter(topic=topic)
    return get_object_or_404(known, pk=suggestion_id)


def readable_suggestions(viewer: Viewer) -> QuerySet[PromptSuggestion]:
    """Those that the viewer made, and those made to topics that they host; an admin's are all."""
    found = PromptSuggestion.objects.filter(topic__in=Topic.objects.visible_to(viewer))
    if viewer.is_admin:
        return found
    cohosted = CoHost.objects.filter(person_id=viewer.id).values("topic")
    theirs = Q(author_id=viewer.id) | Q(topic__host_id=viewer.id) | Q(topic__in=cohosted)
    return found.filter(theirs) if viewer.is_member else found.none()


def _rows(suggestions: QuerySet[PromptSuggestion]) -> tuple[SuggestionRow, ...]:
    """Those that wait first, then the newest."""
    found = suggestions.select_related("author").order_by("-id")[:MOST_SHOWN]
    rows = [
        SuggestionRow(
            id=one.pk,
            text=one.text,
            author=face_of(one.author),
            state=one.state,
            state_label=str(one.get_state_display()),
            is_waiting=one.state == PromptSuggestion.State.WAITING,
            created_at=one.created_at,
        )
        for one in found
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_waiting))
