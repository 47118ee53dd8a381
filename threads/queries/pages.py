"""Pages of a list, as real addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.db.models import Model, Q, QuerySet
from django.http import Http404

# Pages that are asked for by number are counted off, so there is a last one.
MOST_PAGES = 500
_LONGEST = 18
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the reader is and where one can go from here; empty addresses lead nowhere.

    `last` is 0 where the number of pages is not known, because counting would cost more
    than the page; `page` is 0 where a page is not known by its number (`Stretch`).
    """

    page: int
    last: int
    previous_url: str
    next_url: str
    first_url: str = ""
    last_url: str = ""

    @classmethod
    def of(cls, url: str, page: int, *, has_next: bool, last: int = 0) -> "Pager":
        """The pager of the list at `url`; give `last` where the number of pages is known."""
        return cls(
            page=page,
            last=last,
            previous_url=page_url(url, page - 1) if page > 1 else "",
            next_url=page_url(url, page + 1) if has_next else "",
            first_url=page_url(url, 1) if page > 1 else "",
            last_url=page_url(url, last) if page < last else "",
        )

    def keeping(self, query: str) -> "Pager":
        """The same, with this (`name=value`) in every address of the list."""

        def kept(url: str) -> str:
            return asked_url(url, query) if url else ""

        return replace(
            self,
            previous_url=kept(self.previous_url),
            next_url=kept(self.next_url),
            first_url=kept(self.first_url),
            last_url=kept(self.last_url),
        )


def window(page: int, size: int) -> slice:
    """The rows of a page and one more, which says whether there is a next page."""
    start = (page - 1) * size
    return slice(start, start + size + 1)


def cut[T](url: str, page: int, found: Sequence[T], size: int) -> tuple[tuple[T, ...], Pager]:
    """The rows of a page out of its `window`, and its pager. Raises `Http404` past the end."""
    if page > 1 and not found:
        raise Http404
    return tuple(found[:size]), Pager.of(url, page, has_next=len(found) > size)


def page_url(url: str, page: int) -> str:
    """The address of a page; the first one has no number."""
    return url if page == 1 else asked_url(url, f"page={page}")


def asked_url(url: str, query: str) -> str:
    """The address with this (`name=value`) in its query, too."""
    return f"{url}{'&' if '?' in url else '?'}{query}"


def page_number(value: str | None) -> int:
    """The `?page=` of a request. Raises `Http404` for what cannot be a page."""
    if value is None:
        return 1
    if not (value.isascii() and value.isdecimal() and len(value) < 8 and int(value) > 0):
        raise Http404
    return int(value)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row of a list by what the list is sorted by: a moment or a number, and the row's id."""

    key: datetime | int
    id: int

    @classmethod
    def read(cls, word: str, *, is_moment: bool) -> "Cursor":
        """The cursor that an address names. Raises `Http404` for what is none."""
        key, _dash, pk = word.partition("-")
        if not all(part.isascii() and part.isdecimal() for part in (key, pk)):
            raise Http404
        if max(len(key), len(pk)) > _LONGEST:
            raise Http404
        if not is_moment:
            return cls(int(key), int(pk))
        try:
            return cls(_EPOCH + timedelta(microseconds=int(key)), int(pk))
        except OverflowError as error:
            raise Http404 from error

    def __str__(self) -> str:
        key = self.key
        if isinstance(key, datetime):
            key = (key - _EPOCH) // timedelta(microseconds=1)
        return f"{key}-{self.id}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows of a list are asked for: its first (`FIRST`), those `after` a row or `before` one,
    or a page by its number, as older addresses have it."""

    page: int = 1
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """What an address asks for. Raises `Http404` for what cannot be a page."""
        page = page_number(asked.get("page"))
        if page > MOST_PAGES:
            raise Http404
        return cls(page, asked.get("after", ""), asked.get("before", ""))

    @property
    def is_first(self) -> bool:
        """Whether it is the beginning of the list."""
        return self.page == 1 and not self.after and not self.before

    def cursor(self, *, is_moment: bool) -> Cursor | None:
        """The row at which it begins or ends; None where it is asked for by number. Raises
        `Http404` for what is no cursor of such a list."""
        word = self.after or self.before
        return Cursor.read(word, is_moment=is_moment) if word else None


FIRST = Stretch()


@dataclass(frozen=True, slots=True)
class Sorted:
    """How a list is sorted: by a column that is never empty, the greatest first, then by id."""

    column: str
    is_moment: bool = True

    def of[M: Model](self, rows: QuerySet[M], asked: Stretch, size: int) -> QuerySet[M]:
        """The ids (`pk`) of the rows that are asked for, and of one more; backwards where they are
        those before a row. An index on both columns finds them, however deep they are."""
        ids: QuerySet[Any] = rows.values("pk")
        cursor = asked.cursor(is_moment=self.is_moment)
        if asked.before and cursor and not asked.after:
            later = Q(**{f"{self.column}__gte": cursor.key})
            later &= ~Q(**{self.column: cursor.key, "pk__lte": cursor.id})
            return ids.filter(later).order_by(self.column, "pk")[: size + 1]
        ids = ids.order_by(*self.order)
        if cursor is None:
            return ids[window(asked.page, size)]
        return self.after(ids, cursor)[: size + 1]

    def after[M: Model](self, rows: QuerySet[M], cursor: Cursor) -> QuerySet[M]:
        """The rows that come after one, in no order."""
        earlier = Q(**{f"{self.column}__lte": cursor.key})
        return rows.filter(earlier & ~Q(**{self.column: cursor.key, "pk__gte": cursor.id}))

    @property
    def order(self) -> tuple[str, str]:
        """The same as words of `order_by`."""
        return f"-{self.column}", "-pk"


def cut_stretch[T](
    url: str, asked: Stretch, found: Sequence[tuple[T, Cursor]], size: int
) -> tuple[tuple[T, ...], Pager]:
    """The rows of a stretch out of what `Sorted.of` found, each with its cursor and in their order,
    and their pager. Raises `Http404` past the end of what is counted off."""
    is_before = bool(asked.before and not asked.after)
    has_more = len(found) > size
    rows = found[-size:] if is_before else found[:size]
    if not rows and asked.page > 1:
        raise Http404
    has_next = is_before or has_more
    has_previous = has_more if is_before else not asked.is_first
    pager = Pager(
        page=0 if asked.after or asked.before else asked.page,
        last=0,
        previous_url=asked_url(url, f"before={rows[0][1]}") if rows and has_previous else "",
        next_url=asked_url(url, f"after={rows[-1][1]}") if rows and has_next else "",
        first_url="" if asked.is_first else url,
    )
    return tuple(row for row, _cursor in rows), pager
