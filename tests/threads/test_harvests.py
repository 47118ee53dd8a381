"""Harvests: drafted beside the talk, published with what they cite, disputed, emptied when their
source is taken back (docs/fishbowl.md, harvest)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from ledger.models import Act, Entry
from notifications.models import Kind, Notice
from tests.make import as_viewer, make_person, make_reply, make_topic
from threads.actions.harvesters import name_harvester
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.moving import merge_topics, move_posts
from threads.actions.posts import edit_post, hide_post, restore_post, withdraw_post
from threads.models import Citation, CoHost, Harvest, HarvestVersion, Post, Prompt, Topic
from threads.models.posts import PostQuerySet
from threads.queries.harvests import harvest_for, harvest_markdown

ADMIN_PAGES = ("harvest", "harvestversion", "citation", "harvester")


@pytest.fixture
def talk(cast, hall):
    """Ada's topic with two prompts: Ben answers the first (2), Ola speaks twice (3, 4), so does Ada."""
    topic = make_topic(
        cast.ada, hall, title="Who waters?", prompts=["What helps?", "What hinders?"]
    )
    first = Prompt.objects.get(topic=topic, position=1)
    make_reply(cast.ben, topic, "Patience *helps* most, says @mo.", prompt_ids=[first.pk])
    make_reply(cast.ola, topic, 'She said "slowly" and\nmeant it.')
    make_reply(cast.ola, topic, "A rota for the summer.")
    return topic


FORM = {"kind": "harvest", "title": "What we keep", "for_whom": "The circle meeting, to decide"}
TEXT = 'We wait [#2 "Patience helps most"], twice [#3 "said “slowly” and meant"] and again [#4].'


def begin(client, topic, body: str = TEXT, **more) -> Harvest:
    before = set(Harvest.objects.values_list("pk", flat=True))
    answer = client.post(f"/t/{topic.pk}/harvest/", FORM | {"body": body} | more)
    assert answer.status_code == 302, answer.content.decode()
    return Harvest.objects.exclude(pk__in=before).get()


def publish(client, harvest: Harvest) -> HarvestVersion:
    harvest.refresh_from_db()
    answer = client.post(f"/harvests/{harvest.pk}/publish/", {"edits": harvest.edits})
    assert answer.status_code == 302, answer.content.decode()
    return HarvestVersion.objects.filter(harvest=harvest).first()


def save(client, harvest: Harvest, body: str, **more):
    harvest.refresh_from_db()
    return client.post(
        f"/harvests/{harvest.pk}/edit/", FORM | {"edits": harvest.edits, "body": body} | more
    )


def text_of(client, url: str) -> str:
    return client.get(url).content.decode()


def record_text(client, topic: Topic) -> str:
    """The topic as Markdown."""
    pieces = client.get(f"{topic.get_absolute_url()}text/")
    return b"".join(pieces).decode()


def published(cast, topic, body: str = TEXT) -> Harvest:
    """Made by the actions."""
    ada = as_viewer(cast.ada)
    made = begin_harvest(ada, topic, Facts("harvest", "What we keep", "The circle"), body)
    publish_harvest(ada, harvest_for(ada, made.pk), edits=1)
    return harvest_for(ada, made.pk)


def test_scenario_28_cite(cast, talk, guest, sign_in, tell):
    ada = sign_in(cast.ada)
    harvest = begin(ada, talk)
    asked = text_of(ada, f"/harvests/{harvest.pk}/publish/")
    assert "2 people are told" in asked
    assert not Notice.objects.filter(kind=Kind.CITED).exists()
    publish(ada, harvest)
    tell()
    page = text_of(guest, talk.get_absolute_url())
    assert "Draws on 3 posts by 2 of 3 voices." in page
    assert "Question 2 is not covered." in page
    for number in (2, 3, 4):
        place = f"{talk.get_absolute_url()}{number}/"
        assert f'<sup class="cite"><a href="{place}" aria-label="Citation {number - 1}">' in page
        article = page[page.index(f'id="post-{number}"') :].partition("</article>")[0]
        assert f'<a class="cited" href="/harvests/{harvest.pk}/">' in article
    assert "<q>Patience helps most</q>" in page
    told = Notice.objects.filter(kind=Kind.CITED).values_list("recipient__username", flat=True)
    assert sorted(told) == ["ben", "ola"]
    assert 'data-kind="cited"' in text_of(sign_in(cast.ola), "/notifications/")
    # A second version tells each of them once more.
    assert save(ada, harvest, TEXT + " Once more [#4].").status_code == 302
    publish(ada, harvest)
    tell()
    assert Notice.objects.filter(kind=Kind.CITED).count() == 4
    assert text_of(guest, f"/harvests/{harvest.pk}/versions/1/").count("Version 2") == 1


