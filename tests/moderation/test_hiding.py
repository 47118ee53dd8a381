"""Hiding and restoring from the page of a post, where somebody was faster or wrote too much."""

import pytest

from ledger.models import Entry
from tests.make import as_viewer, make_reply
from threads.actions.posts import hide_post
from threads.models import Post


@pytest.fixture
def rude(cast, topic) -> Post:
    return make_reply(cast.ben, topic)


def acts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("act", flat=True))


@pytest.mark.parametrize(("typed", "status"), [("Rude", 302), ("My own words", 409)])
def test_who_hides_second_is_told_the_reason_that_stands(typed, status, cast, rude, sign_in):
    hide_post(as_viewer(cast.kit), rude, "Rude")
    response = sign_in(cast.mo).post(f"/moderation/posts/{rude.pk}/hide/", {"reason": typed})
    assert response.status_code == status
    page = response.content.decode()
    assert ("with this reason: Rude" in page, typed in page) == (status == 409,) * 2
    assert Post.objects.get(pk=rude.pk).hidden_reason == "Rude"
    assert acts() == ["hide"]


@pytest.mark.parametrize("typed", ["x" * 501, "so\0so"])
def test_restoring_with_words_that_do_not_fit_says_so(typed, cast, rude, sign_in):
    hide_post(as_viewer(cast.kit), rude, "Rude")
    url, mo = f"/moderation/posts/{rude.pk}/restore/", sign_in(cast.mo)
    response = mo.post(url, {"reason": typed})
    assert response.status_code == 422
    assert typed.partition("\0")[0] in response.content.decode()
    assert acts() == ["hide"]
    assert mo.post(url, {"reason": ""}).status_code == 302
    assert acts() == ["hide", "restore"]


def test_its_author_does_not_restore_a_post_whatever_they_write(cast, rude, sign_in):
    hide_post(as_viewer(cast.kit), rude, "Rude")
    url, ben = f"/moderation/posts/{rude.pk}/restore/", sign_in(cast.ben)
    assert {ben.post(url, {"reason": words}).status_code for words in ("", "x" * 501)} == {403}


def test_a_line_break_in_a_reason_counts_as_one_character(cast, rude, sign_in):
    words = "\n".join(["x" * 249, "y" * 250])
    typed = {"reason": words.replace("\n", "\r\n")}
    for _press in range(2):
        response = sign_in(cast.mo).post(f"/moderation/posts/{rude.pk}/hide/", typed)
        assert response.status_code == 302
    assert Entry.objects.get().reason == Post.objects.get(pk=rude.pk).hidden_reason == words
