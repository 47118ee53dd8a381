"""What a first visit costs: everything that a browser with an empty cache asks for, compressed.

In Chromium where there is one (Debian's), else what the HTML itself names: without what scripts and
stylesheets bring along, which `found_by` says.
"""

import gzip
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Error, Response, sync_playwright

from benchmarks.pages import GUEST, MEMBER
from benchmarks.session import Session
from benchmarks.sites import Site
from tests.browser.chromium import ARGUMENTS, find

TIMEOUT = 60
AS_THEY_ARE = (".png", ".woff2")
NAMED = re.compile(
    r"<(?:link\b(?=[^>]*rel=\"(?:stylesheet|icon|modulepreload)\")[^>]*\bhref"
    r"|(?:script|img)\b[^>]*\bsrc)=\"([^\"]+)\""
)


def measure(site: Site, session: Session, paths: list[str]) -> dict[str, dict[str, Any]]:
    """The heaviest first visit to one of the pages, for a guest and for a member."""
    try:
        return _in_chromium(site, session, paths)
    except Error:  # none here, or one that does not start
        return {
            who: _heaviest(_named(site, headers, path) for path in paths)
            for who, headers in ((GUEST, {}), (MEMBER, session.headers))
        }


def _in_chromium(site: Site, session: Session, paths: list[str]) -> dict[str, dict[str, Any]]:
    """As `measure`. Raises Playwright's Error where there is no Chromium that works."""
    with sync_playwright() as playwright:
        # An empty path stands for Playwright's own, if somebody installed it.
        program = find() or None
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            return {
                who: _heaviest(_seen(browser, site, cookies, path) for path in paths)
                for who, cookies in ((GUEST, {}), (MEMBER, session.cookies))
            }
        finally:
            browser.close()


def _heaviest(visits: Iterator[dict[str, Any]]) -> dict[str, Any]:
    return max(visits, key=lambda visit: (visit["gzipped"], visit["requests"]))


def _seen(browser: Browser, site: Site, cookies: dict[str, str], path: str) -> dict[str, Any]:
    """What a browser without a past asks for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(
        [{"name": name, "value": value, "url": site.address} for name, value in cookies.items()]
    )
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(f"{site.address}{path}", wait_until="networkidle")
    page.wait_for_timeout(300)
    bodies = [(answer.url, _body(answer)) for answer in answers]
    context.close()
    return _sum(path, "Chromium", bodies)


def _body(answer: Response) -> bytes:
    try:
        return answer.body() if answer.status < 300 else b""
    except Error:  # an answer without a body
        return b""


def _named(site: Site, headers: dict[str, str], path: str) -> dict[str, Any]:
    """The page and what its HTML names."""
    url = f"{site.address}{path}"
    html = _fetch(url, headers)
    named = dict.fromkeys(urljoin(url, link) for link in names_in(html.decode()))
    bodies = [(link, _fetch(link, headers)) for link in named]
    return _sum(path, "its HTML", [(url, html), *bodies])


def names_in(html: str) -> list[str]:
    """Addresses of styles, scripts, pictures and icons in a page, which any browser asks for."""
    return NAMED.findall(html)


def _fetch(url: str, headers: dict[str, str]) -> bytes:
    with urlopen(Request(url, headers=headers), timeout=TIMEOUT) as answer:
        found: bytes = answer.read()
        return found


def _sum(path: str, found_by: str, bodies: list[tuple[str, bytes]]) -> dict[str, Any]:
    return {
        "path": path,
        "found_by": found_by,
        "requests": len(bodies),
        "bytes": sum(len(body) for _, body in bodies),
        "gzipped": sum(map(on_the_wire, *zip(*bodies, strict=True))),
    }


def on_the_wire(url: str, body: bytes) -> int:
    """Compressed as the proxy and the static files are; pictures come as they are."""
    return len(body) if url.endswith(AS_THEY_ARE) else len(gzip.compress(body, 6))
