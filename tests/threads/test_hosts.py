"""Hosting: shared, handed over, left, found anew; what it is called; closing words."""

import pytest
from django.core.cache import cache

from accounts.actions.community import found_community
from accounts.models import RoleLabel
from leadership_forum import clock
from ledger.models import Act, Entry
from tests.make import as_viewer, make_person, make_reply, make_topic
from threads.actions import hosts
from threads.models import CoHost, HostOffer, Topic


def act(client, topic, name, **data):
    return client.post(f"/t/{topic.pk}/hosts/{name}/", data)


def host_of(topic):
    return Topic.objects.select_related("host").get(pk=topic.pk).host


def test_who_opens_a_topic_hosts_it(cast, topic, guest):
    assert host_of(topic) == cast.ada
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "Ada Lindqvist" in page
    assert "Host:" not in page  # an ordinary topic stays without ceremony


def test_a_cohost_hosts_as_well(cast, topic, sign_in, guest):
    mira = sign_in(cast.mira)
    close = f"/moderation/topics/close/?topics={topic.pk}"
    assert mira.get(close).status_code == 403
    assert act(sign_in(cast.ada), topic, "name", person="@Mira.oday").status_code == 302
    assert mira.get(close).status_code == 200
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "Host: " in page
    assert "/u/mira.oday/" in page
    # Not what the first one alone may do.
    assert act(mira, topic, "hand-over", person="ben").status_code == 403
    assert act(mira, topic, "drop", person="mira.oday").status_code == 302
    assert mira.get(close).status_code == 403


def test_three_beside_the_first_are_the_most(cast, topic, sign_in):
    ada = sign_in(cast.ada)
    for n in range(3):
        make_person(f"helper{n}")
        assert act(ada, topic, "name", person=f"helper{n}").status_code == 302
    answer = act(ada, topic, "name", person="ben")
    assert answer.status_code == 403
    assert "Three beside the first" in answer.content.decode()
    assert CoHost.objects.count() == 3


def test_nobody_of_this_handle(cast, topic, sign_in):
    answer = act(sign_in(cast.ada), topic, "name", person="nobody.here")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nobody here has this handle." in page
    assert 'value="nobody.here"' in page


def test_who_cannot_read_it_cannot_hold_it(cast, secret, sign_in):
    ada = sign_in(cast.ada)
    for name in ("name", "hand-over"):
        answer = act(ada, secret, name, person="ben")
        assert answer.status_code == 403
        assert "cannot read this topic" in answer.content.decode()
    assert act(ada, secret, "name", person="mira.oday").status_code == 302


def test_handed_over_it_is_somebody_elses(cast, topic, sign_in, tell):
    assert act(sign_in(cast.ben), topic, "hand-over", person="ben").status_code == 403
    assert act(sign_in(cast.ada), topic, "hand-over", person="ben").status_code == 302
    assert host_of(topic) == cast.ben
    page = sign_in(cast.ben).get(topic.get_absolute_url()).content.decode()
    assert "opened by" in page
    assert "handed the care of this topic over" in page
    assert act(sign_in(cast.ada), topic, "name", person="mira.oday").status_code == 403


def test_the_earliest_cohost_follows_who_leaves(cast, topic, sign_in):
    ada = as_viewer(cast.ada)
    for person in (cast.ben, cast.mira):
        hosts.name_cohost(ada, topic, person)
    cast.ben.is_active = False
    cast.ben.save()
    assert act(sign_in(cast.ada), topic, "leave").status_code == 302
    assert host_of(topic) == cast.mira  # Ben's account is closed
    assert not CoHost.objects.filter(topic=topic, person=cast.mira).exists()


def test_an_account_that_closes_passes_its_topics_on(cast, topic, hall):
    other = make_topic(cast.ada, hall)
    hosts.name_cohost(as_viewer(cast.ada), other, cast.ben)
    cast.ada.is_active = False
    cast.ada.save()
    clock.run_due(everything=True)
    assert host_of(topic) is None
    assert host_of(other) == cast.ben
    assert set(Entry.objects.values_list("act", flat=True)) >= {Act.HOSTLESS, Act.HAND_OVER}


