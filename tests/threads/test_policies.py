"""Each rule by itself: who passes, who gets which sentence. The pages are tried elsewhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

import accounts.policies
import moderation.policies
from accounts.models import Circle, User
from accounts.policies import (
    Refusal,
    check_ignore,
    check_member,
    check_rename,
    check_rights,
    check_sanction,
    check_sign_in,
    check_writer,
)
from accounts.viewer import GUEST, Viewer
from ledger.models import Entry
from moderation.models import Appeal, Case
from moderation.policies import (
    check_answer_appeal,
    check_appeal,
    check_case,
    check_queue,
    check_undo,
    check_warn,
)
from threads import policies
from threads.models import Ask, Category, Citation, HeldPost, Post, Prompt, Topic
from threads.models.states import KIND, PROMPT, Party

RULES = (accounts.policies, policies, moderation.policies)
HALL = Category(pk=1, visibility="public")
KITCHEN = Category(pk=2, visibility="members")
DEN = Category(pk=3, visibility="circles")
ALCOVE = Category(pk=4, visibility="circles")

# A place whose circle (3) says who starts, replies and attaches, and one of its moderators alone.
STAGE = Category(
    pk=5,
    **dict.fromkeys(("starts", "replies", "attaches"), "circles"),
    **{f"{right}_circles": [3, 4] for right in ("start", "reply", "attach")},
)
BOARD = Category(pk=6, starts="moderators", replies="moderators", attaches="moderators")

AUTHOR = Viewer(id=1, handle="ada")
MEMBER = Viewer(id=2, handle="ben")
MODERATOR = Viewer(id=3, handle="mo", is_moderator=True)
ADMIN = Viewer(id=4, handle="root", is_admin=True)
KIT = Viewer(id=5, handle="kit", moderated_ids=frozenset({HALL.pk}))
TOVE = Viewer(id=6, handle="tove", moderated_ids=frozenset({KITCHEN.pk}))
HOST = Viewer(id=7, handle="hana")
PLAYER = Viewer(id=8, handle="pia", circle_ids=frozenset({3, 9}))
OUTSIDER = Viewer(id=9, handle="otto", circle_ids=frozenset({9}))
KEEPER = Viewer(id=10, handle="kei", moderated_ids=frozenset({STAGE.pk, BOARD.pk}))
LATER, EARLIER = timezone.now() + timedelta(days=9), timezone.now() - timedelta(days=31)


def silenced(viewer: Viewer, until=LATER) -> Viewer:
    facts = {name: getattr(viewer, name) for name in ("id", "is_moderator", "moderated_ids")}
    return Viewer(**facts, silenced_until=until, silenced_reason="Shouting")


def silenced_player() -> Viewer:
    return Viewer(
        id=PLAYER.id, circle_ids=PLAYER.circle_ids, silenced_until=LATER, silenced_reason="Shouting"
    )


QUIET = silenced(MEMBER)


def topic(state: str = "open", **facts) -> Topic:
    facts = {"author_id": HOST.id, "host_id": HOST.id} | facts
    return Topic(pk=9, state=state, category=HALL, **facts)
    return Topic(pk=9, state=state, category=HALL, author_id=HOST.id, host_id=HOST.id, **facts)


def ask(**facts) -> Ask:
    """Of Ada, to Ben unless it is said otherwise."""
    return Ask(**({"author_id": AUTHOR.id, "to_person_id": MEMBER.id} | facts))


TO_BEN, TO_PANEL = ask(), ask(to_person_id=None, to_panel=True)
OPEN, CLOSED, ARCHIVED = topic(), topic("closed"), topic("archived")
MERGED = topic(merged_into_id=8)
SITE_PIN = topic(pin="site")
BY_HOST = topic("closed", closed_by_id=HOST.id, closed_at=timezone.now())
LONG_AGO = topic("closed", closed_by_id=HOST.id, closed_at=EARLIER)
BY_MO = topic("closed", closed_by_id=MODERATOR.id, closed_at=timezone.now())
IN_KITCHEN = Topic(pk=10, category=KITCHEN, author_id=HOST.id, host_id=HOST.id)
IN_DEN = Topic(pk=11, category=DEN, author_id=HOST.id, host_id=HOST.id)

ON_STAGE, ON_BOARD = (
    Topic(pk=pk, state="open", category=place, author_id=HOST.id, host_id=HOST.id)
    for pk, place in ((13, STAGE), (14, BOARD))
)


def post(author: Viewer = AUTHOR, **facts) -> Post:
    return Post(author_id=author.id, topic=OPEN, **facts)


STANDING, WITHDRAWN, HIDDEN = post(), post(withdrawn_at="now"), post(hidden_at="now")
ORPHANED = post(GUEST)
WAITING = HeldPost(author_id=AUTHOR.id, category=HALL)
WAITING_REPLY = HeldPost(author_id=AUTHOR.id, category=HALL, topic=OPEN)
CASE, HELD_CASE = Case(post=STANDING), Case(held=WAITING)


# Harvests: what is kept of a hosted topic.
HOSTED, KEPT_AWAY = topic(host_id=HOST.id), topic("archived", host_id=HOST.id)
CITED = Citation(post=STANDING)
DISPUTED = Citation(post=STANDING, state="disputed")
SOURCELESS = Citation(post=WITHDRAWN, state="source_withdrawn")
# A circle, and what somebody may be in it.
GARDEN, SHUT_CIRCLE = Circle(pk=3, name="Garden"), Circle(pk=4, takes_requests=False)
LEADS, WRITES, NOTHING = frozenset({"leader"}), frozenset({"secretary"}), frozenset()
SUSPENDED = User(suspended_until=LATER, suspended_reason="Rude")


def person(viewer: Viewer) -> User:
    facts = {"is_moderator": viewer.is_moderator, "is_superuser": viewer.is_admin}
    return User(pk=viewer.id, **facts)


def line(act: str = "hide", doer: Viewer = MODERATOR, concerned: Viewer = MEMBER, **facts) -> Entry:
    # Made when the suite begins, and of the last 15 minutes however long it runs.
    facts.setdefault("at", timezone.now() + timedelta(hours=2))
    return Entry(act=act, actor_id=doer.id, person_id=concerned.id, **facts)


def check_close(viewer: Viewer, whose: User, is_last: bool = False) -> None:
    accounts.policies.check_close(viewer, whose, is_last=is_last)


def check_right(viewer: Viewer, whose: User, right: str, on: bool) -> None:
    accounts.policies.check_right(viewer, whose, right, on=on)


RECAP, HOSTLESS = topic(kind="recap"), topic(kind="recap", host_id=None)
HANDED_OVER = Topic(pk=12, category=HALL, author_id=AUTHOR.id, host_id=HOST.id)


def helped_by(viewer: Viewer) -> Topic:
    """The host's topic, with a co-host."""
    found = topic(host_id=HOST.id)
    found.cohost_ids = [viewer.id]
    return found


