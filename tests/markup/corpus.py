"""Reads the plain files of `cases/`; `cases/README.md` says how they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.markup.selectors import matching
from tests.markup.trees import folded, parse
from threads.markup import Known, Names, Rendered, bind, fill, fill_excerpt

FOLDER = Path(__file__).with_name("cases")
KNOWN = Known(
    people={"kainord": 11, "mira.oday": 12, "jlopes": 13, "kai": 14, "under_score": 15},
    categories={"garden": 5},
    tags={"water": 7, "soil-care": 8},
)
NAMES = Names(
    people={11: "KaiNord", 12: "mira.oday", 13: "jlopes", 14: "kai", 15: "under_score"},
    titles={12: "Who waters the beds?"},
    categories={5: "garden"},
    tags={7: "water", 8: "soil-care"},
)
HOSTS = frozenset({"forum.example.org"})

_HEADING = re.compile(r"## (?P<name>.+)")
_FENCE = re.compile(r"(?P<ticks>`{6,})(?P<info>[a-z]*)")
_CONDITION = re.compile(
    r"- (?P<kind>[a-z]+(?: [a-z]+)?)(?: (?P<count>[0-9]+))?(?:: *(?P<value>.*))?"
)
_SIGN = re.compile(r"\{U\+(?P<point>[0-9A-F]{4,6})\}|\{(?P<what>[^{}*]+)\*(?P<times>[0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold: its kind, what it is about, how often (None: at least once)."""

    kind: str
    value: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case: where it stands, what is typed, what must come out."""

    file: str
    name: str
    typed: str
    conditions: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: facts, and the HTML as it is printed."""

    rendered: Rendered
    html: str
    excerpt: str
    mentioned: tuple[str, ...]


def outcome(rendered: Rendered) -> Outcome:
    """Return what a reader of a rendered text gets, with the people and places of the cases."""
    bound = bind(rendered, KNOWN)
    return Outcome(
        rendered,
        str(fill(bound.html, NAMES)),
        fill_excerpt(bound.excerpt, NAMES),
        tuple(NAMES.people[person] for person in bound.mentioned),
    )


def cases() -> list[Case]:
    """Return the cases of every file, in order; ValueError for one that cannot be read."""
    return [
        case
        for path in sorted(FOLDER.glob("*.md"))
        if path.name != "README.md"
        for case in read(path.stem, path.read_text(encoding="utf-8"))
    ]


def read(file: str, text: str) -> list[Case]:
    """Return the cases of one file."""
    found: list[Case] = []
    name = ""
    typed: str | None = None
    conditions: list[Condition] = []

    def finish() -> None:
        if name and (typed is None or not conditions):
            raise ValueError(f"{file}: {name}: nothing typed, or no condition")
        if typed is not None:
            found.append(Case(file, name, typed, tuple(conditions)))

    lines = iter(text.split("\n"))
    for line in lines:
        if heading := _HEADING.fullmatch(line):
            finish()
            name, typed, conditions = heading["name"].strip(), None, []
        elif fence := _FENCE.fullmatch(line):
            block = _block(lines, fence["ticks"])
            if fence["info"] == "html":
                conditions.append(Condition("html", block))
            elif typed is None:
                typed = signs(block)
            else:
                raise ValueError(f"{file}: {name}: typed twice")
        elif typed is not None and line.strip():
            conditions.append(_condition(file, name, line))
    finish()
    return found


def signs(text: str) -> str:
    """Return the text with `{U+202E}` as that character and `{x*300}` repeated as often."""
    return _SIGN.sub(
        lambda found: (
            chr(int(found["point"], 16)) if found["point"] else found["what"] * int(found["times"])
        ),
        text,
    )


def _block(lines: Iterator[str], ticks: str) -> str:
    block: list[str] = []
    for line in lines:
        if line == ticks:
            return "\n".join(block)
        block.append(line)
    raise ValueError(f"a fence without an end: {block[:1]}")


