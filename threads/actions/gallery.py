"""Questions of the gallery, put into the bowl together (docs/fishbowl.md, rule 14.6)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.policies import LostRace
from accounts.viewer import Viewer
from notifications.actions import announce
from threads import policies
from threads.actions.posts import Manner, add_post, form_key, once
from threads.actions.running.tending import lock_bowl
from threads.models import Ask, Post, Topic
from threads.models.posts import Lane
from threads.queries.texts import prepare


def batch_asks(
    viewer: Viewer, topic: Topic, ask_ids: Iterable[int], words: str, token: UUID | None = None
) -> Post:
    """Put questions to the panel that wait into the bowl, as one post of who hosts: their own
    words, and the questions below them as they were asked. Those who sit there are told once.

    Raises `Refusal`, `LostRace` when none of them waits any more, `markup.MarkupRefused`.
    """
    text = prepare(words)
    wanted = sorted(set(ask_ids))
    key = form_key(token, topic.pk, words, *wanted)

    def publish(key: UUID | None) -> Post:
        bowl = lock_bowl(topic.pk)
        policies.check_batch(viewer, bowl.topic, bowl.standing_of(viewer.id))
        # The same press twice: the first put them there.
        if key and (earlier := Post.objects.filter(author_id=viewer.id, form_token=key).first()):
            return earlier
        waiting = Ask.objects.filter(
            pk__in=wanted, topic=bowl.topic, to_panel=True, state=Ask.State.WAITING, batch=None
        )
        if not waiting.exists():
            raise LostRace(_("None of these questions waits any more."))
        manner = Manner(as_host=True, lane=Lane.BOWL)
        post = add_post(viewer, bowl.topic, text, manner=manner, token=key)
        waiting.update(batch=post)
        announce("post", post.pk)
        announce("batch", post.pk)
        return post

    return once(viewer, key, publish, lambda earlier: earlier)
