"""The state machines of a conversation, as data: every transition that there is, and who makes it.

Actions and pages ask this table (`check_step` in the policies); a property test walks it. What
does not stand here does not happen. The guards that need more than the two states (a prompt with
answers is never deleted, an asker reopens once) stand in the actions. Source: docs/fishbowl.md.
"""

from dataclasses import dataclass
from enum import StrEnum

from threads.models.asks import Ask
from threads.models.fishbowls import Fishbowl, HandState, SeatState
from threads.models.harvests import Citation, Harvest
from threads.models.prompts import Answer, Prompt, PromptSuggestion
from threads.models.rounds import Round, Turn
from threads.models.topics import Topic


class Party(StrEnum):
    """What somebody is to the thing that changes; one person can be several."""

    HOST = "host"
    MODERATOR = "moderator"
    ADMIN = "admin"
    # Who wrote it: the post of a suggested link, the ask, the suggested prompt.
    AUTHOR = "author"
    # Whom an ask was put to: a person, or everybody on the panel.
    ADDRESSEE = "addressee"
    PANELIST = "panelist"
    HARVESTER = "harvester"
    # Whose words are cited.
    CITED = "cited"
    # Who sits there, who raised the hand, whose turn it is, who is invited.
    HOLDER = "holder"
    # Nobody: what follows from a date, or from an account that is gone.
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Step:
    """One transition, and whose act it is. `after` None means that the row is gone."""

    before: str
    after: str | None
    by: frozenset[Party]


type Machine = tuple[Step, ...]


def _step(before: str, after: str | None, *by: Party) -> Step:
    return Step(before, after, frozenset(by))


_CARE = (Party.HOST, Party.MODERATOR, Party.ADMIN)
_SETTLE = (Party.ADDRESSEE, Party.AUTHOR, Party.PANELIST, *_CARE)

PROMPT: Machine = (
    _step(Prompt.State.OPEN, Prompt.State.CLOSED, Party.HOST, Party.ADMIN),
    _step(Prompt.State.CLOSED, Prompt.State.OPEN, Party.HOST, Party.ADMIN),
    _step(Prompt.State.OPEN, Prompt.State.WITHDRAWN, *_CARE),
    _step(Prompt.State.CLOSED, Prompt.State.WITHDRAWN, *_CARE),
    _step(Prompt.State.WITHDRAWN, Prompt.State.OPEN, *_CARE),
    # Only from zero answers.
    _step(Prompt.State.OPEN, None, *_CARE),
    _step(Prompt.State.CLOSED, None, *_CARE),
    _step(Prompt.State.WITHDRAWN, None, *_CARE),
)

SUGGESTION: Machine = (
    _step(PromptSuggestion.State.WAITING, PromptSuggestion.State.ADOPTED, Party.HOST, Party.ADMIN),
    _step(PromptSuggestion.State.WAITING, PromptSuggestion.State.DECLINED, Party.HOST, Party.ADMIN),
    _step(PromptSuggestion.State.DECLINED, PromptSuggestion.State.ADOPTED, Party.HOST, Party.ADMIN),
    _step(PromptSuggestion.State.WAITING, PromptSuggestion.State.TAKEN_BACK, Party.AUTHOR),
)

ANSWER: Machine = (
    _step(Answer.State.SUGGESTED, Answer.State.FILED, Party.AUTHOR),
    _step(Answer.State.SUGGESTED, Answer.State.REFUSED, Party.AUTHOR),
    # Whoever refused may file it later after all.
    _step(Answer.State.REFUSED, Answer.State.FILED, Party.AUTHOR),
    _step(Answer.State.FILED, None, Party.AUTHOR),
    _step(Answer.State.SUGGESTED, None, *_CARE),
)

ASK: Machine = (
    _step(Ask.State.WAITING, Ask.State.ANSWERED, *_SETTLE),
    _step(Ask.State.WAITING, Ask.State.SET_ASIDE, Party.ADDRESSEE, Party.PANELIST, *_CARE),
    _step(Ask.State.SET_ASIDE, Ask.State.ANSWERED, *_SETTLE),
    # Once, and only by who asked.
    _step(Ask.State.ANSWERED, Ask.State.WAITING, Party.AUTHOR),
    _step(Ask.State.WAITING, Ask.State.MOOT, Party.SERVER),
)

HARVEST: Machine = (
    _step(Harvest.State.DRAFT, Harvest.State.PUBLISHED, Party.HOST),
    _step(Harvest.State.PUBLISHED, Harvest.State.PUBLISHED, Party.HOST),
    _step(Harvest.State.UNPUBLISHED, Harvest.State.PUBLISHED, Party.HOST),
    _step(Harvest.State.PUBLISHED, Harvest.State.UNPUBLISHED, *_CARE),
    # A draft that was never published.
    _step(Harvest.State.DRAFT, None, Party.HOST, Party.HARVESTER),
)

