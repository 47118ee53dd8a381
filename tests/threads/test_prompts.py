"""The questions of a topic: acceptance scenarios 1–8, versions, filing, coverage, suggestions.

The numbers are those of the acceptance scenarios; the rules stand in docs/fishbowl.md.
"""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from ledger.models import Entry
from notifications.models import Notice
from tests.make import as_viewer, make_person, make_reply, make_topic, opening
from threads.actions.curation import close_topic
from threads.actions.moving import merge_topics
from threads.actions.posts import withdraw_post
from threads.actions.prompts import add_prompt, close_prompt, edit_prompt, withdraw_prompt
from threads.models import (
    Answer,
    CoHost,
    Panelist,
    Post,
    Prompt,
    PromptPass,
    PromptSuggestion,
    PromptVersion,
    Topic,
)
from threads.queries.prompts import prompt_answers, prompt_in

FOUR = ["What makes a host?", "Which habits help?", "What gets in the way?", "What is it good for?"]


@pytest.fixture
def talk(cast, hall) -> Topic:
    """Ada's topic with four questions."""
    return make_topic(cast.ada, hall, title="Who keeps the fire?", prompts=FOUR)


def prompts_of(topic) -> list[Prompt]:
    return list(Prompt.objects.filter(topic=topic).order_by("position"))


def text_of(response) -> str:
    assert response.status_code in {200, 409, 422}, response.status_code
    return response.content.decode()


def row(page: str, prompt: Prompt) -> str:
    """What the header says of a prompt, up to the next one."""
    start = page.index(f'<li id="prompt-{prompt.pk}"')
    ends = [page.find(mark, start + 1) for mark in ('<li id="prompt-', "</ol>")]
    return page[start : min(end for end in ends if end > 0)]


