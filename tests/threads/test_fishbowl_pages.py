"""A running fishbowl through its pages: each act, each refusal, and no text lost.

Numbers of scenarios are those of domain §5, numbers of rules those of docs/fishbowl.md.
"""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.models import User
from ledger.models import Act, Entry
from tests.make import as_viewer, make_ask, make_reply, make_topic
from threads.actions import seats
from threads.actions.curation import close_topic
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.hosts import leave_hosting
from threads.actions.phases import move_phase
from threads.actions.rounds import start_round
from threads.actions.setups import Setup
from threads.markup import MarkupRefused, Reason
from threads.models import (
    Ask,
    Category,
    Draft,
    Fishbowl,
    Hand,
    HeldPost,
    Post,
    Prompt,
    Rest,
    Round,
    Seat,
    Topic,
    Turn,
)
from threads.models.fishbowls import HandState, SeatState
from threads.queries import texts
from threads.queries.harvests import harvest_for

HOSTILE = "\n  </textarea><script>alert(1)</script> & \"quoted\" 'ö'\n\n  last line  "


@pytest.fixture
def bowl(cast, hall, sign_in):
    """A fishbowl of Ada's in which Mira sits on the panel, with one open chair; and browsers."""
    User.objects.update(date_joined=timezone.now() - timedelta(days=400))
    topic = make_topic(
        cast.ada, hall, title="Who waters?", prompts=["Who?", "When?"],
        setup=Setup("fishbowl", ("mira.oday",)),
    )  # fmt: skip
    seats.answer_invitation(as_viewer(cast.mira), topic, accept=True)
    topic = Topic.objects.select_related("category").get(pk=topic.pk)
    people = ("ada", "ben", "mira", "mo", "root", "ola", "kit", "tove")
    b = SimpleNamespace(**{name: sign_in(getattr(cast, name)) for name in people})
    return SimpleNamespace(topic=topic, cast=cast, **vars(b))


@pytest.fixture
def panel(bowl):
    """The same while the panel talks."""
    move_phase(as_viewer(bowl.cast.ada), bowl.topic, "panel")
    return bowl


def press(client, bowl, act, **data):
    return client.post(f"/t/{bowl.topic.pk}/{act}/", data)


def done(client, bowl, act, **data) -> str:
    """Do it, and answer what is said of it; it leads to the topic."""
    answer = press(client, bowl, act, **data)
    assert answer.status_code == 302, (answer.status_code, answer.content.decode()[-3000:])
    assert answer.headers["Location"] == bowl.topic.get_absolute_url()
    return said(answer)


def said(answer) -> str:
    """The last of what waits to be said."""
    return [str(one) for one in get_messages(answer.wsgi_request)][-1]


def refused(client, bowl, act, status=403, **data) -> str:
    answer = press(client, bowl, act, **data)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def row(bowl) -> Fishbowl:
    return Fishbowl.objects.get(topic=bowl.topic)


def phase(bowl) -> str:
    return row(bowl).phase


def sitting(bowl) -> set[str]:
    seated = Seat.objects.filter(fishbowl__topic=bowl.topic, state=SeatState.SEATED)
    return set(seated.values_list("person__username", flat=True))


def line(bowl) -> list[str]:
    hands = Hand.objects.filter(fishbowl__topic=bowl.topic, state=HandState.RAISED)
    return list(hands.order_by("raised_at").values_list("person__username", flat=True))


def reply(client, bowl, body="Words", **data):
    return client.post(f"/t/{bowl.topic.pk}/reply/", {"body": body} | data)


# --- Chairs ---------------------------------------------------------------------------------------


def test_13_taking_the_chair_is_one_press_and_one_speaks(panel):
    assert done(panel.ben, panel, "chair/take") == "You sit in the bowl now."
    assert sitting(panel) == {"mira.oday", "ben"}
    assert reply(panel.ben, panel, "Spoken at once", lane="bowl").status_code == 302
    assert Post.objects.get(source="Spoken at once").lane == "bowl"
    page = panel.ola.get(panel.topic.get_absolute_url()).content.decode()
    assert 'data-person="ben"' in page


def test_the_same_press_twice_is_one_seat(panel):
    for _ in range(2):
        assert done(panel.ben, panel, "chair/take") == "You sit in the bowl now."
    assert Seat.objects.filter(person=panel.cast.ben).count() == 1
    assert Entry.objects.filter(act=Act.CHAIR_TAKE).count() == 1


def test_14_the_second_is_told_who_was_faster_and_stands_in_line(panel):
    done(panel.ben, panel, "chair/take")
    for _ in range(2):
        assert done(panel.ola, panel, "chair/take") == "ben was faster. You are next in line."
    words = done(panel.tove, panel, "chair/take")
    assert words == "ben was faster. You are in line, 1 before you."
    assert line(panel) == ["ola", "tove"]


