"""The look at a text before it is parsed: it refuses what nobody writes, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.markup import MAX_LENGTH, MarkupRefused, Reason
from threads.markup.costs import check

# Each is somebody's honest text, as long as a text may be.
HARMLESS = [
    "- [ ] water the beds\n",
    "* a\n",
    "***\n",
    "* * *\n",
    "=" * 79 + "\n",
    "# h\n",
    "> q\n",
    "|a|b|\n",
    "| | |\n",
    "[a](/b) ",
    "[^1] ",
    "![a](/b) ",
    "`a` ",
    "```\n",
    "<br>\n",
    "<b></b>\n",
    "&amp; ",
    ":-) ",
    "@kai ",
    "*a* ",
    "**a** ",
    "[1],[2],\n",
    "e\u0301",
    "\U0001f469\u200d\U0001f469\u200d\U0001f466",
    "\u0e01\u0e49\u0e33",
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd ",
]
ABSURD = ["[" * 3_000, "*_" * 15_001, "a" + "\u0301\u0316" * 101, "\u0316" * 150 + "\u0301" * 51]


@pytest.mark.parametrize("unit", HARMLESS)
def test_harmless_long_texts_pass(unit: str) -> None:
    check((unit * MAX_LENGTH)[:MAX_LENGTH])


@pytest.mark.parametrize("source", ABSURD)
def test_what_nobody_writes_is_refused(source: str) -> None:
    with pytest.raises(MarkupRefused) as refused:
        check(f"Some words.\n\n{source} and more")
    assert refused.value.reason is Reason.TOO_COSTLY
    assert refused.value.message.endswith(".")


@given(st.text(alphabet=st.sampled_from("ab \n*_[]()<>`|#~:\u0301\u0316\U0001f469"), max_size=400))
def test_short_texts_pass_whatever_they_hold(source: str) -> None:
    if "\u0301" in source or "\u0316" in source:
        source = source[:200]
    check(source)


@given(st.text(max_size=300), st.integers(1, 100))
def test_it_refuses_or_passes_and_does_nothing_else(part: str, times: int) -> None:
    source = (part * times)[:MAX_LENGTH]
    try:
        check(source)
    except MarkupRefused as refused:
        assert refused.reason is Reason.TOO_COSTLY  # noqa: PT017
