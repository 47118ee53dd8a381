"""The pages of the admin that are ours: its index, and who may do what."""

from datetime import timedelta

import pytest
from django.core import checks
from django.utils import timezone

from accounts import policies as people_policies
from accounts.actions.community import found_community
from accounts.models import Community
from leadership_forum.clock import beat
from leadership_forum.models import ClockJob, Heartbeat
from moderation.queries.rights import ROLES, rights_page
from notifications.models import Announcement
from tests.make import as_viewer, make_category, make_held, make_person, make_reply, make_report
from threads import policies
from threads.curation import CURATIONS
from threads.models import CategoryModerator


@pytest.fixture
def root(cast, sign_in):
    return sign_in(cast.root)


def index(client) -> str:
    return " ".join(client.get("/admin/").content.decode().split())


def test_the_index_counts_what_waits(root, cast, topic, secret, sign_in):
    state = root.get("/admin/").context["state"]
    assert (state.open_reports, state.waiting_texts) == ("0", "0")
    for place in (topic, secret):
        make_report(cast.ada, make_reply(cast.mira, place))
    make_held(cast.ben, topic)
    state = root.get("/admin/").context["state"]
    assert (state.open_reports, state.waiting_texts) == ("2", "1")
    cast.mo.is_staff = True
    cast.mo.save()
    assert sign_in(cast.mo).get("/admin/").context["state"].open_reports == "1"


def test_the_index_counts_no_further_than_it_shows(root, cast, topic, monkeypatch):
    monkeypatch.setattr("leadership_forum.state.MOST_COUNTED", 2)
    for _ in range(3):
        make_report(cast.ada, make_reply(cast.ben, topic))
    assert root.get("/admin/").context["state"].open_reports == "2+"


def test_the_index_says_how_the_site_runs(root):
    assert "gives no sign of life" in index(root)
    beat()
    assert "alive" in index(root)
    assert "all well" in index(root)
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert "gives no sign of life" in index(root)


def test_the_index_shows_what_fails(root):
    beat()
    ClockJob.objects.create(name="deliver", error="OSError('disk full')")
    ClockJob.objects.create(name="prune_tasks")
    Announcement.objects.create(occasion="post", subject_id=1, attempts=3)
    Announcement.objects.create(occasion="post", subject_id=2)
    page = index(root)
    assert "deliver: OSError(&#x27;disk full&#x27;)" in page
    assert "prune_tasks:" not in page
    assert "all well" not in page
    assert root.get("/admin/").context["state"].failing_announcements == "1"


def cell(words: str, role: str, page=None) -> bool:
    """What the table says about an act and a role."""
    groups = (page or rights_page(ROLES[-1].viewer)).groups
    row = next(row for group in groups for row in group.rows if str(row.title) == words)
    column = [str(known.title) for known in ROLES].index(role)
    return row.cells[column].is_allowed


@pytest.mark.django_db
def test_the_table_has_every_act_of_curating():
    titles = {
        str(row.title) for group in rights_page(ROLES[-1].viewer).groups for row in group.rows
    }
    assert {str(curation.title) for curation in CURATIONS.values()} <= titles
    assert all(
        len(row.cells) == len(ROLES)
        for group in rights_page(ROLES[-1].viewer).groups
        for row in group.rows
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("Reply", "member, author, host, moderators, other, site, admin"),
        ("Close", "host, moderators, site, admin"),
        ("Hide the post", "moderators, site, admin"),
        ("Edit the post", "author"),
        ("Pin on top of all lists", "site, admin"),
        ("Report the post", "member, host, moderators, other, site, admin"),
        ("Warn, silence or suspend a member", "site, admin"),
        ("Warn, silence or suspend an admin", ""),
        ("Give and take rights", "admin"),
    ],
)
def test_what_the_table_says(words, allowed):
    names = ("guest", "member", "author", "host", "moderators", "other", "site", "admin")
    said = {short for short, role in zip(names, ROLES, strict=True) if cell(words, str(role.title))}
    assert said == {name for name in allowed.split(", ") if name}


@pytest.mark.django_db
def test_the_table_asks_the_rules_themselves(monkeypatch):
    """Another rule is another table."""
    assert not cell("Hide the post", "member")
    monkeypatch.setattr(policies, "check_hide", lambda viewer, post, topic: None)
    assert cell("Hide the post", "member")

    def nobody(*_args, **_facts):
        raise people_policies.Refusal("Nobody.")

    monkeypatch.setattr(people_policies, "check_right", nobody)
    assert not cell("Give and take rights", "admin")


