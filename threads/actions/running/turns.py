"""Turns in a round that runs: taken, passed, skipped, and the end of the round."""

from collections.abc import Iterable

from ledger.models import Act
from notifications.actions import announce
from threads.actions.running.bowl import Bowl
from threads.models import Round, Turn


def join_round(bowl: Bowl, person_id: int) -> None:
    """Who sits down while a round runs comes last."""
    running = bowl.round
    if running is None or Turn.objects.filter(round=running, person_id=person_id).exists():
        return
    last = Turn.objects.filter(round=running).order_by("-position").first()
    position = last.position + 1 if last else 1
    made = Turn.objects.create(round=running, person_id=person_id, position=position)
    if not running.in_order:
        announce("turn", made.pk)


def settle_turn(
    bowl: Bowl, running: Round, person_id: int | None, state: str, **facts: object
) -> bool:
    """Somebody's turn is over, if it was not; whether it was this that settled it."""
    before = [Turn.State.WAITING]
    if state == Turn.State.SPOKEN:
        before.append(Turn.State.SKIPPED)
    mine = Turn.objects.filter(round=running, person_id=person_id, state__in=before)
    if not mine.update(state=state, settled_at=bowl.now, **facts):
        return False
    if not _complete(bowl, running, person_id):
        call_next(running)
    return True


def skip_gone(bowl: Bowl, person_ids: Iterable[int | None]) -> None:
    """Those who leave are not waited for."""
    if running := bowl.round:
        for person_id in person_ids:
            if settle_turn(bowl, running, person_id, Turn.State.SKIPPED) and bowl.round is None:
                return


def call_next(running: Round) -> None:
    """In a round with an order, tell whose turn it is now."""
    if not running.in_order:
        return
    waiting = Turn.objects.filter(round=running, state=Turn.State.WAITING)
    if one := waiting.order_by("position").first():
        announce("turn", one.pk)


def end_round(bowl: Bowl, actor_id: int | None) -> bool:
    """End the round before everybody had their turn; who was not heard stays so. Whether one
    ran."""
    running = bowl.round
    if running is None:
        return False
    ended = Round.objects.filter(pk=running.pk, state=Round.State.RUNNING)
    ended.update(state=Round.State.ENDED, ended_at=bowl.now)
    waiting = Turn.objects.filter(round=running, state=Turn.State.WAITING)
    unheard = [
        name
        for name in waiting.order_by("position").values_list("person__username", flat=True)
        if name
    ]
    waiting.update(state=Turn.State.SKIPPED, settled_at=bowl.now)
    bowl.line(Act.ROUND_END, actor_id, before=", ".join(unheard)[:500])
    return True


def _complete(bowl: Bowl, running: Round, person_id: int | None) -> bool:
    """End the round when nobody is waited for."""
    if Turn.objects.filter(round=running, state=Turn.State.WAITING).exists():
        return False
    done = Round.objects.filter(pk=running.pk, state=Round.State.RUNNING)
    if done.update(state=Round.State.COMPLETE, ended_at=bowl.now):
        bowl.line(Act.ROUND_DONE, person_id or bowl.keeper_id)
    return True
