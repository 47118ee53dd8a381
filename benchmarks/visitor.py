"""Our pages asked for in this process, without a server: for plans, profiles and tests."""

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from benchmarks.pages import MEMBER, Page
from benchmarks.session import PERSON
from notifications.tasks import deliver


class Visitor:
    """A guest and a member, as pages want them."""

    def __init__(self) -> None:
        self._guest = Client(headers={"host": "127.0.0.1"})
        self._member = Client(headers={"host": "127.0.0.1"})
        self._member.force_login(User.objects.get(username=PERSON))
        self._taken: dict[str, int] = {}

    def ask(self, page: Page) -> HttpResponse:
        """A page, or the next of its forms."""
        client = self._member if page.who == MEMBER else self._guest
        if not page.act:
            return client.get(self._path(page))
        number = self._taken.get(page.key, 0)
        self._taken[page.key] = number + 1
        path, fields = page.forms[number % len(page.forms)]
        return client.post(path, fields)

    def _path(self, page: Page) -> str:
        if not page.news:
            return page.path
        return page.path.format(token=self._member.get(page.news).json()["token"])


def tell() -> None:
    """What the worker does after an act."""
    deliver.func()
