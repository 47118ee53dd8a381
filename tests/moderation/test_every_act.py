"""Every act of moderation, by every way that leads to it: one line in the ledger, one result.

All tables are compared before and after. An act that is added without a case here, or a bulk act
of the admin that no case goes through, makes this red.
"""

import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.models import User
from accounts.policies import LostRace, Refusal
from ledger.models import Act, Entry
from moderation.actions import appeals, cases, people, undo
from moderation.models import Appeal, Case
from notifications.models import Announcement, Mail
from tests.make import (
    as_viewer,
    make_ask,
    make_circle,
    make_held,
    make_moderator,
    make_reply,
    make_report,
    make_topic,
    open_case,
    opening,
)
from tests.threads.lines import cases as cases_of_hosting
from threads.actions import (
    approval,
    curation,
    hosts,
    moving,
    phases,
    places,
    posts,
    prompts,
    seats,
    settling,
    suggestions,
    timers,
)
from threads.actions.closing import close_account
from threads.actions.setups import Setup
from threads.models import (
    Ask,
    Category,
    CategoryCircle,
    CategoryModerator,
    Fishbowl,
    FormerPlace,
    Hand,
    HeldPost,
    Post,
    Prompt,
    PromptSuggestion,
    Rest,
    Seat,
    Topic,
)

APPS = {"leadership_forum", "moderation", "threads", "notifications", "ledger", "accounts"}
WHY = "So that all can follow"
DAY = timezone.localdate() + timedelta(days=9)
END_OF_DAY = timezone.make_aware(datetime.combine(DAY, datetime.max.time()))


# --- Ways -----------------------------------------------------------------------------------------

type Facts = Callable[[SimpleNamespace], Any]


@dataclass(frozen=True)
class Call:
    """The action itself."""

    action: Callable[..., object]
    args: Facts
    facts: Facts = lambda _t: {}

    def __call__(self, t: SimpleNamespace) -> None:
        self.action(as_viewer(t.doer), *self.args(t), **self.facts(t))


@dataclass(frozen=True)
class Press:
    """A form of a page."""

    url: str
    data: Facts = lambda _t: {"reason": WHY}

    def __call__(self, t: SimpleNamespace) -> None:
        answer = t.browser.post(self.url.format(**vars(t)), self.data(t))
        if answer.status_code in {403, 409}:
            raise LostRace(answer.status_code)
        assert answer.status_code == 302, answer.content.decode()


@dataclass(frozen=True)
class Bulk:
    """A bulk act of the admin on one chosen row."""

    model: type
    action: str
    row: Facts
    data: Facts = lambda _t: {"reason": WHY}

    def __call__(self, t: SimpleNamespace) -> None:
        options = self.model._meta
        url = f"/admin/{options.app_label}/{options.model_name}/"
        chosen = {"action": self.action, ACTION_CHECKBOX_NAME: [self.row(t)]}
        answer = t.browser.post(url, chosen | self.data(t))
        assert answer.status_code == 302, answer.content.decode()


@dataclass(frozen=True)
class Save:
    """A form of the admin, sent as it stands but for a few fields (None: an empty box)."""

    url: str
    change: Facts

    def __call__(self, t: SimpleNamespace) -> None:
        url = self.url.format(**vars(t))
        found = Fields()
        found.feed(t.browser.get(url).content.decode())
        change = self.change(t)
        kept = {name: value for name, value in found.sent.items() if name not in change}
        kept["_save"] = ["Save"]
        t.browser.post(url, kept | {name: value for name, value in change.items() if value})


class Fields(HTMLParser):
    """What a browser would send of the forms of a page (`sent`)."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag in {"select", "textarea"}:
            self.name = facts.get("name", "")
        if tag == "textarea":
            self.sent[self.name] = [""]
        elif tag == "option" and "selected" in facts:
            self.sent.setdefault(self.name, []).append(facts.get("value", ""))
        elif tag == "input" and facts.get("type") not in {"submit", "checkbox", "file", "search"}:
            self.sent.setdefault(facts.get("name", ""), []).append(facts.get("value", ""))
        elif tag == "input" and facts.get("type") == "checkbox" and "checked" in facts:
            self.sent.setdefault(facts["name"], []).append(facts.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.name in self.sent:
            self.sent[self.name] = [data.removeprefix("\n")]
            self.name = ""


@dataclass(frozen=True)
class Deed:
    """An act: what it is done to, the ways to it, and what its line must say."""

    act: str
    prepare: Callable[[SimpleNamespace], dict[str, Any]]
    ways: tuple[Callable[[SimpleNamespace], None], ...]
    line: Facts = field(default=lambda _t: {})


# --- What it is done to ---------------------------------------------------------------------------


def talk(t) -> dict[str, Any]:
    """A topic of Ada with two questions, an answer of Ben, and Ola's reply to that."""
    topic = make_topic(t.ada, t.hall, prompts=["What helps?", "What hinders?"], tags=["roles"])
    first = Prompt.objects.filter(topic=topic).first()
    answer = make_reply(t.ben, topic, "An answer @ola", prompt_ids=[first.pk])
    make_reply(t.ola, topic, reply_to=2)
    return {"topic": topic, "post": whole(answer), "n": topic.pk}


