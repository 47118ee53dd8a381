"""Writing with scripts: tools, names, quotes, editing in place, keys. Without scripts the same
forms are plain ones; that is walked in `journeys`."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.steps import kept_on_device, open_composer
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.posts import edit_post
from threads.models import Draft, Post, Topic


@pytest.fixture
def scripts() -> bool:
    """What scripts add is tested here."""
    return True


@pytest.fixture
def talk(cast, hall) -> Topic:
    """A topic with two questions and two replies."""
    topic = make_topic(cast.ada, hall, prompts=["What helps?", "What hinders?"])
    make_reply(
        cast.ben,
        topic,
        "First things **first**.\n\n- one\n- two `code`\n\nSee [this](/help/writing/).",
    )
    make_reply(cast.mira, topic, "Second words.")
    return topic


def test_one_line_until_it_has_the_focus(visit, cast, talk):
    page = visit(cast.ben, viewport={"width": 390, "height": 844})
    page.goto(talk.get_absolute_url())
    composer = page.locator("form.composer")
    assert composer.bounding_box()["height"] <= 64
    page.locator("#reply").focus()
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("checkbox", name="What helps?")).to_be_visible()
    expect(page.get_by_text("Everyone on the web can read it.")).to_be_visible()


def test_the_toolbar_is_one_stop_with_arrows_and_keeps_undo(visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    text = page.locator("#reply")
    text.press_sequentially("slowly")
    text.select_text()
    page.keyboard.press("Control+b")
    expect(text).to_have_value("**slowly**")
    page.keyboard.press("Control+b")
    expect(text).to_have_value("slowly")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("**slowly**")
    stops = page.locator(".toolbar button[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Name somebody")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()


@pytest.mark.parametrize(
    ("keys", "before", "after"),
    [
        ("Control+i", "word", "_word_"),
        ("Control+e", "word", "`word`"),
        ("Control+k", "word", "[word](https://)"),
        ("Control+Shift+Period", "one\ntwo", "> one\n> two"),
        ("Control+Shift+Digit8", "one\ntwo", "- one\n- two"),
        ("Control+Shift+Digit7", "one\ntwo", "1. one\n2. two"),
    ],
)
def test_shortcuts(keys, before, after, visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    text = page.locator("#reply")
    text.fill(before)
    text.select_text()
    page.keyboard.press(keys)
    expect(text).to_have_value(after)


def test_names_after_an_at_by_keyboard(visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    text = page.locator("#reply")
    text.press_sequentially("Ask @m")
    options = page.get_by_role("option")
    # Mira wrote here, Mo did not: she comes first, whatever the alphabet says.
    expect(options.first).to_contain_text("mira.oday")
    expect(text).to_have_attribute("role", "combobox")
    expect(text).to_have_attribute("aria-expanded", "true")
    assert options.first.get_attribute("id") == text.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(text).to_have_value("Ask @mira.oday ")
    expect(page.locator(".names")).to_be_hidden()
    text.press_sequentially("and @b")
    expect(options.first).to_contain_text("ben")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(text).to_have_value("Ask @mira.oday and @b")
    expect(text).to_be_focused()


def test_names_come_within_150_ms_of_the_last_key(visit, cast, talk):
    """As designed: one question, 40 ms after the last key. The rest of the time is the server's and
    the network's; `benchmarks.mention` measures it."""
    page = visit(cast.ben)
    page.clock.install(time=0)
    page.goto(talk.get_absolute_url())
    page.locator("#reply").focus()
    expect(page.locator(".toolbar")).to_be_visible()
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "/people/names/" in one.url else None)
    page.clock.pause_at(3_600_000)
    for key in "@mir":
        page.keyboard.type(key)
        page.clock.run_for(39)
    assert asked == []
    with page.expect_response("**/people/names/**"):
        page.clock.run_for(1)
    expect(page.get_by_role("option").first).to_contain_text("mira.oday")
    page.clock.run_for(1_000)
    assert [url.split("?")[1] for url in asked] == [f"q=mir&topic={talk.pk}"]
    page.keyboard.press("Tab")
    expect(page.locator("#reply")).to_have_value("@mira.oday ")
    expect(page.locator("#reply")).to_be_focused()


def test_a_post_comes_in_place_and_takes_the_focus(visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    page.locator("#reply").fill("Here *now*.")
    page.keyboard.press("Control+Enter")
    post = page.locator("#post-4")
    expect(post.locator(".post-body em")).to_have_text("now")
    expect(post.locator(".post-head")).to_be_focused()
    expect(page.locator("#reply")).to_have_value("")
    assert page.url.endswith("/4/")
    page.locator("#reply").fill("And more.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#post-5 .post-body")).to_have_text("And more.")
    assert Post.objects.filter(topic=talk).count() == 5
    assert not Draft.objects.exists()
    assert kept_on_device(page) == []


