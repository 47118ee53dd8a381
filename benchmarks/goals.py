"""What was found beside what was asked for: ratios, and by how much a goal is met or missed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Every page at the largest size may cost so much of the same page at this one.
GROWTH, GROWTH_FROM, GROWTH_TO = 1.2, 30_000, 1_000_000
MEMORY = 1.3
# Compressed bytes and requests of a first visit.
VISITS = {"guest": (30_000, 4), "member": (60_000, 10)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was asked: how much of what it may be. `of` says of what."""

    name: str
    ours: float
    unit: str
    of: str
    base: float
    goal: float | None

    @property
    def ratio(self) -> float:
        """Ours as a part of what it is measured against."""
        return self.ours / self.base if self.base else float("inf")

    @property
    def is_met(self) -> bool | None:
        """None where nothing was asked."""
        return None if self.goal is None else self.ratio <= self.goal

    @property
    def words(self) -> str:
        """Met or missed, and by how much of the goal."""
        if self.goal is None:
            return ""
        times = self.ratio / self.goal
        if self.is_met:
            return f"met, {1 - times:.0%} to spare"
        return f"MISSED by {times - 1:.0%}" if times < 2 else f"MISSED, {times:.1f} times the goal"


def verdicts(sizes: Mapping[str, Any]) -> Iterator[tuple[str, Verdict]]:
    """Every comparison of a bench, with the size at which it was made."""
    for size, found in sizes.items():
        for page in found["pages"].values():
            for verdict in _of_page(page, found["pages"]):
                yield size, verdict
        for verdict in _of_memory(found.get("memory", {})):
            yield size, verdict
        for verdict in _of_visits(found.get("visits", {})):
            yield size, verdict
    yield from _of_growth(sizes)


def _of_page(page: Mapping[str, Any], pages: Mapping[str, Any]) -> Iterator[Verdict]:
    name = f"{page['title']}, {page['who']}"
    # A page with a page of ours beside it has its goal there.
    floors = [(page["floor"], None if page["of"] else page["goal"])]
    floors += [(key, None) for key in page["beside"]]
    for key, goal in floors:
        if base := pages.get(key):
            yield Verdict(name, page["median"], "ms", base["title"], base["median"], goal)
    if base := pages.get(page["of"]):
        of = f"our {base['title'].split(', ')[-1]}"
        yield Verdict(name, page["median"], "ms", of, base["median"], page["goal"])


def _of_growth(sizes: Mapping[str, Any]) -> Iterator[tuple[str, Verdict]]:
    small, large = (sizes.get(str(size)) for size in (GROWTH_FROM, GROWTH_TO))
    if not small or not large:
        return
    for key, page in large["pages"].items():
        base = small["pages"].get(key)
        if base and page["site"] == "ours":
            name, of = f"{page['title']}, {page['who']}", f"itself at {GROWTH_FROM:,} posts"
            verdict = Verdict(name, page["median"], "ms", of, base["median"], GROWTH)
            yield str(GROWTH_TO), verdict


def _of_memory(memory: Mapping[str, float]) -> Iterator[Verdict]:
    if memory:
        ours, bare = memory["workers"] / 1e6, memory["floor_workers"] / 1e6
        yield Verdict("two web workers", ours, "MB", "those of the bare project", bare, MEMORY)
        both = ours + memory["renderers"] / 1e6
        yield Verdict("the same with their renderers", both, "MB", "as above", bare, None)


def _of_visits(visits: Mapping[str, Mapping[str, int]]) -> Iterator[Verdict]:
    for who, visit in visits.items():
        most_bytes, most_requests = VISITS[who]
        name = f"first visit, {who}"
        yield Verdict(name, visit["gzipped"] / 1000, "KB", "its budget", most_bytes / 1000, 1.0)
        yield Verdict(name, visit["requests"], "requests", "its budget", most_requests, 1.0)
