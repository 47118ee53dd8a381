"""Acts of the admin on chosen rows: they say what will happen, ask what there is to ask, and act.

To add one: a `RowAct` in the `actions` of its page (`as_admin_action`); it runs the same action,
under the same rule, as the site does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import ActionLocation
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin.base import ForumModelAdmin
from accounts.policies import LostRace, Refusal
from accounts.viewer import Viewer, viewer_on
from threads import policies
from threads.curation import MOST_AT_ONCE
from threads.forms import CurationForm
from threads.markup import MarkupRefused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# On the change page of a row Django sends the name of the act in another field.
ACTION_FIELDS = ("action", f"{ActionLocation.CHANGE_FORM.value}-action")


@dataclass(frozen=True, slots=True)
class RowAct[M: Model]:
    """An act on rows. `act(viewer, row, reason, **facts)` does it and answers None when nothing
    was left to do; `check` is its rule, `applies` says whether there is something to do."""

    name: str
    title: "StrOrPromise"
    title_of_many: "StrOrPromise"
    effect: "StrOrPromise"
    act: Callable[..., object]
    check: Callable[[Viewer, M], object]
    applies: Callable[[M], bool]
    # A form of the shape of `CurationForm`, which takes the viewer, the rows and the data.
    form: Callable[..., Any] = CurationForm
    # Whether it is done to many rows with one answer to its form.
    several: bool = True
    # How a row is called where nothing else of it stands.
    label: Callable[[M], str] = str
    # What a moderator is to have read before deciding, and what says that it is still the same.
    text: Callable[[M], str] = lambda _row: ""
    version: Callable[[M], object] = lambda _row: ""


@dataclass(frozen=True, slots=True)
class Chosen[M: Model]:
    """A row on the page that asks: `obstacle` is why nothing will be done to it, if so."""

    row: M
    label: str
    url: str | None
    obstacle: str
    text: str
    stamp: str


type AdminAction[M: Model] = Callable[
    [ForumModelAdmin[M], HttpRequest, QuerySet[M]], TemplateResponse | None
]


def as_admin_action[M: Model](act: RowAct[M]) -> AdminAction[M]:
    """The act as Django's admin runs it: from the list, and from the page of one row."""

    def run(
        page: ForumModelAdmin[M], request: HttpRequest, rows: QuerySet[M]
    ) -> TemplateResponse | None:
        most = MOST_AT_ONCE if act.several else 1
        found = list(rows[: most + 1])
        if len(found) > most:
            text = ngettext("Choose one row.", "Choose at most %(most)d rows at once.", most)
            page.message_user(request, text % {"most": most}, messages.ERROR)
            return None
        form = act.form(
            viewer_on(request), found, request.POST if "reason" in request.POST else None
        )
        if form.is_valid():
            _act_on(page, request, act, found, form)
            return None
        return _ask(page, request, act, found, form)

    run.__name__ = act.name
    decorate = admin.action(
        permissions=["curate"],
        description=act.title,
        description_plural=act.title_of_many,
        location=list(ActionLocation),
    )
    return decorate(run)


def _obstacle[M: Model](act: RowAct[M], viewer: Viewer, row: M) -> str:
    """Why nothing will be done to a row: the sentence of the rule, or that it is so already."""
    refused = policies.reason(act.check, viewer, row)
    if refused or act.applies(row):
        return refused
    return _("There is nothing to do here.")


def _ask[M: Model](
    page: ForumModelAdmin[M], request: HttpRequest, act: RowAct[M], rows: list[M], form: Any
) -> TemplateResponse:
    """The page that says what will happen, to what, and asks."""
    chosen = [
        Chosen(
            row=row,
            label=act.label(row),
            url=page.get_view_on_site_url(row),
            obstacle=_obstacle(act, viewer_on(request), row),
            text=act.text(row),
            stamp=_stamp(act, row),
        )
        for row in rows
    ]
    context = {
        **page.admin_site.each_context(request),
        "title": act.title_of_many if len(rows) > 1 else act.title,
        "effect": act.effect,
        "chosen": chosen,
        "is_possible": any(not row.obstacle for row in chosen),
        "form": form,
        "action": act.name,
        "action_field": next((name for name in ACTION_FIELDS if name in request.POST), "action"),
        "checkbox": ACTION_CHECKBOX_NAME,
        "opts": page.opts,
        "media": page.media + form.media,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/act_with_reason.html", context, status=status)


def _stamp[M: Model](act: RowAct[M], row: M) -> str:
    return f"{row.pk}:{act.version(row)}"


def _act_on[M: Model](
    page: ForumModelAdmin[M], request: HttpRequest, act: RowAct[M], rows: Iterable[M], form: Any
) -> None:
    """Do it row by row; what is refused or was faster is said, and the others are done."""
    reason = form.cleaned_data["reason"]
    done = 0
    for row in rows:
        try:
            obstacle = _do(request, act, row, form)
        except (Refusal, LostRace, MarkupRefused) as refusal:
            obstacle = str(refusal)
        if obstacle:
            page.message_user(request, f"{act.label(row)}: {obstacle}", messages.WARNING)
        else:
            done += 1
            page.log_change(request, row, f"{act.title}. {reason}".strip())
    if done:
        text = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", done)
        page.message_user(request, text % {"count": done}, messages.SUCCESS)


def _do[M: Model](request: HttpRequest, act: RowAct[M], row: M, form: Any) -> str:
    """Do it to one row; answers why it was not done, if so. Raises `Refusal`, and `LostRace` when
    the text is not the one that the moderator read."""
    viewer, seen = viewer_on(request), request.POST.getlist("seen")
    if seen and _stamp(act, row) not in seen:
        raise LostRace(_("Meanwhile this text was changed; look at it again."))
    if obstacle := _obstacle(act, viewer, row):
        return obstacle
    entry = act.act(viewer, row, form.cleaned_data["reason"], **form.facts())
    return _("It was so already.") if entry is None else ""
