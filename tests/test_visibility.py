"""What a viewer may not see answers exactly like what never was, wherever one asks.

The surfaces come from the addresses themselves: an address that takes a topic, post, prompt,
category or tag must be in SURFACES, so a new one without a row is red.
"""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from moderation.actions.appeals import make_appeal
from moderation.actions.cases import hide_reported
from moderation.models import Appeal
from notifications.models import MailStop
from tests.conftest import make_cast, make_first_topic, make_secret, scene_of
from tests.make import (
    as_viewer,
    make_ask,
    make_category,
    make_circle,
    make_held,
    make_moderator,
    make_reply,
    make_report,
    make_topic,
    opening,
)
from tests.test_permission_matrix import url_names
from threads.actions.curation import close_topic
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.likes import like_post
from threads.actions.prompts import edit_prompt
from threads.actions.setups import Setup
from threads.actions.suggestions import suggest_prompt
from threads.actions.topics import add_tags
from threads.curation import CURATIONS
from threads.models import (
    Bookmark,
    Category,
    CategoryByMail,
    Citation,
    Follow,
    Panelist,
    Perspective,
    Prompt,
    TopicReader,
    TopicRelation,
)
from threads.queries.harvests import harvest_for

SURFACES = {
    "threads:category_detail": ("get", ("category",)),
    "threads:tag_detail": ("get", ("tag",)),
    "threads:category_follow": ("get", ("category",)),
    "threads:category_by_mail": ("post", ("category",)),
    "threads:tag_follow": ("get", ("tag",)),
    "threads:topic_follow": ("get", ("topic",)),
    "threads:prompt_follow": ("get", ("topic", "prompt")),
    "threads:category_feed": ("get", ("category",)),
    "threads:tag_feed": ("get", ("tag",)),
    "threads:topic_feed": ("get", ("slug", "topic")),
    "threads:prompt_feed": ("get", ("slug", "topic", "prompt")),
    "threads:topic_detail": ("get", ("slug", "topic")),
    "threads:topic_post": ("get", ("slug", "topic", "number")),
    "threads:topic_redirect": ("get", ("topic",)),
    "threads:prompt_detail": ("get", ("slug", "topic", "prompt")),
    "threads:topic_board": ("get", ("slug", "topic")),
    "threads:prompt_list": ("get", ("topic",)),
    "threads:prompt_add": ("post", ("topic",)),
    "threads:prompt_order": ("post", ("topic",)),
    "threads:prompt_edit": ("get", ("topic", "prompt")),
    "threads:prompt_pass": ("post", ("topic", "prompt")),
    "threads:prompt_act": ("post", ("topic", "prompt", "prompt_act")),
    "threads:prompt_suggest": ("get", ("topic",)),
    "threads:suggestion_decide": ("post", ("topic", "suggestion")),
    "threads:post_filing": ("get", ("post",)),
    "threads:suggest_prompts": ("get", ("post",)),
    "threads:topic_read": ("post", ("topic",)),
    "threads:topic_news": ("get", ("topic",)),
    "threads:topic_all_read": ("get", ("topic",)),
    "threads:category_read": ("get", ("category",)),
    "threads:post_unread": ("get", ("post",)),
    "threads:reply": ("post", ("topic",)),
    "threads:topic_hosts": ("get", ("topic",)),
    "threads:host_act": ("post", ("topic", "act")),
    "threads:chair_take": ("post", ("topic",)),
    "threads:chair_give_back": ("post", ("topic",)),
    "threads:chair_give": ("post", ("topic",)),
    "threads:chair_free": ("post", ("topic",)),
    "threads:chair_rest": ("post", ("topic",)),
    "threads:hand_raise": ("post", ("topic",)),
    "threads:hand_lower": ("post", ("topic",)),
    "threads:invitation": ("post", ("topic",)),
    "threads:phase": ("post", ("topic",)),
    "threads:chairs": ("post", ("topic",)),
    "threads:gallery": ("post", ("topic",)),
    "threads:fishbowl_times": ("post", ("topic",)),
    "threads:round_start": ("post", ("topic",)),
    "threads:round_pass": ("post", ("topic",)),
    "threads:round_skip": ("post", ("topic",)),
    "threads:round_end": ("post", ("topic",)),
    "threads:gallery_questions": ("get", ("topic",)),
    "threads:fishbowl_desk": ("get", ("topic",)),
    "threads:fishbowl_balance": ("get", ("topic",)),
    "threads:ask_list": ("get", ("topic",)),
    "threads:ask_answer": ("post", ("ask",)),
    "threads:ask_set_aside": ("post", ("ask",)),
    "threads:ask_reopen": ("post", ("ask",)),
    "threads:topic_panel": ("get", ("topic",)),
    "threads:perspective_edit": ("get", ("topic", "panelist")),
    "threads:perspective_respond": ("get", ("topic", "panelist")),
    "threads:topic_origins": ("get", ("topic",)),
    "threads:topic_unrelate": ("post", ("topic", "relation")),
    "threads:topic_catch_up": ("get", ("slug", "topic")),
    "threads:topic_text": ("get", ("slug", "topic")),
    "threads:topic_print": ("get", ("slug", "topic")),
    "threads:post_redirect": ("get", ("post",)),
    "threads:post_edit": ("get", ("post",)),
    "threads:post_like": ("post", ("post",)),
    "threads:post_likes": ("get", ("post",)),
    "threads:post_withdraw": ("get", ("post",)),
    "threads:post_history": ("get", ("post",)),
    "threads:post_bookmark": ("get", ("post",)),
    "threads:held_detail": ("get", ("held",)),
    "threads:held_withdraw": ("post", ("held",)),
    "threads:harvest_list": ("get", ("topic",)),
    "threads:harvester_name": ("post", ("topic",)),
    "threads:harvest_detail": ("get", ("harvest",)),
    "threads:harvest_version": ("get", ("harvest", "number")),
    "threads:harvest_edit": ("get", ("harvest",)),
    "threads:harvest_cite": ("get", ("harvest",)),
    "threads:harvest_publish": ("get", ("harvest",)),
    "threads:harvest_unpublish": ("get", ("harvest",)),
    "threads:citation_dispute": ("get", ("citation",)),
    "moderation:post_hide": ("get", ("post",)),
    "moderation:post_restore": ("post", ("post",)),
    "moderation:post_flag": ("get", ("post",)),
    "moderation:report_take_back": ("post", ("post",)),
    "moderation:topic_posts": ("get", ("topic",)),
    "moderation:case_detail": ("get", ("case",)),
    "moderation:case_act": ("post", ("case", "act")),
    "moderation:undo": ("post", ("entry",)),
    "moderation:appeal_make": ("post", ("entry",)),
    "moderation:appeal_answer": ("post", ("appeal", "appeal_act")),
}
FOR_MODERATORS = {"moderation:case_detail"}
# Pages that gather: what is secret must not stand anywhere on them.
GATHERINGS = [
    "/",
    "/categories/",
    "/waiting/",
    "/new/",
    "/unread/",
    "/top/?period=all",
    "/mine/",
    "/followed/",
    "/people/",
    "/u/ada/",
    "/u/ada/?tab=topics",
    "/feed/",
    "/u/ada/feed/",
    "/u/mira.oday/feed/",
    "/circles/",
    "/circles/quiet/",
    "/invitations/",
    "/topics/new/",
    "/notifications/",
    "/notifications/?show=mentions",
    "/settings/ignored/",
    "/settings/notices/digest/",
    "/held/",
    "/drafts/",
    "/settings/notices/",
    "/settings/following/",
    "/settings/following/?of=places",
    "/bookmarks/",
    "/people/names/?q=a&topic=1",
    "/?waiting=1",
    "/search/?q=hu",
    "/search/?q=shh",
    "/search/?q=HUSHED",
    "/search/?q=HUSHED&sort=relevance",
    "/search/?q=unheardof",
    "/search/?q=unheardof&in=harvests",
    "/search/?q=hushd",
    "/search/?q=shhh",
    "/search/?from=ada",
    "/search/?from=mira.oday&category=QUIET-ROOM",
    "/search/?tag=MURMUR",
    "/search/similar/?title=hushed+matters",
    "/reports/",
    "/moderation/",
    "/moderation/?state=resolved",
    "/appeals/",
    "/moderation/appeals/",
    "/moderation/log/",
    "/moderation/log/export/",
    "/moderation/people/ada/",
    "/moderation/people/mira.oday/",
    "/moderation/people/ada/warn/",
]
SECRET_WORDS = (
    "Hushed",
    "hushed",
    "Unheardof",
    "Shhh",
    "quiet-room",
    "murmur",
    "Whispered",
    "Grudging",
    "Indiscreet",
    "Confided",
    "Overheard",
)