@pytest.mark.parametrize("gone", ["withdrawn", "hidden"])
def test_scenario_29_cited_post_withdrawn(gone, cast, talk, guest, sign_in, tell):
    ada, ben = sign_in(cast.ada), sign_in(cast.ben)
    harvest = begin(ada, talk)
    publish(ada, harvest)
    assert save(ada, harvest, f"{TEXT} And more.").status_code == 302
    tell()
    post = Post.objects.select_related("topic__category").get(topic=talk, number=2)
    if gone == "withdrawn":
        withdraw_post(as_viewer(cast.ben), post)
        words = "withdrawn by its author"
        assert not Citation.objects.filter(excerpt__contains="Patience").exists()
    else:
        hide_post(as_viewer(cast.mo), post, "Rude")
        words = "hidden by moderators"
    root, mo = sign_in(cast.root), sign_in(cast.mo)
    admin = [f"/admin/threads/{name}/" for name in ADMIN_PAGES]
    admin += [f"/admin/threads/citation/{row.pk}/change/" for row in Citation.objects.standing()]
    admin += [f"/admin/threads/harvestversion/{HarvestVersion.objects.get().pk}/change/"]
    admin += [f"/admin/threads/harvest/{harvest.pk}/change/"]
    ours = [
        talk.get_absolute_url(), f"{talk.get_absolute_url()}print/", f"/harvests/{harvest.pk}/",
        f"/harvests/{harvest.pk}/versions/1/", f"/t/{talk.pk}/harvest/", "/notifications/",
    ]  # fmt: skip
    drafts = [f"/harvests/{harvest.pk}/edit/", f"/harvests/{harvest.pk}/publish/"]
    for client, urls in ((guest, ours[:-1]), (ben, ours), (mo, ours), (ada, ours + drafts),
                         (root, ours + admin)):  # fmt: skip
        for url in urls:
            page = client.get(url, follow=False)
            assert page.status_code == 200, url
            said = re.sub(
                r'<details class="kept">.*?</details>', "", page.content.decode(), flags=re.DOTALL
            )
            assert "Patience helps most" not in said, (url, client)
    page = text_of(guest, f"/harvests/{harvest.pk}/")
    for where in (page, text_of(guest, f"{talk.get_absolute_url()}print/")):
        assert words in where
        assert "<q>said “slowly” and meant</q>" in where
    export = harvest_markdown(as_viewer(cast.ada), harvest_for(as_viewer(cast.ada), harvest.pk))
    assert "Patience" not in export
    assert words in export
    record = record_text(guest, talk)
    assert "> ## What we keep" in record
    assert words in record
    assert "Patience" not in re.sub(r"### #2 .*?(?=\n### )", "", record, flags=re.DOTALL)
    # The draft goes on with what is left, and can be published.
    typed = 'We wait [#2], twice [#3 "said “slowly” and meant"].'
    assert save(ada, harvest, typed).status_code == 302
    publish(ada, harvest)
    assert words in text_of(guest, f"/harvests/{harvest.pk}/")
    if gone == "hidden":
        restore_post(as_viewer(cast.mo), post)
        assert "<q>Patience helps most</q>" in text_of(guest, f"/harvests/{harvest.pk}/")