def whole(post: Post) -> Post:
    return Post.objects.select_related("topic__category", "author").get(pk=post.pk)


def now(topic: Topic) -> Topic:
    return Topic.objects.select_related("category").get(pk=topic.pk)


def after(*acts):
    """A talk to which these acts were done."""

    def prepare(t) -> dict[str, Any]:
        made = talk(t)
        for act, *facts in acts:
            act(as_viewer(t.doer), made["topic"], "Before", **(facts[0] if facts else {}))
        return made | {"topic": now(made["topic"])}

    return prepare


def other_talk(t) -> dict[str, Any]:
    """Another topic beside the talk, with what waits in it."""
    made = talk(t)
    target = make_topic(t.mira, t.hall, prompts=["And you?"], tags=["water"])
    make_reply(t.ola, target)
    make_held(t.ola, made["topic"])
    return made | {"target": target, "target_id": target.pk}


def hidden(t) -> dict[str, Any]:
    made = talk(t)
    entry = posts.hide_post(as_viewer(t.doer), made["post"], "Rude")
    return made | {"post": whole(made["post"]), "entry": entry, "entry_id": entry.pk}


def reported(t) -> dict[str, Any]:
    made = talk(t)
    make_report(t.mira, made["post"], "other", "It hurts")
    case = make_report(t.ola, made["post"])
    return made | {"case": case, "case_id": case.pk, "handle": "ben", "post": whole(made["post"])}


def waiting(t) -> dict[str, Any]:
    made = talk(t)
    first = Prompt.objects.filter(topic=made["topic"]).first()
    held = make_held(t.ola, made["topic"], "I @ada wait", reply_to=2, prompts=[first.pk])
    case = open_case(held=held)
    return made | {"held": held, "held_id": held.pk, "case": case, "case_id": case.pk}


def waiting_topic(t) -> dict[str, Any]:
    held = make_held(t.ola, category=t.hall, prompts=["Who?"], tags=["new"])
    case = open_case(held=held)
    return {"held": held, "held_id": held.pk, "case": case, "case_id": case.pk}


def taken(t) -> dict[str, Any]:
    made = reported(t)
    cases.take_case(as_viewer(t.doer), made["case"])
    return made | {"case": open_case(post=made["post"])}


def member(t) -> dict[str, Any]:
    return {"person": t.ben, "handle": "ben"}


def admitted(t) -> dict[str, Any]:
    circle = make_circle("Garden")
    return {
        "circle": circle,
        "row": CategoryCircle.objects.create(circle=circle, category=t.hall),
    }


def named(t) -> dict[str, Any]:
    make_moderator(t.ben, t.hall)
    return {"row": CategoryModerator.objects.get(person=t.ben)}


def sanctioned(act):
    def prepare(t) -> dict[str, Any]:
        entry = act(as_viewer(t.doer), t.ben, "Shouting", until=END_OF_DAY)
        person = User.objects.get(pk=t.ben.pk)
        return {"person": person, "handle": "ben", "entry": entry, "entry_id": entry.pk}

    return prepare


def done(prepare, act):
    """What an undo is asked of: the line that `act` left."""

    def prepared(t) -> dict[str, Any]:
        made = prepare(t)
        entry = act(as_viewer(t.doer), SimpleNamespace(**vars(t) | made))
        return made | {"entry": entry, "entry_id": entry.pk}

    return prepared


def against_doer(t) -> dict[str, Any]:
    """A post of the doer, hidden by somebody else."""
    made = talk(t)
    post = make_reply(t.doer, made["topic"], "Sharp words")
    entry = posts.hide_post(as_viewer(t.mo), post, "Rude")
    return made | {"post": post, "entry": entry, "entry_id": entry.pk}


def appealed(t) -> dict[str, Any]:
    """What somebody else did, against which the person appealed."""
    entry = people.warn_person(as_viewer(t.mo), t.ben, "Rude")
    appeals.make_appeal(as_viewer(t.ben), entry, "I did not")
    return {"entry": entry, "appeal": Appeal.objects.get(entry_id=entry.pk)}


def appealed_and_over(t) -> dict[str, Any]:
    entry = people.silence_person(as_viewer(t.mo), t.ben, "Rude", until=END_OF_DAY)
    appeals.make_appeal(as_viewer(t.ben), entry, "I did not")
    people.unsilence_person(as_viewer(t.mo), t.ben)
    return {"entry": entry, "appeal": Appeal.objects.get(entry_id=entry.pk)}


# --- The acts -------------------------------------------------------------------------------------


def on_topic(name: str, action, prepare=talk, *, facts=None, fields=None, line=None) -> Deed:
    """An act on a topic goes by the action, by the page and by the admin's bulk act."""
    data = {"reason": WHY}
    return Deed(
        name,
        prepare,
        (
            Call(action, lambda t: (t.topic, WHY), facts or (lambda _t: {})),
            Press(
                f"/moderation/topics/{name}/",
                lambda t: {"topics": [t.n]} | data | (fields(t) if fields else {}),
            ),
            Bulk(
                Topic,
                name,
                lambda t: t.n,
                lambda t: data | (fields(t) if fields else {}),
            ),
        ),
        line=lambda t: (
            {"topic_id": t.n, "category_id": t.hall.pk, "reason": WHY} | (line(t) if line else {})
        ),
    )


