"""What people do in the model of a fishbowl (`tests.threads.fishbowl_model`), act by act. Each
raises `Refused` where the rules refuse it."""

from datetime import timedelta

from tests.threads.fishbowl_model import HOST, HOUR, MODERATOR, STEPS, Hand, Model, Refused, Round


def require(holds: object) -> None:
    """Refuse it, unless it holds."""
    if not holds:
        raise Refused


def take(m: Model, person: str) -> None:
    m.begin()
    if person in m.sits:
        return
    if person in m.invited:
        accept(m, person)
        return
    require(m.phase == "panel" and person not in m.rested and person != HOST)
    mine = m.hands.get(person)
    if mine and mine.until:
        _take_offer(m, person)
    elif not mine and m.free and not m.hands:
        m.sit(person, "open")
    elif not mine:
        _raise(m, person)
    m.settle()


def _take_offer(m: Model, person: str) -> None:
    giver = m.hands.pop(person).gift
    if giver:
        m.leave(giver, "gave_to")
        m.name(person)
    m.sit(person, "panel" if giver else "open")


def _raise(m: Model, person: str) -> None:
    since = m.now - timedelta(days=3)
    if m.joined[person] > since:
        require(sum(m.joined[one] > since for one in m.hands) < 3)
    m.raised += 1
    m.hands[person] = Hand(m.now, m.raised)


def raise_hand(m: Model, person: str) -> None:
    m.begin()
    require(m.phase == "panel" and person not in m.sits and person not in m.rested)
    require(person != HOST)
    if person not in m.hands:
        _raise(m, person)
    m.settle()


def lower_hand(m: Model, person: str) -> None:
    m.begin()
    m.hands.pop(person, None)
    m.settle()


def give_back(m: Model, person: str) -> None:
    m.begin()
    if person in m.sits:
        m.leave(person, "gave_back")
        m.settle()


def give_to(m: Model, person: str, other: str) -> None:
    m.begin()
    require(m.phase == "panel" and person in m.sits and m.sits[person].kind == "panel")
    given = [one for one, hand in m.hands.items() if hand.gift == person]
    if given == [other]:
        return
    require(not given and other in m.hands and not m.hands[other].until)
    m.offer_to(other, gift=person)
    m.settle()


def accept(m: Model, person: str) -> None:
    m.begin()
    if person in m.invited:
        m.hands.pop(person, None)
        del m.invited[person]
        m.sit(person, "panel")
        m.settle()


def decline(m: Model, person: str) -> None:
    m.begin()
    if person in m.invited:
        del m.invited[person]
        m.unname(person)
        m.settle()


def free(m: Model, person: str, other: str) -> None:
    m.begin()
    require(m.phase != "closed" and person in {HOST, MODERATOR})
    if other in m.sits:
        m.leave(other, "freed")
        m.settle()


def rest(m: Model, other: str, on: bool) -> None:
    m.begin()
    require(m.phase != "closed")
    if not on:
        m.rested.discard(other)
    elif other not in m.rested:
        m.rested.add(other)
        m.hands.pop(other, None)
        if other in m.speakers:
            m.leave(other, "freed")
        m.settle()


def name_on_panel(m: Model, other: str) -> None:
    """Who holds it puts somebody on the panel, who is asked."""
    m.begin()
    m.name(other)
    if m.phase in {"gathering", "panel"}:
        m.invite_labels()
    m.settle()


def take_off_panel(m: Model, other: str) -> None:
    m.begin()
    m.unname(other)
    if m.phase == "closed":
        return
    if other in m.sits and m.sits[other].kind == "panel":
        m.leave(other, "freed")
    m.invited.pop(other, None)
    if m.phase in {"gathering", "panel"}:
        m.invite_labels()
    m.settle()


def set_chairs(m: Model, number: int) -> None:
    m.begin()
    require(m.phase != "closed")
    if m.chairs != number:
        m.chairs = number
        m.settle()


def set_gallery(m: Model, gallery: str) -> None:
    m.begin()
    require(m.phase != "closed")
    m.gallery = gallery


