"""Random members, hosts, moderators and clocks against the real acts, beside a model of the rules.

`FISHBOWL_RUNS` runs of `FISHBOWL_STEPS` steps each: what the acts make of the database is what the
model says, and what was promised holds after each step (`check_promises`).
"""

import os
from collections import Counter
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.policies import LostRace, Refusal
from tests.make import as_viewer, make_person
from tests.threads import fishbowl_acts as rules
from tests.threads.bowls import Play, members
from tests.threads.fishbowl_model import HOST, MODERATOR, Model, Refused
from threads.actions import phases, rounds, seats
from threads.actions.counters import differences
from threads.actions.locks import lock_topic
from threads.actions.posts import Manner, publish_post
from threads.actions.running.chairs import join_panel, leave_panel
from threads.actions.running.ends import follow_panel
from threads.actions.running.tending import lock_bowl, tend_fishbowls
from threads.models import Fishbowl, Hand, Panelist, Post, Round, Seat, Turn

RUNS = int(os.environ.get("FISHBOWL_RUNS", "15"))
STEPS = int(os.environ.get("FISHBOWL_STEPS", "25"))
# Looking for the shortest script that fails takes minutes: it is done where `FISHBOWL_SHRINK` is.
SKIPPED = set() if "FISHBOWL_SHRINK" in os.environ else {Phase.shrink, Phase.explain}
NOT_DONE = (Refusal, LostRace, phases.WordsMissing)
LATELY = ("new1", "new2", "new3", "new4")
PEOPLE = (HOST, MODERATOR, "mira.oday", "ola", "amy", "bob", "cid", "dee", *LATELY)
HOURS = (1, 2, 6, 7, 11, 12, 13, 24, 25, 36, 48, 49, 73, 340)
PHASES = ("panel", "gathering", "open_floor", "closed")


class World:
    """One fishbowl twice: in the database and as a model, at one moment."""

    def __init__(self, play: Play, viewers: dict, model: Model) -> None:
        self.play = play
        self.viewers = viewers
        self.model = model

    def run(self, act, person, *facts, **more):
        return act(self.viewers[person], SimpleNamespace(pk=self.play.id), *facts, **more)

    def panel(self, change, person) -> None:
        """Change who is named on the panel, as its form does, and the seats with it."""
        with transaction.atomic():
            bowl = lock_bowl(self.play.id)
            viewer = self.viewers[person]
            change(bowl, viewer)
            follow_panel(lock_topic(self.play.id), self.viewers[HOST].id, "A reason")

    def named(self, person) -> None:
        self.panel(lambda bowl, one: join_panel(bowl, one.id, one.name), person)

    def unnamed(self, person) -> None:
        self.panel(lambda bowl, one: leave_panel(bowl, one.id), person)

    def say(self, person, lane, as_moderator=False) -> None:
        manner = Manner(lane=lane, as_moderator=as_moderator)
        text = f"Words {sum(self.model.posts.values())}."
        publish_post(self.viewers[person], self.play.topic, text, manner=manner)


def day(w: World, n: int, *which: int):
    """For these numbers a day that comes in some hours, for others none."""
    return w.model.now + timedelta(hours=n) if n in which else None


def onward(w: World) -> tuple[str, str]:
    """Who brings it back to its panel, and by which step."""
    return (MODERATOR, "open_floor") if w.model.phase == "closed" else (HOST, "panel")


