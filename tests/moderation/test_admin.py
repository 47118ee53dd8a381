"""People, cases and the ledger in the admin; and what the admin costs when there is much."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.community import found_community
from accounts.models import User
from accounts.policies import Refusal
from accounts.queries.community import community
from ledger.actions import record
from ledger.models import Act, Entry
from moderation.actions.cases import note_case
from moderation.actions.people import set_right, silence_person
from moderation.models import Case
from moderation.policies import RIGHTS
from tests.make import (
    as_viewer,
    make_category,
    make_held,
    make_person,
    make_reply,
    make_report,
    make_topic,
)
from threads.actions.curation import close_topic
from threads.models import CategoryModerator, HeldPost, Post

UNTIL = "2099-03-01"


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


@pytest.fixture
def staff(cast, sign_in):
    """The moderator of the whole site, who may open the admin."""
    cast.mo.is_staff = True
    cast.mo.save()
    return sign_in(cast.mo)


def act(client, page: str, action: str, *rows, **data):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(f"/admin/{page}/", chosen | data)


def said(client, answer) -> str:
    return client.get(answer.headers["Location"]).content.decode()


def lines() -> list[tuple]:
    facts = ("act", "actor_id", "person_id", "after", "reason")
    return list(Entry.objects.order_by("id").values_list(*facts))


# --- People --------------------------------------------------------------------------------------


def person_form(client, person: User, **changes) -> dict:
    """What the form of a person sends, unchanged but for `changes`; None is an unticked box."""
    form = client.get(f"/admin/accounts/user/{person.pk}/change/").context["adminform"].form
    values = {name: form[name].value() for name in form.fields if name != "password"}
    data = {name: value for name, value in (values | changes).items() if value or value == 0}
    return {name: ("on" if value is True else value) for name, value in data.items()}


def send(client, person: User, **changes):
    url = f"/admin/accounts/user/{person.pk}/change/"
    return client.post(url, person_form(client, person, **changes))


def test_each_right_that_is_given_or_taken_leaves_a_line(root, cast):
    assert send(root, cast.ben, is_moderator=True, is_staff=True).status_code == 302
    now = User.objects.get(pk=cast.ben.pk)
    assert now.is_moderator
    assert now.is_staff
    assert lines() == [
        ("appoint", cast.root.pk, cast.ben.pk, "is_moderator", ""),
        ("appoint", cast.root.pk, cast.ben.pk, "is_staff", ""),
    ]
    assert send(root, cast.ben, is_moderator=None).status_code == 302
    assert not User.objects.get(pk=cast.ben.pk).is_moderator
    assert lines()[2:] == [("dismiss", cast.root.pk, cast.ben.pk, "is_moderator", "")]


def test_what_is_no_right_leaves_none(root, cast):
    assert send(root, cast.ben, display_name="Benno", about="Bees").status_code == 302
    now = User.objects.get(pk=cast.ben.pk)
    assert (now.display_name, now.about) == ("Benno", "Bees")
    assert not Entry.objects.exists()


def test_saving_a_person_writes_only_what_was_typed(root, cast, monkeypatch):
    data = person_form(root, cast.ben, display_name="Benno")
    from django.utils import timezone

    from moderation.admin.people import ModeratedPersonAdmin

    later = timezone.now() + timezone.timedelta(days=3)
    save_form = ModeratedPersonAdmin.save_form

    def meanwhile(*args, **facts):
        silence_person(as_viewer(cast.mo), cast.ben, "Rude", until=later)
        return save_form(*args, **facts)

    monkeypatch.setattr(ModeratedPersonAdmin, "save_form", meanwhile)
    root.post(f"/admin/accounts/user/{cast.ben.pk}/change/", data)
    now = User.objects.get(pk=cast.ben.pk)
    assert now.display_name == "Benno"
    assert now.silenced_until == later


@pytest.mark.parametrize("right", ["is_superuser", "is_staff", "is_active"])
def test_nobody_shuts_themselves_out(right, root, cast):
    answer = send(root, cast.root, **{right: None})
    assert answer.status_code == 200
    assert "another admin does it" in answer.content.decode()
    assert getattr(User.objects.get(pk=cast.root.pk), right)
    with pytest.raises(Refusal):
        set_right(as_viewer(cast.root), cast.root, right, on=False)
    assert not Entry.objects.exists()


def test_of_two_admins_who_take_it_from_each_other_one_stays(cast):
    other = make_person("vera", is_staff=True, is_superuser=True)
    mine, theirs = as_viewer(cast.root), as_viewer(other)
    assert set_right(mine, other, "is_superuser", on=False)
    with pytest.raises(Refusal):
        set_right(theirs, cast.root, "is_superuser", on=False)
    assert User.objects.filter(is_superuser=True).count() == 1


def test_a_new_account_has_no_rights(root):
    page = root.get("/admin/accounts/user/add/").content.decode()
    assert not [right for right in RIGHTS if f'name="{right}"' in page]
    data = {
        "username": "newbie", "email": "newbie@example.org", "usable_password": "true",
        "password1": "a-good-secret-7", "password2": "a-good-secret-7",
        "is_superuser": "on", "is_staff": "on", "is_moderator": "on",
    }  # fmt: skip
    assert root.post("/admin/accounts/user/add/", data).status_code == 302
    made = User.objects.get(username="newbie")
    assert [made.is_superuser, made.is_staff, made.is_moderator] == [False] * 3
    assert not Entry.objects.exists()


def test_sanctions_are_not_typed(root, cast):
    send(root, cast.ben, silenced_until_0="2099-01-01", silenced_until_1="12:00", about="x")
    assert User.objects.get(pk=cast.ben.pk).silenced_until is None
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("action", "field", "data"),
    [
        ("warn", "", {}),
        ("silence", "silenced_until", {"until": UNTIL}),
        ("suspend", "suspended_until", {"until": UNTIL}),
    ],
)
def test_what_moderators_do_about_people(action, field, data, root, cast):
    asked = act(root, "accounts/user", action, cast.ben)
    assert asked.status_code == 200
    assert 'name="reason"' in asked.content.decode()
    assert act(root, "accounts/user", action, cast.ben, reason="", **data).status_code == 422
    act(root, "accounts/user", action, cast.ben, cast.ada, reason="Too loud", **data)
    assert {line[:3] for line in lines()} == {
        (action, cast.root.pk, person.pk) for person in (cast.ada, cast.ben)
    }
    assert len(lines()) == 2
    if field:
        assert getattr(User.objects.get(pk=cast.ben.pk), field).year == 2099
        act(root, "accounts/user", f"un{action}", cast.ben, reason="")
        assert getattr(User.objects.get(pk=cast.ben.pk), field) is None
        again = act(root, "accounts/user", f"un{action}", cast.ben, reason="")
        assert "There is nothing to do here" in said(root, again)
        assert Entry.objects.filter(act=f"un{action}").count() == 1


def test_a_day_that_is_over_is_no_end(root, cast):
    answer = act(root, "accounts/user", "silence", cast.ben, reason="Loud", until="2020-01-01")
    assert answer.status_code == 422
    assert "choose one that comes" in answer.content.decode()
    assert not Entry.objects.exists()


def test_nobody_sanctions_themselves_or_an_admin(root, cast):
    vera = make_person("vera", is_staff=True, is_superuser=True)
    page = said(root, act(root, "accounts/user", "warn", cast.root, vera, reason="Oh"))
    assert "Nobody decides about themselves" in page
    assert "An admin cannot be sanctioned" in page
    assert not Entry.objects.exists()


def test_accounts_are_for_admins(staff, cast):
    assert staff.get("/admin/accounts/user/").status_code == 403
    assert staff.get(f"/admin/accounts/user/{cast.ben.pk}/change/").status_code == 403
    assert staff.get(f"/admin/accounts/user/{cast.root.pk}/password/").status_code == 403
    assert act(staff, "accounts/user", "warn", cast.ben, reason="Oh").status_code == 403
    assert not Entry.objects.exists()


def test_rights_stand_nowhere_else(root):
    assert root.get("/admin/auth/group/").status_code == 404


# --- Cases ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "about", "reason"),
    [
        ("keep", "post", ""),
        ("hide", "post", "Rude"),
        ("approve", "held", ""),
        ("refuse", "held", "Say it kindly"),
    ],
)
def test_cases_are_decided(action, about, reason, staff, cast, topic):
    post = make_reply(cast.ben, topic, "Words of Ben.")
    case = make_report(cast.ada, post, "other", "This hurts me")
    held = make_held(cast.ben, topic, "Words of Ben.")
    if about == "held":
        case = Case.objects.get(held=held)
    asked = act(staff, "moderation/case", action, case).content.decode()
    assert "Words of Ben." in asked
    if reason:
        assert act(staff, "moderation/case", action, case, reason="").status_code == 422
    act(staff, "moderation/case", action, case, reason=reason)
    assert Case.objects.get(pk=case.pk).decision == action
    assert lines() == [(action, cast.mo.pk, cast.ben.pk, "", reason)]
    again = act(staff, "moderation/case", action, case, reason=reason or "x")
    assert "There is nothing to do here" in said(staff, again)
    assert len(lines()) == 1


def test_an_act_of_the_other_sort_does_nothing(root, cast, topic):
    reported = make_report(cast.ada, make_reply(cast.ben, topic))
    waiting = Case.objects.get(held=make_held(cast.ben, topic))
    for action, case in (("approve", reported), ("keep", waiting), ("hide", waiting)):
        page = said(root, act(root, "moderation/case", action, case, reason="Hm"))
        assert "There is nothing to do here" in page
    assert not Entry.objects.exists()


def test_nobody_decides_about_themselves(staff, cast, topic):
    case = make_report(cast.ada, make_reply(cast.mo, topic))
    page = said(staff, act(staff, "moderation/case", "keep", case, reason=""))
    assert "Nobody decides about themselves" in page
    assert Case.objects.get(pk=case.pk).is_open


def test_who_is_reported_does_not_learn_by_whom(staff, root, cast, topic):
    """A moderator whose own post was reported sees the case, and neither reports nor notes."""
    case = make_report(cast.ben, make_reply(cast.mo, topic), words="Unkind of them")
    note_case(as_viewer(cast.root), case, "He always does")
    for page in ("case/", f"case/{case.pk}/change/", "report/", "casenote/"):
        url = f"/admin/moderation/{page}"
        text = staff.get(url).content.decode()
        assert not [words for words in ("Unkind", "He always", ">ben<") if words in text], url
    page = root.get(f"/admin/moderation/case/{case.pk}/change/").content.decode()
    assert "Unkind of them" in page
    assert "He always does" in page


def test_cases_of_private_places_are_for_those_who_see_them(staff, root, cast, topic, secret):
    seen = make_report(cast.ada, make_reply(cast.ben, topic), words="Plainly rude")
    kept = make_report(cast.ada, make_reply(cast.mira, secret), words="Unheardof insult")
    note_case(as_viewer(cast.root), kept, "Unheardof thoughts")
    for page in ("case", "report", "casenote"):
        url = f"/admin/moderation/{page}/"
        assert "Unheardof" not in staff.get(url).content.decode()
        assert root.get(url).status_code == 200
    assert "Plainly rude" in staff.get("/admin/moderation/report/").content.decode()
    assert staff.get(f"/admin/moderation/case/{seen.pk}/change/").status_code == 200
    gone = staff.get(f"/admin/moderation/case/{kept.pk}/change/")
    assert gone.headers["Location"] == "/admin/"
    page = root.get(f"/admin/moderation/case/{kept.pk}/change/").content.decode()
    assert "Unheardof insult" in page
    assert "Unheardof thoughts" in page


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 3),
        ("state=open", 2),
        ("state=keep", 1),
        ("about=held", 1),
        ("state=open&about=post", 1),
    ],
)
def test_cases_are_found(query, number, root, cast, topic):
    make_report(cast.ada, make_reply(cast.ben, topic))
    kept = make_report(cast.ada, make_reply(cast.ben, topic))
    make_held(cast.ben, topic)
    act(root, "moderation/case", "keep", kept, reason="")
    page = root.get(f"/admin/moderation/case/?{query}")
    assert len(page.context["cl"].result_list) == number


# --- The ledger ----------------------------------------------------------------------------------


def test_the_ledger_names_people_and_topics(root, cast, topic):
    close_topic(as_viewer(cast.mo), topic, "All is said")
    page = root.get("/admin/ledger/entry/").content.decode()
    for words in ("mo", "Who leads here?", "closed the topic", "All is said"):
        assert words in page
    close = Entry.objects.get()
    record(as_viewer(cast.root), Act.WARN, person_id=cast.ben.pk, reason="Loud")
    mark = f"/admin/ledger/entry/{close.pk}/change/"
    assert mark in root.get("/admin/ledger/entry/", {"q": "@mo"}).content.decode()
    assert mark not in root.get("/admin/ledger/entry/", {"q": "@BEN"}).content.decode()
    assert "Loud" in root.get("/admin/ledger/entry/", {"q": "@BEN"}).content.decode()
    assert root.get(mark).status_code == 200


def test_nobody_changes_a_line(root, cast, topic):
    entry = close_topic(as_viewer(cast.mo), topic, "All is said")
    assert entry is not None
    base = "/admin/ledger/entry/"
    assert root.get(f"{base}add/").status_code == 403
    assert root.post(f"{base}{entry.pk}/change/", {"reason": "Other"}).status_code == 403
    assert root.post(f"{base}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    act(root, "ledger/entry", "delete_selected", entry, post="yes")
    assert Entry.objects.get().reason == "All is said"


def test_moderators_read_there_what_they_may_read_in_full(staff, cast, topic, secret):
    root = as_viewer(cast.root)
    close_topic(root, topic, "All is said")
    close_topic(root, secret, "Unheardof reason")
    page = staff.get("/admin/ledger/entry/").content.decode()
    assert "All is said" in page
    assert "Unheardof" not in page
    assert "Hushed" not in page


@pytest.mark.parametrize("kind", ["topic", "post", "person", "category"])
def test_the_history_of_a_thing_holds_its_lines(kind, root, staff, cast, topic, hall):
    post = make_reply(cast.ben, topic)
    act(root, "threads/post", "hide", post, reason="Rude words")
    act(root, "accounts/user", "warn", cast.ben, reason="Rude words")
    page, log = {
        "topic": (f"threads/topic/{topic.pk}", f"topic={topic.pk}"),
        "post": (f"threads/post/{post.pk}", f"topic={topic.pk}"),
        "person": (f"accounts/user/{cast.ben.pk}", "person=ben"),
        "category": (f"threads/category/{hall.pk}", "category=hall"),
    }[kind]
    change = root.get(f"/admin/{page}/change/").content.decode()
    assert f'href="/moderation/log/?{log}"' in change
    history = root.get(f"/admin/{page}/history/").content.decode()
    assert "Rude words" in history
    assert "root" in history
    if kind in {"topic", "post"}:
        text = staff.get(f"/admin/{page}/history/").content.decode()
        assert "The log shows what you may read of it" in text


# --- Much ----------------------------------------------------------------------------------------

MUCH = """
INSERT INTO threads_topic (category_id, title, slug, author_id, state, pin, is_listed, created_at,
    last_number, prompt_count, post_count, last_post_at)