def test_scenario_30_dispute(cast, talk, guest, sign_in, tell):
    ada, ben = sign_in(cast.ada), sign_in(cast.ben)
    harvest = begin(ada, talk)
    publish(ada, harvest)
    citation = Citation.objects.standing().get(post__number=2)
    url = f"/citations/{citation.pk}/dispute/"
    page = f"/harvests/{harvest.pk}/"
    assert url in text_of(ben, page)
    assert url not in text_of(ada, page)
    assert ben.post(url, {"words": " \u200b"}).status_code == 422
    assert ben.post(url, {"words": "Not what I meant: only in <b>spring</b>."}).status_code == 302
    tell()
    assert "only in &lt;b&gt;spring" in text_of(guest, page)
    assert "only in &lt;b&gt;spring" in text_of(guest, talk.get_absolute_url())
    assert Notice.objects.get(kind=Kind.DISPUTED).recipient_id == cast.ada.pk
    assert 'data-kind="disputed"' in text_of(ada, "/notifications/")
    # Neither the host, a moderator nor the admin removes it.
    for person in (cast.ada, cast.mo, cast.root, cast.ola):
        assert sign_in(person).post(url, {"on": "0"}).status_code == 403
    assert ben.post(url, {"on": "0"}).status_code == 302
    assert "spring" not in text_of(guest, page)
    assert ben.post(url, {"words": "Still not."}).status_code == 302
    assert save(ada, harvest, TEXT + " Better.").status_code == 302
    publish(ada, harvest)
    assert "Still not." not in text_of(guest, page)
    assert ben.post(url, {"words": "Too late"}).status_code == 409
    acts = Entry.objects.filter(topic_id=talk.pk).order_by("id").values_list("act", flat=True)
    assert list(acts) == [Act.HARVEST, Act.DISPUTE, Act.SETTLE, Act.DISPUTE, Act.HARVEST]
    assert not Entry.objects.filter(reason__contains="spring").exists()


def test_what_cannot_be_cited_is_named_beside_the_text(cast, talk, sign_in, monkeypatch):
    ada = sign_in(cast.ada)
    other = make_topic(cast.ola, talk.category, source="Elsewhere")
    secret = Prompt.objects.get(topic=talk, position=2)
    now = timezone.now()
    Prompt.objects.filter(pk=secret.pk).update(sealed=True, sealed_until=now + timedelta(days=1))
    make_reply(cast.mo, talk, "Sealed words", prompt_ids=[secret.pk])
    withdraw_post(as_viewer(cast.ola), Post.objects.get(topic=talk, number=4))
    elsewhere = Post.objects.get(topic=other, number=1).pk
    body = (
        'Kept <words> [#9] [#2 "Patience hurts"] [#4] [#5] [#5 "Sealed"] '
        f"[#p{elsewhere}] `[#77]` [#1]"
    )
    answer = ada.post(f"/t/{talk.pk}/harvest/", FORM | {"body": body})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kept &lt;words&gt; [#9]" in page
    for sentence in (
        "#9: this topic has no such post",
        "#2 does not say “Patience hurts”",
        "#4 does not stand any more",
        "#5 answers a sealed question",
        f"#{elsewhere}: this topic has no such post",
    ):
        assert sentence in page, sentence
    assert "#77:" not in page
    assert not Harvest.objects.exists()
    # Once everybody reads it, it can be cited.
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=2))
    begin(ada, talk, '[#5 "Sealed words"]')


def test_a_post_sealed_later_says_nothing(cast, talk, sign_in, guest, monkeypatch):
    """What prints of a post comes through the gate of posts at the time of printing."""
    harvest = published(cast, talk)
    Prompt.objects.filter(topic=talk, position=1).update(sealed=True)
    ada = sign_in(cast.ada)
    assert save(ada, harvest, TEXT + " Changed.").status_code == 422
    gate = PostQuerySet.visible_to
    monkeypatch.setattr(
        PostQuerySet, "visible_to", lambda rows, viewer: gate(rows, viewer).exclude(number=2)
    )
    page = text_of(guest, f"/harvests/{harvest.pk}/")
    assert "not open to everybody yet" in page
    for client in (guest, ada, sign_in(cast.mo), sign_in(cast.root)):
        for url in (f"/harvests/{harvest.pk}/", "/admin/threads/citation/"):
            said = text_of(client, url)
            assert "Patience helps" not in said
            assert "<bdi>ben</bdi>" not in said
    exported = harvest_markdown(as_viewer(cast.root), harvest)
    assert "Patience" not in exported
    assert "ben" not in exported


