"""Questions to people, to look at; they are put and settled where they stand."""

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.viewer import Viewer, viewer_on
from threads import policies
from threads.actions.settling import set_ask_aside
from threads.admin.acts import RowAct, as_admin_action
from threads.admin.facts import OfTopic
from threads.admin.gates import Curated, PlaceFilter
from threads.forms.curation import AsideCurationForm
from threads.models import Ask, Post


def _check_aside(viewer: Viewer, ask: Ask) -> None:
    policies.check_ask(viewer, ask.topic)
    policies.check_curate(viewer, ask.topic)


SET_ASIDE = RowAct[Ask](
    name="set_aside",
    title=_("Set aside"),
    title_of_many=_("Set the chosen questions aside"),
    effect=_("They wait for nobody any more. Who asked is told, and everybody reads your words."),
    act=set_ask_aside,
    check=_check_aside,
    applies=lambda ask: ask.state == Ask.State.WAITING,
    form=AsideCurationForm,
    text=lambda ask: ask.text,
)


@admin.register(Ask)
class AskAdmin(Curated, OfTopic[Ask]):
    """Who asks whom what, and what became of it. A post that staff may not know is not named."""

    list_display = ("text", "author", "to_person", "to_panel", "state", "created_at", "topic")
    fields = (
        *("topic", "author", "to_panel", "to_person", "text", "link", "asked_in", "state"),
        *("answered_in", "words", "settled_by", "settled_at", "was_reopened", "reminded_at"),
        "created_at",
    )
    readonly_fields = ("asked_in", "answered_in")
    list_filter = ("state", "to_panel", "created_at", ("topic__category", PlaceFilter))
    search_fields = ("text", "author__username", "to_person__username", "topic__title")
    date_hierarchy = "created_at"
    actions = (as_admin_action(SET_ASIDE),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ask]:
        """Those that the viewer may know, with the numbers of the posts that they may know."""
        viewer = viewer_on(request)
        posts = Post.objects.visible_to(viewer).values("number")
        known = Ask.objects.visible_to(viewer).values("pk")
        rows = super().get_queryset(request).filter(pk__in=known)
        people = ("author", "to_person", "settled_by")
        return rows.select_related("topic__category", *people).annotate(
            asked_in=Subquery(posts.filter(pk=OuterRef("post"))[:1]),
            answered_in=Subquery(posts.filter(pk=OuterRef("answer"))[:1]),
        )

    @admin.display(description=_("asked about post"))
    def asked_in(self, ask: Ask) -> int | None:
        """The number of the post that it is about."""
        number: int | None = ask.asked_in  # type: ignore[attr-defined]
        return number

    @admin.display(description=_("answered in post"))
    def answered_in(self, ask: Ask) -> int | None:
        """The number of the post that answers it."""
        number: int | None = ask.answered_in  # type: ignore[attr-defined]
        return number