def test_raising_and_lowering_a_hand(panel):
    done(panel.ben, panel, "chair/take")
    assert done(panel.ola, panel, "hand/raise") == "You are next in line."
    assert done(panel.tove, panel, "hand/raise") == "You are in line, 1 before you."
    assert done(panel.ola, panel, "hand/raise") == "You are next in line."
    assert done(panel.ola, panel, "hand/lower") == "You are no longer in line."
    assert done(panel.ola, panel, "hand/lower") == "You are not in line."
    assert line(panel) == ["tove"]


def test_a_freed_chair_is_held_for_the_first_in_line(panel):
    done(panel.ben, panel, "chair/take")
    done(panel.ola, panel, "hand/raise")
    assert done(panel.ben, panel, "chair/give-back") == "You have left your place in the bowl."
    assert done(panel.ben, panel, "chair/give-back") == "You do not sit in the bowl."
    assert done(panel.ola, panel, "hand/raise").startswith("A chair is held for you until ")
    assert done(panel.ola, panel, "chair/take") == "You sit in the bowl now."


def test_16_nobody_is_pushed_while_nobody_waits(panel):
    done(panel.ben, panel, "chair/take")
    long_ago = timezone.now() - timedelta(days=5)
    Seat.objects.filter(person=panel.cast.ben).update(sat_at=long_ago, held_from=long_ago)
    Fishbowl.objects.update(due_at=timezone.now())
    done(panel.mo, panel, "gallery", gallery="questions")
    assert "ben" in sitting(panel)
    # Somebody waits: from now on twelve hours.
    done(panel.ola, panel, "hand/raise")
    told = Seat.objects.get(person=panel.cast.ben).told_at
    assert told
    assert "ben" in sitting(panel)
    assert reply(panel.ben, panel, "Still here", lane="bowl").status_code == 302
    Seat.objects.filter(person=panel.cast.ben).update(told_at=told - timedelta(hours=13))
    Fishbowl.objects.update(due_at=timezone.now())
    done(panel.mo, panel, "gallery", gallery="full")
    assert "ben" in sitting(panel)
    # Silent for 48 hours, and told before: the chair goes on.
    Seat.objects.filter(person=panel.cast.ben).update(held_from=long_ago)
    Fishbowl.objects.update(due_at=timezone.now())
    done(panel.mo, panel, "gallery", gallery="questions")
    assert "ben" not in sitting(panel)
    assert done(panel.ola, panel, "chair/take") == "You sit in the bowl now."


def test_18_a_gift_comes_before_the_line(panel):
    done(panel.ben, panel, "chair/take")
    for who in (panel.ola, panel.tove, panel.kit):
        done(who, panel, "hand/raise")
    for _ in range(2):
        words = done(panel.mira, panel, "chair/give", person="kit")
        assert words == "Your chair is offered to kit; it is theirs once they accept."
    assert "mira.oday" in sitting(panel)
    assert done(panel.kit, panel, "chair/take") == "You sit in the bowl now."
    assert sitting(panel) == {"ben", "kit"}
    assert Seat.objects.get(person=panel.cast.kit).kind == "panel"
    assert Entry.objects.get(act=Act.CHAIR_GIFT).after == "kit"
    # Who took an open chair gives it to nobody.
    assert "the line decides" in refused(panel.ben, panel, "chair/give", person="ola")


def test_a_gift_names_somebody_who_waits(panel):
    done(panel.ola, panel, "hand/raise")
    page = refused(panel.mira, panel, "chair/give", status=422, person="nobody.here")
    assert "Nobody here has this handle." in page
    assert '<option value="ola"' in page
    assert "no longer waits" in refused(panel.mira, panel, "chair/give", status=409, person="tove")


def test_invitations_are_answered(cast, hall, bowl, sign_in):
    topic = make_topic(cast.ada, hall, setup=Setup("fishbowl", ("ben", "ola")))
    other = SimpleNamespace(topic=topic)
    assert done(bowl.ben, other, "invitation", accept="1") == "You sit in the bowl now."
    assert done(bowl.ben, other, "invitation", accept="1") == "You sit in the bowl now."
    words = done(bowl.ola, other, "invitation", accept="0")
    assert words == "You declined; you are not on the panel."
    assert done(bowl.ola, other, "invitation", accept="0") == "No invitation waits for you here."
    refused(bowl.ola, other, "invitation", status=422, accept="perhaps")
    refused(bowl.ola, other, "invitation", status=422)


