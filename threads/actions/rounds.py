"""Rounds: beginning one, passing, going on without somebody, ending it (docs/fishbowl.md, part
15)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.policies import Refusal, check_writer
from accounts.viewer import Viewer
from ledger.models import Act
from notifications.actions import announce
from threads import policies
from threads.actions.running.bowl import Bowl
from threads.actions.running.tending import lock_bowl, refresh
from threads.actions.running.turns import call_next, end_round, settle_turn
from threads.models import CategoryCircle, Prompt, Round, Topic, Turn

ROUND_HOURS = 72
FEWEST_HOURS, MOST_HOURS = 24, 14 * 24


@transaction.atomic
def start_round(
    viewer: Viewer,
    topic: Topic,
    *,
    prompt_id: int | None = None,
    text: str = "",
    in_order: bool = False,
    hours: int = ROUND_HOURS,
) -> Round | None:
    """Begin a round on a prompt or on a question of its own, with those who sit in the bowl now, or
    where nobody does, with the circle whose place it is. None when just this one runs already.

    Raises `Refusal` where another runs, and where nobody would take part.
    """
    bowl = lock_bowl(topic.pk)
    policies.check_round(viewer, bowl.topic, bowl.standing_of(viewer.id))
    text = "" if prompt_id else text
    if running := bowl.round:
        if (running.prompt_id, running.text) == (prompt_id, text):
            return None
        raise Refusal(_("A round is running; end it first."))
    question = _question(topic, prompt_id) if prompt_id else text
    people = _participants(bowl)
    if not people:
        raise Refusal(_("Nobody sits in the bowl yet."))
    made = Round.objects.create(
        fishbowl=bowl.row,
        prompt_id=prompt_id,
        text=text,
        in_order=in_order,
        started_at=bowl.now,
        ends_at=bowl.now + timedelta(hours=max(FEWEST_HOURS, min(hours, MOST_HOURS))),
    )
    turns = [Turn(round=made, person_id=who, position=n + 1) for n, who in enumerate(people)]
    Turn.objects.bulk_create(turns)
    if in_order:
        call_next(made)
    else:
        for turn in turns:
            announce("turn", turn.pk)
    bowl.line(Act.ROUND_START, viewer.id, prompt_id=prompt_id, after=question)
    refresh(bowl)
    return made


@transaction.atomic
def pass_turn(viewer: Viewer, topic: Topic) -> bool:
    """Have had one's turn without speaking; whether it was still to come."""
    bowl = lock_bowl(topic.pk)
    running = bowl.round
    if _has_passed(bowl, viewer):
        return False
    standing = bowl.standing_of(viewer.id)
    policies.check_pass_turn(viewer, bowl.topic, standing)
    if running:
        settle_turn(bowl, running, check_writer(viewer), Turn.State.PASSED)
    refresh(bowl)
    return True


@transaction.atomic
def skip_turn(viewer: Viewer, topic: Topic, person: User) -> bool:
    """Go on without somebody after half of the time; until the round ends they may still speak.
    Whether they were waited for. Raises `Refusal` before that."""
    bowl = lock_bowl(topic.pk)
    policies.check_round(viewer, bowl.topic, bowl.standing_of(viewer.id))
    running = bowl.round
    waiting = Turn.objects.filter(round=running, person=person, state=Turn.State.WAITING)
    if running is None or not waiting.exists():
        return False
    if bowl.now < running.half_at:
        raise Refusal(_("Before half of the time is over, nobody's turn is skipped."))
    facts = {"person_id": person.pk, "before": person.username}
    bowl.line(Act.TURN_SKIP, viewer.id, **facts)
    settle_turn(bowl, running, person.pk, Turn.State.SKIPPED)
    refresh(bowl)
    return True


@transaction.atomic
def stop_round(viewer: Viewer, topic: Topic) -> bool:
    """End the round that runs; who was not heard stays so. Whether one ran."""
    bowl = lock_bowl(topic.pk)
    policies.check_round(viewer, bowl.topic, bowl.standing_of(viewer.id))
    ended = end_round(bowl, viewer.id)
    if ended:
        refresh(bowl)
    return ended


def _question(topic: Topic, prompt_id: int) -> str:
    """How a prompt that takes answers now is worded."""
    prompt = Prompt.objects.filter(pk=prompt_id, topic=topic, state=Prompt.State.OPEN).first()
    if prompt is None:
        raise Refusal(_("This question takes no answers now."))
    return prompt.text


def _has_passed(bowl: Bowl, viewer: Viewer) -> bool:
    """Whether the viewer passed in the round that runs, or by that completed the last one."""
    last = Round.objects.filter(fishbowl=bowl.row).order_by("-pk")[:1]
    mine = Turn.objects.filter(round__in=last.values("pk"), person_id=viewer.id or 0)
    return mine.filter(state=Turn.State.PASSED).exists()


def _participants(bowl: Bowl) -> list[int]:
    """Who sits in the bowl, by their places; where nobody does, the members of the circle whose
    place it is."""
    seated = [pk for pk in bowl.seated.values_list("person_id", flat=True) if pk]
    if seated:
        return seated
    circles = CategoryCircle.objects.filter(category_id=bowl.topic.category_id)
    members = Membership.objects.filter(circle__in=circles.values("circle"), person__is_active=True)
    return sorted(set(members.values_list("person_id", flat=True)))
