"""What is set in the browser holds at once in a process that remembers it otherwise."""

from time import monotonic, sleep

import pytest
from django.core.management import call_command

from accounts import remembered
from accounts.actions.community import found_community
from accounts.models import Community, RoleLabel
from accounts.queries import community as queries
from leadership_forum import memory
from leadership_forum.management.commands import worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listening(monkeypatch):
    monkeypatch.setattr(remembered, "COMMUNITY_SECONDS", 600)
    found_community("Commons")
    listener = memory.listen()
    wait_for(lambda: listener.hub.is_listening)
    yield listener
    listener.stop()
    listener.join()
    remembered.forget_community()


def wait_for(holds) -> bool:
    end = monotonic() + 10
    while not (held := holds()) and monotonic() < end:
        sleep(0.02)
    return bool(held)


def test_another_process_changed_it(listening):
    assert queries.community().name == "Commons"
    Community.objects.update(name="Otherwise")
    assert wait_for(lambda: queries.community().name == "Otherwise")
    RoleLabel.objects.create(role="host", language="en", label="keeper")
    assert wait_for(lambda: queries.host_label() == "keeper")


def test_the_worker_listens_too(monkeypatch):
    """Digests and mails speak of the community as well."""
    heard = []
    monkeypatch.setattr(worker.memory, "listen", lambda: heard.append(True))
    monkeypatch.setattr(worker, "repeat", lambda *_facts: None)
    for name in ("configure_signals", "run_through_outages"):
        monkeypatch.setattr(worker.ForumWorker, name, lambda _self: None)
    call_command("worker")
    assert heard == [True]


def test_without_listening_it_would_be_late(monkeypatch):
    monkeypatch.setattr(remembered, "COMMUNITY_SECONDS", 600)
    found_community("Commons")
    assert queries.community().name == "Commons"
    Community.objects.update(name="Otherwise")
    sleep(0.5)
    assert queries.community().name == "Commons"
    remembered.forget_community()


def test_what_was_read_before_it_changed_is_not_kept(monkeypatch):
    """The change came between asking the database and keeping what it said."""
    found_community("Commons")
    remembered.forget_community()
    rows = RoleLabel.objects.values_list

    def changing(*args):
        remembered.forget_community()
        return rows(*args)

    monkeypatch.setattr(RoleLabel.objects, "values_list", changing)
    assert queries.community().name == "Commons"
    assert remembered.cache.get(remembered.COMMUNITY_KEY) is None