def on_case(name: str, action, prepare, *others, line=None) -> Deed:
    """A decision goes by the case too."""
    return Deed(
        name,
        prepare,
        (
            Call(action, lambda t: (t.case, WHY)),
            Press(f"/moderation/cases/{{case_id}}/{name}/", case_form),
            Bulk(Case, name, lambda t: t.case_id),
            *others,
        ),
        line=lambda t: {"reason": WHY} | (line(t) if line else {}),
    )


def case_form(t) -> dict[str, Any]:
    return {"reason": WHY} | ({"version": t.held.version} if hasattr(t, "held") else {})


def on_person(name: str, action, prepare=member, *, until: bool = False) -> Deed:
    """A sanction goes by the action, by the page and by the admin's bulk act."""
    day = DAY.isoformat()
    page = {"reason": WHY} | ({"until": "own", "day": day} if until else {})
    bulk = {"reason": WHY} | ({"until": day} if until else {})
    return Deed(
        name,
        prepare,
        (
            Call(
                action,
                lambda t: (t.person, WHY),
                lambda _t: {"until": END_OF_DAY} if until else {},
            ),
            Press(f"/moderation/people/{{handle}}/{name}/", lambda _t: page),
            Bulk(User, name, lambda t: t.person.pk, lambda _t: bulk),
        ),
        line=lambda t: (
            {"person_id": t.ben.pk, "reason": WHY} | ({"until": END_OF_DAY} if until else {})
        ),
    )


def of_post(t) -> dict[str, Any]:
    return {"post_id": t.post.pk, "topic_id": t.n, "person_id": t.ben.pk, "category_id": t.hall.pk}


def of_held(t) -> dict[str, Any]:
    return {"held_id": t.held.pk, "person_id": t.ola.pk, "category_id": t.hall.pk}


HIDE = (
    Call(posts.hide_post, lambda t: (t.post, WHY)),
    Press("/moderation/posts/{post.pk}/hide/"),
    Bulk(Post, "hide", lambda t: t.post.pk),
)
APPROVE = (
    Call(approval.approve_held, lambda t: (t.held, WHY)),
    Bulk(HeldPost, "approve", lambda t: t.held_id),
)
REFUSE = (
    Call(approval.refuse_held, lambda t: (t.held, WHY)),
    Bulk(HeldPost, "refuse", lambda t: t.held_id),
)


def undoing(name: str, act: str, prepare, line=of_post) -> tuple[str, Deed]:
    ways = (Call(undo.undo_act, lambda t: (t.entry,)), Press("/moderation/undo/{entry_id}/"))
    return name, Deed(act, prepare, ways, lambda t: line(t) | {"reverts_id": t.entry.pk})


def of_person(t) -> dict[str, Any]:
    return {"person_id": t.ben.pk}


def asked(t) -> dict[str, Any]:
    made = talk(t)
    return made | {"ask": make_ask(t.ben, made["topic"], t.ola)}