def set_times(m: Model, panel_at, floor_at, hold: int, offer: int) -> None:
    m.begin()
    require(m.phase != "closed")
    wanted = (panel_at, floor_at, hold, offer)
    if wanted != (m.panel_at, m.floor_at, m.hold, m.offer):
        require(panel_at == m.panel_at or m.phase == "gathering")
        m.panel_at, m.floor_at, m.hold, m.offer = wanted
        m.settle()


def move(m: Model, person: str, to: str, words: str) -> None:
    m.begin()
    if m.phase == to:
        return
    require((m.phase, to) in STEPS)
    if to == "closed":
        require(person in {HOST, MODERATOR} and words)
    elif m.phase == "closed":
        is_early = m.now - m.closed_at <= timedelta(days=30)
        require(person == MODERATOR or (person == m.closed_by == HOST and is_early))
    else:
        require(person == HOST)
    require((m.phase, to) != ("gathering", "panel") or m.can_begin)
    require((m.phase, to) != ("open_floor", "panel") or words)
    require((m.phase, to) != ("panel", "gathering") or not m.has_spoken)
    m.enter(to)
    m.closed_by = person if to == "closed" else ""
    m.settle()


def start_round(m: Model, person: str, text: str, in_order: bool, hours: int) -> None:
    m.begin()
    require(m.phase == "panel" and person == HOST)
    if m.round:
        require(m.round.text == text)
        return
    people = m.by_slot()
    require(people)
    ends = m.now + max(24, min(hours, 336)) * HOUR
    m.last = Round(text, in_order, m.now, ends, dict.fromkeys(people, "waiting"))
    m.settle()


def pass_turn(m: Model, person: str) -> None:
    m.begin()
    if m.last and m.last.turns.get(person) == "passed":
        return
    require(m.round and m.round.turns.get(person) == "waiting" and m.is_next(person))
    m.turn(person, "passed")
    m.settle()


def skip_turn(m: Model, person: str, other: str) -> None:
    m.begin()
    require(m.phase == "panel" and person == HOST)
    if m.round and m.round.turns.get(other) == "waiting":
        require(m.now >= m.round.began + (m.round.ends - m.round.began) / 2)
        m.turn(other, "skipped")
        m.settle()


def stop_round(m: Model, person: str) -> None:
    m.begin()
    require(m.phase == "panel" and person == HOST)
    m.end_round()
    m.settle()


def lanes(m: Model, person: str) -> list[str]:
    """Where somebody may write now; the first is theirs if they name none."""
    if m.phase == "open_floor":
        return ["floor"]
    if m.phase == "gathering":
        return ["bowl"] if person == HOST else []
    if m.phase == "closed":
        return []
    found = ["bowl"] if _may_speak(m, person) else []
    return found + (["gallery"] if m.gallery == "full" else [])


def _may_speak(m: Model, person: str) -> bool:
    if not m.round:
        return person in m.sits or person == HOST
    state = m.round.turns.get(person, "")
    if state == "skipped" and person in m.left and person not in m.sits:
        return False
    return state in {"waiting", "skipped"} and m.is_next(person)


def say(m: Model, person: str, lane: str, as_moderator: bool = False) -> None:
    m.begin()
    require(m.phase != "closed")
    if as_moderator and lane != "gallery":
        require(lane in {"", "bowl"} and m.phase == "panel" and person == MODERATOR)
        m.posts["bowl"] += 1
        return
    open_to = lanes(m, person)
    # Who sits, or has a turn, writes a note only where they say so.
    means_bowl = person in m.sits or (m.round and person in m.round.turns)
    chosen = lane or next((one for one in open_to if one != "gallery" or not means_bowl), "")
    require(chosen in open_to)
    m.posts[chosen] += 1
    if chosen != "bowl":
        return
    m.has_spoken = m.has_spoken or person != HOST
    if person in m.sits:
        m.sits[person].held = m.now
    if m.round and m.round.turns.get(person) in {"waiting", "skipped"}:
        m.turn(person, "spoken")
    m.settle()
