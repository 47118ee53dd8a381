"""Keeping a post to find it again, and letting go of it."""

from datetime import date

from accounts.policies import check_member
from accounts.viewer import Viewer
from threads import policies
from threads.models import Bookmark, Post


def keep_post(viewer: Viewer, post: Post, note: str = "", remind_on: date | None = None) -> None:
    """Keep a post that the viewer may read, or say anew what is noted at it and when they are
    reminded: a wish, so the same wish twice, also at one instant, is one bookmark.

    Nobody else hears of it. Raises `Refusal` for guests and where the post does not stand.
    """
    policies.check_keep(viewer, post)
    mine = Bookmark(person_id=check_member(viewer), post=post, note=note, remind_on=remind_on)
    Bookmark.objects.bulk_create(
        [mine],
        update_conflicts=True,
        unique_fields=["person", "post"],
        update_fields=["note", "remind_on"],
    )


def drop_bookmark(viewer: Viewer, bookmark_id: int) -> None:
    """Keep a post no longer, whatever became of it; nothing where this is no bookmark of theirs."""
    Bookmark.objects.filter(person_id=check_member(viewer), pk=bookmark_id).delete()


def forget_reminder(viewer: Viewer, bookmark_id: int) -> None:
    """The viewer was reminded; the post stays kept."""
    mine = Bookmark.objects.filter(person_id=check_member(viewer), pk=bookmark_id)
    mine.update(remind_on=None)
