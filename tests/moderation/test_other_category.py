"""A moderator of one category is a plain member in every other: by no address, act or way."""

from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import User
from accounts.policies import Refusal
from moderation.actions.appeals import make_appeal
from moderation.curation import CASE_ACTS, SANCTIONS
from moderation.models import Appeal
from tests.make import (
    as_viewer,
    make_held,
    make_person,
    make_reply,
    make_report,
    make_topic,
    open_case,
)
from tests.moderation.test_every_act import DEEDS, Bulk, Call, Press, changes, tables
from threads.actions.posts import hide_post
from threads.curation import CURATIONS

WORDS = ("Overheard", "Murmured", "Sneaky")
# Every member may report, and read the log; what stands there is tried in test_log.
FOR_MEMBERS = {"post_flag", "report_take_back", "report_list", "log", "log_export", "appeal_list"}
# A moderator has a queue and reads records, in which others' categories do not stand.
OF_THEIR_OWN = {"case_list", "person_record", "appeal_queue"}
# Whom it concerns appeals, wherever that was (tests/moderation/test_appeals.py).
OF_WHOM_IT_CONCERNS = {"appeal"}
ACTS = {
    "appeal_answer": ("uphold", "overturn"),
    "topic_curate": CURATIONS,
    "case_act": CASE_ACTS,
    "person_sanction": SANCTIONS,
}


@pytest.fixture
def world(t):
    """Things of the hall, which Tove does not moderate."""
    topic = make_topic(t.ada, t.hall, title="In the hall")
    hidden = make_reply(t.ben, topic, "Rude words")
    post = make_reply(t.ben, topic, "Overheard words")
    case = make_report(t.mira, post, "other", "Murmured words")
    waiting = open_case(held=make_held(t.ola, topic, "Sneaky words"))
    entry = hide_post(as_viewer(t.mo), hidden, "Rude")
    make_appeal(as_viewer(t.ben), entry, "Murmured words")
    return {
        "topic_id": [topic.pk],
        "post_id": [post.pk, hidden.pk],
        "case_id": [case.pk, waiting.pk],
        "entry_id": [entry.pk],
        "username": ["ben"],
        "appeal_id": [Appeal.objects.get().pk],
        "token": ["none"],
        "data": {
            "topics": [topic.pk],
            "posts": [post.pk],
            "title": "Another",
            "pin": "category",
            "category": "yard",
            "target": str(make_topic(t.ada, t.hall).pk),
            "tags": "one",
            "until": "3",
            "reason": "Because",
        },
    }


def addresses(world) -> list[tuple[str, str]]:
    """Every address of moderation with every act and thing that it takes, by name."""
    found = []
    (ours,) = [
        resolver
        for resolver in get_resolver().url_patterns
        if isinstance(resolver, URLResolver) and resolver.namespace == "moderation"
    ]
    for pattern in ours.url_patterns:
        ways = [{}]
        for arg in pattern.pattern.converters:
            values = list(ACTS[pattern.name]) if arg == "act" else world[arg]
            ways = [way | {arg: value} for way in ways for value in values]
        found += [(pattern.name, reverse(f"moderation:{pattern.name}", kwargs=way)) for way in ways]
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_answers_as_to_a_member(method, world, cast, sign_in):
    tove, plain = sign_in(cast.tove), sign_in(make_person())
    for name, url in addresses(world):
        if name in FOR_MEMBERS | OF_THEIR_OWN:
            continue
        before = tables()
        answers = [getattr(client, method)(url, world["data"]) for client in (tove, plain)]
        assert answers[0].status_code == answers[1].status_code, url
        assert answers[0].status_code in {403, 404, 405}, url
        assert changes(before, tables()) == set(), url
        assert not [word for word in WORDS if word in answers[0].content.decode()], url


def test_their_own_queue_says_nothing_of_it(world, cast, sign_in):
    tove = sign_in(cast.tove)
    for name, url in addresses(world):
        if name in OF_THEIR_OWN:
            answer = tove.get(url)
            assert answer.status_code == 200, url
            assert not [word for word in WORDS if word in answer.content.decode()], url
    assert "Overheard" in sign_in(cast.kit).get("/moderation/").content.decode()


def test_every_address_is_tried(world):
    named = {name for name, _url in addresses(world)}
    assert named >= FOR_MEMBERS | OF_THEIR_OWN
    assert len(addresses(world)) > 40


@pytest.mark.parametrize("name", [name for name in DEEDS if name not in OF_WHOM_IT_CONCERNS])
def test_no_act_is_theirs_by_any_way(name, t, cast, sign_in):
    """The action itself refuses, the page and the admin change nothing."""
    deed = DEEDS[name]
    made = deed.prepare(t)
    User.objects.filter(pk=cast.tove.pk).update(is_staff=True)
    facts = vars(t) | made | {"doer": cast.tove, "browser": sign_in(cast.tove)}
    them = SimpleNamespace(**facts)
    before = tables()
    for way in deed.ways:
        if isinstance(way, Call):
            with pytest.raises(Refusal):
                way(them)
        elif isinstance(way, Press | Bulk):
            with suppress(Exception):
                way(them)
        assert changes(before, tables()) == set(), way
