"""A running fishbowl: its phases and settings, who sits down and stands up, and rounds."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from ledger.models import Act
from tests.make import as_viewer, make_topic
from tests.threads.lines import Case
from threads.actions import phases, rounds, seats
from threads.actions.running.tending import tend_fishbowls
from threads.actions.setups import Setup
from threads.models import Fishbowl, Round, Seat, Topic

HOUR = timedelta(hours=1)


def gathering(w):
    """Ada's fishbowl, with Mira on the panel."""
    topic = make_topic(w.ada, w.hall, setup=Setup("fishbowl", ("mira.oday", "ola")))
    topic = Topic.objects.select_related("category").get(pk=topic.pk)
    seats.answer_invitation(as_viewer(w.mira), topic, accept=True)
    return {"topic": topic}


def begun(w):
    """The panel talks, and one chair is free."""
    made = gathering(w)
    phases.move_phase(as_viewer(w.ada), made["topic"], "panel")
    return made


def panel(w):
    """The panel talks, and Ben sits in the open chair."""
    made = begun(w)
    seats.take_chair(as_viewer(w.ben), made["topic"])
    return made


def floor(w):
    made = gathering(w)
    phases.move_phase(as_viewer(w.ada), made["topic"], "open_floor")
    return made


def in_round(w):
    made = panel(w)
    rounds.start_round(as_viewer(w.ada), made["topic"], text="And you?")
    return made


def half_over(w):
    made = in_round(w)
    Round.objects.update(started_at=timezone.now() - 60 * HOUR, ends_at=timezone.now() + HOUR)
    return made


def all_but_one(w):
    made = in_round(w)
    rounds.pass_turn(as_viewer(w.mira), made["topic"])
    return made


def resting(w):
    made = gathering(w)
    seats.rest_person(as_viewer(w.mo), made["topic"], w.ben, "Let others in")
    return made


def offered(w):
    """Mira gives her seat to Kit, who stands in line."""
    made = panel(w)
    seats.raise_hand(as_viewer(w.kit), made["topic"])
    seats.give_chair_to(as_viewer(w.mira), made["topic"], w.kit)
    return made


def held_long(w):
    """Kit waits, and Ben has had his time."""
    made = panel(w)
    seats.raise_hand(as_viewer(w.kit), made["topic"])
    long_ago = timezone.now() - 99 * HOUR
    Seat.objects.filter(person=w.ben).update(told_at=long_ago, held_from=long_ago)
    Fishbowl.objects.update(due_at=timezone.now())
    return made


def gone(w):
    made = panel(w)
    User.objects.filter(pk=w.ben.pk).update(is_active=False)
    return made


def move(to, words=""):
    return lambda w: phases.move_phase(as_viewer(w.ada), w.topic, to, words)


def act(action, who, *args, **facts):
    """Somebody of the cast does it to the topic; names of the cast in `args` are people."""

    def done(w):
        people = [getattr(w, arg[1:]) if str(arg).startswith("@") else arg for arg in args]
        return action(as_viewer(getattr(w, who)), w.topic, *people, **facts)

    return done


def tick(_w):
    tend_fishbowls()


def says(**facts):
    """What the line says, with people of the cast by `@name`."""

    def line(w):
        found = {
            name: getattr(w, value[1:]).pk if str(value).startswith("@") else value
            for name, value in facts.items()
        }
        return {"topic_id": w.topic.pk} | found

    return line


WHY = "Time for others"
CASES = {
    Act.GATHER: {
        "back": Case(
            begun,
            move("gathering"),
            says(actor_id="@ada"),
        )
    },
    Act.PANEL_BEGIN: {
        "host": Case(gathering, move("panel"), says(actor_id="@ada", reason="")),
        "again": Case(floor, move("panel", WHY), says(reason=WHY)),
    },
    Act.FLOOR_OPEN: {"host": Case(panel, move("open_floor"), says(actor_id="@ada"))},
    Act.CHAIRS: {
        "more": Case(
            panel, act(phases.set_chairs, "ada", 3), says(before="1", after="3", person_id=None)
        )
    },
    Act.GALLERY: {
        "moderator": Case(
            panel,
            act(phases.set_gallery, "mo", "questions"),
            says(actor_id="@mo", before="full", after="questions"),
        )
    },
    Act.DATES: {
        "host": Case(
            panel,
            act(
                phases.set_times,
                "ada",
                panel_at=None,
                floor_at=None,
                hold_hours=24,
                offer_hours=12,
            ),
            says(actor_id="@ada"),
        )
    },
    Act.SEAT_JOIN: {
        "accept": Case(
            gathering, act(seats.answer_invitation, "ola", accept=True), says(actor_id="@ola")
        )
    },
    Act.CHAIR_TAKE: {
        "free": Case(
            begun,
            act(seats.take_chair, "ben"),
            says(actor_id="@ben", person_id=None),
        )
    },
    Act.CHAIR_BACK: {"speaker": Case(panel, act(seats.give_back, "ben"), says(actor_id="@ben"))},
    Act.CHAIR_GIFT: {
        "accept": Case(
            offered,
            act(seats.take_chair, "kit"),
            says(actor_id="@mira", person_id="@kit", after="kit"),
        )
    },
    Act.CHAIR_FREE: {
        "host": Case(
            panel,
            act(seats.free_seat, "ada", "@ben", WHY),
            says(actor_id="@ada", person_id="@ben", before="ben", reason=WHY),
        )
    },
    Act.CHAIR_TIME: {"clock": Case(held_long, tick, says(actor_id="@ben", person_id="@ben"))},
    Act.SEAT_GONE: {"clock": Case(gone, tick, says(actor_id="@ben", person_id="@ben"))},
    Act.REST: {
        "moderator": Case(
            gathering,
            act(seats.rest_person, "mo", "@ben", WHY),
            says(actor_id="@mo", person_id="@ben", reason=WHY),
        )
    },
    Act.UNREST: {
        "moderator": Case(
            resting,
            act(seats.rest_person, "mo", "@ben", WHY, on=False),
            says(actor_id="@mo", person_id="@ben", reason=WHY),
        )
    },
    Act.ROUND_START: {
        "text": Case(
            panel,
            act(rounds.start_round, "ada", text="And you?"),
            says(actor_id="@ada", after="And you?"),
        )
    },
    Act.ROUND_END: {
        "host": Case(
            in_round, act(rounds.stop_round, "ada"), says(actor_id="@ada", before="mira.oday, ben")
        )
    },
    Act.ROUND_DONE: {
        "last": Case(all_but_one, act(rounds.pass_turn, "ben"), says(actor_id="@ben"))
    },
    Act.TURN_SKIP: {
        "host": Case(
            half_over,
            act(rounds.skip_turn, "ada", "@ben"),
            says(actor_id="@ada", person_id="@ben", before="ben"),
        )
    },
}
