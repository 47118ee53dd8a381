"""Every kind of page as people find it: both themes, three widths, by keyboard, and its weight."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings as site
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from accounts.models import User
from moderation.actions.people import silence_person, suspend_person
from moderation.actions.seeding import PASSWORD, fill_demo
from tests.browser.steps import expect_signed_in, fill, send, sign_in
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.posts import edit_post
from threads.models import HeldPost, Post, Prompt, Topic

WIDTHS = (1280, 390, 320)
HEIGHT = 800
THEMES = ("light", "dark")
# What moves with the width: a theme changes colours only, so the rest is asked once a width.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
MOST_TABS = 15
VISIBLE_OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


@pytest.fixture
def scripts() -> bool:
    """These tests need scripts: axe is one."""
    return True


def faults(page: Page, *, only: dict | None = None) -> list[str]:
    """What axe finds wrong, one line for each element."""
    options = {"resultTypes": ["violations"], **(only or {})}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{fault['id']}: {node['target']} {node['html'][:160]} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate(
        "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )


def looks(page: Page) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with the page at each width and in each theme."""
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wrong = [f"{px} px too wide"] if (px := overflow(page)) > 0 else []
        page.emulate_media(color_scheme="light")
        yield f"{width} light", wrong + faults(page)
        page.emulate_media(color_scheme="dark")
        yield f"{width} dark", faults(page, only=COLOURS)


def check(page: Page, paths: list[str], subtests, guard) -> None:
    """Look at each page; the guard's findings are told with the page that made them."""
    for path in paths:
        page.goto(path)
        check_here(page, path, subtests, guard)


def check_here(page: Page, name: str, subtests, guard) -> None:
    """Look at the page that is open."""
    for look, wrong in looks(page):
        with subtests.test(page=name, look=look):
            assert wrong == []
    with subtests.test(page=name, look="console"):
        told, guard.problems = guard.problems, []
        assert told == []


def recap() -> Topic:
    """The demo's recap of a fishbowl: four prompts, a long answer."""
    return Topic.objects.get(title="Rest and rhythm in shared work")


def for_guests() -> list[str]:
    """Reading, and coming in."""
    topic = recap()
    answer = public_post(topic=topic, number=2)
    hidden = public_post(hidden_at__isnull=False)
    withdrawn = public_post(withdrawn_at__isnull=False)
    edited = public_post(edited_at__isnull=False, withdrawn_at=None)
    long = Topic.objects.order_by("-post_count").first()
    bowls = Topic.objects.filter(kind="fishbowl").order_by("id")
    lists = [
        "/",
        "/?page=2",
        "/?state=closed",
        "/?kind=fishbowl",
        "/waiting/",
        "/categories/",
        "/c/commons/",
        "/tag/fishbowl/",
    ]
    people = ["/people/", "/people/?q=nobody-of-this-name", "/u/ada/", "/u/ada/?tab=topics"]
    talk = [
        topic.get_absolute_url(),
        f"{long.get_absolute_url()}?page=2",
        Prompt.objects.select_related("topic").filter(topic=topic)[0].get_absolute_url(),
        *(post.place() for post in (answer, hidden, withdrawn)),
        *(bowl.get_absolute_url() for bowl in bowls),
        f"/p/{edited.pk}/history/",
        f"/p/{answer.pk}/likes/",
    ]
    door = [
        "/help/writing/",
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/outbox/",
    ]
    return [*lists, *people, *talk, *door]


def for_members() -> list[str]:
    """Ada's: writing, notices, settings."""
    topic = recap()
    own = public_post(topic=topic, number=1)
    reply = public_post(author__username="ada", number__gt=1, withdrawn_at=None)
    talk = [topic.get_absolute_url(), f"{own.place()}?reply_to=2", "/c/quiet-room/"]
    write = ["/topics/new/?category=commons", f"/p/{own.pk}/edit/", f"/p/{reply.pk}/delete/"]
    settings = ["/drafts/", "/settings/profile/", "/account/email/", "/account/password/change/"]
    second = ["/account/2fa/", "/account/reauthenticate/", "/account/logout/"]
    other = public_post(topic=topic, number=2)
    log = ["/moderation/log/", "/moderation/log/?act=hide&person=mo"]
    care = [f"/p/{other.pk}/flag/", "/held/", *log]
    return ["/", *talk, *write, *settings, *second, *care, "/notifications/"]


