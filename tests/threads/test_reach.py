"""Who may read something, asked of thousands at once, is who may read it, asked one by one."""

from types import SimpleNamespace

from django.utils import timezone

from accounts.models import User
from tests.conftest import make_cast, scene_of
from tests.make import (
    as_viewer,
    make_category,
    make_circle,
    make_moderator,
    make_person,
    make_reply,
    make_report,
    make_topic,
)
from threads.actions.posts import hide_post, withdraw_post
from threads.models import Category, Post, Prompt, PromptPass, reach

PLACES = ("public", "members", "circles")


def make_scene() -> SimpleNamespace:
    """Posts of every kind in a place of every kind: open, hidden, withdrawn, reported, and answers
    to sealed questions; people of every kind."""
    cast = make_cast()
    circle = make_circle("Quiet", cast.ada, cast.mira)
    make_circle("Other", cast.ola)
    for visibility in PLACES:
        place = make_category(f"of-{visibility}", visibility, circle)
        make_moderator(cast.kit, place)
        topic = make_topic(cast.ada, place, prompts=["Shut?", "Shut too?"], sealed=[0, 1])
        first, second = Prompt.objects.filter(topic=topic).order_by("position")
        over = Prompt.objects.create(
            topic=topic, position=3, text="Over?", sealed=True, sealed_until=timezone.now()
        )
        PromptPass.objects.create(prompt=first, person=cast.mira)
        PromptPass.objects.create(prompt=second, person=cast.mo)
        for prompts in ([], [first.pk], [first.pk, second.pk], [over.pk]):
            make_all_kinds(cast, topic, prompts)
        make_reply(cast.kit, topic, "I answer too.", prompt_ids=[first.pk])
        # Who takes an answer back has not answered, and reads what they wrote.
        taken_back = make_reply(cast.root, topic, prompt_ids=[first.pk])
        withdraw_post(as_viewer(cast.root), taken_back)
    make_topic(cast.ben, make_category("of-nobody", "circles"))
    make_person("gone", is_active=False)
    return cast


def make_all_kinds(cast, topic, prompts) -> None:
    """One post of Ada's that stands, and others that something happened to."""
    _stands, hidden, gone, reported = (
        make_reply(cast.ada, topic, prompt_ids=prompts) for _ in range(4)
    )
    hide_post(as_viewer(cast.kit), hidden, "Rude")
    withdraw_post(as_viewer(cast.ada), gone)
    make_report(cast.kit, reported)


scene = scene_of(make_scene)


def test_the_gates_agree_for_everybody_about_everything(scene, db):
    viewers = {person.pk: as_viewer(person) for person in User.objects.all()}
    posts = list(Post.objects.select_related("topic"))
    assert len(posts) == 3 * (1 + 4 * 4 + 2) + 1

    def asked(rows, name):
        """Pairs of person and thing, from the one gate."""
        return {(pk, row) for pk, viewer in viewers.items() for row in getattr(rows, name)(viewer).values_list("pk", flat=True)}  # fmt: skip

    def answered(conditions):
        """The same, from the other."""
        return {(pk, row) for row, condition in conditions.items() for pk in User.objects.filter(condition).values_list("pk", flat=True)}  # fmt: skip

    places = {place.pk: reach.who_may_enter(place.pk) for place in Category.objects.all()}
    assert answered(places) == asked(Category.objects, "visible_to")
    known = {post.pk: reach.who_may_know(post) for post in posts}
    assert answered(known) == asked(Post.objects, "known_to")
    readable = asked(Post.objects, "visible_to")
    assert answered({post.pk: reach.who_may_read(post) for post in posts}) == readable
    # Neither gate stands open or shut: everybody reads something, and nobody everything.
    counts = {pk: sum(reader == pk for reader, _post in readable) for pk in viewers}
    assert min(counts.values()) > 0
    assert max(counts.values()) < len(posts)
