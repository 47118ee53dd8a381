"""The states of a conversation: the table by itself, and any sequence of acts against it.

The walk tries acts of everybody on everything, allowed or not. What changed must stand in the
table, made by whom it names; what was promised holds after each act (docs/fishbowl.md).
"""

from collections import Counter
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.models import Max
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.policies import LostRace, Refusal
from ledger.models import Entry
from tests.make import as_viewer, make_reply, make_topic
from threads.actions import (
    citations,
    filing,
    harvests,
    hosts,
    phases,
    prompts,
    rounds,
    seats,
    settling,
    suggestions,
)
from threads.actions.asks import Question, TooManyAsks, put_ask
from threads.actions.counters import differences
from threads.actions.posts import publish_post, withdraw_post
from threads.actions.seals import seal_prompt
from threads.actions.setups import Setup
from threads.models import (
    Answer,
    Ask,
    Citation,
    CoHost,
    Fishbowl,
    Hand,
    Harvest,
    Panelist,
    Post,
    Prompt,
    PromptPass,
    PromptSuggestion,
    Round,
    Seat,
    Topic,
    Turn,
)
from threads.models.fishbowls import HandState, SeatState
from threads.models.states import MACHINES, Party, find_step
from threads.queries.harvests import harvest_for

# What an act answers that is not done.
NOT_DONE = (
    Refusal,
    LostRace,
    TooManyAsks,
    Http404,
    harvests.StaleDraft,
    harvests.CitationsRefused,
    phases.WordsMissing,
)
BEGINS = {
    "prompt": {Prompt.State.OPEN},
    "suggestion": {PromptSuggestion.State.WAITING},
    "answer": {Answer.State.FILED, Answer.State.SUGGESTED},
    "ask": {Ask.State.WAITING},
    "harvest": {Harvest.State.DRAFT},
    "citation": {Citation.State.OK},
    # A fishbowl gathers; one that is closed, and another kind since, gathers anew.
    "phase": {Fishbowl.Phase.GATHERING},
    # Who takes a chair sits at once.
    "seat": {SeatState.INVITED, SeatState.SEATED},
    "hand": {HandState.RAISED},
    "round": {Round.State.RUNNING},
    "turn": {Turn.State.WAITING},
}
ROWS = {
    "prompt": Prompt,
    "suggestion": PromptSuggestion,
    "answer": Answer,
    "ask": Ask,
    "harvest": Harvest,
    "citation": Citation,
    "phase": Fishbowl,
    "seat": Seat,
    "hand": Hand,
    "round": Round,
    "turn": Turn,
}
STATES = {"phase": Fishbowl.Phase, "seat": SeatState, "hand": HandState}
# Whoever makes others say something by what they do: the giver of a chair that is accepted, and the
# last who was waited for in a round and left.
OF_OTHERS = {"chair_gift", "round_done"}


# --- The table ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MACHINES)
def test_the_table_is_whole(name):
    """Each state is one of its model, is reached, and no step stands twice."""
    machine = MACHINES[name]
    known = set((STATES.get(name) or ROWS[name].State).values)
    steps = [(step.before, step.after) for step in machine]
    assert len(set(steps)) == len(steps)
    assert {state for step in steps for state in step} <= known | {None}
    reached = set(BEGINS[name])
    for _ in machine:
        reached |= {after for before, after in steps if before in reached and after}
    assert reached == known
    assert all(step.by for step in machine)
    assert find_step(machine, "nowhere", "anywhere") is None


# --- The walk -------------------------------------------------------------------------------------


def harvest_now(viewer, row):
    return harvest_for(viewer, row.pk)


def put(viewer, w, _row):
    put_ask(viewer, w.topic, Question(w.cast.ola, "What would you leave undone?"))


def begin(viewer, w, _row):
    number = w.post.number
    facts = harvests.Facts("harvest", "Kept", "For the circle")
    harvests.begin_harvest(viewer, w.topic, facts, f"It helps [#{number}].")


def publish(viewer, _w, row):
    now = harvest_now(viewer, row)
    harvests.publish_harvest(viewer, now, edits=now.edits)


