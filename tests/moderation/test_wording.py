"""What pages of moderation say, word for word."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from moderation.actions.people import silence_person, warn_person
from moderation.actions.reports import report_post
from tests.make import as_viewer, make_reply

pytestmark = pytest.mark.django_db


def read(browser, path: str) -> str:
    """The words of a page."""
    return " ".join(strip_tags(browser.get(path).content.decode()).split())


def test_undo_names_whom_it_was_done_to(sign_in, cast):
    mo = as_viewer(cast.mo)
    warn_person(mo, cast.ben, "Please be kind.")
    assert "What you did before that" not in read(sign_in(cast.mo), "/moderation/")
    silence_person(mo, cast.ben, "Enough.", until=timezone.now() + timedelta(days=1))
    page = read(sign_in(cast.mo), "/moderation/")
    assert "You silenced ben" in page
    assert "What you did before that (1)" in page
    assert "You warned ben" in page


def test_a_silence_is_told_once_on_a_page(sign_in, cast, topic):
    why = "Please come to rest first."
    until = timezone.now() + timedelta(days=1)
    silence_person(as_viewer(cast.mo), cast.ben, why, until=until)
    page = read(sign_in(cast.ben), topic.get_absolute_url())
    assert page.count(why) == 1
    assert "You cannot write at present" in page


def test_a_sanction_in_force_ends_its_sentence_once(sign_in, cast, topic):
    post = make_reply(cast.ben, topic)
    report_post(as_viewer(cast.ada), post, "spam")
    until = timezone.now() + timedelta(days=1)
    silence_person(as_viewer(cast.mo), cast.ben, "Enough.", until=until)
    page = read(sign_in(cast.mo), "/moderation/")
    assert "Silenced until" in page
    assert "m.." not in page