# Each act: what the model says of it, and what is done. `p` and `q` are people, `n` a number.
ACTS = {
    "take": lambda w, p, _q, _n: (
        lambda m: rules.take(m, p),
        lambda: w.run(seats.take_chair, p),
    ),
    "raise": lambda w, p, _q, _n: (
        lambda m: rules.raise_hand(m, p),
        lambda: w.run(seats.raise_hand, p),
    ),
    "lower": lambda w, p, _q, _n: (
        lambda m: rules.lower_hand(m, p),
        lambda: w.run(seats.lower_hand, p),
    ),
    "back": lambda w, p, _q, _n: (
        lambda m: rules.give_back(m, p),
        lambda: w.run(seats.give_back, p),
    ),
    "give": lambda w, p, q, _n: (
        lambda m: rules.give_to(m, p, q),
        lambda: w.run(seats.give_chair_to, p, w.play.people[q]),
    ),
    "accept": lambda w, p, _q, _n: (
        lambda m: rules.accept(m, p),
        lambda: w.run(seats.answer_invitation, p, accept=True),
    ),
    "decline": lambda w, p, _q, _n: (
        lambda m: rules.decline(m, p),
        lambda: w.run(seats.answer_invitation, p, accept=False),
    ),
    "free": lambda w, p, q, n: (
        lambda m: rules.free(m, (HOST, MODERATOR, p)[n % 3], q),
        lambda: w.run(seats.free_seat, (HOST, MODERATOR, p)[n % 3], w.play.people[q], "A reason"),
    ),
    "rest": lambda w, _p, q, n: (
        lambda m: rules.rest(m, q, on=n % 3 > 0),
        lambda: w.run(seats.rest_person, MODERATOR, w.play.people[q], "Slowly", on=n % 3 > 0),
    ),
    "name": lambda w, p, _q, _n: (
        lambda m: rules.name_on_panel(m, p),
        lambda: w.named(p),
    ),
    "unname": lambda w, p, _q, _n: (
        lambda m: rules.take_off_panel(m, p),
        lambda: w.unnamed(p),
    ),
    "chairs": lambda w, _p, _q, n: (
        lambda m: rules.set_chairs(m, n % 4),
        lambda: w.run(phases.set_chairs, HOST, n % 4),
    ),
    "gallery": lambda w, _p, _q, n: (
        lambda m: rules.set_gallery(m, ("full", "questions", "off")[n % 3]),
        lambda: w.run(phases.set_gallery, HOST, ("full", "questions", "off")[n % 3]),
    ),
    "times": lambda w, _p, _q, n: (
        lambda m: rules.set_times(
            m, day(w, n, 6, 24), day(w, n, 6, 36), max(n % 169, 12), max(n % 73, 6)
        ),
        lambda: w.run(
            phases.set_times,
            HOST,
            panel_at=day(w, n, 6, 24),
            floor_at=day(w, n, 6, 36),
            hold_hours=max(n % 169, 12),
            offer_hours=max(n % 73, 6),
        ),
    ),
    "phase": lambda w, p, _q, n: (
        lambda m: rules.move(m, (HOST, p)[n % 5 == 0], PHASES[n % 4], "Words" * (n % 3 > 0)),
        lambda: w.run(
            phases.move_phase, (HOST, p)[n % 5 == 0], PHASES[n % 4], "Words" * (n % 3 > 0)
        ),
    ),
    "panel": lambda w, _p, _q, _n: (
        lambda m: rules.move(m, *onward(w), "Words"),
        lambda: w.run(phases.move_phase, *onward(w), "Words"),
    ),
    "round": lambda w, _p, _q, n: (
        lambda m: rules.start_round(m, HOST, "How?" * (n % 2 > 0), n % 3 == 0, n),
        lambda: w.run(
            rounds.start_round, HOST, text="How?" * (n % 2 > 0), in_order=n % 3 == 0, hours=n
        ),
    ),
    "pass": lambda w, p, _q, _n: (
        lambda m: rules.pass_turn(m, p),
        lambda: w.run(rounds.pass_turn, p),
    ),
    "skip": lambda w, _p, q, _n: (
        lambda m: rules.skip_turn(m, HOST, q),
        lambda: w.run(rounds.skip_turn, HOST, w.play.people[q]),
    ),
    "stop": lambda w, _p, _q, _n: (
        lambda m: rules.stop_round(m, HOST),
        lambda: w.run(rounds.stop_round, HOST),
    ),
    "say": lambda w, p, _q, n: (
        lambda m: rules.say(m, p, ("", "bowl", "bowl", "gallery", "floor")[n % 5]),
        lambda: w.say(p, ("", "bowl", "bowl", "gallery", "floor")[n % 5]),
    ),
    "note": lambda w, p, _q, n: (
        lambda m: rules.say(m, (MODERATOR, p)[n % 3 == 0], "", as_moderator=True),
        lambda: w.say((MODERATOR, p)[n % 3 == 0], "", as_moderator=True),
    ),
}
# What happens how often, and what people seldom do once.
WEIGHTS = {"wait": 6, "take": 6, "say": 6, "raise": 4, "give": 4, "tick": 2, "back": 2, "name": 2}
WEIGHTS |= {"accept": 2, "round": 4, "pass": 4, "skip": 3, "panel": 3}
OFTEN = [name for name in ("wait", "tick", "go", *ACTS) for _ in range(WEIGHTS.get(name, 1))]
SCRIPTS = st.lists(
    st.tuples(
        st.sampled_from(OFTEN),
        st.sampled_from(PEOPLE),
        st.sampled_from(PEOPLE),
        st.sampled_from(HOURS),
        st.sampled_from((True, True, True, False)),
    ),
    min_size=STEPS,
    max_size=STEPS,
)


