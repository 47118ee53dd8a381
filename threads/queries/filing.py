"""What a post answers: for its author, who says so, and for a host, who suggests it."""

from dataclasses import dataclass

from accounts.viewer import Viewer
from threads.models import Answer, Post
from threads.queries.prompts import PromptRow, prompt_rows


@dataclass(frozen=True, slots=True)
class FilingChoice:
    """A question that a post may answer, and how that stands. `is_unsure` where it was filed under
    a wording whose meaning changed since."""

    prompt: PromptRow
    is_filed: bool
    is_suggested: bool
    is_refused: bool
    is_unsure: bool


@dataclass(frozen=True, slots=True)
class FilingPage:
    """The pages `/p/<id>/filing/` and `/p/<id>/suggest-prompts/`."""

    post: Post
    place: str
    # Those that take answers, and those that have this one.
    choices: tuple[FilingChoice, ...]


def filing_page(viewer: Viewer, post: Post) -> FilingPage:
    """The questions of the post's topic, in two queries."""
    links = {
        answer.prompt_id: answer for answer in Answer.objects.filter(post=post).order_by("prompt")
    }
    choices = tuple(
        _choice(row, links.get(row.id))
        for row in prompt_rows(viewer, post.topic)
        if row.is_open or row.id in links
    )
    return FilingPage(post, post.place(), choices)


def _choice(row: PromptRow, answer: Answer | None) -> FilingChoice:
    state = answer.state if answer else ""
    filed = state == Answer.State.FILED
    return FilingChoice(
        prompt=row,
        is_filed=filed,
        is_suggested=state == Answer.State.SUGGESTED,
        is_refused=state == Answer.State.REFUSED,
        is_unsure=bool(answer and filed and answer.prompt_version < row.meaning_version),
    )