# Who does not read the quiet room: Mo moderates the whole site, Kit the hall.
READERS = ["guest", "ben", "mo", "kit"]


def make_scene() -> SimpleNamespace:
    """The quiet room with everything in it that can be secret, and a topic in the hall."""
    cast = make_cast()
    hall = make_moderator(cast.kit, make_category("hall"))
    topic = make_first_topic(cast, hall)
    secret = make_secret(
        cast, make_category("quiet-room", "circles", make_circle("Quiet", cast.ada, cast.mira))
    )
    return SimpleNamespace(cast=cast, topic=topic, place=make_place(cast, hall, secret))


scene = scene_of(make_scene)


@pytest.fixture
def cast(scene, db):
    return scene.cast


@pytest.fixture
def topic(scene, db):
    return scene.topic


@pytest.fixture
def place(scene, db):
    return scene.place


def make_place(cast, hall, secret) -> dict[str, str]:
    """What an address takes to lead there."""
    add_tags(secret, ["murmur"])
    for stranger in (cast.ben, cast.mo, cast.kit):
        follow_all(stranger, secret)
    reply = make_reply(cast.mira, secret, "Unheardof answer to @ben and @mo.")
    like_post(as_viewer(cast.ada), reply)
    held = make_held(cast.mira, secret, "Whispered words to @ben")
    ask = make_ask(cast.ada, secret, cast.mira, "Confided question?", post=reply)
    case = make_report(cast.ada, reply, "other", "Grudging words")
    hidden = make_reply(cast.ada, secret, "Unheardof and rude")
    decided = make_report(cast.mira, hidden, "other", "Grudging as well")
    panelist = Panelist.objects.create(topic=secret, position=1, person=cast.mira, name="Overheard")
    Perspective.objects.create(
        panelist=panelist, author=cast.ada, source="Overheard words", html="<p>Overheard words</p>"
    )
    TopicRelation.objects.create(topic=secret, origin=make_topic(cast.ada, hall))
    bowl = Setup("fishbowl", ("mira.oday", "Overheard"))
    make_topic(cast.ada, secret.category, title="Hushed and running", setup=bowl)
    entry = hide_reported(as_viewer(cast.root), decided, "Indiscreet reasons")
    make_appeal(as_viewer(cast.ada), entry, "Grudging against Indiscreet")
    suggestion = suggest_prompt(as_viewer(cast.mira), secret, "Whispered to the host?")
    prompt = Prompt.objects.get(topic=secret)
    edit_prompt(as_viewer(cast.ada), prompt, "Hushed?", version=1)
    ada, facts = as_viewer(cast.ada), Facts("harvest", "Unheardof harvest", "Us, and murmur")
    harvest = begin_harvest(ada, secret, facts, "Unheardof [#1]")
    publish_harvest(ada, harvest_for(ada, harvest.pk), edits=1)
    close_topic(as_viewer(cast.root), secret, "Indiscreet again")
    # What they kept when they could read it.
    for person in (cast.ben, cast.mo, cast.kit):
        Bookmark.objects.create(person=person, post=reply, remind_on=timezone.localdate())
    return {
        "category": "quiet-room",
        "tag": "murmur",
        "slug": secret.slug,
        "topic": str(secret.pk),
        "number": "1",
        "prompt": str(Prompt.objects.get(topic=secret).pk),
        "post": str(opening(secret).pk),
        "held": str(held.pk),
        "ask": str(ask.pk),
        "case": str(case.pk),
        "act": "keep",
        "prompt_act": "close",
        "suggestion": str(suggestion.pk),
        "entry": str(entry.pk),
        "appeal": str(Appeal.objects.get().pk),
        "appeal_act": "uphold",
        "panelist": str(panelist.pk),
        "relation": str(TopicRelation.objects.get().pk),
        "harvest": str(harvest.pk),
        "citation": str(Citation.objects.standing().get().pk),
    }


