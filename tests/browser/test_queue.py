"""Clearing the queue by its keys. Reporting, and deciding by pressing, are among the journeys."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.queries.signed_links import link_of_person
from ledger.models import Entry
from moderation.actions.appeals import make_appeal, uphold
from moderation.actions.cases import note_case
from moderation.actions.people import suspend_person
from moderation.actions.reports import report_post
from moderation.models import Appeal, Case
from moderation.queries.cases import case_for
from tests.make import as_viewer, make_person, make_reply
from threads.actions.posts import hide_post, publish_post
from threads.models import Category, Topic

ALONE = pytest.mark.parametrize("scripts", [True], indirect=True, ids=["scripts"])


def fill_queue(cast, topic, number: int) -> None:
    """Reported posts and waiting replies in turn, by as many people."""
    Category.objects.filter(pk=topic.category_id).update(holds="posts")
    holding = Topic.objects.select_related("category").get(pk=topic.pk)
    for n in range(number):
        if n % 2:
            publish_post(as_viewer(make_person()), holding, f"May I say {n}?")
        else:
            post = make_reply(make_person(), topic, f"I say {n} @ada.", reply_to=1)
            report_post(as_viewer(cast.mira), post, "spam", f"Not {n}")


def focused(page: Page) -> str:
    """The id of the case that holds the focus."""
    return page.evaluate("document.activeElement.closest('article.case')?.id ?? ''")


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


@ALONE
def test_20_mixed_cases_by_keyboard_alone(visit, cast, topic):
    fill_queue(cast, topic, 20)
    page = visit(cast.mo)
    page.goto("/moderation/")
    cases = page.locator("article.case")
    expect(cases).to_have_count(20)
    page.wait_for_load_state("networkidle")
    keys(page, "j")
    for left in range(20, 0, -1):
        expect(cases).to_have_count(left)
        page.wait_for_function("document.activeElement.matches('article.case')")
        case = focused(page)
        assert case == cases.first.get_attribute("id")
        if left % 4 < 2:
            keys(page, "a")
        else:
            keys(page, "h")
            page.keyboard.type("Because of j, k and a?")
            keys(page, "Control+Enter")
        expect(page.locator(f"#{case}")).to_have_count(0)
        page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_contain_text("Nothing waits.")
    assert not Case.objects.filter(decision="").exists()
    assert Entry.objects.count() == 20
    decisions = set(Case.objects.values_list("decision", flat=True))
    assert decisions == {"keep", "hide", "approve", "refuse"}


@ALONE
def test_the_other_keys(visit, cast, topic):
    fill_queue(cast, topic, 3)
    page = visit(cast.mo)
    page.goto("/moderation/")
    page.wait_for_load_state("networkidle")
    first, second, third = [one.get_attribute("id") for one in page.locator("article.case").all()]
    keys(page, "a", "h", "n")
    assert focused(page) == ""
    keys(page, "j", "j", "j", "j")
    assert focused(page) == third
    keys(page, "k")
    assert focused(page) == second
    outline = "getComputedStyle(document.activeElement).boxShadow"
    assert page.evaluate(outline) != "none"

    keys(page, "n")
    page.keyboard.type("jka")
    assert page.locator(f"#{second} [name=reason]:focus").input_value() == "jka"
    keys(page, "Escape")
    assert focused(page) == second
    keys(page, "Control+a", "Alt+h")
    expect(page.locator("article.case")).to_have_count(3)
    keys(page, "n", "End", "Control+Enter")
    expect(page.locator(".case-notes")).to_contain_text("jka")
    page.wait_for_load_state("networkidle")
    assert focused(page) == second

    keys(page, "k", "a")
    expect(page.locator("article.case")).to_have_count(2)
    page.wait_for_load_state("networkidle")
    keys(page, "u")
    expect(page.locator("article.case")).to_have_count(3)
    page.wait_for_load_state("networkidle")
    assert [e.act for e in Entry.objects.order_by("id")] == ["note", "keep", "reconsider"]

    keys(page, "?")
    expect(page.locator(".keys dl")).to_be_visible()
    assert first != second


@ALONE
@pytest.mark.shows("moderation/_undo_row.html")
def test_every_page_of_it_in_both_themes_and_three_widths(visit, cast, topic, guard, look):
    guard.allow(409, 422)
    fill_queue(cast, topic, 4)
    post = make_reply(cast.ben, topic, "| a | b |\n|---|---|\n| 1 | 2 |\n\n" + "Long words. " * 400)
    own = make_reply(cast.mo, topic)
    for reporter in (cast.ada, cast.mira):
        report_post(as_viewer(reporter), post, "other", "W" * 300)
        report_post(as_viewer(reporter), own, "spam")
    mo = as_viewer(cast.mo)
    case = case_for(mo, Case.objects.get(post=post).pk)
    note_case(mo, case, "Ask first.")
    ada, page = visit(cast.ada), visit(cast.mo)
    look.walk(ada, [f"/p/{post.pk}/flag/", "/reports/"])
    look.walk(visit(cast.ben), ["/reports/", f"/p/{own.pk}/flag/"])
    for path in ("/moderation/", case.get_absolute_url()):
        look.unfold(page, path)
    page.goto(case.get_absolute_url())
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    page.locator("summary", has_text="Hide").click()
    look.afresh()
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    look.here(page, "hiding without a reason")
    page.get_by_role("button", name="Keep").click()
    paths = ["/moderation/?state=resolved", "/moderation/?state=mine"]
    look.walk(page, paths)


@ALONE
@pytest.mark.shows(
    "moderation/_appeal.html",
    "moderation/appeal_list.html",
    "moderation/appeal_make.html",
    "moderation/appeal_queue.html",
    "moderation/appeal_signed.html",
)
def test_appeals_in_both_themes_and_three_widths(visit, cast, topic, guard, look):
    guard.allow(422)
    entries = [
        hide_post(as_viewer(cast.mo), make_reply(cast.ben, topic, f"Loud {n}"), "Loud")
        for n in range(3)
    ]
    for entry in entries[:2]:
        make_appeal(as_viewer(cast.ben), entry, "I was asked. " * 20)
    uphold(
        as_viewer(cast.root), Appeal.objects.get(entry_id=entries[0].pk), entries[0], "It is loud"
    )
    own = f"/appeals/{entries[2].pk}/"
    ben, root = visit(cast.ben), visit(cast.root)
    look.walk(ben, ["/appeals/", own, f"/appeals/{entries[0].pk}/"])
    look.walk(root, ["/moderation/appeals/", "/appeals/"])
    look.walk(visit(cast.mo), ["/moderation/appeals/"])
    suspend_person(as_viewer(cast.mo), cast.ola, "Loud", until=timezone.now() + timedelta(days=7))
    look.walk(visit(), [f"/appeals/by/{link_of_person(cast.ola.pk)}/"])
    ben.goto(own)
    ben.evaluate("for (const form of document.forms) form.noValidate = true")
    look.afresh()
    ben.get_by_role("button", name="Send the appeal").click()
    expect(ben.locator("[aria-invalid=true]")).to_be_visible()
    look.here(ben, "an appeal without words")
