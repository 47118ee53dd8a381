"""Citing by selecting, beside the draft and on the page of the topic."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import looks
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.models import Harvest
from threads.queries.harvests import harvest_for

SELECT = """([where, from, to]) => {
    const text = document.querySelector(where).firstChild;
    getSelection().setBaseAndExtent(text, from, text, to);
}"""


@pytest.fixture
def scripts() -> bool:
    """By number, without scripts, it is tried in tests/threads/test_harvests.py."""
    return True


def test_select_and_add(visit, cast, hall):
    topic = make_topic(cast.ada, hall, prompts=["What helps?", "What hinders?"])
    make_reply(cast.ben, topic, "Patience helps most of all.")
    make_reply(cast.mira, topic, "A rota for the summer, and somebody who keeps it.")
    ada = as_viewer(cast.ada)
    facts = Facts("harvest", "What we keep", "The circle meeting, to decide from", "Meeting in May")
    draft = begin_harvest(ada, topic, facts, "# What we heard\n\nWe wait: ")
    page: Page = visit(cast.ada, viewport={"width": 1280, "height": 900})
    page.goto(f"/harvests/{draft.pk}/edit/")
    page.evaluate(SELECT, ["#post-2-body p", 0, 14])
    page.get_by_role("button", name="Add to harvest").click()
    expect(page.locator("#id_body")).to_have_value(
        '# What we heard\n\nWe wait: [#2 "Patience helps"]'
    )
    assert_good(page)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    page.goto(topic.get_absolute_url())
    page.evaluate(SELECT, ["#post-3-body p", 0, 6])
    page.get_by_role("button", name="Add to harvest").click()
    expect(page).to_have_url(f"{page.url.partition('/t/')[0]}{topic.get_absolute_url()}3/")
    assert '"A rota"]' in Harvest.objects.get().source
    found = harvest_for(ada, draft.pk)
    publish_harvest(ada, found, edits=found.edits)
    for url in (
        topic.get_absolute_url(),
        f"/harvests/{draft.pk}/",
        f"/t/{topic.pk}/harvest/",
        f"/harvests/{draft.pk}/publish/",
    ):
        page.goto(url)
        assert_good(page)


def assert_good(page: Page) -> None:
    """Nothing is wrong at any width, in either theme."""
    assert {look: wrong for look, wrong in looks(page) if wrong} == {}