# Questions: one that takes answers, others, and what moves between states.
ASKED, SHUT = Prompt(), Prompt(state="closed")
SEALED, LIFTED = Prompt(sealed=True, state="closed"), Prompt(sealed=True, sealed_until=EARLIER)
SOON = timezone.now() + timedelta(days=2)
SEALED_LONG = Prompt(sealed=True, sealed_until=LATER)
BY_A_HOST, BY_A_MODERATOR = frozenset({Party.HOST}), frozenset({Party.MODERATOR})
ABOUT_PROMPTS = [
    (policies.check_prompts, HOST, OPEN),
    (policies.check_prompts, ADMIN, OPEN),
    (policies.check_care_of_prompts, HOST, OPEN),
    (policies.check_care_of_prompts, KIT, OPEN),
    (policies.check_care_of_prompts, ADMIN, OPEN),
    (policies.check_edit_prompt, HOST, OPEN, ""),
    (policies.check_edit_prompt, MODERATOR, OPEN, "Unkind"),
    (policies.check_prompt_step, HOST, OPEN, "open", "closed"),
    (policies.check_prompt_step, MODERATOR, OPEN, "closed", "withdrawn"),
    (policies.check_prompt_step, KIT, OPEN, "withdrawn", None),
    (policies.check_step, BY_A_HOST, PROMPT, "withdrawn", "open"),
    (policies.check_suggest_prompt, MEMBER, OPEN),
    (policies.check_suggest_prompt, HOST, OPEN),
    (policies.check_seal, HOST, OPEN, ASKED, LATER),
    (policies.check_seal, HOST, OPEN, Prompt(sealed=True, sealed_until=SOON), None),
    (policies.check_seal, HOST, OPEN, Prompt(sealed=True, sealed_until=SOON), LATER),
    (policies.check_pass, MEMBER, OPEN, ASKED, True),
    (policies.check_pass, MEMBER, ARCHIVED, SEALED, False),
    (policies.check_file, AUTHOR, STANDING, OPEN),
    (policies.check_suggest_filing, HOST, STANDING, OPEN),
    (policies.check_suggest_filing, KIT, STANDING, OPEN),
]
NOT_ABOUT_PROMPTS = [
    ("Only who holds", policies.check_seal, ADMIN, OPEN, ASKED, None),
    ("Only who holds", policies.check_seal, MODERATOR, OPEN, ASKED, None),
    ("closed", policies.check_seal, HOST, CLOSED, ASKED, None),
    ("day to come", policies.check_seal, HOST, OPEN, ASKED, EARLIER),
    ("that promise stays", policies.check_seal, HOST, OPEN, Prompt(sealed=True), LATER),
    ("never shorter", policies.check_seal, HOST, OPEN, SEALED_LONG, SOON),
    ("Who holds", policies.check_prompts, MEMBER, OPEN),
    ("Who holds", policies.check_prompts, MODERATOR, OPEN),
    ("not write", policies.check_prompts, silenced(HOST), OPEN),
    ("closed", policies.check_prompts, HOST, CLOSED),
    ("merged", policies.check_prompts, ADMIN, MERGED),
    ("Who holds", policies.check_care_of_prompts, TOVE, OPEN),
    ("Sign in", policies.check_care_of_prompts, GUEST, OPEN),
    ("closed", policies.check_care_of_prompts, KIT, ARCHIVED),
    ("say why", policies.check_edit_prompt, ADMIN, OPEN, ""),
    ("Who holds", policies.check_edit_prompt, MEMBER, OPEN, "Why not"),
    ("not yours", policies.check_prompt_step, MODERATOR, OPEN, "open", "closed"),
    ("any more", policies.check_prompt_step, HOST, OPEN, "withdrawn", "closed"),
    ("not yours", policies.check_step, BY_A_MODERATOR, PROMPT, "closed", "open"),
    ("Sign in", policies.check_suggest_prompt, GUEST, OPEN),
    ("closed", policies.check_suggest_prompt, MEMBER, CLOSED),
    ("Only the panel", policies.check_pass, MEMBER, OPEN, ASKED, False),
    ("Only the panel", policies.check_pass, MEMBER, OPEN, LIFTED, False),
    ("no more answers", policies.check_pass, MEMBER, OPEN, SHUT, True),
    ("closed", policies.check_pass, MEMBER, CLOSED, ASKED, True),
    ("Sign in", policies.check_pass, GUEST, OPEN, SEALED, False),
    ("Only its author", policies.check_file, HOST, STANDING, OPEN),
    ("not stand", policies.check_file, AUTHOR, HIDDEN, OPEN),
    ("closed", policies.check_file, AUTHOR, STANDING, CLOSED),
    ("Who holds", policies.check_suggest_filing, MEMBER, STANDING, OPEN),
    ("your own post", policies.check_suggest_filing, HOST, post(HOST), OPEN),
    ("not stand", policies.check_suggest_filing, HOST, WITHDRAWN, OPEN),
    ("not stand", policies.check_suggest_filing, HOST, ORPHANED, OPEN),
]
# Fishbowls: how somebody stands to one, and the phases.
BOWL, OVER = topic(kind="fishbowl"), topic("closed", kind="fishbowl", closed_by_id=HOST.id)
OVER.closed_at = timezone.now()
LOST = topic(kind="fishbowl", host_id=None)
S = policies.Standing
TALKS = S("panel", "full")
GATHERS, FLOOR, ENDED = S("gathering", "full"), S("open_floor", "full"), S("closed", "full")
SITS, TOOK = S("panel", "full", seat="panel"), S("panel", "full", seat="open")
TURN = S("panel", "full", seat="panel", has_round=True, turn="waiting", is_next=True)
SPOKE = S("panel", "full", seat="panel", has_round=True, turn="spoken", unheard=("Jo",))
LATER_TURN = S("panel", "full", seat="panel", has_round=True, turn="waiting", unheard=("Jo",))


