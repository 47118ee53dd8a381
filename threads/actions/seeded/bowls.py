"""Plays the fishbowls of the demo: what was said and done there, by the acts themselves, each as of
the moment at which it was done."""

from collections.abc import Callable
from datetime import timedelta

from accounts.viewer import Viewer
from threads import demo
from threads.actions.gallery import batch_asks
from threads.actions.panels import SeatWish, Wish, change_panel
from threads.actions.phases import move_phase, set_gallery, set_times
from threads.actions.posts import Manner, publish_post
from threads.actions.rounds import pass_turn, start_round
from threads.actions.seats import answer_invitation, give_back, raise_hand, take_chair
from threads.actions.seeded.hosting import Hosting
from threads.actions.seeding import fill_likes
from threads.models import Fishbowl, Post, Topic
from threads.queries.setups import standing_of


def say(hosting: Hosting, moment: demo.Said) -> None:
    """Somebody says something, or who hosts puts questions of the gallery into the bowl. Raises
    `ValueError` where it gets another number than the demo says."""
    viewer, topic, said = hosting.viewer(moment), hosting.topic(moment), moment.post
    with hosting.filling.acting(hosting.at(moment)):
        if said.asks:
            asked = [hosting.asks[name].pk for name in said.asks]
            post: Post | None = batch_asks(viewer, topic, asked, said.body)
        else:
            ask = hosting.asks[said.ask].pk if said.ask else None
            manner = Manner(
                said.speaking_from,
                as_host=said.as_host,
                ask=ask,
                lane=said.lane,
                as_moderator=said.as_moderator,
            )
            answered = [hosting.prompt(moment, number).pk for number in said.prompts]
            post = publish_post(
                viewer,
                topic,
                said.body,
                reply_to=said.reply_to,
                prompt_ids=answered,
                manner=manner,
            ).post
    if post is None or post.number != moment.number:
        raise ValueError(moment)
    post.refresh_from_db()
    fill_likes(hosting.filling, [post], (said,))


def act(hosting: Hosting, moment: demo.InBowl) -> None:
    """Somebody does something in a fishbowl. Raises `ValueError` where nothing came of it."""
    viewer, topic = hosting.viewer(moment), hosting.topic(moment)
    with hosting.filling.acting(hosting.at(moment)):
        if moment.act in Fishbowl.Phase.values:
            done: object = move_phase(viewer, topic, moment.act, moment.words)
        else:
            done = ACTS[moment.act](hosting, moment, viewer, topic)
    if not done:
        raise ValueError(moment)
    hosting.filling.topics[moment.topic] = Topic.objects.select_related("category").get(pk=topic.pk)


def _begin_round(
    hosting: Hosting, moment: demo.InBowl, viewer: Viewer, topic: Topic
) -> object | None:
    prompt_id = hosting.prompt(moment, moment.prompt).pk
    return start_round(viewer, topic, prompt_id=prompt_id, hours=moment.hours)


def _set_floor(hosting: Hosting, moment: demo.InBowl, viewer: Viewer, topic: Topic) -> bool:
    """The floor opens by itself, at a full hour."""
    row = Fishbowl.objects.get(topic=topic)
    day = hosting.filling.now + timedelta(days=moment.days)
    return set_times(
        viewer,
        topic,
        panel_at=row.panel_at,
        floor_at=day.replace(minute=0, second=0, microsecond=0),
        hold_hours=row.hold_hours,
        offer_hours=row.offer_hours,
    )


def _convert(hosting: Hosting, moment: demo.InBowl, viewer: Viewer, topic: Topic) -> object:
    """An ordinary topic becomes a fishbowl; who is added to its panel comes behind the others."""
    standing = standing_of(topic)
    seats = [SeatWish(seat.typed, seat.id) for seat in standing.seats]
    seats += [SeatWish(name) for name in moment.panel]
    wish = Wish(Topic.Kind.FISHBOWL, tuple(seats), None)
    return change_panel(viewer, topic, wish, stamp=standing.stamp, reason=moment.words)


ACTS: dict[str, Callable[[Hosting, demo.InBowl, Viewer, Topic], object]] = {
    "accept": lambda _h, _m, viewer, topic: answer_invitation(viewer, topic, accept=True),
    "take": lambda _h, _m, viewer, topic: take_chair(viewer, topic).is_seated,
    "give_back": lambda _h, _m, viewer, topic: give_back(viewer, topic),
    "raise": lambda _h, _m, viewer, topic: not raise_hand(viewer, topic).is_seated,
    "round": _begin_round,
    "pass": lambda _h, _m, viewer, topic: pass_turn(viewer, topic),
    "gallery": lambda _h, moment, viewer, topic: set_gallery(viewer, topic, moment.gallery),
    "times": _set_floor,
    "convert": _convert,
}
