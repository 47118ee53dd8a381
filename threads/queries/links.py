"""What leads here."""

from django.db.models import Q, QuerySet

from accounts.viewer import Viewer
from threads.models import Post, PostLink, Topic


def links_to(viewer: Viewer, topic: Topic) -> QuerySet[PostLink]:
    """The links from posts of other topics to this one and its posts, the oldest first, as far as
    the viewer may read these posts; also those that led to a topic which was merged into it."""
    posts = Post.objects.visible_to(viewer).shown().exclude(topic=topic)
    leads_here = Q(target__topic=topic) | Q(target=None, topic=topic)
    leads_here |= Q(target=None, topic__merged_into=topic)
    return PostLink.objects.filter(leads_here, post__in=posts).order_by("post_id")