def aimed(m: Model, name: str, p: str, q: str) -> tuple[str, str]:
    """The act as somebody would do it to whom it concerns, where there is anybody: random people
    seldom hit upon those."""
    waiting = [one for one, state in m.round.turns.items() if state == "waiting"] if m.round else []
    panel = [one for one, place in m.sits.items() if place.kind == "panel"]
    offered = [one for one, hand in m.hands.items() if hand.until]
    doers = {"give": panel, "accept": m.invited, "decline": m.invited, "back": m.sits}
    doers |= {"lower": m.hands, "pass": waiting, "say": waiting or m.sits, "take": offered}
    others = {"give": m.line, "skip": waiting, "free": m.sits, "rest": m.speakers}
    return _near(p, doers.get(name)), _near(q, others.get(name))


def _near(person: str, people) -> str:
    found = sorted(people or [person])
    return found[PEOPLE.index(person) % len(found)]


# --- What stands, in the database and in the model ------------------------------------------------


def stored(w: World) -> dict:
    """The fishbowl as the database has it, people by name."""
    row = Fishbowl.objects.get(topic=w.play.id)
    places = Seat.objects.filter(fishbowl=row).order_by("pk")
    up = Hand.objects.filter(fishbowl=row, state__in=("raised", "offered"))
    last = Round.objects.filter(fishbowl=row).order_by("-pk").first()
    turns = Turn.objects.filter(round=last).order_by("position")
    named = Panelist.objects.filter(topic=w.play.id)
    posts = Post.objects.filter(topic=w.play.id, number__gt=1)
    who = w.play.names
    seated = {who[one.person_id]: one for one in places if one.state == "seated"}
    return {
        "phase": (row.phase, row.open_chairs, row.gallery, row.hold_hours, row.offer_hours),
        "dates": (row.panel_at, row.floor_at, row.due_at),
        "free": row.free_chairs,
        "seats": {p: (o.kind, o.slot, o.held_from, o.told_at) for p, o in seated.items()},
        "sat": Counter(who[o.person_id] for o in places if o.state in {"seated", "left"}),
        "invited": {who[o.person_id]: o.asked_at for o in places if o.state == "invited"},
        "hands": {
            who[one.person_id]: (
                one.raised_at,
                one.offered_until,
                one.was_passed,
                next((p for p, seat in seated.items() if seat.pk == one.gift_id), None),
            )
            for one in up
        },
        "round": last and (last.state, last.text, last.ends_at),
        "turns": [(who[one.person_id], one.state) for one in turns],
        "panel": {one.position: who[one.person_id] for one in named},
        "posts": Counter(posts.values_list("lane", flat=True)),
    }


def modelled(m: Model) -> dict:
    """The same, as the rules have it."""
    last = m.last
    return {
        "phase": (m.phase, m.chairs, m.gallery, m.hold, m.offer),
        "dates": (m.panel_at, m.floor_at, m.due),
        "free": m.free,
        "seats": {p: (o.kind, o.slot, o.held, o.told) for p, o in m.sits.items()},
        "sat": m.sat,
        "invited": m.invited,
        "hands": {p: (o.raised, o.until, o.passed, o.gift) for p, o in m.hands.items()},
        "round": last and (last.state, last.text, last.ends),
        "turns": [*last.turns.items()] if last else [],
        "panel": m.labels,
        "posts": m.posts,
    }


