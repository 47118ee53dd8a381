"""What writers keep at the harvests of a topic and have not saved, when the posts change that it
cites. Unlike a saved draft it cites by numbers, as it was typed."""

from collections.abc import Callable

from threads import markup
from threads.models import Draft, FormerPlace, Harvest, Post, Topic
from threads.queries.drafts import HARVEST, HARVEST_TOPIC


def empty_unsent(post: Post) -> None:
    """Take the words of a post that is withdrawn out of these texts, too (docs/fishbowl.md, rule
    7.6); inside the transaction of the withdrawal, its topic locked."""
    topic_id, number = Post.objects.values_list("topic_id", "number").get(pk=post.pk)

    def emptied(one: markup.Cited) -> markup.Cited:
        is_it = one.number == (post.pk if one.is_id else number)
        return markup.Cited(one.number, is_id=one.is_id) if is_it else one

    _change(topic_id, emptied)


def carry_unsent(source: Topic, target: Topic) -> None:
    """Let these texts cite the same posts, and stand where harvests are begun, once a topic was
    merged into another; inside the transaction of the merge, before its harvests go. A text that
    stands there already is left alone, and so is what would take its place."""
    left = FormerPlace.objects.filter(topic=source)
    posts = {
        number: markup.Cited(now) if topic == target.pk else markup.Cited(pk, is_id=True)
        for number, pk, topic, now in left.values_list(
            "number", "post_id", "post__topic_id", "post__number"
        )
    }

    def renumbered(one: markup.Cited) -> markup.Cited:
        now = None if one.is_id else posts.get(one.number)
        return markup.Cited(now.number, one.words, is_id=now.is_id) if now else one

    _change(source.pk, renumbered)
    place = f"{HARVEST_TOPIC}{target.pk}"
    there = Draft.objects.filter(place=place).values("person")
    begun = Draft.objects.filter(place=f"{HARVEST_TOPIC}{source.pk}")
    begun.exclude(person__in=there).update(place=place)


def _change(topic_id: int, change: Callable[[markup.Cited], markup.Cited]) -> None:
    """Change each citation in what was kept at the harvests of a topic."""
    harvests = Harvest.objects.filter(topic=topic_id).values_list("pk", flat=True)
    places = [f"{HARVEST_TOPIC}{topic_id}", *(f"{HARVEST}{pk}" for pk in harvests)]
    kept = Draft.objects.select_for_update().filter(place__in=places).order_by("pk")
    for pk, body in list(kept.values_list("pk", "body")):
        changed = markup.change_each(body, change)
        if changed != body:
            Draft.objects.filter(pk=pk).update(body=changed)
