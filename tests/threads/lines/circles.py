"""Circles: who is in them, what they are there, and what the circle is for."""

from accounts.actions import circles
from accounts.models import JoinRequest
from ledger.models import Act
from tests.make import as_viewer, make_circle
from tests.threads.lines import Case


def _garden(w):
    """Mira is in it, Ada leads it."""
    found = make_circle("Garden", w.mira, w.ada)
    circles.give_role(as_viewer(w.root), found, w.ada, "leader")
    return {"garden": found}


def _asked(w):
    made = _garden(w)
    circles.ask_to_join(as_viewer(w.ben), made["garden"], "I grow beans.")
    return made | {"asked": JoinRequest.objects.select_related("circle").get()}


def _with_delegate(w):
    made = _garden(w)
    circles.give_role(as_viewer(w.ada), made["garden"], w.mira, "delegate")
    return made


CASES = {
    Act.CIRCLE: {
        "describe": Case(
            _garden,
            lambda w: circles.change_circle(as_viewer(w.ada), w.garden, aim="Food"),
            lambda _w: {"before": "Garden: aim: ", "after": "Garden: aim: Food"},
        ),
        "move": Case(
            lambda w: _garden(w) | {"land": make_circle("Land")},
            lambda w: circles.change_circle(as_viewer(w.root), w.garden, parent=w.land),
            lambda _w: {"after": "Garden: parent: Land"},
        ),
    },
    Act.CIRCLE_ADD: {
        "add": Case(
            _garden,
            lambda w: circles.add_member(as_viewer(w.ada), w.garden, w.ben),
            lambda w: {"person_id": w.ben.pk, "after": "Garden", "actor_id": w.ada.pk},
        ),
        "accept": Case(
            _asked,
            lambda w: circles.decide_request(as_viewer(w.ada), w.asked, accept=True, words="Hello"),
            lambda w: {"person_id": w.ben.pk, "reason": "Hello"},
        ),
    },
    Act.CIRCLE_DECLINE: {
        "decline": Case(
            _asked,
            lambda w: circles.decide_request(as_viewer(w.ada), w.asked, accept=False, words="Full"),
            lambda w: {"person_id": w.ben.pk, "reason": "Full", "audience": "parties"},
        )
    },
    Act.CIRCLE_REMOVE: {
        "remove": Case(
            _garden,
            lambda w: circles.remove_member(as_viewer(w.ada), w.garden, w.mira, "Away"),
            lambda w: {"person_id": w.mira.pk, "before": "Garden", "reason": "Away"},
        )
    },
    Act.CIRCLE_LEAVE: {
        "leave": Case(
            _garden,
            lambda w: circles.leave_circle(as_viewer(w.mira), w.garden),
            lambda w: {"actor_id": w.mira.pk, "before": "Garden"},
        )
    },
    Act.CIRCLE_JOIN: {
        "join": Case(
            _garden,
            lambda w: circles.join_by_invitation(as_viewer(w.ben), w.garden),
            lambda w: {"actor_id": w.ben.pk, "after": "Garden"},
        )
    },
    Act.CIRCLE_ROLE: {
        "give": Case(
            _garden,
            lambda w: circles.give_role(as_viewer(w.ada), w.garden, w.mira, "delegate"),
            lambda w: {"person_id": w.mira.pk, "after": "delegate: Garden"},
        )
    },
    Act.CIRCLE_UNROLE: {
        "end": Case(
            _with_delegate,
            lambda w: circles.end_role(as_viewer(w.ada), w.garden, w.mira, "delegate"),
            lambda w: {"person_id": w.mira.pk, "before": "delegate: Garden"},
        ),
        "give back": Case(
            _with_delegate,
            lambda w: circles.end_role(as_viewer(w.mira), w.garden, w.mira, "delegate"),
            lambda w: {"actor_id": w.mira.pk},
        ),
    },
}
