"""Code in colour: Pygments' short class names, no style."""

import re
from functools import lru_cache
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

_LANGUAGE: Final = re.compile(r"[a-z0-9+#_.-]{1,30}(?=[{,:;]|\Z)")
# What forums write in; a lexer that nobody needs is one that nobody can attack.
_LANGUAGES: Final = frozenset(
    {
        "bash",
        "c",
        "c++",
        "cpp",
        "c#",
        "csharp",
        "css",
        "diff",
        "django",
        "docker",
        "go",
        "graphql",
        "html",
        "http",
        "ini",
        "java",
        "javascript",
        "js",
        "json",
        "jsx",
        "kotlin",
        "latex",
        "lua",
        "makefile",
        "markdown",
        "md",
        "nginx",
        "nix",
        "php",
        "postgresql",
        "python",
        "py",
        "r",
        "ruby",
        "rb",
        "rust",
        "rs",
        "sh",
        "shell",
        "sql",
        "swift",
        "toml",
        "ts",
        "tsx",
        "typescript",
        "xml",
        "yaml",
        "yml",
    }
)


def language(info: str) -> str:
    """Return the language that the info string of a fence names, as it stands in a class; nothing
    where it names none."""
    found = _LANGUAGE.match(info.lower())
    return found[0] if found else ""


def colour(code: Element, name: str) -> bool:
    """Cut the text of the element into spans, where the language is known; tell whether so."""
    lexer = _lexer(name) if name in _LANGUAGES else None
    text = code.text or ""
    if lexer is None:
        return False
    pieces = [(STANDARD_TYPES.get(kind, ""), value) for kind, value in lexer.get_tokens(text)]
    if "".join(value for _, value in pieces) != text:
        return False  # a lexer that changes what was typed
    code.text = ""
    last: Element | None = None
    for name_of_class, value in pieces:
        if name_of_class and value.strip():
            last = SubElement(code, "span", {"class": name_of_class})
            last.text = value
        elif last is None:
            code.text += value
        else:
            last.tail = (last.tail or "") + value
    return True


@lru_cache(64)
def _lexer(name: str) -> Lexer | None:
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
