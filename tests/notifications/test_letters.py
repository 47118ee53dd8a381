"""What a mail looks like on the wire: headers, lines, text and HTML that say the same, languages."""

import re
from types import SimpleNamespace

import pytest
from django.core import mail as sent_mail
from django.db.models import Q
from django.test import Client

from accounts.models import Community, User
from leadership_forum import mail as outbox_of_site
from notifications.models import Bounce, Mail, MailChoice, Notice
from notifications.registry import registry
from notifications.tasks import prune_mail, send_mail, sending
from notifications.tasks.bounces import note_bounce, note_event
from tests.make import as_viewer, make_reply, make_topic, opening
from tests.markup.corpus import HOSTS, KNOWN, NAMES, cases
from tests.notifications.posting import (
    all_to_mail,
    body,
    now_plus,
    post,
    queue,
    states,
    wait,
    words_of_html,
    words_of_text,
)
from threads import markup
from threads.actions.likes import like_post
from threads.models import CategoryByMail
from threads.queries.texts import prepare


@pytest.fixture
def told(tell):
    def tell_by_mail() -> None:
        tell()
        all_to_mail()

    return tell_by_mail


HEADERS = {
    "From": '"The Weir, Ltd." <forum@localhost>',
    "To": "ada@example.org",
    "List-Id": '"The Weir, Ltd." <notices.localhost>',
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    "Precedence": "list",
}


def test_the_headers(cast, topic, told):
    Community(name="The Weir, Ltd.").save()
    make_reply(cast.ben, topic, reply_to=1)
    told()
    (letter,) = post()
    assert {name: str(letter[name]) for name in HEADERS} == HEADERS
    assert re.fullmatch(r"<mail-\d+-[0-9a-f]{16}@localhost>", letter["Message-ID"])
    assert re.fullmatch(
        r"<http://127\.0\.0\.1:\d+/mail/stop/[\w.~-]+/>", letter["List-Unsubscribe"]
    )
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    html = body(letter, "html")
    assert not re.search(r"<img|<link|<script|<style|style=|src=", html)
    assert '<html lang="en">' in html


NASTY = [
    "Two\r\nBcc: eve@example.org\r\n\r\nlines",
    "W" * 199,
    "\u202eturned " + "Ünïcode 字 " * 15,
    "=?utf-8?q?Bcc=3A?= <b> & \"quotes\" 'n' (comments)",
    "раураl Аdmin",
]


@pytest.mark.parametrize("words", NASTY)
def test_no_word_breaks_out_of_its_header(words, cast, hall, told, settings):
    User.objects.filter(pk=cast.ben.pk).update(display_name=words[:60])
    Community(name=words[:60]).save()
    topic = make_topic(cast.ada, hall)
    type(topic).objects.filter(pk=topic.pk).update(title=words)
    make_reply(cast.ben, topic, "W" * 5_000 + "\n.\n..\n" + "字" * 3_000, reply_to=1)
    told()
    (letter,) = post()
    raw = sent_mail.outbox[-1].message().as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    head = raw.split(b"\r\n\r\n")[0].decode()
    names = re.findall(r"(?m)^([\w-]+):", head)
    assert len(names) == len(set(names))
    assert not {"Bcc", "Cc"} & set(names)
    assert re.search(r"(?m)^List-Unsubscribe: <http[^ =]+>\r?$", head)
    assert letter["To"] == "ada@example.org"
    assert letter["From"].addresses[0].addr_spec == "forum@localhost"
    assert "\u202e" not in str(letter["Subject"])
    assert str(letter["Subject"]).startswith(
        "Two Bcc" if "Two" in words else str(letter["Subject"])[:3]
    )
    assert "字" * 3_000 in body(letter)