# Each act: on which rows, and what is done to one of them.
ACTS = {
    "add": (Topic, lambda v, w, _r: prompts.add_prompt(v, w.topic, f"Why {w.step}?")),
    "close": (Prompt, lambda v, _w, r: prompts.close_prompt(v, r)),
    "reopen": (Prompt, lambda v, _w, r: prompts.reopen_prompt(v, r)),
    "withdraw": (Prompt, lambda v, _w, r: prompts.withdraw_prompt(v, r)),
    "restore": (Prompt, lambda v, _w, r: prompts.restore_prompt(v, r)),
    "delete": (Prompt, lambda v, _w, r: prompts.delete_prompt(v, r)),
    "seal": (Prompt, lambda v, _w, r: seal_prompt(v, r, None)),
    "pass": (Prompt, lambda v, _w, r: prompts.pass_prompt(v, r)),
    "turn": (
        Topic,
        lambda v, w, _r: prompts.order_prompts(
            v, w.topic, list(Prompt.objects.order_by("-position").values_list("pk", flat=True))
        ),
    ),
    "suggest": (Topic, lambda v, w, _r: suggestions.suggest_prompt(v, w.topic, "Who cares?")),
    "adopt": (PromptSuggestion, lambda v, _w, r: suggestions.adopt_suggestion(v, r)),
    "decline": (PromptSuggestion, lambda v, _w, r: suggestions.decline_suggestion(v, r)),
    "take back": (PromptSuggestion, lambda v, _w, r: suggestions.take_back_suggestion(v, r)),
    "file": (Prompt, lambda v, w, r: filing.file_post(v, w.post, [r.pk])),
    "suggest filing": (Prompt, lambda v, w, r: filing.suggest_filing(v, w.post, [r.pk])),
    "accept": (Prompt, lambda v, w, r: filing.settle_filing(v, w.post, [r.pk], accept=True)),
    "refuse": (Prompt, lambda v, w, r: filing.settle_filing(v, w.post, [r.pk], accept=False)),
    "ask": (Topic, put),
    "set aside": (Ask, lambda v, _w, r: settling.set_ask_aside(v, r)),
    "answer": (Ask, lambda v, w, r: settling.answer_ask(v, r, w.post)),
    "ask again": (Ask, lambda v, _w, r: settling.reopen_ask(v, r)),
    "harvest": (Topic, begin),
    "publish": (Harvest, publish),
    "unpublish": (Harvest, lambda v, _w, r: harvests.unpublish_harvest(v, r, "Not yet")),
    "dispute": (Citation, lambda v, _w, r: citations.dispute_citation(v, r, "Not what I meant")),
    "settle": (Citation, lambda v, _w, r: citations.settle_citation(v, r)),
    "co-host": (Topic, lambda v, w, _r: hosts.name_cohost(v, w.topic, w.cast.mira)),
    "hand over": (Topic, lambda v, w, _r: hosts.hand_over(v, w.topic, w.cast.mira)),
    "say": (Prompt, lambda _v, w, r: make_reply(w.cast.ola, w.topic, prompt_ids=[r.pk])),
    "take the post back": (Topic, lambda v, w, _r: withdraw_post(v, Post.objects.get(pk=w.post.pk))),
    "begin the panel": (Fishbowl, lambda v, w, _r: phases.move_phase(v, w.bowl, "panel", "Why")),
    "open the floor": (Fishbowl, lambda v, w, _r: phases.move_phase(v, w.bowl, "open_floor")),
    "gather": (Fishbowl, lambda v, w, _r: phases.move_phase(v, w.bowl, "gathering")),
    "close the bowl": (Fishbowl, lambda v, w, _r: phases.move_phase(v, w.bowl, "closed", "Why")),
    "open chairs": (Fishbowl, lambda v, w, _r: phases.set_chairs(v, w.bowl, w.step % 4)),
    "take a chair": (Fishbowl, lambda v, w, _r: seats.take_chair(v, w.bowl)),
    "raise a hand": (Fishbowl, lambda v, w, _r: seats.raise_hand(v, w.bowl)),
    "lower a hand": (Fishbowl, lambda v, w, _r: seats.lower_hand(v, w.bowl)),
    "leave a seat": (Fishbowl, lambda v, w, _r: seats.give_back(v, w.bowl)),
    "give a chair": (Hand, lambda v, w, r: seats.give_chair_to(v, w.bowl, w.person(r))),
    "accept a seat": (Seat, lambda v, w, _r: seats.answer_invitation(v, w.bowl, accept=True)),
    "decline a seat": (Seat, lambda v, w, _r: seats.answer_invitation(v, w.bowl, accept=False)),
    "free a seat": (Seat, lambda v, w, r: seats.free_seat(v, w.bowl, w.person(r), "Enough")),
    "rest": (Hand, lambda v, w, r: seats.rest_person(v, w.bowl, w.person(r), "Slowly")),
    "begin a round": (Fishbowl, lambda v, w, _r: rounds.start_round(v, w.bowl, text="How?")),
    "pass a turn": (Turn, lambda v, w, _r: rounds.pass_turn(v, w.bowl)),
    "skip a turn": (Turn, lambda v, w, r: rounds.skip_turn(v, w.bowl, w.person(r))),
    "end a round": (Round, lambda v, w, _r: rounds.stop_round(v, w.bowl)),
    "speak": (Fishbowl, lambda v, w, _r: publish_post(v, w.fresh_bowl(), f"Words {w.step}.")),
}  # fmt: skip
ACTORS = ("ada", "ben", "mira", "mo", "root", "ola")
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(ACTORS), st.integers(0, 3)),
    min_size=4,
    max_size=14,
)