def check_promises(before: dict, after: dict) -> None:
    """What holds whatever the model says."""
    slots = [slot for _kind, slot, *_ in after["seats"].values()]
    assert len(set(slots)) == len(slots), "two people on one place"
    assert not after["seats"].keys() & after["hands"].keys(), "somebody sits and waits"
    assert not (after["free"] and any(not until for _, until, *_ in after["hands"].values()))
    waited = {p: one for p, one in before["hands"].items() if not one[1]}
    # Nobody is pushed while nobody waits, and no time runs against anybody then.
    if not any(not until for _, until, *_ in after["hands"].values()):
        assert all(told is None for *_, told in after["seats"].values())
    # Nobody who waits is overtaken: of those who wait still, nobody was before who is offered now.
    still = {p for p in waited if p in after["hands"] and not after["hands"][p][1]}
    for person, (raised, until, _passed, gift) in after["hands"].items():
        if not until or gift or before["hands"].get(person, (None, None))[1] == until:
            continue
        place = (before["sat"][person], raised)
        for other in still:
            lapsed = after["hands"][other][2] and not waited[other][2]
            assert lapsed or (before["sat"][other], waited[other][0]) >= place, (person, other)
    fresh = {p for p, one in after["seats"].items() if one[0] == "open"} - before["seats"].keys()
    assert all(before["hands"].get(p) or not still for p in fresh), "somebody did not wait"
    assert all(after["posts"][lane] >= n for lane, n in before["posts"].items()), "words are lost"


# --- The runs -------------------------------------------------------------------------------------


def step(w: World, name: str, p: str, q: str, n: int) -> None:
    """One step of both; what the rules refuse is refused, and changes nothing."""
    if name == "wait":
        w.play.now = w.model.now = w.model.now + timedelta(hours=n)
    elif name == "tick":
        w.model.tick()
        tend_fishbowls()
    elif name == "go" and p not in {HOST, MODERATOR} and len(w.model.gone) < 2:
        w.model.gone.add(p)
        User.objects.filter(pk=w.viewers[p].id).update(is_active=False)
    elif name in ACTS and p not in w.model.gone:
        told, done = ACTS[name](w, p, q, n)
        model = deepcopy(w.model)
        try:
            told(model)
        except Refused:
            with pytest.raises(NOT_DONE), transaction.atomic():
                done()
        else:
            with transaction.atomic():
                done()
            w.model = model
    w.play.now = w.model.now = w.model.now + timedelta(minutes=1)


@pytest.fixture
def stage(cast, hall):
    """Everybody, and a fishbowl that gathers."""
    members("amy", "bob", "cid", "dee")
    for handle in LATELY:
        make_person(handle)
    play = Play(cast.ada, panel=(cast.mira, cast.ola), phase="gathering", category=hall)
    people = User.objects.filter(username__in=PEOPLE)
    play.people = {one.username: one for one in people}
    play.names = {one.pk: one.username for one in people}
    return play, {handle: as_viewer(one) for handle, one in play.people.items()}


@contextmanager
def world(stage):
    """The fishbowl as it was made; in the end it is so again."""
    play, viewers = stage
    play.now = timezone.now()
    with transaction.atomic(), patch("django.utils.timezone.now", lambda: play.now):
        joined = dict(User.objects.values_list("username", "date_joined"))
        model = Model(play.now, joined, labels={1: "mira.oday", 2: "ola"})
        for slot, one in enumerate(Seat.objects.filter(fishbowl__topic=play.id), start=1):
            model.sit(play.names[one.person_id], "panel")
            Seat.objects.filter(pk=one.pk).update(slot=slot, held_from=play.now)
        yield World(play, viewers, model)
        transaction.set_rollback(True)


@settings(
    max_examples=RUNS,
    phases=[phase for phase in Phase if phase not in SKIPPED],
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, *HealthCheck],
)
@given(script=SCRIPTS)
def test_whatever_people_do_the_rules_hold(script, stage):
    with world(stage) as w:
        step(w, "panel", HOST, HOST, 1)
        after = stored(w)
        assert after == modelled(w.model)
        for name, p, q, n, is_aimed in script:
            before = after
            who = aimed(w.model, name, p, q) if is_aimed else (p, q)
            step(w, name, *who, n)
            after = stored(w)
            assert after == modelled(w.model), (name, p, q, n)
            check_promises(before, after)
        assert [p for p in w.play.line if not w.model.hands[p].until] == w.model.line
        assert list(differences()) == []
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
