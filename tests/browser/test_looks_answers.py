"""Looks at what one meets by pressing something or by accident: error pages, refused forms,
sanctions, the steps of coming in, and the admin."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as site
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Community, User
from accounts.policies import Gone, LostRace, Refusal
from moderation.actions.people import silence_person, suspend_person
from notifications.models import Mail, MailChoice, Notice
from notifications.tasks import send_mail
from tests.browser.journeys.door import newest_code
from tests.browser.sites import ARABIC, UNBROKEN, everything, most
from tests.browser.steps import fill, send, sign_in
from tests.make import as_viewer, make_ask, make_reply, make_topic
from threads.actions.posts import edit_post

SECRET = "a-good-secret"
LONG = most(UNBROKEN, 500)
SUBMIT = """async ([path, fields]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = path;
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token) fields.csrfmiddlewaretoken = token.value;
    for (const [name, value] of Object.entries(fields)) {
        const field = document.createElement("textarea");
        Object.assign(field, {name, value});
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


@pytest.fixture
def scripts() -> bool:
    """These tests need scripts: axe is one."""
    return True


def submit(page: Page, path: str, **fields: str) -> None:
    """Send a form that no page of ours has."""
    with page.expect_navigation():
        page.evaluate(SUBMIT, [path, fields])


# --- Errors ---------------------------------------------------------------------------------------

# What goes wrong while a page is made, with the sentence that it brings along.
FAULTS = {
    400: BadRequest,
    403: Refusal,
    404: Http404,
    409: LostRace,
    410: Gone,
    413: RequestDataTooBig,
    500: ZeroDivisionError,
    503: OperationalError,
}
# Those that show what was typed.
KEEPING = (403, 404, 409, 410)


@pytest.mark.shows(
    "400.html", "403.html", "403_csrf.html", "404.html", "409.html", "410.html", "413.html",
    "422.html", "429.html", "500.html", "503.html", "components/typed.html",
)  # fmt: skip
def test_every_error(visit, cast, topic, look, guard, settings, monkeypatch):
    guard.allow(*FAULTS, 422, 429)
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/h/ip", "manage_email": "1/h/user"}
    post = make_reply(cast.ben, topic)
    for person in (None, cast.ada, cast.mo):
        page = visit(person)
        with monkeypatch.context() as patch:
            for status, fault in FAULTS.items():
                for words in ("", LONG):
                    patch.setattr("threads.views.lists.lists.latest", failing(fault, words))
                    look.afresh()
                    answer = page.goto("/")
                    assert answer.status == status
                    look.here(page, f"{status} for {person}: {words[:9]}")
        _what_a_form_meets(page, person, look, post.pk, monkeypatch)


def failing(fault: type[Exception], words: str):
    def fail(*_args, **_facts):
        raise fault(words)

    return fail


def _what_a_form_meets(page: Page, person: User | None, look, post_id: int, monkeypatch) -> None:
    """422 and 429, a form that was too old, and errors that show what was typed."""
    limited = "/account/email/" if person else "/account/signup/"
    for _time in range(3):
        page.goto("/categories/" if person else "/account/login/")  # each has a form
        look.afresh()
        submit(page, limited, email="x")
    expect(page.get_by_role("heading", name="A little too quickly")).to_be_visible()
    look.here(page, f"429 for {person}")
    for words in ("", everything()):
        page.goto("/500-is-elsewhere/")
        page.evaluate(
            "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(it => it.remove())"
        )
        look.afresh()
        submit(page, f"/p/{post_id}/like/", body=words)
        look.here(page, f"too old for {person}: {words[:9]}")
    if person is None:
        return
    page.goto("/categories/")
    look.afresh()
    submit(page, f"/p/{post_id}/like/", on="maybe")
    look.here(page, f"422 for {person}")
    with monkeypatch.context() as patch:
        for status in KEEPING:
            patch.setattr("threads.views.posts.posts.post_for", failing(FAULTS[status], LONG))
            page.goto("/categories/")
            look.afresh()
            submit(page, f"/p/{post_id}/edit/", body=everything())
            expect(
                page.get_by_label("Your text").or_(page.locator(".typed textarea")).first
            ).to_be_visible()
            look.here(page, f"{status} with words for {person}")


# --- Refused forms, sanctions ---------------------------------------------------------------------


@pytest.mark.shows(
    "threads/topic_form.html",
    "threads/search_similar.html",
    "moderation/post_hide.html",
    "moderation/post_restore.html",
)
def test_what_forms_answer(visit, cast, hall, topic, look, guard):
    """Pages that one meets by pressing something; the browser's own check of forms is left out."""
    guard.allow(422)
    post = make_reply(cast.ben, topic, "As it was.")

    def press(person: User | None, path: str, name: str, sign: str, text: str = "") -> None:
        page = visit(person)
        page.goto(path)
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        if text:
            page.locator("main textarea").fill(text)
        look.afresh()
        page.locator("main").get_by_role("button", name=name, exact=True).last.click()
        expect(page.locator(sign).first).to_be_visible()
        look.here(page, f"{path} {name}")

    press(None, "/account/login/", "Sign In", ".errorlist")
    press(None, "/account/signup/", "Sign Up", ".errorlist")
    press(cast.ben, "/topics/new/", "Publish", ".errorlist")
    offer = "Make questions from the last lines"
    press(cast.ben, "/topics/new/", offer, "[name=move_prompts]", "Well:\n\nWho?\nWhy?")
    # Somebody else: a page of Ben's is open, whose draft would be in the way.
    page = visit(cast.ola)
    page.goto("/topics/new/")
    page.get_by_text("Topics like this", exact=True).click()
    page.get_by_label("Title", exact=True).fill(topic.title)
    look.afresh()
    page.get_by_role("button", name="Look for topics like this").click()
    expect(page.get_by_role("link", name=topic.title)).to_be_visible()
    look.here(page, "/topics/new/ similar")
    words = "# Some *words*\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    press(cast.ben, topic.get_absolute_url(), "Preview", ".preview .post-body", words)
    press(cast.mo, f"/moderation/posts/{post.pk}/hide/", "Hide", ".errorlist")
    page = visit(cast.mo)
    page.goto("/")
    look.afresh()
    submit(page, f"/moderation/posts/{post.pk}/restore/", reason="W" * 600)
    look.here(page, "restore with too many words")


@pytest.mark.shows("threads/post_form.html", "403_csrf.html")
def test_what_a_stale_edit_and_an_ended_session_show(visit, cast, topic, look, guard):
    guard.allow(403, 409)
    post = make_reply(cast.ben, topic, "As it was.")
    page = visit(cast.ben)
    page.goto(f"/p/{post.pk}/edit/")
    edit_post(as_viewer(cast.ben), post, everything(), version=1, prompt_ids=[])
    look.afresh()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look.here(page, "stale edit")

    page.goto(topic.get_absolute_url())
    page.locator("#reply").fill("Still here?")
    page.context.clear_cookies(name=site.SESSION_COOKIE_NAME)
    look.afresh()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", name="This form was too old")).to_be_visible()
    expect(page.locator("[name=body]")).to_have_value("Still here?")
    look.here(page, "ended session")


@pytest.mark.shows("accounts/suspended.html", "moderation/_standing.html")
def test_what_a_sanction_shows(visit, cast, topic, look, guard):
    guard.allow(403)
    mo, until = as_viewer(cast.mo), timezone.now() + timedelta(days=3)
    silence_person(mo, cast.ben, "You shouted at " + "everybody" * 40, until=until)
    page = visit(cast.ben)
    look.walk(page, [topic.get_absolute_url(), "/notifications/", "/topics/new/"])
    suspend_person(mo, cast.ben, most(ARABIC, 400), until=until)
    page = visit()
    look.afresh()
    sign_in(page, "ben", SECRET)
    expect(page.get_by_role("heading", name="You are suspended")).to_be_visible()
    look.here(page, "suspended")
    look.walk(visit(cast.mo), ["/moderation/people/ben/", "/moderation/people/ben/unsuspend/"])


def test_the_other_languages(visit, cast, topic, look):
    for locale in ("de-DE", "es-ES"):
        look.walk(visit(locale=locale), ["/", topic.get_absolute_url()])


@pytest.mark.shows("threads/_first_steps.html")
def test_a_site_without_a_category(db, visit, look):
    look.walk(visit(), ["/", "/waiting/", "/categories/", "/people/"])


# --- Coming in ------------------------------------------------------------------------------------


@pytest.mark.shows(
    "account/confirm_email_verification_code.html", "account/confirm_password_reset_code.html",
    "account/password_reset_from_key.html", "account/password_reset_from_key_done.html",
    "account/account_inactive.html", "allauth/layouts/entrance.html",
)  # fmt: skip
def test_the_steps_of_coming_in(visit, cast, hall, outbox, look):
    page = visit()
    page.goto("/account/signup/")
    fill(page, username="Nil.Ost", email="nil@example.org", password1="seven-quiet-owls")
    look.afresh()
    send(page)
    expect(page.locator("[name=code]")).to_be_visible()
    look.here(page, "the code that was mailed")

    page = visit()
    page.goto("/account/password/reset/")
    fill(page, email=cast.ben.email)
    look.afresh()
    send(page)
    expect(page.locator("[name=code]")).to_be_visible()
    look.here(page, "the code for a new password")
    fill(page, code=newest_code(page.context.new_page()))
    look.afresh()
    send(page)
    expect(page.locator("[name=password1]")).to_be_visible()
    look.here(page, "a new password")
    look.walk(page, ["/account/password/reset/done/", "/account/inactive/"])


@pytest.mark.shows(
    "mfa/totp/activate_form.html", "mfa/totp/deactivate_form.html", "mfa/recovery_codes/index.html",
    "mfa/recovery_codes/generate.html", "mfa/index.html", "mfa/authenticate.html",
    "mfa/reauthenticate.html", "allauth/layouts/manage.html", "allauth/elements/button_group.html",
    "allauth/elements/hr.html",
)  # fmt: skip
def test_the_second_factor(visit, cast, look):
    page = visit()
    sign_in(page, "ben", SECRET)
    page.goto("/account/2fa/totp/activate/")
    if page.locator("main [name=password]").count():
        fill(page, password=SECRET)
        send(page)
    expect(page.locator("main [name=code]")).to_be_visible()
    look.walk(page, ["/account/2fa/totp/activate/"])
    secret = page.locator("#authenticator_secret").input_value()
    counter = next(iter(yield_hotp_counters_from_time()))
    fill(page, code=format_hotp_value(hotp_value(secret, counter)))
    send(page)
    paths = (
        "",
        "recovery-codes/",
        "recovery-codes/generate/",
        "totp/deactivate/",
        "reauthenticate/",
    )
    look.walk(page, [f"/account/2fa/{path}" for path in paths])
    other = visit()
    look.afresh()
    sign_in(other, "ben", SECRET)
    expect(other.locator("main [name=code]")).to_be_visible()
    look.here(other, "the code of the second factor")


# --- Mail -----------------------------------------------------------------------------------------


RICH = """# Head

> Quoted[^1] [words](https://example.org/w) [spoiler]closed[/spoiler]

- one
  1. two

| A | B |
| --- | --- |
| 1 | `code` |

[^1]: A note.
"""


def look_at_mail(page, look, name: str) -> None:
    """Send what waits, and look at the HTML of the one mail there is."""
    look.afresh()
    send_mail()
    page.goto("/outbox/")
    html = page.get_by_role("link", name="As HTML").get_attribute("href")
    # On a page of our own: in the box in which the outbox shows it, axe cannot run.
    page.goto("about:blank")
    page.set_content(page.request.get(html).text())
    look.here(page, name)


@pytest.mark.shows("notifications/mail/digest.html", "notifications/mail/frame.html")
def test_a_digest(visit, cast, hall, outbox, look):
    """With long titles, other scripts, and more than a part shows."""
    since = timezone.now() - timedelta(days=7)
    MailChoice.objects.create(person=cast.ada, digest="weekly")
    for text in ("What now?", ARABIC[:80], "Wo " * 40, *(f"Who does {n}?" for n in range(9))):
        topic = make_topic(cast.ben, hall, title=text, prompts=[text])
        make_ask(cast.ben, topic, cast.ada, text=text)
    Mail.objects.create(
        recipient=cast.ada, purpose="digest", key=f"digest:{cast.ada.pk}:{since.isoformat()}"
    )
    look_at_mail(visit(), look, "a digest as HTML")


@pytest.mark.shows("notifications/mail.html", "notifications/mail_stop.html")
def test_a_mail_and_what_stops_it(visit, cast, topic, outbox, look):
    """As the outbox of development shows it: its text, its promises, its HTML, and its link."""
    Mail.objects.create(recipient=cast.ada, purpose="notices", topic_id=topic.pk, key="a mail")
    for words in ("Short.", RICH, ARABIC * 20):
        post = make_reply(cast.ben, topic, words)
        Notice.objects.create(
            recipient=cast.ada, actor=cast.ben, kind="watched", subject_id=post.pk,
            topic_id=topic.pk, by_mail="at_once", mail=Mail.objects.get(),
        )  # fmt: skip
    page = visit()
    look_at_mail(page, look, "a mail as HTML")
    page.goto("/outbox/")
    stop = urlsplit(page.get_by_role("link", name="Stop this mail").get_attribute("href")).path
    look.walk(page, ["/outbox/", stop])
    for press, heading in (("Stop it", "This mail is stopped"), ("Take it back", "comes again")):
        look.afresh()
        page.get_by_role("button", name=press).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        look.here(page, press)


# --- Who runs the site ----------------------------------------------------------------------------


@pytest.mark.shows("leadership_forum/style.html", "threads/_pause.html")
def test_the_style_page(visit, cast, look):
    look.walk(visit(cast.root), ["/style/", "/style/?dir=rtl"])


@pytest.mark.shows(
    "admin/index.html", "admin/base_site.html", "admin/rights.html", "admin/object_history.html",
    "admin/change_form_object_tools.html", "admin/act_with_reason.html",
    "admin/settings.html", "admin/test_mail.html",
)  # fmt: skip
def test_what_is_ours_in_the_admin(visit, cast, hall, look):
    topic = make_topic(cast.ada, hall, tags=["so"])
    page = visit(cast.root)
    # A form without a table in it: those of Django have headers without words.
    form = f"/admin/threads/tag/{topic.tags.get().pk}/change/"
    # One setting is away from its default, so that there is a way back.
    Community.objects.create(name="Commons", unread_days=30)
    settings = "/admin/accounts/community/1/change/"
    history = f"/admin/threads/topic/{topic.pk}/history/"
    look.walk(page, ["/admin/", "/admin/rights/", "/admin/test-mail/", settings, form, history])
    page.goto("/admin/threads/topic/")
    page.locator("#action-toggle").check()
    page.locator("[name=action]").first.select_option(index=1)
    look.afresh()
    page.get_by_role("button", name="Go").or_(page.get_by_role("button", name="Run")).first.click()
    expect(page.locator(".effect")).to_be_visible()
    look.here(page, "an act in the admin")
