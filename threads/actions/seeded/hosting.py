"""What every stored moment of the demo needs: its rows, its line, and word of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.viewer import Viewer
from ledger.actions import record
from ledger.models import Act, Entry
from notifications.models import Announcement
from threads import demo
from threads.actions.seeding import Filling
from threads.models import Ask, Harvest, Post, Prompt, Topic


@dataclass
class Hosting:
    """The rows made so far, by the names that the demo's data uses."""

    filling: Filling
    asks: dict[str, Ask] = field(default_factory=dict)
    harvests: dict[str, Harvest] = field(default_factory=dict)
    _prompts: dict[str, list[int]] = field(default_factory=dict)

    def at(self, moment: demo.Moment) -> datetime:
        """When it was done."""
        return self.filling.at(moment.days_ago)

    def viewer(self, moment: demo.Moment) -> Viewer:
        """Who did it."""
        return self.filling.viewer(moment.actor)

    def person_id(self, handle: str) -> int:
        """The id of somebody."""
        return self.filling.people[handle].pk

    def topic(self, moment: demo.Moment) -> Topic:
        """The topic it was done in."""
        return self.filling.topics[moment.topic]

    def post(self, moment: demo.Moment, number: int) -> Post:
        """The post of that number there."""
        return Post.objects.get(topic=self.topic(moment), number=number)

    def prompt(self, moment: demo.Moment, number: int) -> Prompt:
        """The question that had this place at first, as it stands now."""
        if moment.topic not in self._prompts:
            rows = Prompt.objects.filter(topic=self.topic(moment)).order_by("position")
            self._prompts[moment.topic] = list(rows.values_list("pk", flat=True))
        return Prompt.objects.get(pk=self._prompts[moment.topic][number - 1])

    def leave(self, moment: demo.Moment, act: Act, **facts: Any) -> Entry:
        """The line of an act, and word of it to those concerned."""
        at = self.at(moment)
        if moment.topic:
            topic = self.topic(moment)
            facts = {"topic_id": topic.pk, "category_id": topic.category_id} | facts
        entry = record(self.viewer(moment), act, at=at, **facts)
        self.tell(moment, "entry", entry.pk)
        return entry

    def tell(self, moment: demo.Moment, occasion: str, subject_id: int) -> None:
        """Have people told, where it is news."""
        at = self.at(moment)
        if self.filling.is_news(at):
            Announcement.objects.create(occasion=occasion, subject_id=subject_id, at=at)
