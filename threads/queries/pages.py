"""Pages of a list, as real addresses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the reader is and where one can go from here; empty addresses lead nowhere.

    `last` is 0 where the number of pages is not known, because counting would cost more
    than the page.
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
            return f"{url}{'&' if '?' in url else '?'}{query}" if url else ""

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
    if page == 1:
        return url
    return f"{url}{'&' if '?' in url else '?'}page={page}"


def page_number(value: str | None) -> int:
    """The `?page=` of a request. Raises `Http404` for what cannot be a page."""
    if value is None:
        return 1
    if not (value.isascii() and value.isdecimal() and len(value) < 8 and int(value) > 0):
        raise Http404
    return int(value)
