"""Signing up in a browser: with scripts it does its work unseen, without them the page says what
comes of that."""

from playwright.sync_api import expect

from accounts.models import User

WITHOUT = "Without scripts"


def test_the_browser_works_before_an_account_is_made(visit, hall, scripts):
    page = visit()
    page.goto("/account/signup/")
    assert (WITHOUT in page.locator("main").inner_text()) is not scripts
    expect(page.locator("[name=website]")).to_be_hidden()
    for name, value in (
        ("username", "Nil.Ost"), ("email", "Nil@Example.org"), ("password1", "seven-quiet-owls"),
    ):  # fmt: skip
        page.fill(f"main [name={name}]", value)
    page.locator("main form button").first.click()
    expect(page.locator("[name=code]")).to_be_visible()
    assert User.objects.get(username="Nil.Ost").first_waits is not scripts


def test_what_is_typed_anew_is_worked_on_anew(visit, hall, scripts):
    """A form that was refused is sent again with another address."""
    page = visit()
    page.goto("/account/signup/")
    page.fill("main [name=username]", "a..b")
    page.fill("main [name=email]", "nil@example.org")
    page.fill("main [name=password1]", "seven-quiet-owls")
    page.locator("main form button").first.click()
    expect(page.locator(".errorlist").first).to_be_visible()
    page.fill("main [name=username]", "Nil.Ost")
    page.fill("main [name=email]", "ost@example.org")
    page.fill("main [name=password1]", "seven-quiet-owls")
    page.locator("main form button").first.click()
    expect(page.locator("[name=code]")).to_be_visible()
    assert User.objects.get(email="ost@example.org").first_waits is not scripts
