"""The board of a topic: how many voices each question has, and who of the panel was heard where."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Min

from accounts.faces import Face
from accounts.viewer import Viewer
from threads.models import Answer, PromptPass, Topic
from threads.models.topics import topic_path
from threads.queries.fishbowls import running_of
from threads.queries.panels import Panel, panel_of
from threads.queries.prompts import LOOKED_AT, PromptRow, all_rows, standing, withdrawn

type Said = dict[tuple[int, int], int]


class Heard(StrEnum):
    """What a cell says of a panelist and a prompt."""

    ANSWERED = "answered"
    PASSED = "passed"
    NOT_YET = "not_yet"
    # The viewer may not know yet.
    SEALED = "sealed"
    # A plain name, without an account to answer from.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Cell:
    """A panelist and a prompt; `url` leads to the first answer, where there is one."""

    prompt: PromptRow
    heard: Heard
    url: str = ""


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A panelist, what they said to each prompt, and to how many they are done."""

    face: Face
    has_account: bool
    cells: tuple[Cell, ...]
    done: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the questions of a topic are answered: by anybody, and, for the viewer alone, by
    them. `known` leaves out what is sealed to the viewer."""

    answered: int
    known: int
    count: int
    mine: int


@dataclass(frozen=True, slots=True)
class Board:
    """The page `/t/<slug>/<id>/board/`."""

    topic: Topic
    prompts: tuple[PromptRow, ...]
    withdrawn: tuple[PromptRow, ...]
    panel: tuple[PanelLine, ...]
    coverage: Coverage


def coverage_of(rows: tuple[PromptRow, ...]) -> Coverage:
    """The coverage of prompts that stand; voices are people, so a prompt with one is answered."""
    return Coverage(
        answered=sum(row.voices > 0 for row in rows),
        known=sum(not row.is_shut for row in rows),
        count=len(rows),
        mine=sum(row.is_mine for row in rows),
    )


def board(viewer: Viewer, topic: Topic) -> Board:
    """Prompts with their faces, and the panel with its gaps, in three queries at most."""
    rows = all_rows(viewer, topic, faces=LOOKED_AT)
    shown = standing(rows)
    now = running_of(viewer, topic)
    panel = panel_of(topic, len(shown), topic.voices, now=now)  # type: ignore[attr-defined]
    return Board(
        topic=topic,
        prompts=shown,
        withdrawn=withdrawn(rows),
        panel=_lines(viewer, topic, shown, panel) if panel and shown else (),
        coverage=coverage_of(shown),
    )


def _lines(
    viewer: Viewer, topic: Topic, prompts: tuple[PromptRow, ...], panel: Panel
) -> tuple[PanelLine, ...]:
    said, passed = _said(viewer, topic, panel), _passed(topic, panel)
    lines = []
    for one in panel.people:
        cells = tuple(_cell(topic, row, one.person_id, said, passed) for row in prompts)
        done = sum(cell.heard in {Heard.ANSWERED, Heard.PASSED} for cell in cells)
        lines.append(PanelLine(one.face, one.person_id is not None, cells, done))
    return tuple(lines)


def _cell(
    topic: Topic, row: PromptRow, person_id: int | None, said: Said, passed: set[tuple[int, int]]
) -> Cell:
    if person_id is None:
        return Cell(row, Heard.ELSEWHERE)
    if row.is_shut:
        return Cell(row, Heard.SEALED)
    key = (row.id, person_id)
    if key in said:
        return Cell(row, Heard.ANSWERED, topic_path(topic.slug, topic.pk, said[key]))
    return Cell(row, Heard.PASSED if key in passed else Heard.NOT_YET)


def _said(viewer: Viewer, topic: Topic, panel: Panel) -> Said:
    """The number of the first answer of each panelist to each prompt."""
    answers = Answer.objects.standing_for(viewer).filter(
        prompt__topic=topic, post__author__in=panel.person_ids
    )
    rows = answers.values_list("prompt_id", "post__author_id").annotate(first=Min("post__number"))
    return {(prompt_id, person_id): first for prompt_id, person_id, first in rows}


def _passed(topic: Topic, panel: Panel) -> set[tuple[int, int]]:
    passes = PromptPass.objects.filter(prompt__topic=topic, person__in=panel.person_ids)
    return set(passes.values_list("prompt_id", "person_id"))
