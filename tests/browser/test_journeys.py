"""What a member does in a browser, each journey with scripts on and with scripts off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.make import make_person, make_reply, make_topic

RECAP = """Last week's fishbowl about the tool shed came back to one thing again and again: what keeping means.

The panel saw it in several ways. @mira.oday praised the old habit of [lending](https://example.org/on-lending) \
before owning (what would you lend first, Mira?).

It went down to the words, “keeper” or “warden”: @jlopes told how both sound in her language, while @KaiNord \
would rather have no word at all.

So… I would like to hear from others:"""
QUESTIONS = (
    "What makes a good keeper of shared things?",
    "Which habits help, and which ones only look as if they did?",
    "What are the traps?",
    "What do we gain?",
)
PASTED = RECAP + "\n\n" + "\n".join(QUESTIONS)


def paste(page: Page, text: str) -> None:
    """Put the text into the body by the clipboard, as somebody who wrote it elsewhere."""
    body = page.locator("[name=body]")
    body.fill(text)
    body.press("Control+a")
    body.press("Control+x")
    expect(body).to_have_value("")
    body.press("Control+v")
    expect(body).to_have_value(text)


def press_preview(page: Page) -> None:
    """Ask what the text will look like."""
    page.get_by_role("button", name="Preview", exact=True).click()


@pytest.fixture
def panel(cast) -> None:
    """Those whom the recap names; Mira is one of the cast."""
    make_person("KaiNord")
    make_person("jlopes")


def test_open_a_topic_from_a_pasted_recap(visit, cast, hall, panel, scripts):
    page = visit(cast.ada)
    page.goto("/topics/new/?category=hall")
    page.locator("[name=title]").fill("What keeping means")
    nudge = page.get_by_role("button", name="Make questions of them")
    expect(nudge).to_be_hidden()
    paste(page, PASTED)
    if scripts:
        nudge.click()
    else:
        page.get_by_role("button", name="Make questions from the last lines").click()

    offered = page.locator("input[name=prompts]:not([value=''])")
    expect(offered).to_have_count(len(QUESTIONS))
    assert [field.input_value() for field in offered.all()] == list(QUESTIONS)
    expect(page.locator("[name=body]")).to_have_value(PASTED)
    expect(page.locator("[name=move_prompts]")).to_be_checked()
    expect(page.locator("[name=title]")).to_have_value("What keeping means")

    page.get_by_role("button", name="Publish").click()
    expect(page).to_have_url(re.compile(r"/t/what-keeping-means/\d+/1/$"))
    prompts = page.locator("[id^=prompt-]")
    expect(prompts.locator(".question")).to_have_text(list(QUESTIONS))
    expect(prompts.locator(".voices")).to_have_text(["no answers yet"] * 4)
    text = page.locator("#post-1-body")
    expect(text).to_contain_text("(what would you lend first, Mira?)")
    for question in QUESTIONS:
        expect(text).not_to_contain_text(question)
    expect(text.locator("a.mention")).to_have_text(["@mira.oday", "@jlopes", "@KaiNord"])
    expect(text.locator("a[href='https://example.org/on-lending']")).to_have_text("lending")


def test_the_nudge_knows_a_text_without_questions(visit, cast, hall, scripts):
    page = visit(cast.ada)
    page.goto("/topics/new/")
    paste(page, RECAP)
    expect(page.get_by_role("button", name="Make questions of them")).to_be_hidden()
    page.get_by_role("button", name="Make questions from the last lines").click()
    expect(page.locator("[name=body]")).to_have_value(RECAP)
    expect(page.locator("input[name=prompts]:not([value=''])")).to_have_count(0)
    expect(page.locator("[name=move_prompts]")).to_have_count(0)


def test_enter_in_the_title_publishes(visit, cast, hall):
    page = visit(cast.ada)
    page.goto("/topics/new/")
    page.locator("[name=body]").fill("Plain words.\n\nWho comes?")
    page.locator("[name=title]").fill("Harvest supper")
    page.locator("[name=title]").press("Enter")
    expect(page.locator("h1")).to_have_text("Harvest supper")
    expect(page.locator("#post-1-body")).to_contain_text("Who comes?")


def test_reply_with_a_mention_and_two_prompts(visit, cast, hall):
    topic = make_topic(cast.ada, hall, prompts=QUESTIONS)
    page = visit(cast.mira)
    page.goto(topic.get_absolute_url())
    expect(page.locator(".waits")).to_have_text("4 of 4 questions wait for a first answer")
    page.locator("#reply").fill("I would ask @ada first.\n\n- and *listen*")
    assert page.locator(".ticks input").count() == 4
    for tick in page.locator(".ticks input").all()[1:3]:
        tick.check()
    page.get_by_role("button", name="Post", exact=True).click()

    expect(page).to_have_url(re.compile(rf"/{topic.pk}/2/$"))
    expect(page.locator("#post-2 .post-head")).to_be_focused()
    expect(page.locator("#post-2-body a.mention")).to_have_text("@ada")
    expect(page.locator("#post-2-body em")).to_have_text("listen")
    voices = ["no answers yet", "1 voice", "1 voice", "no answers yet"]
    expect(page.locator("[id^=prompt-] .voices")).to_have_text(voices)
    expect(page.locator(".waits")).to_have_text("2 of 4 questions wait for a first answer")
    expect(page.locator("#post-2 .answers a")).to_have_text(["question 2", "question 3"])


def test_preview_before_posting(visit, cast, topic):
    page = visit(cast.ben)
    page.goto(topic.get_absolute_url())
    page.locator("#reply").fill("Quite *certain*, @ada")
    press_preview(page)
    expect(page.locator(".preview .post-body em")).to_have_text("certain")
    expect(page.locator(".preview .post-body a.mention")).to_have_text("@ada")
    expect(page.locator("#reply")).to_have_value("Quite *certain*, @ada")
    expect(page.locator("#post-2")).to_have_count(0)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#post-2-body em")).to_have_text("certain")


def test_preview_of_a_topic_keeps_the_form(visit, cast, hall):
    page = visit(cast.ben)
    page.goto("/topics/new/?category=hall")
    page.locator("[name=title]").fill("Lamps")
    page.locator("[name=body]").fill("Bring **light**")
    page.locator("[name=prompts]").first.fill("How bright?")
    press_preview(page)
    expect(page.locator(".preview .post-body strong")).to_have_text("light")
    expect(page.locator("[name=title]")).to_have_value("Lamps")
    expect(page.locator("[name=prompts]").first).to_have_value("How bright?")


def test_like_and_take_it_back(visit, cast, topic):
    page = visit(cast.ben)
    page.goto(topic.get_absolute_url())
    heart = page.locator("#post-1").get_by_role("button", name="Like")
    count = page.locator("#post-1 [data-likes]")
    expect(count).to_have_count(0)
    expect(heart).to_have_attribute("aria-pressed", "false")
    heart.click()
    expect(count).to_have_text("1 Like")
    expect(count).to_have_attribute("data-likes", "1")
    expect(heart).to_have_attribute("aria-pressed", "true")

    author = visit(cast.ada)
    author.goto(topic.get_absolute_url())
    expect(author.locator("#post-1 [data-likes='1']")).to_have_text("1 Like")
    expect(author.locator("#post-1").get_by_role("button", name="Like")).to_have_count(0)

    heart.click()
    expect(count).to_have_count(0)
    expect(heart).to_have_attribute("aria-pressed", "false")


def test_edit_and_see_what_changed(visit, cast, topic):
    make_reply(cast.ben, topic, "The kettle is blue.")
    page = visit(cast.ben)
    page.goto(topic.get_absolute_url())
    page.locator("#post-2").get_by_role("link", name="Edit").click()
    text = page.locator("form[action$='/edit/'] [name=body]")
    expect(text).to_have_value("The kettle is blue.")
    text.fill("The kettle is green.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#post-2-body")).to_have_text("The kettle is green.")

    page.locator("#post-2").get_by_role("link", name="edited").click()
    expect(page.locator("main del").first).to_contain_text("blue")
    expect(page.locator("main ins").first).to_contain_text("green")


def test_two_tabs_edit_one_post(visit, cast, topic, guard):
    guard.allow(409)
    post = make_reply(cast.ben, topic, "As it was.")
    first = visit(cast.ben)
    first.goto(f"/p/{post.pk}/edit/")
    second = first.context.new_page()
    second.goto(f"/p/{post.pk}/edit/")
    second.locator("[name=body]").fill("As the second tab says.")
    second.get_by_role("button", name="Save").click()
    expect(second.locator("#post-2-body")).to_have_text("As the second tab says.")

    first.locator("[name=body]").fill("As the first tab says.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("alert")).to_contain_text("changed meanwhile")
    expect(first.locator("[name=body]")).to_have_value("As the first tab says.")
    expect(first.locator(".theirs")).to_contain_text("As the second tab says.")
    first.get_by_role("button", name="Save").click()
    expect(first.locator("#post-2-body")).to_have_text("As the first tab says.")


def test_withdraw_leaves_a_tombstone(visit, cast, topic):
    make_reply(cast.ben, topic, "Said too soon.")
    make_reply(cast.mira, topic, "And yet it was heard.")
    page = visit(cast.ben)
    page.goto(topic.get_absolute_url())
    page.locator("#post-2").get_by_role("link", name="Withdraw").click()
    expect(page.locator("h1")).to_have_text("Withdraw your post?")
    expect(page.locator("main")).to_contain_text("Said too soon.")
    page.get_by_role("button", name="Withdraw").click()

    reader = visit()
    reader.goto(topic.get_absolute_url())
    expect(reader.locator("#post-2")).to_contain_text("withdrawn")
    expect(reader.locator("main")).not_to_contain_text("Said too soon.")
    expect(reader.locator("#post-3-body")).to_have_text("And yet it was heard.")


def test_a_mention_rings_the_bell(visit, cast, topic, tell):
    make_reply(cast.ben, topic, "What does @mira.oday say?")
    tell()
    page = visit(cast.mira)
    page.goto("/")
    bell = page.locator("a[data-unread]")
    expect(bell).to_have_attribute("data-unread", "1")
    page.get_by_role("link", name="Notifications, 1 new").click()
    row = page.locator("[data-kind=mention]")
    expect(row).to_contain_text("ben mentioned you")
    row.get_by_role("link", name=topic.title).click()
    expect(page.locator("#post-2 .post-head")).to_be_focused()
    expect(bell).to_have_attribute("data-unread", "0")
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()


def test_a_moderator_hides_with_a_reason(visit, cast, topic, guard):
    make_reply(cast.ben, topic, "Buy my kettles.")
    page = visit(cast.mo)
    page.goto(topic.get_absolute_url())
    page.locator("#post-2 .acts summary").click()
    page.locator("#post-2").get_by_role("link", name="Hide").click()
    expect(page.locator("main")).to_contain_text("Buy my kettles.")
    page.locator("[name=reason]").fill("An advertisement.")
    page.get_by_role("button", name="Hide").click()
    expect(page.locator("#post-2 .tombstone")).to_contain_text("An advertisement.")

    reader = visit()
    reader.goto(topic.get_absolute_url())
    expect(reader.locator("#post-2")).to_contain_text("Hidden by moderators: An advertisement.")
    expect(reader.locator("main")).not_to_contain_text("kettles")

    page.locator("#post-2 .acts summary").click()
    page.locator("#post-2").get_by_role("button", name="Restore").click()
    expect(page.locator("#post-2-body")).to_have_text("Buy my kettles.")
