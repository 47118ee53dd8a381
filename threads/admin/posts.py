"""Posts: read here, hidden and restored here, written by their authors alone."""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from accounts.viewer import Viewer
from ledger.admin import Chronicled
from threads import policies
from threads.actions.posts import hide_post, restore_post
from threads.admin.acts import RowAct, as_admin_action
from threads.admin.gates import Curated, Gated, PlaceFilter, ReadOnlyRows
from threads.curation import MOST_AT_ONCE
from threads.forms.curation import LightForm
from threads.models import Post, PostRevision, Topic

# Words are looked for in so many of the newest posts: no index finds a part of a word in a text.
NEWEST = 10_000
# `/t/<slug>/<topic>/<number>/`, `/p/<id>/`, or a number alone.
TOPIC_ADDRESS = re.compile(r".*/t/(?:[^/]+/)?(?P<topic>[0-9]{1,18})/(?:(?P<number>[0-9]{1,9})/?)?")
POST_ADDRESS = re.compile(r"(?:.*/p/)?(?P<post>[0-9]{1,18})/?")


class PostRevisionInline(ReadOnlyRows, admin.TabularInline[PostRevision, Post]):
    """Earlier versions of a text."""

    model = PostRevision
    fields = ("version", "written_at", "source")


def _label(post: Post) -> str:
    return f"{post.topic.title} #{post.number}"


def _check_hide(viewer: Viewer, post: Post) -> None:
    policies.check_hide(viewer, post, post.topic)


ACTS = (
    RowAct[Post](
        name="hide",
        title=_("Hide"),
        title_of_many=_("Hide the chosen posts"),
        effect=_("Readers see your reason in place of the text. The author is told."),
        act=hide_post,
        check=_check_hide,
        applies=lambda post: post.hidden_at is None,
        label=_label,
        text=lambda post: post.source,
        version=lambda post: post.version,
    ),
    RowAct[Post](
        name="restore",
        title=_("Restore"),
        title_of_many=_("Restore the chosen posts"),
        effect=_("Readers see the text again. The author is told."),
        act=restore_post,
        check=_check_hide,
        applies=lambda post: post.hidden_at is not None,
        form=LightForm,
        label=_label,
        text=lambda post: post.source,
        version=lambda post: post.version,
    ),
)


@admin.action(
    permissions=["curate"],
    description=_("Split or move"),
    description_plural=_("Split or move the chosen posts"),
)
def take_apart(page: Any, request: HttpRequest, posts: QuerySet[Post]) -> HttpResponse | None:
    """Leads to the page of the site that does it, with these posts chosen there."""
    found = list(posts.values_list("topic_id", "pk")[: MOST_AT_ONCE + 1])
    if len({topic_id for topic_id, _pk in found}) != 1 or len(found) > MOST_AT_ONCE:
        text = gettext("Choose at most %(most)d posts of one topic.") % {"most": MOST_AT_ONCE}
        page.message_user(request, text, messages.ERROR)
        return None
    query = urlencode({"posts": [pk for _topic_id, pk in found]}, doseq=True)
    return redirect(f"/moderation/topics/{found[0][0]}/posts/?{query}")


@admin.register(Post)
class PostAdmin(Chronicled, Curated, ReadOnly, Gated[Post]):
    """What people said."""

    list_display = (
        "__str__",
        "topic",
        "author",
        "created_at",
        "report_count",
        "like_count",
        "edited_at",
        "withdrawn_at",
        "hidden_at",
    )
    list_filter = (
        ("hidden_at", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
        ("edited_at", admin.EmptyFieldListFilter),
        "created_at",
        ("topic__category", PlaceFilter),
    )
    search_fields = ("source", "topic__title", "author__username")
    search_help_text = _(
        "The address or the number of a post, the address of a topic, @handle, or words: in titles"
        " of topics, and in the 10,000 newest posts."
    )
    list_select_related = ("topic", "author")
    date_hierarchy = "created_at"
    fields = (
        "topic", "number", "author", "reply_to", "source", "version",
        ("like_count", "report_count"), "created_at", "edited_at", "withdrawn_at", "hidden_at",
        "hidden_reason",
    )  # fmt: skip
    inlines = (PostRevisionInline,)
    actions = (*(as_admin_action(act) for act in ACTS), take_apart)
    ledger_ids = ("post_id",)

    def ledger_query(self, obj: Post) -> str:
        """What was done in its topic."""
        return f"topic={obj.topic_id}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Posts with their topics, which every rule asks for."""
        return super().get_queryset(request).select_related("topic__category").defer("html")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Post], search_term: str
    ) -> tuple[QuerySet[Post], bool]:
        """By address, number or handle through an index; by words among the newest posts."""
        term = search_term.strip()
        return (queryset.filter(_condition(term)) if term else queryset), False


def _condition(term: str) -> Q:
    """What a search for it asks of a post."""
    if found := POST_ADDRESS.fullmatch(term):
        return Q(pk=int(found["post"]))
    if found := TOPIC_ADDRESS.fullmatch(term):
        number = Q(number=int(found["number"])) if found["number"] else Q()
        return Q(topic_id=int(found["topic"])) & number
    if term.startswith("@"):
        return Q(author__username__iexact=term[1:])
    titled = Topic.objects.filter(title__icontains=term)
    newest = Post.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return Q(topic__in=titled) | Q(pk__gt=newest - NEWEST, source__icontains=term)


@admin.register(PostRevision)
class PostRevisionAdmin(Curated, ReadOnly, Gated[PostRevision]):
    """Every version that was."""

    list_display = ("post", "version", "written_at")
    list_filter = ("written_at", ("post__topic__category", PlaceFilter))
    search_fields = ("post__topic__title", "=post__author__username")
    list_select_related = ("post",)
    date_hierarchy = "written_at"
    places = ("post__topic__category",)

    def view_on_site(self, obj: Any) -> str:
        """The versions of its post."""
        return f"/p/{obj.post_id}/history/"