def test_text_and_html_say_the_same():
    """Of every text that is tried with the renderer."""
    seen = 0
    for case in cases():
        try:
            stored = markup.bind(markup.render(case.typed, HOSTS), KNOWN).html
        except markup.MarkupRefused:
            continue
        seen += 1
        html, text = markup.mailed(markup.fill(stored, NAMES), "https://forum.example/t/x/1/2/")
        assert words_of_html(html)[0] == words_of_text(text)[0], case.typed
        assert not re.search(r"<[^>]*(?:<img| src=| class=| data-| style=)", html)
        links = words_of_html(html)[1]
        assert [link for link in links if not re.match("(?i)https?:|mailto:", link)] == []
    assert seen > 100


SAID = """# Head

One *two* [three](https://a.example/b) <https://c.example/d> [own](/t/x/1/).

> Quoted **words**
> > deeper

1. first
2. second
   - nested

```
code  here
   indented
```

| A | B |
| --- | --- |
| 1 | 2 |

It was [spoiler]the gardener[/spoiler].
"""
READS = """Head

One two three <https://a.example/b> https://c.example/d own <https://forum.example/t/x/1/>.

> Quoted words
>
> > deeper

1. first
2. second
   - nested

    code  here
       indented

A | B
1 | 2

It was ▒▒▒."""


def test_the_text_is_laid_out_as_mail_is(db):
    stored = prepare(SAID).html
    html, text = markup.mailed(
        markup.fill(stored, markup.Names()), "https://forum.example/t/x/1/2/"
    )
    assert text == READS
    assert "gardener" not in html


def test_it_speaks_the_language_and_the_clock_of_its_person(cast, topic, told):
    User.objects.filter(pk=cast.ada.pk).update(language="de", time_zone="Pacific/Kiritimati")
    make_reply(cast.ben, topic, reply_to=1)
    told()
    Notice.objects.update(at=now_plus(-5))
    (letter,) = post()
    assert '<html lang="de">' in body(letter, "html")
    assert "(+14)" in body(letter)


def test_a_category_by_mail_is_one_mail_a_post_like_a_list(cast, hall, tell):
    CategoryByMail.objects.create(person=cast.mira, category=hall)
    topic = make_topic(cast.ada, hall, title="Seeds")
    posts = [opening(topic), make_reply(cast.ben, topic, "Swap them.")]
    for one in posts:
        Notice.objects.create(
            recipient=cast.mira, actor_id=one.author_id, kind="each_post", subject_id=one.pk,
            topic_id=topic.pk, by_mail="each", on_site=False,
        )  # fmt: skip
    letters = post()
    assert [str(letter["Subject"]) for letter in letters] == ["[Hall] Seeds"] * 2
    assert {str(letter["List-Id"]) for letter in letters} == {
        f'"Leadership Forum" <c{hall.pk}.localhost>'
    }
    assert letters[0]["References"] == letters[1]["References"]
    assert "Each post in" in Client().get(_stop_of(letters[0])).content.decode()
    # Who ends it while one waits gets that one no more.
    Notice.objects.update(mail=None)
    Mail.objects.all().delete()
    queue()
    Client().post(_stop_of(letters[0]), {"List-Unsubscribe": "One-Click"})
    assert post() == []
    assert states() == ["dropped", "dropped"]


def _stop_of(letter) -> str:
    return re.sub(r"^<https?://[^/]+|>$", "", letter["List-Unsubscribe"])


def test_what_is_no_post_says_what_it_is_about(cast, topic, opening_post, told):
    like_post(as_viewer(cast.ben), opening_post)
    told()
    (letter,) = post()
    assert str(letter["Subject"]) == "ben liked your post: Who leads here?"
    assert words_of_html(body(letter, "html")) == words_of_text(body(letter))


def test_what_opens_later_is_waited_for(cast, circle, secret, told, monkeypatch):
    """A sealed answer is told when it opens: until then its letter waits."""
    make_reply(cast.ada, secret, "Psst @mira.oday")
    told()
    queue()
    with monkeypatch.context() as patch:
        patch.setattr(registry, "readable", lambda _v, _k=None: Q(pk__in=[]))
        patch.setattr(registry, "later", lambda _v: Q(pk__gt=0))
        wait()
        send_mail()
        assert states(cast.mira) == ["waiting"]
        mail = Mail.objects.get(recipient=cast.mira)
        assert (mail.attempts, mail.lease) == (0, "")
        assert mail.not_before > now_plus(50)
    wait(90)
    send_mail()
    assert states(cast.mira) == ["sent"]


