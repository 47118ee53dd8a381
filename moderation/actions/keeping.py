"""Opens and closes cases as the acts below say (`threads.actions.cases`)."""

from typing import Any

from django.utils import timezone

from accounts.viewer import Viewer
from ledger.models import Entry
from moderation.models import Case
from threads.models import HeldPost, Post


class Keeper:
    """The keeper of the cases."""

    def open_held(self, held: HeldPost) -> None:
        """A text waits: open its case, unless it is open."""
        Case.objects.bulk_create([Case(held=held)], ignore_conflicts=True)

    def settle_held(self, viewer: Viewer, held: HeldPost, decision: str, entry: Entry) -> None:
        """Close the case of a text that was decided."""
        _close(viewer, decision, entry, held=held)

    def settle_post(self, viewer: Viewer, post: Post, decision: str, entry: Entry) -> None:
        """Close the case of a reported post that was decided; one without reports has none."""
        _close(viewer, decision, entry, post=post)
        Post.objects.filter(pk=post.pk, report_count__gt=0).update(report_count=0)

    def void_held(self, held: HeldPost) -> None:
        """Nothing is left to decide: the writer took the text back."""
        _void(held=held)

    def void_post(self, post: Post) -> None:
        """Nothing is left to decide: the author withdrew the post."""
        _void(post=post)
        Post.objects.filter(pk=post.pk, report_count__gt=0).update(report_count=0)


def _close(viewer: Viewer, decision: str, entry: Entry, **what: Any) -> None:
    Case.objects.filter(decision="", **what).update(
        decision=decision, decided_by=viewer.id, decided_at=timezone.now(), entry_id=entry.pk
    )


def _void(**what: Any) -> None:
    Case.objects.filter(decision="", **what).update(
        decision=Case.Decision.VOID, decided_at=timezone.now()
    )