def for_moderators() -> list[str]:
    """Mo's: the acts on posts, topics and people, the queue (more of it in test_queue)."""
    hidden = public_post(hidden_at__isnull=False)
    reply = public_post(topic=recap(), number=2)
    text = HeldPost.objects.filter(state="waiting", category__visibility="public")[0]
    chosen = Topic.objects.filter(category__visibility="public").values_list("id", flat=True)
    several = "&".join(f"topics={pk}" for pk in chosen[:3])
    acts = [f"/moderation/topics/{act}/?topics={reply.topic_id}" for act in ("pin", "move")]
    return [
        "/moderation/",
        f"/held/{text.pk}/",
        "/?select=1",
        *acts,
        f"/moderation/topics/close/?{several}",
        f"/moderation/topics/{reply.topic_id}/posts/?posts={reply.pk}",
        f"/moderation/people/{reply.author.username}/",
        f"/moderation/people/{reply.author.username}/silence/",
        hidden.place(),
        reply.place(),
        f"/moderation/posts/{reply.pk}/hide/",
    ]


def public_post(**facts) -> Post:
    """A post with these marks that everybody finds."""
    posts = Post.objects.select_related("topic", "author")
    posts = posts.filter(topic__category__visibility="public")
    return posts.filter(**facts).order_by("id")[0]


@pytest.fixture
def demo(db, tell) -> None:
    fill_demo()
    tell()


def signed_in(visit, handle: str, **options) -> Page:
    page = visit(**options)
    sign_in(page, handle, PASSWORD)
    expect_signed_in(page, handle)
    return page


# Every page in both themes and three widths, for each kind of reader.


def test_pages_of_guests(demo, visit, guard, subtests):
    check(visit(), for_guests(), subtests, guard)
    page = visit()
    guard.allow(404)
    check(page, ["/there-is-no-such-page/"], subtests, guard)


def test_pages_of_members(demo, visit, guard, subtests):
    page = signed_in(visit, "ada")
    check(page, for_members(), subtests, guard)
    page.goto("/account/2fa/totp/activate/")
    fill(page, password=PASSWORD)
    send(page)
    expect(page.locator("main [name=code]")).to_be_visible()
    check_here(page, "second factor", subtests, guard)
    page = visit(locale="de-DE")
    check(page, [recap().get_absolute_url()], subtests, guard)


def test_pages_of_moderators_and_admins(demo, visit, guard, subtests):
    page = signed_in(visit, "mo")
    paths = for_moderators()
    check(page, paths, subtests, guard)
    page.goto(paths[0])
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    check_here(page, "everything unfolded", subtests, guard)
    page = signed_in(visit, "root")
    check(page, ["/style/", "/style/?dir=rtl"], subtests, guard)


def test_a_site_that_is_new(visit, guard, subtests):
    page = visit()
    check(page, ["/", "/waiting/", "/categories/", "/people/"], subtests, guard)


def test_the_looks_see_what_is_wrong(visit):
    page = visit()
    page.goto("/")
    page.set_viewport_size({"width": 320, "height": HEIGHT})
    page.evaluate(AXE_SCRIPT)
    assert faults(page) == []
    assert overflow(page) == 0
    page.evaluate("document.querySelector('main').innerHTML += '<img src=/favicon.ico width=999>'")
    assert [fault for fault in faults(page) if fault.startswith("image-alt")]
    assert overflow(page) > 0


def test_what_forms_answer(visit, cast, hall, topic, guard, subtests):
    """Pages that one meets by pressing something; the browser's own check of forms is left out."""
    guard.allow(422)
    post = make_reply(cast.ben, topic, "As it was.")

    def press(person: User | None, path: str, name: str, sign: str, text: str = "") -> None:
        page = visit(person)
        page.goto(path)
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        if text:
            page.locator("main textarea").fill(text)
        page.locator("main").get_by_role("button", name=name, exact=True).last.click()
        expect(page.locator(sign).first).to_be_visible()
        check_here(page, f"{path} {name}", subtests, guard)

    press(None, "/account/login/", "Sign In", ".errorlist")
    press(None, "/account/signup/", "Sign Up", ".errorlist")
    press(cast.ben, "/topics/new/", "Publish", ".errorlist")
    offer = "Make questions from the last lines"
    press(cast.ben, "/topics/new/", offer, "[name=move_prompts]", "Well:\n\nWho?\nWhy?")
    words = "# Some *words*\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    press(cast.ben, topic.get_absolute_url(), "Preview", ".preview .post-body", words)
    press(cast.mo, f"/moderation/posts/{post.pk}/hide/", "Hide", ".errorlist")