def test_pressing_twice_makes_one_post(visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    page.locator("#reply").fill("Once.")
    page.evaluate(
        "() => { const f = document.querySelector('form.composer'); f.requestSubmit(); f.requestSubmit(); }"
    )
    expect(page.locator("#post-4")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert Post.objects.filter(topic=talk).count() == 4


def test_a_refused_text_stays_with_the_words_beside_it(visit, cast, talk, guard):
    guard.allow(422)
    page = open_composer(visit, cast.ben, talk)
    page.locator("#reply").fill("<!-- nothing that shows -->")
    page.keyboard.press("Control+Enter")
    expect(page.locator("form.composer [data-failure]")).to_contain_text("would be seen")
    expect(page.locator("#reply")).to_have_value("<!-- nothing that shows -->")
    expect(page.locator("#reply")).to_be_focused()


def test_replying_under_the_post_that_is_answered(visit, cast, talk):
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    page.locator("#post-2").get_by_role("link", name="Reply").click()
    expect(page.locator("#reply")).to_be_focused()
    expect(page.locator("#post-2 + .reply-place")).to_have_count(1)
    expect(page.locator("[data-answered]")).to_have_text("#2")
    page.locator("#reply").fill("To you.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#post-4")).to_contain_text("in reply to ben")


def test_answer_this_ticks_the_question(visit, cast, talk):
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    page.get_by_role("link", name="Answer this (2)").click()
    expect(page.get_by_role("checkbox", name="What hinders?")).to_be_checked()
    expect(page.locator("#reply")).to_be_focused()


def test_quoting_a_selection_keeps_lists_code_and_links(visit, cast, talk):
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    page.evaluate(
        "() => { const range = document.createRange();"
        "range.selectNodeContents(document.querySelector('#post-2-body'));"
        "getSelection().removeAllRanges(); getSelection().addRange(range); }"
    )
    page.locator(".quote-here").click()
    address = f"/t/{talk.slug}/{talk.pk}/2/"
    expect(page.locator("#reply")).to_have_value(
        f"> [ben]({address}) wrote:\n>\n> First things **first**.\n>\n> - one\n> - two `code`\n>\n"
        f"> See [this]({page.url.split('/t/')[0]}/help/writing/).\n\n"
    )
    expect(page.locator("#reply")).to_be_focused()
    expect(page.locator("[data-answered]")).to_have_text("#2")


def test_a_selection_across_two_posts_is_not_quoted(visit, cast, talk):
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    page.evaluate(
        "() => getSelection().setBaseAndExtent(document.querySelector('#post-2-body p').firstChild,"
        " 0, document.querySelector('#post-3-body p').firstChild, 4)"
    )
    page.wait_for_timeout(300)
    assert not page.locator(".quote-here:visible").count()


def paste(page: Page, plain: str, html: str = "") -> None:
    page.evaluate(
        "([plain, html]) => { const data = new DataTransfer(); data.setData('text/plain', plain);"
        "if (html) data.setData('text/html', html);"
        "document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
        " { clipboardData: data, bubbles: true, cancelable: true })); }",
        [plain, html],
    )


def test_pasting_an_address_over_words_makes_a_link(visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    text = page.locator("#reply")
    text.fill("the essay")
    text.select_text()
    paste(page, "https://example.org/a_(b)")
    expect(text).to_have_value("[the essay](https://example.org/a_%28b%29)")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("the essay")


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        ("Who\tWhen\nAda\tMon|Tue", ""),
        ("x", "<table><tr><th>Who<th>When<tr><td>Ada<td>Mon|Tue</table>"),
    ],
)
def test_pasting_cells_makes_a_table(plain, html, visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    paste(page, plain, html)
    expect(page.locator("#reply")).to_have_value(
        "\n| Who | When |\n| --- | --- |\n| Ada | Mon\\|Tue |\n"
    )


def test_preview_in_place_is_what_will_be_stored(visit, cast, talk):
    page = open_composer(visit, cast.ben, talk)
    page.locator("#reply").fill("A *word* to @ada\n\n- one\n- two")
    page.get_by_role("button", name="Preview").click()
    preview = page.locator("[data-preview] .post-body")
    expect(preview).to_be_visible()
    html = preview.inner_html()
    page.locator("#reply").press("Control+Shift+P")
    expect(preview).to_be_hidden()
    page.locator("#reply").press("Control+Shift+P")
    expect(preview).to_be_visible()
    expect(page.locator("#reply")).to_be_focused()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("#post-4-body")).to_be_visible()
    assert page.locator("#post-4-body").inner_html() == html


# --- Editing in place -----------------------------------------------------------------------------


def test_editing_in_place(visit, cast, talk):
    page = visit(cast.ben)
    page.goto(talk.get_absolute_url())
    post = page.locator("#post-2")
    post.get_by_role("link", name="Edit").click()
    text = post.locator("textarea")
    expect(text).to_be_focused()
    text.fill("Other words.")
    post.get_by_role("button", name="Save").click()
    expect(page.locator("#post-2-body")).to_have_text("Other words.")
    expect(page.locator("#post-2 .post-head")).to_be_focused()
    assert not page.locator("#post-2 form.post-edit").count()