DEEDS: dict[str, Deed] = {
    "set a question aside": Deed(
        Act.ASK_SET_ASIDE,
        asked,
        (
            Call(settling.set_ask_aside, lambda t: (t.ask, WHY)),
            Press("/asks/{ask.pk}/set-aside/", lambda _t: {"words": WHY}),
            Bulk(Ask, "set_aside", lambda t: t.ask.pk),
        ),
        lambda t: {"topic_id": t.n, "person_id": t.ben.pk, "reason": WHY},
    ),
    "close": on_topic("close", curation.close_topic),
    "reopen": on_topic("reopen", curation.reopen_topic, after((curation.close_topic,))),
    "archive": on_topic("archive", curation.archive_topic),
    "unarchive": on_topic("unarchive", curation.unarchive_topic, after((curation.archive_topic,))),
    "timer": on_topic(
        "timer",
        timers.set_timer,
        facts=lambda _t: {"quiet_days": 7},
        fields=lambda _t: {"quiet_days": "7"},
        line=lambda _t: {"after": "7"},
    ),
    "untimer": on_topic(
        "untimer",
        timers.stop_timer,
        after((timers.set_timer, {"quiet_days": 7})),
        line=lambda _t: {"before": "7"},
    ),
    "pin": on_topic(
        "pin",
        curation.pin_topic,
        facts=lambda _t: {"pin": "site", "until": END_OF_DAY},
        fields=lambda _t: {"pin": "site", "until": DAY.isoformat()},
        line=lambda _t: {"after": "site", "until": END_OF_DAY},
    ),
    "unpin": on_topic(
        "unpin", curation.unpin_topic, after((curation.pin_topic, {"pin": "category"}))
    ),
    "unlist": on_topic("unlist", curation.unlist_topic),
    "relist": on_topic("relist", curation.relist_topic, after((curation.unlist_topic,))),
    "rename": on_topic(
        "rename",
        curation.rename_topic,
        facts=lambda _t: {"title": "Another title"},
        fields=lambda _t: {"title": "Another title"},
        line=lambda t: {"before": t.topic.title, "after": "Another title"},
    ),
    "tag": on_topic(
        "tag",
        curation.tag_topic,
        facts=lambda _t: {"tags": ["roles", "fresh"]},
        fields=lambda _t: {"tags": "roles, fresh"},
        line=lambda _t: {"before": "roles", "after": "fresh, roles"},
    ),
    "move": on_topic(
        "move",
        curation.move_topic,
        other_talk,
        facts=lambda t: {"category": t.yard},
        fields=lambda _t: {"category": "yard"},
        line=lambda t: {"category_id": t.yard.pk, "other_category_id": t.hall.pk},
    ),
    "merge": on_topic(
        "merge",
        moving.merge_topics,
        other_talk,
        facts=lambda t: {"target": t.target},
        fields=lambda t: {"target": str(t.target_id)},
        line=lambda t: {"other_topic_id": t.target_id},
    ),
    "split": Deed(
        "split",
        talk,
        (
            Call(
                moving.split_topic,
                lambda t: (t.topic, WHY),
                lambda t: {"post_ids": [t.post.pk], "title": "On its own"},
            ),
            Press(
                "/moderation/topics/{n}/posts/",
                lambda t: {
                    "posts": [t.post.pk],
                    "title": "On its own",
                    "reason": WHY,
                },
            ),
        ),
        lambda t: {
            "topic_id": t.n,
            "other_topic_id": Topic.objects.latest("pk").pk,
            "reason": WHY,
        },
    ),
    "move_posts": Deed(
        "move_posts",
        other_talk,
        (
            Call(
                moving.move_posts,
                lambda t: (t.topic, WHY),
                lambda t: {"post_ids": [t.post.pk], "target": t.target},
            ),
            Press(
                "/moderation/topics/{n}/posts/",
                lambda t: {
                    "posts": [t.post.pk],
                    "target": str(t.target_id),
                    "reason": WHY,
                },
            ),
        ),
        lambda t: {"topic_id": t.n, "other_topic_id": t.target_id, "reason": WHY},
    ),
    "hide": Deed("hide", talk, HIDE, lambda t: of_post(t) | {"reason": WHY}),
    "hide a reported post": on_case("hide", cases.hide_reported, reported, *HIDE, line=of_post),
    "restore": Deed(
        "restore",
        hidden,
        (
            Call(posts.restore_post, lambda t: (t.post, WHY)),
            Press("/moderation/posts/{post.pk}/restore/"),
            Bulk(Post, "restore", lambda t: t.post.pk),
        ),
        lambda t: of_post(t) | {"reason": WHY},
    ),
    "keep": on_case("keep", cases.keep_post, reported, line=of_post),
    "approve": on_case("approve", cases.approve_case, waiting, *APPROVE, line=of_held),
    "approve a topic": on_case(
        "approve", cases.approve_case, waiting_topic, *APPROVE, line=of_held
    ),
    "refuse": on_case("refuse", cases.refuse_case, waiting, *REFUSE, line=of_held),
    "reconsider": Deed(
        "reconsider",
        done(waiting, lambda viewer, t: approval.refuse_held(viewer, t.held, "Too loud")),
        (
            Call(approval.reconsider_held, lambda t: (t.held, t.entry)),
            Call(undo.undo_act, lambda t: (t.entry,)),
            Press("/moderation/undo/{entry_id}/"),
        ),
        lambda t: of_held(t) | {"reverts_id": t.entry.pk},
    ),
    "take": Deed(
        "take",
        reported,
        (
            Call(cases.take_case, lambda t: (t.case,)),
            Press("/moderation/cases/{case_id}/take/", lambda _t: {}),
        ),
        lambda t: {"post_id": t.post.pk, "topic_id": t.n},
    ),
    "release": Deed(
        "release",
        taken,
        (
            Call(cases.release_case, lambda t: (t.case,)),
            Press("/moderation/cases/{case_id}/release/", lambda _t: {}),
        ),
        lambda t: {"post_id": t.post.pk, "topic_id": t.n},
    ),
    "note": Deed(
        "note",
        reported,
        (
            Call(cases.note_case, lambda t: (t.case, "I asked her")),
            Press("/moderation/cases/{case_id}/note/", lambda _t: {"reason": "I asked her"}),
        ),
        lambda t: {"post_id": t.post.pk, "topic_id": t.n},
    ),
    "warn about a post": Deed(
        "warn",
        reported,
        (
            Call(people.warn_author, lambda t: (t.case, WHY)),
            Press("/moderation/cases/{case_id}/warn/"),
        ),
        lambda t: {"person_id": t.ben.pk, "post_id": t.post.pk, "reason": WHY},
    ),
    "warn": on_person("warn", people.warn_person),
    "silence": on_person("silence", people.silence_person, until=True),
    "unsilence": on_person("unsilence", people.unsilence_person, sanctioned(people.silence_person)),
    "suspend": on_person("suspend", people.suspend_person, until=True),
    "unsuspend": on_person("unsuspend", people.unsuspend_person, sanctioned(people.suspend_person)),
    "close an account": Deed(
        "anonymise",
        member,
        (
            Call(close_account, lambda t: (t.person, WHY)),
            Bulk(User, "anonymise", lambda t: t.person.pk),
        ),
        lambda t: {"person_id": t.ben.pk, "reason": WHY},
    ),
    "give a right": Deed(
        "appoint",
        member,
        (
            Call(people.set_right, lambda t: (t.person, "is_moderator"), lambda _t: {"on": True}),
            Save("/admin/accounts/user/{person.pk}/change/", lambda _t: {"is_moderator": "on"}),
        ),
        lambda t: {"person_id": t.ben.pk, "after": "is_moderator"},
    ),
    "take a right away": Deed(
        "dismiss",
        lambda t: {"person": t.mo},
        (
            Call(people.set_right, lambda t: (t.person, "is_moderator"), lambda _t: {"on": False}),
            Save("/admin/accounts/user/{person.pk}/change/", lambda _t: {"is_moderator": None}),
        ),
        lambda t: {"person_id": t.mo.pk, "after": "is_moderator"},
    ),
    "change who reads": Deed(
        "place",
        lambda _t: {},
        (
            Call(places.change_rule, lambda t: (t.hall, "visibility", "members")),
            Save("/admin/threads/category/{hall.pk}/change/", lambda _t: {"visibility": "members"}),
        ),
        lambda t: {
            "category_id": t.hall.pk,
            "before": "visibility: public",
            "after": "visibility: members",
        },
    ),
    "change what waits": Deed(
        "place",
        lambda _t: {},
        (
            Call(places.change_rule, lambda t: (t.hall, "holds", "posts")),
            Save("/admin/threads/category/{hall.pk}/change/", lambda _t: {"holds": "posts"}),
        ),
        lambda t: {"category_id": t.hall.pk, "before": "holds: nothing", "after": "holds: posts"},
    ),
    "change who starts topics": Deed(
        "place",
        lambda _t: {},
        (
            Call(places.change_right, lambda t: (t.hall, "starts", "moderators")),
            Save("/admin/threads/category/{hall.pk}/change/", lambda _t: {"starts": "moderators"}),
        ),
        lambda t: {
            "category_id": t.hall.pk,
            "before": "starts: readers",
            "after": "starts: moderators",
        },
    ),
    "change how many first posts wait": Deed(
        "community",
        lambda _t: {"community": found_community("Commons")},
        (
            Call(places.change_first_posts, lambda t: (t.community, 2)),
            Save("/admin/accounts/community/1/change/", lambda _t: {"held_first_posts": "2"}),
        ),
        lambda _t: {"before": "0", "after": "2"},
    ),
    "change who may sign up": Deed(
        "community",
        lambda _t: {"community": found_community("Commons")},
        (
            Call(places.change_signup, lambda t: (t.community, "invited")),
            Save("/admin/accounts/community/1/change/", lambda _t: {"signup": "invited"}),
        ),
        lambda _t: {"before": "signup: open", "after": "signup: invited"},
    ),
    "admit a circle": Deed(
        "place",
        lambda _t: {"circle": make_circle("Garden")},
        (
            Call(places.admit_circle, lambda t: (t.circle, t.hall)),
            Save(
                "/admin/threads/categorycircle/add/",
                lambda t: {"circle": t.circle.pk, "category": t.hall.pk},
            ),
        ),
        lambda t: {"category_id": t.hall.pk, "after": "circle: Garden"},
    ),
    "exclude a circle": Deed(
        "place",
        admitted,
        (
            Call(places.exclude_circle, lambda t: (t.circle, t.hall)),
            Save("/admin/threads/categorycircle/{row.pk}/delete/", lambda _t: {"post": "yes"}),
            Bulk(CategoryCircle, "delete_selected", lambda t: t.row.pk, lambda _t: {"post": "yes"}),
        ),
        lambda t: {"category_id": t.hall.pk, "before": "circle: Garden"},
    ),
    "appoint": Deed(
        "appoint",
        lambda _t: {},
        (
            Call(places.appoint_moderator, lambda t: (t.ben, t.hall)),
            Save(
                "/admin/threads/categorymoderator/add/",
                lambda t: {"person": t.ben.pk, "category": t.hall.pk},
            ),
        ),
        lambda t: {"category_id": t.hall.pk, "person_id": t.ben.pk},
    ),
    "dismiss": Deed(
        "dismiss",
        named,
        (
            Call(places.dismiss_moderator, lambda t: (t.ben, t.hall)),
            Save("/admin/threads/categorymoderator/{row.pk}/delete/", lambda _t: {"post": "yes"}),
            Bulk(
                CategoryModerator,
                "delete_selected",
                lambda t: t.row.pk,
                lambda _t: {"post": "yes"},
            ),
        ),
        lambda t: {"category_id": t.hall.pk, "person_id": t.ben.pk},
    ),
    **dict(
        [
            undoing("undo hide", "restore", hidden),
            undoing(
                "undo hide of a reported post",
                "restore",
                done(reported, lambda v, t: cases.hide_reported(v, t.case, "Rude")),
            ),
            undoing(
                "undo keep",
                "reconsider",
                done(reported, lambda v, t: cases.keep_post(v, t.case)),
            ),
            undoing(
                "undo warn",
                "unwarn",
                done(member, lambda v, t: people.warn_person(v, t.person, "Rude")),
                of_person,
            ),
            undoing("undo silence", "unsilence", sanctioned(people.silence_person), of_person),
            undoing("undo suspend", "unsuspend", sanctioned(people.suspend_person), of_person),
        ]
    ),
    "appeal": Deed(
        "appeal",
        against_doer,
        (
            Call(appeals.make_appeal, lambda t: (t.entry, WHY)),
            Press("/appeals/{entry_id}/", lambda _t: {"words": WHY}),
        ),
        lambda t: {"post_id": t.post.pk, "category_id": t.hall.pk},
    ),
    "uphold": Deed(
        "uphold",
        appealed,
        (
            Call(appeals.uphold, lambda t: (t.appeal, t.entry, WHY)),
            Press("/moderation/appeals/{appeal.pk}/uphold/"),
        ),
        lambda t: of_person(t) | {"reason": WHY},
    ),
    "overturn": Deed(
        "unwarn",
        appealed,
        (
            Call(appeals.overturn, lambda t: (t.appeal, t.entry, WHY)),
            Press("/moderation/appeals/{appeal.pk}/overturn/"),
        ),
        lambda t: of_person(t) | {"reason": WHY, "reverts_id": t.entry.pk},
    ),
    "overturn what is over": Deed(
        "overturn",
        appealed_and_over,
        (
            Call(appeals.overturn, lambda t: (t.appeal, t.entry, WHY)),
            Press("/moderation/appeals/{appeal.pk}/overturn/"),
        ),
        lambda t: of_person(t) | {"reason": WHY, "reverts_id": t.entry.pk},
    ),
}


