"""Reading and writing in a topic."""

import re

from playwright.sync_api import expect

from tests.browser.hands import Hand
from tests.browser.journeys.stage import Stage
from tests.make import make_reply, make_topic
from threads.models import Draft, Like

QUESTIONS = (
    "What makes a good keeper?",
    "Which habits help?",
    "What are the traps?",
    "What stays?",
)


def post(hand: Hand) -> None:
    """Press the main button of the composer."""
    hand.press(hand.page.get_by_role("button", name="Post", exact=True))


def from_the_list_to_a_post_and_back(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall, title="Lamps in the hall")
    make_reply(stage.cast.mira, topic, "Bright ones.")
    hand = stage.come(stage.cast.ben, "/")
    page = hand.page
    hand.press(page.locator(".filters").get_by_role("link", name="recaps"))
    expect(page.get_by_text("No topic here is like that.")).to_be_visible()
    chip = page.locator(".chip[aria-current]")
    expect(chip).to_contain_text("recaps")
    hand.press(chip)
    hand.press(page.get_by_role("link", name=topic.title, exact=True))
    expect(page.locator("h1")).to_have_text(topic.title)
    if stage.scripts:
        page.locator("a.skip").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#posts")).to_be_focused()
    hand.press(page.locator("#post-2 .post-head time").locator("xpath=.."))
    expect(page.locator("#post-2.is-target .post-head")).to_be_focused()
    hand.press(page.locator(".topic-head .category"))
    expect(page.locator("h1")).to_have_text(stage.hall.name)
    expect(page.get_by_role("link", name=topic.title, exact=True)).to_be_visible()


def reply_with_a_mention_and_two_prompts(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall, prompts=QUESTIONS)
    hand = stage.come(stage.cast.mira, topic.get_absolute_url())
    page = hand.page
    expect(page.locator(".waits")).to_have_text("4 of 4 questions wait for a first answer")
    hand.write(page.locator("#reply"), "I would ask @ada first.\n\n- and *listen*")
    ticks = page.locator(".ticks input")
    assert ticks.count() == 4
    for at in (1, 2):
        hand.tick(ticks.nth(at))
    post(hand)
    expect(page).to_have_url(re.compile(rf"/{topic.pk}/2/$"))
    expect(page.locator("#post-2 .post-head")).to_be_focused()
    expect(page.locator("#post-2-body a.mention")).to_have_text("@ada")
    expect(page.locator("#post-2-body em")).to_have_text("listen")
    voices = ["no answers yet", "1 voice", "1 voice", "no answers yet"]
    expect(page.locator("[id^=prompt-] .voices")).to_have_text(voices)
    expect(page.locator(".waits")).to_have_text("2 of 4 questions wait for a first answer")
    expect(page.locator("#post-2 .answers a")).to_have_text(["question 2", "question 3"])


def answer_a_prompt_on_its_page(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall, prompts=QUESTIONS[:2])
    hand = stage.come(stage.cast.ben, topic.get_absolute_url())
    page = hand.page
    hand.press(page.get_by_role("link", name=QUESTIONS[1], exact=True))
    expect(page.get_by_role("checkbox", name=QUESTIONS[1])).to_be_checked()
    hand.write(page.locator("#reply"), "Small ones.")
    post(hand)
    expect(page.locator("#post-2-body")).to_have_text("Small ones.")
    expect(page.locator("#post-2 .answers a")).to_have_text(["question 2"])


