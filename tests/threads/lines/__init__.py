"""The acts of hosting, each with its case: one module for each noun, with a table `CASES`.

`tests/threads/test_lines.py` tries them all; a verb of the ledger without a case there or in
`tests/moderation/test_every_act.py` is red.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

type World = SimpleNamespace


@dataclass(frozen=True)
class Case:
    """An act: what stands before it (`prepare`, given the cast as `w`), the act, what its line says.

    `again` False is an act that is done anew each time it is pressed (there is no "already so").
    """

    prepare: Callable[[World], dict[str, Any]]
    act: Callable[[World], object]
    line: Callable[[World], dict[str, Any]] = field(default=lambda _w: {})
    again: bool = True


def cases() -> dict[str, dict[str, Case]]:
    """Verb to cases by name, of every module here."""
    found: dict[str, dict[str, Case]] = {}
    for module in pkgutil.iter_modules(__path__):
        for verb, table in importlib.import_module(f"{__name__}.{module.name}").CASES.items():
            found.setdefault(verb, {}).update(table)
    return found