# --- Questions: their other cases stand in tests/threads/lines/prompts.py -------------------------


def question(*acts):
    """An answered question of the talk, to which these acts were done."""

    def prepare(t) -> dict[str, Any]:
        made = talk(t)
        prompt = Prompt.objects.filter(topic=made["topic"]).earliest("position")
        for act in acts:
            act(as_viewer(t.doer), prompt)
        prompt.refresh_from_db()
        return made | {"prompt": prompt}

    return prepare


def suggested(t) -> dict[str, Any]:
    made = talk(t)
    return made | {"one": suggestions.suggest_prompt(as_viewer(t.ben), made["topic"], "Who?")}


def on_question(act: str, action, prepare, name: str) -> Deed:
    """By the action, by the page, and by the admin's bulk act."""
    ways = (
        lambda t: action(as_viewer(t.doer), t.prompt, WHY),
        Press(f"/t/{{n}}/prompts/{{prompt.pk}}/{name}/"),
        Bulk(Prompt, f"{name}_prompt", lambda t: t.prompt.pk),
    )
    return Deed(act, prepare, ways, lambda t: {"prompt_id": t.prompt.pk, "reason": WHY})


REWORDED = {"text": "What helps most?", "note": "", "meaning": "on", "reason": WHY}
DEEDS |= {
    "close a question": on_question(Act.PROMPT_CLOSE, prompts.close_prompt, question(), "close"),
    "reopen a question": on_question(
        Act.PROMPT_REOPEN, prompts.reopen_prompt, question(prompts.close_prompt), "reopen"
    ),
    "withdraw a question": on_question(
        Act.PROMPT_WITHDRAW, prompts.withdraw_prompt, question(), "withdraw"
    ),
    "restore a question": on_question(
        Act.PROMPT_RESTORE, prompts.restore_prompt, question(prompts.withdraw_prompt), "restore"
    ),
    "reword a question": Deed(
        Act.PROMPT_EDIT,
        question(),
        (
            lambda t: prompts.edit_prompt(
                as_viewer(t.doer), t.prompt, "What helps most?", meaning=True, reason=WHY
            ),
            Press("/t/{n}/prompts/{prompt.pk}/edit/", lambda _t: REWORDED),
            Bulk(Prompt, "reword", lambda t: t.prompt.pk, lambda _t: REWORDED),
        ),
        lambda t: {"prompt_id": t.prompt.pk, "before": "What helps?", "reason": WHY},
    ),
    "take up a suggested question": Deed(
        Act.PROMPT_ADOPT,
        suggested,
        (
            lambda t: suggestions.adopt_suggestion(as_viewer(t.doer), t.one),
            Press("/t/{n}/prompts/suggestions/{one.pk}/", lambda _t: {"decision": "adopt"}),
            Bulk(PromptSuggestion, "adopt", lambda t: t.one.pk, lambda _t: {"reason": ""}),
        ),
        lambda t: {"person_id": t.ben.pk, "after": "Who?"},
    ),
}