def test_quiet_hours_that_began_meanwhile_hold_it_back(cast, topic, told):
    make_reply(cast.ben, topic, reply_to=1)
    told()
    queue()
    MailChoice.objects.create(person=cast.ada, paused_until=now_plus(600))
    assert post() == []
    assert Mail.objects.get().not_before > now_plus(590)


class TestBounces:
    def test_its_owner_reads_of_it_and_confirming_anew_lifts_it(self, cast, topic, told, sign_in):
        note_bounce("ADA@example.org", Bounce.Why.BOUNCE, "550 5.1.1 No such\r\nperson")
        note_bounce("ada@example.org", Bounce.Why.COMPLAINT, "later")
        assert Bounce.objects.get().words == "550 5.1.1 No such person"
        ada = sign_in(cast.ada)
        page = ada.get("/notifications/").content.decode()
        assert "Mail to your address came back" in page
        cast.ada.emailaddress_set.update(verified=False)
        ada.post("/account/email/", {"action_send": "", "email": "ada@example.org"})
        code = re.search(r"(?m)^([A-Z0-9]{4}-[A-Z0-9]{4})$", sent_mail.outbox[-1].body)[1]
        ada.post("/account/confirm-email/", {"code": code})
        assert not Bounce.objects.exists()
        assert "came back" not in ada.get("/notifications/").content.decode()

    @pytest.mark.parametrize(
        ("event", "why"),
        [
            ("bounced", "bounce"),
            ("complained", "complaint"),
            ("delivered", None),
            ("deferred", None),
            ("rejected", None),
        ],
    )
    def test_what_a_provider_tells(self, event, why, cast):
        facts = {
            "recipient": "ben@example.org",
            "mta_response": None,
            "description": "Gone",
            "reject_reason": "x",
        }
        note_event(event=SimpleNamespace(event_type=event, **facts), sender=None, esp_name="Any")
        assert list(Bounce.objects.values_list("why", "words")) == ([(why, "Gone")] if why else [])


class TestAdmin:
    @pytest.fixture
    def root(self, cast, sign_in):
        return sign_in(cast.root)

    def make(self, person, state, **facts) -> Mail:
        return Mail.objects.create(
            recipient=person, purpose="notices", state=state, key=f"{state}{person.pk}", **facts
        )

    def test_it_is_found_by_its_message_id_and_sent_again(self, root, cast, topic, told):
        failed = self.make(cast.ada, "failed", reason="550 No", message_id="<mail-1@x>", attempts=3)
        open_one = self.make(
            cast.ben, "unconfirmed", reason="The server did not say whether it took it."
        )
        sent = self.make(cast.mira, "sent")
        page = root.get("/admin/notifications/mail/").content.decode()
        assert "failed: 1 · unconfirmed: 1" in page
        found = root.get("/admin/notifications/mail/?q=%3Cmail-1@x%3E").content.decode()
        assert ("550 No" in found, "did not say" in found) == (True, False)

        def act(name: str) -> str:
            rows = [failed.pk, open_one.pk, sent.pk]
            answer = root.post(
                "/admin/notifications/mail/",
                {"action": name, "_selected_action": rows},
                follow=True,
            )
            return answer.content.decode()

        assert "1 mail waits to be sent again." in act("send_failed_again")
        assert [Mail.objects.get(pk=one.pk).state for one in (failed, open_one, sent)] == [
            "waiting",
            "unconfirmed",
            "sent",
        ]
        assert "1 mail waits to be sent again." in act("send_unconfirmed_again")
        failed.refresh_from_db()
        assert (failed.attempts, failed.reason, failed.message_id) == (0, "", "<mail-1@x>")
        assert "0 mails wait" in act("send_failed_again")

    def test_where_a_newer_one_waits_the_old_one_stays(self, root, cast):
        old = self.make(cast.ada, "failed", topic_id=7)
        self.make(cast.ada, "waiting", topic_id=7)
        root.post(
            "/admin/notifications/mail/",
            {"action": "send_failed_again", "_selected_action": [old.pk]},
        )
        assert Mail.objects.get(pk=old.pk).state == "failed"

    def test_nobody_else_sends_again(self, cast, sign_in):
        old = self.make(cast.ada, "failed")
        sign_in(cast.mo).post(
            "/admin/notifications/mail/",
            {"action": "send_failed_again", "_selected_action": [old.pk]},
        )
        assert Mail.objects.get(pk=old.pk).state == "failed"

    def test_an_address_is_let_go(self, root):
        bounce = note_bounce("ada@example.org", Bounce.Why.COMPLAINT)
        root.post(f"/admin/notifications/bounce/{bounce.pk}/delete/", {"post": "yes"})
        assert not Bounce.objects.exists()

    def test_what_went_is_forgotten_and_what_ended_badly_stays(self, cast):
        for state, days in (("sent", 91), ("dropped", 91), ("failed", 91), ("unconfirmed", 91)):
            self.make(cast.ada, state, ended_at=now_plus(-days * 24 * 60))
        self.make(cast.ben, "sent", ended_at=now_plus(-89 * 24 * 60))
        assert prune_mail() == 2
        assert sorted(states()) == ["failed", "sent", "unconfirmed"]

    def test_what_ended_badly_keeps_nothing_else(self, cast, monkeypatch):
        """However much of it there is."""
        monkeypatch.setattr(sending, "PRUNED", 1)
        for state in ("failed", "unconfirmed", "sent"):
            self.make(cast.ada, state, ended_at=now_plus(-91 * 24 * 60))
        assert prune_mail() == 1
        assert sorted(states()) == ["failed", "unconfirmed"]