def test_what_a_stale_edit_and_an_ended_session_show(visit, cast, topic, guard, subtests):
    guard.allow(403, 409)
    post = make_reply(cast.ben, topic, "As it was.")
    page = visit(cast.ben)
    page.goto(f"/p/{post.pk}/edit/")
    edit_post(as_viewer(cast.ben), post, "As it is now.", version=1, prompt_ids=[])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_here(page, "stale edit", subtests, guard)

    page.goto(topic.get_absolute_url())
    page.locator("#reply").fill("Still here?")
    page.context.clear_cookies(name=site.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", name="This form was too old")).to_be_visible()
    expect(page.locator("[name=body]")).to_have_value("Still here?")
    check_here(page, "ended session", subtests, guard)


def test_what_a_sanction_shows(visit, cast, topic, guard, subtests):
    guard.allow(403)
    mo, until = as_viewer(cast.mo), timezone.now() + timedelta(days=3)
    silence_person(mo, cast.ben, "You shouted at " + "everybody" * 40, until=until)
    page = visit(cast.ben)
    check(page, [topic.get_absolute_url(), "/notifications/"], subtests, guard)
    suspend_person(mo, cast.ben, "You shouted again.", until=until)
    page = visit()
    sign_in(page, "ben", "a-good-secret")
    expect(page.get_by_role("heading", name="You are suspended")).to_be_visible()
    check_here(page, "suspended", subtests, guard)
    page = visit(cast.mo)
    check(page, ["/moderation/", "/moderation/people/ben/"], subtests, guard)


@pytest.fixture
def talk(cast, hall) -> Topic:
    """A topic with four prompts and three replies."""
    prompts = ["What helps?", "What hinders?", "What grows?", "What rests?"]
    topic = make_topic(cast.ada, hall, prompts=prompts)
    for person in (cast.ben, cast.mira, cast.mo):
        make_reply(person, topic)
    return topic


@pytest.mark.parametrize("handle", ["", "ben"])
def test_by_keyboard_to_the_first_post(visit, talk, handle):
    page = visit(User.objects.get(username=handle) if handle else None)
    page.goto(talk.get_absolute_url())
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    for _ in range(MOST_TABS):
        assert page.evaluate(VISIBLE_OUTLINE), page.evaluate("document.activeElement.outerHTML")
        if page.locator("#post-1:focus-within").count():
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The first post is more than {MOST_TABS} tab stops away.")


def test_the_skip_link_leads_past_the_bar(visit, talk):
    page = visit()
    page.goto(talk.get_absolute_url())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_a_menu_opens_and_closes_by_keyboard(visit, cast, talk):
    page = visit(cast.ben)
    page.goto("/")
    menu = page.locator(".bar summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Profile")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Profile")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_headings_of_a_topic_step_down(visit, talk):
    page = visit()
    page.goto(talk.get_absolute_url())
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_a_first_visit_is_light(visit, talk, record_testsuite_property):
    page = visit()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - no builtins there
    page.goto(talk.get_absolute_url(), wait_until="networkidle")
    addresses = [answer.url for answer in answers]
    record_testsuite_property(
        "bytes before compression", sum(len(answer.body()) for answer in answers)
    )
    assert len(addresses) <= 4, addresses
    assert not [address for address in addresses if "htmx" in address]
    assert any(address.endswith(".css") for address in addresses)
    assert any(address.endswith(".js") for address in addresses)


def test_the_guard_sees_what_goes_wrong(visit, talk, guard):
    page = visit()
    page.goto("/")
    page.evaluate("console.warn('careful')")
    page.evaluate("setTimeout(() => { throw new Error('broken') })")
    page.goto("/there-is-no-such-page/")
    told, guard.problems = "\n".join(guard.problems), []
    assert "careful" in told
    assert "broken" in told
    assert "answer 404" in told
