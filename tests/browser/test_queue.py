"""Reporting a post, and clearing the queue by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from ledger.models import Entry
from moderation.actions.cases import note_case
from moderation.actions.reports import report_post
from moderation.models import Case, Report
from moderation.queries.cases import case_for
from tests.browser.test_pages import check, check_here
from tests.make import as_viewer, make_person, make_reply
from threads.actions.posts import publish_post
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


def test_report_a_post_in_two_presses_and_take_it_back(visit, cast, topic):
    post = make_reply(cast.ben, topic, "You all talk nonsense.")
    page = visit(cast.ada)
    page.goto(post.place())
    page.locator(f"#post-{post.number}").get_by_role("link", name="Report").click()
    page.get_by_role("button", name="It hurts or insults somebody").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    expect(page.locator(f"#post-{post.number}")).to_be_visible()
    page.goto("/reports/")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("[data-outcome=taken_back]")).to_have_count(1)
    assert Report.objects.get().taken_back_at


def test_reporting_in_ones_own_words_asks_for_them(visit, cast, topic, guard):
    guard.allow(422)
    post = make_reply(cast.ben, topic)
    page = visit(cast.ada)
    page.goto(f"/p/{post.pk}/flag/")
    other = page.get_by_role("button", name="Something else, in my own words")
    other.click()
    expect(page.locator("[name=words]")).to_have_attribute("aria-invalid", "true")
    page.locator("[name=words]").fill("It made me sad.")
    other.click()
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    assert Report.objects.get().words == "It made me sad."


def test_decide_by_pressing(visit, cast, topic):
    fill_queue(cast, topic, 2)
    page = visit(cast.mo)
    page.goto("/moderation/")
    first, second = page.locator("article.case").all()
    expect(first).to_contain_text("I say 0")
    first.locator("summary", has_text="Hide").click()
    first.get_by_role("textbox", name="Why").fill("It advertises.")
    first.get_by_role("button", name="Hide", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Hidden.")
    expect(page).to_have_url(f"/moderation/#{page.locator('article.case').get_attribute('id')}")
    second = page.locator("article.case")
    expect(second).to_contain_text("May I say 1?")
    second.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("Approved")
    expect(page.locator("main")).to_contain_text("Nothing waits.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("article.case")).to_contain_text("I say 0")


def test_who_is_slower_is_told(visit, cast, topic, guard):
    guard.allow(409)
    fill_queue(cast, topic, 1)
    mo, root = visit(cast.mo), visit(cast.root)
    for page in (mo, root):
        page.goto("/moderation/")
    mo.get_by_role("button", name="Keep").click()
    expect(mo.locator("main")).to_contain_text("Nothing waits.")
    root.locator("summary", has_text="Hide").click()
    root.get_by_role("textbox", name="Why").fill("It advertises.")
    root.get_by_role("button", name="Hide", exact=True).click()
    expect(root.get_by_role("alert")).to_have_text("mo was faster: kept.")
    expect(root.get_by_label("Your words, which were not used")).to_have_value("It advertises.")


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
def test_every_page_of_it_in_both_themes_and_three_widths(visit, cast, topic, guard, subtests):
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
    check(ada, [f"/p/{post.pk}/flag/", "/reports/"], subtests, guard)
    check(visit(cast.ben), ["/reports/", f"/p/{own.pk}/flag/"], subtests, guard)
    for path in ("/moderation/", case.get_absolute_url()):
        page.goto(path)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        check_here(page, path, subtests, guard)
    page.goto(case.get_absolute_url())
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    page.locator("summary", has_text="Hide").click()
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    check_here(page, "hiding without a reason", subtests, guard)
    page.get_by_role("button", name="Keep").click()
    paths = ["/moderation/?state=resolved", "/moderation/?state=mine"]
    check(page, paths, subtests, guard)
