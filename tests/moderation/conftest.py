"""What every act of moderation is tried with."""

from types import SimpleNamespace

import pytest


@pytest.fixture
def t(cast, hall, yard, sign_in) -> SimpleNamespace:
    """People, two places, and an admin with a browser (`doer`, `browser`)."""
    people = {name: getattr(cast, name) for name in ("ada", "ben", "mira", "mo", "ola", "root")}
    return SimpleNamespace(
        **people, hall=hall, yard=yard, doer=cast.root, browser=sign_in(cast.root)
    )