def follow_all(person, secret) -> None:
    """As somebody followed it who could read it once."""
    followed = {"person": person, "level": "watch"}
    TopicReader.objects.create(topic=secret, why="chosen", **followed)
    Follow.objects.create(category=secret.category, **followed)
    CategoryByMail.objects.create(category=secret.category, person=person)
    MailStop.objects.create(person=person, topic_id=secret.pk)
    Follow.objects.create(tag=secret.tags.get(), **followed)
    Follow.objects.create(prompt=secret.prompts.get(), **followed)


def read(client, url: str) -> str:
    """A page, or a file that comes in pieces."""
    return b"".join(client.get(url)).decode()


@pytest.mark.guard
def test_every_address_of_a_thing_is_a_surface():
    takes_a_thing = {
        name for name in url_names() if re.match(r"(threads|moderation):", name)
    } - {
        "threads:latest", "threads:site_feed", "threads:person_feed", "threads:category_list", "threads:waiting_list", "threads:list_news", "threads:topic_create",
        "threads:unread_list", "threads:new_list", "threads:top_list", "threads:mine_list", "threads:followed_list", "threads:fresh_start",
        "threads:people_list", "threads:help_writing", "threads:glossary", "threads:document_detail", "threads:document_version", "threads:agreement", "threads:search", "threads:search_similar", "threads:person_detail", "threads:person_ignore", "threads:preview", "threads:held_list",
        # One's own alone: nobody else's has an address (test_drafts, test_permission_matrix).
        "threads:draft_list", "threads:draft_discard", "threads:people_names", "threads:following",
        "threads:account_close", "threads:account_closed", "threads:bookmark_list", "threads:bookmark_remove", "threads:bookmark_done",
        "moderation:log", "moderation:log_export", "moderation:case_list", "moderation:report_list",
        "moderation:topic_curate", "moderation:person_record", "moderation:appeal_list", "moderation:appeal_queue",
        # Signed for one person, who was suspended (tests/moderation/test_appeals.py).
        "moderation:appeal_signed", "moderation:person_sanction",
    }  # fmt: skip
    assert takes_a_thing == SURFACES.keys()


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("who", READERS)
def test_secret_is_like_never_was(name, who, place, cast, guest, sign_in):
    method, args = SURFACES[name]
    client = guest if who == "guest" else sign_in(getattr(cast, who))
    data = {"body": "x", "reason": "x"} if who != "guest" else {}
    there = getattr(client, method)(reverse(name, args=[place[arg] for arg in args]), data)
    nowhere = {
        "topic": "999999",
        "post": "999999",
        "prompt": "999999",
        "tag": "no",
        "category": "no",
        "held": "999999",
        "ask": "999999",
        "case": "999999",
        "entry": "999999",
        "appeal": "999999",
        "panelist": "999999",
        "relation": "999999",
        "suggestion": "999999",
        "harvest": "999999",
        "citation": "999999",
    }
    absent = getattr(client, method)(
        reverse(name, args=[nowhere.get(arg, place[arg]) for arg in args]), data
    )
    assert there.status_code == absent.status_code
    assert there.status_code in ({404} if who != "guest" else {404, 302})
    if there.status_code == 404:
        blank = re.compile(
            rb"/(t|p|c|tag|held|asks|moderation|harvests|citations)/[^\"'<]*|csrfmiddlewaretoken[^>]*"
        )
        assert blank.sub(b"", there.content) == blank.sub(b"", absent.content)


