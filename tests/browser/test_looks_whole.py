"""Whether every template is looked at: what the walks say they show, against the folder and allauth.

Each walk asserts for itself that what it `shows` was rendered on a page that axe was asked about
(the fixture `look`), in whatever process it runs; here the union must be all there is.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import allauth

from tests.browser.looking import TEMPLATES

WALKS = (
    "test_looks",
    "test_looks_answers",
    "test_looks_circles",
    "test_looks_fishbowls",
    "test_looks_hosted",
    "test_queue",
    "test_ways_in",
)
LIBRARY = Path(allauth.__file__).parent / "templates"
# Templates of ours that no page uses today, with the reason why they are there.
UNUSED = {
    f"allauth/elements/{name}.html": "for pages of allauth that are switched off"
    for name in ("alert", "details", "img", "table", "tbody", "td", "th", "thead", "tr")
}
# Pages of allauth that no address of ours answers with: what each is for is switched off.
SWITCHED_OFF = {
    "phones": ("account/phone_change.html", "account/confirm_phone_verification_code.html"),
    "signing up by passkey": (
        "account/signup_by_passkey.html", "mfa/webauthn/signup_form.html",
    ),
    "signing in by a mailed code": ("account/request_login_code.html", "account/confirm_login_code.html"),
    "links in mails, where we send codes": (
        "account/email_confirm.html", "account/verification_sent.html", "account/password_reset_done.html",
    ),
    "one address that is changed, where we list several": ("account/email_change.html",),
    "accounts without a password": ("account/password_set.html",),
    "views for confirmed addresses alone": ("account/verified_email_required.html",),
    "browsers that are trusted": ("mfa/trust.html",),
}  # fmt: skip


def shown() -> set[str]:
    """What the walks say they show, on the tests and on their parameters."""
    return {name for mark in _marks() if mark.name == "shows" for name in mark.args}


def _marks() -> Iterator:
    for name in WALKS:
        for test in vars(import_module(f"tests.browser.{name}")).values():
            for mark in getattr(test, "pytestmark", ()):
                yield mark
                if mark.name == "parametrize":
                    for value in mark.args[1]:
                        yield from getattr(value, "marks", ())


def pages_of_allauth() -> set[str]:
    """Its templates that are pages: not what others extend or include."""
    found = {
        path.relative_to(LIBRARY)
        for part in ("account", "mfa")
        for path in (LIBRARY / part).rglob("*.html")
    }
    return {
        str(path)
        for path in found
        if not path.name.startswith("base")
        and path.name != "base.html"
        and "snippets" not in path.parts
    }


def test_every_template_of_ours_is_looked_at():
    ours = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    assert ours - shown() == set(UNUSED)


def test_every_page_of_allauth_is_looked_at():
    off = {name for names in SWITCHED_OFF.values() for name in names}
    assert pages_of_allauth() - shown() == off


def test_nothing_is_shown_that_is_not_there():
    known = {
        str(path.relative_to(root))
        for root in (TEMPLATES, LIBRARY)
        for path in root.rglob("*.html")
    }
    assert shown() - known == set()
