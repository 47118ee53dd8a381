"""What somebody writes at a harvest and has not saved is kept for them alone (docs/fishbowl.md, rules
7.7 and 7.8); the draft that its writers share changes by saving alone."""

import re

import pytest

from tests.make import as_viewer, make_reply, make_topic
from threads.actions.curation import archive_topic
from threads.actions.harvesters import drop_harvester, name_harvester
from threads.actions.harvests import Facts, begin_harvest
from threads.actions.moving import merge_topics
from threads.actions.posts import withdraw_post
from threads.models import CoHost, Draft, Harvest, Post

JSON = {"Accept": "application/json"}
LINES = {"kind": "weave", "title": "My title", "for_whom": "My circle", "goes_to": "My meeting"}
SAVED = {"kind": "harvest", "title": "What we keep", "for_whom": "The circle", "goes_to": "May"}


@pytest.fixture
def talk(cast, hall):
    """Ada's topic; Mira hosts it with her, Ola drafts."""
    topic = make_topic(cast.ada, hall, title="Who waters?", prompts=["What helps?"])
    make_reply(cast.ben, topic, "Patience helps most.")
    CoHost.objects.create(topic=topic, person=cast.mira)
    name_harvester(as_viewer(cast.ada), topic, cast.ola)
    return topic


@pytest.fixture
def harvest(cast, talk) -> Harvest:
    facts = Facts("harvest", "What we keep", "The circle", "May")
    return begin_harvest(as_viewer(cast.ada), talk, facts, "Shared words [#2]")


@pytest.fixture
def places(talk, harvest) -> dict[str, str]:
    """Each place, and the page on which one writes there."""
    return {
        f"harvest-topic:{talk.pk}": f"/t/{talk.pk}/harvest/",
        f"harvest:{harvest.pk}": f"/harvests/{harvest.pk}/edit/",
    }


def keep(client, place: str, body: str, seq: int = 1, **more):
    """As scripts do."""
    said = {"place": place, "body": body, "seq": seq, "base": "1"} | LINES | more
    return client.post("/drafts/", said, headers=JSON)


