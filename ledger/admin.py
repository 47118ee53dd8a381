"""The ledger beside the things that it speaks of: a link on their pages, its lines in their
history. The list of all lines is registered by `moderation`, which knows who reads which."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, ClassVar
from urllib.parse import quote

from django.contrib.admin.utils import unquote
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.viewer import viewer_on
from ledger.models import Entry
from ledger.queries import withheld_from

LOG = "/moderation/log/"
LINES_SHOWN = 50


class Chronicled:
    """An admin page whose rows have lines in the ledger."""

    # The fields of a line that can hold the id of a row of this page.
    ledger_ids: ClassVar[tuple[str, ...]] = ()
    # How the log is asked for the lines of a row; each page defines it as a method.
    ledger_query: Callable[[Any], str]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Link to the log from the page of a row."""
        if original := context.get("original"):
            context["ledger_url"] = f"{LOG}?{self.ledger_query(original)}"
        return super().render_change_form(  # type: ignore[misc]
            request, context, *args, **kwargs
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was typed in the admin, and before it what the ledger says. The lines stand there
        for admins, who read all of it; others follow the link to the log, which knows its readers.
        """
        extra: dict[str, Any] = {"is_chronicled": True}
        if viewer_on(request).is_admin and unquote(object_id).isdecimal():
            about = lines_about(self.ledger_ids, int(unquote(object_id)))
            extra["lines"] = about.exclude(withheld_from(viewer_on(request)))[:LINES_SHOWN]
        return super().history_view(  # type: ignore[misc]
            request, object_id, extra | (extra_context or {})
        )


def lines_about(fields: tuple[str, ...], pk: int) -> QuerySet[Entry]:
    """The lines that name the row of that id in one of these fields, with their actors, the newest
    first."""
    about = reduce(or_, (Q(**{field: pk}) for field in fields))
    return with_handles(Entry.objects.filter(about)).order_by("-id")


def with_handles(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Lines with today's handles of who did it (`actor_handle`) and to whom (`person_handle`)."""
    actor = User.objects.filter(pk=OuterRef("actor_id"))
    person = User.objects.filter(pk=OuterRef("person_id"))
    return entries.annotate(
        actor_handle=Subquery(actor.values("username")[:1]),
        person_handle=Subquery(person.values("username")[:1]),
    )


def person_query(handle: str) -> str:
    """How the log is asked for what was done to somebody."""
    return f"person={quote(handle)}"