def speaking(t) -> dict[str, Any]:
    """A fishbowl in which the panel talks, and Ben sits in the open chair."""
    topic = make_topic(t.ada, t.hall, setup=Setup("fishbowl", ("mira.oday",)))
    seats.answer_invitation(as_viewer(t.mira), topic, accept=True)
    phases.move_phase(as_viewer(t.ada), topic, "panel")
    seats.take_chair(as_viewer(t.ben), topic)
    made = {"topic": now(topic), "n": topic.pk, "bowl": Fishbowl.objects.get(topic=topic)}
    return made | {"seat": Seat.objects.get(person=t.ben)}


def running(t) -> dict[str, Any]:
    """The same, while Ola waits for a chair."""
    made = speaking(t)
    seats.raise_hand(as_viewer(t.ola), made["topic"])
    return made | {"hand": Hand.objects.get(person=t.ola)}


def rested(t) -> dict[str, Any]:
    made = running(t)
    seats.rest_person(as_viewer(t.doer), made["topic"], t.ola, "Before")
    return made | {"rest": Rest.objects.get()}


def left_alone(t) -> dict[str, Any]:
    """A fishbowl that nobody hosts any more."""
    made = running(t)
    hosts.leave_hosting(as_viewer(t.ada), made["topic"])
    return made | {"topic": now(made["topic"])}


