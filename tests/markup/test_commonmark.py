"""The examples of the CommonMark specification: every difference from them is known and has a
reason, in `commonmark_differences.toml`.

The examples come from the npm package `commonmark-spec` (see `package.json`), which is not part of
this project. Left out is raw HTML, which no writer here can type:

- the sections "HTML blocks" and "Raw HTML";
- examples elsewhere where a tag or comment stands in the expected HTML exactly as it was typed.

Both sides are read by a browser's parser (html5lib) and compared as trees. Undone before that is
only what the house decides for all texts:

- headings: h1 is expected as h3 ... h4 and deeper as h6; ids and anchors of ours are taken out;
- links: `rel`, `data-host` and `class` of ours are taken out;
- line breaks are kept as typed: `<br>` and a line end in a paragraph count as the same;
- `dir` of ours is taken out, and spans that colour code give way to what is in them;
- white space between blocks, and at the ends of blocks and lines, does not count.

Pictures from elsewhere, addresses that may not be linked to and the like are not undone: those
examples are listed.
"""

import os
import re
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.markup.trees import Node, parse, tidy
from threads.markup import Known, Names, bind, fill
from threads.markup.pipeline import Pipeline

VERSION = "0.31.2"
ALL = 652
SPEC = Path(sys.prefix) / "node" / "node_modules" / "commonmark-spec" / "spec.txt"
DIFFERENCES = Path(__file__).with_name("commonmark_differences.toml")
LEAST_SHARE = 0.85
RAW_SECTIONS = frozenset({"HTML blocks", "Raw HTML"})

_EXAMPLE = re.compile(
    r"^`{32} example\n(?P<typed>.*?)^\.\n(?P<html>.*?)^`{32}$|^#{1,6} +(?P<section>[^\n]*)$",
    re.DOTALL | re.MULTILINE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->|<\?.*?\?>|<![A-Z].*?>", re.DOTALL)
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}

pipeline = Pipeline()


@dataclass(frozen=True, slots=True)
class Example:
    """One example: its number and section in the specification, what is typed, what comes out."""

    number: int
    section: str
    typed: str
    html: str

    @property
    def passes_html_through(self) -> bool:
        """Whether a tag or comment comes out as it was typed."""
        return any(tag in self.html for tag in _TAG.findall(self.typed))


@cache
def examples() -> dict[int, Example]:
    """Return the examples outside raw HTML by number."""
    text = SPEC.read_text(encoding="utf-8").partition("<!-- END TESTS -->")[0]
    found: dict[int, Example] = {}
    section, number = "", 0
    for match in _EXAMPLE.finditer(text):
        if match["section"] is not None:
            section = match["section"].strip()
            continue
        number += 1
        typed, html = (match[part].replace("→", "\t") for part in ("typed", "html"))
        example = Example(number, section, typed, html)
        if section not in RAW_SECTIONS and not example.passes_html_through:
            found[number] = example
    return found


@cache
def reasons() -> dict[str, dict[str, object]]:
    """Return the reasons by name, each with `why` and `examples`."""
    with DIFFERENCES.open("rb") as file:
        return tomllib.load(file)


@cache
def differences() -> dict[int, str]:
    """Return the reason of each known difference by number of the example."""
    listed: dict[int, str] = {}
    for name, reason in reasons().items():
        for number in reason["examples"]:  # type: ignore[attr-defined]
            assert number not in listed, f"example {number} has two reasons"
            listed[number] = name
    return listed


@cache
def different() -> dict[int, str]:
    """Return what differs by number of the example, in words."""
    found: dict[int, str] = {}
    for number, example in examples().items():
        ours = str(fill(bind(pipeline.render(example.typed), Known()).html, Names()))
        if presented(parse(ours), ours=True) != presented(parse(example.html), ours=False):
            found[number] = (
                f"example {number} ({example.section})\n--- typed\n{example.typed}"
                f"--- specification\n{example.html}--- here\n{ours}\n"
            )
    return found


def presented(root: Node, *, ours: bool) -> Node:
    """Return the tree without what the house decides for all texts (see the module)."""
    for node in [root, *root.walk()]:
        children: list[Node | str] = []
        for child in node.children:
            if isinstance(child, str):
                children.append(child)
            elif child.tag == "br":
                children.append("\n")
            elif ours and child.tag == "a" and child.attributes.get("class") == "anchor":
                continue
            else:
                children.append(child)
        node.children = children
    for node in root.walk():
        if ours:
            _undo(node)
        elif node.tag in _HEADINGS:
            node.tag = _HEADINGS[node.tag]
    return _lines(tidy(root))


def _undo(node: Node) -> None:
    drop = {"dir"}
    if node.tag == "a":
        drop |= {"rel", "data-host", "class"}
    elif node.tag in _HEADINGS:
        drop |= {"id"}
    elif node.tag == "pre":
        for code in node.walk():
            code.children = [text] if (text := code.text()) else []
    node.attributes = {k: v for k, v in node.attributes.items() if k not in drop}


def _lines(node: Node, *, verbatim: bool = False) -> Node:
    verbatim = verbatim or node.tag in ("pre", "code")
    for place, child in enumerate(node.children):
        if isinstance(child, Node):
            _lines(child, verbatim=verbatim)
        elif not verbatim:
            node.children[place] = re.sub(r" *\n[ \n]*", "\n", child)
    return node


def test_the_examples_are_here() -> None:
    """Missing examples are an error where everything must be proved, elsewhere a note."""
    if not SPEC.exists():
        words = (
            f"The CommonMark examples are not at {SPEC}: `make test` installs them where there is "
            "npm (see docs/development.md)."
        )
        if "CI" in os.environ:
            pytest.fail(words)
        pytest.skip(words)
    assert f"version: '{VERSION}'" in SPEC.read_text(encoding="utf-8")
    assert max(examples()) == ALL


def needs_examples() -> None:
    if not SPEC.exists():
        pytest.skip("see test_the_examples_are_here")


def test_no_new_difference() -> None:
    needs_examples()
    new = [words for number, words in different().items() if number not in differences()]
    assert not new, "\n".join(new)


def test_the_list_of_differences_is_exact() -> None:
    needs_examples()
    gone = {number: why for number, why in differences().items() if number not in different()}
    assert not gone, f"these differ no more, or are not among the examples: {gone}"


def test_every_reason_is_given_and_used() -> None:
    for name, reason in reasons().items():
        assert set(reason) == {"why", "examples"}, name
        assert len(str(reason["why"])) > 20, name
        assert reason["examples"] == sorted(set(reason["examples"])), name  # type: ignore[call-overload]
        assert reason["examples"], name


def test_share_of_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    needs_examples()
    total, differ = len(examples()), len(different())
    share = 1 - differ / total
    with capsys.disabled():
        sys.stdout.write(
            f"\nCommonMark {VERSION}: {total - differ} of {total} examples ({share:.1%}); "
            f"{ALL - total} left out, their HTML passes through what was typed as HTML\n"
        )
    assert share >= LEAST_SHARE
