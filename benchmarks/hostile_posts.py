"""How long the home page takes for somebody else while ten hostile posts are being sent.

    python -m benchmarks.hostile_posts http://127.0.0.1:8000

Against a running demo site (`TRIAL=1 RATE_LIMITS=off make serve`), on this machine only.
"""

import re
import statistics
import sys
import threading
import time
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

SENDERS, VISITS, ROUNDS = 10, 40, 5
LENGTH = 31_900
UNITS = [
    "- -\n",
    "a|b\n-|-\n",
    "*_",
    "> q\n\n",
    "[a](",
    "<kbd>[",
    "a@b.c ",
    "[^a]: x\n",
    "+\n",
    "`a",
]


def get(opener: OpenerDirector, url: str) -> tuple[int, str]:
    """Status and text of a page."""
    with opener.open(url, timeout=60) as answer:
        return answer.status, answer.read().decode()


def post(opener: OpenerDirector, url: str, **fields: str) -> int:
    """Status of the answer to a form."""
    jar = next(h.cookiejar for h in opener.handlers if isinstance(h, HTTPCookieProcessor))
    token = next(str(cookie.value) for cookie in jar if "csrf" in cookie.name)
    data = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
    try:
        with opener.open(Request(url, data), timeout=60) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def visit(url: str, times: int) -> list[float]:
    """Seconds that the home page takes for a guest, again and again."""
    guest = build_opener()
    taken = []
    for _ in range(times):
        start = time.monotonic()
        get(guest, url)
        taken.append(time.monotonic() - start)
        time.sleep(0.05)
    return taken


def main(site: str) -> None:
    """Sign in ten times, measure alone, then while ten posts are sent at once, some times."""
    if urlsplit(site).hostname not in ("127.0.0.1", "localhost"):
        raise SystemExit("only a site on this machine")
    people = []
    for _ in range(SENDERS):
        opener = build_opener(HTTPCookieProcessor())
        get(opener, f"{site}/account/login/")
        post(opener, f"{site}/account/login/", login="ben", password="fishbowl-demo")
        people.append(opener)
    found = re.search(r'href="/t/[^/"]+/(\d+)/', get(people[0], f"{site}/")[1])
    if found is None:
        raise SystemExit("no topic on the home page")
    topic = f"{site}/t/{found[1]}/reply/"
    alone = visit(f"{site}/", VISITS)
    statuses: list[int] = []
    beside: list[float] = []

    def send(opener: OpenerDirector, unit: str) -> None:
        text = (unit * LENGTH)[:LENGTH]
        statuses.append(post(opener, topic, body=f"{text} {time.monotonic_ns()}"))

    for _ in range(ROUNDS):
        threads = [
            threading.Thread(target=send, args=pair) for pair in zip(people, UNITS, strict=True)
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            beside += visit(f"{site}/", 1)
    for name, taken in (("alone", alone), ("beside ten hostile posts", beside)):
        print(
            f"home page {name}: median {statistics.median(taken):.3f} s, worst {max(taken):.3f} s"
        )
    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    print(f"answers to the hostile posts: {counts}")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