def test_a_draft_is_its_writers_alone(cast, talk, guest, sign_in):
    ada = sign_in(cast.ada)
    harvest = begin(ada, talk, "Unripe thoughts")
    CoHost.objects.create(topic=talk, person=cast.mira)
    name_harvester(as_viewer(cast.ada), talk, cast.ola)
    urls = [f"/harvests/{harvest.pk}/", f"/harvests/{harvest.pk}/edit/"]
    for person in (cast.ben, cast.mo, cast.root, cast.kit):
        client = sign_in(person)
        assert [client.get(url).status_code for url in urls] == [404, 404], person
        assert "What we keep" not in text_of(client, f"/t/{talk.pk}/harvest/")
        assert client.post(f"/t/{talk.pk}/harvest/", FORM).status_code == 403
    assert "Unripe" not in text_of(
        sign_in(cast.root), f"/admin/threads/harvest/{harvest.pk}/change/"
    )
    for person in (cast.mira, cast.ola):
        assert "Unripe" in text_of(sign_in(person), urls[1])
    # A harvester drafts, and does not publish.
    ola = sign_in(cast.ola)
    assert save(ola, harvest, "Ripe thoughts").status_code == 302
    assert ola.get(f"/harvests/{harvest.pk}/publish/").status_code == 403
    assert ola.post(f"/harvests/{harvest.pk}/publish/", {"edits": 2}).status_code == 403
    publish(sign_in(cast.mira), harvest)
    assert save(ola, harvest, "Unripe again").status_code == 302
    for client in (guest, sign_in(cast.ben)):
        assert "Unripe" not in text_of(client, urls[0])
    assert sign_in(cast.ben).get(urls[1]).status_code == 403


def test_harvesters_are_named_and_offer(cast, talk, sign_in):
    ada, ben = sign_in(cast.ada), sign_in(cast.ben)
    url, page = f"/t/{talk.pk}/harvesters/", f"/t/{talk.pk}/harvest/"
    assert ben.post(url, {"person": "ola"}).status_code == 403
    assert ben.post(url, {}).status_code == 302
    assert "offers to harvest" in text_of(ada, page)
    assert "1 offer" in text_of(ada, talk.get_absolute_url())
    assert "offers to harvest" not in text_of(sign_in(cast.ola), page)
    assert ben.post(page, FORM).status_code == 403
    assert ada.post(url, {"person": "@BEN"}).status_code == 302
    begin(ben, talk)
    assert ada.post(url, {"person": "nobody"}).status_code == 422
    for _ in range(4):
        assert ada.post(url, {"person": make_person().username}).status_code == 302
    assert ada.post(url, {"person": "ola"}).status_code == 403
    assert ben.post(url, {"on": "0"}).status_code == 302
    assert ben.post(page, FORM).status_code == 403
    made = list(Entry.objects.order_by("id").values_list("act", flat=True))
    assert made == [Act.HARVESTER] * 5 + [Act.UNHARVESTER]


