"""Counting what people do, against how much is too much."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.limits import (
    DAY,
    FOR_CURATORS,
    FOR_LONG_STANDING,
    LIMITS,
    LONG_STANDING,
    OF_NEW_MEMBERS,
    OF_STRANGERS,
    PEOPLE_AT_AN_ADDRESS,
    Rate,
)
from accounts.models.limits import Bucket
from accounts.policies import TooFast
from accounts.queries.community import community, new_member_rules
from accounts.viewer import Viewer

# One statement asks and counts. Rows that two of them share are locked in one order; whoever waits
# for a row sees what the other counted.
SPEND = """
INSERT INTO accounts_bucket AS held (key, until, "window")
SELECT key, %s + step, width
FROM unnest(%s::text[], %s::interval[], %s::interval[]) AS wanted (key, step, width)
ON CONFLICT (key) DO UPDATE
SET until = GREATEST(held.until, %s) + (EXCLUDED.until - %s), "window" = EXCLUDED."window"
WHERE GREATEST(held.until, %s) + (EXCLUDED.until - %s) <= %s + EXCLUDED."window"
RETURNING key
"""
GIVE_BACK = """
UPDATE accounts_bucket AS held SET until = held.until - wanted.step
FROM unnest(%s::text[], %s::interval[]) AS wanted (key, step) WHERE held.key = wanted.key
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one act takes of one bucket."""

    key: str
    rate: Rate
    # As how many acts it counts.
    times: int = 1

    @property
    def step(self) -> timedelta:
        """How far it moves the bucket on."""
        return self.rate.step * self.times


def spend(kind: str, viewer: Viewer, address: str) -> None:
    """Count an act of this kind by this person from this address; one statement.

    Raises `TooFast` where it is too much for either; then nothing is counted.
    """
    if settings.RATE_LIMITS:
        take(shares_of(kind, viewer, address))


def shares_of(kind: str, viewer: Viewer, address: str) -> list[Share]:
    """The buckets of an act, for the person and for the address."""
    found = community()
    scale = (found.limits_percent if found else 100) / 100
    who = {f"p{viewer.id}": scale * patience_with(viewer)} if viewer.is_member else {}
    people = 1 if kind in OF_STRANGERS else PEOPLE_AT_AN_ADDRESS
    who[f"a{hidden(address)}"] = scale * people * patience_with(viewer)
    rules = new_member_rules(viewer) if kind in OF_NEW_MEMBERS else None
    of_new = [Share(f"new:{DAY}:p{viewer.id}", Rate(rules.posts, DAY))] if rules else []
    usual = [
        Share(f"{kind}:{rate.seconds}:{name}", rate.scaled(factor))
        for name, factor in who.items()
        for rate in LIMITS[kind]
    ]
    return usual + of_new


def patience_with(viewer: Viewer) -> int:
    """How many times the usual they may do."""
    if viewer.moderates_somewhere:
        return FOR_CURATORS
    joined = viewer.joined
    is_old = joined is not None and joined < timezone.now() - LONG_STANDING
    return FOR_LONG_STANDING if is_old else 1


def take(shares: Iterable[Share]) -> None:
    """Take all of these, or none. Raises `TooFast`."""
    wanted = sorted(shares, key=lambda share: share.key)
    now = timezone.now()
    rows: list[Any] = [
        [one.key for one in wanted],
        [one.step for one in wanted],
        [one.rate.window for one in wanted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(SPEND, [now, *rows, *[now] * 5])
        taken = {key for (key,) in cursor.fetchall()}
    if len(taken) < len(wanted):
        _give_back([one for one in wanted if one.key in taken])
        raise TooFast(_wait([one for one in wanted if one.key not in taken], now))


def _give_back(shares: list[Share]) -> None:
    if shares:
        values: list[Any] = [[one.key for one in shares], [one.step for one in shares]]
        with connection.cursor() as cursor:
            cursor.execute(GIVE_BACK, values)


def _wait(refused: list[Share], now: datetime) -> int:
    """The seconds until all of these have room."""
    until = dict(
        Bucket.objects.filter(key__in=[one.key for one in refused]).values_list("key", "until")
    )
    waits = [until.get(one.key, now) + one.step - one.rate.window - now for one in refused]
    return max(1, ceil(max(waits, default=timedelta()).total_seconds()))


def hidden(address: str) -> str:
    """What is stored in place of an address. One household has many of IPv6: they count as one."""
    try:
        found = ip_address(address)
    except ValueError:
        found = None
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        address = str(mapped or IPv6Network((found, 64), strict=False).network_address)
    return salted_hmac("accounts.limits", address, algorithm="sha256").hexdigest()[:32]


def forget_buckets() -> None:
    """Remove what says nothing any more, also of what allauth counted."""
    Bucket.objects.spent().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_counted WHERE expires < %s", [timezone.now()])
