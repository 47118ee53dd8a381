"""The host and the members at the same instant: one result, whoever comes first."""

import pytest

from accounts.models import User
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic
from tests.test_races import at_once, browser_of
from threads.actions.counters import differences
from threads.actions.prompts import add_prompt
from threads.models import Answer, CoHost, Prompt, Topic

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def talk() -> Topic:
    return make_topic(make_person("ada"), make_category("hall"), prompts=["One?", "Two?"])


def hosts(talk) -> list:
    """The browsers of its host and of a co-host."""
    other = make_person()
    CoHost.objects.create(topic=talk, person=other)
    return [browser_of(User.objects.get(pk=talk.author_id)), browser_of(other)]


def positions(talk) -> list[int]:
    prompts = Prompt.objects.filter(topic=talk).order_by("position")
    return list(prompts.values_list("position", flat=True))


def test_two_hosts_ask_the_twelfth_question(talk):
    ada, other = hosts(talk)
    for n in range(9):
        add_prompt(as_viewer(User.objects.get(pk=talk.author_id)), talk, f"More {n}?")
    url = f"/t/{talk.pk}/prompts/add/"
    answers = at_once(
        *[lambda b=b, n=n: b.post(url, {"text": f"Last {n}?"}) for n, b in enumerate((ada, other))]
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert positions(talk) == list(range(1, 13))
    assert list(differences()) == []


def test_order_withdraw_and_ask_at_once_leave_no_gap(talk):
    ada, other = hosts(talk)
    for n in range(ROUNDS):
        one, *_rest = ids = list(
            Prompt.objects.filter(topic=talk).order_by("position").values_list("pk", flat=True)
        )
        base = f"/t/{talk.pk}/prompts/"
        answers = at_once(
            lambda i=ids, b=base: ada.post(f"{b}order/", {"prompts": i[::-1]}),
            lambda p=one, b=base: other.post(f"{b}{p}/withdraw/"),
            lambda b=base, n=n: ada.post(f"{b}add/", {"text": f"Another {n}?"}),
        )
        assert {answer.status_code for answer in answers} <= {302, 409}
        assert positions(talk) == [1, 2]
    assert list(differences()) == []


def test_answering_what_is_withdrawn_at_that_moment(talk):
    """It is removed with no answer, or withdrawn with one; the text stands in any case."""
    ada, _other = hosts(talk)
    ben = make_person()
    browser = browser_of(ben)
    for n in range(ROUNDS):
        prompt = add_prompt(as_viewer(User.objects.get(pk=talk.author_id)), talk, f"Now {n}?")
        form = {"body": f"Said {n}", "prompts": [prompt.pk]}
        gone, said = at_once(
            lambda p=prompt: ada.post(f"/t/{talk.pk}/prompts/{p.pk}/withdraw/"),
            lambda f=form: browser.post(f"/t/{talk.pk}/reply/", f),
        )
        assert (gone.status_code, said.status_code) == (302, 302)
        found = Prompt.objects.filter(pk=prompt.pk).first()
        answered = Answer.objects.filter(prompt=prompt.pk).exists()
        assert answered == (found is not None)
        assert found is None or found.state == Prompt.State.WITHDRAWN
    assert list(differences()) == []


def test_accepting_and_refusing_at_once_is_one_of_both(talk):
    ada, _other = hosts(talk)
    ben = make_person()
    browser, prompt = browser_of(ben), Prompt.objects.filter(topic=talk).earliest("position")
    for _ in range(ROUNDS):
        post = make_reply(ben, talk)
        ada.post(f"/p/{post.pk}/suggest-prompts/", {"prompts": [prompt.pk]})
        acts = [{"act": act, "prompts": [prompt.pk]} for act in ("accept", "refuse")]
        answers = at_once(
            *[lambda f=f, p=post: browser.post(f"/p/{p.pk}/filing/", f) for f in acts]
        )
        assert {answer.status_code for answer in answers} == {302}
        assert Answer.objects.get(post=post).state in {"filed", "refused"}