def test_a_stale_save_shows_both_texts(cast, talk, sign_in):
    ada = sign_in(cast.ada)
    harvest = begin(ada, talk)
    assert save(ada, harvest, "Theirs [#3]").status_code == 302
    stale = FORM | {"edits": 1, "body": "Mine [#4]"}
    answer = ada.post(f"/harvests/{harvest.pk}/edit/", stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs [#3]" in page
    assert "Mine [#4]" in page
    assert 'name="edits" value="2"' in page
    # The same words twice are one save; a draft that changed is not published unread.
    assert ada.post(f"/harvests/{harvest.pk}/edit/", FORM | {"edits": 1, "body": "Theirs [#3]"}
                    ).status_code == 302  # fmt: skip
    assert ada.post(f"/harvests/{harvest.pk}/publish/", {"edits": 1}).status_code == 409
    assert not HarvestVersion.objects.exists()
    publish(ada, harvest)
    assert ada.post(f"/harvests/{harvest.pk}/publish/", {"edits": 2}).status_code == 302
    assert HarvestVersion.objects.count() == 1


def test_writing_without_scripts(cast, talk, sign_in):
    ada = sign_in(cast.ada)
    url = f"/t/{talk.pk}/harvest/"
    begun = ada.post(url, FORM | {"template": "1", "title": "", "body": ""})
    page = begun.content.decode()
    assert begun.status_code == 200
    assert "## 1. What helps?" in page
    assert "# Where we differ" in page
    assert "My own" in ada.post(url, {"template": "1", "body": "My own"}).content.decode()
    for wrong in ({"for_whom": " "}, {"for_whom": "x" * 281}, {"title": ""}, {"kind": "other"}):
        assert ada.post(url, FORM | {"body": "Kept words"} | wrong).status_code == 422
    token = "6a6d0f3e-0000-4000-8000-000000000002"
    for _ in range(2):
        ada.post(url, FORM | {"body": "Once", "token": token})
    harvest = Harvest.objects.get()
    edit = f"/harvests/{harvest.pk}/edit/"
    cited = ada.post(edit, FORM | {"body": "Unsaved", "cite": "3", "edits": "1"}).content.decode()
    assert "Unsaved [#3]" in cited
    preview = ada.post(edit, FORM | {"body": "See [#3]", "preview": "1", "edits": "1"})
    assert '<sup class="cite">1</sup>' in preview.content.decode()
    assert Harvest.objects.get().source == "Once"
    cite = f"/harvests/{harvest.pk}/cite/"
    assert cite in text_of(ada, talk.get_absolute_url())
    assert 'value="3"' in text_of(ada, f"{cite}?post=3")
    assert ada.post(cite, {"post": "3", "words": "no such words"}).status_code == 422
    for _ in range(2):
        assert ada.post(cite, {"post": "3", "words": 'said  "slowly"'}).status_code == 302
    assert text_of(ada, edit).count("[#3 &quot;said &quot;slowly&quot;&quot;]") == 1


def test_taking_back(cast, talk, guest, sign_in):
    harvest = published(cast, talk)
    url = f"/harvests/{harvest.pk}/unpublish/"
    for person, status in ((cast.ben, 403), (cast.ola, 403), (cast.tove, 403)):
        assert sign_in(person).post(url, {"reason": "No"}).status_code == status
    kit = sign_in(cast.kit)
    assert kit.post(url, {"reason": ""}).status_code == 422
    assert kit.post(url, {"reason": "Names a child"}).status_code == 302
    for place in (f"/harvests/{harvest.pk}/", f"/harvests/{harvest.pk}/versions/1/", url):
        assert guest.get(place).status_code in {302, 404}
        assert sign_in(cast.ben).get(place).status_code == 404
    page = text_of(guest, talk.get_absolute_url())
    assert "Names a child" in page
    assert "kept-box" not in page
    assert "cited in the harvest" not in page
    ada = sign_in(cast.ada)
    assert "taken back" in text_of(ada, f"/harvests/{harvest.pk}/")
    assert "## Harvest" not in record_text(guest, talk)
    assert publish(ada, harvest).version == 2
    assert "> ## What we keep" in record_text(guest, talk)


def test_words_stay_as_they_were_cited(cast, talk, sign_in, guest):
    """An edited post does not stop the draft; a moved one is cited where it is now, or not."""
    ada = sign_in(cast.ada)
    harvest = begin(ada, talk)
    post = Post.objects.select_related("topic__category").get(topic=talk, number=2)
    edit_post(as_viewer(cast.ben), post, "Something else now.", version=1)
    assert save(ada, harvest, TEXT + " Still.").status_code == 302
    publish(ada, harvest)
    page = text_of(guest, f"/harvests/{harvest.pk}/")
    assert "<q>Patience helps most</q>" in page
    assert "changed since" in page
    target = make_topic(cast.ada, talk.category)
    move_posts(as_viewer(cast.mo), talk, "There", post_ids=[post.pk], target=target)
    assert f"{target.get_absolute_url()}2/" in text_of(guest, f"/harvests/{harvest.pk}/")
    answer = save(ada, harvest, text_in(ada, harvest))
    assert answer.status_code == 422
    assert "moved to another topic" in answer.content.decode()


def text_in(client, harvest: Harvest) -> str:
    """What stands in the text field of the draft."""
    response = client.get(f"/harvests/{harvest.pk}/edit/")
    return str(response.context["form"]["body"].value())


def test_a_merged_topic_keeps_its_harvests(cast, talk, sign_in, guest):
    harvest = published(cast, talk)
    target = make_topic(cast.ada, talk.category)
    make_reply(cast.ada, target, "Two")
    merge_topics(as_viewer(cast.mo), talk, "Same", target=target)
    page = text_of(guest, target.get_absolute_url())
    assert "What we keep" in page
    assert f'href="{target.get_absolute_url()}4/"' in page
    assert '[#4 "Patience helps most"]' in text_in(sign_in(cast.ada), harvest)


def test_the_newest_harvest_is_open_and_weaves_are_links(cast, talk, guest):
    ada = as_viewer(cast.ada)
    for kind, title in (("harvest", "Older one"), ("harvest", "Newer one"), ("weave", "A weave")):
        made = begin_harvest(ada, talk, Facts(kind, title, "Us"), f"Words of {title} [#2] @ben")
        publish_harvest(ada, harvest_for(ada, made.pk), edits=1)
    page = text_of(guest, talk.get_absolute_url())
    assert "Words of Newer one" in page
    assert 'href="/u/ben/">@ben</a>' in page
    for title in ("Older one", "A weave"):
        assert title in page
        assert f"Words of {title}" not in page


def test_as_markdown(cast, talk):
    harvest = published(cast, talk, TEXT + "\n\n    [#4] in code")
    text = harvest_markdown(as_viewer(cast.ada), harvest)
    assert text.startswith("## What we keep\n\nFor whom, and for what: The circle\n")
    assert "We wait [^1], twice [^2] and again [^3]." in text
    assert "[^1]: ben · #2 <" in text
    assert "“Patience helps most”" in text
    draft = begin_harvest(as_viewer(cast.ada), talk, Facts("weave", "Not yet", "Us"), "Draft")
    assert harvest_markdown(as_viewer(cast.ada), draft) == ""


def test_hostile_words(cast, talk, guest, sign_in):
    ada = sign_in(cast.ada)
    line = "</title><script>evil()</script>--> {{ 7|add:7 }} \" ' &lt;"
    evil = {"title": line, "for_whom": line, "goes_to": line}
    harvest = begin(ada, talk, f"{line} <!--n:1-->x<!--/--> [#2] [x](javascript:evil())", **evil)
    publish(ada, harvest)
    ben = sign_in(cast.ben)
    citation = Citation.objects.standing().get()
    ben.post(f"/citations/{citation.pk}/dispute/", {"words": line})
    for url in (
        talk.get_absolute_url(), f"/harvests/{harvest.pk}/", f"/t/{talk.pk}/harvest/",
        f"/harvests/{harvest.pk}/edit/", f"/harvests/{harvest.pk}/publish/",
        f"/harvests/{harvest.pk}/unpublish/",
    ):  # fmt: skip
        page = text_of(ada, url)
        assert "<script>evil" not in page, url
        assert 'href="javascript' not in page, url
        assert "14" not in re.findall(r"\{\{.*?\}\}|--&gt; (\d+)", page), url
    assert text_of(guest, f"/harvests/{harvest.pk}/").count('class="cite"') == 1