def check_balance(viewer: Viewer, where: Topic, has_spoken: bool) -> None:
    policies.check_balance(viewer, where, has_spoken=has_spoken)


ABOUT_FISHBOWLS = [
    (policies.check_running, MEMBER, BOWL),
    (policies.check_hold_fishbowl, HOST, BOWL),
    (policies.check_hold_fishbowl, MODERATOR, LOST),
    (policies.check_phase, HOST, BOWL, "gathering", "panel"),
    (policies.check_phase, MODERATOR, BOWL, "panel", "closed"),
    (policies.check_phase, HOST, OVER, "closed", "open_floor"),
    (policies.check_gallery, HOST, BOWL),
    (policies.check_gallery, KIT, BOWL),
    (policies.check_chairs, HOST, BOWL),
    (policies.check_chairs, ADMIN, LOST),
    (policies.check_hand, MEMBER, BOWL, TALKS),
    (policies.check_new_hand, policies.MOST_NEW_HANDS - 1),
    (policies.check_leave_seat, QUIET, BOWL, TOOK),
    (policies.check_gift, MEMBER, BOWL, SITS),
    (policies.check_free_seat, HOST, BOWL),
    (policies.check_free_seat, KIT, BOWL),
    (policies.check_rest, MODERATOR, BOWL),
    (policies.check_round, HOST, BOWL, TALKS),
    (policies.check_pass_turn, MEMBER, BOWL, TURN),
    (policies.check_batch, HOST, BOWL, TALKS),
    (policies.check_ask_gallery, BOWL, "questions"),
    (policies.check_ask_gallery, OPEN, "off"),
    (policies.check_lane, HOST, BOWL, GATHERS, "bowl"),
    (policies.check_lane, MEMBER, BOWL, SITS, "bowl"),
    (policies.check_lane, MEMBER, BOWL, TURN, "bowl"),
    (policies.check_lane, MEMBER, BOWL, TALKS, "gallery"),
    (policies.check_lane, MEMBER, BOWL, FLOOR, "floor"),
    (policies.check_fishbowl_desk, HOST, OVER),
    (policies.check_fishbowl_desk, KIT, BOWL),
    (check_balance, HOST, BOWL, False),
    (check_balance, MEMBER, BOWL, True),
]
NOT_IN_FISHBOWLS = [
    ("Sign in", policies.check_running, GUEST, BOWL),
    ("not write", policies.check_running, QUIET, BOWL),
    ("no fishbowl", policies.check_running, MEMBER, RECAP),
    ("closed", policies.check_running, HOST, OVER),
    ("Only who holds", policies.check_hold_fishbowl, MODERATOR, BOWL),
    ("Only who holds", policies.check_hold_fishbowl, MEMBER, LOST),
    ("Only who holds", policies.check_phase, MODERATOR, BOWL, "gathering", "panel"),
    ("cannot be done any more", policies.check_phase, HOST, BOWL, "open_floor", "gathering"),
    ("they can reopen", policies.check_phase, HOST, BY_MO, "closed", "open_floor"),
    ("for moderators", policies.check_gallery, MEMBER, BOWL),
    ("Only who holds", policies.check_chairs, ADMIN, BOWL),
    ("while the panel talks", policies.check_hand, MEMBER, BOWL, FLOOR),
    ("sit in the bowl already", policies.check_hand, MEMBER, BOWL, TOOK),
    ("without a chair", policies.check_hand, HOST, BOWL, TALKS),
    ("rest from the chairs", policies.check_hand, MEMBER, BOWL, S("panel", "full", is_rested=True)),
    ("joined lately", policies.check_new_hand, policies.MOST_NEW_HANDS),
    ("do not sit", policies.check_leave_seat, MEMBER, BOWL, TALKS),
    ("the line decides", policies.check_gift, MEMBER, BOWL, TOOK),
    ("for moderators", policies.check_free_seat, MEMBER, BOWL),
    ("for moderators", policies.check_rest, HOST, BOWL),
    ("Only who holds", policies.check_round, MODERATOR, BOWL, TALKS),
    ("while the panel talks", policies.check_round, HOST, BOWL, FLOOR),
    ("not your turn", policies.check_pass_turn, MEMBER, BOWL, SPOKE),
    ("not your turn yet", policies.check_pass_turn, MEMBER, BOWL, LATER_TURN),
    ("Only who holds", policies.check_batch, MEMBER, BOWL, SITS),
    ("no questions", policies.check_ask_gallery, BOWL, "off"),
    ("only who holds", policies.check_lane, MEMBER, BOWL, GATHERS, "bowl"),
    ("Only who sits", policies.check_lane, MEMBER, BOWL, TALKS, "bowl"),
    ("had your turn.*Jo", policies.check_lane, MEMBER, BOWL, SPOKE, "bowl"),
    ("Before you: Jo", policies.check_lane, MEMBER, BOWL, LATER_TURN, "bowl"),
    ("no notes", policies.check_lane, MEMBER, BOWL, S("panel", "questions"), "gallery"),
    ("floor is open now", policies.check_lane, MEMBER, BOWL, FLOOR, "gallery"),
    ("floor is not open", policies.check_lane, MEMBER, BOWL, TALKS, "floor"),
    ("closed", policies.check_lane, HOST, BOWL, ENDED, "bowl"),
    ("for those who hold", policies.check_fishbowl_desk, MEMBER, BOWL),
    ("no fishbowl", policies.check_fishbowl_desk, HOST, RECAP),
    ("not spoken", check_balance, MEMBER, BOWL, False),
]


HIDDEN_BY_KIT = Entry(act="hide", actor_id=KIT.id, category_id=HALL.pk, person_id=MEMBER.id)
APPEAL = Appeal(person_id=MEMBER.id)

