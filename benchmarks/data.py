"""Data to measure with, kept between runs, and made anew where it would be made otherwise now."""

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks import sites
from benchmarks.database import Server, measured
from benchmarks.floor import tables
from benchmarks.sites import ROOT, BenchError
from leadership_forum import env

HOME = env.data_dir(ROOT) / "bench"
SEED = 1
# What the rows of a fill depend on.
SOURCES = (
    "*/migrations/*.py",
    "threads/scale/*.py",
    "threads/actions/scal*/*.py",
    "threads/markup/**/*.py",
)
# Bytes on the disk for a post: ours, the floor's copy, their indexes, and the log while they are made.
BYTES_A_POST = 16_000
LEAST_FREE = 1_000_000_000


def prepare(posts: int, say: Callable[[str], None]) -> Path:
    """The DATA_DIR with so many posts, and the floor's copy of them; made when it is missing."""
    place = HOME / str(posts)
    stamp, wanted = place / "bench.stamp", fingerprint()
    if not stamp.exists() or stamp.read_text() != wanted:
        _make(place, posts, say)
        stamp.write_text(wanted)
    with measured(place) as server:
        if not _has_floor(server):
            _copy_floor(server, say)
    return place


def marks_of(place: Path) -> dict[str, str]:
    """What `seed_scale` says of where to look."""
    marks: dict[str, str] = json.loads((place / "scale.json").read_text())
    return marks


def fingerprint() -> str:
    """What the rows depend on, as a word."""
    seen = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if ".venv" not in path.parts:
                seen.update(path.read_bytes())
    return seen.hexdigest()


def _make(place: Path, posts: int, say: Callable[[str], None]) -> None:
    _remove(place)
    HOME.mkdir(parents=True, exist_ok=True)
    needed = posts * BYTES_A_POST + LEAST_FREE
    free = shutil.disk_usage(HOME).free
    if free < needed:
        raise BenchError(
            f"{posts:,} posts need about {needed / 1e9:.0f} GB under {HOME}, where {free / 1e9:.0f} GB"
            ' are free. Make room, or take fewer posts: make bench SIZES="1000 30000".'
        )
    say(f"making {posts:,} posts (kept for the next time)")
    sites.manage(place, "migrate", "--verbosity", "0")
    sites.manage(place, "seed_scale", "--posts", str(posts), "--seed", str(SEED))


def _remove(place: Path) -> None:
    """What was there, and its cluster where that lies elsewhere (as root)."""
    with suppress(OSError, ValueError, KeyError):
        shutil.rmtree(place / json.loads((place / "postgres.json").read_text())["cluster"])
    shutil.rmtree(place, ignore_errors=True)


def _has_floor(server: Server) -> bool:
    if server.execute("SELECT to_regclass('bench.floor_version')") == [(None,)]:
        return False
    return server.execute("SELECT version FROM bench.floor_version") == [(tables.VERSION,)]


def _copy_floor(server: Server, say: Callable[[str], None]) -> None:
    server.execute("DROP SCHEMA IF EXISTS floor CASCADE")
    server.execute("DROP TABLE IF EXISTS bench.floor_version")
    server.execute("CREATE SCHEMA floor")
    sites.floor_manage(server.url, "migrate", "--verbosity", "0")
    tables.fill(server.connection, say)
    server.execute(f"CREATE TABLE bench.floor_version AS SELECT {tables.VERSION} AS version")