def in_fishbowl(act: str, prepare, action, page: str, data, bulk: Bulk, line) -> Deed:
    """By the action, by the page, and by the admin's bulk act."""
    return Deed(act, prepare, (action, Press(f"/t/{{n}}/{page}/", data), bulk), line)


DEEDS |= {
    "free a chair": in_fishbowl(
        Act.CHAIR_FREE,
        speaking,
        lambda t: seats.free_seat(as_viewer(t.doer), t.topic, t.ben, WHY),
        "chair/free",
        lambda _t: {"person": "ben", "reason": WHY},
        Bulk(Seat, "free", lambda t: t.seat.pk),
        lambda t: {"topic_id": t.n, "person_id": t.ben.pk, "reason": WHY},
    ),
    "rest a speaker": in_fishbowl(
        Act.REST,
        speaking,
        lambda t: seats.rest_person(as_viewer(t.doer), t.topic, t.ben, WHY),
        "chair/rest",
        lambda _t: {"person": "ben", "reason": WHY, "on": "1"},
        Bulk(Seat, "rest", lambda t: t.seat.pk),
        lambda t: {"topic_id": t.n, "person_id": t.ben.pk, "reason": WHY},
    ),
    "rest somebody in line": in_fishbowl(
        Act.REST,
        running,
        lambda t: seats.rest_person(as_viewer(t.doer), t.topic, t.ola, WHY),
        "chair/rest",
        lambda _t: {"person": "ola", "reason": WHY},
        Bulk(Hand, "rest", lambda t: t.hand.pk),
        lambda t: {"topic_id": t.n, "person_id": t.ola.pk, "reason": WHY},
    ),
    "let somebody back": in_fishbowl(
        Act.UNREST,
        rested,
        lambda t: seats.rest_person(as_viewer(t.doer), t.topic, t.ola, WHY, on=False),
        "chair/rest",
        lambda _t: {"person": "ola", "reason": WHY, "on": "0"},
        Bulk(Rest, "let_back", lambda t: t.rest.pk),
        lambda t: {"topic_id": t.n, "person_id": t.ola.pk, "reason": WHY},
    ),
    "say what the gallery writes": in_fishbowl(
        Act.GALLERY,
        running,
        lambda t: phases.set_gallery(as_viewer(t.doer), t.topic, "off"),
        "gallery",
        lambda _t: {"gallery": "off"},
        Bulk(
            Fishbowl,
            "set_gallery",
            lambda t: t.bowl.pk,
            lambda _t: {"gallery": "off", "reason": ""},
        ),
        lambda t: {"topic_id": t.n, "before": "full", "after": "off"},
    ),
    "open chairs where nobody hosts": in_fishbowl(
        Act.CHAIRS,
        left_alone,
        lambda t: phases.set_chairs(as_viewer(t.doer), t.topic, 0),
        "chairs",
        lambda _t: {"open": "0"},
        Bulk(Fishbowl, "set_chairs", lambda t: t.bowl.pk, lambda _t: {"number": "0", "reason": ""}),
        lambda t: {"topic_id": t.n, "before": "1", "after": "0"},
    ),
    "move a phase where nobody hosts": in_fishbowl(
        Act.FLOOR_OPEN,
        left_alone,
        lambda t: phases.move_phase(as_viewer(t.doer), t.topic, "open_floor", WHY),
        "phase",
        lambda _t: {"to": "open_floor", "words": WHY},
        Bulk(
            Fishbowl,
            "move_phase",
            lambda t: t.bowl.pk,
            lambda _t: {"to": "open_floor", "reason": WHY},
        ),
        lambda t: {"topic_id": t.n, "reason": WHY},
    ),
}


# --- All tables -----------------------------------------------------------------------------------

# Ids that are no foreign keys.
POINTS_AT = {
    "topic_id": Topic,
    "other_topic_id": Topic,
    "post_id": Post,
    "held_id": HeldPost,
    "person_id": User,
    "actor_id": User,
    "category_id": Category,
    "other_category_id": Category,
    "reverts_id": Entry,
    "prompt_id": Prompt,
    "entry_id": Entry,
}
TOLD = {"entry": Entry, "post": Post, "prompt": Prompt, "suggestion": PromptSuggestion}
TOLD |= {"chair_notice": Seat}


def tables() -> dict[type, dict[Any, dict[str, Any]]]:
    """Every row of every table of ours."""
    return {
        model: {row[model._meta.pk.attname]: row for row in model._base_manager.values()}
        for model in apps.get_models()
        if model._meta.app_label in APPS
    }


def changes(before, after) -> set[tuple[str, ...]]:
    """What differs, without the ids of new rows and with "now" for a time that is now."""
    found = set()
    for model, rows in after.items():
        names = {pk: f"new {n}" for n, pk in enumerate(sorted(rows.keys() - before[model].keys()))}
        for pk, row in rows.items():
            then = before[model].get(pk, {})
            found |= {
                (model.__name__, names.get(pk, str(pk)), name, _said(model, name, row, before))
                for name, value in row.items()
                if then.get(name, "nothing") != value and name not in {"id", "last_login"}
            }
        found |= {
            (model.__name__, str(pk), "gone", "") for pk in before[model].keys() - rows.keys()
        }
    return found


