"""Every address × everybody. An address without a row makes this fail."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.actions import circles
from accounts.actions.community import found_community
from accounts.actions.invitations import invite
from accounts.models import User
from accounts.queries.signed_links import link_of_person
from leadership_forum.views import TYPED_FIELDS
from moderation.actions.people import suspend_person
from moderation.curation import CASE_ACTS, SANCTIONS
from moderation.models import Appeal
from notifications.queries.stops import ALL, token_for
from tests.conftest import make_cast, make_first_topic, scene_of
from tests.make import (
    as_viewer,
    make_ask,
    make_category,
    make_circle,
    make_held,
    make_moderator,
    make_person,
    make_reply,
    make_report,
    make_topic,
    open_case,
)
from threads.actions.curation import archive_topic, close_topic, pin_topic, unlist_topic
from threads.actions.documents import publish_document
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.hosts import leave_hosting, offer_to_host
from threads.actions.moving import merge_topics
from threads.actions.phases import move_phase
from threads.actions.posts import hide_post, withdraw_post
from threads.actions.prompts import add_prompt
from threads.actions.rounds import start_round
from threads.actions.seals import seal_prompt
from threads.actions.seats import answer_invitation, raise_hand, take_chair
from threads.actions.setups import Setup
from threads.actions.suggestions import suggest_prompt
from threads.actions.timers import set_timer
from threads.actions.topics import add_tags
from threads.curation import CURATIONS
from threads.models import (
    Bookmark,
    Citation,
    Draft,
    Panelist,
    Perspective,
    Prompt,
    Round,
    Topic,
    TopicRelation,
)
from threads.queries.harvests import harvest_for

# Member: neither of the others. Author: of the post. Host: who opened the topic. Keeper: moderates
# its category alone; what a moderator of another category gets is what a member gets
# (tests/moderation/test_other_category.py).
CAST = ("guest", "member", "author", "host", "keeper", "moderator", "admin")
TO_LOGIN = 302


@dataclass(frozen=True)
class Row:
    """What each of the cast gets, in the order of CAST."""

    method: str
    expected: tuple[int, ...]
    args: tuple[str, ...] = ()
    data: dict = field(default_factory=dict)


def each(guest: int, others: int) -> tuple[int, ...]:
    """The same for everybody who is signed in."""
    return (guest, *[others] * 6)


def hosts(status: int, refused: int = 403) -> tuple[int, ...]:
    """For the host and moderators."""
    return (302, refused, refused, *[status] * 4)


def keepers(status: int, refused: int = 403) -> tuple[int, ...]:
    """For moderators: of the category and of the whole site."""
    return (302, *[refused] * 3, *[status] * 3)


def asks(status: int, refused: int = 403, guest: int = 302) -> tuple[int, ...]:
    """For the host and an admin."""
    return (guest, refused, refused, status, refused, refused, status)


def site(status: int, refused: int = 403) -> tuple[int, ...]:
    """For moderators of the whole site."""
    return (302, *[refused] * 4, *[status] * 2)


def host_alone(status: int, guest: int = 302, refused: int = 403) -> tuple[int, ...]:
    """For the host, and for no moderator or admin."""
    return (guest, refused, refused, status, *[refused] * 3)


def leads(status: int, refused: int = 403) -> tuple[int, ...]:
    """For who leads the circle, and admins."""
    return (302, *[refused] * 2, status, *[refused] * 2, status)


PUBLIC = each(200, 200)
HARVEST = {"kind": "weave", "title": "Kept", "for_whom": "Us, to go on"}
MEMBERS = each(302, 200)
MEMBERS_ACT = each(302, 302)
ADMIN_ONLY = (302, 302, 302, 302, 302, 302, 200)
WHY = {"reason": "Because"}


def curating(act: str, thing: str, who, **fields: str) -> list[Row]:
    """The page of an act on topics asks whom the rule lets, does it, and wants its form whole."""
    form = {"topics": thing} | fields
    return [
        Row("get", who(200), (act,), {"topics": thing}),
        Row("post", who(302), (act,), form | WHY),
        Row("post", each(302, 422), (act,), {}),
    ]


def deciding(act: str, thing: str, **fields: str) -> list[Row]:
    """Cases are for the moderators of their place; for others there are none."""
    form = WHY | {"version": "1"} | fields
    return [
        Row("post", keepers(302, 404), (thing, act), form),
        Row("get", each(302, 405), (thing, act)),
    ]


ROWS = {
    "threads:latest": [Row("get", PUBLIC)],
    "threads:category_detail": [Row("get", PUBLIC, ("hall",))],
    "threads:tag_detail": [Row("get", PUBLIC, ("roles",))],
    "threads:site_feed": [Row("get", PUBLIC)],
    "threads:category_feed": [Row("get", PUBLIC, ("hall",))],
    "threads:tag_feed": [Row("get", PUBLIC, ("roles",))],
    "threads:topic_feed": [
        Row("get", PUBLIC, ("slug", "topic")),
        Row("get", each(301, 301), ("slug", "merged")),
        Row("get", PUBLIC, ("unlisted-slug", "unlisted")),
    ],
    "threads:prompt_feed": [
        Row("get", PUBLIC, ("slug", "topic", "prompt")),
        Row("get", each(404, 404), ("unlisted-slug", "unlisted", "prompt")),
        Row("get", each(301, 301), ("slug", "merged", "prompt")),
    ],
    "threads:person_feed": [Row("get", PUBLIC, ("ada",)), Row("get", each(404, 404), ("nobody",))],
    # Matrix 7: whoever may read it.
    "threads:topic_follow": [
        Row("get", MEMBERS, ("topic",)),
        Row("get", MEMBERS, ("archived",)),
        Row("post", MEMBERS_ACT, ("topic",), {"level": "watch"}),
        Row("post", each(302, 422), ("topic",), {"level": "closely"}),
    ],
    "threads:category_follow": [
        Row("get", MEMBERS, ("hall",)),
        Row("post", MEMBERS_ACT, ("hall",), {"level": "mute"}),
        Row("post", each(302, 422), ("hall",)),
    ],
    "threads:category_by_mail": [
        Row("get", each(302, 405), ("hall",)),
        Row("post", MEMBERS_ACT, ("hall",), {"on": "1"}),
        Row("post", each(302, 422), ("hall",), {"on": "2"}),
    ],
    "threads:tag_follow": [
        Row("get", MEMBERS, ("roles",)),
        Row("post", MEMBERS_ACT, ("roles",), {"level": "track"}),
        Row("post", each(302, 422), ("roles",)),
    ],
    "threads:prompt_follow": [
        Row("get", MEMBERS, ("topic", "prompt")),
        Row("get", each(302, 404), ("closed", "prompt")),
        Row("post", MEMBERS_ACT, ("topic", "sealed"), {"level": "watch"}),
        Row("post", each(302, 422), ("topic", "prompt")),
    ],
    "threads:following": [
        Row("get", MEMBERS),
        Row("get", MEMBERS, data={"of": "places"}),
        Row("get", each(302, 404), data={"page": "9"}),
        Row("post", MEMBERS_ACT, data={"follow_on_reply": "watch", "follow_on_mention": ""}),
        Row("post", each(302, 422), data={"follow_on_reply": "mute"}),
    ],
    "threads:category_list": [Row("get", PUBLIC)],
    "threads:waiting_list": [Row("get", PUBLIC)],
    "threads:list_news": [
        Row("get", PUBLIC, data={"of": "latest"}),
        Row("get", each(404, 404), data={"of": "top"}),
    ],
    "threads:topic_news": [
        Row("get", PUBLIC, ("topic",), {"after": "1"}),
        Row("get", each(404, 404), ("merged",)),
        Row("get", each(404, 404), ("topic",), {"after": "first"}),
        Row("post", each(405, 405), ("topic",)),
    ],
    "threads:top_list": [
        Row("get", PUBLIC),
        Row("get", PUBLIC, data={"period": "all"}),
        Row("get", each(404, 404), data={"after": "x"}),
    ],
    **{
        f"threads:{name}_list": [
            Row("get", MEMBERS),
            Row("get", each(302, 404), data={"after": "x"}),
        ]
        for name in ("unread", "new", "mine", "followed")
    },
    # What one has read is one's own affair: also for who may not write.
    "threads:fresh_start": [Row("get", MEMBERS), Row("post", MEMBERS_ACT)],
    "threads:category_read": [
        Row("get", MEMBERS, ("hall",)),
        Row("post", MEMBERS_ACT, ("hall",)),
        Row("post", each(302, 404), ("nowhere",)),
    ],
    "threads:topic_all_read": [
        Row("get", MEMBERS, ("topic",)),
        Row("post", MEMBERS_ACT, ("topic",)),
    ],
    "threads:post_unread": [Row("get", MEMBERS, ("post",)), Row("post", MEMBERS_ACT, ("post",))],
    "threads:help_writing": [Row("get", PUBLIC)],
    "threads:people_list": [Row("get", PUBLIC)],
    "threads:person_detail": [Row("get", PUBLIC, ("ada",))],
    "threads:topic_detail": [
        Row("get", PUBLIC, ("slug", "topic")),
        Row("get", each(301, 301), ("slug", "merged")),
        Row("get", PUBLIC, ("unlisted-slug", "unlisted")),
    ],
    "threads:topic_post": [
        Row("get", PUBLIC, ("slug", "topic", "1")),
        Row("get", each(302, 302), ("slug", "merged", "1")),
    ],
    "threads:topic_redirect": [Row("get", each(301, 301), ("topic",))],
    "threads:prompt_detail": [Row("get", PUBLIC, ("slug", "topic", "prompt"))],
    "threads:topic_board": [
        Row("get", PUBLIC, ("slug", "topic")),
        Row("get", each(301, 301), ("slug", "merged")),
    ],
    # Matrix 45–49: the host asks and orders; moderators take out, and reword for safety; admins both.
    "threads:prompt_list": [
        Row("get", hosts(200), ("topic",)),
        Row("get", each(302, 403), ("closed",)),
    ],
    "threads:prompt_add": [
        Row("post", asks(302, guest=403), ("topic",), {"text": "And then?"}),
        Row("post", asks(422), ("topic",), {"text": " "}),
        Row("get", each(302, 405), ("topic",)),
    ],
    "threads:prompt_order": [
        Row("post", asks(302), ("topic",), {"prompts": ("prompt2", "prompt", "sealed")}),
        Row("post", each(302, 422), ("topic",)),
    ],
    "threads:prompt_edit": [
        Row("get", hosts(200), ("topic", "prompt")),
        # Whoever does not host says why.
        Row(
            "post",
            (403, 403, 403, 302, 422, 422, 422),
            ("topic", "prompt"),
            {"text": "What else helps?"},
        ),
        Row(
            "post",
            (403, 403, 403, *[302] * 4),
            ("topic", "prompt"),
            {"text": "What else helps?"} | WHY,
        ),
    ],
    "threads:prompt_act": [
        Row("post", asks(302), ("topic", "prompt", "close")),
        Row("post", asks(302), ("topic", "prompt", "reopen")),
        Row("post", hosts(302), ("topic", "prompt", "withdraw")),
        Row("post", hosts(302), ("topic", "prompt", "restore")),
        Row("post", hosts(302), ("topic", "prompt2", "delete")),
        # Nobody removes an answered one (48).
        Row("post", each(302, 403), ("topic", "prompt", "delete")),
        Row("post", each(302, 404), ("topic", "prompt", "nonsense")),
    ],
    # Only the panel passes, or anybody on a sealed question.
    "threads:prompt_pass": [
        Row("post", each(302, 403), ("topic", "prompt")),
        Row("post", (302, 302, 302, 302, 302, 302, 302), ("topic", "sealed")),
        Row("get", each(302, 405), ("topic", "prompt")),
    ],
    "threads:prompt_suggest": [
        Row("get", MEMBERS, ("topic",)),
        Row("post", each(403, 302), ("topic",), {"text": "And who decides?"}),
        Row("post", each(302, 422), ("topic",)),
    ],
    "threads:suggestion_decide": [
        Row(
            "post",
            (302, 404, 403, 302, 404, 404, 302),
            ("topic", "suggestion"),
            {"decision": "adopt"},
        ),
        Row(
            "post",
            (302, 404, 302, 403, 404, 404, 403),
            ("topic", "suggestion"),
            {"decision": "take_back"},
        ),
    ],
    # Matrix 20 and 21: the author files, the host suggests.
    "threads:post_filing": [
        Row("get", (302, 403, 200, 403, 403, 403, 403), ("post",)),
        Row("post", (302, 403, 302, 403, 403, 403, 403), ("post",), {"prompts": "prompt"}),
    ],
    "threads:suggest_prompts": [
        Row("get", hosts(200), ("post",)),
        Row("post", hosts(302), ("post",), {"prompts": "prompt2"}),
        Row("post", hosts(422), ("post",)),
    ],
    "threads:topic_create": [
        Row("get", MEMBERS),
        Row("post", each(403, 302), data={"category": "hall", "title": "New", "body": "Text"}),
    ],
    "threads:reply": [
        Row("post", each(302, 422), ("topic",), {"body": ""}),
        Row("post", each(403, 302), ("topic",), {"body": "Me too"}),
        Row("post", (403, 403, 403, 403, 302, 302, 302), ("closed",), {"body": "Late"}),
        Row("post", each(403, 403), ("archived",), {"body": "Late"}),
        Row("get", each(302, 405), ("topic",)),
        # Matrix 13 to 15: the bowl, the gallery, and the floor while the panel talks.
        Row(
            "post",
            (403, 403, 302, 302, *[403] * 3),
            ("panel_bowl",),
            {"body": "Me", "lane": "bowl"},
        ),
        Row("post", each(403, 302), ("panel_bowl",), {"body": "Me", "lane": "gallery"}),
        Row("post", each(403, 403), ("panel_bowl",), {"body": "Me", "lane": "floor"}),
        Row(
            "post",
            (*[403] * 4, *[302] * 3),
            ("panel_bowl",),
            {"body": "Calm", "as_moderator": "on"},
        ),
        Row("post", host_alone(302, 403), ("gathering",), {"body": "Material"}),
        Row("post", each(403, 409), ("over",), {"body": "Late", "lane": "floor"}),
    ],
    # The author sits on the panel of the fishbowls; Tove has the open chair, Mira waits for it.
    # Matrix 27: who hosts speaks there without a chair.
    "threads:chair_take": [
        Row("post", (302, 302, 302, 403, *[302] * 3), ("panel_bowl",)),
        # The author is invited there.
        Row("post", (302, 403, 302, *[403] * 4), ("gathering",)),
        Row("post", each(302, 403), ("over",)),
        Row("post", each(302, 403), ("topic",)),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    "threads:chair_give_back": [
        Row("post", MEMBERS_ACT, ("panel_bowl",)),
        Row("post", each(302, 403), ("topic",)),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    # Matrix 30: one's own, on the panel.
    "threads:chair_give": [
        Row("post", (302, 403, 302, *[403] * 4), ("panel_bowl",), {"person": "mira.oday"}),
        Row("post", (302, 403, 409, *[403] * 4), ("panel_bowl",), {"person": "ben"}),
        Row("post", each(302, 422), ("panel_bowl",), {"person": "nobody.here"}),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    # Matrix 32 and 33.
    "threads:chair_free": [
        Row("post", hosts(302), ("panel_bowl",), {"person": "tove"} | WHY),
        Row("post", hosts(422), ("panel_bowl",), {"person": "tove"}),
        Row("post", each(302, 403), ("over",), {"person": "tove"} | WHY),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    "threads:chair_rest": [
        Row("post", keepers(302), ("panel_bowl",), {"person": "mira.oday"} | WHY),
        Row("post", keepers(302), ("panel_bowl",), {"person": "mira.oday", "on": "0"} | WHY),
        Row("post", keepers(422), ("panel_bowl",), {"person": "mira.oday"}),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    # Matrix 26: not while seated, while the panel talks; who hosts needs no chair.
    "threads:hand_raise": [
        Row("post", (302, 302, 403, 403, *[302] * 3), ("panel_bowl",)),
        Row("post", each(302, 403), ("gathering",)),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    "threads:hand_lower": [
        Row("post", MEMBERS_ACT, ("panel_bowl",)),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    "threads:invitation": [
        Row("post", MEMBERS_ACT, ("gathering",), {"accept": "1"}),
        Row("post", MEMBERS_ACT, ("gathering",), {"accept": "0"}),
        Row("post", each(302, 422), ("gathering",)),
        Row("get", each(302, 405), ("gathering",)),
    ],
    # Matrix 37 to 40: the host; moderators where nobody hosts, and to close and reopen.
    "threads:phase": [
        Row("get", host_alone(200), ("panel_bowl",), {"to": "open_floor"}),
        Row("get", hosts(200), ("panel_bowl",), {"to": "phase_closed"}),
        Row("get", keepers(200), ("hostless_bowl",), {"to": "open_floor"}),
        Row("get", each(302, 404), ("panel_bowl",), {"to": "elsewhere"}),
        Row("post", host_alone(302), ("gathering",), {"to": "panel"}),
        Row("post", host_alone(302), ("panel_bowl",), {"to": "open_floor"}),
        Row("post", keepers(302), ("hostless_bowl",), {"to": "open_floor"}),
        Row("post", hosts(302), ("panel_bowl",), {"to": "phase_closed", "words": "Enough"}),
        Row("post", hosts(422), ("panel_bowl",), {"to": "phase_closed"}),
        Row("post", hosts(302), ("over",), {"to": "open_floor"}),
        Row("post", each(302, 422), ("panel_bowl",), {"to": "elsewhere"}),
    ],
    # Matrix 35 and 36.
    "threads:chairs": [
        Row("post", host_alone(302), ("panel_bowl",), {"open": "2"}),
        Row("post", host_alone(422), ("panel_bowl",), {"open": "9"}),
        Row("post", (302, *[403] * 5, 302), ("hostless_bowl",), {"open": "2"}),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    "threads:gallery": [
        Row("post", hosts(302), ("panel_bowl",), {"gallery": "off"}),
        Row("post", hosts(422), ("panel_bowl",), {"gallery": "loud"}),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    "threads:fishbowl_times": [
        Row("post", host_alone(302), ("panel_bowl",), {"hold_hours": "24"}),
        Row("post", host_alone(422), ("panel_bowl",), {"hold_hours": "1"}),
        Row("post", keepers(302), ("hostless_bowl",), {"hold_hours": "24"}),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    # Matrix 51 and 52: no moderator holds a round.
    "threads:round_start": [
        Row("post", host_alone(302), ("panel_bowl",), {"text": "And you?"}),
        Row("post", host_alone(422), ("panel_bowl",)),
        Row("post", each(302, 403), ("gathering",), {"text": "And you?"}),
        Row("get", each(302, 405), ("panel_bowl",)),
    ],
    "threads:round_pass": [
        Row("post", (302, 403, 302, *[403] * 4), ("round_bowl",)),
        Row("post", each(302, 403), ("panel_bowl",)),
        Row("get", each(302, 405), ("round_bowl",)),
    ],
    "threads:round_skip": [
        Row("post", host_alone(302), ("round_bowl",), {"person": "ola"}),
        Row("post", host_alone(422), ("round_bowl",)),
        Row("get", each(302, 405), ("round_bowl",)),
    ],
    "threads:round_end": [
        Row("post", host_alone(302), ("round_bowl",)),
        Row("get", each(302, 405), ("round_bowl",)),
    ],
    "threads:gallery_questions": [
        Row("get", host_alone(200), ("panel_bowl",)),
        Row("post", host_alone(302), ("panel_bowl",), {"asks": "bowl_ask", "words": "They ask:"}),
        Row("post", host_alone(422), ("panel_bowl",), {"words": "They ask:"}),
    ],
    "threads:fishbowl_desk": [
        Row("get", hosts(200), ("panel_bowl",)),
        Row("get", hosts(200), ("over",)),
        Row("get", keepers(200), ("hostless_bowl",)),
        Row("get", each(302, 403), ("topic",)),
        Row("post", each(302, 405), ("panel_bowl",)),
    ],
    # Matrix 5: one's own for who spoke (the author here), all for who hosts and moderators.
    "threads:fishbowl_balance": [
        Row("get", (302, 403, *[200] * 5), ("panel_bowl",)),
        Row("get", each(302, 403), ("topic",)),
        Row("post", each(302, 405), ("panel_bowl",)),
    ],
    "threads:topic_read": [
        Row("post", each(302, 204), ("topic",), {"posts": "1-2"}),
        Row("get", each(302, 204), ("topic",), {"posts": "1"}),
        Row("post", each(302, 422), ("topic",), {"posts": "first"}),
    ],
    "threads:ask_list": [
        Row("get", PUBLIC, ("topic",)),
        Row("get", PUBLIC, ("closed",)),
        Row("post", each(403, 302), ("topic",), {"to": "tove", "text": "What helps you?"}),
        Row("post", each(403, 422), ("topic",), {"to": "tove", "text": ""}),
        Row("post", each(403, 403), ("closed",), {"to": "tove", "text": "What helps you?"}),
    ],
    # Put by Mira to Ola, who is the author here.
    "threads:ask_answer": [
        Row("post", (302, 403, *[302] * 5), ("ask",), {"post": "2"}),
        Row("post", each(302, 422), ("ask",), {"post": "999"}),
        Row("get", each(302, 405), ("ask",)),
    ],
    "threads:ask_set_aside": [
        Row("post", (302, 403, *[302] * 5), ("ask",)),
        Row("post", (403, 403, *[302] * 5), ("ask",), {"words": "Said elsewhere"}),
        Row("post", each(302, 422), ("ask",), {"words": "x" * 281}),
        Row("get", each(302, 405), ("ask",)),
    ],
    # Only who asked reopens it.
    "threads:ask_reopen": [
        Row("post", each(302, 403), ("answered_ask",)),
        Row("get", each(302, 405), ("ask",)),
    ],
    "threads:topic_panel": [
        Row("get", hosts(200), ("topic",)),
        # Without a stamp it is stale, whoever sends it.
        Row("post", hosts(409), ("topic",), {"kind": "recap"}),
        Row("post", hosts(422), ("topic",), {"kind": "party"}),
        Row("get", each(302, 403), ("closed",)),
    ],
    "threads:perspective_edit": [
        Row("get", (302, 403, 403, 200, 403, 403, 403), ("topic", "panelist")),
        Row(
            "post",
            (302, 403, 403, 302, 403, 403, 403),
            ("topic", "panelist"),
            {"text": "Otherwise", "version": "1"},
        ),
        Row("get", each(302, 404), ("closed", "panelist")),
    ],
    "threads:perspective_respond": [
        Row("get", (302, 403, 200, 403, 403, 403, 403), ("topic", "panelist")),
        Row(
            "post",
            (302, 403, 302, 403, 403, 403, 403),
            ("topic", "panelist"),
            {"kind": "adds", "text": "And more", "version": "1"},
        ),
    ],
    "threads:topic_origins": [
        Row("get", hosts(200), ("topic",)),
        Row(
            "post",
            (302, 403, 403, 302, 403, 403, 403),
            ("topic",),
            {"origin": "archived", "kind": "continues"},
        ),
    ],
    "threads:topic_unrelate": [
        Row("post", hosts(302), ("topic", "relation")),
        Row("get", each(302, 405), ("topic", "relation")),
    ],
    "threads:topic_catch_up": [
        Row("get", MEMBERS, ("slug", "topic")),
        Row("get", each(302, 301), ("slug", "merged")),
        Row("get", each(302, 404), ("slug", "topic"), {"after": "999"}),
    ],
    "threads:topic_text": [
        Row("get", PUBLIC, ("slug", "topic")),
        Row("get", each(301, 301), ("slug", "merged")),
    ],
    "threads:topic_print": [
        Row("get", PUBLIC, ("slug", "topic")),
        Row("get", each(301, 301), ("slug", "merged")),
    ],
    "threads:post_redirect": [
        Row("get", each(302, 302), ("post",)),
        Row("get", (404, 404, 302, 404, 302, 302, 302), ("hidden",)),
    ],
    "threads:post_edit": [
        Row("get", (302, 403, 200, 403, 403, 403, 403), ("post",)),
        Row(
            "post",
            (403, 403, 302, 403, 403, 403, 403),
            ("post",),
            {"body": "Other", "version": "1"},
        ),
        Row("get", (302, 404, 403, 404, 403, 403, 403), ("hidden",)),
    ],
    "threads:post_like": [
        Row("post", (302, 302, 403, 302, 302, 302, 302), ("post",)),
        Row("post", (302, 404, 403, 404, 403, 403, 403), ("hidden",)),
    ],
    "threads:post_likes": [
        Row("get", PUBLIC, ("post",)),
        Row("get", each(404, 404), ("hidden",)),
    ],
    "threads:post_withdraw": [
        Row("get", (302, 403, 200, 403, 403, 403, 403), ("post",)),
        Row("post", (302, 403, 302, 403, 403, 403, 403), ("post",)),
    ],
    "threads:post_history": [
        Row("get", PUBLIC, ("post",)),
        Row("get", (404, 404, 200, 404, 200, 200, 200), ("hidden",)),
        Row("get", (404, 404, 200, 404, 200, 200, 200), ("withdrawn",)),
    ],
    "threads:preview": [Row("post", each(403, 200), data={"body": "*Hi*"})],
    "threads:draft_list": [
        Row("get", MEMBERS),
        Row("post", each(403, 302), data={"place": "new", "body": "Later", "seq": "1"}),
        Row("post", each(403, 422), data={"place": "nowhere", "body": "Later", "seq": "1"}),
    ],
    "threads:draft_discard": [
        # Ola's, and nobody else's: not even an admin's to know of.
        Row("post", (302, 404, 302, 404, 404, 404, 404), ("draft",)),
        Row("get", each(302, 405), ("draft",)),
    ],
    "threads:post_bookmark": [
        Row("get", MEMBERS, ("post",)),
        Row("post", MEMBERS_ACT, ("post",), {"note": "Later"}),
        Row("post", each(302, 422), ("post",), {"remind_on": "2001-01-01"}),
        Row("get", (302, 404, 403, 404, 403, 403, 403), ("hidden",)),
        Row("post", each(302, 403), ("withdrawn",)),
    ],
    # Ben's, and nobody else's to know of: what others send changes nothing.
    "threads:bookmark_remove": [
        Row("post", MEMBERS_ACT, ("bookmark",)),
        Row("get", each(302, 405), ("bookmark",)),
    ],
    "threads:bookmark_done": [
        Row("post", MEMBERS_ACT, ("bookmark",)),
        Row("get", each(302, 405), ("bookmark",)),
    ],
    "threads:bookmark_list": [
        Row("get", MEMBERS),
        Row("get", MEMBERS, data={"before": "1"}),
        Row("get", each(302, 404), data={"due": "soon"}),
    ],
    "threads:harvest_list": [
        Row("get", PUBLIC, ("topic",)),
        Row("post", host_alone(302, 403), ("topic",), HARVEST),
        Row("post", host_alone(422, 403), ("topic",), HARVEST | {"for_whom": ""}),
    ],
    "threads:harvester_name": [
        Row("post", MEMBERS_ACT, ("topic",)),
        Row("post", host_alone(302), ("topic",), {"person": "ben"}),
        Row("get", each(302, 405), ("topic",)),
    ],
    "threads:harvest_detail": [
        Row("get", PUBLIC, ("harvest",)),
        Row("get", (404, 404, 404, 302, 404, 404, 404), ("harvest_draft",)),
    ],
    "threads:harvest_version": [
        Row("get", PUBLIC, ("harvest", "1")),
        Row("get", each(404, 404), ("harvest_draft", "1")),
    ],
    "threads:harvest_edit": [
        Row("get", host_alone(200), ("harvest",)),
        Row("get", host_alone(200, 302, 404), ("harvest_draft",)),
        Row("post", host_alone(302), ("harvest",), HARVEST | {"edits": "1", "body": "New"}),
        Row("post", host_alone(409), ("harvest",), HARVEST | {"edits": "9", "body": "New"}),
    ],
    "threads:harvest_cite": [
        Row("get", host_alone(200), ("harvest",)),
        Row("post", host_alone(302), ("harvest",), {"post": "1"}),
        Row("post", host_alone(422), ("harvest",), {"post": "999"}),
    ],
    # Moderators and admins take back, and publish nothing.
    "threads:harvest_publish": [
        Row("get", host_alone(200), ("harvest",)),
        Row("post", host_alone(302, 302, 404), ("harvest_draft",), {"edits": "1"}),
        Row("post", host_alone(409, 302, 404), ("harvest_draft",), {"edits": "9"}),
    ],
    "threads:harvest_unpublish": [
        Row("get", hosts(200), ("harvest",)),
        Row("post", hosts(302), ("harvest",), WHY),
        Row("post", hosts(422), ("harvest",), {"reason": ""}),
        Row("post", host_alone(403, 302, 404), ("harvest_draft",), WHY),
    ],
    "threads:citation_dispute": [
        Row("get", (302, 403, 200, 403, 403, 403, 403), ("citation",)),
        Row("post", (302, 403, 302, 403, 403, 403, 403), ("citation",), {"words": "Not so"}),
        Row("post", (302, 403, 422, 403, 403, 403, 403), ("citation",), {"words": ""}),
    ],
    "threads:people_names": [Row("get", MEMBERS, data={"q": "a"})],
    "threads:held_list": [Row("get", MEMBERS)],
    "threads:held_detail": [
        Row("get", (302, 404, 200, 404, 200, 200, 200), ("held",)),
        Row("post", (403, 404, 302, 404, 403, 403, 403), ("held",), {"body": "Other"}),
        Row("post", (302, 404, 422, 404, 403, 403, 403), ("held",), {"body": ""}),
    ],
    "threads:held_withdraw": [
        Row("post", (302, 404, 302, 404, 403, 403, 403), ("held",)),
        Row("get", each(302, 405), ("held",)),
    ],
    "threads:glossary": [Row("get", PUBLIC)],
    "threads:document_detail": [
        Row("get", PUBLIC, ("rules",)),
        Row("get", each(404, 404), ("terms",)),
    ],
    "threads:document_version": [
        Row("get", PUBLIC, ("rules", "1")),
        Row("get", each(404, 404), ("rules", "2")),
    ],
    "threads:agreement": [
        Row("get", MEMBERS),
        Row("post", MEMBERS_ACT, (), {"version": "rules_version", "agree": "on"}),
        Row("post", each(302, 422), (), {"version": "rules_version"}),
    ],
    "threads:search": [Row("get", PUBLIC), Row("get", PUBLIC, data={"q": "leads"})],
    "threads:search_similar": [Row("get", PUBLIC, data={"title": "Who leads"})],
    "threads:topic_hosts": [Row("get", PUBLIC, ("topic",)), Row("get", PUBLIC, ("hostless",))],
    "threads:host_act": [
        # Domain 4.2, row 41: the host; moderators only where nobody hosts it.
        *[
            Row("post", (302, 403, 403, 302, 403, 403, 403), ("topic", act), {"person": "tove"})
            for act in ("name", "drop", "hand-over")
        ],
        *[
            Row("post", keepers(302), ("hostless", act), {"person": "ola"})
            for act in ("name", "hand-over", "confirm")
        ],
        Row("post", each(302, 302), ("topic", "leave")),
        # Row 42: whoever may write.
        Row("post", each(302, 302), ("hostless", "offer")),
        Row("post", each(302, 403), ("topic", "offer")),
        Row("post", each(302, 422), ("topic", "name"), {"person": "nobody.here"}),
        Row("post", each(302, 404), ("topic", "nonsense")),
        Row("get", each(302, 405), ("topic", "leave")),
    ],
    "accounts:profile_edit": [
        Row("get", MEMBERS),
        Row("post", MEMBERS_ACT, data={"display_name": "New"}),
    ],
    # Matrix 74: what a circle is for is also its secretary's; the host leads it, the author is in it.
    "accounts:circle_list": [Row("get", MEMBERS)],
    "accounts:circle_detail": [
        Row("get", MEMBERS, ("garden",)),
        Row("get", each(302, 404), ("nowhere",)),
    ],
    "accounts:circle_edit": [
        Row("get", leads(200), ("garden",)),
        Row("post", leads(302), ("garden",), {"aim": "Food", "name": "Garden", "slug": "garden"}),
        Row("post", leads(422), ("garden",), {"aim": "x" * 281}),
    ],
    "accounts:circle_join": [
        Row("get", each(302, 302), ("garden",)),
        Row("post", (302, 302, 403, 403, 302, 302, 302), ("garden",)),
        Row("post", each(302, 422), ("garden",), {"words": "x" * 501}),
    ],
    "accounts:circle_leave": [
        Row("get", each(302, 405), ("garden",)),
        Row("post", (302, 403, 302, 302, 403, 403, 403), ("garden",)),
    ],
    "accounts:circle_people": [Row("get", leads(200), ("garden",))],
    "accounts:circle_act": [
        Row("post", leads(302), ("garden", "add"), {"person": "kit"}),
        Row("post", leads(422), ("garden", "role"), {"person": "ola"}),
        Row("post", each(302, 404), ("garden", "crown")),
    ],
    "accounts:request_decide": [
        Row("post", leads(302, 404), ("join_request",), {"decision": "accept"}),
        Row("post", leads(422, 404), ("join_request",)),
        Row("get", each(302, 405), ("join_request",)),
    ],
    "accounts:invitation_list": [
        Row("get", MEMBERS),
        Row("post", MEMBERS, data={"most_uses": "1", "days": "7"}),
        Row("post", each(302, 422)),
    ],
    "accounts:invitation_revoke": [
        Row("post", (302, 404, 404, 302, 404, 302, 302), ("invitation",)),
        Row("get", each(302, 405), ("invitation",)),
    ],
    "accounts:invitation_detail": [
        Row("get", PUBLIC, ("invitation_words",)),
        Row("post", each(302, 302), ("invitation_words",)),
        Row("get", each(404, 404), ("nonsense",)),
    ],
    "accounts:ignored_list": [Row("get", MEMBERS), Row("post", each(302, 405))],
    # Everybody ignores whom they like, but nobody themselves.
    "threads:person_ignore": [
        Row("post", (302, 302, 403, 302, 302, 302, 302), ("ola",)),
        Row("post", each(302, 422), ("ola",), {"on": "perhaps"}),
        Row("get", each(302, 405), ("ola",)),
    ],
    "notifications:notice_list": [
        Row("get", MEMBERS),
        Row("get", MEMBERS, data={"show": "likes", "before": "x"}),
    ],
    "notifications:notice_settings": [
        Row("get", MEMBERS),
        Row("post", each(302, 422)),
    ],
    "notifications:mail_pause": [
        Row("get", each(302, 405)),
        Row("post", MEMBERS_ACT, data={"until": "hours"}),
        Row("post", each(302, 422)),
    ],
    "notifications:mail_again": [
        Row("get", each(302, 405)),
        Row("post", MEMBERS_ACT, data={"topic": "1"}),
        Row("post", MEMBERS_ACT),
    ],
    "notifications:digest": [Row("get", MEMBERS), Row("post", each(302, 405))],
    "notifications:mark_read": [Row("post", MEMBERS_ACT)],
    # Signed: whoever has the token, also signed out, and by POST without a CSRF token.
    "notifications:mail_stop": [
        Row("get", PUBLIC, ("mail_token",)),
        Row("post", PUBLIC, ("mail_token",), {"List-Unsubscribe": "One-Click"}),
        Row("post", each(422, 422), ("mail_token",)),
        Row("get", each(404, 404), ("nonsense",)),
    ],
    "moderation:log": [
        Row("get", MEMBERS),
        Row("get", each(302, 422), data={"act": "fly"}),
        Row("get", each(302, 404), data={"line": "999999"}),
    ],
    "moderation:log_export": [Row("get", MEMBERS), Row("get", each(302, 422), data={"act": "fly"})],
    "moderation:post_hide": [
        Row("get", keepers(200), ("post",)),
        Row("post", keepers(302), ("post",), {"reason": "Off topic"}),
        Row("post", keepers(422), ("post",), {"reason": ""}),
    ],
    "moderation:post_restore": [Row("post", (302, 404, 403, 404, 302, 302, 302), ("hidden",))],
    "moderation:topic_curate": [
        *curating("close", "topic", hosts),
        *curating("reopen", "closed", hosts),
        *curating("timer", "topic", hosts, quiet_days="7"),
        *curating("untimer", "timed", hosts),
        *curating("pin", "topic", keepers, pin="category"),
        *curating("unpin", "pinned", keepers),
        *curating("unlist", "topic", keepers),
        *curating("relist", "unlisted", keepers),
        *curating("rename", "topic", hosts, title="Another title"),
        *curating("tag", "topic", hosts, tags="one, two"),
        *curating("merge", "topic", keepers, target="closed"),
        *curating("archive", "topic", keepers),
        *curating("unarchive", "archived", keepers),
        Row("get", hosts(200), ("move",), {"topics": "topic"}),
        # The host moves it to fewer readers, moderators of both categories anywhere; Kit, who does
        # not moderate the kitchen, is not offered it.
        Row(
            "post",
            (302, 403, 403, 302, 422, 302, 302),
            ("move",),
            {"topics": "topic", "category": "kitchen"} | WHY,
        ),
        Row("post", keepers(422), ("pin",), {"topics": "topic", "pin": "nowhere"}),
        Row("post", hosts(422), ("close",), {"topics": "topic", "reason": ""}),
        Row("get", each(302, 404), ("nonsense",), {"topics": "topic"}),
    ],
    "moderation:topic_posts": [
        Row("get", keepers(200), ("topic",)),
        Row("post", keepers(302), ("topic",), {"posts": "post", "title": "Apart"} | WHY),
        Row("post", keepers(422), ("topic",)),
    ],
    "moderation:post_flag": [
        Row("get", (302, 200, 403, 200, 200, 200, 200), ("post",)),
        Row("post", (302, 302, 403, 302, 302, 302, 302), ("post",), {"reason": "spam"}),
        Row("post", (302, 422, 403, 422, 422, 422, 422), ("post",), {"reason": "dull"}),
    ],
    "moderation:report_take_back": [Row("post", MEMBERS_ACT, ("post",))],
    "moderation:report_list": [Row("get", MEMBERS)],
    "moderation:case_list": [Row("get", keepers(200))],
    "moderation:case_detail": [
        Row("get", keepers(200, 404), ("case",)),
        Row("get", keepers(200, 404), ("held_case",)),
    ],
    "moderation:case_act": [
        *deciding("keep", "case"),
        *deciding("hide", "case"),
        *deciding("take", "case"),
        *deciding("release", "case"),
        *deciding("note", "case"),
        *deciding("warn", "case"),
        *deciding("approve", "held_case"),
        *deciding("refuse", "held_case"),
        Row("post", keepers(422, 404), ("case", "hide"), {"reason": " "}),
        Row("post", each(302, 404), ("case", "approve"), WHY),
        Row("post", each(302, 404), ("case", "nonsense"), WHY),
    ],
    "moderation:appeal_list": [Row("get", MEMBERS)],
    # Whom the act concerns alone.
    "moderation:appeal_make": [
        Row("get", (302, 404, 200, 404, 404, 404, 404), ("entry",)),
        Row("post", (302, 404, 302, 404, 404, 404, 404), ("entry",), {"words": "Not so"}),
        Row("post", (302, 404, 422, 404, 404, 404, 404), ("entry",)),
    ],
    # Signed: whoever has the address, also signed out.
    "moderation:appeal_signed": [
        Row("get", PUBLIC, ("appeal_token",)),
        Row("post", each(422, 422), ("appeal_token",)),
        Row("get", each(404, 404), ("nonsense",)),
    ],
    "moderation:appeal_queue": [Row("get", keepers(200))],
    # Not who did it: Kit.
    "moderation:appeal_answer": [
        Row("post", (302, 404, 404, 404, 403, 302, 302), ("appeal", act), WHY)
        for act in ("uphold", "overturn")
    ]
    + [
        Row("post", (302, 404, 404, 404, 403, 422, 422), ("appeal", "uphold")),
        Row("post", (302, *[404] * 6), ("appeal", "nonsense"), WHY),
    ],
    # What Kit did is taken back by Kit or an admin.
    "moderation:undo": [Row("post", (302, 404, 404, 404, 302, 404, 302), ("entry",))],
    "moderation:person_record": [Row("get", keepers(200), ("ola",))],
    "moderation:person_sanction": [
        *[
            row
            for act in ("warn", "silence", "unsilence", "suspend", "unsuspend")
            for row in (
                Row("get", site(200), ("ola", act)),
                Row("post", site(302), ("ola", act), WHY | {"until": "7"}),
            )
        ],
        Row("post", site(422), ("ola", "silence"), {"reason": "", "until": "7"}),
        Row("get", each(302, 404), ("ola", "banish")),
        Row("get", each(302, 403), ("root", "silence")),
        # Only an admin decides about a moderator.
        Row("get", (302, 403, 403, 403, 403, 403, 200), ("mo", "silence")),
    ],
    "accounts:appearance_edit": [
        Row("get", MEMBERS),
        Row("post", MEMBERS_ACT, data={"theme": "dark"}),
    ],
    "accounts:handle_edit": [
        Row("get", MEMBERS),
        Row("post", each(302, 422), data={"username": "b"}),
    ],
    "accounts:session_list": [Row("get", MEMBERS)],
    "accounts:session_end": [Row("post", MEMBERS_ACT, ("0",)), Row("get", each(302, 405), ("0",))],
    "accounts:session_end_others": [Row("post", MEMBERS_ACT)],
    "accounts:passkey_list": [Row("get", MEMBERS)],
    "accounts:data": [Row("get", MEMBERS), Row("post", MEMBERS_ACT)],
    # Who they are is asked again before.
    "accounts:export_download": [Row("get", MEMBERS_ACT, ("0",))],
    "threads:account_close": [Row("get", MEMBERS_ACT), Row("post", MEMBERS_ACT)],
    "threads:account_closed": [Row("get", PUBLIC)],
    "favicon": [Row("get", PUBLIC)],
    "manifest": [Row("get", PUBLIC)],
    "style": [Row("get", (302, 403, 403, 403, 403, 403, 200))],
    "robots": [Row("get", PUBLIC)],
    "outbox": [Row("get", PUBLIC)],
    "outbox_html": [Row("get", each(404, 404), ("nonsense",))],
    # allauth: its own rules, in our look.
    "account_login": [Row("get", each(200, 302))],
    "account_signup": [Row("get", each(200, 302))],
    "account_logout": [Row("get", each(302, 200))],
    "account_reauthenticate": [Row("get", MEMBERS)],
    "account_inactive": [Row("get", PUBLIC)],
    "account_email": [Row("get", MEMBERS)],
    "account_change_password": [Row("get", MEMBERS)],
    "account_set_password": [Row("get", MEMBERS_ACT)],
    "account_reset_password": [Row("get", PUBLIC)],
    "account_confirm_password_reset_code": [Row("get", MEMBERS_ACT)],
    "account_complete_password_reset": [Row("get", MEMBERS_ACT)],
    "account_email_verification_sent": [Row("get", MEMBERS_ACT)],
    "account_confirm_login_code": [Row("get", MEMBERS_ACT)],
    "account_password_reset_completed": [Row("get", PUBLIC)],
    "mfa_index": [Row("get", MEMBERS)],
    "mfa_authenticate": [Row("get", MEMBERS_ACT)],
    "mfa_reauthenticate": [Row("get", MEMBERS_ACT)],
    "mfa_activate_totp": [Row("get", MEMBERS_ACT)],
    "mfa_deactivate_totp": [Row("get", each(302, 404))],
    "mfa_list_webauthn": [Row("get", MEMBERS)],
    "mfa_add_webauthn": [Row("get", MEMBERS_ACT)],
    "mfa_edit_webauthn": [Row("get", MEMBERS_ACT, ("0",))],
    "mfa_remove_webauthn": [Row("get", MEMBERS_ACT, ("0",))],
    "mfa_reauthenticate_webauthn": [Row("get", MEMBERS_ACT)],
    "mfa_login_webauthn": [Row("get", MEMBERS_ACT)],
    "mfa_view_recovery_codes": [Row("get", each(302, 404))],
    "mfa_generate_recovery_codes": [Row("get", MEMBERS_ACT)],
    "mfa_download_recovery_codes": [Row("get", each(302, 404))],
    # The admin, but for the pages of models (below).
    "admin:index": [Row("get", ADMIN_ONLY)],
    "admin:rights": [Row("get", ADMIN_ONLY)],
    "admin:test_mail": [Row("get", ADMIN_ONLY), Row("post", (302, 302, 302, 302, 302, 302, 302))],
    "admin:login": [Row("get", (302, 403, 403, 403, 403, 403, 302))],
    "admin:logout": [Row("post", ADMIN_ONLY)],
    "admin:password_change": [Row("get", ADMIN_ONLY)],
    "admin:password_change_done": [Row("get", ADMIN_ONLY)],
    "admin:autocomplete": [
        Row(
            "get",
            ADMIN_ONLY,
            data={"app_label": "accounts", "model_name": "membership", "field_name": "person"},
        )
    ],
    "admin:jsi18n": [Row("get", ADMIN_ONLY)],
    "admin:view_on_site": [Row("get", MEMBERS_ACT, ("topic_type", "topic"))],
    "admin:app_list": [Row("get", ADMIN_ONLY, ("threads",))],
    "admin:auth_user_password_change": [Row("get", ADMIN_ONLY, ("ada_id",))],
}
ADMIN_MODEL_PAGES = {"changelist", "add", "history", "delete", "change"}
# Rows that only acts make cannot be added, and rows that carry words cannot be deleted.
MADE_BY_ACTS = {
    "answer", "post", "postrevision", "prompt", "topic", "like", "mention", "postlink", "entry", "notice",
    "announcement", "clockjob", "heartbeat", "heldpost", "formerplace", "case", "report",
    "agreement", "casenote", "appeal", "topictag", "cohost", "hostoffer", "glossaryname", "source", "panelist", "fishbowl", "topicreader", "draft", "ask", "perspective", "topicrelation", "promptversion", "promptpass", "promptsuggestion", "harvest", "harvester", "harvestversion", "citation",
    "follow", "categoryreader", "bookmark", "topicchange", "searchtext",
    "joinrequest", "invitation", "invitationuse",
    "bucket",
    "ignore", "choice", "mailchoice", "mail", "mailstop", "categorybymail",
    "seat", "hand", "rest", "round", "turn", "closing", "formerhandle", "export",
}  # fmt: skip


def url_names(patterns=None, namespace: str = "") -> set[str]:
    """The names of all addresses, `?<route>` for one without a name."""
    names: set[str] = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            names |= url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            names.add(namespace + (pattern.name or f"?{pattern.pattern}"))
    return names


def admin_model_names() -> set[str]:
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in admin.site._registry
        for page in ADMIN_MODEL_PAGES
    }


@pytest.mark.guard
def test_every_address_has_a_row():
    catch_alls = {"admin:?(?P<url>.*)$", "admin:?<path:object_id>/"}
    without = url_names() - ROWS.keys() - admin_model_names() - catch_alls
    assert without == set(), "say in ROWS what each of the cast gets there"


@pytest.mark.guard
def test_every_row_has_an_address():
    assert ROWS.keys() - url_names() == set()


@pytest.mark.guard
@pytest.mark.parametrize(
    ("name", "place", "acts"),
    [
        ("moderation:topic_curate", 0, CURATIONS),
        ("moderation:case_act", 1, CASE_ACTS),
        ("moderation:person_sanction", 1, SANCTIONS),
    ],
)
def test_every_act_has_rows(name, place, acts):
    for act in acts:
        methods = {row.method for row in ROWS[name] if row.args[place] == act}
        assert methods == {"get", "post"}, act


def hostless(cast, hall):
    topic = make_topic(cast.ada, hall)
    leave_hosting(as_viewer(cast.ada), topic)
    offer_to_host(as_viewer(cast.ola), topic, on=True)
    return topic


def make_rules(cast) -> int:
    """Rules of the community, to which everybody agreed."""
    found_community("Commons")
    rules = publish_document(as_viewer(cast.root), "rules", "Be kind.", asks=True)
    User.objects.update(agreed_to=rules.pk)
    return rules.pk


def make_bowl(cast, hall, phase="panel"):
    """A fishbowl of Ada's; while the panel talks Ola sits on it, Tove has the open chair, and Mira
    waits for it."""
    topic = make_topic(cast.ada, hall, setup=Setup("fishbowl", ("ola",)))
    if phase != "gathering":
        answer_invitation(as_viewer(cast.ola), topic, accept=True)
        move_phase(as_viewer(cast.ada), topic, "panel")
        take_chair(as_viewer(cast.tove), topic)
        raise_hand(as_viewer(cast.mira), topic)
        make_reply(cast.ola, Topic.objects.select_related("category").get(pk=topic.pk))
    return topic


def make_bowls(cast, hall) -> dict[str, object]:
    """A fishbowl in each state that addresses ask for."""
    bowls = {
        name: make_bowl(cast, hall)
        for name in ("panel_bowl", "hostless_bowl", "round_bowl", "over")
    }
    ada = as_viewer(cast.ada)
    leave_hosting(ada, bowls["hostless_bowl"])
    start_round(ada, bowls["round_bowl"], text="And you?")
    begun = timezone.now() - timedelta(hours=60)
    Round.objects.update(started_at=begun, ends_at=begun + timedelta(hours=72))
    move_phase(ada, bowls["over"], "closed", "Enough")
    bowls["gathering"] = make_bowl(cast, hall, "gathering")
    ids = {name: topic.pk for name, topic in bowls.items()}
    # Words that are things here as well.
    ids |= {"phase_closed": "closed"}
    return ids | {"bowl_ask": make_ask(cast.ben, bowls["panel_bowl"]).pk}


def make_scene():
    """The things and browsers of all rows."""
    cast = make_cast()
    hall = make_moderator(cast.kit, make_category("hall"))
    make_moderator(cast.tove, make_category("yard"))
    return make_things(cast, hall, make_first_topic(cast, hall)), make_browsers(cast)


scene = scene_of(make_scene)


@pytest.fixture
def things(scene, db):
    return scene[0]


@pytest.fixture
def browsers(scene, db) -> dict[str, Client]:
    """Each anew: signing out forgets the cookie, and the database takes nothing of that back."""
    return {who: with_cookies(browser) for who, browser in scene[1].items()}


def with_cookies(browser: Client) -> Client:
    other = Client()
    other.cookies.update(browser.cookies)
    return other


def make_things(cast, hall, topic):
    def state(act, *facts, **more):
        found = make_topic(cast.ada, hall)
        act(as_viewer(cast.kit if act is not close_topic else cast.ada), found, *facts, **more)
        return found

    make_category("kitchen", "members")
    add_tags(topic, ["roles"])
    prompt, second = Prompt.objects.filter(topic=topic).order_by("position")
    sealed = add_prompt(as_viewer(cast.ada), topic, "What is hard to say?")
    seal_prompt(as_viewer(cast.ada), sealed, None)
    post = make_reply(cast.ola, topic, "Something true", prompt_ids=[prompt.pk])
    hidden = make_reply(cast.ola, topic, "Something rude")
    entry = hide_post(as_viewer(cast.kit), hidden, "Rude")
    appealed = hide_post(as_viewer(cast.kit), make_reply(cast.ola, topic, "Rude too"), "Rude")
    banned = make_person("banned")
    later = timezone.now() + timedelta(days=9)
    suspend_person(as_viewer(cast.mo), banned, "Spam", until=later)
    withdrawn = make_reply(cast.ola, topic, "Something silly")
    withdraw_post(as_viewer(cast.ola), withdrawn)
    held = make_held(cast.ola, topic)
    reported = make_reply(cast.ola, topic, "Something else")
    unlisted = state(unlist_topic, "Spam")
    timed = state(set_timer, "Soon", quiet_days=7)
    panelist = Panelist.objects.create(topic=topic, position=1, person=cast.ola, name="ola")
    Perspective.objects.create(panelist=panelist, author=cast.ada, source="So", html="<p>So</p>")
    relation = TopicRelation.objects.create(topic=topic, origin=unlisted)
    ada, facts = as_viewer(cast.ada), Facts("harvest", "Kept", "Us")
    harvest = begin_harvest(ada, topic, facts, f"Words [#{post.number}]")
    publish_harvest(ada, harvest_for(ada, harvest.pk), edits=1)
    return {
        "panelist": panelist.pk,
        "relation": relation.pk,
        "harvest": harvest.pk,
        "harvest_draft": begin_harvest(ada, topic, facts, "Draft").pk,
        "citation": Citation.objects.standing().get().pk,
        "slug": topic.slug,
        "topic": topic.pk,
        "prompt": prompt.pk,
        "prompt2": second.pk,
        "sealed": sealed.pk,
        "suggestion": suggest_prompt(as_viewer(cast.ola), topic, "Who cares?").pk,
        "post": post.pk,
        "ask": make_ask(cast.mira, topic, cast.ola).pk,
        "answered_ask": make_ask(cast.mira, topic, cast.ola, answer=post).pk,
        "hidden": hidden.pk,
        "withdrawn": withdrawn.pk,
        "held": held.pk,
        "bookmark": Bookmark.objects.create(person=cast.ben, post=hidden).pk,
        "draft": Draft.objects.create(person=cast.ola, place="new", body="Later").pk,
        "case": make_report(cast.mira, reported).pk,
        "held_case": open_case(held=held).pk,
        "entry": entry.pk,
        "appeal": Appeal.objects.create(
            entry_id=appealed.pk, person=cast.ola, words="I did not"
        ).pk,
        "appeal_token": link_of_person(banned.pk),
        "closed": state(close_topic, "Settled").pk,
        "archived": state(archive_topic, "Old").pk,
        "pinned": state(pin_topic, pin="category").pk,
        "merged": state(merge_topics, "Same", target=topic).pk,
        "hostless": hostless(cast, hall).pk,
        "unlisted": unlisted.pk,
        "timed": timed.pk,
        "unlisted-slug": unlisted.slug,
        "topic_type": ContentType.objects.get_for_model(type(topic)).pk,
        "ada_id": cast.ada.pk,
        "rules_version": make_rules(cast),
        "mail_token": token_for(cast.ben.pk, ALL),
        **make_bowls(cast, hall),
        **make_garden(cast),
    }


def make_garden(cast) -> dict[str, object]:
    """A circle that Ada leads, into which she invites, and which Tove asks to join."""
    garden = make_circle("Garden", cast.ada, cast.ola)
    circles.give_role(as_viewer(cast.root), garden, cast.ada, "leader")
    request = circles.ask_to_join(as_viewer(cast.tove), garden, "Please")
    invitation, words = invite(as_viewer(cast.ada), garden, days=7, most_uses=9)
    return {
        "join_request": request.pk,
        "invitation": invitation.pk,
        "invitation_words": words,
    }


def make_browsers(cast) -> dict[str, Client]:
    def sign_in(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return {
        "guest": Client(),
        "member": sign_in(cast.ben),
        "author": sign_in(cast.ola),
        "host": sign_in(cast.ada),
        "keeper": sign_in(cast.kit),
        "moderator": sign_in(cast.mo),
        "admin": sign_in(cast.root),
    }


CASES = [
    pytest.param(name, number, id=f"{name}-{number}")
    for name, rows in ROWS.items()
    for number in range(len(rows))
]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_row(name, number, things, browsers):
    """Everybody in turn meets the same state: what one did is taken back before the next."""
    row = ROWS[name][number]
    url = reverse(name, args=[things.get(arg, arg) for arg in row.args])
    data = {
        name: [things[each] for each in value]
        if isinstance(value, tuple)
        else things.get(value, value)
        for name, value in row.data.items()
    }
    answers = {}
    for who, browser in browsers.items():
        with transaction.atomic():
            answers[who] = getattr(browser, row.method)(url, data)
            transaction.set_rollback(True)
    got = {who: answer.status_code for who, answer in answers.items()}
    expected = dict(zip(CAST, row.expected, strict=True))
    if row.method == "post" and expected["guest"] == 302 and any(map(data.get, TYPED_FIELDS)):
        expected["guest"] = 403  # signed out while writing: the form comes back with the words
    assert got == expected
    if name.startswith(("threads:", "accounts:", "notifications:", "moderation:")):
        away = answers["guest"].headers.get("Location", "")
        doors = ("/account/login/", "/t/")
        if name == "accounts:invitation_detail":
            doors = ("/account/signup/",)
        assert got["guest"] != TO_LOGIN or away.startswith(doors)


@pytest.mark.parametrize("who", CAST)
def test_admin_pages_of_models(who, things, browsers):
    """List and add page of every model: staff only; what acts make has no add page."""
    for model, page in admin.site._registry.items():
        names = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        expected = 200 if who == "admin" else 302
        assert browsers[who].get(reverse(f"{names}_changelist")).status_code == expected, names
        made_by_acts = model._meta.model_name in MADE_BY_ACTS
        if made_by_acts and who == "admin":
            expected = 403
        if model._meta.model_name == "community":
            continue
        if model._meta.app_label in {
            "accounts",
            "threads",
            "ledger",
            "notifications",
            "leadership_forum",
            "moderation",
        }:
            assert browsers[who].get(reverse(f"{names}_add")).status_code == expected, names
        row = page.get_queryset(_request(browsers, who)).first() if who == "admin" else None
        if row is not None:
            for suffix in ("change", "history"):
                url = reverse(f"{names}_{suffix}", args=[row.pk])
                assert browsers[who].get(url).status_code == 200, url


def _request(browsers, who):
    return browsers[who].get("/admin/").wsgi_request
