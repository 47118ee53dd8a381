"""The scene of the table of situations, with a fishbowl in it.

Ada holds it in the hall, Mira sits on its panel, one chair is open, and the panel talks; all else
is as it is for whoever never chose anything, and everybody has been told of everything so far.
"""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from notifications.tasks import deliver
from tests.make import as_viewer, make_ask, make_topic
from tests.notifications.situations import Scene
from threads.actions import seats
from threads.actions.gallery import batch_asks
from threads.actions.phases import move_phase, set_times
from threads.actions.rounds import pass_turn, start_round
from threads.actions.running.tending import tend_fishbowls
from threads.actions.setups import Setup
from threads.models import Ask, Category, Fishbowl, Hand, Topic, TopicReader

HOUR = timedelta(hours=1)


class BowlScene(Scene):
    """Short words for what people do in a fishbowl."""

    def begin_bowl(self) -> "BowlScene":
        """The fishbowl of most rows, with everybody told of it."""
        self.topic = self.home = self.invite("mira.oday")
        self.answer(self.mira)
        self.move("panel")
        TopicReader.objects.filter(topic=self.topic).delete()
        self.everything_told()
        return self

    def anew(self) -> None:
        """The fishbowl of most rows is the topic again."""
        self.topic = self.home

    def invite(self, *handles: str) -> Topic:
        """A fishbowl that gathers, onto whose panel these are asked."""
        topic = make_topic(
            self.ada, self.hall, title="Who waters?", setup=Setup("fishbowl", handles)
        )
        return Topic.objects.select_related("category").get(pk=topic.pk)

    def fresh(self, *handles: str) -> None:
        """Another one that gathers, told of already, is the topic from here on."""
        self.topic = self.invite(*handles)
        TopicReader.objects.filter(topic=self.topic).delete()
        self.everything_told()

    @property
    def row(self) -> Fishbowl:
        """The fishbowl as it stands."""
        return Fishbowl.objects.get(topic=self.topic)

    def answer(self, who: User, *, accept: bool = True) -> None:
        """Somebody answers an invitation."""
        assert seats.answer_invitation(as_viewer(who), self.topic, accept=accept)

    def move(self, to: str, words: str = "Because") -> None:
        """Ada moves it to another phase."""
        assert move_phase(as_viewer(self.ada), self.topic, to, words)

    def take(self, who: User) -> bool:
        """Somebody reaches for the chair; whether they sit then."""
        return seats.take_chair(as_viewer(who), self.topic).is_seated

    def queue_up(self, *people: User) -> None:
        """Somebody takes the chair, and the others stand in line behind it."""
        for person in people:
            self.take(person)

    def leave(self, who: User) -> None:
        """Somebody gives their place back."""
        assert seats.give_back(as_viewer(who), self.topic)

    def offer(self, who: User, taker: User) -> None:
        """A chair is held for somebody, after another gave it back; of that all are told."""
        self.queue_up(taker, who)
        self.leave(taker)

    def lapse(self) -> None:
        """The time of the offers is over, and the clock has seen it."""
        past = timezone.now() - HOUR
        Hand.objects.filter(state="offered").update(offered_until=past)
        Fishbowl.objects.update(due_at=past)
        tend_fishbowls()

    def gift(self, who: User) -> None:
        """Mira gives her seat to somebody in line."""
        seats.give_chair_to(as_viewer(self.mira), self.topic, who)

    def round(self, *, in_order: bool = False) -> None:
        """Ada begins a round."""
        assert start_round(as_viewer(self.ada), self.topic, text="And you?", in_order=in_order)

    def skip(self, who: User) -> None:
        """Somebody passes in a round."""
        assert pass_turn(as_viewer(who), self.topic)

    def stall(self) -> None:
        """The day of the panel comes, with nobody on it and no chair open."""
        self.fresh("mira.oday")
        Fishbowl.objects.filter(topic=self.topic).update(open_chairs=0)
        self.date(timezone.now() + HOUR)
        past = timezone.now() - HOUR
        Fishbowl.objects.filter(topic=self.topic).update(panel_at=past, due_at=past)
        tend_fishbowls()

    def date(self, at) -> None:
        """Ada says when the panel begins."""
        set_times(
            as_viewer(self.ada), self.topic, panel_at=at, floor_at=None, hold_hours=48,
            offer_hours=24,
        )  # fmt: skip

    def ask_panel(self, who: User) -> Ask:
        """Somebody asks the panel from the gallery."""
        return make_ask(who, self.topic)

    def batch(self) -> None:
        """Ada puts what waits into the bowl."""
        waiting = Ask.objects.filter(topic=self.topic, to_panel=True).values_list("pk", flat=True)
        batch_asks(as_viewer(self.ada), self.topic, waiting, "From the gallery.")

    def deliver(self) -> None:
        """The worker tells what was done so far."""
        deliver.func()

    def shut(self) -> None:
        """The hall becomes a place of a circle in which nobody of them is."""
        Category.objects.filter(pk=self.hall.pk).update(visibility="circles")
