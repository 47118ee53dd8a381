"""Who: handles, signing up and in, faces, the demo's public password."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts import handles
from accounts.faces import HUES, Face, face, initials
from accounts.forms.profiles import ProfileForm
from accounts.models import Community, User
from tests.make import make_person
from threads import markup


def accepts(handle: str) -> bool:
    try:
        for check in handles.VALIDATORS:
            check(handle)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "handle", ["ada", "mira.oday", "KaiNord", "jlopes", "_x", "a-b_c.d", "42", "x" * 40]
)
def test_good_handles(handle):
    assert accepts(handle)


@pytest.mark.parametrize(
    "handle",
    [
        "a",
        "x" * 41,
        ".a",
        "-a",
        "a.",
        "a-",
        "a_",
        "a..b",
        "a._b",
        "a b",
        "a@b",
        "ä",
        "a\n",
        "logo.png",
        "read.MD",
        "",
        "a/b",
        "__x",
    ],
)
def test_bad_handles(handle):
    assert not accepts(handle)


@given(st.text(alphabet="aZ9._- ", max_size=12))
def test_a_good_handle_is_one_that_mentions_understand(handle):
    if accepts(handle):
        assert markup.is_handle(handle)


def test_handles_are_unique_without_case(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person("ADA")


class TestSigningUp:
    FORM = {"username": "Noor.K", "email": "noor@example.org", "password1": "rain-on-the-roof"}

    def sign_up(self, client, **extra):
        return client.post("/account/signup/", self.FORM | extra)

    def test_goes_through_a_mailed_code(self, db, client):
        response = self.sign_up(client)
        page = client.get(response.headers["Location"]).content.decode()
        assert 'name="code"' in page
        code = re.search(r"^([A-Z0-9-]{6,9})$", mail.outbox[0].body, re.MULTILINE)[1]
        client.post(response.headers["Location"], {"code": code})
        assert "Noor.K" in client.get("/").content.decode()
        assert User.objects.get(username="Noor.K").emailaddress_set.get().verified

    def test_a_wrong_code_signs_nobody_in(self, db, client):
        response = self.sign_up(client)
        client.post(response.headers["Location"], {"code": "NOPE99"})
        assert client.get("/settings/profile/").status_code == 302

    def test_known_and_unknown_addresses_answer_the_same(self, cast, client):
        known = self.sign_up(client, email="ada@example.org")
        client.logout()
        unknown = self.sign_up(client, username="Noor.L")
        assert (known.status_code, known.headers["Location"]) == (
            unknown.status_code,
            unknown.headers["Location"],
        )

    @pytest.mark.parametrize("handle", ["ADA", "a..b", "logo.png"])
    def test_bad_handles_are_refused_beside_the_field(self, handle, cast, client):
        response = self.sign_up(client, username=handle)
        assert response.context["form"].errors["username"]
        assert "noor@example.org" in response.content.decode()


class TestSigningIn:
    @pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.org"])
    def test_by_handle_or_address(self, login, cast, client):
        client.post("/account/login/", {"login": login, "password": "a-good-secret"})
        assert client.get("/settings/profile/").status_code == 200

    def test_leads_back_to_where_one_was(self, cast, client):
        url = client.get("/settings/profile/").headers["Location"]
        response = client.post(url, {"login": "ada", "password": "a-good-secret"})
        assert response.headers["Location"] == "/settings/profile/"

    def test_unknown_and_known_say_the_same(self, cast, client):
        pages = [
            re.sub(
                r'value="[^"]*"',
                "",
                client.post("/account/login/", {"login": login, "password": "no"}).content.decode(),
            )
            for login in ("ada", "who-is-that")
        ]
        assert pages[0] == pages[1]

    def test_password_reset_answers_the_same(self, cast, client):
        answers = [
            client.post("/account/password/reset/", {"email": email}).headers["Location"]
            for email in ("ada@example.org", "who@example.org")
        ]
        assert answers[0] == answers[1]

    def test_signing_out(self, cast, sign_in):
        client = sign_in(cast.ada)
        client.post("/account/logout/")
        assert client.get("/settings/profile/").status_code == 302


class TestDemoAccounts:
    def test_are_refused_outside_a_demo(self, cast, client, settings):
        User.objects.filter(pk=cast.ada.pk).update(is_demo=True)
        client.post("/account/login/", {"login": "ada", "password": "a-good-secret"})
        assert client.get("/settings/profile/").status_code == 200
        settings.DEMO = False
        assert client.get("/settings/profile/").status_code == 302
        client.post("/account/login/", {"login": "ada", "password": "a-good-secret"})
        assert client.get("/settings/profile/").status_code == 302

    def test_inactive_people_are_signed_out(self, cast, sign_in):
        client = sign_in(cast.ada)
        User.objects.filter(pk=cast.ada.pk).update(is_active=False)
        assert client.get("/settings/profile/").status_code == 302


class TestProfile:
    def test_takes_names_of_any_script(self, cast, sign_in):
        sign_in(cast.ada).post("/settings/profile/", {"display_name": "Ада 李 עדה"})
        assert User.objects.get(pk=cast.ada.pk).display_name == "Ада 李 עדה"

    def test_a_zone_is_chosen_where_pages_get_their_look(self, cast, sign_in):
        form = {"time_zone": "Asia/Tokyo", "about": "not asked here"}
        assert sign_in(cast.ada).post("/settings/appearance/", form).status_code == 302
        ada = User.objects.get(pk=cast.ada.pk)
        assert (ada.time_zone, ada.about) == ("Asia/Tokyo", "")

    @pytest.mark.parametrize("name", ["a\u202eb", "a\x07b"])
    def test_refuses_control_characters(self, name):
        assert "display_name" in ProfileForm({"display_name": name}, instance=User()).errors

    def test_refuses_an_unknown_zone(self, cast, sign_in):
        assert (
            sign_in(cast.ada).post("/settings/appearance/", {"time_zone": "Mars/Base"}).status_code
            == 422
        )

    def test_a_zone_that_is_no_more_breaks_nothing(self, cast, sign_in, topic):
        User.objects.filter(pk=cast.ben.pk).update(time_zone="../Berlin", language="tlh")
        assert sign_in(cast.ben).get(topic.get_absolute_url()).status_code == 200

    def test_the_admin_refuses_an_unknown_zone(self, db):
        with pytest.raises(ValidationError):
            User(username="noor", time_zone="Berlin").full_clean(exclude=["password"])

    def test_hostile_handles_are_not_found(self, db, client):
        for address in ("/u/%00/", "/u/a%2Fb/", "/u/%F0%9F%90%9F/"):
            assert client.get(address).status_code == 404

    def test_times_are_in_the_readers_zone(self, cast, topic, sign_in):
        User.objects.filter(pk=cast.ben.pk).update(time_zone="Asia/Tokyo")
        assert "+09:00" in sign_in(cast.ben).get(topic.get_absolute_url()).content.decode()


class TestFaces:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("Ada Lindqvist", "AL"),
            ("mira.oday", "M"),
            ("李小龙", "李"),
            ("  ", "?"),
            ("🐟 Bo", "B"),
            ("a b c", "AC"),
            ("ß", "SS"),
        ],
    )
    def test_initials(self, name, letters):
        assert initials(name) == letters

    @given(st.text(), st.text())
    def test_never_fail(self, handle, name):
        shown = face(handle, name)
        assert 1 <= shown.hue <= HUES
        assert isinstance(shown.initials, str)

    def test_former_members_have_no_letters(self):
        assert face(None, None) == Face("", "Former member")


class TestSetup:
    FACTS = {
        "name": "Commons",
        "handle": "noor",
        "email": "noor@example.org",
        "password": "rain-on-the-roof",
    }

    def test_names_the_site_and_makes_an_admin(self, db, client, capsys):
        call_command("setup", **self.FACTS)
        assert Community.objects.get().name == "Commons"
        client.post("/account/login/", {"login": "noor", "password": "rain-on-the-roof"})
        assert client.get("/admin/").status_code == 200
        assert "Commons" in client.get("/").content.decode()
        with pytest.raises(CommandError, match="set up already"):
            call_command("setup", **self.FACTS)

    def test_says_everything_that_is_wrong_at_once(self, db):
        with pytest.raises(CommandError) as error:
            call_command("setup", **self.FACTS | {"handle": "a..b", "email": "x", "password": "1"})
        assert all(word in str(error.value) for word in ("handle", "e-mail", "password"))
        assert not User.objects.exists()


class TestAdminSignIn:
    def test_goes_through_ours_and_back(self, cast, client):
        response = client.get("/admin/threads/post/", follow=True)
        url = response.redirect_chain[-1][0]
        assert url == "/account/login/?next=/admin/threads/post/"
        response = client.post(url, {"login": "root", "password": "a-good-secret"}, follow=True)
        assert response.redirect_chain[-1][0] == "/admin/threads/post/"
        assert response.status_code == 200

    def test_never_leads_elsewhere(self, cast, sign_in):
        response = sign_in(cast.root).get("/admin/login/?next=https://example.org/")
        assert response.headers["Location"] == "/admin/"

    def test_members_are_told_it_is_for_staff(self, cast, sign_in):
        response = sign_in(cast.ben).get("/admin/", follow=True)
        assert response.status_code == 403
        assert "for staff" in response.content.decode()


class TestSecondFactor:
    def test_staff_need_one_in_production(self, cast, sign_in, settings):
        settings.ADMIN_NEEDS_SECOND_FACTOR = True
        root = sign_in(cast.root)
        assert root.get("/admin/").status_code == 302
        assert root.get("/admin/login/").headers["Location"] == "/account/2fa/totp/activate/"

    def test_staff_with_one_come_in(self, cast, sign_in, settings):
        from allauth.mfa.models import Authenticator

        settings.ADMIN_NEEDS_SECOND_FACTOR = True
        Authenticator.objects.create(user=cast.root, type=Authenticator.Type.TOTP, data={})
        assert sign_in(cast.root).get("/admin/").status_code == 200


def test_signed_out_meanwhile_keeps_whatever_was_written(guest, opening_post):
    """A report, a note or a reason is as much typed as a reply is."""
    answer = guest.post(f"/p/{opening_post.pk}/flag/", {"reason": "other", "words": "It hurts me"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="words"' in page
    assert "It hurts me" in page
    assert f'action="/p/{opening_post.pk}/flag/"' in page


@pytest.mark.parametrize(
    ("referer", "next_page"),
    [
        ("http://testserver/t/who/1/?page=2", "/t/who/1/%3Fpage%3D2"),
        ("https://evil.example/t/who/1/", "/"),
        ("", "/"),
    ],
)
def test_signed_out_meanwhile_a_press_leads_back_to_its_page(
    referer, next_page, guest, opening_post
):
    """The address of an act answers nobody who comes to it by a link."""
    headers = {"Referer": referer} if referer else {}
    answer = guest.post(f"/p/{opening_post.pk}/like/", headers=headers)
    assert answer.headers["Location"] == f"/account/login/?next={next_page}"


# --- What people say about themselves -------------------------------------------------------------


def test_about_is_rendered_like_a_post_and_its_names_follow(cast, client, guest):
    client.force_login(cast.ben)
    words = "I *bake* with @ada. <script>x</script>\n\n- bread"
    assert client.post("/settings/profile/", {"about": words}).status_code == 302
    cast.ada.username = "ada2"
    cast.ada.save()
    page = guest.get("/u/ben/").content.decode()
    assert "<em>bake</em>" in page
    assert 'href="/u/ada2/"' in page
    assert "<li>bread</li>" in page
    assert "&lt;script&gt;x" in page


def test_about_tells_nothing_of_closed_places(cast, client, guest, quiet_room, secret):
    client.force_login(cast.ada)
    client.post("/settings/profile/", {"about": f"https://testserver/t/x/{secret.pk}/ #quiet-room"})
    page = guest.get("/u/ada/").content.decode()
    assert secret.title not in page
    assert 'href="/c/quiet-room/"' not in page


def test_about_that_cannot_be_shown_is_refused_with_its_words(cast, client):
    client.force_login(cast.ben)
    answer = client.post("/settings/profile/", {"about": "<!-- nothing -->"})
    assert answer.status_code == 422
    assert "&lt;!-- nothing --&gt;" in answer.content.decode()
    cast.ben.refresh_from_db()
    assert cast.ben.about == ""


def test_about_from_before_there_was_a_renderer_shows_as_text(cast, guest):
    User.objects.filter(pk=cast.ben.pk).update(about="Old *words*\n<b>", about_html="")
    assert "Old *words*<br>&lt;b&gt;" in guest.get("/u/ben/").content.decode()


def test_about_is_rendered_from_the_admin_too(cast, sign_in):
    root = sign_in(cast.root)
    url = f"/admin/accounts/user/{cast.ben.pk}/change/"
    form = root.get(url).context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields}
    data |= {"about": "*kneads*", "is_active": "on"}
    assert root.post(url, {k: v for k, v in data.items() if v is not False}).status_code == 302
    assert User.objects.get(pk=cast.ben.pk).about_html == "<p><em>kneads</em></p>"
