"""Topics and their prompts."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from ledger.admin import Chronicled
from threads.admin.acts import RowAct, as_admin_action
from threads.admin.gates import Curated, Gated, PlaceFilter, ReadOnlyRows
from threads.curation import CURATIONS, Curation
from threads.models import Prompt, Topic
from threads.queries.topics import TAG_ROWS


class PromptInline(ReadOnlyRows, admin.TabularInline[Prompt, Topic]):
    """The prompts of a topic."""

    model = Prompt
    fields = ("position", "text", "state", "version")


TITLES_OF_MANY = {
    "close": _("Close the chosen topics"),
    "reopen": _("Reopen the chosen topics"),
    "timer": _("Let the chosen topics close by themselves"),
    "untimer": _("Let the chosen topics stay open"),
    "pin": _("Pin the chosen topics"),
    "unpin": _("Unpin the chosen topics"),
    "unlist": _("Take the chosen topics off the lists"),
    "relist": _("Put the chosen topics back on the lists"),
    "rename": _("Rename the chosen topic"),
    "tag": _("Change the tags of the chosen topics"),
    "move": _("Move the chosen topics"),
    "merge": _("Merge the chosen topics into another"),
    "archive": _("Archive the chosen topics"),
    "unarchive": _("Take the chosen topics out of the archive"),
}


def _row_act(curation: Curation) -> RowAct[Topic]:
    """The act as the pages of the site have it, in the admin."""
    return RowAct(
        name=curation.name,
        title=curation.title,
        title_of_many=TITLES_OF_MANY.get(curation.name, curation.title),
        effect=curation.effect,
        act=curation.act,
        check=curation.check,
        applies=curation.applies,
        form=curation.form,
        several=curation.several,
    )


@admin.register(Topic)
class TopicAdmin(Chronicled, Curated, ReadOnly, Gated[Topic]):
    """Conversations, with every act of curating that the site has."""

    list_display = (
        "title",
        "category",
        "author",
        "state",
        "pin",
        "is_listed",
        "post_count",
        "prompt_count",
        "last_post_at",
    )
    list_filter = (
        "state",
        "pin",
        "is_listed",
        ("merged_into", admin.EmptyFieldListFilter),
        ("category", PlaceFilter),
        "created_at",
    )
    search_fields = ("title", "author__username")
    list_select_related = ("category", "author")
    date_hierarchy = "created_at"
    fields = (
        "category", "title", "author", "state", ("closed_at", "closed_by"),
        ("closes_at", "quiet_days"), ("pin", "pinned_until"), "is_listed", "merged_to",
        "created_at",
        ("post_count", "prompt_count", "last_number"), ("last_post_at", "last_author"),
    )  # fmt: skip
    readonly_fields = ("merged_to",)
    inlines = (PromptInline,)
    places = ("category",)
    actions = tuple(as_admin_action(_row_act(curation)) for curation in CURATIONS.values())
    ledger_ids = ("topic_id", "other_topic_id")

    def ledger_query(self, obj: Topic) -> str:
        """What was done to it."""
        return f"topic={obj.pk}"

    @admin.display(description=_("merged into"))
    def merged_to(self, topic: Topic) -> str:
        """The short address of that topic: its title may be for others to read."""
        return f"/t/{topic.merged_into_id}/" if topic.merged_into_id else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """Topics with their categories and tags, which the rules and forms of the acts ask for."""
        rows = super().get_queryset(request).select_related("category")
        return rows.annotate(tag_rows=TAG_ROWS)
