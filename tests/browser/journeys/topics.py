"""Opening a topic: from a text that was written elsewhere, with questions, a panel and a source."""

import re

from playwright.sync_api import expect

from tests.browser.hands import Hand
from tests.browser.journeys.stage import Stage
from tests.make import make_person

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


def paste(hand: Hand, text: str) -> None:
    """Put the text into the body by the clipboard, as somebody who wrote it elsewhere."""
    hand.check()
    body = hand.page.locator("[name=body]")
    body.fill(text)
    body.press("Control+a")
    body.press("Control+x")
    expect(body).to_have_value("")
    body.press("Control+v")
    expect(body).to_have_value(text)


def from_a_pasted_recap(stage: Stage) -> None:
    for name in ("KaiNord", "jlopes"):
        make_person(name)
    hand = stage.come(stage.cast.ada, "/topics/new/?category=hall")
    page = hand.page
    hand.write(page.locator("[name=title]"), "What keeping means")
    nudge = page.get_by_role("button", name="Make questions of them")
    expect(nudge).to_be_hidden()
    paste(hand, PASTED)
    plain = page.get_by_role("button", name="Make questions from the last lines")
    hand.press(nudge if stage.scripts else plain)
    offered = page.locator("input[name=prompts]:not([value=''])")
    expect(offered).to_have_count(len(QUESTIONS))
    assert [field.input_value() for field in offered.all()] == list(QUESTIONS)
    expect(page.locator("[name=body]")).to_have_value(PASTED)
    expect(page.locator("[name=move_prompts]")).to_be_checked()
    expect(page.locator("[name=title]")).to_have_value("What keeping means")
    hand.press(page.get_by_role("button", name="Publish"))
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


def a_text_without_questions_stays_as_it_is(stage: Stage) -> None:
    hand = stage.come(stage.cast.ada, "/topics/new/")
    page = hand.page
    paste(hand, RECAP)
    expect(page.get_by_role("button", name="Make questions of them")).to_be_hidden()
    hand.press(page.get_by_role("button", name="Make questions from the last lines"))
    expect(page.locator("[name=body]")).to_have_value(RECAP)
    expect(page.locator("input[name=prompts]:not([value=''])")).to_have_count(0)
    expect(page.locator("[name=move_prompts]")).to_have_count(0)


def with_a_preview_and_enter_in_the_title(stage: Stage) -> None:
    hand = stage.come(stage.cast.ben, "/topics/new/?category=hall")
    page = hand.page
    hand.write(page.locator("[name=body]"), "Bring **light**\n\nWho comes?")
    hand.write(page.locator("[name=title]"), "Harvest supper")
    hand.write(page.locator("[name=prompts]").first, "How bright?")
    hand.press(page.get_by_role("button", name="Preview", exact=True))
    expect(page.locator(".preview .post-body strong")).to_have_text("light")
    expect(page.locator("[name=title]")).to_have_value("Harvest supper")
    expect(page.locator("[name=prompts]").first).to_have_value("How bright?")
    page.locator("[name=title]").press("Enter")
    expect(page.locator("h1")).to_have_text("Harvest supper")
    expect(page.locator("#post-1-body")).to_contain_text("Who comes?")
    expect(page.locator("[id^=prompt-] .question")).to_have_text("How bright?")


def with_a_panel(stage: Stage) -> None:
    hand = stage.come(stage.cast.ben, "/topics/new/?category=hall")
    page = hand.page
    hand.write(page.locator("[name=title]"), "Who keeps the shed")
    hand.write(page.locator("[name=body]"), "What the circle said.")
    hand.press(page.locator(".setup summary"))
    hand.choose(page.locator("[name=kind]"), "Recap of a conversation")
    for at, name in enumerate(("ada", "Somebody Else")):
        hand.write(page.locator("[name=panel]").nth(at), name)
    hand.press(page.get_by_role("button", name="Publish"))
    expect(page.locator("h1")).to_have_text("Who keeps the shed")
    expect(page.locator(".panel > li")).to_have_count(2)
    expect(page.locator(".panel > li").first).to_contain_text("Ada Lindqvist")


JOURNEYS = (
    from_a_pasted_recap,
    a_text_without_questions_stays_as_it_is,
    with_a_preview_and_enter_in_the_title,
    with_a_panel,
)
