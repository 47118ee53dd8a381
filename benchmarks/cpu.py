"""Processor time and memory of whole process trees, read from /proc (Linux).

A tree's time is what its living processes took, to the nanosecond, and what those took that ended
and were reaped in it (`cutime` and `cstime`, which step by 10 ms and matter only where processes
come and go).
"""

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
# What a process of the site is, by a part of its command line; everything else of it is the web.
PARTS = {"threads.markup.worker": "renderer", "manage.py worker": "worker"}


@dataclass(frozen=True, slots=True)
class Stat:
    """What /proc/<pid>/stat says, times in seconds."""

    pid: int
    parent: int
    own: float
    reaped: float


class NotLinux(Exception):
    """There is no /proc to read."""


def check() -> None:
    """Raise NotLinux where the clocks of processes cannot be read."""
    if not (PROC / "self" / "stat").exists():
        raise NotLinux("this reads the clocks of processes in /proc, which is Linux's.")


def parse_stat(line: str) -> Stat:
    """Read a line of /proc/<pid>/stat; the name in brackets may hold anything, brackets too."""
    pid, rest = line.split(" ", 1)
    fields = rest[rest.rindex(")") + 2 :].split()
    user, system, of_children, system_of_children = map(int, fields[11:15])
    return Stat(
        int(pid),
        int(fields[1]),
        (user + system) / TICKS,
        (of_children + system_of_children) / TICKS,
    )


def descendants(root: int, stats: Mapping[int, Stat]) -> list[int]:
    """The process and everything below it, parents first."""
    children: dict[int, list[int]] = {}
    for stat in stats.values():
        children.setdefault(stat.parent, []).append(stat.pid)
    found = [root] if root in stats else []
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def read_stats() -> dict[int, Stat]:
    """Every process of this machine."""
    stats = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                stat = parse_stat((entry / "stat").read_text(errors="replace"))
            except OSError:  # it ended meanwhile
                continue
            stats[stat.pid] = stat
    return stats


def running(pid: int) -> float | None:
    """Seconds that a process took, by its own clock, which is finer than its stat."""
    try:
        # What clock_getcpuclockid(3) answers on Linux.
        return time.clock_gettime((~pid) << 3 | 2)
    except OSError:
        return None


def command_of(pid: int) -> str:
    """The command line; nothing for a process that ended."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (OSError, UnicodeDecodeError):
        return ""


def part_of(group: str, command: str) -> str:
    """Which part of the site a process is; other groups have no parts."""
    if group != "web":
        return group
    return next((part for sign, part in PARTS.items() if sign in command), group)


class Meter:
    """The time that groups of processes took, by name: `web`, `renderer`, `worker`, `postgres`…

    `roots` are the ids of the processes on top of each group.
    """

    def __init__(self, roots: Mapping[str, int]) -> None:
        self.roots = dict(roots)
        self._parts: dict[int, str] = {}

    def members(self) -> dict[str, list[Stat]]:
        """The living processes of each group."""
        stats = read_stats()
        groups: dict[str, list[Stat]] = {}
        for group, root in self.roots.items():
            for pid in descendants(root, stats):
                part = self._parts.setdefault(pid, part_of(group, command_of(pid)))
                groups.setdefault(part, []).append(stats[pid])
        return groups

    def read(self) -> dict[str, float]:
        """Seconds that each group took so far."""
        return {
            part: sum(_taken(stat) for stat in members) for part, members in self.members().items()
        }

    def memory(self, part: str) -> list[int]:
        """PSS in bytes of each process of a group."""
        return [pss(stat.pid) for stat in self.members().get(part, [])]

    def workers(self, part: str) -> list[int]:
        """PSS in bytes of the processes that answer requests: those that gunicorn's master made."""
        members = [
            stat for stat in self.members().get(part, []) if "gunicorn" in command_of(stat.pid)
        ]
        masters = {stat.pid for stat in members}
        return [pss(stat.pid) for stat in members if stat.parent in masters]

    def pids(self, part: str) -> list[int]:
        """The process ids of a group."""
        return [stat.pid for stat in self.members().get(part, [])]


def _taken(stat: Stat) -> float:
    now = running(stat.pid)
    return (stat.own if now is None else now) + stat.reaped


def difference(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    """Seconds between two readings; a group that came in between counts from nothing."""
    return {part: max(0.0, after[part] - before.get(part, 0.0)) for part in after}


def parse_pss(rollup: str) -> int:
    """Bytes of the line `Pss:` of /proc/<pid>/smaps_rollup."""
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024


def pss(pid: int) -> int:
    """The proportional share of memory of a process; 0 for one that ended."""
    try:
        return parse_pss((PROC / str(pid) / "smaps_rollup").read_text())
    except (OSError, StopIteration):
        return 0


def total(parts: Mapping[str, float], names: Iterable[str]) -> float:
    """The sum of some groups."""
    return sum(parts.get(name, 0.0) for name in names)
