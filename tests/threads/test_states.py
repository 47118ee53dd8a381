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

from accounts.policies import LostRace, Refusal
from ledger.models import Entry
from tests.make import as_viewer, make_reply, make_topic
from threads.actions import citations, filing, harvests, hosts, prompts, settling, suggestions
from threads.actions.asks import Question, TooManyAsks, put_ask
from threads.actions.counters import differences
from threads.actions.posts import withdraw_post
from threads.actions.seals import seal_prompt
from threads.models import (
    Answer,
    Ask,
    Citation,
    CoHost,
    Harvest,
    Panelist,
    Post,
    Prompt,
    PromptPass,
    PromptSuggestion,
    Topic,
)
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
)
BEGINS = {
    "prompt": {Prompt.State.OPEN},
    "suggestion": {PromptSuggestion.State.WAITING},
    "answer": {Answer.State.FILED, Answer.State.SUGGESTED},
    "ask": {Ask.State.WAITING},
    "harvest": {Harvest.State.DRAFT},
    "citation": {Citation.State.OK},
}
ROWS = {
    "prompt": Prompt,
    "suggestion": PromptSuggestion,
    "answer": Answer,
    "ask": Ask,
    "harvest": Harvest,
    "citation": Citation,
}


# --- The table ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MACHINES)
def test_the_table_is_whole(name):
    """Each state is one of its model, is reached, and no step stands twice."""
    machine = MACHINES[name]
    known = set(ROWS[name].State.values)
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
}  # fmt: skip
ACTORS = ("ada", "ben", "mira", "mo", "root", "ola")
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(ACTORS), st.integers(0, 3)),
    min_size=4,
    max_size=14,
)


class World:
    """Ada's topic with Ola on its panel, and Ben's post in it."""

    def __init__(self, cast, hall):
        self.cast = cast
        self.step = 0
        self.topic = make_topic(cast.ada, hall, prompts=["What helps?", "What hinders?"])
        Panelist.objects.create(topic=self.topic, position=1, person=cast.ola, name="Ola")
        self.post = make_reply(cast.ben, self.topic, "Patience helps.")

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
        topic = Topic.objects.get(pk=self.topic.pk)
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
    return found


def check_steps(world, handle, parties_before, before, after):
    """Each change stands in the table, by whom it names."""
    for key, row in after.items():
        name = key[0]
        if key not in before:
            assert row.state in BEGINS[name], (key, row.state)
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
            assert all(line.actor_id == person for line in lines)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
