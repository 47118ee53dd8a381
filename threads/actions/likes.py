"""The one reaction."""

from django.db import transaction
from django.db.models import F

from accounts.viewer import Viewer
from notifications.actions import announce
from threads import policies
from threads.models import Like, Post


def like_post(viewer: Viewer, post: Post, *, on: bool = True) -> None:
    """Like a post, or take the like back: a wish, so the same wish twice is one result."""
    policies.check_like(viewer, post, post.topic)
    with transaction.atomic():
        if on:
            like, is_new = Like.objects.get_or_create(post_id=post.pk, person_id=viewer.id)
            if is_new:
                Post.objects.filter(pk=post.pk).update(like_count=F("like_count") + 1)
                announce("like", like.pk)
        elif Like.objects.filter(post_id=post.pk, person_id=viewer.id).delete()[0]:
            Post.objects.filter(pk=post.pk).update(like_count=F("like_count") - 1)
