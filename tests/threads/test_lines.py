"""Every act of hosting leaves one line, in its own transaction; pressed twice it is done once."""

from contextlib import suppress
from types import SimpleNamespace

import pytest

from accounts.policies import LostRace, Refusal
from ledger.models import Entry
from notifications.models import Announcement
from tests.make import make_reply, make_topic
from tests.moderation.test_every_act import changes, tables
from tests.threads.lines import cases

TRIED = [(verb, name) for verb, table in cases().items() for name in table]


@pytest.fixture
def w(cast, hall):
    """Ada hosts a topic with two prompts, to which Ben has replied."""
    topic = make_topic(cast.ada, hall, prompts=["What helps?", "What hinders?"])
    post = make_reply(cast.ben, topic, "Patience helps.")
    return SimpleNamespace(**vars(cast), hall=hall, topic=topic, post=post)


def prepared(w, verb, name):
    case = cases()[verb][name]
    return case, SimpleNamespace(**vars(w) | case.prepare(w))


@pytest.mark.parametrize(("verb", "name"), TRIED)
def test_one_line_for_one_act(verb, name, w):
    case, w = prepared(w, verb, name)
    last = Entry.objects.order_by("id").values_list("id", flat=True).last() or 0
    case.act(w)
    (entry,) = Entry.objects.filter(pk__gt=last)
    said = {"act": verb} | case.line(w)
    assert {fact: getattr(entry, fact) for fact in said} == said
    assert Announcement.objects.filter(occasion="entry", subject_id=entry.pk).count() == 1
    if case.again:
        before = tables()
        with suppress(LostRace, Refusal):
            case.act(w)
        assert changes(before, tables()) == set(), "the same press twice"


@pytest.mark.parametrize(("verb", "name"), TRIED)
def test_without_its_line_nothing_happens(verb, name, w, monkeypatch):
    case, w = prepared(w, verb, name)
    before = tables()

    def broken(*_args, **_facts):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("threads.actions.lines.record", broken)
    with pytest.raises(RuntimeError, match="full"):
        case.act(w)
    assert changes(before, tables()) == set()