def reply_to_a_post_and_see_it(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall)
    make_reply(stage.cast.ben, topic, "Bring *soup*.")
    make_reply(stage.cast.ola, topic, "Bring bread.")
    hand = stage.come(stage.cast.mira, topic.get_absolute_url())
    page = hand.page
    hand.press(page.get_by_role("link", name="Reply #2"))
    expect(page.locator("form.composer [name=reply_to]")).to_have_value("2")
    expect(page.locator("[data-answered]")).to_have_text("#2")
    if stage.scripts:
        expect(page.locator("#reply")).to_be_focused()
        expect(page.locator("#post-2 + .reply-place")).to_have_count(1)
    hand.write(page.locator("#reply"), "I bring bowls.")
    post(hand)
    named = page.locator("#post-4").get_by_role("link", name="in reply to ben")
    expect(named).to_be_visible()
    hand.press(named)
    if not stage.scripts:
        expect(page.locator("#post-2 .post-head")).to_be_focused()
        return
    shown = page.locator("#post-4 .parent")
    expect(shown.locator(".post-body em")).to_have_text("soup")
    expect(shown).to_contain_text("ben #2")
    expect(named).to_be_focused()
    expect(named).to_have_attribute("aria-expanded", "true")
    hand.press(named)
    expect(shown).to_have_count(0)
    expect(named).to_have_attribute("aria-expanded", "false")
    hand.press(named)
    expect(shown).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    expect(named).to_be_focused()
    hand.press(named)
    hand.press(shown.get_by_role("link", name="#2"))
    expect(page.locator("#post-2 .post-head")).to_be_focused()


def quote_a_post(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall)
    row = make_reply(stage.cast.ben, topic, "- one\n- two `code`")
    hand = stage.come(stage.cast.mira, topic.get_absolute_url())
    page = hand.page
    hand.press(page.get_by_role("link", name="Quote #2"))
    text = page.locator("#reply")
    expect(text).to_have_value(re.compile(r"> \[ben\].*> - one\n> - two `code`", re.DOTALL))
    expect(text).to_be_focused()
    text.press("Control+End")
    page.keyboard.type("Three.")
    post(hand)
    quote = page.locator("#post-3-body blockquote")
    expect(quote.locator("li")).to_have_text(["one", "two code"])
    expect(quote.get_by_role("link", name="ben")).to_have_attribute("href", f"/p/{row.pk}/")
    expect(page.locator("#post-3-body")).to_contain_text("Three.")


def preview_before_posting(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall)
    hand = stage.come(stage.cast.ben, topic.get_absolute_url())
    page = hand.page
    hand.write(page.locator("#reply"), "Quite *certain*, @ada ")
    hand.press(page.get_by_role("button", name="Preview", exact=True))
    expect(page.locator(".preview .post-body em")).to_have_text("certain")
    expect(page.locator(".preview .post-body a.mention")).to_have_text("@ada")
    expect(page.locator("#reply")).to_have_value(re.compile(r"^Quite \*certain\*, @ada ?$"))
    expect(page.locator("#post-2")).to_have_count(0)
    post(hand)
    expect(page.locator("#post-2-body em")).to_have_text("certain")


def like_and_take_it_back(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall)
    hand = stage.come(stage.cast.ben, topic.get_absolute_url())
    page = hand.page
    heart = page.locator("#post-1").get_by_role("button", name="Like")
    count = page.locator("#post-1 [data-likes]")
    expect(count).to_have_count(0)
    expect(heart).to_have_attribute("aria-pressed", "false")
    hand.press(heart)
    expect(count).to_have_text("1 Like")
    expect(count).to_have_attribute("data-likes", "1")
    expect(heart).to_have_attribute("aria-pressed", "true")
    if stage.scripts:
        expect(heart).to_be_focused()
    author = stage.visit(stage.cast.ada)
    author.goto(topic.get_absolute_url())
    expect(author.locator("#post-1 [data-likes='1']")).to_have_text("1 Like")
    expect(author.locator("#post-1").get_by_role("button", name="Like")).to_have_count(0)
    hand.press(heart)
    expect(count).to_have_count(0)
    expect(heart).to_have_attribute("aria-pressed", "false")
    hand.check()
    assert not Like.objects.filter(post__topic=topic).exists()


def edit_and_see_what_changed(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall)
    make_reply(stage.cast.ben, topic, "The kettle is blue.")
    hand = stage.come(stage.cast.ben, topic.get_absolute_url())
    page = hand.page
    hand.press(page.locator("#post-2").get_by_role("link", name="Edit"))
    text = page.locator("form[action$='/edit/'] [name=body]")
    expect(text).to_have_value("The kettle is blue.")
    hand.write(text, "The kettle is green.")
    hand.press(page.get_by_role("button", name="Save"))
    expect(page.locator("#post-2-body")).to_have_text("The kettle is green.")
    hand.press(page.locator("#post-2").get_by_role("link", name="edited"))
    expect(page.locator("main del").first).to_contain_text("blue")
    expect(page.locator("main ins").first).to_contain_text("green")


