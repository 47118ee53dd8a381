"""What one writes at a harvest is not lost: a closed tab, a lost network, two tabs, another who
saves. The rules by request stand in tests/threads/test_unsent.py."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import session_of
from tests.browser.steps import kept_on_device
from tests.browser.test_drafts import draft_of, until
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.harvests import Facts, begin_harvest, save_draft
from threads.models import CoHost, Draft, Harvest
from threads.queries.harvests import harvest_for

KEPT = "Kept for you alone"


@pytest.fixture
def scripts() -> bool:
    """Without scripts a button keeps it (tests/threads/test_unsent.py)."""
    return True


@pytest.fixture
def harvest(cast, hall) -> Harvest:
    """Ada's; Mira hosts with her."""
    topic = make_topic(cast.ada, hall)
    make_reply(cast.ben, topic, "Patience helps most of all.")
    CoHost.objects.create(topic=topic, person=cast.mira)
    return begin_harvest(as_viewer(cast.ada), topic, Facts("harvest", "Kept", "Us"), "Shared.")


def open_at(page: Page, path: str) -> Page:
    """With the scripts that keep in place: they are asked for with the page."""
    with page.expect_response("**/drafts*.js"):
        page.goto(path)
    page.wait_for_load_state("networkidle")
    return page


def test_a_closed_tab(visit, cast, harvest, guard):
    """Begun, left, found again on another device, saved: then nothing of it is left anywhere."""
    guard.allow(422)
    path = f"/t/{harvest.topic_id}/harvest/"
    page = open_at(visit(cast.ada), path)
    page.locator("#id_title").fill("A title alone")
    expect(page.locator("[data-draft-note]")).to_contain_text(KEPT)
    page.locator("#id_kind").select_option("weave")
    page.locator("#id_for_whom").fill("The circle")
    page.locator("#id_body").press_sequentially("Half a harvest [#99]")
    until(lambda: draft_of(cast.ada) == "Half a harvest [#99]")
    page.close()
    again = visit(cast.ada)
    again.goto("/drafts/")
    again.get_by_role("link", name=harvest.topic.title).click()
    expect(again.locator("#id_body")).to_have_value("Half a harvest [#99]")
    expect(again.locator("#id_title")).to_have_value("A title alone")
    expect(again.locator("#id_kind")).to_have_value("weave")
    again.wait_for_load_state("networkidle")
    # A refused form comes back as it was, and goes on being kept.
    again.locator("#id_body").fill("Refused [#98]")
    again.get_by_role("button", name="Begin the draft").click()
    expect(again.get_by_text("#98: this topic has no such post.")).to_be_visible()
    until(lambda: draft_of(cast.ada) == "Refused [#98]")
    again.wait_for_load_state("networkidle")
    again.locator("#id_body").fill("All of it [#2]")
    again.get_by_role("button", name="Begin the draft").click()
    expect(again.get_by_text("The draft is saved.")).to_be_visible()
    again.wait_for_load_state("networkidle")
    assert not Draft.objects.exists()
    assert kept_on_device(again) == []
    expect(again.locator("#id_body")).to_have_value("All of it [#2]")


def test_a_lost_network(visit, cast, harvest, guard, settings, live_server):
    """Kept on the device, and beside it what somebody else saved meanwhile."""
    path = f"/harvests/{harvest.pk}/edit/"
    page = open_at(visit(cast.ada), path)
    context = page.context
    context.set_offline(True)
    page.locator("#id_goes_to").fill("The meeting")
    page.locator("#id_body").fill("Written on a train")
    expect(page.locator("[data-draft-note]")).to_contain_text("Kept on this device")
    assert kept_on_device(page) == [f"draft harvest:{harvest.pk}"]
    page.close()
    mira = as_viewer(cast.mira)
    now = harvest_for(mira, harvest.pk)
    save_draft(mira, now, Facts("harvest", "Her title", "Us"), "Hers.", edits=1)
    assert not Draft.objects.exists()
    context.set_offline(False)
    # Somebody else at the same device gets none of it, and takes none of it away.
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    context.add_cookies([cookie | {"value": session_of(cast.mira)}])
    hers = open_at(context.new_page(), path)
    expect(hers.locator("#id_body")).to_have_value("Hers.")
    hers.close()
    context.add_cookies([cookie | {"value": session_of(cast.ada)}])
    again = context.new_page()
    again.goto(path)
    expect(again.locator("#id_body")).to_have_value("Written on a train")
    expect(again.locator("#id_goes_to")).to_have_value("The meeting")
    both = again.locator("[data-draft-conflict]")
    expect(both.locator("[data-theirs]")).to_have_text("Title: Her title\nGoes to: \nHers.")
    expect(again.locator("[data-draft-note]")).to_contain_text(KEPT)
    until(lambda: draft_of(cast.ada) == "Written on a train")
    # The server has it now, and shows both until one is saved.
    again.reload()
    expect(again.locator(".theirs pre")).to_have_text("Hers.")
    expect(again.locator("#id_body")).to_have_value("Written on a train")
    assert Harvest.objects.get().title == "Her title"
    guard.problems.clear()


def test_two_tabs(visit, cast, harvest, guard):
    guard.allow(409)
    path = f"/harvests/{harvest.pk}/edit/"
    one, other = (open_at(visit(cast.ada), path) for _ in "ab")
    one.locator("#id_title").fill("Of one")
    expect(one.locator("[data-draft-note]")).to_contain_text(KEPT)
    other.locator("#id_body").fill("Of the other")
    both = other.locator("[data-draft-conflict]")
    expect(both.locator("[data-theirs]")).to_have_text("Title: Of one\nShared.")
    other.get_by_role("button", name="Take the other one").click()
    expect(other.locator("#id_title")).to_have_value("Of one")
    expect(other.locator("#id_body")).to_have_value("Shared.")
    expect(other.locator("[data-draft-note]")).to_contain_text(KEPT)
    other.locator("#id_body").fill("Of both")
    other.get_by_role("button", name="Save the draft").click()
    expect(other.get_by_text("The draft is saved.")).to_be_visible()
    other.wait_for_load_state("networkidle")
    expect(other.locator("#id_body")).to_have_value("Of both")
    assert kept_on_device(other) == []
    assert not Draft.objects.exists()
    saved = Harvest.objects.get()
    assert (saved.title, saved.source, saved.edits) == ("Of one", "Of both", 2)