CITATION: Machine = (
    _step(Citation.State.OK, Citation.State.DISPUTED, Party.CITED),
    # Whom it cites takes the dispute back; a new published version settles it as well.
    _step(Citation.State.DISPUTED, Citation.State.OK, Party.CITED),
    _step(Citation.State.OK, Citation.State.SOURCE_WITHDRAWN, Party.SERVER),
    _step(Citation.State.DISPUTED, Citation.State.SOURCE_WITHDRAWN, Party.SERVER),
)

# What kind a topic is. What was said stays where it stands.
KIND: Machine = (
    _step(Topic.Kind.OPEN, Topic.Kind.RECAP, *_CARE),
    _step(Topic.Kind.OPEN, Topic.Kind.FISHBOWL, *_CARE),
    _step(Topic.Kind.RECAP, Topic.Kind.OPEN, *_CARE),
    _step(Topic.Kind.RECAP, Topic.Kind.FISHBOWL, *_CARE),
    _step(Topic.Kind.FISHBOWL, Topic.Kind.OPEN, *_CARE),
    _step(Topic.Kind.FISHBOWL, Topic.Kind.RECAP, *_CARE),
)

# The phases of a fishbowl (domain §4.1). Moderators move them where nobody hosts, and close.
PHASE: Machine = (
    _step(Fishbowl.Phase.GATHERING, Fishbowl.Phase.PANEL, *_CARE, Party.SERVER),
    _step(Fishbowl.Phase.GATHERING, Fishbowl.Phase.OPEN_FLOOR, *_CARE),
    _step(Fishbowl.Phase.PANEL, Fishbowl.Phase.OPEN_FLOOR, *_CARE, Party.SERVER),
    _step(Fishbowl.Phase.OPEN_FLOOR, Fishbowl.Phase.PANEL, *_CARE),
    # While nobody but who hosts spoke in the bowl.
    _step(Fishbowl.Phase.PANEL, Fishbowl.Phase.GATHERING, *_CARE),
    # With words, or with a harvest.
    _step(Fishbowl.Phase.GATHERING, Fishbowl.Phase.CLOSED, *_CARE),
    _step(Fishbowl.Phase.PANEL, Fishbowl.Phase.CLOSED, *_CARE),
    _step(Fishbowl.Phase.OPEN_FLOOR, Fishbowl.Phase.CLOSED, *_CARE),
    _step(Fishbowl.Phase.CLOSED, Fishbowl.Phase.OPEN_FLOOR, *_CARE),
)

SEAT: Machine = (
    _step(SeatState.INVITED, SeatState.SEATED, Party.HOLDER),
    _step(SeatState.INVITED, SeatState.DECLINED, Party.HOLDER),
    _step(SeatState.INVITED, SeatState.EXPIRED, Party.SERVER),
    _step(SeatState.INVITED, SeatState.WITHDRAWN, *_CARE),
    _step(SeatState.SEATED, SeatState.LEFT, Party.HOLDER, *_CARE, Party.SERVER),
)

HAND: Machine = (
    _step(HandState.RAISED, HandState.OFFERED, Party.SERVER, Party.PANELIST),
    _step(HandState.RAISED, HandState.LOWERED, Party.HOLDER, Party.SERVER, *_CARE),
    _step(HandState.OFFERED, HandState.SEATED, Party.HOLDER),
    # An offer that lapses once, and a gift that is no more.
    _step(HandState.OFFERED, HandState.RAISED, Party.SERVER),
    _step(HandState.OFFERED, HandState.LOWERED, Party.HOLDER, Party.SERVER, *_CARE),
)

ROUND: Machine = (
    _step(Round.State.RUNNING, Round.State.COMPLETE, Party.SERVER),
    _step(Round.State.RUNNING, Round.State.ENDED, Party.HOST, Party.SERVER),
)

TURN: Machine = (
    _step(Turn.State.WAITING, Turn.State.SPOKEN, Party.HOLDER),
    _step(Turn.State.WAITING, Turn.State.PASSED, Party.HOLDER),
    # After half of the time, and where somebody leaves.
    _step(Turn.State.WAITING, Turn.State.SKIPPED, Party.HOST, Party.SERVER),
    # Who was skipped may still speak until the round ends.
    _step(Turn.State.SKIPPED, Turn.State.SPOKEN, Party.HOLDER),
)

MACHINES: dict[str, Machine] = {
    "prompt": PROMPT,
    "suggestion": SUGGESTION,
    "answer": ANSWER,
    "ask": ASK,
    "harvest": HARVEST,
    "citation": CITATION,
    "phase": PHASE,
    "seat": SEAT,
    "hand": HAND,
    "round": ROUND,
    "turn": TURN,
}


def find_step(machine: Machine, before: str, after: str | None) -> Step | None:
    """The transition between two states, or None where there is no such transition."""
    return next((s for s in machine if s.before == before and s.after == after), None)
