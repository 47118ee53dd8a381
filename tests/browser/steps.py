"""Steps that several journeys take."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from threads.models import Topic


def fill(page: Page, **fields: str) -> None:
    """Fill fields by their names."""
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)


def send(page: Page) -> None:
    """Press the main button of the form."""
    page.locator("main form button:not([name])").first.click()


def sign_in(page: Page, login: str, password: str) -> None:
    """Through the form of the sign-in page."""
    page.goto("/account/login/")
    fill(page, login=login, password=password)
    send(page)


def expect_signed_in(page: Page, handle: str) -> None:
    """The bar holds this person's own menu."""
    expect(page.locator(f".bar a[href='/u/{handle}/']")).to_have_count(1)


def open_composer(visit: Callable[..., Page], person: User, topic: Topic) -> Page:
    """The topic with the focus in its composer, tools in place."""
    page = visit(person)
    page.goto(topic.get_absolute_url())
    page.locator("#reply").focus()
    expect(page.locator(".toolbar")).to_be_visible()
    page.evaluate(
        "async () => (await import('/static/js/behaviours/composer.js'))"
        ".start(document.getElementById('reply').form)"
    )
    return page


def kept_on_device(page: Page) -> list[str]:
    """The names of the texts that the browser itself keeps."""
    return page.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('draft'))")
