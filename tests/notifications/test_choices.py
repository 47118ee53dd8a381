"""How people choose to be told: the table, what it means in words, pause, and where mail stopped."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Community, User
from notifications.models import (
    SHIPPED,
    STARRED,
    Bounce,
    ByMail,
    Choice,
    CommunityChoice,
    Kind,
    Mail,
    MailChoice,
    MailStop,
    Notice,
    Sort,
)
from notifications.queries.choices import Way
from notifications.queries.estimates import Heard, Past, Wishes
from tests.make import as_viewer, make_reply, make_topic
from threads.actions.likes import like_post
from threads.models import Post

pytestmark = pytest.mark.django_db
PAGE = "/settings/notices/"
MAIL = {"at_once": ByMail.AT_ONCE, "digest": ByMail.DIGEST, "never": ByMail.NEVER}


def shipped_form(**changes) -> dict[str, str]:
    """The form as a browser sends it for somebody who chose nothing."""
    form = {"digest": "", "one_a_visit": "on", "quiet_from": "", "quiet_until": ""}
    for sort, (on_site, by_mail) in SHIPPED.items():
        if on_site and sort not in STARRED:
            form[f"site_{sort}"] = "on"
        form[f"mail_{sort}"] = by_mail or "never"
    form |= changes
    return {name: value for name, value in form.items() if value is not None}


def as_sent(html: str) -> dict[str, str]:
    """What a browser would send of the table of a page."""
    inputs = re.findall(
        r'<input type="(?:checkbox|radio)" name="((?:site|mail)_\w+)"([^>]*)>', html
    )
    return {
        name: (re.search(r'value="(\w+)"', rest) or ["", "on"])[1]
        for name, rest in inputs
        if " checked" in rest and " disabled" not in rest
    }


def chosen(person) -> dict[str, tuple[bool, str]]:
    rows = Choice.objects.filter(person=person).values_list("sort", "on_site", "by_mail")
    return {sort: (on_site, by_mail) for sort, on_site, by_mail in rows}


def test_only_what_differs_is_stored_so_that_a_later_default_reaches_the_rest(cast, sign_in):
    ben = sign_in(cast.ben)
    page = ben.get(PAGE).content.decode()
    assert "your choice" not in page
    assert page.count("as the community has it:") == len(Sort)
    sent = as_sent(page)
    assert {name: value for name, value in shipped_form().items() if "_" in name} == {
        **sent, "one_a_visit": "on", "quiet_from": "", "quiet_until": "",
    }  # fmt: skip
    wish = shipped_form(mail_like="digest", site_quote=None, mail_quote="never")
    assert ben.post(PAGE, wish).headers["Location"] == PAGE
    assert chosen(cast.ben) == {"like": (True, "digest"), "quote": (False, "")}
    # The community thinks anew: who did not choose a sort follows, who did stays.
    for sort in ("like", "mention"):
        CommunityChoice.objects.create(sort=sort, on_site=True, by_mail="digest")
    page = ben.get(PAGE).content.decode()
    now = as_sent(page)
    assert (now["mail_mention"], now["mail_like"], now["mail_quote"]) == (
        "digest",
        "digest",
        "never",
    )
    assert page.count("your choice") == 1
    assert "<strong>your choice,</strong> the community has: mail at once" in page
    # Saving it like that takes the row away that is a choice no more; and there is a way back.
    ben.post(PAGE, shipped_form() | now | {"site_quote": ""})
    assert chosen(cast.ben) == {"quote": (False, "")}
    back = ben.post(PAGE, shipped_form(mail_ask="never", digest="daily", common="1"))
    assert back.status_code == 200
    form = back.content.decode()
    assert as_sent(form)["mail_ask"] == "at_once"
    assert 'value="daily" selected' in form
    assert chosen(cast.ben) == {"quote": (False, "")}
    ben.post(PAGE, shipped_form() | as_sent(form))
    assert chosen(cast.ben) == {}


def test_each_field_has_a_whole_name_and_starred_sorts_stay_on_the_site(cast, sign_in):
    ben = sign_in(cast.ben)
    page = ben.get(PAGE).content.decode()
    for sort in Sort:
        names = ("on the site", "by mail at once", "by mail in the digest", "never by mail")
        for name in names:
            assert page.count(f'aria-label="{sort.label}: {name}"') == 1
        row = re.search(rf'<tr role="row" data-sort="{sort}">.*?</tr>', page, re.DOTALL)[0]
        assert (" disabled" in row) == (sort in STARRED)
    assert 'id="starred">' in page
    ben.post(PAGE, shipped_form(mail_system="never", mail_moderation="digest"))
    assert chosen(cast.ben) == {"system": (True, ""), "moderation": (True, "digest")}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"mail_mention": "hourly"}, "Select a valid choice"),
        ({"mail_mention": None}, "required"),
        ({"digest": "monthly"}, "Select a valid choice"),
        ({"quiet_from": "22:00"}, "Say both"),
        ({"quiet_until": "7h"}, "Enter a valid time"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "Quiet hours end at another time"),
    ],
)
def test_what_is_broken_comes_back_whole(changes, says, cast, sign_in):
    ben = sign_in(cast.ben)
    answer = ben.post(PAGE, shipped_form(**{"mail_like": "digest", "is_off": "on"} | changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert as_sent(page)["mail_like"] == "digest"
    assert re.search(r'name="is_off"[^>]* checked', page)
    for name in {"quiet_from", "quiet_until"} & changes.keys():
        assert f'name="{name}" value="{changes[name]}"' in page
    assert not Choice.objects.exists()
    assert not MailChoice.objects.exists()


def test_mail_as_a_whole_is_kept_and_what_waits_asks_anew(cast, sign_in):
    ben, then = sign_in(cast.ben), timezone.now() + timedelta(days=3)
    MailChoice.objects.create(person=cast.ben, digest_at=then, paused_until=then)
    mail = Mail.objects.create(recipient=cast.ben, purpose="notices", key="a", not_before=then)
    failed = Mail.objects.create(
        recipient=cast.ben, purpose="post", key="b", not_before=then, attempts=2
    )
    wish = {"digest": "daily", "one_a_visit": None, "quiet_from": "22:00", "quiet_until": "07:30"}
    ben.post(PAGE, shipped_form(**wish, is_off="on"))
    row = MailChoice.objects.get()
    assert (row.digest, row.one_a_visit, row.is_off) == ("daily", False, True)
    assert (f"{row.quiet_from:%H:%M}", f"{row.quiet_until:%H:%M}") == ("22:00", "07:30")
    assert (row.digest_at, row.paused_until) == (then, then)
    page = ben.get(PAGE).content.decode()
    assert 'value="22:00"' in page
    assert "no mail at all" in page
    for one, is_sooner in ((mail, True), (failed, False)):
        one.refresh_from_db()
        assert (one.not_before < then) == is_sooner


class TestMeaning:
    """About how much mail it is."""

    @pytest.fixture
    def month(self, cast, hall, tell, sign_in):
        """Ben was told of ten mentions in one topic that he read after the fourth, of two in
        another, of a like on each of three posts; the year before of more."""
        User.objects.filter(pk=cast.ben.pk).update(date_joined=timezone.now() - timedelta(days=400))
        topics = [make_topic(cast.ada, hall) for _ in "ab"]
        for topic, number in zip(topics, (10, 2), strict=True):
            for _ in range(number):
                make_reply(cast.ola, topic, "@ben")
        mine = [make_reply(cast.ben, topics[0]).pk for _ in range(3)]
        for post in Post.objects.select_related("topic__category").filter(pk__in=mine):
            like_post(as_viewer(cast.ola), post)
        tell()
        now = timezone.now()
        for days, notice in enumerate(Notice.objects.filter(recipient=cast.ben).order_by("-pk")):
            notice.at = now - timedelta(days=days + 1)
            notice.save()
        first = Notice.objects.filter(recipient=cast.ben, kind="mention").order_by("pk")
        middle = first[4]
        Notice.objects.filter(pk__in=first.values("pk")[:4]).update(
            read_at=middle.at - timedelta(hours=1)
        )
        return sign_in(cast.ben)

    def test_it_is_said_before_it_is_saved_and_nothing_is_stored(self, month, cast):
        """Two mails about the first topic, one about the second."""
        assert (
            "As it is, it means <strong>about 3 mails a month" in month.get(PAGE).content.decode()
        )
        answer = month.post(PAGE, shipped_form(mail_like="at_once", one_a_visit=None, see="1"))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "As you chose here, it means <strong>about 4 mails a week, and a digest each" in page
        assert "So far it means about 3 mails a month" in page
        assert "Nothing is saved yet." in page
        assert as_sent(page)["mail_like"] == "at_once"
        assert not Choice.objects.exists()
        for change, words in (
            ({"is_off": "on"}, "no mail at all<"),
            ({"digest": "daily"}, "a digest each day"),
            ({"digest": "none"}, "you get no digest."),
            ({"mail_mention": "never"}, "no mail at once"),
        ):
            page = month.post(PAGE, shipped_form(see="1", **change)).content.decode()
            assert f"{words}" in page
        Community.objects.create(name="Us", digest="daily")
        cache.clear()
        assert "a digest each day" in month.get(PAGE).content.decode()

    def test_what_one_may_not_read_any_more_does_not_count(self, month, hall):
        hall.visibility = "circles"
        hall.save()
        assert "no mail at once" in month.get(PAGE).content.decode()

    def test_what_was_off_altogether_was_not_counted(self, month, cast):
        Choice.objects.create(person=cast.ben, sort="quote", on_site=False, by_mail="")
        page = month.post(PAGE, shipped_form(see="1")).content.decode()
        assert "switched off altogether was not counted" in page

    def test_who_came_today_is_promised_nothing(self, cast, sign_in):
        assert "nobody can count yet" in sign_in(cast.ben).get(PAGE).content.decode()


START = datetime(2026, 5, 4, 9, tzinfo=ZoneInfo("UTC"))
HOLD = timedelta(minutes=5)


def heard(kind: str, topic: int, minute: int, read: int | None = None, by_mail="") -> Heard:
    at, read_at = (None if n is None else START + timedelta(minutes=n) for n in (minute, read))
    return Heard(kind, topic, at, read_at, by_mail)


@pytest.mark.parametrize(
    ("rows", "one_a_visit", "otherwise"),
    [
        ([], 0, 0),
        # Read while the mail waited.
        ([("mention", 1, 0, 4)], 0, 0),
        ([("mention", 1, 0, 6)], 1, 1),
        # One until they were there, whatever it was that they read.
        ([("mention", 1, 0), ("reply", 1, 60), ("mention", 1, 120)], 1, 3),
        ([("mention", 1, 0, 30), ("reply", 1, 60)], 2, 2),
        ([("like", 1, 10, 30), ("mention", 1, 0), ("mention", 1, 60)], 2, 2),
        ([("like", 1, 10, 90), ("mention", 1, 0), ("mention", 1, 60)], 1, 2),
        # What comes while one waits joins it.
        ([("mention", 1, 0), ("reply", 1, 3)], 1, 1),
        # Other topics, and what is in none.
        ([("mention", 1, 0), ("mention", 2, 1), ("moderation", 0, 2), ("system", 0, 3)], 4, 4),
        # As the digest, or not at all; each post of a category.
        ([("new_topic", 1, 0), ("like", 2, 0)], 0, 0),
        ([("each_post", 1, 0), ("each_post", 1, 60), ("each_post", 2, 1)], 3, 3),
        ([("watched", 1, 0, None, "each"), ("watched", 1, 60, None, "each")], 2, 2),
    ],
)
def test_one_mail_a_topic_and_visit(rows, one_a_visit, otherwise, db):
    past = Past(tuple(heard(*row) for row in rows), 30, HOLD, "weekly")
    ways = {sort: Way(*way) for sort, way in SHIPPED.items()}
    found = [past.mails(Wishes(ways, one_a_visit=each)) for each in (True, False)]
    assert found == [one_a_visit, otherwise]
    assert past.mails(Wishes(ways, is_off=True)) == 0


@pytest.mark.parametrize(
    ("mails", "words"),
    [
        (0, "no mail at once"), (1, "about 1 mail a month"), (3, "about 3 mails a month"),
        (4, "about 1 mail a week"), (13, "about 3 mails a week"), (90, "about 3 mails a day"),
    ],
)  # fmt: skip
def test_so_many_in_words(mails, words):
    past = Past(tuple(heard("mention", n + 1, n) for n in range(mails)), 30, HOLD, "none")
    ways = {sort: Way(*way) for sort, way in SHIPPED.items()}
    assert past.means(Wishes(ways)) == f"{words}, and no digest"


class TestPause:
    @pytest.mark.parametrize(
        ("at", "until", "day", "ends"),
        [
            ("2026-05-04 22:10", "hours", "", "2026-05-05 00:10"),
            ("2026-05-04 22:10", "morning", "", "2026-05-05 08:00"),
            ("2026-05-05 02:10", "morning", "", "2026-05-05 08:00"),
            ("2026-05-05 06:10", "morning", "", "2026-05-06 08:00"),
            ("2026-05-04 22:10", "week", "", "2026-05-11 22:10"),
            ("2026-05-04 22:10", "day", "2026-05-20", "2026-05-20 08:00"),
            # The clock is put forward on the way.
            ("2026-03-28 12:00", "morning", "", "2026-03-29 08:00"),
        ],
    )
    def test_until_then_where_its_person_is(self, at, until, day, ends, cast, sign_in, monkeypatch):
        zone = ZoneInfo("Europe/Lisbon")
        User.objects.filter(pk=cast.ben.pk).update(time_zone="Europe/Lisbon")
        now = datetime.fromisoformat(at).replace(tzinfo=zone)
        monkeypatch.setattr(timezone, "now", lambda: now)
        ben = sign_in(cast.ben)
        ben.post(f"{PAGE}pause/", {"until": until, "day": day})
        end = MailChoice.objects.get().paused_until
        assert f"{end.astimezone(zone):%Y-%m-%d %H:%M}" == ends
        assert "Mail is paused until" in ben.get(PAGE).content.decode()
        for _ in "ab":
            ben.post(f"{PAGE}pause/", {"until": "resume"})
        assert MailChoice.objects.get().paused_until is None
        assert "Mail is paused until" not in ben.get(PAGE).content.decode()

    @pytest.mark.parametrize(
        ("form", "says"),
        [
            ({}, "required"),
            ({"until": "forever"}, "Select a valid choice"),
            ({"until": "day"}, "Choose the day."),
            ({"until": "day", "day": "2020-01-01"}, "This day is over"),
            ({"until": "day", "day": "9999-12-31"}, "A pause is a year at most"),
            ({"until": "day", "day": "soon"}, "Enter a valid date"),
        ],
    )
    def test_what_is_no_time_is_said(self, form, says, cast, sign_in):
        answer = sign_in(cast.ben).post(f"{PAGE}pause/", form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert says in page
        assert not form.get("day") or f'name="day" value="{form["day"]}"' in page
        assert not MailChoice.objects.exists()


def test_where_mail_stopped_is_said_and_undone(cast, hall, quiet_room, sign_in):
    """An address that takes none, with why; topics that one may read, each with a way back."""
    Bounce.objects.create(address=cast.ben.email.upper(), why="bounce", words="550 <no> such user")
    Bounce.objects.create(address=cast.ada.email, why="complaint")
    topic, secret = make_topic(cast.ada, hall), make_topic(cast.ada, quiet_room, title="Hushed")
    for person in (cast.ben, cast.ada):
        for one in (topic, secret):
            MailStop.objects.create(person=person, topic_id=one.pk)
    ben = sign_in(cast.ben)
    page = ben.get(PAGE).content.decode()
    assert "550 &lt;no&gt; such user" in page
    assert "/account/email/" in page
    assert topic.title in page
    assert "Hushed" not in page
    assert "was called spam" in sign_in(cast.ada).get(PAGE).content.decode()
    for _ in "ab":
        assert ben.post(f"{PAGE}again/", {"topic": topic.pk}).headers["Location"] == PAGE
    assert not MailStop.objects.filter(person=cast.ben, topic_id=topic.pk).exists()
    assert MailStop.objects.filter(person=cast.ada).count() == 2
    assert "Topics without mail" not in ben.get(PAGE).content.decode()
    # One's own address, and nobody else's.
    assert "came back" in ben.get(PAGE).content.decode()
    for _ in "ab":
        assert ben.post(f"{PAGE}again/", {"address": "1"}).headers["Location"] == PAGE
    assert Bounce.objects.get().address == cast.ada.email
    assert "came back." not in ben.get(PAGE).content.decode()


def test_the_title_of_a_page_counts_unless_somebody_wishes_not(cast, sign_in):
    ben = sign_in(cast.ben)
    assert re.search(
        r'name="counts_in_title"[^>]* checked', ben.get("/settings/appearance/").content.decode()
    )
    ben.post("/settings/appearance/", {"has_keys": "on"})
    assert not User.objects.get(pk=cast.ben.pk).counts_in_title
    assert Kind.MENTION.sort == Sort.MENTION


def test_admins_say_how_the_community_is_told(cast, sign_in):
    """A row for a sort that is told otherwise than as shipped; what is starred stays on the site."""
    root, base = sign_in(cast.root), "/admin/notifications/communitychoice/"
    added = root.get(f"{base}add/").content.decode()
    assert "Somebody likes my post (no mail)" in added
    assert "As shipped: Somebody mentions me (mail at once) · " in root.get(base).content.decode()
    wish = {"sort": "system", "by_mail": "digest"}
    refused = root.post(f"{base}add/", wish)
    assert "This is always on the site" in refused.content.decode()
    assert root.post(f"{base}add/", wish | {"on_site": "on"}).status_code == 302
    row = CommunityChoice.objects.get()
    assert (row.sort, row.on_site, row.by_mail) == ("system", True, "digest")
    assert "What concerns my account (" not in root.get(f"{base}add/").content.decode()
    change = root.get(f"{base}{row.pk}/change/").content.decode()
    assert "mail at once" in change
    assert (
        "This is always" in root.post(f"{base}{row.pk}/change/", {"by_mail": ""}).content.decode()
    )
    assert root.post(f"{base}add/", wish | {"on_site": "on"}).status_code == 200
    page = sign_in(cast.ben).get(PAGE).content.decode()
    assert as_sent(page)["mail_system"] == "digest"
