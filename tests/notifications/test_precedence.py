"""Of one post one notice: for the strongest reason, in whatever order the reasons come."""

from functools import partial
from itertools import pairwise, permutations

import pytest
from django.utils import timezone

from notifications.models import OF_POST, Mail, Notice
from notifications.queries.choices import EACH_POST, Way
from notifications.registry import Hearer
from notifications.tasks import writing
from tests.make import as_viewer, make_reply, make_topic
from tests.test_races import at_once
from threads.actions.posts import edit_post, hide_post
from threads.models import Post, TopicReader

pytestmark = pytest.mark.django_db
WAY = Way(on_site=True, by_mail="at_once")


def whole(post) -> Post:
    return Post.objects.select_related("topic__category").get(pk=post.pk)


def write(cast, *kinds, subject: int = 7) -> None:
    """Tell Ben of a post of Ola's for these reasons, one after the other."""
    for kind in kinds:
        hearer = Hearer(cast.ben.pk, kind, subject, cast.ola.pk)
        way = EACH_POST if kind == "each_post" else WAY
        writing.write_rows([(hearer, way)], {hearer: 3}, timezone.now())


def row(subject: int = 7) -> tuple[str, bool, str]:
    return Notice.objects.values_list("kind", "on_site", "by_mail").get(subject_id=subject)


def test_the_strongest_wins_in_every_order(cast):
    for subject, kinds in enumerate(permutations(("mention", "reply", "watched", "each_post"))):
        write(cast, *kinds, subject=subject)
        assert row(subject) == ("mention", True, "each")
    for stronger, weaker in pairwise(OF_POST):
        for n, kinds in enumerate([(stronger, weaker), (weaker, stronger)]):
            subject = 1_000 + OF_POST.index(stronger) * 2 + n
            write(cast, *kinds, subject=subject)
            assert row(subject)[0] == stronger


def test_what_is_said_later_is_new_again_and_what_is_only_followed_is_not(cast):
    """Of a mention by an edit, mail may tell although it told of the post before."""
    write(cast, "watched")
    mail = Mail.objects.create(recipient=cast.ben, purpose="notices", key="one", state="sent")
    Notice.objects.update(read_at=timezone.now(), mail=mail)
    before = Notice.objects.get()
    write(cast, "watched_prompt", "watched")
    after = Notice.objects.get()
    assert (after.kind, after.pk, after.mail_id) == ("watched_prompt", before.pk, mail.pk)
    assert after.read_at
    write(cast, "mention", "reply")
    after = Notice.objects.get()
    assert (after.kind, after.read_at, after.mail_id) == ("mention", None, None)
    assert after.pk > before.pk


def test_each_post_changes_the_way_of_mail_only_while_no_letter_has_it(cast):
    write(cast, "watched", "each_post")
    assert row() == ("watched", True, "each")
    mail = Mail.objects.create(recipient=cast.ben, purpose="notices", key="one")
    write(cast, "reply", subject=8)
    Notice.objects.filter(subject_id=8).update(mail=mail)
    write(cast, "each_post", subject=8)
    assert row(8) == ("reply", True, "at_once")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_row(cast):
    """Many workers, many reasons, and the strongest stays."""
    at_once(*[partial(write, cast, kind) for kind in OF_POST * 2])
    assert row() == ("mention", True, "each")


class TestQuotes:
    """Who is quoted is told, for each person once, and of an edit only who is new in it."""

    def kinds(self, person) -> list[str]:
        notices = Notice.objects.filter(recipient=person).order_by("id")
        return list(notices.values_list("kind", flat=True))

    @pytest.fixture
    def said(self, cast, topic, tell):
        """What Ben, Mira and Tove said in Ada's topic, which nobody watches."""
        posts = [make_reply(one, topic) for one in (cast.ben, cast.mira, cast.tove)]
        tell()
        Notice.objects.all().delete()
        TopicReader.objects.all().delete()
        return [f"> [someone](/p/{post.pk}/) wrote:\n> words\n\nYes.\n\n" for post in posts]

    def test_who_is_quoted_is_told(self, said, cast, topic, tell):
        ben, mira, _tove = said
        make_reply(cast.ola, topic, ben + mira + ben + "@mira.oday")
        make_reply(cast.ben, topic, ben)
        tell()
        assert self.kinds(cast.ben) == ["quote"]
        assert self.kinds(cast.mira) == ["mention"]
        assert self.kinds(cast.tove) == []

    def test_an_edit_tells_the_newly_quoted(self, said, cast, topic, tell):
        ben, mira, tove = said
        post = whole(make_reply(cast.ola, topic, ben + "[a link](/p/1/)"))
        tell()
        Notice.objects.all().delete()
        edit_post(as_viewer(cast.ola), post, ben + mira, version=1)
        edit_post(as_viewer(cast.ola), whole(post), ben + mira + tove, version=2)
        edit_post(as_viewer(cast.ola), whole(post), ben + mira, version=3)
        tell()
        assert (self.kinds(cast.ben), self.kinds(cast.mira)) == ([], ["quote"])
        assert self.kinds(cast.tove) == []

    def test_what_does_not_stand_quotes_nobody(self, said, cast, topic, circle, quiet_room, tell):
        ben, _mira, tove = said
        hide_post(as_viewer(cast.kit), whole(Post.objects.get(author=cast.tove)), "Rude")
        tell()
        Notice.objects.all().delete()
        make_reply(cast.ola, topic, tove)
        hidden = make_topic(cast.ada, quiet_room)
        make_reply(cast.mira, hidden, ben)
        tell()
        assert (self.kinds(cast.ben), self.kinds(cast.tove)) == ([], [])
