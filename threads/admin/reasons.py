"""Acts of the admin on chosen rows: they say what will happen, ask why, and then act."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.policies import Refusal
from accounts.viewer import Viewer
from threads.forms import ReasonForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

type Act[M] = Callable[[Viewer, M, str], None]


MOST_AT_ONCE = 100


class Curated:
    """An admin page whose rows can be curated, by those who may curate on the site itself."""

    def has_curate_permission(self, request: HttpRequest) -> bool:
        """Moderators and admins; the rule of each act is asked again for each row."""
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        return viewer.may_moderate


def with_reason[M: Model](
    name: str, title: "StrOrPromise", effect: "StrOrPromise", act: Act[M]
) -> Callable[[admin.ModelAdmin[M], HttpRequest, QuerySet[M]], TemplateResponse | None]:
    """An admin action that asks for a reason and goes through `act`, row by row.

    A row whose rule refuses is left as it is, and its sentence is shown.
    """

    @admin.action(description=title, permissions=["curate"])
    def run(
        page: admin.ModelAdmin[M], request: HttpRequest, rows: QuerySet[M]
    ) -> TemplateResponse | None:
        if rows.count() > MOST_AT_ONCE:
            text = _("Choose at most %(most)d rows at once.") % {"most": MOST_AT_ONCE}
            page.message_user(request, text, messages.ERROR)
            return None
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if form.is_valid():
            _act_on(page, request, rows, act, form.cleaned_data["reason"])
            return None
        context = {
            **page.admin_site.each_context(request),
            "title": title,
            "effect": effect,
            "objects": list(rows),
            "form": form,
            "action": name,
            "checkbox": ACTION_CHECKBOX_NAME,
            "opts": page.opts,
        }
        return TemplateResponse(request, "admin/act_with_reason.html", context)

    run.__name__ = name
    return run


def _act_on[M: Model](
    page: admin.ModelAdmin[M], request: HttpRequest, rows: QuerySet[M], act: Act[M], reason: str
) -> None:
    done = 0
    for row in rows:
        try:
            act(request.viewer, row, reason)  # type: ignore[attr-defined]
        except Refusal as refusal:
            page.message_user(request, f"{row}: {refusal}", messages.ERROR)
        else:
            done += 1
            page.log_change(request, row, reason)
    if done:
        text = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", done)
        page.message_user(request, text % {"count": done}, messages.SUCCESS)
