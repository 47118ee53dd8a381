"""Rules, terms, privacy, imprint: versions, who publishes them, and agreeing to them."""

import pytest
from django.urls import reverse

from accounts.actions.community import agree, found_community
from accounts.models import Agreement, Community, User
from accounts.policies import Refusal
from accounts.remembered import forget_community
from tests.make import as_viewer, make_person, make_topic
from threads import markup
from threads.actions.documents import publish_document
from threads.models import Document

pytestmark = pytest.mark.django_db
ADMIN = "/admin/threads/document/"


@pytest.fixture(autouse=True)
def community():
    yield found_community("Commons")
    forget_community()


@pytest.fixture
def publish(cast):
    def publish(text="Be kind.", kind="rules", **more):
        made = publish_document(as_viewer(cast.root), kind, text, **more)
        forget_community()
        return made

    return publish


def get(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, answer
    return answer.content.decode()


def test_without_documents_nothing_is_shown_or_asked(guest, cast, sign_in):
    assert "/about/" not in get(guest, "/")
    get(guest, "/about/rules/", 404)
    get(guest, "/about/nonsense/", 404)
    assert 'name="agree"' not in get(guest, reverse("account_signup"))
    assert "You agreed to everything" in get(sign_in(cast.ben), "/agreement/")


def test_what_stands_is_in_the_footer_and_on_its_page(guest, publish, cast):
    publish("# Kindness\n\n*Be* kind, @ada.", note="First words")
    page = get(guest, "/")
    assert '<a href="/about/rules/">Rules of the community</a>' in page
    assert "/about/imprint/" not in page
    page = get(guest, "/about/rules/")
    assert "<em>Be</em> kind" in page
    assert 'class="mention" href="/u/ada/"' in page
    assert "First words" in page
    assert "Versions" not in page


def test_a_change_is_a_version_and_all_versions_stay(guest, publish):
    publish("Be kind.")
    publish("Be kind and brief.", note="Brevity")
    assert Document.objects.count() == 2
    page = get(guest, "/about/rules/")
    assert "Be kind and brief." in page
    assert "/about/rules/1/" in page
    old = get(guest, "/about/rules/1/")
    assert "This is how it stood" in old
    new = get(guest, "/about/rules/2/")
    assert "and brief" in new.split("<ins>")[1]
    get(guest, "/about/rules/3/", 404)


def test_an_empty_text_takes_it_down(guest, publish):
    publish("Be kind.", asks=True)
    publish("")
    assert "/about/" not in get(guest, "/")
    get(guest, "/about/rules/", 404)
    get(guest, "/about/rules/1/", 404)
    assert Community.objects.get().agreement == 0


def test_the_same_text_is_no_version(publish):
    publish("Be kind.")
    with pytest.raises(Refusal):
        publish("Be kind.")
    publish("Be kind.", asks=True)
    assert Document.objects.count() == 2


@pytest.mark.parametrize("who", ["mo", "ben", "ada"])
def test_admins_alone_publish(who, cast):
    with pytest.raises(Refusal):
        publish_document(as_viewer(getattr(cast, who)), "rules", "Mine")
    assert not Document.objects.exists()


def test_a_hostile_text_runs_nothing(guest, publish, cast):
    publish("<script>alert(1)</script> [x](javascript:alert(1))")
    page = get(guest, "/about/rules/").split("post-body")[1]
    assert "<script>" not in page.split("</div>")[0]
    assert 'href="javascript' not in page
    with pytest.raises(markup.MarkupRefused):
        publish("<!-- a remark -->", kind="terms")


class TestAgreeing:
    def test_members_are_led_to_what_asks_and_go_on_from_there(self, cast, sign_in, publish):
        ben, topic = sign_in(cast.ben), make_topic(cast.ada)
        publish("Be kind.")
        assert ben.get("/").status_code == 200
        rules = publish("Be kind.", asks=True, note="Now in earnest")
        answer = ben.get(f"{topic.get_absolute_url()}?page=1")
        assert answer.status_code == 302
        page = get(ben, answer.url)
        assert "Be kind." in page
        form = {"version": rules.pk, "next": topic.get_absolute_url()}
        answer = ben.post("/agreement/", form)
        assert answer.status_code == 422
        assert "Tick the box" in answer.content.decode()
        answer = ben.post("/agreement/", form | {"agree": "on"})
        assert (answer.status_code, answer.url) == (302, topic.get_absolute_url())
        assert ben.get("/").status_code == 200
        assert Agreement.objects.values_list("person", "version").get() == (cast.ben.pk, rules.pk)

    def test_a_change_asks_again_and_shows_the_difference(self, cast, sign_in, publish):
        ben = sign_in(cast.ben)
        agree(as_viewer(cast.ben), publish("Be kind.", asks=True).pk)
        publish("Be kind, always.")
        assert ben.get("/").status_code == 200
        publish("Be kind, always. Be brief.", asks=True, note="Brevity")
        page = get(ben, ben.get("/").url)
        assert "Brevity" in page
        assert "always" in page.split("<ins>")[1]

    def test_what_is_sent_is_never_held_up(self, cast, sign_in, publish):
        ben, topic = sign_in(cast.ben), make_topic(cast.ada)
        publish("Be kind.", asks=True)
        answer = ben.post(f"/t/{topic.pk}/reply/", {"body": "My words."})
        assert answer.url.startswith(topic.get_absolute_url())
        news = ben.get("/news/", headers={"Sec-Fetch-Mode": "cors"})
        assert "/agreement/" not in news.headers.get("Location", "")

    @pytest.mark.parametrize("url", ["/about/rules/", "/account/logout/", "/settings/profile/"])
    def test_reading_leaving_and_ones_settings_stay_open(self, url, cast, sign_in, publish):
        publish("Be kind.", asks=True)
        assert sign_in(cast.ben).get(url).status_code == 200

    def test_guests_read_on(self, guest, publish):
        publish("Be kind.", asks=True)
        get(guest, "/")

    @pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 18, "9" * 40])
    def test_nobody_agrees_to_what_there_is_not(self, version, cast, sign_in, publish):
        publish("Be kind.", asks=True)
        answer = sign_in(cast.ben).post("/agreement/", {"version": version, "agree": "on"})
        assert answer.status_code in {403, 422}
        assert not Agreement.objects.exists()

    def test_it_leads_nowhere_else(self, cast, sign_in, publish):
        rules = publish("Be kind.", asks=True)
        form = {"version": rules.pk, "agree": "on", "next": "https://evil.example/"}
        assert sign_in(cast.ben).post("/agreement/", form).url == "/"

    def test_who_was_shown_an_older_version_is_asked_again(self, cast, sign_in, publish):
        ben = sign_in(cast.ben)
        first = publish("Be kind.", asks=True)
        publish("Pay dues.", kind="terms", asks=True)
        ben.post("/agreement/", {"version": first.pk, "agree": "on"})
        page = get(ben, ben.get("/").url)
        assert "Pay dues." in page
        assert "Be kind." not in page

    def test_signing_up_agrees(self, guest, publish, mailoutbox):
        rules = publish("Be kind.", asks=True)
        url = reverse("account_signup")
        page = get(guest, url)
        assert 'name="agree"' in page
        assert '<a href="/about/rules/" target="_blank">Rules of the community</a>' in page
        form = {"username": "nil", "email": "nil@example.org", "password1": "quiet-otter-river"}
        form["asked"] = rules.pk
        answer = guest.post(url, form)
        assert "tick the box" in answer.content.decode()
        assert not User.objects.filter(username="nil").exists()
        guest.post(url, form | {"agree": "on"})
        person = User.objects.get(username="nil")
        assert person.agreed_to == rules.pk
        assert Agreement.objects.get().person_id == person.pk