def test_freeing_a_chair_takes_a_reason(panel):
    page = refused(panel.ada, panel, "chair/free", status=422, person="mira.oday", reason="")
    assert "Say why" in page
    assert "mira.oday" in sitting(panel)
    page = refused(panel.ada, panel, "chair/free", status=422, person="", reason="Kept <words>")
    assert "Kept <words></textarea>" in page
    assert "Only" not in refused(panel.ben, panel, "chair/free", person="mira.oday", reason="No")
    words = done(panel.ada, panel, "chair/free", person="mira.oday", reason="Away")
    assert words == "The place of mira.oday is free."
    again = done(panel.mo, panel, "chair/free", person="mira.oday", reason="Away")
    assert again == "mira.oday does not sit there."
    assert sitting(panel) == set()
    assert Entry.objects.get(act=Act.CHAIR_FREE).reason == "Away"


def test_19_moderators_rest_somebody_in_one_act(panel):
    done(panel.ben, panel, "chair/take")
    done(panel.ola, panel, "hand/raise")
    done(panel.tove, panel, "hand/raise")
    words = {"person": "@ola", "reason": "Several accounts"}
    refused(panel.ada, panel, "chair/rest", **words)
    assert "Say why" in refused(panel.mo, panel, "chair/rest", status=422, person="ola")
    assert done(panel.mo, panel, "chair/rest", **words) == "Done."
    assert done(panel.mo, panel, "chair/rest", on="1", **words) == "It was so already."
    assert line(panel) == ["tove"]
    assert "rest from the chairs" in refused(panel.ola, panel, "hand/raise")
    desk = panel.ada.get(f"/t/{panel.topic.pk}/fishbowl/").content.decode()
    assert "Several accounts" in desk
    assert "joined on" in desk
    assert done(panel.mo, panel, "chair/rest", on="0", **words) == "Done."
    assert not Rest.objects.exists()
    assert done(panel.ola, panel, "hand/raise") == "You are in line, 1 before you."


# --- Phases ---------------------------------------------------------------------------------------


def test_moving_on_says_what_changes_and_asks_once(bowl):
    url = f"/t/{bowl.topic.pk}/phase/"
    page = bowl.ada.get(f"{url}?to=panel").content.decode()
    for words in (
        "Begin the panel",
        "1 person now",
        "1 open chair is there",
        "notes and questions",
    ):
        assert words in page
    assert phase(bowl) == "gathering"
    assert done(bowl.ada, bowl, "phase", to="panel") == "The panel talks now."
    assert phase(bowl) == "panel"
    assert done(bowl.ada, bowl, "phase", to="panel") == "It was so already."
    assert bowl.ada.get(f"{url}?to=panel").status_code == 302
    assert Entry.objects.filter(act=Act.PANEL_BEGIN).count() == 1


def test_opening_the_floor_says_who_is_not_heard(panel):
    done(panel.ben, panel, "chair/take")
    done(panel.ola, panel, "hand/raise")
    start_round(as_viewer(panel.cast.ada), panel.topic, text="And you?")
    page = unescape(panel.ada.get(f"/t/{panel.topic.pk}/phase/?to=open_floor").content.decode())
    assert "The line ends: 1 hand is lowered." in page
    assert "Open chairs end: ben." in page
    assert "The round ends; not heard: mira.oday, ben." in page
    assert "Everybody writes, on the floor." in page
    done(panel.ada, panel, "phase", to="open_floor", words="Enough <prepared>")
    assert phase(panel) == "open_floor"
    assert Entry.objects.get(act=Act.FLOOR_OPEN).reason == "Enough <prepared>"
    assert sitting(panel) == {"mira.oday"}


def test_the_panel_has_the_word_again_with_a_sentence(panel):
    done(panel.ada, panel, "phase", to="open_floor")
    page = refused(panel.ada, panel, "phase", status=422, to="panel", words=" ")
    assert "Say in a sentence why the floor closes again." in page
    assert "On the floor nobody writes any more." in page
    done(panel.ada, panel, "phase", to="panel", words="One more round")
    assert phase(panel) == "panel"


def test_27_closing_takes_a_sentence_or_a_harvest(panel):
    page = refused(panel.ada, panel, "phase", status=422, to="closed")
    assert "Close with a sentence of your own, or publish a harvest first." in page
    assert phase(panel) == "panel"
    long = "x" * 501
    assert long in refused(panel.ada, panel, "phase", status=422, to="closed", words=long)
    done(panel.ada, panel, "phase", to="closed", words="We water in turn.")
    assert phase(panel) == "closed"
    assert "We water in turn." in panel.ben.get(panel.topic.get_absolute_url()).content.decode()
    # Its host opens it again, within 30 days.
    page = panel.ada.get(f"/t/{panel.topic.pk}/phase/?to=open_floor").content.decode()
    assert "Open it again" in page
    done(panel.ada, panel, "phase", to="open_floor")
    assert phase(panel) == "open_floor"


