"""Moving a fishbowl to another phase: which ways there are, and what each changes for whom."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.policies import Refusal
from accounts.viewer import Viewer
from threads import policies
from threads.models import Fishbowl, Harvest, Topic, Turn
from threads.queries.fishbowls import Running, running_of

Phase = Fishbowl.Phase


@dataclass(frozen=True, slots=True)
class Way:
    """A phase that the viewer may move to; `is_next` says that it leads on, and does not end."""

    to: str
    label: str
    url: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class PhaseStep:
    """What moving from one phase to another means, before it is done: sentences, and which words it
    takes."""

    topic: Topic
    to: str
    before: str
    title: str
    changes: tuple[str, ...]
    about_words: str
    needs_words: bool


def ways_of(viewer: Viewer, topic: Topic, before: str) -> tuple[Way, ...]:
    """The phases to which the viewer may move it now: the next one first, then those before, and
    the end."""
    order = Phase.values
    is_over = before == Phase.CLOSED
    ways = [
        Way(
            to,
            _title(before, to),
            f"/t/{topic.pk}/phase/?to={to}",
            is_next=is_over or (to != Phase.CLOSED and order.index(to) > order.index(before)),
        )
        for to in order
        if to != before and policies.may(policies.check_phase, viewer, topic, before, to)
    ]
    return tuple(sorted(ways, key=lambda way: (not way.is_next, way.to == Phase.CLOSED)))


def phase_step(viewer: Viewer, topic: Topic, to: str) -> PhaseStep | None:
    """What the step means; None where it is there already. Raises `Refusal` where it is not the
    viewer's to make, in two queries at most."""
    running = running_of(viewer, topic)
    if running is None:
        raise Refusal(_("This topic is no fishbowl."))
    before = running.phase
    if before == to:
        return None
    policies.check_phase(viewer, topic, before, to)
    needs_words = to == Phase.CLOSED and not _is_harvested(topic)
    needs_words = needs_words or (before, to) == (Phase.OPEN_FLOOR, Phase.PANEL)
    return PhaseStep(
        topic=topic,
        to=to,
        before=running.label,
        title=_title(before, to),
        changes=tuple(_changes(running, to)),
        about_words=_about_words(before, to, needs_words=needs_words),
        needs_words=needs_words,
    )


def _is_harvested(topic: Topic) -> bool:
    return Harvest.objects.filter(topic=topic, state=Harvest.State.PUBLISHED).exists()


def _title(before: str, to: str) -> str:
    """The step as a button and a page call it."""
    if before == Phase.CLOSED:
        return _("Open it again")
    return {
        Phase.GATHERING: _("Go back to gathering"),
        Phase.PANEL: _("Begin the panel")
        if before == Phase.GATHERING
        else _("Give the panel the word again"),
        Phase.OPEN_FLOOR: _("Open the floor"),
        Phase.CLOSED: _("Close the fishbowl"),
    }[Phase(to)]


def _changes(running: Running, to: str) -> list[str]:
    """Sentences: who writes where then, and what becomes of seats, line and round."""
    said = {
        Phase.GATHERING: _to_gathering,
        Phase.PANEL: _to_panel,
        Phase.OPEN_FLOOR: _to_floor,
        Phase.CLOSED: _to_closed,
    }[Phase(to)](running)
    return [sentence for sentence in said if sentence]


def _to_gathering(running: Running) -> list[str]:
    return [
        _("Only who holds this fishbowl writes; the others can ask questions."),
        _("Panelists keep their seats."),
        *_ends(running),
    ]


def _to_panel(running: Running) -> list[str]:
    seated = sum(seat.face is not None for seat in running.seats)
    sits = ngettext(
        "Who sits in the bowl talks: %(count)d person now.",
        "Who sits in the bowl talks: %(count)d people now.",
        seated,
    )
    chairs = ngettext(
        "%(count)d open chair is there to be taken by any member.",
        "%(count)d open chairs are there to be taken by any member.",
        running.open_chairs,
    )
    return [
        sits % {"count": seated},
        chairs % {"count": running.open_chairs}
        if running.open_chairs
        else _("No chair is open: only who is invited can join."),
        _from_gallery(running.gallery),
        _("On the floor nobody writes any more.") if running.phase == Phase.OPEN_FLOOR else "",
        _("Still invited: %(names)s.") % {"names": _names(running.invited)}
        if running.invited
        else "",
        _("Those who were invited, and those who follow this topic, are told."),
    ]


def _from_gallery(gallery: str) -> str:
    return {
        "full": _("Everybody else listens, and writes notes and questions in the gallery."),
        "questions": _("Everybody else listens, and asks questions from the gallery."),
        "off": _("Everybody else listens; the gallery is switched off."),
    }[gallery]


def _to_floor(running: Running) -> list[str]:
    if running.phase == Phase.CLOSED:
        return [_("Everybody writes again. Nobody sits in the bowl; the panel stays as a label.")]
    return [
        _("Everybody writes, on the floor. Nobody needs a seat for it."),
        _("Panelists keep their mark."),
        *_ends(running),
        _("The gallery stays to be read; it takes no more notes and questions."),
        _not_asked(running),
    ]


def _to_closed(running: Running) -> list[str]:
    return [
        _("Nobody writes here any more; what was said stays to be read."),
        _("Everybody leaves their seat."),
        *_ends(running),
        _("Questions that wait stay to be seen as unanswered."),
        _not_asked(running),
    ]


def _ends(running: Running) -> list[str]:
    """What ends with a panel that talks: open chairs, the line, a round."""
    if running.phase != Phase.PANEL:
        return []
    chairs = [seat.face for seat in running.seats if seat.is_open and seat.face]
    said = []
    if chairs:
        said.append(_("Open chairs end: %(names)s.") % {"names": _names(chairs)})
    if running.line:
        words = ngettext(
            "The line ends: %(count)d hand is lowered.",
            "The line ends: %(count)d hands are lowered.",
            len(running.line),
        )
        said.append(words % {"count": len(running.line)})
    return [*said, _round(running)]


def _round(running: Running) -> str:
    if running.round is None or not running.round.is_running:
        return ""
    waiting = [one.face for one in running.round.turns if one.state == Turn.State.WAITING]
    if not waiting:
        return _("The round ends.")
    return _("The round ends; not heard: %(names)s.") % {"names": _names(waiting)}


def _not_asked(running: Running) -> str:
    if not running.invited:
        return ""
    names = {"names": _names(running.invited)}
    return _("Invitations that wait are taken back: %(names)s.") % names


def _names(faces: object) -> str:
    return ", ".join(one.name for one in faces)  # type: ignore[attr-defined]


def _about_words(before: str, to: str, *, needs_words: bool) -> str:
    if to == Phase.CLOSED and needs_words:
        return _("A sentence that closes it; it stands on top.")
    if to == Phase.CLOSED:
        return _("Closing words, if you like; they stand on top, beside the harvest.")
    if needs_words:
        return _("Say in a sentence why; it stands in the topic.")
    if before == Phase.CLOSED:
        return _("Why it goes on, if you like.")
    return _("A word about it, if you like; it stands in the topic.")
