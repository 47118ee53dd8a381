"""Who is named in a post."""

from threads.models import Mention, Post
from threads.queries.texts import Text


def store_mentions(post: Post, text: Text) -> None:
    """Keep exactly the people whom the text names; those named before keep their row."""
    if post.version > 1:
        Mention.objects.filter(post=post).exclude(person_id__in=text.mentioned).delete()
    Mention.objects.bulk_create(
        [
            Mention(post=post, person_id=person_id, post_version=post.version)
            for person_id in text.mentioned
        ],
        ignore_conflicts=True,
    )
