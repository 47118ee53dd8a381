"""Coming in and going out: sign up, sign in, sign out, and being signed out while one writes."""

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import expect_signed_in, fill, send, sign_in

PASSWORD = "seven-quiet-owls"
SECRET = "a-good-secret"  # of everybody whom tests/make.py makes


def sign_out(page: Page) -> None:
    """Through the menu."""
    page.locator(".bar summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def newest_code(page: Page) -> str:
    """The code in the newest mail, read in the outbox."""
    page.goto("/outbox/")
    text = page.locator("article").first.locator("pre").inner_text()
    return re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", text, re.MULTILINE)[1]


def test_sign_up_with_the_mailed_code(visit, hall, outbox):
    page = visit()
    page.goto("/")
    page.get_by_role("link", name="Sign up").first.click()
    fill(page, username="Nil.Ost", email="nil@example.org", password1=PASSWORD)
    send(page)
    expect(page.locator("[name=code]")).to_be_visible()

    fill(page, code=newest_code(page.context.new_page()))
    send(page)
    expect_signed_in(page, "Nil.Ost")

    sign_out(page)
    sign_in(page, "nil.ost", PASSWORD)
    expect_signed_in(page, "Nil.Ost")

    sign_out(page)
    sign_in(page, "nil@example.org", PASSWORD)
    expect_signed_in(page, "Nil.Ost")


def test_known_and_unknown_accounts_are_refused_alike(visit, cast):
    page = visit()
    answers = []
    for login in ("ben", "nobody-of-that-name"):
        sign_in(page, login, "not the secret")
        expect(page.locator("main .errorlist").first).to_be_visible()
        answers.append(page.locator("main .errorlist").all_inner_texts())
    assert answers[0] == answers[1]
    expect(page.locator(".bar [data-menu]")).to_have_count(0)


def test_signed_out_while_writing_nothing_is_lost(visit, cast, topic, guard):
    guard.allow(403)
    words = "Two lines that took\nan hour to write."
    page = visit(cast.ben)
    page.goto(topic.get_absolute_url())
    page.locator("#reply").fill(words)
    other = page.context.new_page()
    other.goto("/")
    sign_out(other)

    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("[name=body]")).to_have_value(words)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Sign in (new tab)").click()
    fill(popup.value, login="ben", password=SECRET)
    send(popup.value)
    expect_signed_in(popup.value, "ben")

    # Signing in renewed the secret of all forms, so the first press brings the text in a fresh one.
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("main")).to_contain_text("You were away for a while")
    expect(page.locator("[name=body]")).to_have_value(words)
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#post-2-body")).to_contain_text("an hour to write.")