PASSES = [
    *ABOUT_FISHBOWLS,
    (policies.check_step, frozenset({Party.HOST}), KIND, "open", "recap"),
    (policies.check_set_up, HOST, RECAP),
    (policies.check_set_up, KIT, RECAP),
    (policies.check_convert, HOST, RECAP, "open"),
    (policies.check_convert, KIT, HANDED_OVER, "recap"),
    (policies.check_convert, ADMIN, HANDED_OVER, "fishbowl"),
    (policies.check_invite, HOST, RECAP),
    (policies.check_invite, MODERATOR, HOSTLESS),
    (policies.check_unseat, HOST, RECAP, False),
    (policies.check_unseat, KIT, RECAP, True),
    (policies.check_perspective, HOST, RECAP),
    (policies.check_respond, MEMBER, RECAP, MEMBER.id),
    (policies.check_respond, MEMBER, CLOSED, MEMBER.id),
    (policies.check_relate, HOST, HANDED_OVER),
    (policies.check_relate, AUTHOR, HANDED_OVER),
    (policies.check_unrelate, HOST, CLOSED),
    (policies.check_unrelate, KIT, HANDED_OVER),
    (policies.check_origins, AUTHOR, HANDED_OVER),
    (policies.check_origins, MODERATOR, HANDED_OVER),
    (policies.check_host, HOST, HOSTED),
    (policies.check_host, KIT, HOSTLESS),
    (policies.check_host_alone, HOST, HOSTED),
    (policies.check_host_alone, ADMIN, HOSTLESS),
    (policies.check_offer_to_host, MEMBER, HOSTLESS),
    (policies.check_confirm_host, MODERATOR, HOSTLESS),
    (policies.check_name_harvester, HOST, HOSTED),
    (policies.check_offer_harvest, MEMBER, HOSTED),
    (policies.check_harvest, HOST, HOSTED),
    (policies.check_harvest, HOST, topic("closed", host_id=HOST.id)),
    (policies.check_harvest, MEMBER, HOSTED, True),
    (policies.check_publish_harvest, HOST, HOSTED, "draft"),
    (policies.check_publish_harvest, HOST, HOSTED, "published"),
    (policies.check_publish_harvest, HOST, HOSTED, "unpublished"),
    (policies.check_unpublish_harvest, HOST, HOSTED, "published"),
    (policies.check_unpublish_harvest, KIT, HOSTED, "published"),
    (policies.check_unpublish_harvest, ADMIN, HOSTED, "published"),
    (policies.check_dispute, AUTHOR, CITED),
    (policies.check_dispute, AUTHOR, DISPUTED),
    (policies.check_settle_dispute, AUTHOR, DISPUTED),
    (policies.check_settle_dispute, silenced(AUTHOR), DISPUTED),
    *ABOUT_PROMPTS,
    (accounts.policies.check_lead, MEMBER, LEADS),
    (accounts.policies.check_lead, ADMIN, NOTHING),
    (accounts.policies.check_give_role, MEMBER, LEADS, "delegate"),
    (accounts.policies.check_give_role, ADMIN, NOTHING, "leader"),
    (accounts.policies.check_describe, MEMBER, LEADS),
    (accounts.policies.check_describe, MEMBER, WRITES),
    (accounts.policies.check_describe, ADMIN, NOTHING),
    (accounts.policies.check_remove, MEMBER, LEADS, AUTHOR.id),
    (accounts.policies.check_leave, PLAYER, GARDEN),
    (accounts.policies.check_leave, silenced_player(), GARDEN),
    (accounts.policies.check_ask_to_join, MEMBER, GARDEN),
    (accounts.policies.check_invite_people, MEMBER, None),
    (accounts.policies.check_invite_people, MEMBER, GARDEN, LEADS),
    (accounts.policies.check_revoke, QUIET, MEMBER.id),
    (accounts.policies.check_revoke, MODERATOR, MEMBER.id),
    (check_member, MEMBER),
    (check_member, QUIET),
    (check_writer, MEMBER),
    (check_writer, silenced(MEMBER, EARLIER)),
    *[
        (check, *row)
        for check in (policies.check_start, policies.check_attach)
        for row in (
            (MEMBER, HALL),
            (PLAYER, STAGE),
            (KEEPER, STAGE),
            (KEEPER, BOARD),
            (MODERATOR, BOARD),
            (ADMIN, STAGE),
        )
    ],
    (policies.check_voice, MEMBER, HALL),
    (policies.check_voice, PLAYER, STAGE),
    (policies.check_voice, KEEPER, BOARD),
    (policies.check_reply, PLAYER, ON_STAGE),
    (policies.check_reply, KEEPER, ON_BOARD),
    (policies.check_ask, PLAYER, ON_STAGE),
    (policies.check_suggest_prompt, PLAYER, ON_STAGE),
    (policies.check_open_topic, MEMBER),
    (policies.check_reply, MEMBER, OPEN),
    (policies.check_reply, KIT, CLOSED),
    (policies.check_reply, MODERATOR, CLOSED),
    (policies.check_reply, ADMIN, CLOSED),
    (policies.check_edit, AUTHOR, STANDING, OPEN),
    (policies.check_step, frozenset({Party.HOST}), PROMPT, "open", "closed"),
    (policies.check_as_host, HOST, OPEN),
    (policies.check_ask, MEMBER, OPEN),
    *[
        (policies.check_settle, viewer, OPEN, TO_BEN, "answered")
        for viewer in (AUTHOR, MEMBER, HOST, KIT, MODERATOR, ADMIN)
    ],
    (policies.check_settle, MEMBER, OPEN, TO_BEN, "set_aside"),
    (policies.check_settle, MEMBER, OPEN, TO_PANEL, "set_aside", {MEMBER.id}),
    (policies.check_settle, AUTHOR, OPEN, ask(state="answered"), "waiting"),
    (policies.check_withdraw, AUTHOR, STANDING),
    (policies.check_withdraw, AUTHOR, HIDDEN),
    (policies.check_withdraw, silenced(AUTHOR), STANDING),
    (policies.check_like, MEMBER, STANDING, OPEN),
    (policies.check_like, MEMBER, STANDING, CLOSED),
    (policies.check_like, MEMBER, ORPHANED, OPEN),
    (policies.check_read_text, GUEST, STANDING, OPEN),
    (policies.check_read_text, AUTHOR, WITHDRAWN, OPEN),
    (policies.check_read_text, KIT, HIDDEN, OPEN),
    (policies.check_read_text, MODERATOR, HIDDEN, OPEN),
    (policies.check_follow, MEMBER),
    (policies.check_follow, QUIET),
    (policies.check_keep, MEMBER, STANDING),
    (policies.check_keep, QUIET, STANDING),
    (policies.check_report, MEMBER, STANDING),
    (policies.check_report, QUIET, STANDING),
    (policies.check_report, MODERATOR, ORPHANED),
    (policies.check_hide, KIT, STANDING, OPEN),
    (policies.check_hide, MODERATOR, STANDING, OPEN),
    (policies.check_hide, ADMIN, STANDING, OPEN),
    (policies.check_curate, KIT, OPEN),
    (policies.check_curate, TOVE, IN_KITCHEN),
    (policies.check_curate, ADMIN, ARCHIVED),
    (policies.check_moderate, KIT, HALL.pk),
    (policies.check_moderate, MODERATOR, DEN.pk),
    (policies.check_close, HOST, OPEN),
    (policies.check_close, KIT, OPEN),
    (policies.check_close, MODERATOR, OPEN),
    (policies.check_reopen, HOST, BY_HOST),
    (policies.check_reopen, KIT, BY_MO),
    (policies.check_reopen, MODERATOR, LONG_AGO),
    (policies.check_rename, HOST, OPEN),
    (policies.check_rename, KIT, CLOSED),
    (policies.check_tag, HOST, CLOSED),
    (policies.check_tag, ADMIN, OPEN),
    (policies.check_pin, KIT, OPEN),
    (policies.check_pin, MODERATOR, OPEN, "site"),
    (policies.check_pin, ADMIN, SITE_PIN),
    (policies.check_move, HOST, OPEN),
    (policies.check_move, HOST, OPEN, KITCHEN),
    (policies.check_move, HOST, IN_KITCHEN, DEN),
    (policies.check_move, MODERATOR, IN_DEN, HALL),
    (policies.check_move, KIT, OPEN, HALL),
    (policies.check_take_apart, KIT, OPEN),
    (policies.check_take_apart, MODERATOR, CLOSED),
    (policies.check_decide_held, KIT, WAITING),
    (policies.check_decide_held, MODERATOR, WAITING),
    (policies.check_own_held, AUTHOR, WAITING),
    (policies.check_own_held, silenced(AUTHOR), WAITING),
    (policies.check_resend, AUTHOR, WAITING, True),
    (policies.check_resend, AUTHOR, WAITING_REPLY, True),
    (policies.check_appear, AUTHOR, WAITING, True, True),
    (policies.check_appear, silenced(AUTHOR, EARLIER), WAITING_REPLY, True, True),
    (check_sanction, MODERATOR, person(MEMBER)),
    (check_sanction, MODERATOR, person(KIT)),
    (check_sanction, ADMIN, person(MODERATOR)),
    (check_ignore, QUIET, User(pk=MODERATOR.id)),
    (check_sign_in, User()),
    (check_sign_in, User(suspended_until=EARLIER)),
    (check_close, MEMBER, person(MEMBER)),
    (check_close, QUIET, person(MEMBER)),
    (check_close, ADMIN, person(MEMBER)),
    (check_rename, MEMBER, person(MEMBER)),
    (check_rename, MEMBER, person(MEMBER), EARLIER),
    (check_rights, ADMIN),
    (check_right, ADMIN, person(MEMBER), "is_superuser", True),
    (check_right, ADMIN, person(ADMIN), "is_moderator", False),
    (check_queue, KIT),
    (check_queue, ADMIN),
    (check_appeal, QUIET, HIDDEN_BY_KIT),
    (check_answer_appeal, MODERATOR, APPEAL, HIDDEN_BY_KIT),
    (check_case, KIT, CASE),
    (check_case, MODERATOR, HELD_CASE),
    (check_case, KIT, HELD_CASE),
    (check_warn, KIT, CASE),
    (check_undo, MODERATOR, line()),
    (check_undo, KIT, line("keep", KIT)),
    (check_undo, ADMIN, line("silence")),
]
REFUSES = [
    *NOT_IN_FISHBOWLS,
    ("cannot be done any more", policies.check_step, frozenset(Party), KIND, "recap", "recap"),
    ("not yours", policies.check_step, frozenset({Party.AUTHOR}), KIND, "open", "recap"),
    ("for moderators", policies.check_set_up, AUTHOR, HANDED_OVER),
    ("not write", policies.check_set_up, silenced(HOST), RECAP),
    ("closed", policies.check_set_up, HOST, CLOSED),
    ("archived", policies.check_set_up, KIT, ARCHIVED),
    ("cannot be done any more", policies.check_convert, HOST, RECAP, "recap"),
    ("cannot be done any more", policies.check_convert, ADMIN, topic(kind="fishbowl"), "fishbowl"),
    ("for moderators", policies.check_convert, MEMBER, RECAP, "open"),
    ("Only who holds a topic asks", policies.check_invite, KIT, RECAP),
    ("Only who holds a topic asks", policies.check_invite, ADMIN, RECAP),
    ("only moderators take them off", policies.check_unseat, HOST, RECAP, True),
    ("Only who holds a topic writes", policies.check_perspective, ADMIN, RECAP),
    ("Only who holds a topic writes", policies.check_perspective, MODERATOR, HOSTLESS),
    ("not take it away", policies.check_perspective, HOST, RECAP, True),
    ("closed", policies.check_perspective, HOST, CLOSED),
    ("Sign in", policies.check_respond, GUEST, RECAP, None),
    ("Only the person", policies.check_respond, HOST, RECAP, MEMBER.id),
    ("Only the person", policies.check_respond, ADMIN, RECAP, None),
    ("not write", policies.check_respond, QUIET, RECAP, MEMBER.id),
    ("archived", policies.check_respond, MEMBER, ARCHIVED, MEMBER.id),
    ("Only its author", policies.check_relate, MODERATOR, HANDED_OVER),
    ("archived", policies.check_relate, HOST, ARCHIVED),
    ("for moderators", policies.check_unrelate, AUTHOR, HANDED_OVER),
    ("Only its author", policies.check_origins, MEMBER, HANDED_OVER),
    ("for those who hold", policies.check_host, ADMIN, HOSTED),
    ("for those who hold", policies.check_host, MEMBER, HOSTLESS),
    ("not write", policies.check_host, silenced(HOST), HOSTED),
    ("does not hand", policies.check_host_alone, MEMBER, helped_by(MEMBER)),
    ("Somebody holds", policies.check_offer_to_host, MEMBER, HOSTED),
    ("Sign in", policies.check_offer_to_host, GUEST, HOSTLESS),
    ("Somebody holds", policies.check_confirm_host, MODERATOR, HOSTED),
    ("for moderators", policies.check_confirm_host, MEMBER, HOSTLESS),
    ("for who holds", policies.check_name_harvester, MEMBER, HOSTED),
    ("for who holds", policies.check_name_harvester, ADMIN, HOSTED),
    ("archived", policies.check_name_harvester, HOST, KEPT_AWAY),
    ("not write", policies.check_offer_harvest, QUIET, HOSTED),
    ("Sign in", policies.check_offer_harvest, GUEST, HOSTED),
    ("drafted by who holds", policies.check_harvest, MEMBER, HOSTED),
    ("drafted by who holds", policies.check_harvest, ADMIN, HOSTED),
    ("not write", policies.check_harvest, QUIET, HOSTED, True),
    ("archived", policies.check_harvest, HOST, KEPT_AWAY),
    ("not yours", policies.check_publish_harvest, MEMBER, HOSTED, "draft"),
    ("not yours", policies.check_publish_harvest, ADMIN, HOSTED, "draft"),
    ("not yours", policies.check_publish_harvest, KIT, HOSTED, "unpublished"),
    ("archived", policies.check_publish_harvest, HOST, KEPT_AWAY, "draft"),
    ("not yours", policies.check_unpublish_harvest, TOVE, HOSTED, "published"),
    ("any more", policies.check_unpublish_harvest, HOST, HOSTED, "draft"),
    ("not yours", policies.check_dispute, HOST, CITED),
    ("not yours", policies.check_dispute, ADMIN, CITED),
    ("not write", policies.check_dispute, silenced(AUTHOR), CITED),
    ("any more", policies.check_dispute, AUTHOR, SOURCELESS),
    ("not yours", policies.check_settle_dispute, HOST, DISPUTED),
    ("not yours", policies.check_settle_dispute, MODERATOR, DISPUTED),
    ("any more", policies.check_settle_dispute, AUTHOR, CITED),
    *NOT_ABOUT_PROMPTS,
    ("those who lead", accounts.policies.check_lead, MEMBER, WRITES),
    ("those who lead", accounts.policies.check_lead, MODERATOR, NOTHING),
    ("not write", accounts.policies.check_lead, QUIET, LEADS),
    ("An admin says", accounts.policies.check_give_role, MEMBER, LEADS, "leader"),
    ("those who lead", accounts.policies.check_give_role, MEMBER, WRITES, "delegate"),
    ("its secretary", accounts.policies.check_describe, MEMBER, frozenset({"delegate"})),
    ("you can leave", accounts.policies.check_remove, MEMBER, LEADS, MEMBER.id),
    ("those who lead", accounts.policies.check_remove, MEMBER, NOTHING, AUTHOR.id),
    ("not in this circle", accounts.policies.check_leave, MEMBER, GARDEN),
    ("Sign in", accounts.policies.check_leave, GUEST, GARDEN),
    ("You are in", accounts.policies.check_ask_to_join, PLAYER, GARDEN),
    ("by itself", accounts.policies.check_ask_to_join, MEMBER, SHUT_CIRCLE),
    ("not write", accounts.policies.check_ask_to_join, QUIET, GARDEN),
    ("Sign in", accounts.policies.check_invite_people, GUEST, None),
    ("not write", accounts.policies.check_invite_people, QUIET, None),
    ("those who lead", accounts.policies.check_invite_people, MEMBER, GARDEN, WRITES),
    ("Who invited", accounts.policies.check_revoke, AUTHOR, MEMBER.id),
    ("Sign in", accounts.policies.check_revoke, GUEST, MEMBER.id),
    ("Sign in", check_member, GUEST),
    ("Sign in", check_writer, GUEST),
    ("read here but not write. Why: Shouting", check_writer, QUIET),
    *[
        ("others were chosen", check, *row)
        for check in (policies.check_start, policies.check_attach)
        for row in ((MEMBER, STAGE), (OUTSIDER, STAGE), (KIT, STAGE), (PLAYER, BOARD))
    ],
    ("chosen to reply", policies.check_voice, MEMBER, STAGE),
    ("chosen to reply", policies.check_voice, PLAYER, BOARD),
    ("chosen to reply", policies.check_reply, MEMBER, ON_STAGE),
    ("chosen to reply", policies.check_reply, HOST, ON_BOARD),
    ("chosen to reply", policies.check_ask, MEMBER, ON_STAGE),
    ("chosen to reply", policies.check_suggest_prompt, MEMBER, ON_STAGE),
    (
        "chosen to reply",
        policies.check_hand,
        MEMBER,
        Topic(pk=15, kind="fishbowl", state="open", category=STAGE),
        policies.Standing("panel", "full"),
    ),
    ("Sign in", policies.check_start, GUEST, HALL),
    ("not write", policies.check_start, QUIET, HALL),
    ("Sign in", policies.check_attach, GUEST, HALL),
    ("not write", policies.check_attach, QUIET, HALL),
    ("Sign in", policies.check_open_topic, GUEST),
    ("not write", policies.check_open_topic, QUIET),
    ("Sign in", policies.check_reply, GUEST, OPEN),
    ("not write", policies.check_reply, QUIET, OPEN),
    ("not write", policies.check_reply, silenced(MODERATOR), OPEN),
    ("closed", policies.check_reply, MEMBER, CLOSED),
    ("closed", policies.check_reply, HOST, CLOSED),
    ("closed", policies.check_reply, TOVE, CLOSED),
    ("archived", policies.check_reply, ADMIN, ARCHIVED),
    ("Sign in", policies.check_edit, GUEST, STANDING, OPEN),
    ("Sign in", policies.check_edit, GUEST, ORPHANED, OPEN),
    ("Only its author", policies.check_edit, MEMBER, STANDING, OPEN),
    ("Only its author", policies.check_edit, KIT, STANDING, OPEN),
    ("Only its author", policies.check_edit, HOST, STANDING, OPEN),
    ("Only its author", policies.check_edit, MODERATOR, STANDING, OPEN),
    ("Only its author", policies.check_edit, ADMIN, STANDING, OPEN),
    ("not write", policies.check_edit, silenced(AUTHOR), STANDING, OPEN),
    ("withdrawn", policies.check_edit, AUTHOR, WITHDRAWN, OPEN),
    ("hidden", policies.check_edit, AUTHOR, HIDDEN, OPEN),
    ("closed", policies.check_edit, AUTHOR, STANDING, CLOSED),
    ("stay as they are", policies.check_edit, AUTHOR, STANDING, ARCHIVED),
    ("not yours", policies.check_step, frozenset({Party.AUTHOR}), PROMPT, "open", "closed"),
    ("any more", policies.check_step, frozenset(Party), PROMPT, "closed", "closed"),
    *[
        ("Only who holds", policies.check_as_host, viewer, OPEN)
        for viewer in (GUEST, MEMBER, KIT, MODERATOR, ADMIN)
    ],
    ("Sign in", policies.check_ask, GUEST, OPEN),
    ("Shouting", policies.check_ask, QUIET, OPEN),
    *[("is closed", policies.check_ask, ADMIN, state) for state in (CLOSED, ARCHIVED)],
    ("is closed", policies.check_settle, MEMBER, CLOSED, TO_BEN, "answered"),
    ("Shouting", policies.check_settle, QUIET, OPEN, TO_BEN, "answered"),
    ("not yours", policies.check_settle, TOVE, OPEN, TO_BEN, "answered"),
    ("not yours", policies.check_settle, TOVE, OPEN, TO_BEN, "answered", {TOVE.id}),
    ("not yours", policies.check_settle, MEMBER, OPEN, TO_PANEL, "set_aside", {TOVE.id}),
    ("not yours", policies.check_settle, AUTHOR, OPEN, TO_BEN, "set_aside"),
    ("not yours", policies.check_settle, MEMBER, OPEN, ask(state="answered"), "waiting"),
    ("any more", policies.check_settle, MEMBER, OPEN, ask(state="moot"), "answered"),
    (
        "reopened once",
        policies.check_settle,
        AUTHOR,
        OPEN,
        ask(state="answered", was_reopened=True),
        "waiting",
    ),
    ("Sign in", policies.check_withdraw, GUEST, ORPHANED),
    ("Only its author", policies.check_withdraw, MODERATOR, STANDING),
    ("Sign in", policies.check_like, GUEST, STANDING, OPEN),
    ("not write", policies.check_like, QUIET, STANDING, OPEN),
    ("own post", policies.check_like, AUTHOR, STANDING, OPEN),
    ("not stand", policies.check_like, MEMBER, WITHDRAWN, OPEN),
    ("not stand", policies.check_like, MODERATOR, HIDDEN, OPEN),
    ("archived", policies.check_like, MEMBER, STANDING, ARCHIVED),
    ("not shown", policies.check_read_text, MEMBER, WITHDRAWN, OPEN),
    ("not shown", policies.check_read_text, MEMBER, HIDDEN, OPEN),
    ("not shown", policies.check_read_text, TOVE, HIDDEN, OPEN),
    ("not shown", policies.check_read_text, HOST, HIDDEN, OPEN),
    ("not shown", policies.check_read_text, GUEST, post(GUEST, withdrawn_at="now"), OPEN),
    ("Sign in", policies.check_follow, GUEST),
    ("Sign in", policies.check_keep, GUEST, STANDING),
    ("not stand", policies.check_keep, MEMBER, HIDDEN),
    ("not stand", policies.check_keep, MEMBER, WITHDRAWN),
    ("Sign in", policies.check_report, GUEST, STANDING),
    ("own post", policies.check_report, AUTHOR, STANDING),
    ("not stand", policies.check_report, MEMBER, HIDDEN),
    ("not stand", policies.check_report, MEMBER, WITHDRAWN),
    ("for moderators", policies.check_hide, MEMBER, STANDING, OPEN),
    ("for moderators", policies.check_hide, GUEST, STANDING, OPEN),
    ("for moderators", policies.check_hide, HOST, STANDING, OPEN),
    ("other categories", policies.check_hide, TOVE, STANDING, OPEN),
    ("their own", policies.check_hide, KIT, post(KIT), OPEN),
    ("their own", policies.check_hide, MODERATOR, post(MODERATOR), OPEN),
    ("their own", policies.check_hide, ADMIN, post(ADMIN), OPEN),
    ("for moderators", policies.check_curate, HOST, OPEN),
    ("for moderators", policies.check_curate, GUEST, OPEN),
    ("other categories", policies.check_curate, TOVE, OPEN),
    ("for moderators", policies.check_moderate, MEMBER, HALL.pk),
    ("other categories", policies.check_moderate, KIT, DEN.pk),
    ("Sign in", policies.check_close, GUEST, OPEN),
    ("for moderators", policies.check_close, MEMBER, OPEN),
    ("other categories", policies.check_close, TOVE, OPEN),
    ("not write", policies.check_close, silenced(HOST), OPEN),
    ("archived", policies.check_close, HOST, ARCHIVED),
    ("archived", policies.check_close, ADMIN, ARCHIVED),
    ("merged", policies.check_close, ADMIN, MERGED),
    ("for moderators", policies.check_reopen, MEMBER, BY_HOST),
    ("Moderators closed", policies.check_reopen, HOST, BY_MO),
    ("more than 30 days", policies.check_reopen, HOST, LONG_AGO),
    ("archived", policies.check_reopen, MODERATOR, ARCHIVED),
    ("for moderators", policies.check_rename, MEMBER, OPEN),
    ("other categories", policies.check_rename, TOVE, OPEN),
    ("archived", policies.check_rename, HOST, ARCHIVED),
    ("for moderators", policies.check_tag, AUTHOR, OPEN),
    ("merged", policies.check_tag, HOST, MERGED),
    ("for moderators", policies.check_pin, HOST, OPEN),
    ("whole site", policies.check_pin, KIT, OPEN, "site"),
    ("whole site", policies.check_pin, KIT, SITE_PIN),
    ("archived", policies.check_pin, MODERATOR, ARCHIVED),
    ("for moderators", policies.check_move, MEMBER, OPEN),
    ("for moderators", policies.check_move, MEMBER, OPEN, KITCHEN),
    ("fewer people", policies.check_move, HOST, IN_KITCHEN, HALL),
    ("fewer people", policies.check_move, HOST, IN_DEN, ALCOVE),
    ("fewer people", policies.check_move, HOST, OPEN, HALL),
    ("other categories", policies.check_move, KIT, OPEN, KITCHEN),
    ("other categories", policies.check_move, TOVE, OPEN, KITCHEN),
    ("archived", policies.check_move, ADMIN, ARCHIVED, KITCHEN),
    ("for moderators", policies.check_take_apart, HOST, OPEN),
    ("other categories", policies.check_take_apart, TOVE, OPEN),
    ("archived", policies.check_take_apart, KIT, ARCHIVED),
    ("merged", policies.check_take_apart, KIT, MERGED),
    ("for moderators", policies.check_decide_held, AUTHOR, WAITING),
    ("other categories", policies.check_decide_held, TOVE, WAITING),
    ("their own", policies.check_decide_held, KIT, HeldPost(author_id=KIT.id, category=HALL)),
    ("Sign in", policies.check_own_held, GUEST, WAITING),
    ("Only its author", policies.check_own_held, MODERATOR, WAITING),
    ("Only its author", policies.check_resend, MODERATOR, WAITING, True),
    ("Sign in", policies.check_resend, GUEST, WAITING, True),
    ("not write", policies.check_resend, silenced(AUTHOR), WAITING, True),
    ("cannot read this place", policies.check_resend, AUTHOR, WAITING, False),
    ("closed", policies.check_resend, AUTHOR, HeldPost(author_id=1, topic=CLOSED), True),
    ("at present", policies.check_appear, AUTHOR, WAITING, False, True),
    ("at present", policies.check_appear, silenced(AUTHOR), WAITING, True, True),
    ("writer cannot read", policies.check_appear, AUTHOR, WAITING, True, False),
    ("archived", policies.check_appear, AUTHOR, HeldPost(author_id=1, topic=ARCHIVED), True, True),
    ("of the whole site", check_sanction, KIT, person(MEMBER)),
    ("of the whole site", check_sanction, GUEST, person(MEMBER)),
    ("about themselves", check_sanction, MODERATOR, person(MODERATOR)),
    ("about themselves", check_sanction, ADMIN, person(ADMIN)),
    ("admin cannot be", check_sanction, MODERATOR, person(ADMIN)),
    ("Only an admin", check_sanction, Viewer(id=99, is_moderator=True), person(MODERATOR)),
    ("Nobody ignores themselves", check_ignore, MEMBER, User(pk=MEMBER.id)),
    ("Sign in", check_ignore, GUEST, User(pk=MEMBER.id)),
    ("cannot sign in here. Why: Rude", check_sign_in, SUSPENDED),
    ("for admins", check_close, MODERATOR, person(MEMBER)),
    ("for admins", check_close, GUEST, person(MEMBER)),
    ("last admin", check_close, ADMIN, person(ADMIN), True),
    ("Only its owner", check_rename, ADMIN, person(MEMBER)),
    ("Why: Shouting", check_rename, QUIET, person(MEMBER)),
    ("You can do so again on", check_rename, MEMBER, person(MEMBER), timezone.now()),
    ("for admins", check_rights, MODERATOR),
    ("for admins", check_rights, GUEST),
    ("for admins", check_right, MODERATOR, person(MEMBER), "is_moderator", True),
    ("their own right", check_right, ADMIN, person(ADMIN), "is_superuser", False),
    ("for moderators", check_queue, HOST),
    ("for moderators", check_queue, GUEST),
    ("Sign in", check_appeal, GUEST, HIDDEN_BY_KIT),
    ("own act", check_appeal, KIT, HIDDEN_BY_KIT),
    ("against this", check_appeal, MEMBER, Entry(act="pin", actor_id=KIT.id)),
    ("other categories", check_answer_appeal, TOVE, APPEAL, HIDDEN_BY_KIT),
    ("what you did", check_answer_appeal, KIT, APPEAL, HIDDEN_BY_KIT),
    ("about themselves", check_answer_appeal, ADMIN, Appeal(person_id=ADMIN.id), HIDDEN_BY_KIT),
    ("whole site", check_answer_appeal, KIT, APPEAL, Entry(act="silence", actor_id=ADMIN.id)),
    ("for moderators", check_case, MEMBER, CASE),
    ("for moderators", check_case, GUEST, Case(post=ORPHANED)),
    ("other categories", check_case, TOVE, CASE),
    ("about themselves", check_case, MODERATOR, Case(post=post(MODERATOR))),
    ("other categories", check_case, TOVE, HELD_CASE),
    ("about themselves", check_case, KIT, Case(held=HeldPost(author_id=KIT.id, category=HALL))),
    ("for moderators", check_warn, HOST, CASE),
    ("about themselves", check_warn, KIT, Case(post=post(KIT))),
    ("cannot be taken back", check_undo, MODERATOR, line("approve")),
    ("Who did it", check_undo, Viewer(id=98, is_moderator=True), line()),
    ("Who did it", check_undo, MEMBER, line(doer=MEMBER)),
    ("about themselves", check_undo, ADMIN, line(concerned=ADMIN)),
    ("15 minutes", check_undo, MODERATOR, line(at=EARLIER)),
]


