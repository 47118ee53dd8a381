"""What stands about somebody in each app, for the archive of their own data: each app says at start
how its part is read."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User

# A file of the archive: its name, and what it holds.
type File = tuple[str, str | bytes]
type Part = Callable[[User], Iterable[File]]

_parts: list[Part] = []


def as_json(rows: Iterable[Any]) -> str:
    """Rows as a file of the archive holds them."""
    return json.dumps(list(rows), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def register_export(part: Part) -> None:
    """Add a part to every archive; called at start (`AppConfig.ready`)."""
    if part not in _parts:
        _parts.append(part)


def files_of(person: User) -> Iterator[File]:
    """All files of somebody's archive, one after the other."""
    for part in _parts:
        yield from part(person)