def test_the_page_names_who_holds_which_right(root, cast, quiet_room):
    barn = make_category("barn")
    CategoryModerator.objects.create(
        person=make_person("bea", display_name="Bea Hollis"), category=barn
    )
    CategoryModerator.objects.create(person=make_person("sam"), category=quiet_room)
    page = root.get("/admin/rights/").content.decode()
    for words in ("@root", "@mo", "Moderators of Barn", "Bea Hollis (@bea)", "Quiet-Room"):
        assert words in page
    assert "@ben)" not in page
    cast.mo.is_staff = True
    cast.mo.save()
    titles = [str(holders.title) for holders in rights_page(as_viewer(cast.mo)).holders]
    assert "Moderators of Barn" in titles
    assert "Moderators of Quiet-Room" not in titles


def test_the_page_is_for_staff(cast, guest, sign_in):
    for client in (guest, sign_in(cast.ben), sign_in(cast.mo)):
        assert client.get("/admin/rights/").status_code == 302
    assert sign_in(make_person(is_staff=True)).get("/admin/rights/").status_code == 200


def test_the_index_leads_there(root):
    assert 'href="/admin/rights/"' in index(root)


def test_the_admin_is_sound():
    assert [found for found in checks.run_checks() if found.id.startswith("admin.")] == []


SETTINGS_PAGE = "/admin/accounts/community/1/change/"


def settings_form(root, **changed) -> dict:
    """What the form of the settings sends when nothing was touched, with these changes."""
    form = root.get(SETTINGS_PAGE).context["adminform"].form
    facts = {name: form[name].value() for name in form.fields}
    return {
        name: value
        for name, value in facts.items()
        if value not in ("", None) and value is not False
    } | changed


def test_each_setting_says_its_default_and_what_it_means(root):
    found_community("Commons")
    page = root.get(SETTINGS_PAGE).content.decode()
    assert "What is older counts as read for everybody. Default: 90." in page
    assert "Default: Every week." in page
    assert 'name="reset"' not in page
    form = root.get(SETTINGS_PAGE).context["adminform"]
    shown = [name for fieldset in form for line in fieldset for name in line.fields]
    assert sorted(shown) == sorted(form.form.fields)


def test_a_setting_goes_back_to_its_default_with_what_else_was_typed(root):
    found_community("Commons")
    assert root.post(SETTINGS_PAGE, settings_form(root, unread_days="30")).status_code == 302
    page = root.get(SETTINGS_PAGE).content.decode()
    assert "Back to the default: 90" in page
    form = settings_form(root, name="Otherwise", reset="unread_days")
    assert root.post(SETTINGS_PAGE, form).status_code == 302
    assert Community.objects.values_list("name", "unread_days").get() == ("Otherwise", 90)
    form = settings_form(root, name="", digest="none", reset="is_demo")
    page = root.post(SETTINGS_PAGE, form)
    assert page.status_code == 200
    assert Community.objects.values_list("name", "digest").get() == ("Otherwise", "weekly")


def test_a_test_mail_goes_to_oneself(root, cast, mailoutbox, sign_in):
    cast.root.email = "root@example.org"
    cast.root.save()
    assert "root@example.org" in root.get("/admin/test-mail/").content.decode()
    assert not mailoutbox
    assert root.post("/admin/test-mail/").status_code == 302
    assert [mail.to for mail in mailoutbox] == [["root@example.org"]]
    cast.mo.is_staff = True
    cast.mo.save()
    assert sign_in(cast.mo).post("/admin/test-mail/").status_code == 403
    assert len(mailoutbox) == 1


def test_a_mail_server_that_refuses_is_quoted(root, cast, monkeypatch):
    def refuse(*_args, **_more):
        raise OSError("550 <nobody>")

    cast.root.email = "root@example.org"
    cast.root.save()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    answer = root.post("/admin/test-mail/")
    assert answer.status_code == 502
    assert "OSError: 550 &lt;nobody&gt;" in answer.content.decode()


def test_a_mail_needs_an_address(root, cast, mailoutbox):
    cast.root.email = ""
    cast.root.save()
    assert "no e-mail address" in root.post("/admin/test-mail/").content.decode()
    assert not mailoutbox


def test_the_index_says_when_the_last_backup_was(root):
    assert root.get("/admin/").context["state"].is_backup_old
    beat("backup")
    state = root.get("/admin/").context["state"]
    assert not state.is_backup_old
    Heartbeat.objects.update(at=timezone.now() - timedelta(days=3))
    state = root.get("/admin/").context["state"]
    assert state.is_backup_old
    assert state.backed_up_at
