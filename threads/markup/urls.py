"""Which addresses a text may link to. Used on the tree and again by both sanitisers."""

import re
from typing import Final
from urllib.parse import quote, unquote

from .limits import MAX_URL

# A host name of any script or an address, no user name before it (it would pass for the host).
_EXTERNAL = re.compile(
    r"https?://(?:[^\W_][\w.-]*+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?=[/?#]|\Z)", re.IGNORECASE
)
_MAILTO = re.compile(r"mailto:[^\s@:<>\"]+@[^\s@<>\"]+\Z", re.IGNORECASE)
_AUTHORITY: Final = re.compile(r"(https?://)([^/?#]*+)(.*)\Z", re.IGNORECASE | re.DOTALL)
# What may stand in an address as it is; everything else is written as `%..` (CommonMark §6.3).
_SAFE: Final = ";/?:@&=+$,-_.!~*'()#%"
_STRAY_PERCENT: Final = re.compile("%(?![0-9a-fA-F]{2})")
_UNPRINTABLE = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029]")


def is_external(url: str) -> bool:
    """Tell whether the address leads by http or https to a host named in it."""
    return _EXTERNAL.match(url) is not None


def is_internal(url: str) -> bool:
    """Tell whether the address is a path of this site (`/...`) or a place in the page (`#...`)."""
    # Browsers read `//host` and `/\\host` as another host.
    return url.startswith("#") or (url.startswith("/") and url[1:2] not in ("/", "\\"))


def is_allowed(url: str) -> bool:
    """Tell whether a text may link to this address: http, https, mailto, or inside this site.

    Addresses with white space or control characters are refused, since browsers drop these
    and may read a different address than we did. Relative paths without `/` are refused too.
    """
    if not url or len(url) > MAX_URL or _UNPRINTABLE.search(url):
        return False
    return is_internal(url) or is_external(url) or _MAILTO.match(url) is not None


def is_picture(url: str) -> bool:
    """Tell whether the address is one of a picture of this site, below `/media/`."""
    path = unquote(url.partition("?")[0].partition("#")[0])
    # A browser would climb out of the folder before it asks.
    climbs = any(part in ("", ".", "..") for part in path.split("/")[1:])
    return is_allowed(url) and path.startswith("/media/") and not climbs and "\\" not in path


def normalise(address: str) -> str:
    """Return the address as it is written into a page, or nothing where it may not be linked to.

    Host names of other scripts become ASCII (IDNA), characters that an address cannot hold `%..`.
    """
    external = _AUTHORITY.match(address)
    if external:
        host = _ascii_host(external[2])
        address = f"{external[1]}{host}{_encode(external[3])}" if host else ""
    else:
        address = _encode(address)
    return address if is_allowed(address) else ""


def host_of(url: str) -> str:
    """Return the host of an external address in lower case, with its port; else nothing."""
    external = _AUTHORITY.match(url)
    return external[2].lower() if external else ""


def is_suspect(host: str) -> bool:
    """Tell whether a host may look like another one: letters beyond ASCII, written as `xn--`."""
    return any(label.startswith("xn--") for label in host.split("."))


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    name, colon, port = host.partition(":")
    try:
        return name.encode("idna").decode("ascii") + colon + port
    except UnicodeError:
        return ""


def _encode(text: str) -> str:
    return _STRAY_PERCENT.sub("%25", quote(text, safe=_SAFE))