def two_tabs_edit_one_post(stage: Stage) -> None:
    stage.guard.allow(409)
    topic = make_topic(stage.cast.ada, stage.hall)
    row = make_reply(stage.cast.ben, topic, "As it was.")
    hand = stage.come(stage.cast.ben, f"/p/{row.pk}/edit/")
    first, other = hand.page, hand.another()
    other.go(f"/p/{row.pk}/edit/")
    other.write(other.page.locator("[name=body]"), "As the second tab says.")
    other.press(other.page.get_by_role("button", name="Save"))
    expect(other.page.locator("#post-2-body")).to_have_text("As the second tab says.")
    first.bring_to_front()
    hand.write(first.locator("[name=body]"), "As the first tab says.")
    hand.press(first.get_by_role("button", name="Save"))
    expect(first.get_by_role("alert")).to_contain_text("changed meanwhile")
    expect(first.locator("[name=body]")).to_have_value("As the first tab says.")
    expect(first.locator(".theirs")).to_contain_text("As the second tab says.")
    hand.press(first.get_by_role("button", name="Save"))
    expect(first.locator("#post-2-body")).to_have_text("As the first tab says.")


def withdraw_leaves_a_tombstone(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall)
    make_reply(stage.cast.ben, topic, "Said too soon.")
    make_reply(stage.cast.mira, topic, "And yet it was heard.")
    hand = stage.come(stage.cast.ben, topic.get_absolute_url())
    page = hand.page
    hand.press(page.locator("#post-2").get_by_role("link", name="Withdraw"))
    expect(page.locator("h1")).to_have_text("Withdraw your post?")
    expect(page.locator("main")).to_contain_text("Said too soon.")
    hand.press(page.get_by_role("button", name="Withdraw"))
    expect(page.locator("#post-2 .tombstone")).to_be_visible()
    reader = stage.visit()
    reader.goto(topic.get_absolute_url())
    expect(reader.locator("#post-2")).to_contain_text("withdrawn")
    expect(reader.locator("main")).not_to_contain_text("Said too soon.")
    expect(reader.locator("#post-3-body")).to_have_text("And yet it was heard.")


def keep_a_draft_go_on_and_discard_another(stage: Stage) -> None:
    topic = make_topic(stage.cast.ada, stage.hall, title="Slow words")
    hand = stage.come(stage.cast.ola, topic.get_absolute_url())
    page = hand.page

    def keep(words: str) -> None:
        hand.write(page.locator("#reply"), words)
        hand.press(page.get_by_role("button", name="Keep as draft", exact=True))
        said = page.locator("[data-draft-note]" if stage.scripts else "#status")
        expect(said).to_contain_text("Draft kept" if stage.scripts else "Your draft is kept.")
        hand.press(page.locator(".bar summary"))
        hand.press(page.locator(".menu-in").get_by_role("link", name="Drafts"))
        expect(page.locator("h1")).to_have_text("Your drafts")

    keep("Half a thought")
    hand.press(page.locator("main").get_by_role("link", name=topic.title))
    expect(page.locator("#reply")).to_have_value("Half a thought")
    hand.write(page.locator("#reply"), "A whole thought.")
    post(hand)
    expect(page.locator("#post-2-body")).to_have_text("A whole thought.")
    assert not Draft.objects.filter(person=stage.cast.ola).exists()
    hand.go(topic.get_absolute_url())
    keep("Another half")
    hand.press(page.get_by_role("button", name="Discard"))
    expect(page.get_by_text("The draft is gone.")).to_be_visible()
    assert not Draft.objects.filter(person=stage.cast.ola).exists()


JOURNEYS = (
    from_the_list_to_a_post_and_back,
    reply_with_a_mention_and_two_prompts,
    answer_a_prompt_on_its_page,
    reply_to_a_post_and_see_it,
    quote_a_post,
    preview_before_posting,
    like_and_take_it_back,
    edit_and_see_what_changed,
    two_tabs_edit_one_post,
    withdraw_leaves_a_tombstone,
    keep_a_draft_go_on_and_discard_another,
)