def test_27_with_a_harvest_no_words_are_asked(panel):
    ada = as_viewer(panel.cast.ada)
    harvest = begin_harvest(ada, panel.topic, Facts("harvest", "Kept", "Us"), "Words")
    publish_harvest(ada, harvest_for(ada, harvest.pk), edits=1)
    page = panel.ada.get(f"/t/{panel.topic.pk}/phase/?to=closed").content.decode()
    assert "optional" in page
    done(panel.ada, panel, "phase", to="closed")
    assert phase(panel) == "closed"


def test_a_phase_is_moved_along_the_table_by_who_holds_it(bowl):
    url = f"/t/{bowl.topic.pk}/phase/"
    for client in (bowl.ben, bowl.mira, bowl.mo, bowl.root):
        refused(client, bowl, "phase", to="panel")
        assert client.get(f"{url}?to=panel").status_code == 403
    refused(bowl.mo, bowl, "phase", status=422, to="closed")
    assert bowl.ada.get(f"{url}?to=elsewhere").status_code == 404
    assert bowl.ada.get(url).status_code == 404
    refused(bowl.ada, bowl, "phase", status=422, to="elsewhere")
    done(bowl.ada, bowl, "phase", to="open_floor")
    refused(bowl.ada, bowl, "phase", to="gathering")
    leave_hosting(as_viewer(bowl.cast.ada), bowl.topic)
    refused(bowl.ada, bowl, "phase", to="panel", words="Mine")
    done(bowl.mo, bowl, "phase", to="panel", words="Nobody holds it")
    assert phase(bowl) == "panel"


def test_a_panel_needs_somebody_or_a_chair(cast, hall, bowl):
    topic = make_topic(cast.ada, hall, setup=Setup("fishbowl", ("ben",)))
    empty = SimpleNamespace(topic=topic)
    done(bowl.ada, empty, "chairs", open="0")
    assert "Open a chair first" in refused(bowl.ada, empty, "phase", to="panel")


# --- What who hosts changes -----------------------------------------------------------------------


def test_chairs_gallery_and_their_bounds(panel):
    assert done(panel.ada, panel, "chairs", open="3") == "Done."
    assert done(panel.ada, panel, "chairs", open="3") == "It was so already."
    for open_chairs in ("4", "-1", "", "many"):
        page = refused(panel.ada, panel, "chairs", status=422, open=open_chairs)
        assert "errorlist" in page
    assert row(panel).open_chairs == 3
    refused(panel.mo, panel, "chairs", open="1")
    assert done(panel.mo, panel, "gallery", gallery="off") == "Done."
    refused(panel.ada, panel, "gallery", status=422, gallery="loud")
    refused(panel.ben, panel, "gallery", gallery="full")
    assert row(panel).gallery == "off"


