"""How often what may be done: by person and by address, exactly, and nothing typed is lost."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.actions import limits as limit_actions
from accounts.actions.community import found_community
from accounts.actions.limits import Share, forget_buckets, hidden, shares_of, take
from accounts.limits import LIMITS, Rate
from accounts.models import Bucket, Community
from accounts.policies import TooFast
from accounts.remembered import forget_community
from accounts.viewer import GUEST
from leadership_forum.limits import COUNTED_READING, KINDS, kind_of
from leadership_forum.views import in_words
from tests.make import as_viewer, make_person
from tests.test_races import at_once
from threads.models import Post, Prompt

FEW = {kind: (Rate(2, 60),) for kind in LIMITS}


@pytest.fixture
def few(settings, monkeypatch):
    """Two of everything in a minute, for a person; who has been there for long is not tried."""
    settings.RATE_LIMITS = True
    monkeypatch.setattr(limit_actions, "LIMITS", FEW)


def later(**time):
    return patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(**time))


# --- The bucket -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_exact_when_fifty_come_at_once():
    """As many as the limit says get through, however they come; and what is refused costs nothing
    of what else it would have taken."""
    both = [Share("reply:p1", Rate(7, 3600)), Share("reply:a1", Rate(30, 3600))]

    def one():
        try:
            take(both)
        except TooFast:
            return False
        return True

    assert sum(at_once(*[one] * 50)) == 7
    with pytest.raises(TooFast):
        take([Share("reply:p1", Rate(7, 3600))])
    for _n in range(23):
        take([Share("reply:a1", Rate(30, 3600))])
    with pytest.raises(TooFast):
        take([Share("reply:a1", Rate(30, 3600))])


def test_room_comes_back_bit_by_bit(db):
    share = [Share("one", Rate(3, 60))]
    for _n in range(3):
        take(share)
    with pytest.raises(TooFast) as refused:
        take(share)
    assert 19 <= refused.value.wait <= 20
    with later(seconds=refused.value.wait):
        take(share)
        with pytest.raises(TooFast):
            take(share)
    with later(seconds=120):
        for _n in range(3):
            take(share)


def test_what_is_refused_by_one_bucket_is_counted_in_none(db):
    small, large = Share("small", Rate(1, 60)), Share("large", Rate(5, 60))
    take([small, large])
    before = Bucket.objects.get(key="large").until
    with pytest.raises(TooFast):
        take([small, large])
    assert Bucket.objects.get(key="large").until == before


def test_the_last_of_an_odd_number_fits(db):
    for _n in range(7):
        take([Share("odd", Rate(7, 60))])
    with pytest.raises(TooFast):
        take([Share("odd", Rate(7, 60))])


def test_one_statement(db, django_assert_num_queries):
    found_community("Commons")
    shares = shares_of("reply", as_viewer(make_person()), "192.0.2.1")
    assert len(shares) == 5
    with django_assert_num_queries(1):
        take(shares)


def test_addresses_are_not_stored(db, settings):
    settings.RATE_LIMITS = True
    limit_actions.spend("account", GUEST, "192.0.2.77")
    assert not Bucket.objects.filter(key__contains="192.0").exists()
    assert hidden("192.0.2.1") != hidden("192.0.2.2")
    assert hidden("2001:db8::1") == hidden("2001:db8::ffff") != hidden("2001:db8:0:1::1")
    assert hidden("::ffff:192.0.2.1") == hidden("192.0.2.1")
    one = hidden("192.0.2.1")
    settings.SECRET_KEY = "another" * 9
    assert hidden("192.0.2.1") != one


def test_who_has_more(cast, settings):
    """Members of long standing, those who curate, and everybody where the community says so."""
    settings.RATE_LIMITS = True
    found_community("Commons")

    def most(viewer):
        return shares_of("topic", viewer, "192.0.2.1")[0].rate.times

    usual = LIMITS["topic"][0].times
    new, old = make_person(), make_person(date_joined=timezone.now() - timedelta(days=31))
    assert [most(as_viewer(one)) for one in (new, old, cast.mo)] == [usual, usual * 2, usual * 5]
    Community.objects.update(limits_percent=50)
    forget_community()
    assert most(as_viewer(new)) == usual // 2
    Community.objects.update(limits_percent=10)
    forget_community()
    assert most(as_viewer(new)) == 1


def test_spent_buckets_go(db):
    take([Share("one", Rate(3, 60))])
    forget_buckets()
    assert Bucket.objects.count() == 1
    with later(seconds=21):
        forget_buckets()
    assert not Bucket.objects.exists()


# --- Through the pages ----------------------------------------------------------------------------


def test_too_many_replies_keep_what_was_typed(cast, topic, sign_in, few):
    ben, url = sign_in(cast.ben), f"/t/{topic.pk}/reply/"
    prompt = Prompt.objects.filter(topic=topic).first()
    for n in range(2):
        assert ben.post(url, {"body": f"Say {n}"}).status_code == 302
    answer = ben.post(url, {"body": "My <third> words", "prompts": [prompt.pk], "reply_to": "1"})
    assert (answer.status_code, Post.objects.filter(author=cast.ben).count()) == (429, 2)
    assert 0 < int(answer["Retry-After"]) <= 30
    page = answer.content.decode()
    assert "My &lt;third&gt; words" in page
    assert f'name="prompts" value="{prompt.pk}"' in page
    assert 'name="reply_to" value="1"' in page
    assert f'action="{url}"' in page
    assert f"Please wait {answer['Retry-After']} seconds" in page
    with later(seconds=31):
        assert ben.post(url, {"body": "My third words"}).status_code == 302
    assert sign_in(cast.ada).post(url, {"body": "I as well"}).status_code == 302


def test_an_address_has_limits_of_its_own(cast, topic, sign_in, few):
    """Ten from one house, whoever they are; another house has its own."""
    url = f"/t/{topic.pk}/reply/"
    people = [sign_in(make_person()) for _ in range(6)]
    given = [one.post(url, {"body": f"{n}"}).status_code for n in range(2) for one in people]
    assert given == [302] * 10 + [429] * 2
    elsewhere = people[5].post(url, {"body": "Again"}, REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 302


def test_scripts_get_a_sentence_or_the_page_that_they_take_apart(cast, topic, sign_in, few):
    ben, url = sign_in(cast.ben), f"/t/{topic.pk}/reply/"
    for path, headers, is_page in (
        ("/preview/", {}, False),
        ("/drafts/", {"sec-fetch-mode": "cors"}, False),
        (url, {"sec-fetch-mode": "cors", "hx-request": "true"}, True),
    ):
        for _n in range(3):
            answer = ben.post(path, {"body": "Words"}, headers=headers)
        assert (answer.status_code, "<h1>" in answer.content.decode()) == (429, is_page), path
        assert f"Please wait {answer['Retry-After']} seconds" in answer.content.decode()


def test_another_site_puts_no_words_on_the_page(cast, topic, sign_in, few):
    ben, url = sign_in(cast.ben), f"/t/{topic.pk}/reply/"
    for _n in range(3):
        answer = ben.post(url, {"body": "Planted"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 429
    assert "Planted" not in answer.content.decode()


def test_guests_search_and_sign_in_so_often(client, db, few):
    for path in ("/search/?q=a", "/account/login/"):
        send = client.get if "search" in path else client.post
        most = 10 if "search" in path else 2
        data = {} if "search" in path else {"login": "ben", "password": "a-wrong-secret"}
        given = [send(path, data).status_code for _n in range(most + 1)]
        assert given == [200] * most + [429], path
    page = client.post("/account/login/", {"login": "ben", "password": "a-wrong-secret"})
    assert "a-wrong-secret" not in page.content.decode()


def test_reading_is_not_counted(cast, topic, sign_in, few):
    ben = sign_in(cast.ben)
    for _n in range(4):
        assert ben.get(topic.get_absolute_url()).status_code == 200
        assert ben.get("/topics/new/").status_code == 200
    assert not Bucket.objects.exists()


def test_off_counts_nothing(cast, topic, sign_in, few, settings):
    settings.RATE_LIMITS = False
    ben = sign_in(cast.ben)
    for n in range(4):
        assert ben.post(f"/t/{topic.pk}/reply/", {"body": f"{n}"}).status_code == 302
    assert not Bucket.objects.exists()


def test_times_are_said_in_the_largest_unit_that_fits():
    said = [in_words(n) for n in (1, 119, 120, 121, 7199, 7200, 90_000)]
    assert said == [
        "1 second", "119 seconds", "2 minutes", "3 minutes", "2 hours", "2 hours", "25 hours",
    ]  # fmt: skip


def test_a_reply_with_limits_costs_at_most_16_statements(cast, topic, sign_in, settings):
    settings.RATE_LIMITS = True
    found_community("Commons")
    ben = sign_in(cast.ben)
    ben.get(topic.get_absolute_url())  # from here on the process remembers the community
    prompts = list(Prompt.objects.filter(topic=topic).values_list("pk", flat=True))
    data = {"body": "Yes @ada and @mo", "prompts": prompts, "reply_to": "1"}
    with CaptureQueriesContext(connection) as captured:
        assert ben.post(f"/t/{topic.pk}/reply/", data).status_code == 302
    statements = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 16, "\n".join(statements)


# --- Every address --------------------------------------------------------------------------------


def walk(resolver: URLResolver, names=()):
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield ":".join([*names, one.name or ""]), one.callback
        else:
            yield from walk(one, [*names, one.namespace] if one.namespace else names)


def methods_of(view) -> set[str] | None:
    """What a view says that it takes (`require_http_methods` and its like); None: anything."""
    while view:
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        for name, cell in zip(names, getattr(view, "__closure__", None) or (), strict=True):
            if name == "request_method_list":
                return set(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return None


def taking_posts() -> set[str]:
    return {
        name
        for name, view in walk(get_resolver())
        if "POST" in (methods_of(view) or {"POST"}) and not name.startswith("admin:")
    }


@pytest.mark.guard
def test_every_address_that_takes_a_post_has_a_row():
    names = taking_posts()
    assert len(names) > 100
    assert names - set(KINDS) == set(), "say in leadership_forum/limits.py what it counts as"
    known = {name for name, _view in walk(get_resolver())}
    assert set(KINDS) - known == set(), "there is no such address any more"


def test_every_kind_has_numbers():
    assert set(KINDS.values()) <= set(LIMITS)
    assert set(COUNTED_READING) <= set(LIMITS)
    assert kind_of("admin:accounts_user_change", "POST") == "care"
    assert kind_of("anymail:postmark_tracking_webhook", "POST") == ""
    assert kind_of("of:nobody", "POST") == "press"
    assert kind_of("threads:search", "GET") == "search"
    assert kind_of("threads:reply", "GET") == ""


def test_every_row_is_counted_where_it_is_sent(cast, sign_in, few):
    """The middleware counts before the view, so also what leads nowhere."""
    root = sign_in(cast.root)
    for n, path in enumerate(("/t/999/reply/", "/preview/", "/p/999/flag/", "/drafts/"), 1):
        root.post(path, {"body": "x"})
        assert Bucket.objects.filter(key__contains=f":p{cast.root.pk}").count() == n
