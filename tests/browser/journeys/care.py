"""Finding people, hearing of things, reporting, and what moderators do."""

from playwright.sync_api import expect

from moderation.actions.reports import report_post
from moderation.models import Report
from tests.browser.journeys.stage import Stage
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.posts import publish_post
from threads.models import Topic


def find_a_person(stage: Stage) -> None:
    hand = stage.come(stage.cast.ben, "/")
    page = hand.page
    hand.press(page.locator(".places").get_by_role("link", name="People"))
    hand.write(page.get_by_role("searchbox"), "lindq")
    hand.press(page.get_by_role("button", name="Find"))
    hand.press(page.locator(".people").get_by_role("link"))
    expect(page.locator("h1")).to_contain_text("Ada Lindqvist")


def a_mention_rings_the_bell(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall, title="Who leads here?")
    make_reply(stage.cast.ben, topic, "What does @mira.oday say?")
    stage.tell()
    hand = stage.come(stage.cast.mira, "/")
    page = hand.page
    bell = page.locator("a[data-unread]")
    expect(bell).to_have_attribute("data-unread", "1")
    hand.press(page.get_by_role("link", name="Notifications, 1 new"))
    row = page.locator("[data-kind=mention]")
    expect(row).to_contain_text("ben mentioned you")
    hand.press(row.get_by_role("link", name=topic.title))
    expect(page.locator("#post-2 .post-head")).to_be_focused()
    expect(bell).to_have_attribute("data-unread", "0")
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()


def report_a_post_in_two_presses_and_take_it_back(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall)
    row = make_reply(stage.cast.ben, topic, "You all talk nonsense.")
    hand = stage.come(stage.cast.ada, row.place())
    page = hand.page
    hand.press(page.locator(f"#post-{row.number}").get_by_role("link", name="Report"))
    hand.press(page.get_by_role("button", name="It hurts or insults somebody"))
    expect(page.get_by_role("status").first).to_contain_text("Thank you.")
    expect(page.locator(f"#post-{row.number}")).to_be_visible()
    hand.go("/reports/")
    hand.press(page.get_by_role("button", name="Take it back"))
    expect(page.locator("[data-outcome=taken_back]")).to_have_count(1)
    assert Report.objects.get(case__post=row).taken_back_at


def report_in_ones_own_words(stage: Stage) -> None:
    """They are asked for."""
    stage.guard.allow(422)
    row = make_reply(stage.cast.ben, make_topic(stage.cast.ada, stage.hall))
    hand = stage.come(stage.cast.mira, f"/p/{row.pk}/flag/")
    page = hand.page
    other = page.get_by_role("button", name="Something else, in my own words")
    hand.press(other)
    expect(page.locator("[name=words]")).to_have_attribute("aria-invalid", "true")
    hand.write(page.locator("[name=words]"), "It made me sad.")
    hand.press(other)
    expect(page.get_by_role("status").first).to_contain_text("Thank you.")
    assert Report.objects.get(case__post=row).words == "It made me sad."


def a_moderator_hides_with_a_reason(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall)
    make_reply(stage.cast.ben, topic, "Buy my kettles.")
    hand = stage.come(stage.cast.mo, topic.get_absolute_url())
    page = hand.page
    hand.press(page.locator("#post-2 .acts summary"))
    hand.press(page.locator("#post-2").get_by_role("link", name="Hide"))
    expect(page.locator("main")).to_contain_text("Buy my kettles.")
    hand.write(page.locator("[name=reason]"), "An advertisement.")
    hand.press(page.get_by_role("button", name="Hide"))
    expect(page.locator("#post-2 .tombstone")).to_contain_text("An advertisement.")
    reader = stage.visit()
    reader.goto(topic.get_absolute_url())
    expect(reader.locator("#post-2")).to_contain_text("Hidden by moderators: An advertisement.")
    expect(reader.locator("main")).not_to_contain_text("kettles")
    hand.press(page.locator("#post-2 .acts summary"))
    hand.press(page.locator("#post-2").get_by_role("button", name="Restore"))
    expect(page.locator("#post-2-body")).to_have_text("Buy my kettles.")


def a_moderator_clears_the_queue(stage: Stage) -> None:
    """And who is slower is told. Comes first, because nothing else waits then."""
    stage.guard.allow(409)
    topic = make_topic(stage.cast.ada, stage.hall)
    row = make_reply(stage.cast.ben, topic, "I say 0 @ada.", reply_to=1)
    report_post(as_viewer(stage.cast.mira), row, "spam", "Not 0")
    type(stage.hall).objects.filter(pk=stage.hall.pk).update(holds="posts")
    holding = Topic.objects.select_related("category").get(pk=topic.pk)
    publish_post(as_viewer(stage.cast.ola), holding, "May I say 1?")
    type(stage.hall).objects.filter(pk=stage.hall.pk).update(holds="")
    slower = stage.come(stage.cast.root, "/moderation/")
    hand = stage.come(stage.cast.mo, "/moderation/")
    page = hand.page
    first, second = page.locator("article.case").all()
    expect(first).to_contain_text("I say 0")
    hand.press(first.locator("summary", has_text="Hide"))
    hand.write(first.get_by_role("textbox", name="Why"), "It advertises.")
    hand.press(first.get_by_role("button", name="Hide", exact=True))
    expect(page.get_by_role("status").first).to_contain_text("Hidden.")
    expect(page).to_have_url(f"/moderation/#{page.locator('article.case').get_attribute('id')}")
    second = page.locator("article.case")
    expect(second).to_contain_text("May I say 1?")
    hand.press(second.get_by_role("button", name="Approve"))
    expect(page.get_by_role("status").first).to_contain_text("Approved")
    expect(page.locator("main")).to_contain_text("Nothing waits.")
    page = slower.page
    page.bring_to_front()
    last = page.locator("article.case").last
    slower.press(last.locator("summary", has_text="Refuse"))
    slower.write(last.get_by_role("textbox", name="Why"), "It advertises.")
    slower.press(last.get_by_role("button", name="Refuse", exact=True))
    expect(page.get_by_role("alert")).to_have_text("mo was faster: approved.")
    typed = page.get_by_label("Your words, which were not used")
    expect(typed).to_have_value("It advertises.")
    hand.page.bring_to_front()
    hand.press(hand.page.get_by_role("button", name="Undo"))
    expect(hand.page.locator("article.case")).to_contain_text("I say 0")


JOURNEYS = (
    a_moderator_clears_the_queue,
    find_a_person,
    a_mention_rings_the_bell,
    report_a_post_in_two_presses_and_take_it_back,
    report_in_ones_own_words,
    a_moderator_hides_with_a_reason,
)
