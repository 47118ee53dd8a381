"""A text that the renderer does not take: wherever it was sent from, its writer gets a sentence, a
fitting status and every character back."""

import pytest
from django.test import Client

from tests.make import make_held, open_case, opening
from threads.markup import MarkupRefused, Reason
from threads.models import HeldPost, Post, Topic
from threads.queries import texts

WORDS = "Words that took <long> to & find."
TYPED = "Words that took &lt;long&gt; to &amp; find.</textarea>"
BUSY = "try again in a few seconds"


@pytest.fixture(params=list(Reason))
def reason(request: pytest.FixtureRequest) -> Reason:
    return request.param


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch, reason: Reason, held: HeldPost) -> None:
    """From now on nothing is rendered."""

    def render(*_arguments: object, **_facts: object) -> None:
        raise MarkupRefused(reason)

    monkeypatch.setattr(texts.markup, "render", render)


@pytest.fixture
def held(cast, topic: Topic) -> HeldPost:
    return make_held(cast.ada, topic)


@pytest.fixture
def ada(cast, sign_in) -> Client:
    return sign_in(cast.ada)


def assert_told(answer, reason: Reason, holds: str) -> None:
    is_busy = reason is Reason.BUSY
    assert answer.status_code == (429 if is_busy else 422)
    assert answer.headers.get("Retry-After") == ("2" if is_busy else None)
    text = answer.content.decode()
    assert MarkupRefused(reason).message in text.replace("&#x27;", "'")
    assert (BUSY in text) is is_busy
    assert holds in text


@pytest.mark.parametrize("wish", [{}, {"preview": "1"}])
def test_every_form_keeps_the_text(ada: Client, topic, held, refusing, reason, wish) -> None:
    post = opening(topic)
    new = {"category": "hall", "title": "A new one", "body": WORDS}
    for address, form in (
        (f"/t/{topic.pk}/reply/", {"body": WORDS}),
        (f"/p/{post.pk}/edit/", {"body": WORDS, "version": post.version}),
        ("/topics/new/", new),
        (held.get_absolute_url(), {"body": WORDS}),
    ):
        assert_told(ada.post(address, form | wish), reason, TYPED)
    assert Post.objects.count() == 1
    assert Topic.objects.count() == 1


def test_the_preview_in_place_is_a_sentence(ada: Client, refusing, reason) -> None:
    answer = ada.post("/preview/", {"body": WORDS})
    assert_told(answer, reason, "")
    assert answer.content.decode() == MarkupRefused(reason).message


def test_approving_later_is_no_refusal(cast, sign_in, held, refusing, reason) -> None:
    case = open_case(held=held)
    form = {"version": held.version}
    answer = sign_in(cast.mo).post(f"/moderation/cases/{case.pk}/approve/", form)
    if reason is Reason.BUSY:
        assert_told(answer, reason, "")
    else:
        assert answer.status_code == 403
        assert MarkupRefused(reason).message in answer.content.decode()
    assert HeldPost.objects.get().state == HeldPost.State.WAITING


def test_approving_in_the_admin_says_why_not(cast, sign_in, held, refusing, reason) -> None:
    form = {"action": "approve", "_selected_action": [held.pk], "reason": ""}
    answer = sign_in(cast.root).post("/admin/threads/heldpost/", form, follow=True)
    assert answer.status_code == 200
    assert MarkupRefused(reason).message in answer.content.decode()
    assert HeldPost.objects.get().state == HeldPost.State.WAITING