class World:
    """Ada's topic with Ola on its panel, and Ben's post in it; and Ada's fishbowl, in which the
    panel talks."""

    def __init__(self, cast, hall):
        self.cast = cast
        self.step = 0
        self.topic = make_topic(cast.ada, hall, prompts=["What helps?", "What hinders?"])
        Panelist.objects.create(topic=self.topic, position=1, person=cast.ola, name="Ola")
        self.post = make_reply(cast.ben, self.topic, "Patience helps.")
        setup = Setup("fishbowl", ("ola", "mira.oday", "kit"))
        self.bowl = make_topic(cast.ada, hall, setup=setup)
        seats.answer_invitation(as_viewer(cast.ola), self.bowl, accept=True)
        phases.move_phase(as_viewer(cast.ada), self.bowl, "panel")

    def fresh_bowl(self):
        """The fishbowl's topic as it stands now."""
        return Topic.objects.select_related("category").get(pk=self.bowl.pk)

    def person(self, row):
        """Whose seat, hand or turn it is."""
        return User.objects.get(pk=row.person_id)

    def act(self, name, handle, which):
        """Try it, whether it is allowed or not."""
        self.step += 1
        model, act = ACTS[name]
        rows = list(model.objects.order_by("pk"))
        if rows:
            viewer = as_viewer(getattr(self.cast, handle))
            with suppress(*NOT_DONE), transaction.atomic():
                act(viewer, self, rows[which % len(rows)])

    def parties(self, handle, row):
        """What somebody is to a row, told without asking the rules."""
        person = getattr(self.cast, handle)
        in_bowl = isinstance(row, (Fishbowl, Seat, Hand, Round, Turn))
        topic = Topic.objects.get(pk=(self.bowl if in_bowl else self.topic).pk)
        cohosts = set(CoHost.objects.filter(topic=topic).values_list("person_id", flat=True))
        found = {Party.SERVER}
        if person.pk == topic.host_id or person.pk in cohosts:
            found.add(Party.HOST)
        if handle in {"mo", "root"}:
            found.add(Party.MODERATOR)
        if handle == "root":
            found.add(Party.ADMIN)
        author = row.post.author_id if isinstance(row, Answer) else getattr(row, "author_id", None)
        if person.pk == author:
            found.add(Party.AUTHOR)
        if isinstance(row, Ask) and person.pk == row.to_person_id:
            found.add(Party.ADDRESSEE)
        if person.pk == getattr(row, "person_id", None):
            found.add(Party.HOLDER)
        if isinstance(row, Citation) and person.pk == row.post.author_id:
            found.add(Party.CITED)
        return found


def states():
    """Every row of every machine; of harvests only what was published counts as cited."""
    found = {}
    for name, model in ROWS.items():
        rows = model.objects.all()
        if model in {Answer, Citation}:
            rows = rows.select_related("post")
        found |= {(name, row.pk): row for row in rows}
    for (name, _pk), row in found.items():
        if name == "phase":
            row.state = row.phase
    return found


def check_steps(world, handle, parties_before, before, after):
    """Each change stands in the table, by whom it names."""
    for key, row in after.items():
        name = key[0]
        if key not in before:
            # A hand that goes up where a chair is free is offered it in the same act.
            first = next(iter(BEGINS[name]))
            is_begun = row.state in BEGINS[name] or (
                name == "hand" and find_step(MACHINES[name], first, row.state)
            )
            assert is_begun, (key, row.state)
        elif before[key].state != row.state:
            step = find_step(MACHINES[name], before[key].state, row.state)
            assert step, (key, before[key].state, row.state)
            assert step.by & (parties_before[key] | world.parties(handle, row)), (key, handle)
    for key in before.keys() - after.keys():
        if key[0] == "prompt":
            assert find_step(MACHINES["prompt"], before[key].state, None).by & parties_before[key]


def check_promises(before, after):
    """Rules 2.1, 2.3, 2.7, 3.4 and 10 of docs/fishbowl.md, and that nothing is miscounted."""
    positions = sorted(Prompt.objects.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
    assert len(positions) <= 12
    for key in before.keys() - after.keys():
        if key[0] == "prompt":
            assert not any(
                one.prompt_id == key[1] and one.state == Answer.State.FILED
                for (name, _pk), one in before.items()
                if name == "answer"
            ), "an answered prompt is gone"
    for key, row in before.items():
        if key[0] == "prompt" and key in after and row.sealed:
            assert after[key].sealed, "a seal was broken"
    assert list(differences()) == []
    twice = Counter(PromptPass.objects.values_list("prompt", "person"))
    assert all(count == 1 for count in twice.values())


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_any_sequence_of_acts_keeps_the_rules(steps, cast, hall):
    with transaction.atomic():
        world = World(cast, hall)
        for name, handle, which in steps:
            before = states()
            parties = {key: world.parties(handle, row) for key, row in before.items()}
            last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
            world.act(name, handle, which)
            after = states()
            check_steps(world, handle, parties, before, after)
            check_promises(before, after)
            lines = Entry.objects.filter(pk__gt=last)
            person = getattr(cast, handle).pk
            assert all(line.actor_id == person or line.act in OF_OTHERS for line in lines)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
