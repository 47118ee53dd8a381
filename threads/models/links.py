"""What leads to what: the links from one post to topics and posts of this forum."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager
from threads.models.posts import Post
from threads.models.topics import Topic


class PostLink(models.Model):
    """A link in the text of a post to a topic, or to a post in it (`target`).

    A target that moves takes the link along: `topic` is where it stood when the link was written.
    A link to a topic as a whole leads to what that was merged into.
    Who may see that there is a link is asked when it is shown (`queries.links`).
    """

    post = models.ForeignKey(
        Post, models.DB_CASCADE, related_name="links", db_index=False, verbose_name=_("post")
    )
    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="+", verbose_name=_("leads to topic")
    )
    target = models.ForeignKey(
        Post, models.DB_CASCADE, null=True, related_name="+", verbose_name=_("leads to post")
    )

    objects = StrictManager["PostLink"]()

    class Meta:
        verbose_name = _("link between topics")
        verbose_name_plural = _("links between topics")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "topic", "target"],
                name="threads_post_link_unique",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"post {self.post_id} leads to topic {self.topic_id}"
