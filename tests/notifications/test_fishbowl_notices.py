"""What notices of a fishbowl say, in the list, at the bell and in a mail; how they go when what they
are about is over; and a panel that many watch."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.models import User
from notifications.models import Announcement, Mail, MailChoice, Notice, Sort
from notifications.queries.digests import digest_of
from notifications.registry import Period
from notifications.tasks import deliver, telling, writing
from tests.conftest import make_cast
from tests.make import as_viewer, make_category, make_moderator
from tests.notifications.bowls import BowlScene
from tests.notifications.posting import body
from tests.notifications.posting import post as post_mail
from tests.test_races import at_once
from threads.actions import seats
from threads.actions.asks import remind_asks
from threads.models import Ask, Hand, Round, Seat, TopicReader

pytestmark = pytest.mark.django_db


@pytest.fixture
def s() -> BowlScene:
    return make_scene()


def make_scene() -> BowlScene:
    found_community("Commons")
    cast = make_cast()
    hall = make_moderator(cast.kit, make_category("hall"))
    return BowlScene(**vars(cast)).begin(hall, hall).begin_bowl()


def words(client, url: str = "/notifications/") -> list[str]:
    """The lines of the list."""
    page = client.get(url).content.decode()
    items = re.findall(r'<li class="notice.*?</li>', page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", " ", item)).split()) for item in items]


def bell(client) -> int:
    """How many the bell says wait."""
    return int(re.search(r'data-unread="(\d+)"', client.get("/people/").content.decode())[1])


# --- Words ----------------------------------------------------------------------------------------


def test_an_invitation_says_who_where_and_until_when(s, sign_in):
    s.invite("ola")
    s.deliver()
    Seat.objects.filter(person=s.ola).update(asked_at="2099-02-01T12:00Z")
    (line,) = words(sign_in(s.ola))
    assert "Ada Lindqvist invited you onto a panel" in line
    assert "Who waters?" in line
    assert "The invitation stands until Feb. 15, 2099, noon; answer it there." in line
    assert "because you are asked onto the panel" in line
    (mail,) = post_mail()
    assert mail["Subject"] == "Ada Lindqvist invited you onto a panel: Who waters?"
    assert "until Feb. 15, 2099, noon" in body(mail)
    assert "until Feb. 15, 2099, noon" in body(mail, "html")
    assert "A chair for me in a fishbowl" in body(mail)


def test_an_offer_says_until_when_in_the_list_and_in_the_subject_of_the_mail(s, sign_in):
    s.offer(s.ola, s.ben)
    s.deliver()
    Hand.objects.filter(person=s.ola).update(offered_until="2099-02-01T18:40Z")
    (line,) = words(sign_in(s.ola))
    assert "Commons holds a chair for you until Feb. 1, 2099, 6:40 p.m." in line
    assert "It is your turn in the line for the open chair." in line
    (mail,) = post_mail()
    assert mail["To"] == s.ola.email
    assert mail["Subject"] == (
        "Commons holds a chair for you until Feb. 1, 2099, 6:40 p.m.: Who waters?"
    )
    User.objects.filter(pk=s.ola.pk).update(time_zone="Asia/Tokyo")
    assert "until Feb. 2, 2099, 3:40 a.m." in words(sign_in(s.ola))[0]


def test_a_gift_says_of_whom(s, sign_in):
    s.queue_up(s.ben, s.ola)
    s.gift(s.ola)
    s.deliver()
    (line,) = words(sign_in(s.ola))
    assert "mira.oday gives you their own seat on the panel." in line


def test_who_sits_hears_how_long_the_chair_is_theirs(s, sign_in):
    s.queue_up(s.ben, s.ola)
    s.deliver()
    # Told lately, and the longer of both counts.
    for told, held, until in (
        ("2099-02-03T12:00Z", "2099-02-01T12:00Z", "Feb. 4, 2099, midnight"),
        ("2099-02-01T12:00Z", "2099-02-01T12:00Z", "Feb. 3, 2099, noon"),
    ):
        Seat.objects.filter(person=s.ben).update(told_at=told, held_from=held)
        (line,) = words(sign_in(s.ben))
        assert "tells you that somebody waits for your chair" in line
        assert f"yours until {until} at least" in line


def test_a_turn_says_until_when_and_what_about(s, sign_in):
    s.round()
    s.deliver()
    Round.objects.update(ends_at="2099-02-01T12:00Z")
    (line,) = words(sign_in(s.mira))
    assert "waits for your turn in a round until Feb. 1, 2099, noon" in line
    assert "And you?" in line


def test_who_holds_it_is_told_what_is_the_matter(s, sign_in):
    s.leave(s.mira)
    s.deliver()
    assert "tells you that nobody sits in the bowl any more" in words(sign_in(s.ada))[0]
    s.take(s.ben)
    s.stall()
    s.deliver()
    (line,) = words(sign_in(s.ada), "/notifications/?show=fishbowls")
    assert "could not begin the panel on its date" in line


def test_who_holds_it_no_longer_hears_no_more_of_it(s, sign_in):
    s.leave(s.mira)
    s.deliver()
    client = sign_in(s.ada)
    assert (len(words(client)), bell(client)) == (1, 1)
    s.topic.host = s.ola
    s.topic.save()
    assert (words(client), bell(client)) == ([], 0)


# --- What is over ---------------------------------------------------------------------------------


def test_what_is_over_is_gone_from_list_and_bell_and_counts_as_read(s, sign_in):
    s.offer(s.ola, s.ben)
    s.deliver()
    client = sign_in(s.ola)
    assert (len(words(client)), bell(client)) == (1, 1)
    assert Notice.objects.get(recipient=s.ola).read_at is None, "what stands is not read by looking"
    s.lapse()
    s.lapse()
    assert bell(client) == 0
    assert words(client) == []
    assert Notice.objects.get(recipient=s.ola).read_at, "nothing else would ever mark it"


def test_the_page_of_the_fishbowl_marks_what_passes_there_and_nothing_else(s, sign_in):
    s.offer(s.ola, s.ben)
    other = s.invite("ola")
    s.deliver()
    client = sign_in(s.ola)
    assert client.get(s.topic.get_absolute_url()).status_code == 200
    left = Notice.objects.filter(recipient=s.ola, read_at=None)
    assert [(one.kind, one.topic_id) for one in left] == [("invited", other.pk)]


def test_the_bell_of_an_open_page_knows_of_an_offer_and_of_its_end(s, sign_in):
    client, url = sign_in(s.ola), f"/t/{s.topic.pk}/news/?after=1"
    s.offer(s.ola, s.ben)
    before = client.get(url).json()
    s.deliver()
    told = client.get(url).json()
    assert told["version"] != before["version"]
    assert 'data-unread="1"' in told["bell"]
    seats.lower_hand(as_viewer(s.ola), s.topic)
    over = client.get(url).json()
    assert over["version"] != told["version"]
    assert 'data-unread="1"' not in over["bell"]


def test_told_anew_is_one_row_and_the_same_time_twice_changes_nothing(s):
    s.offer(s.ola, s.ben)
    kept = Announcement.objects.get(occasion="chair_offered")
    facts = {"occasion": kept.occasion, "subject_id": kept.subject_id, "at": kept.at}
    s.deliver()
    first = Notice.objects.get(recipient=s.ola)
    Notice.objects.update(read_at=timezone.now())
    Announcement.objects.create(**facts)
    s.deliver()
    assert Notice.objects.get(recipient=s.ola).read_at, "the same time, told by two workers"
    s.lapse()
    s.deliver()
    again = Notice.objects.get(recipient=s.ola)
    assert (again.read_at, again.mail_id) == (None, None)
    assert again.pk > first.pk
    assert again.at > first.at


def test_quiet_hours_are_kept_and_what_is_over_when_they_end_is_not_mailed(s):
    s.mail(s.ola, **s.all_day())
    s.offer(s.ola, s.ben)
    s.deliver()
    s.queue()
    assert s.send() == ["ola: waiting"]
    s.lapse()
    s.lapse()
    MailChoice.objects.all().delete()
    Mail.objects.update(not_before=timezone.now())
    assert s.send() == ["ola: dropped"]


def test_who_lost_access_sees_nothing_of_it(s, sign_in):
    s.offer(s.ola, s.ben)
    s.round()
    s.invite("kit")
    s.deliver()
    for person in (s.ola, s.mira, s.kit):
        assert bell(sign_in(person)) == 1
    s.shut()
    for person in (s.ola, s.mira):
        assert (words(sign_in(person)), bell(sign_in(person))) == ([], 0)
    # Kit moderates the place.
    assert bell(sign_in(s.kit)) == 1


# --- Questions and notes --------------------------------------------------------------------------


def test_questions_to_the_panel_are_not_reminded_of(s, sign_in):
    s.ask_panel(s.kit)
    Ask.objects.update(created_at=timezone.now() - timedelta(days=8))
    remind_asks()
    assert Ask.objects.filter(reminded_at__isnull=False).count() == 1
    assert s.tell() == []
    # In the digest neither, until they are put into the bowl.
    period = Period(timezone.now() - timedelta(days=9), timezone.now())
    names = {part.name for part in digest_of(as_viewer(s.mira), period).parts}
    assert "waiting" not in names
    s.batch()
    names = {part.name for part in digest_of(as_viewer(s.mira), period).parts}
    assert "waiting" in names
    s.tell()
    Notice.objects.all().delete()
    Ask.objects.update(reminded_at=None)
    remind_asks()
    assert s.tell() == []


def test_notes_come_along_in_a_digest_and_make_none(s):
    s.say(s.ben, "A note.")
    s.say(s.kit, "Another.")
    s.watch(s.ola)
    period = Period(timezone.now() - timedelta(days=1), timezone.now())
    Notice.objects.all().delete()
    for person, hears in ((s.ola, True), (s.mira, True), (s.tove, False)):
        digest = digest_of(as_viewer(person), period)
        parts = {part.name: part for part in digest.parts}
        assert ("gallery" in parts) == hears
        if hears:
            (line,) = parts["gallery"].lines
            assert (line.title, line.said) == ("Who waters?", "2 notes from the gallery")
            assert line.url.endswith("/2/")
            assert parts["gallery"].title == "From the gallery of what you follow"
    s.mute(s.ola)
    digest = digest_of(as_viewer(s.ola), period)
    assert "gallery" not in {part.name for part in digest.parts}


def test_a_digest_of_notes_alone_is_no_news(s):
    s.watch(s.ola)
    begin = timezone.now()
    s.say(s.ben, "A note.")
    digest = digest_of(as_viewer(s.ola), Period(begin, timezone.now()))
    assert [part.name for part in digest.parts] == ["gallery"]
    assert not digest.is_news


# --- Settings -------------------------------------------------------------------------------------


def test_the_settings_say_them_and_chairs_cannot_be_kept_off_the_site(s, sign_in):
    page = sign_in(s.ola).get("/settings/notices/").content.decode()
    for sort in ("seat", "turn", "panel"):
        assert str(Sort(sort).label) in page
        box = re.search(rf'<input type="checkbox" name="site_{sort}"[^>]*>', page)[0]
        assert (" disabled" in box) == (sort == "seat")
        assert " checked" in box


# --- Many watch it --------------------------------------------------------------------------------


def follow(s, number: int) -> list[User]:
    people = User.objects.bulk_create(User(username=f"crowd{n}") for n in range(number))
    TopicReader.objects.bulk_create(
        TopicReader(topic=s.topic, person=one, level="watch", why="chosen") for one in people
    )
    return people


def test_all_who_watch_a_panel_are_told_once_in_parts(s, monkeypatch):
    """Also by a worker that dies in the middle of a part, and who is of the panel, too."""
    monkeypatch.setattr(writing, "PART", 10)
    s.fresh("mira.oday")
    s.watch(s.mira)
    people = follow(s, 37)
    s.move("panel")
    parts, tell_followers = [], telling._tell_followers

    def dying(*args):
        parts.append(tell_followers(*args))
        if len(parts) == 2:
            raise KeyboardInterrupt
        return parts[-1]

    monkeypatch.setattr(telling, "_tell_followers", dying)
    with pytest.raises(KeyboardInterrupt):
        s.deliver()
    assert Announcement.objects.get(occasion="panel_begins").told_to == parts[0][0]
    s.deliver()
    told = Notice.objects.filter(kind="panel").values_list("recipient", flat=True)
    assert sorted(told) == sorted(one.pk for one in (*people, s.mira))
    assert not Announcement.objects.exists()
    assert {one.subject_id for one in Notice.objects.filter(kind="panel")} == {s.row.pk}


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_tell_each_once():
    s = make_scene()
    s.fresh("mira.oday", "ola")
    people = follow(s, 25)
    s.move("panel")
    at_once(*[deliver.func] * 4)
    deliver.func()
    told = Notice.objects.filter(kind="panel").values_list("recipient", flat=True)
    assert sorted(told) == sorted(one.pk for one in (*people, s.mira, s.ola))
