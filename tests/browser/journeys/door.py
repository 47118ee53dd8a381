"""Coming in and going out: sign up, sign in, sign out, being signed out while one writes, and how
the forum looks for oneself."""

import re

from playwright.sync_api import Page, expect

from tests.browser.hands import Hand
from tests.browser.journeys.stage import Stage
from tests.browser.steps import expect_signed_in
from tests.make import make_topic

PASSWORD = "seven-quiet-owls"
SECRET = "a-good-secret"  # of everybody whom tests/make.py makes


def sign_out(hand: Hand) -> None:
    """Through the menu."""
    hand.press(hand.page.locator(".bar summary"))
    hand.press(hand.page.get_by_role("button", name="Sign out"))
    expect(hand.page.get_by_role("link", name="Sign in").first).to_be_visible()


def sign_in(hand: Hand, login: str, password: str) -> None:
    """Through the form, by the link in the bar."""
    hand.press(hand.page.locator(".bar").get_by_role("link", name="Sign in"))
    write(hand, login=login, password=password)
    send(hand)


def write(hand: Hand, **fields: str) -> None:
    """Into fields by their names."""
    for name, value in fields.items():
        hand.write(hand.page.locator(f"main [name={name}]"), value)


def send(hand: Hand) -> None:
    """Press the main button of the form."""
    hand.press(hand.page.locator("main form button:not([name])").first)


def newest_code(page: Page) -> str:
    """The code in the newest mail, read in the outbox."""
    page.goto("/outbox/")
    text = page.locator("article").first.locator("pre").inner_text()
    return re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", text, re.MULTILINE)[1]


def sign_up_out_and_in(stage: Stage) -> None:
    hand = stage.come(path="/")
    page = hand.page
    hand.press(page.locator(".bar").get_by_role("link", name="Sign up"))
    write(hand, username="Nil.Ost", email="nil@example.org", password1=PASSWORD)
    send(hand)
    expect(page.locator("[name=code]")).to_be_visible()
    write(hand, code=newest_code(page.context.new_page()))
    send(hand)
    expect_signed_in(page, "Nil.Ost")
    for login in ("nil.ost", "nil@example.org"):
        sign_out(hand)
        sign_in(hand, login, PASSWORD)
        expect_signed_in(page, "Nil.Ost")


def known_and_unknown_accounts_are_refused_alike(stage: Stage) -> None:
    hand = stage.come(path="/")
    page = hand.page
    answers = []
    for login in ("ben", "nobody-of-that-name"):
        sign_in(hand, login, "not the secret")
        expect(page.locator("main .errorlist").first).to_be_visible()
        answers.append(page.locator("main .errorlist").all_inner_texts())
    assert answers[0] == answers[1]
    expect(page.locator(".bar [data-menu]")).to_have_count(0)


def signed_out_while_writing(stage: Stage) -> None:
    """The text comes along through the sign-in; signing in renewed the secret of all forms, so the
    first press brings the text in a fresh one."""
    stage.guard.allow(403)
    words = "Two lines that took\nan hour to write."
    topic = make_topic(stage.cast.ada, stage.hall)
    hand = stage.come(stage.cast.ben, topic.get_absolute_url())
    page = hand.page
    hand.write(page.locator("#reply"), words)
    other = hand.another()
    other.go("/")
    sign_out(other)
    page.bring_to_front()
    hand.press(page.get_by_role("button", name="Post", exact=True))
    again = page.get_by_role("button", name="Send it again")
    expect(again).to_be_visible()
    expect(page.locator("[name=body]")).to_have_value(words)
    with page.expect_popup() as popup:
        hand.press(page.get_by_role("link", name="Sign in (new tab)"))
    door = type(hand)(popup.value)
    write(door, login="ben", password=SECRET)
    send(door)
    expect_signed_in(popup.value, "ben")
    page.bring_to_front()
    hand.press(again)
    expect(page.locator("main")).to_contain_text("You were away for a while")
    expect(page.locator("[name=body]")).to_have_value(words)
    hand.press(again)
    expect(page.locator("#post-2-body")).to_contain_text("an hour to write.")


def the_look_follows_a_choice(stage: Stage) -> None:
    hand = stage.come(stage.cast.ola, "/")
    page = hand.page
    hand.press(page.locator(".bar summary"))
    hand.press(page.locator(".menu-in").get_by_role("link", name="Settings"))
    hand.press(page.locator("main nav").get_by_role("link", name="Appearance"))
    hand.choose(page.locator("[name=theme]"), "Dark")
    hand.press(page.locator("main form").get_by_role("button", name="Save"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("status").first).to_contain_text("Saved.")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


JOURNEYS = (
    sign_up_out_and_in,
    known_and_unknown_accounts_are_refused_alike,
    signed_out_while_writing,
    the_look_follows_a_choice,
)
