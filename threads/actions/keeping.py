"""What of conversations is kept for a time, as the community says."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.keeping import Kept
from threads.models import Draft, Post, PostRevision


def _drafts(before: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(changed_at__lt=before)


def _withdrawn(before: datetime) -> QuerySet[Post]:
    return Post.objects.filter(withdrawn_at__lt=before).exclude(source="")


def _empty(posts: QuerySet[Post]) -> None:
    """Take the words of withdrawn posts away for good, with all their versions; that one stood
    there stays, and so does its number."""
    with transaction.atomic():
        ids = list(posts.select_for_update(no_key=True).values_list("pk", flat=True))
        PostRevision.objects.filter(post__in=ids).delete()
        Post.objects.filter(pk__in=ids).update(source="", html="", text="", excerpt="", facts={})


DRAFTS = Kept("drafts", "keep_drafts", _drafts)
WITHDRAWN = Kept("withdrawn texts", "keep_withdrawn", _withdrawn, _empty)
