"""Which addresses a text may link to. Used on the tree and again by both sanitisers."""

import re

from .limits import MAX_URL

# A host name of any script or an address, no user name before it (it would pass for the host).
_EXTERNAL = re.compile(
    r"https?://(?:[^\W_][\w.-]*+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?=[/?#]|\Z)", re.IGNORECASE
)
_MAILTO = re.compile(r"mailto:[^\s@:<>\"]+@[^\s@<>\"]+\Z", re.IGNORECASE)
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
