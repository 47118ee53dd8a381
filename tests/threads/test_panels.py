"""The panel of a topic that stands: who sits there, what was heard of them, what they answer."""

import re

import pytest

from ledger.models import Entry
from notifications.models import Notice
from tests.make import as_viewer, make_category, make_reply, make_topic
from threads.actions.curation import archive_topic, close_topic
from threads.actions.setups import Setup
from threads.models import Fishbowl, Panelist, Perspective, Source, Topic
from threads.queries.setups import standing_of


@pytest.fixture
def ada(cast, sign_in):
    return sign_in(cast.ada)


@pytest.fixture
def recap(cast, hall) -> Topic:
    """Ada's recap with Mira, Ben and Dina, who has no account."""
    setup = Setup("recap", ("mira.oday", "ben", "Dina"))
    return make_topic(cast.ada, hall, title="What we heard", setup=setup, prompts=["Who?", "How?"])


def seats(topic: Topic) -> list[Panelist]:
    return list(Panelist.objects.filter(topic=topic).order_by("position"))


def names(topic: Topic) -> list[tuple[str, int | None]]:
    return [(one.name, one.person_id) for one in seats(topic)]


def form_of(topic: Topic, **changes) -> dict[str, object]:
    """What the page of the panel sends when nothing is touched, and these changes."""
    standing = standing_of(Topic.objects.get(pk=topic.pk))
    data = {
        "stamp": standing.stamp,
        "kind": standing.kind,
        "seat": [str(seat.id) for seat in standing.seats],
        "panel": [seat.typed for seat in standing.seats],
        "order": [str(n) for n, _seat in enumerate(standing.seats, start=1)],
        "view": [seat.view for seat in standing.seats],
        "source_title": standing.source.title if standing.source else "",
    }
    return data | changes


def send(client, topic: Topic, data):
    return client.post(f"/t/{topic.pk}/panel/", data)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def acts(topic: Topic) -> list[str]:
    return list(
        Entry.objects.filter(topic_id=topic.pk).order_by("id").values_list("act", flat=True)
    )


def test_an_ordinary_topic_gets_a_panel_views_and_a_source_with_one_press(
    ada, cast, topic, guest, tell
):
    """Three views are entered at once; a topic without them shows nothing of it."""
    before = guest.get(topic.get_absolute_url()).content.decode()
    assert "On the panel" not in before
    assert "/panel/" not in before
    assert f"/t/{topic.pk}/panel/" in ada.get(topic.get_absolute_url()).content.decode()
    assert ada.get(f"/t/{topic.pk}/panel/").status_code == 200
    data = form_of(
        topic,
        kind="recap",
        panel=["@Mira.Oday", "Dina", "ben"],
        seat=["", "", ""],
        order=["", "", ""],
        view=["Rest is *work*, says @ben.", "Start small.", ""],
        source_title="An evening",
        source_kind="talk",
        source_when="2026-11",
        source_links="https://example.org/essay",
        reason="From the live call",
    )
    assert send(ada, topic, data).status_code == 302
    assert names(topic) == [("mira.oday", cast.mira.pk), ("Dina", None), ("ben", cast.ben.pk)]
    assert acts(topic) == ["convert", "panel", "perspective", "perspective", "source"]
    page = text_of(guest.get(topic.get_absolute_url()))
    assert 'Rest is <em>work</em>, says <a class="mention" href="/u/ben/">@ben</a>.' in page
    assert "<figcaption>as heard by Ada Lindqvist</figcaption>" in page
    assert "November 2026" in page
    assert "(<bdi>Open topic</bdi> → <bdi>Recap of a conversation</bdi>)" in page
    assert "Recap" in text_of(guest.get("/"))
    tell()
    tell()
    told = Notice.objects.filter(kind="perspective")
    assert [(one.recipient_id, one.actor_id) for one in told] == [(cast.mira.pk, cast.ada.pk)]
    assert not Notice.objects.filter(kind="mention", recipient=cast.ben).exists()


