"""The state machines of a conversation, as data: every transition that there is, and who makes it.

Actions and pages ask this table (`check_step` in the policies); a property test walks it. What
does not stand here does not happen. The guards that need more than the two states (a prompt with
answers is never deleted, an asker reopens once) stand in the actions. Source: docs/fishbowl.md.
"""

from dataclasses import dataclass
from enum import StrEnum

from threads.models.asks import Ask
from threads.models.harvests import Citation, Harvest
from threads.models.prompts import Answer, Prompt, PromptSuggestion
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

# What kind a topic is. A fishbowl has phases of its own and stays one.
KIND: Machine = (
    _step(Topic.Kind.OPEN, Topic.Kind.RECAP, *_CARE),
    _step(Topic.Kind.OPEN, Topic.Kind.FISHBOWL, *_CARE),
    _step(Topic.Kind.RECAP, Topic.Kind.OPEN, *_CARE),
)

MACHINES: dict[str, Machine] = {
    "prompt": PROMPT,
    "suggestion": SUGGESTION,
    "answer": ANSWER,
    "ask": ASK,
    "harvest": HARVEST,
    "citation": CITATION,
}


def find_step(machine: Machine, before: str, after: str | None) -> Step | None:
    """The transition between two states, or None where there is no such transition."""
    return next((s for s in machine if s.before == before and s.after == after), None)
