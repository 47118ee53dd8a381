"""What rendering hands back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML with mention candidates marked, and facts about the text.

    `html` is not for storing or showing: `bind_mentions` makes the HTML to store from it.
    `candidates` are the handles as written, in order, without repeats (case ignored).
    `links` are the addresses of http(s) and internal links, in order, without repeats.
    `nonce` is the random mark around the candidates in `html`; no writer can know it.
    """

    html: str
    candidates: tuple[str, ...]
    links: tuple[str, ...]
    nonce: str
