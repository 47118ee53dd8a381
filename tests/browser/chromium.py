"""The installed browser, and the watch over what it says while a test uses it."""

import shutil
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

NAMES = ("chromium", "chromium-browser", "google-chrome")
# As root there is no sandbox, on a test machine no graphics card; the rest keeps it from
# calling home, which would be traffic that no test asked for.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
)
# The console repeats each refused answer; `Guard` reads the answers themselves.
ECHO = "Failed to load resource: the server responded with a status of"
# A request that was under way when the page was left.
LEFT = "net::ERR_ABORTED"


def find() -> str:
    """The path of a Chromium of this machine, or nothing."""
    return next((path for name in NAMES if (path := shutil.which(name))), "")


@dataclass
class Guard:
    """Collects what must not happen on any page: console lines, script errors, lost requests."""

    problems: list[str] = field(default_factory=list)
    _allowed: set[int] = field(default_factory=set)
    _rests: bool = False

    def allow(self, *statuses: int) -> None:
        """Say that answers of 400 and above with these statuses belong to the test."""
        self._allowed.update(statuses)

    def rest(self) -> None:
        """Look away from now on: the pages are being closed."""
        self._rests = True

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of the context from now on."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("requestfailed", self._on_lost)
        context.on("response", self._on_answer)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(ECHO):
            self._note(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self._note(f"script error: {error.error}")

    def _on_lost(self, request: Request) -> None:
        if request.failure != LEFT:
            self._note(f"lost request: {request.url} ({request.failure})")

    def _on_answer(self, answer: Response) -> None:
        if answer.status >= 400 and answer.status not in self._allowed:
            self._note(f"answer {answer.status}: {answer.url}")

    def _note(self, problem: str) -> None:
        if not self._rests:
            self.problems.append(problem)
