"""Steps that several journeys take."""

from playwright.sync_api import Page, expect


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