class TestAdmin:
    def test_a_version_is_published_and_never_changed(self, cast, sign_in, guest):
        root = sign_in(cast.root)
        form = {"kind": "privacy", "text": "We keep little.", "note": "", "asks": ""}
        assert root.post(f"{ADMIN}add/", form).status_code == 302
        forget_community()
        assert "We keep little." in get(guest, "/about/privacy/")
        made = Document.objects.get()
        assert made.by_id == cast.root.pk
        assert root.post(f"{ADMIN}{made.pk}/change/", form | {"text": "x"}).status_code == 403
        assert root.post(f"{ADMIN}{made.pk}/delete/", {"post": "yes"}).status_code == 403
        assert "We keep little." in get(root, f"{ADMIN}add/?kind=privacy")

    def test_what_cannot_be_shown_is_said_beside_the_text(self, cast, sign_in):
        form = {"kind": "privacy", "text": "<!-- a remark -->", "note": "", "asks": ""}
        page = sign_in(cast.root).post(f"{ADMIN}add/", form).content.decode()
        assert "errorlist" in page
        assert "&lt;!-- a remark --&gt;" in page
        assert not Document.objects.exists()

    def test_who_agreed_is_listed(self, cast, sign_in, publish):
        agree(as_viewer(cast.ben), publish("Be kind.", asks=True).pk)
        assert "ben" in get(sign_in(cast.root), "/admin/accounts/agreement/")


def test_the_pages_ask_no_more_with_many_versions(
    guest, publish, cast, django_assert_max_num_queries
):
    for n in range(12):
        publish(f"Be kind, {n}. @ada", asks=True)
    get(guest, "/about/rules/")
    with django_assert_max_num_queries(3):
        get(guest, "/about/rules/")
    make_person("late")
