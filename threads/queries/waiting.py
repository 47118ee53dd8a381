"""Prompts and asks that wait for an answer."""

from dataclasses import dataclass
from datetime import datetime

from accounts.viewer import Viewer
from threads.models import Category
from threads.models.prompts import prompt_path
from threads.queries.asks import AskRow, waiting_asks
from threads.queries.lists import ROWS_PER_PAGE
from threads.queries.pages import Pager, cut, window
from threads.queries.prompts import waiting_prompts


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A prompt that nobody has answered."""

    text: str
    url: str
    topic_title: str
    topic_url: str
    category: Category
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingList:
    """A page of `/waiting/`."""

    rows: tuple[WaitingRow, ...]
    pager: Pager
    # Asks of people that wait: on the first page.
    asks: tuple[AskRow, ...] = ()


def waiting(viewer: Viewer, page: int) -> WaitingList:
    """Prompts that nobody has answered, the newest first, and asks that wait."""
    prompts = waiting_prompts(viewer).select_related("topic__category").order_by("-id")
    found = [
        WaitingRow(
            text=prompt.text,
            url=prompt_path(prompt.topic.slug, prompt.topic_id, prompt.pk),
            topic_title=prompt.topic.title,
            topic_url=prompt.topic.get_absolute_url(),
            category=prompt.topic.category,
            asked_at=prompt.created_at,
        )
        for prompt in prompts[window(page, ROWS_PER_PAGE)]
    ]
    rows, pager = cut("/waiting/", page, found, ROWS_PER_PAGE)
    return WaitingList(rows, pager, waiting_asks(viewer))