def test_nobody_holds_it_until_a_moderator_confirms(cast, topic, sign_in, guest):
    make_reply(cast.ben, topic)
    hosts.leave_hosting(as_viewer(cast.ada), topic)
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "Nobody holds this topic any more." in page
    ben, mo = sign_in(cast.ben), sign_in(cast.mo)
    assert act(mo, topic, "confirm", person="ben").status_code == 403  # he has not offered
    assert act(ben, topic, "offer").status_code == 302
    assert act(ben, topic, "offer").status_code == 302
    assert HostOffer.objects.count() == 1
    assert act(sign_in(cast.ola), topic, "confirm", person="ben").status_code == 403
    assert act(sign_in(cast.tove), topic, "confirm", person="ben").status_code == 403
    assert act(mo, topic, "confirm", person="ben").status_code == 302
    assert host_of(topic) == cast.ben
    assert not HostOffer.objects.exists()
    assert act(ben, topic, "offer").status_code == 403


def test_an_offer_is_taken_back(cast, topic, sign_in):
    hosts.leave_hosting(as_viewer(cast.ada), topic)
    ben = sign_in(cast.ben)
    act(ben, topic, "offer")
    assert "Take my offer back" in ben.get(f"/t/{topic.pk}/hosts/").content.decode()
    act(ben, topic, "offer", on="0")
    assert not HostOffer.objects.exists()


def test_closing_words_stand_on_top(cast, topic, sign_in, guest):
    ada = sign_in(cast.ada)
    url = f"/moderation/topics/close/?topics={topic.pk}"
    assert ada.post(url, {"topics": topic.pk, "reason": ""}).status_code == 422
    ada.post(url, {"topics": topic.pk, "reason": "We rest on Mondays.\n<b>Thanks</b>"})
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "Closed by Ada Lindqvist." in page
    assert "We rest on Mondays.<br>&lt;b&gt;Thanks&lt;/b&gt;" in page
    ada.post(f"/moderation/topics/reopen/?topics={topic.pk}", {"topics": topic.pk, "reason": "No"})
    assert "Closed by" not in guest.get(topic.get_absolute_url()).content.decode()


@pytest.fixture
def focalizer(db):
    found_community("Commons")
    RoleLabel.objects.create(role="host", language="en", label="focalizer")
    cache.clear()


def test_scenario_45_own_words(focalizer, cast, hall, guest, sign_in):
    """Pages say the community's word, addresses stay, another language keeps its own."""
    topic = make_topic(cast.ada, hall, title="Who leads?")
    hosts.name_cohost(as_viewer(cast.ada), topic, cast.ben)
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "Focalizer: " in page
    assert "Host: " not in page
    for path in (f"/t/{topic.pk}/hosts/", topic.get_absolute_url(), "/moderation/log/"):
        text = sign_in(cast.ada).get(path).content.decode().lower()
        assert ">host<" not in text, path
        assert "focalizer" in text, path
    spanish = guest.get(topic.get_absolute_url(), headers={"Accept-Language": "es"})
    assert "Focalizer" not in spanish.content.decode()


def test_admins_choose_the_word(cast, topic, sign_in, guest):
    found_community("Commons")
    root = sign_in(cast.root)
    said = {"role": "host", "language": "en", "label": "focalizer"}
    assert root.post("/admin/accounts/rolelabel/add/", said).status_code == 302
    row = RoleLabel.objects.get()
    changed = said | {"label": "coordinator"}
    assert root.post(f"/admin/accounts/rolelabel/{row.pk}/change/", changed).status_code == 302
    hosts.name_cohost(as_viewer(cast.ada), topic, cast.ben)
    assert "Coordinator: " in guest.get(topic.get_absolute_url()).content.decode()
    lines = Entry.objects.filter(act=Act.LABEL).order_by("id").values_list("before", "after")
    assert list(lines) == [
        ("", "host (en): focalizer"),
        ("host (en): focalizer", "host (en): coordinator"),
    ]