@pytest.mark.parametrize("who", ["mira", "root"])
@pytest.mark.parametrize(
    "name", [name for name, (method, _) in SURFACES.items() if method == "get"]
)
def test_those_who_may_see_it_do(name, who, place, cast, sign_in):
    if name in FOR_MODERATORS and who == "mira":
        return
    _, args = SURFACES[name]
    response = sign_in(getattr(cast, who)).get(reverse(name, args=[place[arg] for arg in args]))
    assert response.status_code != 404


@pytest.mark.parametrize("url", GATHERINGS)
@pytest.mark.parametrize("who", READERS)
def test_gatherings_say_nothing_of_it(url, who, place, cast, guest, sign_in, tell):
    tell()
    client = guest if who == "guest" else sign_in(getattr(cast, who))
    page = read(client, url)
    assert not [word for word in SECRET_WORDS if word in page]


@pytest.mark.parametrize("url", ["/moderation/", "/moderation/log/", "/moderation/people/ada/"])
def test_the_admin_reads_what_the_others_do_not(url, place, cast, sign_in):
    page = read(sign_in(cast.root), url)
    assert [word for word in SECRET_WORDS if word in page]


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("act", CURATIONS)
def test_acts_on_topics_say_nothing_of_it(act, who, place, topic, cast, guest, sign_in):
    """A topic that one may not see is dropped from a choice as if it were not there."""
    client = guest if who == "guest" else sign_in(getattr(cast, who))
    url = f"/moderation/topics/{act}/"
    alone = client.get(url, {"topics": place["topic"]})
    assert alone.status_code == client.get(url, {"topics": "999999"}).status_code
    assert alone.status_code == (302 if who == "guest" else 404)
    both = read(client, f"{url}?topics={place['topic']}&topics={topic.pk}")
    assert not [word for word in SECRET_WORDS if word in both]


def test_the_test_finds_a_planted_leak(place, cast, sign_in, monkeypatch):
    monkeypatch.setattr(Category.objects.all().__class__, "visible_to", lambda rows, viewer: rows)
    assert "Hushed" in sign_in(cast.ben).get("/").content.decode()