def test_the_same_press_twice_and_a_stale_form(ada, cast, recap, sign_in):
    """Lost race: 409 with both, nothing typed is lost, and saving again puts it in its place."""
    stale = form_of(recap)
    new = form_of(recap)
    new["seat"] = ["", *new["seat"]]
    new["panel"] = ["Orla", *new["panel"]]
    new["order"] = ["", "2", "3", "4"]
    new["view"] = ["Begin with rest.", "", "", ""]
    assert send(ada, recap, new).status_code == 302
    assert send(ada, recap, new).status_code == 302, "it stands just so"
    assert acts(recap) == ["panel", "perspective"]
    stale["view"] = ["Mine, typed long.", "", ""]
    stale["source_title"] = "Typed as well"
    answer = send(ada, recap, stale)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Mine, typed long." in page
    assert 'value="Typed as well"' in page
    assert "Orla" in page
    assert "Begin with rest." in page
    assert names(recap)[0] == ("Orla", None)
    stamp = re.search(r'name="stamp" value="([0-9a-f]+)"', page)[1]
    assert send(ada, recap, stale | {"stamp": stamp}).status_code == 302
    assert [name for name, _id in names(recap)] == ["mira.oday", "ben", "Dina"]
    assert Perspective.objects.get().source == "Mine, typed long."