SELECT %(place)s, 'Heap ' || n, 'heap', %(author)s, 'open', '', true, now() - n * interval '1 hour',
    100, 0, 100, now() - n * interval '1 minute' FROM generate_series(1, 1000) AS n;
INSERT INTO threads_post (topic_id, number, author_id, source, html, html_version, version,
    like_count, report_count, created_at, hidden_reason)
SELECT topic.id, n, %(author)s, 'Words ' || n || ' about water and wood', '<p>Words</p>', 1, 1,
    0, 0, topic.created_at + n * interval '1 minute', ''
FROM threads_topic AS topic, generate_series(1, 100) AS n WHERE topic.slug = 'heap';
"""


@pytest.fixture
def much(cast, hall, circle, quiet_room):
    """A hundred thousand posts, and a few of everything else."""
    found_community("Commons")
    topic = make_topic(cast.ada, hall, prompts=["Who?"], tags=["roles"])
    for n in range(30):
        person = make_person()
        post = make_reply(person, topic, f"Reply {n} to @ada", reply_to=1)
        make_report(cast.ada, post, words="Rude")
        make_held(person, topic)
        CategoryModerator.objects.create(person=person, category=hall)
        circle.people.through.objects.create(person=person, circle=circle)
        close_topic(as_viewer(cast.mo), make_topic(cast.ben, hall), "Enough")
    with connection.cursor() as cursor:
        cursor.execute(MUCH, {"place": hall.pk, "author": cast.ada.pk})
        cursor.execute("ANALYZE")
    return topic


def test_no_page_asks_much_with_a_hundred_thousand_posts(much, root):
    """Every list, by each of its filters and columns, searched; every page of a row."""
    assert Post.objects.count() > 100_000
    over = {}
    for model, page in admin.site._registry.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        first = root.get(base)
        choices = re.findall(r'<a href="(\?([a-z_]+)=[^"]*)"', first.content.decode())
        one_each = {name: choice.replace("&amp;", "&") for choice, name in choices}
        urls = [base, *(base + choice for choice in one_each.values())]
        urls += [f"{base}?q=water", f"{base}?_facets=True", f"{base}?p=2"]
        row = page.get_queryset(first.wsgi_request).order_by("-pk").first()
        if row is not None:
            urls += [f"{base}{row.pk}/change/", f"{base}{row.pk}/history/"]
        over |= {url: n for url in urls if (n := queries(root, url)) > 12}
    over |= {url: n for url in ("/admin/", "/admin/rights/") if (n := queries(root, url)) > 12}
    assert over == {}


def queries(client, url: str) -> int:
    community()  # remembered by each process, so it costs no page a query
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return len(captured)


def test_pages_with_many_rows_under_them(much, root, cast, hall, circle):
    for url in (
        f"/admin/threads/category/{hall.pk}/change/",
        f"/admin/accounts/circle/{circle.pk}/change/",
        f"/admin/threads/topic/{much.pk}/change/",
        f"/admin/accounts/user/{cast.ada.pk}/change/",
    ):
        assert queries(root, url) <= 12, url


def test_asking_about_a_hundred_rows_costs_as_much_as_about_two(much, root):
    def cost(page: str, action: str, rows) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert act(root, page, action, *rows).status_code == 200
        return len(captured)

    for page, action, rows in (
        ("threads/post", "hide", Post.objects.all()),
        ("threads/topic", "move", much.category.topics.all()),
        ("threads/heldpost", "approve", HeldPost.objects.all()),
        ("moderation/case", "keep", Case.objects.all()),
        ("accounts/user", "silence", User.objects.all()),
    ):
        few, many = cost(page, action, rows[:2]), cost(page, action, rows[:30])
        assert few == many <= 12, (page, few, many)


def test_staff_who_moderate_pay_no_more(much, staff, cast, hall, sign_in):
    kim = make_person("kim", is_staff=True)
    CategoryModerator.objects.create(person=kim, category=hall)
    make_topic(cast.ada, make_category("barn"))
    for client in (staff, sign_in(kim)):
        for page in ("topic", "post", "heldpost", "prompt", "postrevision", "formerplace"):
            assert queries(client, f"/admin/threads/{page}/") <= 12
        for page in ("moderation/case", "moderation/report", "ledger/entry"):
            assert queries(client, f"/admin/{page}/") <= 12