def _said(model: type, name: str, row: dict[str, Any], before) -> str:
    value = row[name]
    if isinstance(value, datetime):
        is_now = abs(value - timezone.now()) < timedelta(minutes=2)
        return "now" if is_now else value.isoformat()
    relation = {f.attname: f.related_model for f in model._meta.concrete_fields if f.is_relation}
    if name == "subject_id":
        target = TOLD[row["occasion"]]
    else:
        target = relation.get(name) or (POINTS_AT.get(name) if isinstance(value, int) else None)
    if target and value is not None and value not in before[target]:
        return f"new {target.__name__}"
    return repr(value)


def tried(t, way) -> set[tuple[str, ...]]:
    """What this way changes, tried and taken back; done again it changes nothing."""
    with transaction.atomic():
        before = tables()
        way(t)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        after = tables()
        _check_line(t, before, after)
        with suppress(LostRace, Refusal):
            way(t)
        assert changes(after, tables()) == set(), "the same press twice"
        transaction.set_rollback(True)
    return changes(before, after)


def _check_line(t, before, after) -> None:
    """Exactly one line with who, what, to what and why, and exactly one announcement of it."""
    (entry,) = [row for pk, row in after[Entry].items() if pk not in before[Entry]]
    told = [
        row
        for pk, row in after[Announcement].items()
        if pk not in before[Announcement] and row["occasion"] == "entry"
    ]
    assert [row["subject_id"] for row in told] == [entry["id"]]
    expected = {"actor_id": t.doer.pk, "act": t.deed.act} | t.deed.line(t)
    assert {name: entry[name] for name in expected} == expected


@pytest.mark.parametrize("name", DEEDS)
def test_one_line_and_one_result_by_every_way(name, t):
    deed = DEEDS[name]
    t = SimpleNamespace(**vars(t) | {"deed": deed} | deed.prepare(t))
    first, *others = [(way, tried(t, way)) for way in deed.ways]
    assert first[1], "nothing happened"
    for way, result in others:
        assert result == first[1], way


@pytest.mark.parametrize("name", DEEDS)
def test_without_its_line_nothing_happens(name, t, monkeypatch):
    """The line is written in the transaction of the act: where it fails, all is as before."""
    deed = DEEDS[name]
    t = SimpleNamespace(**vars(t) | {"deed": deed} | deed.prepare(t))
    before = tables()

    def broken(*_args, **_facts):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("threads.actions.lines.record", broken)
    with pytest.raises(RuntimeError, match="full"):
        deed.ways[0](t)
    assert changes(before, tables()) == set()


# --- Nothing is left out --------------------------------------------------------------------------

MODULES = (curation, timers, moving, approval, places, cases, people, undo, appeals)
NO_ACTS = {
    moving.merged_prompts,  # reads
    curation.shut,  # what closing does, for the act and for the clock
    timers.close_due_topics,  # the clock's
    cases.lock_post_of,  # a lock
    cases.case_line,  # writes the line of the others
    cases.lost,  # says who was faster
}


def public_functions(module) -> set[Callable[..., object]]:
    return {
        value
        for name, value in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and value.__module__ == module.__name__
    }


@pytest.mark.guard
def test_every_action_has_a_case():
    acts = {f for module in MODULES for f in public_functions(module)} - NO_ACTS
    acts |= {posts.hide_post, posts.restore_post, settling.set_ask_aside, close_account}
    tried = {way.action for deed in DEEDS.values() for way in deed.ways if isinstance(way, Call)}
    assert acts == tried


@pytest.mark.guard
def test_every_bulk_act_of_the_admin_has_a_case():
    registered = {
        (model, getattr(action, "__name__", action))
        for model, page in admin.site._registry.items()
        for action in page.actions or ()
        if model._meta.app_label in APPS
    }
    registered -= {
        (Post, "take_apart"),  # leads to the page that does it
        # Curates nothing: `tests/notifications/test_letters.py` tries them.
        (Mail, "send_failed_again"),
        (Mail, "send_unconfirmed_again"),
    }
    tried = {
        (way.model, way.action)
        for deed in DEEDS.values()
        for way in deed.ways
        if isinstance(way, Bulk) and way.action != "delete_selected"
    }
    assert registered == tried


@pytest.mark.guard
def test_every_verb_of_the_ledger_has_a_case():
    """Here, or among the acts of hosting."""
    assert {deed.act for deed in DEEDS.values()} | set(cases_of_hosting()) == set(Act)


def test_the_comparison_sees_every_table(t):
    """A row that appears, changes or goes is seen, whatever its table."""
    made = talk(t)
    before = tables()
    FormerPlace.objects.create(topic=made["topic"], number=99, post=made["post"], entry_id=1)
    Post.objects.filter(pk=opening(made["topic"]).pk).update(like_count=7)
    Prompt.objects.filter(topic=made["topic"]).delete()
    seen = {model for model, *_ in changes(before, tables())}
    # What search finds of a question goes with it, and each change is noted (`TopicChange`).
    assert seen == {"FormerPlace", "Post", "Prompt", "Answer", "SearchText", "TopicChange"}
