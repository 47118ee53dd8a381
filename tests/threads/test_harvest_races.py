"""People at the same harvest at the same instant."""

import pytest

from ledger.models import Act, Entry
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic
from tests.test_races import at_once, browser_of
from threads.actions.harvests import Facts, begin_harvest
from threads.actions.posts import withdraw_post
from threads.models import Citation, CoHost, Harvest, HarvestVersion, Post

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"kind": "harvest", "title": "Kept", "for_whom": "Us"}


@pytest.fixture
def hosts():
    """Two hosts of a topic with a draft that cites Ben."""
    one, two, ben = make_person("ada"), make_person("mira"), make_person("ben")
    topic = make_topic(one, make_category("hall"))
    CoHost.objects.create(topic=topic, person=two)
    make_reply(ben, topic, "Patience helps.")
    facts = Facts("harvest", "Kept", "Us")
    harvest = begin_harvest(as_viewer(one), topic, facts, 'He says [#2 "Patience helps"].')
    return harvest, browser_of(one), browser_of(two), ben


def test_two_who_publish_make_one_version(hosts):
    harvest, one, two, _ben = hosts
    url, form = f"/harvests/{harvest.pk}/publish/", {"edits": "1"}
    answers = at_once(*[lambda b=b: b.post(url, form) for b in (one, two)] * 2)
    assert {answer.status_code for answer in answers} == {302}
    assert HarvestVersion.objects.count() == 1
    assert Entry.objects.filter(act=Act.HARVEST).count() == 1


def test_two_who_save_lose_nothing(hosts):
    harvest, one, two, _ben = hosts
    url = f"/harvests/{harvest.pk}/edit/"
    texts = ("Mine [#2]", "Yours [#1]")
    answers = at_once(
        *[
            lambda b=b, text=text: b.post(url, FORM | {"edits": "1", "body": text})
            for b, text in zip((one, two), texts, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    lost = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert all(text in lost for text in texts)
    assert Citation.objects.filter(version=None).count() == 1


def test_withdrawing_while_it_is_published(hosts):
    """Whoever comes first: the words are nowhere afterwards."""
    harvest, one, _two, ben = hosts
    post = Post.objects.select_related("topic__category").get(number=2)
    at_once(
        lambda: one.post(f"/harvests/{harvest.pk}/publish/", {"edits": "1"}),
        lambda: withdraw_post(as_viewer(ben), post),
    )
    assert not Citation.objects.exclude(excerpt="").exists()
    assert "Patience" not in Harvest.objects.get().source
    assert not HarvestVersion.objects.filter(source__contains="Patience").exists()