def two_at_one_position(prompt_id: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        Prompt.objects.filter(pk=prompt_id).update(position=2)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def article(page: str, post: Post) -> str:
    start = page.index(f'<article id="post-{post.number}"')
    return page[start : page.index("</article>", start)]


def at(topic, prompt) -> str:
    return f"{topic.get_absolute_url()}prompts/{prompt.pk}/"


def test_scenario_01_no_ceremony(cast, hall, sign_in):
    ben = sign_in(cast.ben)
    said = {"category": "hall", "title": "Rain water", "body": "Where does it go?"}
    made = ben.post("/topics/new/", said | {"prompts": ["Which tank?", "Whose roof?"]})
    topic = Topic.objects.get(title="Rain water")
    assert made.url == f"{topic.get_absolute_url()}1/"
    page = text_of(sign_in(cast.ola).get(topic.get_absolute_url()))
    first, second = prompts_of(topic)
    for prompt in (first, second):
        assert "no answers yet" in row(page, prompt)
        assert "Answer this" in row(page, prompt)
    assert not re.search(r"data-seat|gathering|open floor|Pass<|Host<|on the panel", page)
    ola = sign_in(cast.ola)
    assert ola.post(f"/t/{topic.pk}/reply/", {"body": "Mine", "prompts": [second.pk]}).status_code
    assert "1 voice" in row(text_of(ola.get(topic.get_absolute_url())), second)


PASTED = """We sat around the stove last week. @ada liked “a host first listens”, from [a letter](https://example.org/letter) (Ola, does that hold for kitchens?).

Now to you …

What makes a host?
Which habits, and which gestures?
What gets in the way?
And what is it good for?"""


def test_scenario_02_paste(cast, hall, sign_in):
    ben = sign_in(cast.ben)
    form = {"category": "hall", "title": "Stove talk", "body": PASTED, "offer": "prompts"}
    page = text_of(ben.post("/topics/new/", form))
    offered = re.findall(r'name="prompts"[^>]*value="([^"]+)"', page)
    assert offered == PASTED.split("\n")[-4:]
    assert "does that hold for kitchens?" in page
    assert not any("kitchens" in line for line in offered)
    refused = {"category": "hall", "title": "Stove talk", "body": PASTED, "prompts": [""]}
    ben.post("/topics/new/", refused)
    assert opening(Topic.objects.get(title="Stove talk")).source == PASTED


def test_scenario_03_several_prompts(cast, talk, sign_in):
    one, two, three, four = prompts_of(talk)
    ben = sign_in(cast.ben)
    ben.post(f"/t/{talk.pk}/reply/", {"body": "Both at once", "prompts": [one.pk, three.pk]})
    ben.post(f"/t/{talk.pk}/reply/", {"body": "And more", "prompts": [one.pk]})
    post = Post.objects.get(topic=talk, source="Both at once")
    for here, other in ((one, 3), (three, 1)):
        said = article(text_of(ben.get(at(talk, here))), post)
        assert "Both at once" in said
        assert re.search(rf"also answers\s+<a[^>]+>question {other}</a>", said)
    page = text_of(ben.get(talk.get_absolute_url()))
    assert page.count("Both at once") == 1
    assert [("1 voice" in row(page, p), "no answers yet" in row(page, p)) for p in prompts_of(talk)]
    assert "1 voice" in row(page, one)  # two posts, one person
    assert "1 voice" in row(page, three)
    assert all("no answers yet" in row(page, prompt) for prompt in (two, four))
    assert "you answered 2 of 4 questions" in page
    board = text_of(ben.get(f"{talk.get_absolute_url()}board/"))
    assert "2 of 4 questions have answers" in board
    assert "you answered" not in text_of(sign_in(cast.mira).get(talk.get_absolute_url()))


def test_scenario_04_filed_by_someone_else(cast, talk, sign_in, tell):
    three = prompts_of(talk)[2]
    post = make_reply(cast.ben, talk, "The door is shut at nine.")
    ada, ben = sign_in(cast.ada), sign_in(cast.ben)
    suggest, filing = f"/p/{post.pk}/suggest-prompts/", f"/p/{post.pk}/filing/"
    assert ada.post(suggest, {"prompts": [three.pk]}).status_code == 302
    tell()
    notice = Notice.objects.get(recipient=cast.ben)
    assert (notice.kind, notice.subject_id) == ("filing", post.pk)
    page = text_of(ada.get(talk.get_absolute_url()))
    assert "suggested by host" in article(page, post)
    assert "no answers yet" in row(page, three)
    assert "The door is shut" not in text_of(ada.get(at(talk, three)))
    assert three.text in text_of(ada.get("/waiting/"))
    # Neither the host nor anybody else decides.
    assert ada.post(filing, {"act": "accept", "prompts": [three.pk]}).status_code == 403
    ben.post(filing, {"act": "refuse", "prompts": [three.pk]})
    assert "suggested by host" not in text_of(ada.get(talk.get_absolute_url()))
    assert ada.post(suggest, {"prompts": [three.pk]}).status_code == 403
    # Nor by another way: editing the post ticks nothing.
    ben.post(f"/p/{post.pk}/edit/", {"body": "The door is shut at ten.", "version": "1"})
    assert Answer.objects.get(post=post).state == Answer.State.REFUSED
    # Its author may change their mind.
    ben.post(filing, {"prompts": [three.pk]})
    assert "1 voice" in row(text_of(ada.get(talk.get_absolute_url())), three)


def test_scenario_04_accepted(cast, talk, sign_in):
    one, two, three, _four = prompts_of(talk)
    post = make_reply(cast.ben, talk, "Open doors.", prompt_ids=[one.pk])
    mo, ben = sign_in(cast.mo), sign_in(cast.ben)
    mo.post(f"/p/{post.pk}/suggest-prompts/", {"prompts": [two.pk, three.pk]})
    assert "Yes, it answers this" in article(text_of(ben.get(talk.get_absolute_url())), post)
    ben.post(f"/p/{post.pk}/filing/", {"act": "accept", "prompts": [two.pk]})
    page = text_of(ben.get(talk.get_absolute_url()))
    assert ["1 voice" in row(page, prompt) for prompt in prompts_of(talk)] == [
        True,
        True,
        False,
        False,
    ]
    # Filed at any time without editing; what is only suggested stays so, until it is taken back.
    ben.post(f"/p/{post.pk}/filing/", {"prompts": [one.pk]})
    assert dict(Answer.objects.filter(post=post).values_list("prompt", "state")) == {
        one.pk: "filed",
        three.pk: "suggested",
    }
    mo.post(f"/p/{post.pk}/suggest-prompts/", {"prompts": [three.pk], "on": "0"})
    assert list(Answer.objects.filter(post=post).values_list("prompt", flat=True)) == [one.pk]
    assert Post.objects.get(pk=post.pk).version == 1


@pytest.fixture
def answered(cast, talk):
    """The second question of the talk, with answers by Ben, Ola and Mira."""
    two = prompts_of(talk)[1]
    for person in (cast.ben, cast.ola, cast.mira):
        make_reply(person, talk, f"Habit of {person.username}", prompt_ids=[two.pk])
    return two


def test_scenario_05_prompt_edited_after_answers(cast, talk, answered, sign_in, tell):
    ada, ben, ola = sign_in(cast.ada), sign_in(cast.ben), sign_in(cast.ola)
    form = {"text": "Which habits harm?", "note": "", "meaning": "on", "version": "1"}
    assert ada.post(f"/t/{talk.pk}/prompts/{answered.pk}/edit/", form).status_code == 302
    tell()
    tell()
    told = Notice.objects.filter(kind="prompt", subject_id=answered.pk)
    assert sorted(told.values_list("recipient__username", flat=True)) == ["ben", "mira.oday", "ola"]
    page = text_of(ben.get(at(talk, answered)))
    assert "changed after 3 answers" in page
    assert "Which habits harm?" in page
    assert "Which habits help?" in page
    assert "changed after 3 answers" in row(text_of(ben.get(talk.get_absolute_url())), answered)
    mine = Post.objects.get(topic=talk, author=cast.ben)
    said = article(text_of(ben.get(talk.get_absolute_url())), mine)
    assert "<q>Which habits help?</q>" in said
    assert "It still fits" in said
    assert "It still fits" not in article(text_of(ola.get(talk.get_absolute_url())), mine)
    answers = Answer.objects.filter(prompt=answered)
    assert set(answers.values_list("prompt_version", "state")) == {(1, "filed")}
    ben.post(f"/p/{mine.pk}/filing/", {"act": "keep", "prompts": [answered.pk]})
    theirs = Post.objects.get(topic=talk, author=cast.ola)
    ola.post(f"/p/{theirs.pk}/filing/", {"act": "unlink", "prompts": [answered.pk]})
    left = answers.order_by("pk").values_list("post__author__username", "prompt_version")
    assert list(left) == [("ben", 2), ("mira.oday", 1)]
    # Once more: who has not confirmed, and who confirmed the wording before, are told once more.
    edit_prompt(as_viewer(cast.ada), answered, "Which habits heal?", meaning=True)
    tell()
    assert sorted(told.values_list("recipient__username", flat=True)) == ["ben", "mira.oday"]


def test_an_edit_without_meaning_tells_nobody(cast, talk, answered, sign_in, tell):
    ada = sign_in(cast.ada)
    url = f"/t/{talk.pk}/prompts/{answered.pk}/edit/"
    ada.post(url, {"text": "Which habits help us?", "note": "Small ones", "version": "1"})
    tell()
    assert not Notice.objects.filter(kind="prompt").exists()
    page = text_of(sign_in(cast.ben).get(talk.get_absolute_url()))
    mine = article(page, Post.objects.get(topic=talk, author=cast.ben))
    assert "<q>Which habits help?</q>" in mine
    assert "It still fits" not in mine
    # A new answer belongs to the wording of now.
    late = make_reply(cast.kit, talk, "Late", prompt_ids=[answered.pk])
    assert Answer.objects.get(post=late).prompt_version == 2
    assert "read, when this answered it" not in article(
        text_of(ada.get(f"/p/{late.pk}/", follow=True)), late
    )
    # A stale form is answered with both, and nothing is lost.
    lost = ada.post(url, {"text": "Which habits, then?", "note": "", "version": "1"})
    assert lost.status_code == 409
    assert "Which habits, then?" in text_of(lost)
    assert "Which habits help us?" in text_of(lost)
    assert 'name="version" value="2"' in text_of(lost)
    assert PromptVersion.objects.filter(prompt=answered).count() == 1


def test_before_answers_an_edit_is_free(cast, talk, sign_in, tell):
    one = prompts_of(talk)[0]
    url = f"/t/{talk.pk}/prompts/{one.pk}/edit/"
    sign_in(cast.ada).post(url, {"text": "Who hosts?", "note": "", "meaning": "on"})
    tell()
    one.refresh_from_db()
    assert (one.text, one.version, one.meaning_version) == ("Who hosts?", 2, 1)
    page = text_of(sign_in(cast.ben).get(talk.get_absolute_url()))
    assert "changed after" not in row(page, one)
    assert Entry.objects.filter(act="prompt_edit", prompt_id=one.pk).count() == 1


def test_scenario_06_prompt_removed(cast, talk, sign_in, guest):
    five = add_prompt(as_viewer(cast.ada), talk, "And what else?")
    one, two, three, four, _five = prompts_of(talk)
    post = make_reply(cast.ben, talk, "It warms.", prompt_ids=[two.pk])
    ada = sign_in(cast.ada)
    for prompt in (five, two):
        assert ada.post(f"/t/{talk.pk}/prompts/{prompt.pk}/withdraw/").status_code == 302
    assert guest.get(at(talk, five)).status_code == 404
    page = text_of(guest.get(talk.get_absolute_url()))
    assert f'id="prompt-{two.pk}"' not in page
    old = text_of(guest.get(at(talk, two)))
    assert "withdrawn" in old
    assert "It warms." in old
    assert two.text in text_of(guest.get(at(talk, one)))  # listed under withdrawn questions
    standing = [(p.pk, p.position) for p in prompts_of(talk)]
    assert standing == [(one.pk, 1), (three.pk, 2), (four.pk, 3), (two.pk, 4)]
    late = make_reply(cast.ola, talk, "Smoke.", prompt_ids=[three.pk])
    said = article(text_of(guest.get(talk.get_absolute_url())), late)
    assert ">question 2</a>" in said
    assert "Smoke." in text_of(guest.get(at(talk, three)))
    # An answered one is never deleted, however it is asked for; nor one whose answer is withdrawn.
    withdraw_post(as_viewer(cast.ola), late)
    refused = ada.post(f"/t/{talk.pk}/prompts/{three.pk}/delete/")
    assert refused.status_code == 403
    assert "withdraw it instead" in refused.content.decode()
    ada.post(f"/t/{talk.pk}/prompts/{two.pk}/restore/")
    page = text_of(guest.get(talk.get_absolute_url()))
    assert page.index(f'id="prompt-{four.pk}"') < page.index(f'id="prompt-{two.pk}"')
    assert Topic.objects.get(pk=talk.pk).prompt_count == 4
    assert Answer.objects.get(post=post).prompt_id == two.pk


def test_scenario_07_race_on_a_closed_prompt(cast, talk, sign_in):
    one = prompts_of(talk)[0]
    ben = sign_in(cast.ben)
    assert f'value="{one.pk}"' in text_of(ben.get(at(talk, one)))
    sign_in(cast.ada).post(f"/t/{talk.pk}/prompts/{one.pk}/close/")
    sent = ben.post(
        f"/t/{talk.pk}/reply/", {"body": "A bit late", "prompts": [one.pk]}, follow=True
    )
    assert "takes no more answers; your reply stands without it" in sent.content.decode()
    assert Post.objects.filter(topic=talk, source="A bit late").exists()
    assert not Answer.objects.exists()
    sign_in(cast.ada).post(f"/t/{talk.pk}/prompts/{one.pk}/reopen/")
    assert "Answer this" in row(text_of(ben.get(talk.get_absolute_url())), one)


def test_scenario_08_markup_in_a_prompt(cast, talk, sign_in, tell):
    """Pages, notices, the log and the feed's query; mail and feed print the same columns."""
    evil = "<script>alert(1)</script> **bold** & <img src=x> @ben?"
    ada, ben = sign_in(cast.ada), sign_in(cast.ben)
    one = prompts_of(talk)[0]
    post = make_reply(cast.ben, talk, "Said", prompt_ids=[one.pk])
    form = {"text": evil, "note": "<b>note</b>", "meaning": "on"}
    ada.post(f"/t/{talk.pk}/prompts/{one.pk}/edit/", form)
    ada.post(f"/t/{talk.pk}/prompts/{one.pk}/edit/", form | {"text": evil + " <i>"})
    ben.post(f"/t/{talk.pk}/prompts/suggest/", {"text": evil})
    ada.post(f"/p/{post.pk}/suggest-prompts/", {"prompts": [prompts_of(talk)[1].pk]})
    tell()
    place = talk.get_absolute_url()
    urls = [place, at(talk, one), f"{place}board/", "/moderation/log/", "/notifications/"]
    urls += [f"/t/{talk.pk}/prompts/", f"/t/{talk.pk}/prompts/{one.pk}/edit/"]
    for client, mine in ((ada, urls), (ben, [*urls[:5], f"/t/{talk.pk}/prompts/suggest/"])):
        for url in mine:
            page = text_of(client.get(url))
            assert (
                "&lt;script&gt;alert(1)&lt;/script&gt; **bold** &amp; &lt;img src=x&gt; @ben?"
                in page
            ), url
            assert "<script>alert" not in page
            assert "<b>note" not in page
    (fed,) = prompt_answers(as_viewer(cast.ben), prompt_in(talk, one.pk), 10)
    assert fed.title.startswith(evil)


def test_twelve_and_their_order(cast, talk, sign_in):
    ada = sign_in(cast.ada)
    add = f"/t/{talk.pk}/prompts/add/"
    for n in range(8):
        assert ada.post(add, {"text": f"More {n}?", "note": "So"}).status_code == 302
    full = ada.post(add, {"text": "A thirteenth?"})
    assert full.status_code == 422
    assert "A thirteenth?" in text_of(full)
    withdraw_prompt(as_viewer(cast.ada), prompts_of(talk)[11])
    assert [prompt.position for prompt in prompts_of(talk)] == list(range(1, 12))
    too_long = ada.post(add, {"text": "x" * 281})
    assert too_long.status_code == 422
    assert "x" * 281 in text_of(too_long)
    # The page's own buttons send the whole order.
    page = text_of(ada.get(f"/t/{talk.pk}/prompts/"))
    sent = re.findall(r'action="[^"]+/prompts/order/".*?</form>', page, re.DOTALL)[0]
    ids = [int(pk) for pk in re.findall(r'name="prompts" value="(\d+)"', sent)]
    before = [prompt.pk for prompt in prompts_of(talk)]
    assert ids == [before[1], before[0], *before[2:]]
    assert ada.post(f"/t/{talk.pk}/prompts/order/", {"prompts": ids}).status_code == 302
    assert [prompt.pk for prompt in prompts_of(talk)] == ids
    stale = ada.post(f"/t/{talk.pk}/prompts/order/", {"prompts": before[:-1]})
    assert stale.status_code == 409
    assert [prompt.pk for prompt in prompts_of(talk)] == ids
    # The database holds the rule, whatever Python thinks.
    with pytest.raises(IntegrityError):
        two_at_one_position(ids[0])


def test_who_may_not_and_when(cast, talk, sign_in):
    one = prompts_of(talk)[0]
    make_reply(cast.ola, talk, prompt_ids=[one.pk])
    CoHost.objects.create(topic=talk, person=cast.mira)
    acts = [
        ("close", {}),
        ("reopen", {}),
        ("edit", {"text": "Other?"}),
        ("withdraw", {}),
        ("restore", {}),
    ]
    for act, form in acts:
        assert (
            sign_in(cast.ben).post(f"/t/{talk.pk}/prompts/{one.pk}/{act}/", form).status_code == 403
        )
        assert (
            sign_in(cast.mira).post(f"/t/{talk.pk}/prompts/{one.pk}/{act}/", form).status_code
            == 302
        )
    cast.ada.silenced_until, cast.ada.silenced_reason = timezone.now() + timedelta(days=1), "Rest"
    cast.ada.save()
    assert sign_in(cast.ada).post(f"/t/{talk.pk}/prompts/add/", {"text": "Me?"}).status_code == 403
    close_topic(as_viewer(cast.mo), talk, "Done")
    for act, form in acts:
        assert (
            sign_in(cast.mira).post(f"/t/{talk.pk}/prompts/{one.pk}/{act}/", form).status_code
            == 403
        )


def test_panel_passes_and_the_board_shows_gaps(cast, talk, sign_in, guest):
    one, two, _three, _four = prompts_of(talk)
    for position, person in enumerate((cast.ben, cast.ola), start=1):
        Panelist.objects.create(topic=talk, position=position, person=person, name=person.username)
    Panelist.objects.create(topic=talk, position=3, name="Somebody from the valley")
    post = make_reply(cast.ben, talk, "Said", prompt_ids=[one.pk])
    ben, ola = sign_in(cast.ben), sign_in(cast.ola)
    url = f"/t/{talk.pk}/prompts/{two.pk}/pass/"
    assert ">Pass<" in text_of(ola.get(talk.get_absolute_url()))
    assert ">Pass<" not in text_of(sign_in(cast.mira).get(talk.get_absolute_url()))
    for _twice in range(2):
        assert ola.post(url, {"on": "1"}).status_code == 302
    assert PromptPass.objects.count() == 1
    assert ben.post(f"/t/{talk.pk}/prompts/{one.pk}/pass/").status_code == 403
    page = text_of(guest.get(at(talk, two)))
    assert "Not yet heard from the panel:" in page
    assert re.search(r"Passed:\s+ola", page)
    board = text_of(guest.get(f"{talk.get_absolute_url()}board/"))
    cells = re.findall(r'<td role="cell" class="is-(\w+)"', board)
    not_yet = ["not_yet"]
    assert cells == [
        "answered",
        *not_yet * 3,
        "not_yet",
        "passed",
        *not_yet * 2,
        *["elsewhere"] * 4,
    ]
    assert f'href="{talk.get_absolute_url()}{post.number}/"' in board
    assert len(re.findall(r"1 of 4</span></th>", board)) == 2  # a pass counts as done
    # A pass gives no voice; taken back, it is as if it never was.
    assert "no answers yet" in row(board, two)
    ola.post(url, {"on": "0"})
    assert "passed" not in text_of(guest.get(f"{talk.get_absolute_url()}board/"))


def test_a_sealed_prompt_is_passed_by_anybody_and_says_nothing_before(cast, talk, sign_in, guest):
    one = prompts_of(talk)[0]
    ada, ben = sign_in(cast.ada), sign_in(cast.ben)
    edit = f"/t/{talk.pk}/prompts/{one.pk}/edit/"
    day = (timezone.now() + timedelta(days=3)).date()
    ada.post(edit, {"text": one.text, "sealed": "on", "sealed_until": day.isoformat()})
    make_reply(cast.ola, talk, "Sealed words", prompt_ids=[one.pk])
    make_reply(cast.mira, talk, "Sealed as well", prompt_ids=[one.pk])
    edit_prompt(as_viewer(cast.ada), one, "What makes a good host?")
    for client in (guest, ben):
        for url in (talk.get_absolute_url(), f"{talk.get_absolute_url()}board/"):
            said = row(text_of(client.get(url)), one)
            assert "answers open" in said
            assert not re.search(r"voice[^\"s]|changed after|avatar|no answers yet", said), said
    # The promise is only tightened, and what is refused changes nothing else either.
    sooner = (timezone.now() + timedelta(days=1)).date()
    other = {"text": "Quite another?", "version": "2"}
    for wish in ({"sealed": "0"}, {"sealed_until": sooner.isoformat()}):
        assert ada.post(edit, other | wish).status_code == 422
    one.refresh_from_db()
    assert (one.text, one.sealed, one.version) == ("What makes a good host?", True, 2)
    close_prompt(as_viewer(cast.ada), one)
    ben.post(f"/t/{talk.pk}/prompts/{one.pk}/pass/")
    assert "2 voices" in row(text_of(ben.get(talk.get_absolute_url())), one)
    assert "you passed" in row(text_of(ben.get(talk.get_absolute_url())), one)


def test_suggested_questions_are_taken_up_with_credit(cast, talk, sign_in, tell):
    ada, ben, ola = sign_in(cast.ada), sign_in(cast.ben), sign_in(cast.ola)
    url = f"/t/{talk.pk}/prompts/suggest/"
    for _twice in range(2):
        assert ben.post(url, {"text": "  Who   decides? "}).status_code == 302
    one = PromptSuggestion.objects.get()
    assert one.text == "Who decides?"
    tell()
    assert [*Notice.objects.values_list("recipient__username", "kind")] == [("ada", "suggestion")]
    assert "Who decides?" in text_of(ada.get("/notifications/"))
    assert "Who decides?" not in text_of(ola.get(url))
    assert "Who decides?" not in text_of(ola.get(talk.get_absolute_url()))
    decide = f"/t/{talk.pk}/prompts/suggestions/{one.pk}/"
    assert ola.post(decide, {"decision": "adopt"}).status_code == 404
    assert ben.post(decide, {"decision": "adopt"}).status_code == 403
    ada.post(decide, {"decision": "decline"})
    ada.post(decide, {"decision": "adopt"})
    ada.post(decide, {"decision": "adopt"})
    prompt = prompts_of(talk)[-1]
    assert (prompt.text, prompt.suggested_by_id) == ("Who decides?", cast.ben.pk)
    assert "suggested by ben" in row(text_of(ola.get(talk.get_absolute_url())), prompt)
    tell()
    assert "took up a suggested question" in text_of(ben.get("/notifications/"))
    assert ben.post(decide, {"decision": "take_back"}).status_code == 403
    for n in range(3):
        ben.post(url, {"text": f"Question {n}?"})
    many = ben.post(url, {"text": "A fourth?"})
    assert many.status_code == 422
    assert "A fourth?" in text_of(many)


def test_merged_prompts_keep_what_hangs_on_them(cast, talk, hall, guest):
    ada = as_viewer(cast.ada)
    other = make_topic(cast.ada, hall, prompts=["One more?", "Old one?"])
    more, old = prompts_of(other)
    first = prompts_of(talk)[0]
    make_reply(cast.ben, other, "To both", prompt_ids=[more.pk, old.pk])
    make_reply(cast.ben, talk, "Here", prompt_ids=[first.pk])
    withdraw_prompt(ada, first)
    withdraw_prompt(ada, old)
    merge_topics(as_viewer(cast.mo), other, "Same", target=talk)
    assert [prompt.state for prompt in prompts_of(talk)] == [*["open"] * 4, *["withdrawn"] * 2]
    page = text_of(guest.get(f"/t/x/{other.pk}/prompts/{old.pk}/", follow=True))
    assert "To both" in page
    more.refresh_from_db()
    assert close_prompt(ada, more)


def test_the_feed_query_asks_the_gate(cast, talk, django_assert_num_queries):
    one = prompts_of(talk)[0]
    for n in range(4):
        person = make_person()
        make_reply(person, talk, f"Answer {n} @ada", prompt_ids=[one.pk] if n else [])
    gone = Post.objects.select_related("author").filter(answers__prompt=one).earliest("number")
    withdraw_post(as_viewer(gone.author), gone)
    Answer.objects.filter(post__source="Answer 3 @ada").update(state=Answer.State.SUGGESTED)
    prompt = prompt_in(Topic.objects.select_related("category").get(pk=talk.pk), one.pk)
    ben = as_viewer(cast.ben)
    with django_assert_num_queries(2):
        fed = prompt_answers(ben, prompt, 10)
    assert [entry.url for entry in fed] == [f"{talk.get_absolute_url()}4/"]
    assert 'href="/u/ada/"' in fed[0].html