def test_dates_and_hours(bowl):
    local = timezone.localtime() + timedelta(days=2)
    when = local.strftime("%Y-%m-%dT%H:%M")
    assert done(bowl.ada, bowl, "times", panel_at=when, hold_hours="24") == "Done."
    found = row(bowl)
    assert found.panel_at == local.replace(second=0, microsecond=0)
    assert (found.floor_at, found.hold_hours, found.offer_hours) == (None, 24, 24)
    assert done(bowl.ada, bowl, "times", panel_at=when) == "It was so already."
    early = (local - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = refused(bowl.ada, bowl, "times", status=422, floor_at=early)
    assert "The floor opens after the panel has begun." in page
    assert early in page
    page = refused(bowl.ada, bowl, "times", status=422, panel_at="2001-01-01T10:00")
    assert "This moment is over" in page
    assert "errorlist" in refused(bowl.ada, bowl, "times", status=422, hold_hours="999")
    assert "errorlist" in refused(bowl.ada, bowl, "times", status=422, panel_at="soon")
    assert done(bowl.ada, bowl, "times", panel_at="") == "Done."
    assert row(bowl).panel_at is None
    for client in (bowl.ben, bowl.mo, bowl.root):
        refused(client, bowl, "times", hold_hours="30")


def test_rounds_from_the_desk(panel):
    prompt = Prompt.objects.filter(topic=panel.topic).first()
    page = refused(panel.ada, panel, "round/start", status=422)
    assert "Choose a question, or write one." in page
    page = refused(panel.ada, panel, "round/start", status=422, text="Why <so>?", hours="1")
    assert "Why <so>?</textarea>" in page
    page = refused(panel.ada, panel, "round/start", status=422, text="Why?", prompt=prompt.pk)
    assert "not both" in page
    for client in (panel.ben, panel.mira, panel.mo, panel.root):
        refused(client, panel, "round/start", prompt=prompt.pk)
    words = done(panel.ada, panel, "round/start", prompt=prompt.pk, in_order="on", hours="48")
    assert words == "The round has begun."
    again = done(panel.ada, panel, "round/start", prompt=prompt.pk, in_order="on", hours="48")
    assert again == "It was so already."
    found = Round.objects.get()
    assert (found.prompt_id, found.in_order) == (prompt.pk, True)
    assert found.ends_at - found.started_at == timedelta(hours=48)
    assert "Before half" in refused(panel.ada, panel, "round/skip", person="mira.oday")
    half = timedelta(hours=25)
    Round.objects.update(started_at=found.started_at - half, ends_at=found.ends_at - half)
    refused(panel.ada, panel, "round/skip", status=422, person="")
    assert "goes on without" in done(panel.ada, panel, "round/skip", person="mira.oday")
    assert Turn.objects.get().state == "skipped"
    assert done(panel.ada, panel, "round/end") == "No round runs."


def test_passing_is_a_turn(panel):
    done(panel.ada, panel, "round/start", text="And you?")
    refused(panel.ben, panel, "round/pass")
    assert "passed" in done(panel.mira, panel, "round/pass")
    assert Turn.objects.get().state == "passed"
    assert Round.objects.get().state == "complete"


def test_ending_a_round(panel):
    done(panel.ada, panel, "round/start", text="And you?")
    refused(panel.mira, panel, "round/end")
    assert done(panel.ada, panel, "round/end") == "The round has ended."
    assert Entry.objects.get(act=Act.ROUND_END).before == "mira.oday"


# --- A text that its lane refuses -----------------------------------------------------------------


def typed_again(page: str) -> str:
    """What the text area holds, as a browser has it."""
    found = re.search(r'<textarea name="body"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


def hidden(page: str) -> dict[str, list[str]]:
    form = page.split('<form class="sheet"', 1)[1].split("</form>", maxsplit=1)[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)"', form):
        fields.setdefault(name, []).append(unescape(value))
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def test_17_a_text_that_comes_too_late_is_kept_and_offered_elsewhere(panel):
    done(panel.ben, panel, "chair/take")
    done(panel.ada, panel, "chair/free", person="ben", reason="Time")
    prompts = [
        str(pk) for pk in Prompt.objects.filter(topic=panel.topic).values_list("pk", flat=True)
    ]
    sent = {
        "lane": "bowl", "reply_to": "1", "prompts": prompts, "token": str(uuid4()), "seq": "7",
        "speaking_from": "the <garden>",
    }  # fmt: skip
    answer = reply(panel.ben, panel, HOSTILE, **sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<script>" not in page.split("<main", 1)[1]
    assert "Your chair was passed on" in page
    assert typed_again(page) == HOSTILE
    assert not Post.objects.filter(author=panel.cast.ben).exists()
    kept = hidden(page)
    assert kept.pop("place") == [f"topic:{panel.topic.pk}"]
    assert kept == {
        name: value if isinstance(value, list) else [value]
        for name, value in sent.items()
        if name != "lane"
    }
    assert re.findall(r'name="lane" value="(.*?)"', page) == ["gallery"]
    # One press, and it stands in the gallery, with all that was said beside it.
    again = panel.ben.post(
        f"/t/{panel.topic.pk}/reply/", kept | {"body": HOSTILE, "lane": "gallery"}
    )
    assert again.status_code == 302
    post = Post.objects.get(author=panel.cast.ben)
    assert (post.lane, post.source, post.speaking_from) == ("gallery", HOSTILE, "the <garden>")
    assert Post.objects.get(pk=post.reply_to_id).number == 1


def test_17_or_kept_as_a_draft(panel):
    done(panel.ben, panel, "chair/take")
    done(panel.ben, panel, "chair/give-back")
    page = reply(panel.ben, panel, HOSTILE, lane="bowl").content.decode()
    answer = panel.ben.post("/drafts/", hidden(page) | {"body": HOSTILE, "keep": "1"})
    assert answer.status_code == 302
    assert Draft.objects.get(person=panel.cast.ben).body == HOSTILE
    # What was kept before is not in the way of the next.
    page = reply(panel.ben, panel, "Later words", lane="bowl").content.decode()
    panel.ben.post("/drafts/", hidden(page) | {"body": "Later words"})
    assert Draft.objects.get(person=panel.cast.ben).body == "Later words"


def test_23_the_gallery_stays_out_of_the_bowl(panel):
    answer = reply(panel.ben, panel, "Let me in", lane="bowl")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Only who sits in the bowl speaks there." in page
    assert typed_again(page) == "Let me in"
    assert not Post.objects.filter(source="Let me in").exists()
    answer = reply(panel.ben, panel, "Let me in", lane="floor")
    assert answer.status_code == 403
    assert typed_again(answer.content.decode()) == "Let me in"


def test_without_a_lane_it_goes_where_the_writer_can(panel):
    assert reply(panel.ben, panel, "From afar").status_code == 302
    assert reply(panel.mira, panel, "From within").status_code == 302
    assert Post.objects.get(source="From afar").lane == "gallery"
    assert Post.objects.get(source="From within").lane == "bowl"
    assert reply(panel.ben, panel, "Where?", lane="roof").status_code == 422


def test_before_the_panel_begins_only_the_host_writes(bowl):
    answer = reply(bowl.ben, bowl, HOSTILE)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert typed_again(page) == HOSTILE
    assert 'name="lane"' not in page
    assert 'formaction="/drafts/"' in page
    assert reply(bowl.ada, bowl, "Opening material").status_code == 302
    assert Post.objects.get(source="Opening material").lane == "bowl"


def test_when_the_phase_moved_on_it_is_a_lost_race(panel):
    done(panel.ada, panel, "phase", to="open_floor")
    for lane in ("bowl", "gallery"):
        answer = reply(panel.ben, panel, "Too late", lane=lane)
        assert answer.status_code == 409
        assert 'name="lane" value="floor"' in answer.content.decode()
    assert reply(panel.ben, panel, "Too late", lane="floor").status_code == 302
    done(panel.ada, panel, "phase", to="closed", words="Enough")
    answer = reply(panel.ben, panel, HOSTILE, lane="floor")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert typed_again(page) == HOSTILE
    assert 'name="lane"' not in page


def test_who_had_their_turn_keeps_the_second_text(panel):
    done(panel.ada, panel, "chairs", open="2")
    done(panel.ben, panel, "chair/take")
    done(panel.ada, panel, "round/start", text="And you?")
    assert reply(panel.mira, panel, "My turn", lane="bowl").status_code == 302
    answer = reply(panel.mira, panel, "Once more", lane="bowl")
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "You have had your turn." in page
    assert "ben" in page
    assert typed_again(page) == "Once more"
    # The gallery is open to everybody meanwhile.
    assert reply(panel.mira, panel, "Once more", lane="gallery").status_code == 302


def test_a_moderator_adds_a_note_to_the_bowl(panel):
    page = reply(panel.mo, panel, "Calm, please", lane="bowl").content.decode()
    assert 'name="as_moderator" value="on"' in page
    answer = reply(panel.mo, panel, "Calm, please", lane="gallery", as_moderator="on")
    assert answer.status_code == 302
    post = Post.objects.get(source="Calm, please")
    assert (post.lane, post.as_moderator) == ("bowl", True)
    answer = reply(panel.ben, panel, "Me too", as_moderator="on")
    assert answer.status_code == 403
    assert typed_again(answer.content.decode()) == "Me too"


def test_a_silenced_member_loses_nothing(panel):
    soon = timezone.now() + timedelta(days=1)
    User.objects.filter(pk=panel.cast.ben.pk).update(silenced_until=soon, silenced_reason="Loud")
    answer = reply(panel.ben, panel, HOSTILE, lane="gallery")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert typed_again(page) == HOSTILE
    assert 'name="lane"' not in page


def test_a_waiting_text_keeps_its_lane(panel):
    Category.objects.update(holds="posts")
    assert reply(panel.ben, panel, "Waits", lane="gallery").status_code == 302
    assert HeldPost.objects.get().request["lane"] == "gallery"
    answer = reply(panel.ben, panel, "Not there", lane="bowl")
    assert answer.status_code == 403
    assert HeldPost.objects.count() == 1


def test_the_preview_keeps_the_lane(panel):
    page = reply(panel.mira, panel, "*Soon*", lane="gallery", preview="1").content.decode()
    assert "<em>Soon</em>" in page
    assert re.search(r'name="lane" value="gallery" checked', page)


# --- Questions of the gallery, and the balance ----------------------------------------------------


def test_questions_go_into_the_bowl_together(panel):
    one = make_ask(panel.cast.ben, panel.topic, None, "First <b>question</b>?")
    two = make_ask(panel.cast.ola, panel.topic, None, "Second question?")
    make_ask(panel.cast.ola, panel.topic, panel.cast.ada, "To Ada?")
    url = f"/t/{panel.topic.pk}/questions/"
    page = panel.ada.get(url).content.decode()
    assert "First &lt;b&gt;question&lt;/b&gt;?" in page
    assert "Second question?" in page
    assert "To Ada?" not in page
    page = refused(panel.ada, panel, "questions", status=422, words="Kept <words>")
    assert "Choose at least one question." in page
    assert "Kept <words></textarea>" in page
    page = refused(panel.ada, panel, "questions", status=422, asks=[one.pk], words=" ")
    assert re.search(rf'value="{one.pk}" checked', page)
    sent = {"asks": [one.pk, two.pk], "words": "What they ask:", "token": str(uuid4())}
    for _ in range(2):
        answer = press(panel.ada, panel, "questions", **sent)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{panel.topic.get_absolute_url()}2/"
    post = Post.objects.get(topic=panel.topic, number=2)
    assert (post.lane, post.as_host, post.source) == ("bowl", True, "What they ask:")
    assert set(Ask.objects.filter(batch=post)) == {one, two}
    page = refused(panel.ada, panel, "questions", status=409, asks=[one.pk], words="Once <more>")
    assert "None of these questions waits any more." in page
    assert "Once <more></textarea>" in page
    for client in (panel.ben, panel.mira, panel.mo, panel.root):
        assert client.get(url).status_code == 403
        refused(client, panel, "questions", asks=[one.pk], words="Me")


def test_the_balance_is_private(panel):
    url = f"/t/{panel.topic.pk}/balance/"
    done(panel.ada, panel, "chairs", open="2")
    done(panel.ben, panel, "chair/take")
    make_reply(panel.cast.mira, panel.topic, "one two three")
    make_reply(panel.cast.ada, panel.topic, "four")
    make_reply(panel.cast.ola, panel.topic, "a note that does not count")
    page = panel.mira.get(url).content.decode()
    assert "You wrote 75 % of this." in page
    assert "1 person who sits there has not spoken yet." in page
    assert "data-person" not in page
    for client in (panel.ben, panel.ola, panel.tove):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "You have not spoken here yet" in answer.content.decode()
    for client in (panel.ada, panel.mo, panel.kit, panel.root):
        page = client.get(url).content.decode()
        shares = re.findall(r'<tr role="row" data-person="(.*?)">.*?(\d+) %', page, re.DOTALL)
        # By place, then by name: nobody is ranked.
        assert shares == [("mira.oday", "75"), ("ben", "0"), ("ada", "25")]
    assert "You wrote 25 % of this." in panel.ada.get(url).content.decode()


def test_the_balance_opens_no_seal(cast, hall, bowl, sign_in):
    """What is sealed counts for nobody who may not open it."""
    topic = make_topic(
        cast.ada, hall, prompts=["Hard?"], sealed=[0], setup=Setup("fishbowl", ("mira.oday",))
    )
    move_phase(as_viewer(cast.ada), topic, "open_floor")
    prompt = Prompt.objects.get(topic=topic)
    make_reply(cast.mira, topic, "sealed words", prompt_ids=[prompt.pk])
    page = bowl.ada.get(f"/t/{topic.pk}/balance/").content.decode()
    assert 'data-person="mira.oday"' not in page


# --- The desk -------------------------------------------------------------------------------------


def forms_of(page: str, bowl) -> set[str]:
    return set(re.findall(rf'action="/t/{bowl.topic.pk}/(.*?)/"', page))


def test_the_desk_offers_what_is_whose(panel):
    done(panel.ben, panel, "chair/take")
    done(panel.ola, panel, "hand/raise")
    url = f"/t/{panel.topic.pk}/fishbowl/"
    page = panel.ada.get(url).content.decode()
    assert forms_of(page, panel) == {"chair/free", "round/start", "gallery", "chairs", "times"}
    steps = set(re.findall(r'href="/t/\d+/phase/\?to=(\w+)"', page))
    assert steps == {"gathering", "open_floor", "closed"}
    for words in ("questions/", "balance/", "panel/", 'data-person="ola"', "joined on"):
        assert words in page
    for client in (panel.mo, panel.kit, panel.root):
        page = client.get(url).content.decode()
        assert forms_of(page, panel) == {"chair/free", "chair/rest", "gallery"}
        assert set(re.findall(r"phase/\?to=(\w+)", page)) == {"closed"}
    for client in (panel.ben, panel.mira, panel.ola, panel.tove):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "for those who hold this fishbowl" in answer.content.decode()


def test_the_desk_without_a_host(panel):
    leave_hosting(as_viewer(panel.cast.ada), panel.topic)
    url = f"/t/{panel.topic.pk}/fishbowl/"
    page = panel.mo.get(url).content.decode()
    assert forms_of(page, panel) == {"chair/free", "chair/rest", "gallery", "times"}
    assert "chairs" in forms_of(panel.root.get(url).content.decode(), panel)
    assert panel.ada.get(url).status_code == 403


def test_the_desk_of_a_closed_fishbowl_offers_to_open_it_again(panel):
    close_topic(as_viewer(panel.cast.ada), panel.topic, "Enough")
    page = panel.ada.get(f"/t/{panel.topic.pk}/fishbowl/").content.decode()
    assert forms_of(page, panel) == set()
    assert re.findall(r"phase/\?to=(\w+)", page) == ["open_floor"]


def test_the_desk_says_what_became_of_invitations(cast, hall, bowl):
    topic = make_topic(cast.ada, hall, setup=Setup("fishbowl", ("ben", "ola", "tove")))
    seats.answer_invitation(as_viewer(cast.ben), topic, accept=False)
    asked = Seat.objects.filter(fishbowl__topic=topic)
    asked.filter(person=cast.ola).update(state=SeatState.EXPIRED)
    page = bowl.ada.get(f"/t/{topic.pk}/fishbowl/").content.decode()
    for words in ("declined", "did not answer", "invited"):
        assert words in page


# --- Who does not find it, and what is no fishbowl ------------------------------------------------

POSTS = [
    "chair/take", "chair/give-back", "chair/give", "chair/free", "chair/rest", "hand/raise",
    "hand/lower", "invitation", "phase", "chairs", "gallery", "times", "round/start", "round/pass",
    "round/skip", "round/end", "questions",
]  # fmt: skip
WHOLE = {
    "person": "ada", "reason": "Because", "accept": "1", "to": "panel", "open": "1",
    "gallery": "full", "text": "Why?", "asks": "1", "words": "Words",
}  # fmt: skip


@pytest.mark.parametrize("act", POSTS)
def test_a_private_topic_is_not_there(act, cast, quiet_room, bowl, guest):
    topic = make_topic(cast.ada, quiet_room, setup=Setup("fishbowl", ("mira.oday",)))
    for client in (bowl.ben, bowl.mo):
        assert client.post(f"/t/{topic.pk}/{act}/", WHOLE).status_code == 404
        assert client.post(f"/t/999999/{act}/", WHOLE).status_code == 404
    assert guest.post(f"/t/{topic.pk}/{act}/").status_code == 302
    assert Hand.objects.count() == 0


@pytest.mark.parametrize("act", POSTS)
def test_an_ordinary_topic_has_nothing_of_it(act, cast, topic, bowl):
    assert bowl.ada.post(f"/t/{topic.pk}/{act}/", WHOLE).status_code == 403
    for page in ("fishbowl", "balance", "questions", "phase"):
        assert bowl.ada.get(f"/t/{topic.pk}/{page}/", {"to": "panel"}).status_code == 403


@pytest.mark.parametrize("act", [act for act in POSTS if act not in {"phase", "questions"}])
def test_acts_are_posts(act, bowl):
    assert bowl.ada.get(f"/t/{bowl.topic.pk}/{act}/").status_code == 405


# --- Words that are refused, and fewer chairs -----------------------------------------------------


def test_22_with_fewer_chairs_nobody_is_removed(panel):
    done(panel.ada, panel, "chairs", open="2")
    done(panel.ben, panel, "chair/take")
    done(panel.tove, panel, "chair/take")
    done(panel.ola, panel, "hand/raise")
    done(panel.ada, panel, "chairs", open="1")
    assert sitting(panel) == {"mira.oday", "ben", "tove"}
    # The first that frees is not offered again, the next is.
    done(panel.ben, panel, "chair/give-back")
    assert line(panel) == ["ola"]
    done(panel.tove, panel, "chair/give-back")
    assert line(panel) == []
    assert done(panel.ola, panel, "chair/take") == "You sit in the bowl now."


@pytest.mark.parametrize("reason", list(Reason))
def test_words_that_cannot_be_rendered_stay_on_the_page(panel, monkeypatch, reason):
    """Above a batch of questions, like everywhere else."""
    ask = make_ask(panel.cast.ben, panel.topic, None, "A question?")

    def render(*_arguments, **_facts):
        raise MarkupRefused(reason)

    monkeypatch.setattr(texts.markup, "render", render)
    sent = {"asks": [ask.pk], "words": "Words that took <long>"}
    answer = press(panel.ada, panel, "questions", **sent)
    assert answer.status_code == (429 if reason is Reason.BUSY else 422)
    page = unescape(answer.content.decode())
    assert "Words that took <long></textarea>" in page
    assert MarkupRefused(reason).message in page
    assert re.search(rf'value="{ask.pk}" checked', page)
    answer = reply(panel.mira, panel, HOSTILE, lane="bowl")
    assert answer.status_code == (429 if reason is Reason.BUSY else 422)
    assert "last line  </textarea>" in answer.content.decode()