@pytest.mark.parametrize(("check", "facts"), [(check, facts) for check, *facts in PASSES])
def test_passes(check, facts):
    check(*facts)
    assert policies.may(check, *facts)


@pytest.mark.parametrize(
    ("word", "check", "facts"), [(w, check, facts) for w, check, *facts in REFUSES]
)
def test_refuses_with_a_sentence(word, check, facts):
    with pytest.raises(Refusal, match=word):
        check(*facts)
    assert not policies.may(check, *facts)


def test_every_rule_is_tried_both_ways():
    rules = {name for module in RULES for name in vars(module) if name.startswith("check_")}
    assert {check.__name__ for check, *_ in PASSES} == rules
    assert {check.__name__ for _, check, *_ in REFUSES} == rules


@pytest.mark.parametrize(
    ("viewer", "holds", "opens_topic", "is_new", "waits"),
    [
        (MEMBER, "nothing", True, False, False),
        (MEMBER, "nothing", False, True, True),
        (MEMBER, "topics", True, False, True),
        (MEMBER, "topics", False, False, False),
        (MEMBER, "posts", False, False, True),
        (TOVE, "posts", False, False, True),
        (KIT, "posts", True, True, False),
        (MODERATOR, "posts", True, True, False),
        (ADMIN, "posts", True, True, False),
    ],
)
def test_who_waits_for_a_moderator(viewer, holds, opens_topic, is_new, waits):
    place = Category(pk=HALL.pk, holds=holds)
    assert policies.must_wait(viewer, place, opens_topic=opens_topic, is_new=is_new) is waits
