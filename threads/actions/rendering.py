"""Rendering again what an older renderer made. The words of a text are never touched, nor is
anybody told."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from threads import markup
from threads.actions.indexing import index_again, said_in_post
from threads.markup.plain import plain_text
from threads.models import HeldPost, Post
from threads.queries.names import PUBLIC, names_in
from threads.queries.people import people_called
from threads.queries.texts import Text, bound

type Stored = Post | HeldPost


class Outcome(StrEnum):
    """What became of a text."""

    SAME = "unchanged"
    OTHER_HTML = "other HTML, same words"
    OTHER_WORDS = "other words shown"
    REFUSED = "refused, kept as it was"
    OVERTAKEN = "changed by its author meanwhile"


@dataclass(frozen=True, slots=True)
class Again:
    """A text that was rendered again: what became of it, and how what it shows would differ."""

    label: str
    outcome: Outcome
    difference: tuple[str, ...] = ()


def outdated(model: type[Stored], *, after: int = 0, everything: bool = False) -> QuerySet[Any]:
    """The texts that an older renderer made (or all) and that have a higher id, by id."""
    rows = model.objects.filter(pk__gt=after).order_by("pk")
    return rows if everything else rows.filter(html_version__lt=markup.VERSION)


def render_again(row: Stored, renderer: markup.Renderer, *, store: bool) -> Again:
    """Render the stored source of a post or waiting text with the renderer of today, and keep the
    result (with `store`), unless its author changed it meanwhile.

    Who is named in it stays named, also after a change of handle; nobody else becomes so.
    """
    label = f"{type(row).__name__} {row.pk}"
    try:
        rendered = renderer.render(row.source, settings.OWN_HOSTS)
    except markup.MarkupRefused as refused:
        return Again(label, Outcome.REFUSED, (str(refused),))
    text = bound(row.source, rendered, _people(row, rendered))
    before, after = plain_text(row.html), plain_text(text.html)
    outcome = Outcome.SAME if row.html == text.html else Outcome.OTHER_HTML
    if before != after:
        outcome = Outcome.OTHER_WORDS
    if store and not _store(row, text):
        outcome = Outcome.OVERTAKEN
    return Again(label, outcome, tuple(_difference(before, after)))


def _people(row: Stored, rendered: markup.Rendered) -> dict[str, int]:
    """Whom the names in a text meant when it was written, by lower-case handle.

    Someone whose handle changed is found by elimination, where exactly as many names are left over.
    """
    meant = markup.people_in(row.html)
    found = people_called(markup.handles_to_look_up(rendered))
    people = {handle: person for handle, person in found.items() if person in meant}
    lost = [person for person in meant if person not in people.values()]
    left = [name.lower() for name in rendered.mentions if name.lower() not in found]
    if len(lost) == len(left):
        people |= dict(zip(left, lost, strict=True))
    return people


def _store(row: Stored, text: Text) -> bool:
    columns = text.of_post() if isinstance(row, Post) else text.of_held()
    del columns["source"]
    rows = type(row).objects.filter(
        pk=row.pk, version=row.version, html_version=row.html_version, source=row.source
    )
    with transaction.atomic():
        stored = bool(rows.update(**columns))
        if stored and isinstance(row, Post):
            index_again(said_in_post(row.pk, row.created_at, text.text, text.html))
    return stored


def _difference(before: str, after: str) -> Iterable[str]:
    if before == after:
        return ()
    names = names_in(PUBLIC, before, after)
    before, after = markup.fill_excerpt(before, names), markup.fill_excerpt(after, names)
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=1)
    return list(lines)[2:]
