"""The open ledger: everybody reads what was done, and nobody what is not for them."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.actions.community import found_community
from accounts.models import User
from ledger.actions import record
from ledger.models import AUDIENCES, Act, Audience, Entry
from moderation.actions.people import set_right, silence_person, unsilence_person
from moderation.forms import ACT_GROUPS, LogForm
from moderation.queries import log as log_queries
from moderation.queries import wording
from moderation.views import log as log_views
from tests.make import (
    as_viewer,
    make_category,
    make_held,
    make_person,
    make_reply,
    make_report,
    make_topic,
    opening,
)
from threads.actions import curation, moving, places
from threads.actions.approval import refuse_held
from threads.actions.posts import hide_post, restore_post
from threads.models import Category, Post, Topic

LOG = "/moderation/log/"
EXPORT = f"{LOG}export/"


@dataclass
class Row:
    """A line as a page shows it."""

    act: str
    id: int
    text: str
    links: list[str]


def rows_of(page: str) -> list[Row]:
    found = re.findall(r'<li data-act="(\w+)" id="line-(\d+)">(.*?)</li>', page, re.DOTALL)
    return [
        Row(
            act,
            int(number),
            " ".join(unescape(strip_tags(inner)).split()),
            [unescape(url) for url in re.findall(r'href="([^"]*)"', inner)],
        )
        for act, number, inner in found
    ]


@pytest.fixture
def read(sign_in):
    """The rows that somebody gets at an address of the log."""

    def rows(person: User, query: str = "", status: int = 200) -> list[Row]:
        response = sign_in(person).get(f"{LOG}{query}")
        assert response.status_code == status
        return rows_of(response.content.decode())

    return rows


@pytest.fixture
def take(sign_in):
    """The lines of the export."""

    def lines(person: User, query: str = "") -> list[dict[str, str]]:
        response = sign_in(person).get(f"{EXPORT}{query}")
        assert response.status_code == 200
        text = b"".join(response.streaming_content).decode()
        return list(csv.DictReader(io.StringIO(text)))

    return lines


def acts(rows: list[Row]) -> list[str]:
    return [row.act for row in rows]


# --- Who reads what -------------------------------------------------------------------------------

WHO = ("ben", "ola", "kit", "tove", "mira", "mo", "root")


@pytest.fixture
def everything(cast, hall, yard, quiet_room, topic, secret) -> dict[str, Entry]:
    """A line of each audience in each kind of place; Ben is the one concerned."""
    mo, root = as_viewer(cast.mo), as_viewer(cast.root)
    post = make_reply(cast.ben, topic, "Planted text")
    hushed = opening(secret)
    facts = {"topic_id": topic.pk, "category_id": hall.pk}
    inside = {"topic_id": secret.pk, "category_id": quiet_room.pk}
    ben = {"person_id": cast.ben.pk}
    return {
        "hide": record(mo, Act.HIDE, **facts, **ben, post_id=post.pk, reason="Plain why"),
        "refuse": record(mo, Act.REFUSE, **facts, **ben, reason="Refusal why"),
        "keep": record(mo, Act.KEEP, **facts, **ben, post_id=post.pk, reason="Kept why"),
        "take": record(mo, Act.TAKE, **facts, post_id=post.pk),
        "reconsider": record(mo, Act.RECONSIDER, **facts, **ben, reason="Second thoughts"),
        "silence": record(mo, Act.SILENCE, **ben, reason="Silence why", until=timezone.now()),
        "secret_hide": record(root, Act.HIDE, **inside, post_id=hushed.pk, reason="Secret why"),
        "secret_warn": record(
            root, Act.WARN, category_id=quiet_room.pk, person_id=cast.mira.pk, reason="Secret warn"
        ),
        "secret_take": record(root, Act.TAKE, **inside),
    }


# For each line who reads all of it, and who reads what kind it was.
FULL = {
    "hide": set(WHO),
    "refuse": {"ben", "kit", "mo", "root"},
    "keep": {"ben", "kit", "mo", "root"},
    "take": {"kit", "mo", "root"},
    "reconsider": {"kit", "mo", "root"},
    "silence": {"ben", "mo", "root"},
    "secret_hide": {"mira", "root"},
    "secret_warn": {"mira", "root"},
    "secret_take": {"root"},
}
BY_KIND = {
    "refuse": set(WHO) - FULL["refuse"],
    "silence": set(WHO) - FULL["silence"],
}


@pytest.mark.parametrize("who", WHO)
def test_each_audience_reads_its_lines(who, everything, cast, read, take):
    person = getattr(cast, who)
    full = {str(e.pk) for name, e in everything.items() if who in FULL[name]}
    kind = {str(e.pk) for name, e in everything.items() if who in BY_KIND.get(name, ())}
    rows = {str(row.id): row for row in read(person)}
    taken = {line["line"]: line for line in take(person)}
    assert set(rows) == set(taken) == full | kind
    for name, entry in everything.items():
        key = str(entry.pk)
        if key in full and entry.reason:
            assert entry.reason in rows[key].text, name
            assert taken[key]["why"] == entry.reason, name
        if key in kind:
            assert entry.reason not in rows[key].text
            assert not {"/u/ben/", f"/t/who-leads-here/{entry.topic_id}/"} & set(rows[key].links)
            assert "Who leads" not in rows[key].text
            told = {k: v for k, v in taken[key].items() if v}
            assert set(told) <= {"line", "when", "act", "actor", "until"}


def test_a_guest_signs_in_first(guest, db):
    for url in (LOG, EXPORT):
        assert guest.get(url).status_code == 302
        assert "/account/login/" in guest.get(url)["Location"]


def test_every_act_has_an_audience_and_a_group(db):
    grouped = [act for _title, group in ACT_GROUPS for act in group]
    assert sorted(grouped) == sorted(Act)
    assert set(AUDIENCES.values()) == {Audience.PARTIES, Audience.STAFF}


def test_who_reported_reads_what_came_of_it(cast, topic, read):
    from moderation.actions.cases import keep_post

    post = make_reply(cast.ola, topic)
    case = make_report(cast.ben, post)
    entry = keep_post(as_viewer(cast.mo), case, "It stands")
    assert "It stands" in read(cast.ben)[0].text
    assert "It stands" in read(cast.ola)[0].text  # whose post it is
    assert read(cast.ada) == []
    assert read(cast.ada, f"?line={entry.pk}", 404) == []


def test_a_moderator_of_one_category_reads_nothing_more_of_another(cast, hall, yard, topic, read):
    for place in (hall, yard):
        record(as_viewer(cast.mo), Act.TAKE, category_id=place.pk)
    assert acts(read(cast.kit)) == ["take"]
    assert acts(read(cast.kit, "?category=yard")) == []
    assert acts(read(cast.mo)) == ["take", "take"]


# --- Nothing leaks --------------------------------------------------------------------------------

PLANTED = ("Hushed", "hushed", "Quiet", "quiet-room", "Unheardof", "Secret", "secret")


@pytest.fixture
def leaky(cast, hall, quiet_room, circle, topic, secret) -> Topic:
    """Acts that reach from the quiet room into the hall, and out of sight again."""
    root = as_viewer(cast.root)
    places.change_rule(root, quiet_room, "holds", "topics")
    places.appoint_moderator(root, cast.ada, quiet_room)
    curation.rename_topic(root, secret, "Secret rename", title="Hushed still")
    moved = make_topic(cast.ada, quiet_room, title="Was inside")
    curation.move_topic(root, moved, "It is for all", category=hall)
    gone = make_topic(cast.ada, hall, title="Secret by now")
    curation.close_topic(as_viewer(cast.mo), gone, "Secret close")
    curation.move_topic(root, gone, "Secret move", category=quiet_room)
    merged_away = make_topic(cast.ada, hall, title="Secret since the merge")
    curation.close_topic(as_viewer(cast.mo), merged_away, "Secret close, too")
    moving.merge_topics(root, merged_away, "Secret merge", target=secret)
    source = make_topic(cast.ada, quiet_room, title="Hushed source")
    moving.merge_topics(root, source, "Secret reason of a merge", target=topic)
    hide_post(root, opening(secret), "Secret hide")
    refuse_held(root, make_held(cast.ada, secret, "Unheardof waiting"), "Secret refusal")
    silence_person(root, cast.mira, "Secret silence", until=timezone.now() + timedelta(days=3))
    return topic


QUERIES = [
    "",
    "?person=ada",
    "?person=mira.oday",
    "?actor=root",
    "?act=merge",
    "?act=refuse",
    "?act=silence",
    "?category=hall",
    "?since=2020-01-01",
]


@pytest.mark.parametrize("query", [*QUERIES, "?topic={topic}"])
@pytest.mark.parametrize("who", ["ben", "mo", "kit"])
def test_no_word_of_a_private_place_gets_out(who, query, leaky, cast, sign_in):
    if who == "mo":  # who moderates the site may read whom a silence concerns, and why
        User.objects.filter(pk=cast.mo.pk).update(is_moderator=False)
    client = sign_in(getattr(cast, who))
    query = query.format(topic=leaky.pk)
    page = client.get(f"{LOG}{query}").content.decode()
    file = b"".join(client.get(f"{EXPORT}{query}").streaming_content).decode()
    assert not [word for word in PLANTED if word in page + file]


def test_the_test_finds_a_planted_leak(leaky, cast, sign_in, monkeypatch):
    monkeypatch.setattr(log_queries, "_within", lambda *_args: log_queries.Q(pk__isnull=False))
    assert "Secret" in sign_in(cast.ben).get(LOG).content.decode()


def test_what_came_out_of_a_private_place_is_said_without_naming_it(leaky, cast, read):
    merge = next(row for row in read(cast.ben) if row.act == "merge")
    assert leaky.get_absolute_url() in merge.links
    assert "Who leads here?" in merge.text
    move = next(row for row in read(cast.ben, "?act=move"))
    assert "Hall" in move.text
    # Why was said there, as in the topic.
    assert "It is for all" not in move.text
    assert acts(read(cast.ben, "?act=close")) == []
    assert "Secret reason of a merge" in " ".join(row.text for row in read(cast.mira))


def test_only_what_is_for_members_is_said_to_have_come(cast, topic, secret, quiet_room, read):
    """An act between moderators, or on somebody, is no news of the place that it reached."""
    inside = {"topic_id": secret.pk, "category_id": quiet_room.pk, "other_topic_id": topic.pk}
    record(as_viewer(cast.root), Act.TAKE, **inside)
    record(as_viewer(cast.root), Act.REFUSE, **inside, person_id=cast.ada.pk)
    assert read(cast.ben) == []
    record(as_viewer(cast.root), Act.REFUSE, other_topic_id=topic.pk, person_id=cast.ada.pk)
    (row,) = read(cast.ben)
    assert topic.get_absolute_url() not in row.links


def test_a_person_is_not_found_by_what_is_not_told(cast, topic, hall, read, take):
    mo = as_viewer(cast.mo)
    silence_person(mo, cast.ben, "Why", until=timezone.now() + timedelta(days=3))
    record(mo, Act.REFUSE, topic_id=topic.pk, category_id=hall.pk, person_id=cast.ben.pk)
    for query in ("?person=ben", "?category=hall", f"?topic={topic.pk}"):
        assert read(cast.ola, query) == []
        assert take(cast.ola, query) == []
    assert acts(read(cast.ola, "?actor=mo")) == ["refuse", "silence"]
    assert acts(read(cast.mo, "?person=ben")) == ["refuse", "silence"]
    assert acts(read(cast.ben, "?person=ben")) == ["refuse", "silence"]


def test_what_one_may_not_read_is_not_there_to_ask_for(cast, secret, quiet_room, read):
    for query in (f"?topic={secret.pk}", "?topic=987654", "?category=quiet-room", "?category=no"):
        assert read(cast.ben, query, 422) == []
    entry = record(as_viewer(cast.root), Act.CLOSE, topic_id=secret.pk)
    assert read(cast.ben, f"?line={entry.pk}", 404) == []
    assert len(read(cast.mira, f"?line={entry.pk}")) == 1


def test_losing_the_circle_is_losing_the_lines(cast, circle, secret, quiet_room, read):
    facts = {"topic_id": secret.pk, "category_id": quiet_room.pk}
    record(as_viewer(cast.root), Act.CLOSE, **facts, reason="Hushed")
    assert len(read(cast.mira)) == 1
    circle.memberships.filter(person=cast.mira).delete()
    assert read(cast.mira) == []


# --- What a row says ------------------------------------------------------------------------------


def test_a_hidden_post_is_named_and_found_by_everybody(cast, topic, read):
    post = make_reply(cast.ben, topic, "Dreadful words")
    entry = hide_post(as_viewer(cast.mo), post, "Rude")
    (row,) = read(cast.ola)
    assert row.act == "hide"
    assert row.id == entry.pk
    for said in ("mo", "hid a post of ben", "#2 Who leads here?", "Rude", "Hall"):
        assert said in row.text
    assert f"{topic.get_absolute_url()}2/" in row.links  # where its tombstone stands
    assert "Dreadful" not in row.text
    (own,) = read(cast.ben)
    assert f"/p/{post.pk}/" in own.links


def test_a_moved_post_is_found_where_it_is(cast, topic, hall, quiet_room, read):
    post = make_reply(cast.ben, topic)
    restore = hide_post(as_viewer(cast.mo), post, "Rude")
    restore_post(as_viewer(cast.mo), Post.objects.get(pk=post.pk), reverts=restore)
    target = make_topic(cast.ada, hall, title="Elsewhere")
    moving.move_posts(as_viewer(cast.mo), topic, "There", post_ids=[post.pk], target=target)
    row = read(cast.ola, "?act=hide")[0]
    assert "#2 Elsewhere" in row.text
    assert f"/p/{post.pk}/" in row.links
    curation.move_topic(as_viewer(cast.root), target, "Inside", category=quiet_room)
    row = read(cast.ola, "?act=hide")[0]
    assert "Elsewhere" not in row.text
    assert "#" not in row.text
    assert f"/p/{post.pk}/" not in row.links
    assert topic.get_absolute_url() in row.links


def test_a_line_leads_to_the_one_that_it_takes_back(cast, topic, read):
    post = make_reply(cast.ben, topic)
    hidden = hide_post(as_viewer(cast.mo), post, "Rude")
    restored = restore_post(as_viewer(cast.mo), post, "Not so", reverts=hidden)
    above, below = read(cast.ola)
    assert f"#line-{hidden.pk}" in above.links
    assert "was taken back" in below.text
    (alone,) = read(cast.ola, f"?line={restored.pk}")
    assert f"{LOG}?line={hidden.pk}" in alone.links


def test_a_silence_is_said_by_kind_to_others(cast, read):
    mo, until = as_viewer(cast.mo), datetime(2031, 12, 3, 12, tzinfo=UTC)
    silenced = silence_person(mo, cast.ben, "Calm down", until=until)
    unsilence_person(mo, cast.ben, "Better", reverts=silenced)
    lifted, said = read(cast.ola)
    assert "mo silenced a member until Dec. 3, 2031" in said.text
    assert "mo lifted the silence of a member" in lifted.text
    assert "taken back" not in said.text
    assert "takes back" not in lifted.text
    assert "silenced ben until" in read(cast.ben)[1].text
    assert "was taken back" in read(cast.ben)[1].text


def test_changes_are_said_in_words(cast, topic, hall, yard, circle, read):
    mo, root = as_viewer(cast.mo), as_viewer(cast.root)
    curation.rename_topic(mo, topic, title="Who leads now?")
    curation.tag_topic(mo, topic, tags=["roles"])
    curation.pin_topic(mo, topic, pin="site")
    curation.move_topic(mo, topic, "There", category=yard)
    places.change_rule(root, hall, "visibility", "members")
    places.change_rule(root, hall, "holds", "posts")
    record(root, Act.PLACE, category_id=hall.pk, after="circle: Garden")
    record(root, Act.PLACE, category_id=hall.pk, before="circle: Garden")
    places.appoint_moderator(root, cast.ben, hall)
    set_right(root, cast.ben, "is_staff", on=True)
    said = [row.text for row in reversed(read(cast.ola))]
    for line, words in zip(
        said,
        (
            "Who leads here? → now Who leads now?",
            "no tags → now roles",
            "nowhere → now everywhere",
            "Hall → now Yard",
            "who may read: everyone on the web → now members of this community",
            "appears at once → now new topics and replies wait for a moderator",
            "read by the circle Garden",
            "read by the circle Garden → now no longer",
            "gave a right to ben moderator of Hall",
            "gave a right to ben may open the admin",
        ),
        strict=True,
    ):
        assert words in line


def test_every_act_has_words_around_a_name():
    for act in Act:
        before, after = wording.verb_with_person(act)
        assert before
        assert "%" not in before + after
    assert wording.verb_with_person("conjure") == ("conjure:", "")


def test_hosts_are_marked(cast, topic, read):
    curation.close_topic(as_viewer(cast.ada), topic, "Enough said")
    assert "Ada Lindqvist host closed the topic" in read(cast.ben)[0].text


def test_what_is_gone_leaves_its_line(cast, hall, read, take):
    mo = as_viewer(cast.mo)
    gone = {"topic_id": 10**9, "post_id": 10**9, "person_id": 10**9, "other_topic_id": 10**9}
    record(mo, Act.HIDE, category_id=hall.pk, **gone, held_id=10**9, reason="It was rude")
    record(mo, Act.CLOSE, topic_id=10**9, reason="Nobody knows where it was")
    record(mo, Act.CLOSE, category_id=10**9, reason="The place is gone")
    Entry.objects.create(act="conjure", actor_id=10**9, reason="An act of old", reverts_id=10**9)
    rows = read(cast.ben)
    assert acts(rows) == ["conjure", "hide"]
    assert "Former member conjure" in rows[0].text
    assert "hid a post of Former member" in rows[1].text
    assert len(take(cast.ben)) == 2
    assert len(read(cast.root)) == len(take(cast.root)) == 4


def test_a_closed_account_is_a_former_member(cast, topic, read):
    curation.close_topic(as_viewer(cast.mo), topic, "Enough")
    cast.mo.delete()
    assert "Former member closed the topic" in read(cast.ben)[0].text


def test_texts_stay_text(cast, topic, sign_in):
    curation.rename_topic(as_viewer(cast.mo), topic, "<i>why</i>", title="<b>bold</b> move")
    page = sign_in(cast.ben).get(LOG).content.decode()
    assert "<b>bold" not in page
    assert "<i>why" not in page


# --- Asking for lines -----------------------------------------------------------------------------


@pytest.fixture
def some(cast, topic, hall, yard) -> Topic:
    other = make_topic(cast.ola, yard, title="Yard talk")
    hide_post(as_viewer(cast.mo), make_reply(cast.ben, topic), "Rude")
    curation.close_topic(as_viewer(cast.kit), topic, "Enough")
    curation.close_topic(as_viewer(cast.mo), other, "Here, too")
    return other


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["close", "close", "hide"]),
        ("?act=close", ["close", "close"]),
        ("?actor=kit", ["close"]),
        ("?actor=@KIT", ["close"]),
        ("?person=ben", ["hide"]),
        ("?category=yard", ["close"]),
        ("?category=hall&actor=mo", ["hide"]),
        ("?topic={topic}", ["close", "hide"]),
        ("?topic=/t/who-leads-here/{topic}/2/", ["close", "hide"]),
        ("?act=rename", []),
        ("?person=mo", []),
        ("?actor=ben", []),
        ("?before=99999999", []),
    ],
)
def test_filters(query, found, some, topic, cast, read, take):
    query = query.format(topic=topic.pk)
    assert acts(read(cast.ola, query)) == found
    if "before" not in query:
        assert [line["act"] for line in take(cast.ola, query)] == found


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?actor=nobody", "Nobody here has this handle."),
        ("?person=%00", "Null characters are not allowed."),
        ("?act=fly", "Select a valid choice"),
        ("?topic=abc", "No topic that you can read has this address."),
        ("?since=yesterday", "Enter a valid date."),
        ("?since=2026-02-02&until=2026-02-01", "This day is before the first one."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(query, sentence, some, cast, sign_in):
    for url in (LOG, EXPORT):
        response = sign_in(cast.ola).get(f"{url}{query}")
        assert response.status_code == 422
        assert sentence in response.content.decode()


@pytest.mark.parametrize("query", ["?line=x", "?line=-1", f"?line={9**30}", "?before=x", "?line="])
def test_what_cannot_be_a_line_is_not_found(query, cast, sign_in):
    assert sign_in(cast.ola).get(f"{LOG}{query}").status_code == 404


def test_days_are_those_of_the_reader(cast, topic, read):
    for hour in (3, 23):
        at = datetime(2026, 5, 10, hour, 30, tzinfo=UTC)
        record(as_viewer(cast.mo), Act.CLOSE, topic_id=topic.pk, reason=f"at {hour}", at=at)
    day = "?since=2026-05-10&until=2026-05-10"
    assert len(read(cast.ola, day)) == 2
    User.objects.filter(pk=cast.ola.pk).update(time_zone="Pacific/Auckland")  # 12 hours ahead
    (row,) = read(cast.ola, day)
    assert "at 3" in row.text
    assert read(cast.ola, "?since=0001-01-01&until=9999-12-31") != []


def test_nothing_found_names_what_was_asked_and_offers_to_clear(some, cast, sign_in):
    page = sign_in(cast.ola).get(f"{LOG}?act=pin&actor=mo&category=yard").content.decode()
    for said in ("pinned the topic", "<bdi>mo</bdi>", "<bdi>Yard</bdi>", f'href="{LOG}">Clear'):
        assert said in page


def test_an_empty_log_says_so(cast, sign_in):
    assert "No moderator had to do anything yet." in sign_in(cast.ben).get(LOG).content.decode()


def test_only_moderators_are_offered_their_acts(cast, hall):
    from django.http import QueryDict

    def offered(person):
        choices = LogForm(as_viewer(person), QueryDict()).fields["act"].choices
        return {value for _title, group in choices if isinstance(group, list) for value, _ in group}

    assert offered(cast.kit) - offered(cast.ben) == {
        "take", "release", "note", "reconsider", "appeal",
    }  # fmt: skip


# --- Pages ----------------------------------------------------------------------------------------


def test_pages_follow_one_another(cast, topic, read, sign_in, monkeypatch):
    monkeypatch.setattr(log_queries, "LINES_PER_PAGE", 4)
    mo = as_viewer(cast.mo)
    same = timezone.now()
    for n in range(10):  # several at the same instant, and one told of later than it happened
        at = same - timedelta(days=n // 3)
        record(mo, Act.CLOSE if n % 5 else Act.HIDE, topic_id=topic.pk, reason=f"Line {n}.", at=at)
    record(mo, Act.CLOSE, topic_id=topic.pk, reason="Of old.", at=same - timedelta(days=99))
    seen, url = [], "?act=close"
    while url:
        page = sign_in(cast.ola).get(f"{LOG}{url}").content.decode()
        seen += [row.text for row in rows_of(page)]
        older = re.findall(r'<a href="([^"]*)" rel="next"', page)
        assert not older or "act=close" in older[0]
        url = unescape(older[0]).removeprefix(LOG) if older else ""
    numbers = [int(line.split("Line ")[1].split(".")[0]) for line in seen[:-1]]
    assert numbers == [2, 1, 4, 3, 8, 7, 6, 9]
    assert "Of old." in seen[-1]


def cost(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        if response.streaming:
            list(response.streaming_content)
    assert response.status_code == 200, url
    return len(captured)


@pytest.mark.guard
def test_a_page_costs_the_same_with_3_and_with_300_lines(cast, topic, sign_in):
    costs: dict[str, list[int]] = {}
    ola, mo, made = sign_in(cast.ola), as_viewer(cast.mo), 0
    found_community("Commons")
    ola.get(LOG)  # its name is remembered by each process, so it costs no page a query
    for size in (3, 300):
        for n in range(made, size):
            post = make_reply(make_person(), topic) if n < 40 else None
            facts = {"post_id": post.pk, "person_id": post.author_id} if post else {}
            record(mo, Act.HIDE, topic_id=topic.pk, category_id=topic.category_id, **facts)
        made = size
        first = Entry.objects.order_by("-id").first()
        asked = f"actor=mo&person=ola&category=hall&topic={topic.pk}&since=2020-01-01"
        for url in ("", f"?line={first.pk}", f"?before={first.pk}", f"?{asked}"):
            costs.setdefault(url.split("=")[0], []).append(cost(ola, f"{LOG}{url}"))
        costs.setdefault("export", []).append(cost(ola, EXPORT))
    assert {key: c for key, c in costs.items() if len(set(c)) > 1} == {}
    assert {key: c for key, c in costs.items() if max(c) > 7} == {}


# --- The export -----------------------------------------------------------------------------------


def test_the_export_holds_the_record(cast, topic, hall, yard, take, sign_in):
    mo = as_viewer(cast.mo)
    post = make_reply(cast.ben, topic)
    hidden = hide_post(mo, post, "Rude, and\n“loud”")
    restored = restore_post(mo, post, "Not so", reverts=hidden)
    curation.rename_topic(mo, topic, title="Renamed")
    curation.move_topic(mo, topic, "There", category=yard)
    response = sign_in(cast.mo).get(EXPORT)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    moved, renamed, shown, hid = take(cast.mo)
    assert hid["why"] == "Rude, and\n“loud”"
    assert (hid["act"], hid["actor"], hid["person"]) == ("hide", "mo", "ben")
    assert (hid["topic"], hid["topic_title"]) == (str(topic.pk), "Renamed")
    assert hid["post"] == f"/p/{post.pk}/"
    assert hid["category"] == "hall"
    assert shown["takes_back"] == str(hidden.pk)
    assert shown["line"] == str(restored.pk)
    assert (renamed["before"], renamed["after"]) == ("Who leads here?", "Renamed")
    assert (moved["category_before"], moved["category"]) == ("hall", "yard")
    assert datetime.fromisoformat(hid["when"]).utcoffset() == timedelta(0)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell, cast, topic, take):
    facts = {"before": cell, "after": cell, "reason": cell}
    record(as_viewer(cast.mo), Act.RENAME, topic_id=topic.pk, **facts)
    Topic.objects.filter(pk=topic.pk).update(title=cell)
    (line,) = take(cast.mo)
    assert {line[name] for name in ("before", "after", "why", "topic_title")} == {f"'{cell}"}


def test_the_export_comes_in_batches_and_says_where_it_ends(cast, topic, take, monkeypatch):
    mo = as_viewer(cast.mo)
    for n in range(9):
        record(mo, Act.CLOSE, topic_id=topic.pk, at=timezone.now() - timedelta(days=n // 2))
    monkeypatch.setattr(log_queries, "LINES_PER_BATCH", 2)
    lines = take(cast.mo)
    assert len({line["line"] for line in lines}) == len(lines) == 9
    assert sorted((line["when"] for line in lines), reverse=True) == [x["when"] for x in lines]
    monkeypatch.setattr(log_queries, "MOST_EXPORTED", 4)
    monkeypatch.setattr(log_views, "MOST_EXPORTED", 4)
    *some, note = take(cast.mo)
    assert len(some) == 4
    assert "No more than 4 lines" in note["line"]
    assert len(take(cast.mo, "?until=2000-01-01")) == 0


def test_own_category_of_old_lines(cast, topic, hall, read):
    """Lines from before categories were kept stand where their topic is."""
    record(as_viewer(cast.mo), Act.CLOSE, topic_id=topic.pk)
    assert acts(read(cast.ola, "?category=hall")) == ["close"]
    assert Category.objects.filter(slug="hall").exists()
    assert "Hall" in read(cast.ola)[0].text
    assert read(cast.ola, f"?category={make_category().slug}") == []