def test_an_edit_that_came_late_shows_both_texts(visit, cast, talk, guard):
    guard.allow(409)
    page = visit(cast.ben)
    page.goto(talk.get_absolute_url())
    post = page.locator("#post-2")
    post.get_by_role("link", name="Edit").click()
    text = post.locator("textarea")
    text.fill("My words.")
    row = Post.objects.select_related("topic__category").get(topic=talk, number=2)
    edit_post(as_viewer(cast.ben), row, "Their words.", version=1)
    post.get_by_role("button", name="Save").click()
    expect(post.locator(".theirs")).to_contain_text("Their words.")
    expect(text).to_have_value("My words.")
    post.get_by_role("button", name="Save").click()
    expect(page.locator("#post-2-body")).to_have_text("My words.")


# --- Likes, filters, keys, reading ----------------------------------------------------------------


def test_a_like_that_fails_says_so_where_it_was(visit, cast, talk, guard):
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    page.route("**/like/", lambda route: route.abort())
    like = page.locator("#post-2 .like")
    like.click()
    expect(page.locator("#post-2 [role=alert]")).to_contain_text("Nothing was changed")
    expect(like).to_have_attribute("aria-pressed", "false")
    page.unroute("**/like/")
    page.locator("#post-2").get_by_role("button", name="Try again").click()
    expect(page.locator("#post-2 .like")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#post-2 [data-likes]")).to_have_text("1 Like")
    guard.problems.clear()


def test_filters_in_place_and_back(visit, cast, talk):
    page = visit(cast.ben)
    page.goto("/")
    page.get_by_role("link", name="recaps").click()
    expect(page.get_by_text("No topic here is like that.")).to_be_visible()
    chip = page.locator(".chip[aria-current]")
    expect(chip).to_contain_text("recaps")
    expect(chip).to_be_focused()
    assert page.url.endswith("/?kind=recap")
    chip.click()
    expect(page.get_by_role("link", name=talk.title)).to_be_visible()
    page.go_back()
    expect(page.locator(".chip[aria-current]")).to_contain_text("recaps")


def test_keys_go_from_post_to_post(visit, cast, talk):
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    text = page.locator("#reply")
    page.keyboard.press("j")
    expect(page.locator("#post-1.is-chosen")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#post-2 .post-head")).to_be_focused()
    page.keyboard.press("Control+l")
    page.keyboard.press("l")
    expect(page.locator("#post-2 .like")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#post-2 .post-head")).to_be_focused()
    for _ in "twice":
        page.keyboard.press("r")
        expect(text).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Reply #2")).to_be_focused()
    page.keyboard.press("r")
    expect(text).to_be_focused()
    page.keyboard.type("jk?!")
    expect(text).to_have_value("jk?!")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.locator("#post-2 .post-number").focus()
    page.keyboard.press("q")
    expect(text).to_have_value(re.compile(r"^> \[ben\].*First things", re.DOTALL))
    expect(text).to_be_focused()
    expect(page.locator("[data-answered]")).to_have_text("#2")


def test_keys_go_from_page_to_page(visit, cast, talk):
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    keys = page.get_by_role("dialog", name="Keys")
    page.locator("#post-2 .post-number").focus()
    page.keyboard.press("?")
    expect(keys.get_by_text("report the chosen post")).to_be_visible()
    expect(keys.get_by_text("edit your post")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(page.locator("#post-2 .post-number")).to_be_focused()
    page.keyboard.press("!")
    page.wait_for_url("**/flag/")
    page.go_back()
    page.keyboard.press("u")
    expect(page.locator(".rows")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".row.is-chosen")).to_be_visible()
    page.keyboard.press("o")
    expect(page.locator("h1")).to_have_text(talk.title)
    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.locator(".brand").focus()
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/notifications/")


def test_keys_can_be_switched_off(visit, cast, talk):
    User.objects.filter(pk=cast.mo.pk).update(has_keys=False)
    page = visit(cast.mo)
    page.goto(talk.get_absolute_url())
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert not page.locator(".is-chosen").count()


def test_what_was_on_screen_is_read_and_the_first_unread_is_offered(visit, cast, talk):
    page = visit(cast.mo, viewport={"width": 1280, "height": 3000})
    page.goto(talk.get_absolute_url())
    with page.expect_request("**/read/", timeout=10_000):
        pass
    page.wait_for_timeout(300)
    make_reply(cast.ada, talk, "Something new.")
    page.goto(talk.get_absolute_url())
    unread = page.get_by_role("link", name="First unread")
    expect(unread).to_be_visible()
    unread.click()
    page.wait_for_url("**/4/")
