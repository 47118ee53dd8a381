"""Backups: the database as PostgreSQL writes it out, what people uploaded, and a sum of each."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from leadership_forum import postgres
from leadership_forum.clock import beat

ROLE: Final = "backup"
DUMP: Final = "database.dump"
FILES: Final = "files.tar"
MANIFEST: Final = "manifest.json"


class BackupFailed(Exception):
    """Nothing was kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is whole."""

    folder: Path
    size: int
    tables: int


def back_up(place: Path, keep: int) -> Backup:
    """Write a backup into a folder of its own below `place`, look that it can be read, and remove
    all but the `keep` newest. What was begun and not finished has no name and is removed.

    Raises `BackupFailed`.
    """
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"forum-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    unfinished = place / f".{name}"
    unfinished.mkdir(mode=0o700)
    try:
        _dump(unfinished / DUMP)
        tables = _tables(unfinished / DUMP)
        _pack(settings.DATA_DIR / "files", unfinished / FILES)
        _write_manifest(unfinished, tables)
        unfinished.rename(place / name)
    except OSError as error:
        raise BackupFailed(f"{place}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    for old in sorted(place.glob("forum-*"))[:-keep]:
        shutil.rmtree(old)
    beat(ROLE)
    return Backup(place / name, _size(place / name), tables)


def check(folder: Path) -> list[str]:
    """What is wrong with a backup: files that are missing, or are not what they were."""
    try:
        told = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return [f"{MANIFEST}: cannot be read"]
    wrong = []
    for name, digest in told["files"].items():
        path = folder / name
        if not path.is_file():
            wrong.append(f"{name}: is missing")
        elif _digest(path) != digest:
            wrong.append(f"{name}: is not what was written")
    return wrong


def _dump(target: Path) -> None:
    facts = connection.settings_dict
    command = [_program("pg_dump"), "--format=custom", "--no-owner", f"--file={target}"]
    _run([*command, str(facts["NAME"])], _way(facts))


def _tables(dump: Path) -> int:
    """How many tables with their rows the dump says it holds; it has to be readable for that."""
    said = _run([_program("pg_restore"), "--list", str(dump)], {})
    found = sum(" TABLE DATA " in line for line in said.splitlines())
    if not found:
        raise BackupFailed("the dump holds no table")
    return found


def _way(facts: dict[str, Any]) -> dict[str, str]:
    """How libpq reaches the database: by its environment, for a command line is everybody's to
    read."""
    said = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    way = {name: str(facts[key]) for name, key in said.items() if facts.get(key)}
    for option in ("sslmode", "sslrootcert", "sslcert", "sslkey"):
        if value := facts["OPTIONS"].get(option):
            way[f"PG{option.upper()}"] = str(value)
    return way


def _program(name: str) -> str:
    return str(postgres.programs(None) / name)


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 - a program of ours, with no shell between
        command, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(postgres.last_line(done.stderr) or f"{command[0]} failed")
    return done.stdout


def _pack(folder: Path, target: Path) -> None:
    with tarfile.open(target, "w") as archive:
        if folder.is_dir():
            archive.add(folder, arcname="files")


def _write_manifest(folder: Path, tables: int) -> None:
    told = {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "tables": tables,
        "server": connection.pg_version,  # type: ignore[attr-defined]
        "files": {name: _digest(folder / name) for name in (DUMP, FILES)},
    }
    (folder / MANIFEST).write_text(json.dumps(told, indent=1) + "\n")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())
