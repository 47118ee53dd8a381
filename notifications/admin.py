"""Notices in the admin: to see whether people are told."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.viewer import viewer_on
from notifications.actions import send_again
from notifications.models import (
    SHIPPED,
    STARRED,
    Announcement,
    Bounce,
    Choice,
    CommunityChoice,
    Mail,
    MailChoice,
    MailStop,
    Notice,
    Sort,
)
from notifications.queries import outbox_state
from notifications.queries.choices import Way
from notifications.queries.estimates import way_words
from notifications.registry import registry


@admin.register(Notice)
class NoticeAdmin(ReadOnly, ForumModelAdmin[Notice]):
    """Who was told of what."""

    list_display = ("at", "recipient", "kind", "actor", "subject_id", "read_at")
    list_filter = ("kind", ("read_at", admin.EmptyFieldListFilter), "at")
    search_fields = ("recipient__username", "actor__username", "=subject_id")
    list_select_related = ("recipient", "actor")
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Without those that would say who wrote what the admin may not read yet."""
        return super().get_queryset(request).exclude(registry.withheld(viewer_on(request)))


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnly, ForumModelAdmin[Announcement]):
    """What is still to be told; a row that stays here keeps failing."""

    list_display = ("at", "occasion", "subject_id", "attempts", "due_at")
    list_filter = ("occasion", "attempts")
    search_fields = ("=subject_id",)
    date_hierarchy = "at"


class CommunityChoiceForm(forms.ModelForm[CommunityChoice]):
    """A sort that has no row yet, and how it is told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sort" in self.fields:
            taken = set(CommunityChoice.objects.values_list("sort", flat=True))
            self.fields["sort"].choices = [  # type: ignore[attr-defined]
                (sort.value, f"{sort.label} ({shipped_words(sort)})")
                for sort in Sort
                if sort not in taken
            ]

    def clean(self) -> dict[str, Any]:
        """What is starred stays on the site."""
        data = super().clean() or {}
        sort = data.get("sort") or self.instance.sort
        if sort in STARRED and not data.get("on_site"):
            words = gettext("This is always on the site: it may decide what somebody can do here.")
            self.add_error("on_site", words)
        return data


@admin.register(CommunityChoice)
class CommunityChoiceAdmin(ForumModelAdmin[CommunityChoice]):
    """How people are told who did not choose themselves: a row for each sort that the community
    tells otherwise than as shipped. Removing it goes back to that."""

    form = CommunityChoiceForm
    list_display = ("sort", "on_site", "by_mail", "as_shipped")
    list_filter = ("on_site", "by_mail")
    search_fields = ("sort",)
    ordering = ("sort",)

    @admin.display(description=_("as shipped"))
    def as_shipped(self, choice: CommunityChoice) -> str:
        """How it would be told without the row."""
        return shipped_words(Sort(choice.sort))

    def get_readonly_fields(
        self, request: HttpRequest, obj: CommunityChoice | None = None
    ) -> tuple[str, ...]:
        """A row stays that of its sort."""
        return ("sort", "as_shipped") if obj else ()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, below what has no row."""
        taken = set(CommunityChoice.objects.values_list("sort", flat=True))
        rest = (f"{sort.label} ({shipped_words(sort)})" for sort in Sort if sort not in taken)
        words = gettext("As shipped: %(sorts)s") % {"sorts": " · ".join(rest) or "-"}
        return super().changelist_view(request, {"subtitle": words} | (extra_context or {}))


def shipped_words(sort: Sort) -> str:
    """How a sort is told where nobody chose."""
    on_site, by_mail = SHIPPED[sort]
    return way_words(Way(on_site, by_mail))


@admin.register(Choice)
class ChoiceAdmin(ReadOnly, ForumModelAdmin[Choice]):
    """How somebody wants to be told; theirs to say."""

    list_display = ("person", "sort", "on_site", "by_mail")
    list_filter = ("sort", "on_site", "by_mail")
    search_fields = ("person__username",)
    list_select_related = ("person",)


@admin.register(MailChoice)
class MailChoiceAdmin(ReadOnly, ForumModelAdmin[MailChoice]):
    """When mail may come to somebody; theirs to say."""

    list_display = ("person", "is_off", "digest", "digest_at", "paused_until")
    list_filter = ("is_off", "digest")
    search_fields = ("person__username",)
    list_select_related = ("person",)


@admin.register(Mail)
class MailAdmin(ReadOnly, ForumModelAdmin[Mail]):
    """What was mailed to whom, what waits, and what became of it."""

    list_display = ("created_at", "recipient", "purpose", "state", "attempts", "not_before", "why")
    list_filter = ("state", "purpose", "created_at")
    search_fields = ("recipient__username", "address", "=message_id")
    list_select_related = ("recipient",)
    date_hierarchy = "created_at"
    actions = ("send_failed_again", "send_unconfirmed_again")

    @admin.display(description=_("reason"))
    def why(self, mail: Mail) -> str:
        """Our own sentences in the language of who reads; what a server said, as it said it."""
        return gettext(mail.reason) if mail.reason else ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, below how mail stands."""
        now = outbox_state()
        words = gettext(
            "due: %(waiting)s · late: %(late)s · failed: %(failed)s · unconfirmed: %(unconfirmed)s"
        )
        facts = {name: getattr(now, name) for name in ("waiting", "late", "failed", "unconfirmed")}
        return super().changelist_view(request, {"subtitle": words % facts} | (extra_context or {}))

    @admin.action(description=_("Send again what failed"), permissions=["view"])
    def send_failed_again(self, request: HttpRequest, mails: QuerySet[Mail]) -> None:
        """Where the reason is gone: the server was away, the address was mended."""
        self._send_again(request, mails.filter(state=Mail.State.FAILED))

    @admin.action(
        description=_("Send again what is unconfirmed (it may arrive twice)"), permissions=["view"]
    )
    def send_unconfirmed_again(self, request: HttpRequest, mails: QuerySet[Mail]) -> None:
        """Where the log of the mail server, searched for the Message-ID, says that it is lost."""
        self._send_again(request, mails.filter(state=Mail.State.UNCONFIRMED))

    def _send_again(self, request: HttpRequest, mails: QuerySet[Mail]) -> None:
        ids = list(mails.values_list("pk", flat=True)[: self.list_per_page])
        number = send_again(viewer_on(request), ids)
        words = ngettext(
            "%(number)s mail waits to be sent again.",
            "%(number)s mails wait to be sent again.",
            number,
        )
        level = messages.SUCCESS if number else messages.WARNING
        self.message_user(request, words % {"number": number}, level)


@admin.register(MailStop)
class MailStopAdmin(ReadOnly, ForumModelAdmin[MailStop]):
    """Topics about which somebody wants no mail; theirs to say."""

    list_display = ("at", "person", "topic_id")
    list_filter = ("at",)
    search_fields = ("person__username", "=topic_id")
    list_select_related = ("person",)


@admin.register(Bounce)
class BounceAdmin(ForumModelAdmin[Bounce]):
    """Addresses that get no mail; removing one lets mail go there again."""

    list_display = ("at", "address", "why", "words")
    list_filter = ("why", "at")
    search_fields = ("address",)
    date_hierarchy = "at"
