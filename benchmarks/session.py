"""Signing in as a person does: through the form, with its token."""

from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from benchmarks.sites import BenchError, Site

PERSON, PASSWORD = "ben", "fishbowl-demo"
TIMEOUT = 60


class Session:
    """A signed-in browser's cookies."""

    def __init__(self, jar: CookieJar, names: tuple[str, str]) -> None:
        self._values = {cookie.name: str(cookie.value) for cookie in jar}
        self._session, self._token = names

    @property
    def cookies(self) -> dict[str, str]:
        """Names and values."""
        return dict(self._values)

    @property
    def headers(self) -> dict[str, str]:
        """What each request of this person carries."""
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._values.items())}

    def body(self, **fields: str) -> str:
        """A form as the browser would send it."""
        return urlencode({"csrfmiddlewaretoken": self._values[self._token], **fields})


def sign_in(site: Site, path: str, field: str, names: tuple[str, str]) -> Session:
    """Sign in at a form whose field for the handle has that name; `names` are those of the cookies of
    session and token. Raises BenchError when it does not let ben in."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    url = f"{site.address}{path}"
    opener.open(url, timeout=TIMEOUT).close()
    token = next(str(cookie.value) for cookie in jar if cookie.name == names[1])
    form = {"csrfmiddlewaretoken": token, field: PERSON, "password": PASSWORD}
    opener.open(Request(url, urlencode(form).encode()), timeout=TIMEOUT).close()
    session = Session(jar, names)
    if names[0] not in {cookie.name for cookie in jar}:
        raise BenchError(f"{url} does not let {PERSON} in.")
    return session
