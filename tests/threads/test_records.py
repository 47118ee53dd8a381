"""A topic to take away: as Markdown and as clean pages; and to be read without an account."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.make import as_viewer, make_category, make_reply, make_topic
from threads import markup
from threads.actions.moving import merge_topics
from threads.actions.panels import SeatWish, Wish, change_panel
from threads.actions.perspectives import respond
from threads.actions.phases import move_phase
from threads.actions.posts import hide_post, withdraw_post
from threads.actions.relations import relate_topic
from threads.actions.seats import answer_invitation
from threads.actions.setups import Setup, SourceFacts
from threads.models import Panelist, Post, Prompt, Topic
from threads.queries.setups import standing_of
from threads.views.markdown import line, quoted


def read(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return b"".join(answer).decode()


@pytest.fixture
def recap(cast, hall) -> Topic:
    """Ada's recap with a source, a panel with one view that was corrected, answers and what is
    gone."""
    source = SourceFacts("An evening about rest", "talk", "2026-11", ("https://example.org/essay",))
    setup = Setup("recap", ("mira.oday", "Dina"), source)
    topic = make_topic(
        cast.ada, hall, title="What we heard", source="Opening *words*.",
        setup=setup, prompts=["Who leads?", "What hinders?"], tags=["roles"],
    )  # fmt: skip
    standing = standing_of(topic)
    seats = (SeatWish("@mira.oday", standing.seats[0].id, "Rest **first**."),)
    seats += (SeatWish("Dina", standing.seats[1].id, ""),)
    wish = Wish("recap", seats, source)
    change_panel(as_viewer(cast.ada), topic, wish, stamp=standing.stamp)
    respond(
        as_viewer(cast.mira), topic, Panelist.objects.get(person=cast.mira), "corrects",
        "Rest last.", version=1,
    )  # fmt: skip
    first = Prompt.objects.get(topic=topic, position=1).pk
    make_reply(cast.mira, topic, "# My heading\n\n- one\n- @ada", prompt_ids=[first])
    make_reply(cast.ben, topic, "I agree.", reply_to=2)
    withdraw_post(as_viewer(cast.ben), make_reply(cast.ben, topic, "Never mind this."))
    hide_post(as_viewer(cast.mo), make_reply(cast.ben, topic, "Dreadful words."), "Rude *word*")
    return topic


def test_a_topic_can_be_had_as_markdown(recap, guest, cast):
    url = f"{recap.get_absolute_url()}text/"
    answer = guest.get(url)
    text = b"".join(answer).decode()
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="what-we-heard-{recap.pk}.md"'
    )
    for words in (
        "# What we heard\n",
        "- Category: Hall\n",
        "- Opened by: Ada Lindqvist (@ada)\n",
        "- Tags: roles\n",
        f"- Address: <http://testserver{recap.get_absolute_url()}>",
        "- Talk: An evening about rest, November 2026\n- <https://example.org/essay>\n",
        "### mira.oday (@mira.oday)\n\nAs heard by Ada Lindqvist (@ada):\n\n> Rest **first**.\n",
        "mira.oday (@mira.oday) corrects:\n\n> Rest last.\n",
        "### Dina\n",
        "1. Who leads? (1 voice)\n2. What hinders? (no answers yet)\n",
        "on the panel · answers question 1\n\n> # My heading\n>\n> - one\n> - @ada\n",
        "in reply to #2\n\n> I agree.\n",
        "### #4\n\n*This post was withdrawn by its author.*\n",
        "### #5\n\n*Hidden by moderators: Rude \\*word\\**\n",
    ):
        assert words in text, words
    assert re.findall(r"^### #(\d)", text, re.MULTILINE) == ["1", "2", "3", "4", "5"]
    for gone in ("Never mind", "Dreadful"):
        assert gone not in text
        assert gone not in read(guest, f"{recap.get_absolute_url()}print/")


def test_it_prints_on_one_clean_page(recap, guest):
    answer = guest.get(f"{recap.get_absolute_url()}print/")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    page = re.sub(r"\s+", " ", answer.content.decode())
    for words in (
        "<h1>What we heard</h1>",
        "An evening about rest",
        "as heard by Ada Lindqvist",
        "Rest <strong>first</strong>.",
        "Rest last.",
        "Who leads?",
        "no answers yet",
        'id="post-2-body"><h3',
        'href="/u/ada/">@ada</a>',
        "This post was withdrawn by its author.",
        "Hidden by moderators: Rude *word*",
    ):
        assert words in page, words
    main = page[page.index("<main") : page.index("</main>")]
    for word in ("<form", "<button", "/like/", "<details", "This is a long conversation"):
        assert word not in main, word
    foot = guest.get(recap.get_absolute_url()).content.decode()
    for rest in ("text/", "print/"):
        assert f'href="{recap.get_absolute_url()}{rest}"' in foot


def test_matrix_75_who_reads_it_has_it(cast, hall, recap, secret, guest, sign_in):
    """Visitors have what is public; wrong slugs and merged topics lead to the right place."""
    kitchen = make_topic(cast.ada, make_category("kitchen", "members"), title="For us")
    for rest in ("text/", "print/"):
        for topic, who, status in (
            (recap, guest, 200),
            (kitchen, guest, 404),
            (kitchen, sign_in(cast.ben), 200),
            (secret, guest, 404),
            (secret, sign_in(cast.ben), 404),
            (secret, sign_in(cast.mo), 404),
            (secret, sign_in(cast.mira), 200),
        ):
            assert who.get(f"{topic.get_absolute_url()}{rest}").status_code == status
        wrong = guest.get(f"/t/other/{recap.pk}/{rest}?page=1")
        assert wrong.status_code == 301
        assert wrong.headers["Location"] == f"{recap.get_absolute_url()}{rest}?page=1"
    target = make_topic(cast.ada, hall, title="All of it")
    merge_topics(as_viewer(cast.mo), recap, "Same", target=target)
    answer = guest.get(f"{recap.get_absolute_url()}text/")
    assert answer.headers["Location"] == f"{target.get_absolute_url()}text/"


EVIL = "x\n# Forged\r\n### #9 · Mo\u2028## y\x0b*b* _i_ [l](http://e) <b> `c` ~~s~~ | # \\"


def test_no_title_name_or_text_passes_for_a_heading(cast, hall, guest):
    """What is ours is escaped, what is theirs stays inside its quotation, whatever it leaves open."""
    User.objects.filter(pk=cast.ola.pk).update(display_name=EVIL[:60])
    setup = Setup("recap", ("Dina",), SourceFacts("T", "talk"))
    topic = make_topic(cast.ola, hall, setup=setup, prompts=["Q?"])
    Topic.objects.filter(pk=topic.pk).update(title=EVIL[:200])
    Prompt.objects.update(text=f"- {EVIL}", note=EVIL)
    Panelist.objects.update(name=EVIL[:60])
    topic.source.title = EVIL
    topic.source.links = ["https://example.org/> # Forged"]
    topic.source.save()
    for body in (
        "```\nnever closed",
        "<details>\n<summary>open",
        "<!-- open",
        "    ~~~\n### #7 · Ada",
        "text\n===\n---\n# Forged\n\x0c# Forged",
        "[ref]: /x\n\n[^1]: note\n\n> quote\nlazy",
    ):
        make_reply(cast.ben, topic, body)
    Post.objects.filter(topic=topic, number=2).update(source="carriage\r# Forged\r\n\r\n# Forged\r")
    text = read(guest, f"{topic.get_absolute_url()}text/")
    outside = [one for one in text.split("\n") if not one.startswith(">")]
    headings = [one for one in outside if one.startswith("#")]
    assert len([one for one in headings if one.startswith("# ")]) == 1
    assert [one.split()[1] for one in headings if one.startswith("### #")] == [
        f"#{n}" for n in range(1, 8)
    ]
    assert not [one for one in outside if one.startswith(("Forged", "- Forged", "=", "`", "~"))]
    assert not [one for one in text.splitlines() if one.lstrip("> ").startswith("\x00")]
    # Read back by our own renderer, the headings outside of quotations are ours.
    lines = "\n".join(outside[:40])
    html = markup.render(lines, frozenset()).html
    found = [unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<h\d.*?</h\d>", html)]
    assert not [one for one in found if one.startswith(("Forged", "y", "#9"))]
    assert "<b>" not in re.sub(r"<b>|</b>", "", html)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("1. first", "1\\. first"),
        ("- item", "\\- item"),
        ("+ item", "\\+ item"),
        ("=== x", "\\=== x"),
        ("# x #", "\\# x \\#"),
        ("a\nb\u2029c", "a b c"),
        ("@mira.oday", "@mira.oday"),
        ("C# & <i>", "C\\# \\& \\<i\\>"),
    ],
)
def test_a_line_of_ours_marks_nothing(words, said):
    assert line(words) == said


def test_every_line_of_a_text_is_quoted():
    assert quoted("a\r\n\r\nb\rc\n") == "> a\n>\n> b\n> c"
    assert quoted("\n    code") == ">     code"


def test_both_cost_the_same_with_little_and_with_much(cast, hall, guest, sign_in, recap, tell):
    small = make_topic(cast.ada, hall, prompts=["One?"], setup=Setup("recap", ("ben",)))
    make_reply(cast.ben, small, "Hello @ada")
    relate_topic(as_viewer(cast.ada), small, recap, "continues")  # both have something to tell
    for n in range(30):
        make_reply(cast.ben, recap, f"Reply {n} to @ada", reply_to=1)
    tell()
    for client, most in ((guest, 7), (sign_in(cast.mira), 10)):
        for rest in ("text/", "print/"):
            costs = []
            for topic in (small, recap):
                with CaptureQueriesContext(connection) as captured:
                    read(client, f"{topic.get_absolute_url()}{rest}")
                costs.append(len(captured))
            assert len(set(costs)) == 1, (rest, costs)
            assert costs[0] <= most, (rest, costs)


def test_past_a_thousand_numbers_it_says_so_and_gives_pages(cast, hall, guest):
    topic = make_topic(cast.ada, hall)
    first = Post.objects.get(topic=topic, number=1)
    Post.objects.bulk_create(
        Post(
            topic=topic, number=n, author=cast.ben, source=f"Said {n}.", html=f"<p>Said {n}.</p>",
            html_version=first.html_version,
        )
        for n in range(2, 1_203)
    )  # fmt: skip
    Topic.objects.filter(pk=topic.pk).update(last_number=1_202, post_count=1_202)
    place = f"{topic.get_absolute_url()}print/"
    page = read(guest, place)
    assert "numbers 1 to 1000 of 1202 stand on this page" in page
    assert f'href="{place}?page=2"' in page
    assert page.count("<article") == 1_000
    page = read(guest, f"{place}?page=2")
    assert page.count("<article") == 202
    assert "Said 1202." in page
    assert guest.get(f"{place}?page=3").status_code == 404
    answer = guest.get(f"{topic.get_absolute_url()}text/")
    pieces = list(answer.streaming_content)
    assert len(pieces) == 1_203, "written piece by piece, never held whole"
    assert max(map(len, pieces)) < 1_000


def test_dates_are_the_readers(cast, recap, sign_in):
    """The file is made when the request is over; zone and language are still those of who asked."""
    User.objects.filter(pk=cast.ben.pk).update(time_zone="Asia/Tokyo", language="de")
    text = read(sign_in(cast.ben), f"{recap.get_absolute_url()}text/")
    assert len(re.findall(r"^### #\d .* JST$", text, re.MULTILINE)) == 3


def test_scenario_47_a_reader_without_account_and_without_scripts(cast, hall, guest, sign_in):
    """Text, questions, who is in the bowl, the rule line, and each question's address."""
    topic = make_topic(
        cast.ada, hall, title="In the bowl", source="Come and listen.",
        setup=Setup("fishbowl", ("mira.oday", "Dina")), prompts=["What helps?", "What hinders?"],
    )  # fmt: skip
    first = Prompt.objects.get(topic=topic, position=1)
    answer_invitation(as_viewer(cast.mira), topic, accept=True)
    move_phase(as_viewer(cast.ada), topic, "panel")
    make_reply(cast.mira, topic, "Patience helps.", prompt_ids=[first.pk])
    page = guest.get(topic.get_absolute_url()).content.decode()
    shown = re.sub(r"<(script|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    for words in (
        "Come and listen.",
        "Patience helps.",
        "What helps?",
        "What hinders?",
        "no answers yet",
        'data-seat="1" data-person="mira.oday"',
        "Named on the panel: Dina",
        "Whoever sits in the bowl talks; the others listen",
    ):
        assert words in shown, words
    for prompt in Prompt.objects.filter(topic=topic):
        url = f"{topic.get_absolute_url()}prompts/{prompt.pk}/"
        assert f'href="{url}"' in shown
        answer = guest.get(url)
        assert answer.status_code == 200
        assert prompt.text in answer.content.decode()
    assert (
        "Patience helps."
        in guest.get(f"{topic.get_absolute_url()}prompts/{first.pk}/").content.decode()
    )