def page_of(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def fields_of(page: str) -> dict[str, str]:
    """What stands in the form of a harvest."""
    form = page[page.index('data-behaviour="harvest"') :].partition("</form>")[0]
    inputs = re.findall(r'<input[^>]*name="(\w+)"[^>]*?value="([^"]*)"', form)
    body = re.search(r'<textarea[^>]*name="body"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    kind = re.search(r'<option value="(\w+)" selected', form)
    assert body
    assert kind
    return dict(inputs) | {"body": body[1], "kind": kind[1]}


def assert_holds(page: str, **said: str) -> None:
    fields = fields_of(page)
    assert {name: fields.get(name, "") for name in said} == said


def test_it_is_kept_for_its_writer_and_stands_in_the_form(cast, talk, harvest, places, sign_in):
    ada, before = sign_in(cast.ada), Harvest.objects.values().get()
    for place, url in places.items():
        answer = keep(ada, place, "Half a\r\nthought", 4)
        assert (answer.status_code, answer.json()) == (200, {"seq": 4, "theirs": None})
        assert_holds(page_of(ada, url), body="Half a\nthought", seq="5", **LINES)
        assert "have not saved it" in page_of(ada, url)
    # Also without a text, or with a line emptied.
    assert keep(ada, f"harvest:{harvest.pk}", "", 5, goes_to="").status_code == 200
    page = page_of(ada, f"/harvests/{harvest.pk}/edit/")
    assert_holds(page, body="", seq="6", **LINES | {"goes_to": ""})
    # The shared draft is as it was, and nobody else sees a word.
    assert Harvest.objects.values().get() == before
    for person in (cast.mira, cast.ola):
        client = sign_in(person)
        assert_holds(page_of(client, f"/harvests/{harvest.pk}/edit/"), seq="1", **SAVED)
        for url in (*places.values(), "/drafts/", f"/harvests/{harvest.pk}/publish/"):
            said = client.get(url).content.decode()
            assert "Half a" not in said, (person, url)
            assert "My circle" not in said, (person, url)
    assert "What you wrote at it and have not saved" in page_of(
        ada, f"/harvests/{harvest.pk}/publish/"
    )


def test_without_scripts_a_button_keeps_it(cast, places, sign_in):
    ada = sign_in(cast.ada)
    for place, url in places.items():
        assert 'name="keep" value="1" formaction="/drafts/"' in page_of(ada, url)
        typed = fields_of(page_of(ada, url)) | LINES | {"body": f"At {place}", "keep": "1"}
        assert ada.post("/drafts/", typed, follow=True).redirect_chain == [("/drafts/", 302)]
        assert_holds(page_of(ada, url), body=f"At {place}", seq="2", **LINES)
        # Buttons that only look keep the number of the form; the page is new to scripts.
        sent = ada.post(url, typed | {"seq": "7", "template": "1"}).content.decode()
        assert_holds(sent, body=f"At {place}", seq="7")
        assert " data-typed>" in sent


def test_a_place_is_taken_from_who_drafts_there_alone(cast, talk, harvest, places, sign_in, guest):
    for person, status in (
        (cast.ada, {200}), (cast.mira, {200}), (cast.ola, {200}),
        (cast.ben, {403, 404}), (cast.mo, {403, 404}), (cast.root, {403, 404}),
    ):  # fmt: skip
        client = sign_in(person)
        for place in places:
            answer = keep(client, place, "Words of my own")
            assert answer.status_code in status, (person, place)
            assert answer.status_code == 200 or answer.json()["error"]
            plain = client.post(
                "/drafts/", {"place": place, "body": "Plain words", "seq": 9, **LINES}
            )
            assert plain.status_code in status | {302}, (person, place)
            if plain.status_code != 302:
                said = plain.content.decode()
                assert [word in said for word in ("Plain words", "My circle")] == [True, True]
    assert Draft.objects.count() == 6
    assert keep(guest, f"harvest:{harvest.pk}", "Words").status_code == 403
    # What is not there answers like what one may not know.
    ben = sign_in(cast.ben)
    unknown, hidden = (keep(ben, f"harvest:{pk}", "Words") for pk in (10**17, harvest.pk))
    assert (unknown.status_code, unknown.json()) == (hidden.status_code, hidden.json())
    archive_topic(as_viewer(cast.mo), talk, "Rest")
    assert keep(sign_in(cast.ada), f"harvest:{harvest.pk}", "Late", 10).status_code == 403


def test_newer_words_win_and_late_ones_are_shown_both(cast, harvest, sign_in):
    ada, place = sign_in(cast.ada), f"harvest:{harvest.pk}"
    keep(ada, place, "One", 3)
    late = keep(ada, place, "One", 3, title="Other title")
    assert late.status_code == 409
    assert (late.json()["seq"], late.json()["theirs"]) == (3, "One")
    assert late.json()["facts"] == LINES | {"base": 1}
    assert keep(ada, place, "One", 3).status_code == 200
    assert keep(ada, place, "Two", 4, title="Other title").status_code == 200
    assert Draft.objects.get().facts["title"] == "Other title"


def test_saving_ends_it(cast, talk, harvest, places, sign_in):
    ada, place = sign_in(cast.ada), f"harvest:{harvest.pk}"
    (_topic_place, begin), (_place, edit) = places.items()
    for one in places:
        keep(ada, one, "Ready")
    refused = ada.post(begin, SAVED | {"body": "[#99]", "seq": "2"})
    assert refused.status_code == 422
    assert Draft.objects.count() == 2
    begun = ada.post(begin, SAVED | {"body": "Ready", "seq": "2"}, follow=True)
    assert list(Draft.objects.values_list("place", flat=True)) == [place]
    assert f'data-sent="harvest-topic:{talk.pk}"' in begun.content.decode()
    typed = fields_of(page_of(ada, edit))
    published = ada.post(edit, typed | {"then": "publish"}, follow=True).content.decode()
    assert f'data-sent="{place}"' in published
    assert "have not saved is not in it" not in published
    assert not Draft.objects.exists()
    # What another window kept since is not in what was saved.
    typed = fields_of(page_of(ada, edit))
    keep(ada, place, "Of another window", int(typed["seq"]))
    assert ada.post(edit, typed | {"body": "Of this one"}).status_code == 302
    page = page_of(ada, edit)
    assert_holds(page, body="Of another window")
    assert '<pre class="source" tabindex="0">Of this one</pre>' in page


def test_a_draft_that_was_saved_meanwhile_shows_both(cast, harvest, sign_in):
    ada, mira = sign_in(cast.ada), sign_in(cast.mira)
    url, place = f"/harvests/{harvest.pk}/edit/", f"harvest:{harvest.pk}"
    keep(ada, place, "Mine")
    theirs = {
        "kind": "harvest",
        "title": "Her title",
        "for_whom": "Her circle",
        "body": "Hers [#2]",
    }
    assert mira.post(url, theirs | {"edits": "1", "seq": "1"}).status_code == 302
    for seq in (2, 3):
        # Both stand there until one is saved, also after more was typed.
        page = page_of(ada, url)
        assert "Since you began to write" in page
        said = page[page.index('class="theirs"') :].partition("</section>")[0]
        for words in ("Hers [#2]", "Her title", "Her circle"):
            assert words in said
        assert_holds(page, body="Mine", edits="2", base="1", seq=str(seq), **LINES)
        keep(ada, place, "Mine", seq)
    assert Harvest.objects.get().source.startswith("Hers")
    assert ada.post(url, fields_of(page_of(ada, url))).status_code == 302
    assert (Harvest.objects.get().source, Harvest.objects.get().edits) == ("Mine", 3)
    assert "Since you began" not in page_of(ada, url)
    # A race that is lost at the press of the button shows her lines, too.
    mira.post(url, theirs | {"edits": "3"})
    lost = ada.post(url, LINES | {"body": "Late", "edits": "3", "seq": "9", "base": "3"})
    assert lost.status_code == 409
    said = lost.content.decode()
    assert said.index("Her title") < said.index('id="harvest-form"')
    assert_holds(said, body="Late", base="3", edits="4", seq="9")
    # Who kept just what stands there has nothing unsaved.
    keep(mira, place, theirs.pop("body"), 2, goes_to="", **theirs)
    assert "have not saved it" not in page_of(mira, url)


def test_the_drafts_page_leads_back_and_discards(cast, talk, harvest, places, sign_in):
    ola = sign_in(cast.ola)
    for place in places:
        keep(ola, place, "To find again")
    page = page_of(ola, "/drafts/")
    for url in (f"/t/{talk.pk}/harvest/#begin-title", f"/harvests/{harvest.pk}/edit/"):
        assert f'<a href="{url}">{talk.title}</a>' in page
    assert page.count("a harvest, not saved") == 2
    # Who drafts no more reads every word that they wrote, and nothing of the place.
    drop_harvester(as_viewer(cast.ada), talk, cast.ola.pk)
    for draft in Draft.objects.all():
        page = page_of(ola, "/drafts/")
        assert talk.title not in page
        assert f"/{harvest.pk}/edit/" not in page
        for words in ("To find again", "My title", "My circle", "My meeting"):
            assert words in page
        assert ola.post(f"/drafts/{draft.pk}/discard/").status_code == 302
    assert not Draft.objects.exists()


def test_it_goes_with_its_topic_into_another(cast, talk, hall, sign_in):
    ada, ola, target = sign_in(cast.ada), sign_in(cast.ola), make_topic(cast.ada, hall)
    for client in (ada, ola):
        keep(client, f"harvest-topic:{talk.pk}", 'Begun [#2 "Patience"] [#77]')
    keep(ada, f"harvest-topic:{target.pk}", "Begun there [#1]")
    merge_topics(as_viewer(cast.mo), talk, "Same", target=target)
    # The same post is cited, by its new number.
    page = page_of(ola, f"/t/{talk.pk}/harvest/")
    assert_holds(page, body="Begun [#3 &quot;Patience&quot;] [#77]", **LINES)
    assert_holds(page_of(ada, f"/t/{talk.pk}/harvest/"), body="Begun there [#1]")
    assert "Begun [#3" in page_of(ada, "/drafts/")
    cast.ola.delete()
    assert set(Draft.objects.values_list("person", flat=True)) == {cast.ada.pk}


def test_what_is_withdrawn_leaves_it_too(cast, talk, places, sign_in):
    ada = sign_in(cast.ada)
    for place in places:
        keep(ada, place, 'We [#2 "Patience helps"] and [#1 "Opening"]')
    keep(ada, f"topic:{talk.pk}", 'A reply [#2 "Patience helps"]')
    post = Post.objects.select_related("topic__category").get(topic=talk, number=2)
    withdraw_post(as_viewer(cast.ben), post)
    bodies = set(Draft.objects.exclude(place__startswith="topic").values_list("body", flat=True))
    assert bodies == {'We [#2] and [#1 "Opening"]'}
    for url in places.values():
        assert "Patience helps" not in page_of(ada, url)