def test_order_removal_and_a_plain_name_that_gets_an_account(ada, cast, recap, tell):
    data = form_of(recap, view=["", "", "Start small."])
    send(ada, recap, data)
    mira, _ben, dina = seats(recap)
    # Ben goes, Dina is Ola and comes first; what was heard of her stays with her.
    data = form_of(recap, panel=["@mira.oday", "", "@ola"], order=["1", "2", "1"])
    assert send(ada, recap, data).status_code == 302
    assert [(one.pk, one.person_id) for one in seats(recap)] == [
        (dina.pk, cast.ola.pk),
        (mira.pk, cast.mira.pk),
    ]
    assert Perspective.objects.get().panelist_id == dina.pk
    tell()
    assert [one.recipient_id for one in Notice.objects.filter(kind="perspective")] == [cast.ola.pk]
    # Another person never inherits what was heard of somebody.
    data = form_of(recap, panel=["@kit", "@mira.oday"])
    data["view"] = ["", ""]
    assert send(ada, recap, data).status_code == 302
    assert names(recap)[0][1] == cast.kit.pk
    assert seats(recap)[0].pk != dina.pk
    assert not Perspective.objects.exists()


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (["1", "2", "1"], ["Dina", "mira.oday", "ben"]),
        (["3", "2", "3"], ["ben", "Dina", "mira.oday"]),
        (["x", "2", "99"], ["mira.oday", "ben", "Dina"]),
        (["3", "2", "1"], ["Dina", "ben", "mira.oday"]),
    ],
)
def test_who_is_moved_to_a_place_stands_there(order, expected, ada, recap):
    assert send(ada, recap, form_of(recap, order=order)).status_code == 302
    assert [name for name, _id in names(recap)] == expected
    assert [one.position for one in seats(recap)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"panel": ["@mira.oday", "Mira.Oday", "Dina"]}, "on the panel already"),
        ({"panel": [f"P{n}" for n in range(13)]}, "Twelve people are the most"),
        ({"panel": ["x" * 61]}, "cannot be stored"),
        ({"view": ["y" * 2_001, "", ""]}, "2000 are the most"),
        ({"view": ["<!-- nothing -->", "", ""]}, "aria-invalid"),
        (
            {"panel": ["", "", "", ""], "seat": ["", "", "", ""], "view": ["Whose?", "", "", ""]},
            "Say whose view this is",
        ),
        ({"source_when": "soon"}, "This is no date"),
        ({"source_links": "javascript:alert(1)"}, "is not the address of a web page"),
        ({"kind": "party"}, "Select a valid choice"),
        ({"reason": "z" * 501}, "at most 500"),
    ],
)
def test_what_is_wrong_is_said_and_everything_is_kept(wrong, said, ada, recap):
    before = names(recap)
    data = form_of(recap, source_title="Typed title") | wrong
    answer = send(ada, recap, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="Typed title"' in page
    for words in [*data["panel"], *data["view"]]:
        assert words.replace("<", "&lt;").replace(">", "&gt;") in page
    assert names(recap) == before
    assert acts(recap) == []


def test_matrix_11_who_converts(cast, sign_in, topic, recap):
    """Host, moderator and admin make an ordinary topic a recap or a fishbowl, and each of these an
    ordinary one again; earlier replies stay; a fishbowl gathers (docs/fishbowl.md, rule 11.9)."""
    make_reply(cast.ben, topic, "Said before.")
    for who, status in ((cast.ben, 403), (cast.tove, 403), (cast.kit, 302)):
        data = form_of(topic, kind="fishbowl")
        assert send(sign_in(who), topic, data).status_code == status
    bowl = Fishbowl.objects.get(topic=topic)
    assert (bowl.phase, bowl.open_chairs) == ("gathering", 1)
    page = sign_in(cast.ben).get(topic.get_absolute_url()).content.decode()
    assert "Said before." in page
    for who, status in ((cast.ben, 403), (cast.ada, 302)):
        data = form_of(topic, kind="open")
        assert send(sign_in(who), topic, data).status_code == status
    assert "Said before." in sign_in(cast.ben).get(topic.get_absolute_url()).content.decode()
    assert send(sign_in(cast.root), recap, form_of(recap, kind="open")).status_code == 302
    page = text_of(sign_in(cast.ben).get(recap.get_absolute_url()))
    assert "On the panel" in page
    assert 'class="pill is-new">Recap' not in page
    assert len(seats(recap)) == 3


def test_what_only_the_host_does(cast, sign_in, recap):
    """Moderators take somebody off; asking somebody on and writing views is the host's."""
    kit = sign_in(cast.kit)
    assert 'name="view"' not in kit.get(f"/t/{recap.pk}/panel/").content.decode()
    data = form_of(recap, panel=["@mira.oday", "@ola", "Dina"])
    answer = send(kit, recap, data)
    assert answer.status_code == 403
    assert "Only who holds a topic asks people onto its panel" in answer.content.decode()
    assert "@ola" in answer.content.decode()
    answer = send(kit, recap, form_of(recap, view=["Heard by nobody", "", ""]))
    assert answer.status_code == 403
    data = form_of(recap, panel=["@mira.oday", "", "Dina"], reason="Asked me to")
    assert send(kit, recap, data).status_code == 302
    assert [name for name, _id in names(recap)] == ["mira.oday", "Dina"]
    Topic.objects.filter(pk=recap.pk).update(host=None)
    assert send(kit, recap, form_of(recap, panel=["@mira.oday", "@ola"])).status_code == 302


def test_what_is_not_sent_of_kind_and_views_stays(ada, recap):
    send(ada, recap, form_of(recap, view=["Rest.", "", ""]))
    assert send(ada, recap, {}).status_code == 409
    data = form_of(recap, source_title="An evening")
    del data["kind"], data["view"]
    assert send(ada, recap, data).status_code == 302
    assert acts(recap) == ["perspective", "source"]


def test_nothing_of_it_changes_in_a_closed_topic(ada, cast, recap):
    data = form_of(recap, source_title="Late")
    close_topic(as_viewer(cast.ada), recap, "Done")
    assert send(ada, recap, data).status_code == 403
    assert ada.get(f"/t/{recap.pk}/panel/{seats(recap)[0].pk}/view/").status_code == 403
    assert not Source.objects.exists()


class TestViews:
    @pytest.fixture
    def url(self, recap) -> str:
        return f"/t/{recap.pk}/panel/{seats(recap)[0].pk}"

    @pytest.fixture
    def heard(self, ada, url):
        return ada.post(f"{url}/view/", {"text": "Rest first.", "version": "0"})

    def test_a_person_corrects_what_was_heard_of_them_in_public(
        self, cast, ada, sign_in, recap, url, heard, guest, tell
    ):
        mira, place = sign_in(cast.mira), recap.get_absolute_url()
        assert heard.headers["Location"].startswith(place)
        assert f"{url}/respond/" in mira.get(place).content.decode()
        assert f"{url}/respond/" not in ada.get(place).content.decode()
        assert "/respond/" not in guest.get(place).content.decode()
        assert "Rest first." in mira.get(f"{url}/respond/").content.decode()
        said = {"kind": "corrects", "text": "Rest **last**, I said.", "version": "1"}
        assert mira.post(f"{url}/respond/", said).status_code == 302
        assert mira.post(f"{url}/respond/", said).status_code == 302
        page = text_of(guest.get(place))
        assert "<b>mira.oday</b> corrects:" in page
        assert "Rest <strong>last</strong>, I said." in page
        assert page.index("Rest first.") < page.index("corrects:")
        assert "answered an earlier wording" not in page
        assert acts(recap) == ["perspective", "respond"]
        tell()
        assert Notice.objects.filter(recipient=cast.ada, kind="moderation").exists()
        # Another wording keeps the answer, and says so; nobody is told a second time.
        Notice.objects.all().delete()
        assert ada.post(f"{url}/view/", {"text": "Rest?", "version": "1"}).status_code == 302
        page = text_of(guest.get(place))
        assert "answered an earlier wording" in page
        assert "Rest <strong>last</strong>, I said." in page
        tell()
        assert not Notice.objects.filter(recipient=cast.mira).exists()

    def test_the_host_cannot_take_an_answer_away(self, cast, ada, sign_in, recap, url, heard):
        sign_in(cast.mira).post(
            f"{url}/respond/", {"kind": "adds", "text": "And more.", "version": "1"}
        )
        assert ada.post(f"{url}/view/", {"text": "", "version": "1"}).status_code == 403
        answer = send(ada, recap, form_of(recap, panel=["", "@ben", "Dina"]))
        assert answer.status_code == 403
        assert "only moderators take them off" in answer.content.decode()
        answer = send(ada, recap, form_of(recap, view=["", "", ""]))
        assert answer.status_code == 422
        assert "not take it away" in answer.content.decode()
        said = {"kind": "corrects", "text": "Hers", "version": "1"}
        assert ada.post(f"{url}/respond/", said).status_code == 403
        assert Perspective.objects.get().response_source == "And more."
        # She takes it back herself; then it may go.
        back = {"kind": "adds", "text": " ", "version": "1"}
        assert sign_in(cast.mira).post(f"{url}/respond/", back).status_code == 302
        assert ada.post(f"{url}/view/", {"text": "", "version": "1"}).status_code == 302
        assert not Perspective.objects.exists()

    def test_stale_forms_of_both_keep_what_was_typed(self, cast, ada, sign_in, recap, url, heard):
        answer = ada.post(f"{url}/view/", {"text": "Other words.", "version": "0"})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Other words." in page
        assert "Rest first." in page
        assert 'name="version" value="1"' in page
        assert ada.post(f"{url}/view/", {"text": "Rest first.", "version": "0"}).status_code == 302
        ada.post(f"{url}/view/", {"text": "Rest second.", "version": "1"})
        said = {"kind": "adds", "text": "Yes, and", "version": "1"}
        answer = sign_in(cast.mira).post(f"{url}/respond/", said)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Yes, and" in page
        assert "Rest second." in page
        assert Perspective.objects.get().response_kind == ""

    def test_who_answers_and_when(self, cast, sign_in, recap, url, heard):
        said = {"kind": "adds", "text": "Me", "version": "1"}
        for who in (cast.ben, cast.kit, cast.root):
            assert sign_in(who).post(f"{url}/respond/", said).status_code == 403
        mira = sign_in(cast.mira)
        assert mira.post(f"{url}/respond/", said | {"kind": "denies"}).status_code == 422
        assert mira.post(f"{url}/respond/", said | {"text": "x" * 2_001}).status_code == 422
        assert mira.get(f"/t/{recap.pk}/panel/999999/respond/").status_code == 404
        close_topic(as_viewer(cast.ada), recap, "Done")
        assert mira.post(f"{url}/respond/", said).status_code == 302, "a correction is not too late"
        archive_topic(as_viewer(cast.mo), recap, "Old")
        assert mira.post(f"{url}/respond/", said | {"text": "Late"}).status_code == 403

    def test_a_panelist_of_another_topic_is_none_of_this(self, cast, ada, recap, url, hall):
        other = make_topic(cast.ada, hall)
        seat = seats(recap)[0].pk
        assert ada.get(f"/t/{other.pk}/panel/{seat}/view/").status_code == 404
        assert ada.get(f"/t/{other.pk}/panel/{seat}/respond/").status_code == 404

    def test_who_cannot_read_the_topic_is_not_told(self, cast, sign_in, secret, tell):
        ada = sign_in(cast.ada)
        data = form_of(secret, kind="recap", panel=["@ben", "@mira.oday"])
        data |= {"seat": ["", ""], "order": ["", ""], "view": ["Hushed.", "Hushed too."]}
        assert send(ada, secret, data).status_code == 302
        tell()
        told = Notice.objects.filter(kind="perspective").values_list("recipient_id", flat=True)
        assert list(told) == [cast.mira.pk]
        page = sign_in(cast.mira).get("/notifications/").content.decode()
        assert 'data-kind="perspective"' in page
        assert f"#panelist-{seats(secret)[1].pk}" in page
        assert "Hushed" not in sign_in(cast.ben).get("/notifications/").content.decode()


def test_scenario_41_a_recap_is_an_ordinary_stream_with_a_panel_that_is_only_a_label(
    cast, recap, guest, sign_in
):
    sign_in(cast.ola).post(f"/t/{recap.pk}/reply/", {"body": "Not on the panel."})
    sign_in(cast.mira).post(f"/t/{recap.pk}/reply/", {"body": "From the panel."})
    for client in (guest, sign_in(cast.ola), sign_in(cast.mira), sign_in(cast.ada)):
        page = client.get(recap.get_absolute_url()).content.decode()
        stream = page[page.index('id="posts"') :]
        assert stream.index("Not on the panel.") < stream.index("From the panel.")
        ola, mira = (
            re.search(f'<article id="post-{n}".*?</article>', page, re.DOTALL)[0] for n in (2, 3)
        )
        assert "on the panel</span>" not in ola
        assert "is-panel" not in ola
        assert '<span class="pill is-new">on the panel</span>' in mira
        for word in (
            "/chair/",
            "/hand/",
            "/phase/",
            "/chairs/",
            "data-seat",
            "data-line",
            'name="lane"',
        ):
            assert word not in page, word
        assert "open chair" not in page.lower().replace("the open chair", "")


def test_panels_of_places_one_cannot_read(cast, sign_in, secret):
    data = form_of(
        secret, kind="recap", panel=["@mira.oday"], seat=[""], order=[""], view=["Hush."]
    )
    send(sign_in(cast.ada), secret, data)
    seat = seats(secret)[0].pk
    ben = sign_in(cast.ben)
    for url in ("panel/", f"panel/{seat}/view/", f"panel/{seat}/respond/"):
        assert ben.get(f"/t/{secret.pk}/{url}").status_code == 404
        assert ben.post(f"/t/{secret.pk}/{url}").status_code == 404


def test_views_stand_on_the_first_page_alone(cast, ada, recap, guest):
    send(ada, recap, form_of(recap, view=["Heard once.", "", ""]))
    for n in range(25):
        make_reply(cast.ben, recap, f"Reply {n} @ada")
    place = recap.get_absolute_url()
    assert "Heard once." in guest.get(place).content.decode()
    second = guest.get(f"{place}?page=2").content.decode()
    assert "On the panel" in second
    # What the line of the ledger says of it stands between the posts, not here.
    assert "as heard by" not in second


def test_an_account_that_is_closed_leaves_its_name_and_its_words(cast, ada, sign_in, recap):
    make_category()
    send(ada, recap, form_of(recap, view=["Rest.", "", ""]))
    url = f"/t/{recap.pk}/panel/{seats(recap)[0].pk}/respond/"
    sign_in(cast.mira).post(url, {"kind": "adds", "text": "And more.", "version": "1"})
    cast.mira.delete()
    assert names(recap)[0] == ("mira.oday", None)
    # Whoever comes by that name later does not take over what she said.
    data = form_of(recap, panel=["@ola", "@ben", "Dina"], view=["Rest.", "", ""])
    assert send(ada, recap, data).status_code == 403
    assert Perspective.objects.get().response_source == "And more."
