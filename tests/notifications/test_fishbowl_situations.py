"""Who hears of what in a fishbowl: a table to be read, like that of `test_situations`."""

import pytest

from notifications.models import Kind
from tests.conftest import make_cast, scene_of
from tests.make import as_viewer, make_category, make_circle, make_moderator
from tests.notifications.bowls import BowlScene
from tests.notifications.test_situations import check, row
from threads.actions import seats
from threads.actions.hosts import name_cohost
from threads.actions.posts import Manner

TABLE = [
    # --- Asked onto the panel
    row("an invitation onto a panel",
        lambda s: s.invite("mira.oday"), "mira.oday: invited site+at_once", "mira.oday: sent"),
    row("who holds it is not invited by themselves",
        lambda s: s.invite("ada", "mira.oday"),
        "mira.oday: invited site+at_once", "mira.oday: sent"),
    row("an invitation is told though it is switched off, without mail",
        lambda s: (s.choose(s.mira, "seat", on_site=False), s.invite("mira.oday")),
        "mira.oday: invited site"),
    row("an invitation is told though its topic is muted",
        lambda s: s.mute(s.mira, s.invite("mira.oday")),
        "mira.oday: invited site+at_once", "mira.oday: sent"),
    row("an invitation by somebody whom one ignores",
        lambda s: (s.ignore(s.mira, s.ada), s.invite("mira.oday"))),
    row("an invitation that was declined before it was told",
        lambda s: (s.fresh(), setattr(s, "topic", s.invite("mira.oday")),
                   s.answer(s.mira, accept=False))),
    row("an invitation to where one may not read any more",
        lambda s: (s.invite("mira.oday"), s.shut())),
    row("an invitation that is accepted before the hold is over: no mail",
        lambda s: setattr(s, "topic", s.invite("mira.oday")),
        "mira.oday: invited site+at_once", "mira.oday: dropped",
        then=lambda s: s.answer(s.mira)),
    row("no mail of an invitation to where one may not read before the hold is over",
        lambda s: s.invite("mira.oday"),
        "mira.oday: invited site+at_once", "mira.oday: dropped", then=lambda s: s.shut()),
    row("an invitation seen on the page of its topic: no mail",
        lambda s: setattr(s, "topic", s.invite("mira.oday")),
        "mira.oday: invited site+at_once", "mira.oday: dropped", then=lambda s: s.read(s.mira)),
    # --- The panel begins
    row("the panel begins: who is invited, who sits there, and who watches",
        lambda s: (s.fresh("mira.oday", "ola"), s.answer(s.ola), s.watch(s.ben), s.watch(s.ola),
                   s.move("panel")),
        "ben: panel site+at_once, mira.oday: panel site+at_once, ola: panel site+at_once",
        "ben: sent, mira.oday: sent, ola: sent"),
    row("the panel begins in a topic that one muted, or by somebody whom one ignores",
        lambda s: (s.fresh("mira.oday", "ola"), s.watch(s.ben), s.ignore(s.ben, s.ada),
                   s.mute(s.mira), s.ignore(s.ola, s.ada), s.move("panel"))),
    row("the panel begins in a muted category: who watches the topic by choice",
        lambda s: (s.fresh(), s.mute(s.ben, s.hall), s.watch(s.ben), s.mute(s.ola, s.hall),
                   s.move("panel")),
        "ben: panel site+at_once", "ben: sent"),
    row("the panel is over before that was told",
        lambda s: (s.fresh("mira.oday"), s.watch(s.ben), s.move("panel"), s.move("open_floor"))),
    row("the panel begins where one may not read any more",
        lambda s: (s.fresh("mira.oday"), s.watch(s.ben), s.move("panel"), s.shut())),
    row("the panel begins a second time: told again",
        lambda s: (s.watch(s.ben), s.move("open_floor"), s.move("panel"), s.deliver(),
                   s.read(s.ben), s.move("open_floor"), s.move("panel")),
        "ben: panel site+at_once, mira.oday: panel site+at_once", "ben: sent, mira.oday: sent"),
    row("no mail of a panel that is over before the hold is",
        lambda s: (s.fresh(), s.watch(s.ben), s.move("panel")),
        "ben: panel site+at_once", "ben: dropped", then=lambda s: s.move("open_floor")),
    # --- Chairs
    row("a chair that is taken and given back tells nobody",
        lambda s: (s.watch(s.ola), s.take(s.ben), s.leave(s.ben))),
    row("somebody waits for Ben's chair",
        lambda s: s.queue_up(s.ben, s.ola), "ben: waited site+at_once", "ben: sent"),
    row("somebody waits, and Ben muted the topic and ignores them",
        lambda s: (s.mute(s.ben), s.ignore(s.ben, s.ola), s.queue_up(s.ben, s.ola)),
        "ben: waited site+at_once", "ben: sent"),
    row("who waited has gone before it was told",
        lambda s: (s.queue_up(s.ben, s.ola), seats.lower_hand(as_viewer(s.ola), s.topic))),
    row("who waited has gone before the hold is over: no mail",
        lambda s: s.queue_up(s.ben, s.ola), "ben: waited site+at_once", "ben: dropped",
        then=lambda s: seats.lower_hand(as_viewer(s.ola), s.topic)),
    row("somebody waits again: told again, in the place of the first time",
        lambda s: (s.queue_up(s.ben, s.ola), s.deliver(), s.read(s.ben),
                   seats.lower_hand(as_viewer(s.ola), s.topic), s.take(s.kit)),
        "ben: waited site+at_once", "ben: sent"),
    row("a chair is held for who is first in line",
        lambda s: s.offer(s.ola, s.ben), "ola: offered site+at_once", "ola: sent"),
    row("a chair is held for who muted the topic and switched such notices off",
        lambda s: (s.mute(s.ola), s.choose(s.ola, "seat", on_site=False, by_mail="at_once"),
                   s.offer(s.ola, s.ben)),
        "ola: offered site+at_once", "ola: sent"),
    row("a chair is held where one may not read any more",
        lambda s: (s.offer(s.ola, s.ben), s.shut())),
    row("an offer that lapsed before it was told goes to the next; who lost it keeps their place",
        lambda s: (s.queue_up(s.ben, s.ola, s.kit), s.leave(s.ben), s.lapse()),
        "kit: offered site+at_once", "kit: sent"),
    row("an offer that lapses before the hold is over: no mail",
        lambda s: s.offer(s.ola, s.ben), "ola: offered site+at_once", "ola: dropped",
        then=lambda s: (s.lapse(), s.lapse())),
    row("an offer that is taken before the hold is over: no mail",
        lambda s: s.offer(s.ola, s.ben), "ola: offered site+at_once", "ola: dropped",
        then=lambda s: s.take(s.ola)),
    row("an offer made anew after the first lapsed: told again",
        lambda s: (s.offer(s.ola, s.ben), s.deliver(), s.lapse()),
        "ola: offered site+at_once", "ola: sent"),
    row("an offer is mailed though Ola has not been there since the last mail of this topic",
        lambda s: (s.watch(s.ola), s.say(s.mira), s.tell(), s.queue(), s.send(),
                   s.offer(s.ola, s.ben)),
        "ola: watched site+at_once, ola: offered site+at_once", "ola: sent, ola: sent"),
    row("Mira gives her own seat to somebody in line",
        lambda s: (s.queue_up(s.ben, s.ola), s.gift(s.ola), s.leave(s.ben)),
        "ola: offered site+at_once", "ola: sent"),
    row("a moderator rests somebody from the chairs: they are told why",
        lambda s: (s.take(s.ben),
                   seats.rest_person(as_viewer(s.mo), s.topic, s.ben, "Let others in")),
        "ben: moderation site+at_once", "ben: sent"),
    row("the host frees a chair: who sat there is told why",
        lambda s: (s.take(s.ben), seats.free_seat(as_viewer(s.ada), s.topic, s.ben, "Away")),
        "ben: moderation site+at_once", "ben: sent"),
    # --- Rounds
    row("a round without an order: whoever takes part",
        lambda s: (s.take(s.ben), s.round()),
        "ben: turn site+at_once, mira.oday: turn site+at_once", "ben: sent, mira.oday: sent"),
    row("a round in order: whose turn it is, and then the next",
        lambda s: (s.take(s.ben), s.round(in_order=True), s.deliver(), s.skip(s.mira)),
        "ben: turn site+at_once, mira.oday: turn site+at_once", "ben: sent, mira.oday: dropped",
        then=lambda s: None),
    row("a turn that was taken before it was told",
        lambda s: (s.take(s.ben), s.round(), s.skip(s.ben), s.mute(s.mira))),
    row("a turn that is taken before the hold is over: no mail",
        lambda s: (s.take(s.ben), s.round(), s.mute(s.mira)),
        "ben: turn site+at_once", "ben: dropped", then=lambda s: s.skip(s.ben)),
    row("a turn in a muted topic; who holds it is ignored, and that does not count",
        lambda s: (s.take(s.ben), s.mute(s.mira), s.ignore(s.ben, s.ada), s.round()),
        "ben: turn site+at_once", "ben: sent"),
    row("turns are switched off",
        lambda s: (s.choose(s.mira, "turn", on_site=False), s.round())),
    row("the round is over before the hold is: no mail",
        lambda s: s.round(), "mira.oday: turn site+at_once", "mira.oday: dropped",
        then=lambda s: s.move("open_floor")),
    # --- Who holds it
    row("nobody sits in the bowl any more: both who hold it, by choice without mail",
        lambda s: (name_cohost(as_viewer(s.ada), s.topic, s.ola), s.everything_told(),
                   s.choose(s.ola, "host", on_site=True), s.leave(s.mira)),
        "ada: empty_bowl site+at_once, ola: empty_bowl site", "ada: sent"),
    row("the host gives back the last chair: they know",
        lambda s: (s.fresh("ada"), s.move("panel"), s.everything_told(), s.leave(s.ada))),
    row("somebody sits there again before it was told",
        lambda s: (s.leave(s.mira), s.take(s.ben))),
    row("somebody sits there again before the hold is over: no mail",
        lambda s: s.leave(s.mira), "ada: empty_bowl site+at_once", "ada: dropped",
        then=lambda s: s.take(s.ben)),
    row("the panel does not begin on its date: who holds it",
        lambda s: s.stall(), "ada: stalled site+at_once", "ada: sent"),
    row("the panel did not begin, and has another date by then: no mail",
        lambda s: s.stall(), "ada: stalled site+at_once", "ada: dropped",
        then=lambda s: s.date(s.tomorrow())),
    # --- The gallery
    row("a question to the panel is told when it is put into the bowl, once, to who sits there",
        lambda s: (s.take(s.ben), s.watch(s.ben), s.watch(s.ola), s.ask_panel(s.kit),
                   s.ask_panel(s.kit), s.deliver(), s.batch()),
        "ben: questions site+at_once, mira.oday: questions site+at_once, "
        "ola: watched site+at_once", "ben: sent, mira.oday: sent, ola: sent"),
    row("a question to the panel that was not put into the bowl is told to nobody",
        lambda s: s.ask_panel(s.kit)),
    row("on the open floor a question to the panel is told to each of it",
        lambda s: (s.move("open_floor"), s.ask_panel(s.kit)),
        "mira.oday: ask site+at_once", "mira.oday: sent"),
    row("a question to one person is told them, in a fishbowl too",
        lambda s: s.ask(s.kit, s.mira), "mira.oday: ask site+at_once", "mira.oday: sent"),
    row("a note from the gallery tells nobody who follows, nor who gets the category by mail",
        lambda s: (s.watch(s.ola), s.each_post(s.tove), s.say(s.ben))),
    row("what is said in the bowl is told as ever",
        lambda s: (s.watch(s.ola), s.each_post(s.tove), s.say(s.mira)),
        "ola: watched site+at_once, tove: each_post each", "ola: sent, tove: sent"),
    row("a note names one, answers one and quotes one: on the site, and no mail at once",
        lambda s: (said := s.earlier(s.mira, "Slow bread is best."),
                   s.say(s.ben, f"@ola > \n\n> [mira](/p/{said.pk}/) wrote:\n> Slow bread\n\nYes.",
                         reply_to=1)),
        "ada: reply site+digest, mira.oday: quote site+digest, ola: mention site+digest"),
    row("an edit of a note that names somebody newly: no mail at once",
        lambda s: (note := s.earlier(s.ben), s.edit(s.ben, note, "@ola, see")),
        "ola: mention site+digest"),
    row("a note that names who wants no mail of such: as they chose",
        lambda s: (s.choose(s.ola, "mention", on_site=True), s.say(s.ben, "@ola")),
        "ola: mention site"),
    row("the lane is what counts, not who writes: who sits in a chair names somebody",
        lambda s: (s.take(s.ben), s.say(s.ben, "@ola")),
        "ola: mention site+at_once", "ola: sent"),
    row("a note of somebody in the bowl, for they may write there too",
        lambda s: s.say(s.mira, "@ola", manner=Manner(lane="gallery")), "ola: mention site+digest"),
]  # fmt: skip


def begin() -> BowlScene:
    """The scene as it is before each row."""
    cast = make_cast()
    hall = make_moderator(cast.kit, make_category("hall"))
    circle = make_circle("Quiet", cast.ada, cast.mira)
    scene = BowlScene(**vars(cast)).begin(hall, make_category("quiet-room", "circles", circle))
    return scene.begin_bowl()


scene = scene_of(begin)


@pytest.mark.parametrize("situation", TABLE, ids=lambda one: one.name)
def test_exactly_these_notices_and_mails(situation, scene, db):
    scene.anew()
    check(situation, scene)


def test_every_kind_of_a_fishbowl_stands_in_the_table():
    """Each is told in one row, and in another it is over before it goes."""
    said = " ".join(line for one in TABLE for line in one.notices)
    for kind in ("invited", "offered", "waited", "turn", "panel", "empty_bowl", "stalled",
                 "questions"):  # fmt: skip
        assert f" {Kind(kind)} " in f" {said} "
    assert len({one.name for one in TABLE}) == len(TABLE)
