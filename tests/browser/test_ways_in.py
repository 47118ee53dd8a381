"""Ways in and out beyond a password: passkeys (with Chromium's virtual authenticator), an app's
codes, recovery codes, sessions elsewhere, and closing the account."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Closing, Export, User
from tests.browser.steps import expect_signed_in, fill, send, sign_in
from tests.make import make_reply

SECRET = "a-good-secret"


@pytest.fixture
def scripts(request: pytest.FixtureRequest) -> bool:
    """Passkeys are the exception that needs scripts; all else here is tried both ways."""
    return getattr(request, "param", True)


both_ways = pytest.mark.parametrize("scripts", [True, False], indirect=True)


def with_device(page: Page) -> None:
    """A device with a lock that its owner opens at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def come_in(page: Page, handle: str) -> None:
    page.goto("/account/login/")
    fill(page, login=handle, password=SECRET)
    send(page)
    expect_signed_in(page, handle)


def confirm(page: Page) -> None:
    """Say the password again where it is asked for."""
    if page.locator("main [name=password]").count():
        fill(page, password=SECRET)
        send(page)


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    send(page)


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.shows(
    "mfa/webauthn/add_form.html", "mfa/webauthn/authenticator_list.html",
    "mfa/webauthn/edit_form.html", "mfa/webauthn/authenticator_confirm_delete.html",
    "mfa/webauthn/reauthenticate.html", "mfa/webauthn/snippets/scripts.html",
)  # fmt: skip
def test_a_passkey_signs_in(visit, cast, look):
    page = visit()
    with_device(page)
    come_in(page, "ben")
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    fill(page, name="My phone")
    page.locator("[name=passwordless]").check()
    look.here(page, "adding a passkey")
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_text("Recovery Codes").first).to_be_visible()
    key = Authenticator.objects.get(type="webauthn")
    paths = ("", f"keys/{key.pk}/edit/", f"keys/{key.pk}/remove/", "reauthenticate/")
    look.afresh()
    for path in paths:
        page.goto(f"/account/2fa/webauthn/{path}")
        look.here(page, f"passkeys: {path}")
    sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_signed_in(page, "ben")
    page.goto(f"/account/2fa/webauthn/keys/{key.pk}/remove/")
    confirm(page)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()


def test_no_passkey_is_said_in_words(visit, cast):
    page = visit()
    with_device(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey-failed")).to_be_visible()


@both_ways
def test_codes_of_an_app_and_a_recovery_code(visit, cast, scripts):
    page = visit()
    sign_in(page, "ben", SECRET)
    page.goto("/account/2fa/totp/activate/")
    confirm(page)
    secret = page.locator("#authenticator_secret").input_value()
    fill(page, code=code_of(secret))
    send(page)
    page.goto("/account/2fa/recovery-codes/")
    recovery = page.locator("textarea").input_value().split()[0]
    other = visit()
    sign_in(other, "ben", SECRET)
    fill(other, code="000000")
    send(other)
    expect(other.locator(".errorlist")).to_be_visible()
    fill(other, code=recovery)
    send(other)
    expect_signed_in(other, "ben")
    third = visit()
    sign_in(third, "ben", SECRET)
    fill(third, code=recovery)
    send(third)
    expect(third.locator(".errorlist")).to_be_visible()


@both_ways
def test_ending_a_session_elsewhere(visit, cast, scripts):
    desk, phone = visit(), visit()
    sign_in(phone, "ben", SECRET)
    expect_signed_in(phone, "ben")
    sign_in(desk, "ben", SECRET)
    expect_signed_in(desk, "ben")
    desk.goto("/settings/sessions/")
    desk.get_by_role("button", name="Sign out there").click()
    expect(desk.get_by_text("Signed out there.")).to_be_visible()
    phone.goto("/settings/sessions/")
    expect(phone.locator("[name=login]")).to_be_visible()


@both_ways
def test_closing_the_account(visit, cast, topic, scripts, outbox):
    make_reply(cast.ben, topic, "What Ben leaves here.")
    page = visit()
    sign_in(page, "ben", SECRET)
    expect_signed_in(page, "ben")
    page.goto("/settings/data/")
    page.get_by_role("link", name="Close your account").click()
    confirm(page)
    page.get_by_label("They stand, without my name").check()
    fill(page, handle="ben")
    page.get_by_role("button", name="Close my account for good").click()
    expect(page.get_by_role("heading", name="Your account is closed")).to_be_visible()
    page.goto(topic.get_absolute_url())
    expect(page.get_by_text("What Ben leaves here.")).to_be_visible()
    expect(page.get_by_text("Former member").first).to_be_visible()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert Closing.objects.get().person_id == cast.ben.pk
    assert not User.objects.filter(username="ben").exists()


@pytest.mark.shows(
    "accounts/appearance_edit.html", "accounts/data.html", "accounts/handle_edit.html",
    "accounts/session_list.html",
    "threads/account_close.html", "threads/account_closed.html",
)  # fmt: skip
def test_the_pages_of_ones_account(visit, cast, look):
    Export.objects.create(person=cast.ben)
    done = {"ready_at": timezone.now(), "file": "x.zip", "size": 12_345}
    Export.objects.create(person=cast.ben, **done)
    sign_in(visit(), "ben", SECRET)
    page = visit()
    sign_in(page, "ben", SECRET)
    expect_signed_in(page, "ben")
    paths = ("appearance", "handle", "data", "sessions")
    look.walk(page, [f"/settings/{path}/" for path in paths])
    page.goto("/settings/close/")
    confirm(page)
    look.walk(page, ["/settings/close/", "/settings/closed/"])