class TestOutboxOfTheSite:
    @pytest.fixture
    def outbox(self, settings, tmp_path):
        settings.OUTBOX_DIR = tmp_path / "outbox"
        settings.MAILERS = {"default": {"BACKEND": "leadership_forum.mail.OutboxBackend"}}
        return settings.OUTBOX_DIR

    def test_it_shows_what_a_mail_promises_and_its_html(self, outbox, cast, topic, told, capsys):
        make_reply(cast.ben, topic, "Ask **her** & <script>", reply_to=1)
        told()
        queue()
        wait()
        send_mail()
        guest = Client()
        page = guest.get("/outbox/").content.decode()
        mail = Mail.objects.get()
        assert (mail.state, page.count("<article")) == ("sent", 1)
        for words in (
            "From",
            "forum@localhost",
            "ada@example.org",
            mail.message_id.strip("<>"),
            "notices.localhost",
            f"topic-{topic.pk}@localhost",
        ):
            assert words in page
        assert "Ask her &amp; &lt;script&gt;" in re.search(r"(?s)<pre[^>]*>(.*?)</pre>", page)[1]
        stop = re.search(r'href="http://127.0.0.1:\d+(/mail/stop/[^"]+)"', page)[1]
        assert guest.get(stop).status_code == 200
        answer = guest.get(re.search(r'href="(/outbox/[^"]+/html/)"', page)[1])
        assert "<strong>her</strong> &amp; &lt;script&gt;" in answer.content.decode()
        policy = answer.headers["Content-Security-Policy"]
        assert (
            policy
            == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_only_its_own_files(self, outbox, settings, db):
        outbox.mkdir()
        (outbox / "secret.eml").write_text("Content-Type: text/html\n\nno")
        for name in ("secret", "..", "0" * 20 + "-" + "a" * 8):
            assert Client().get(f"/outbox/{name}/html/").status_code == 404
        assert outbox_of_site.html_of("../outbox/secret") == ""
        settings.LOCAL = False
        assert Client().get("/outbox/").status_code == 404

    def test_what_cannot_be_written_was_not_sent(self, outbox, cast, topic, told, caplog):
        outbox.write_text("a file where the folder should be")
        make_reply(cast.ben, topic, reply_to=1)
        told()
        assert post() == []
        assert states() == ["waiting"]
