"""Waiting texts: read and decided here too, written by their authors alone."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from threads import policies
from threads.actions.approval import approve_held, refuse_held
from threads.admin.acts import RowAct, as_admin_action
from threads.admin.gates import Curated, Gated, PlaceFilter
from threads.forms import CurationForm
from threads.forms.curation import LightForm
from threads.models import HeldPost


def _waits(held: HeldPost) -> bool:
    return held.state == HeldPost.State.WAITING


ACTS = (
    RowAct[HeldPost](
        name="approve",
        title=_("Approve"),
        title_of_many=_("Approve the chosen texts"),
        effect=_("They appear now, as posts of their writers, who are told."),
        act=approve_held,
        check=policies.check_decide_held,
        applies=_waits,
        form=LightForm,
        text=lambda held: held.source,
        version=lambda held: held.version,
    ),
    RowAct[HeldPost](
        name="refuse",
        title=_("Refuse"),
        title_of_many=_("Refuse the chosen texts"),
        effect=_("They do not appear. Their writers keep them, read why, and can send them again."),
        act=refuse_held,
        check=policies.check_decide_held,
        applies=_waits,
        form=CurationForm,
        text=lambda held: held.source,
        version=lambda held: held.version,
    ),
)


@admin.register(HeldPost)
class HeldPostAdmin(Curated, ReadOnly, Gated[HeldPost]):
    """Texts that wait, and those that were decided."""

    list_display = ("__str__", "category", "topic", "author", "state", "created_at")
    list_filter = ("state", ("category", PlaceFilter), "created_at")
    search_fields = ("title", "source", "author__username", "topic__title")
    list_select_related = ("category", "topic", "author")
    date_hierarchy = "created_at"
    fields = (
        "category", "topic", "title", "author", "source", "version", "created_at",
        "state", "reason", "post",
    )  # fmt: skip
    places = ("category",)
    actions = tuple(as_admin_action(act) for act in ACTS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeldPost]:
        """Texts with where they are to appear, which their approval asks for."""
        return super().get_queryset(request).select_related("category", "topic__category")