def _condition(file: str, name: str, line: str) -> Condition:
    found = _CONDITION.fullmatch(line)
    if found is None or found["kind"] not in CHECKS:
        raise ValueError(f"{file}: {name}: no condition: {line}")
    value = (found["value"] or "").strip()
    if len(value) > 1 and value[0] == value[-1] == "`":
        value = value[1:-1]
    count = int(found["count"]) if found["count"] else None
    return Condition(found["kind"], signs(value), count)


def failure(case: Case, condition: Condition, came: Outcome) -> str:
    """Return in words why a condition does not hold, or nothing where it does."""
    expected, found = CHECKS[condition.kind](case, condition, came)
    if expected == found:
        return ""
    return (
        f"{case}\n- {condition.kind}: {condition.value}\n"
        f"--- expected\n{expected}\n--- found\n{found}\n"
        f"--- typed\n{case.typed}\n--- HTML\n{came.html}"
    )


type Sides = tuple[object, object]


def _shows(case: Case, condition: Condition, came: Outcome) -> Sides:
    return folded(condition.value), parse(came.html).words


def _says(case: Case, condition: Condition, came: Outcome) -> Sides:
    words = parse(came.html).words
    if condition.count is not None:
        return condition.count, words.count(condition.value)
    return (words, words) if condition.value in words else (condition.value, words)


def _hides(case: Case, condition: Condition, came: Outcome) -> Sides:
    words = parse(came.html).words
    hidden = f"no {condition.value!r}"
    return hidden, words if condition.value in words else hidden


def _has(case: Case, condition: Condition, came: Outcome) -> Sides:
    found = len(matching(parse(came.html), condition.value))
    return (found or 1) if condition.count is None else condition.count, found


def _lacks(case: Case, condition: Condition, came: Outcome) -> Sides:
    return 0, len(matching(parse(came.html), condition.value))


def _html(case: Case, condition: Condition, came: Outcome) -> Sides:
    return parse(condition.value), parse(came.html)


def _unchanged(case: Case, condition: Condition, came: Outcome) -> Sides:
    """Every line as it was typed, in paragraphs, and nothing else."""
    paragraphs = re.split(r"\n{2,}", case.typed.strip("\n"))
    html = "".join(
        f"<p>{'<br>'.join(escape(line.strip(' ')) for line in text.split(chr(10)))}</p>"
        for text in paragraphs
    )
    return parse(html), parse(came.html)


def _mentions(case: Case, condition: Condition, came: Outcome) -> Sides:
    return _listed(condition.value), list(came.mentioned)


def _hashtags(case: Case, condition: Condition, came: Outcome) -> Sides:
    links = matching(parse(came.html), "a.hashtag")
    return _listed(condition.value), list(dict.fromkeys(link.words[1:] for link in links))


def _links(case: Case, condition: Condition, came: Outcome) -> Sides:
    return _listed(condition.value), list(came.rendered.links)


def _excerpt(case: Case, condition: Condition, came: Outcome) -> Sides:
    return condition.value, came.excerpt


def _quotes(case: Case, condition: Condition, came: Outcome) -> Sides:
    return _listed(condition.value), [str(post) for post in came.rendered.facts.quotes]


def _topics(case: Case, condition: Condition, came: Outcome) -> Sides:
    return _listed(condition.value), [f"{t}/{n}" for t, n in came.rendered.facts.topics]


def _tasks(case: Case, condition: Condition, came: Outcome) -> Sides:
    facts = came.rendered.facts
    return condition.value, f"{facts.tasks_done} of {facts.tasks}"


def _listed(value: str) -> list[str]:
    return [] if value == "none" else [part.strip() for part in value.split(", ")]


CHECKS = {
    "shows": _shows,
    "says": _says,
    "hides": _hides,
    "has": _has,
    "lacks": _lacks,
    "html": _html,
    "unchanged": _unchanged,
    "mentions": _mentions,
    "hashtags": _hashtags,
    "links": _links,
    "excerpt": _excerpt,
    "quotes": _quotes,
    "topics": _topics,
    "tasks": _tasks,
}
