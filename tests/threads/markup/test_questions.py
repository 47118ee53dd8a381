"""Which lines the composer offers to turn into prompts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.markup import trailing_questions

SHAPE = """The talk about shared work

In the “who waters the garden?” evening there were many views. For instance @mira.oday liked the
rota (what do you think of this text, Mira?).

So… I’m curious to hear from others:

What makes a rota work?
Which habits help?
What gets in the way of sharing the work?
What is it good for?
"""

TAKEN = [
    ("Intro\n\nA one?\nB two?", ["A one?", "B two?"], "Intro"),
    ("Intro\n\n- A one?\n* B two?\n3. C three?\n4) D four?",
     ["A one?", "B two?", "C three?", "D four?"], "Intro"),
    ("Intro:\nA one?\nB two?\n\n \n", ["A one?", "B two?"], "Intro:"),
    ("Intro.\n\nA one?\n\nB two?\n\nC three?\n", ["A one?", "B two?", "C three?"], "Intro."),
    ("Intro.\n\nA paragraph. Does it ask?\n\nB two?\n\nC three?", ["B two?", "C three?"],
     "Intro.\n\nA paragraph. Does it ask?"),
    ("Intro.\n\nDoes it ask? Yes.\n\nB two?", ["B two?"], "Intro.\n\nDoes it ask? Yes."),
    ("Intro.\n\nYou led. What then?\nB two?", ["You led. What then?", "B two?"], "Intro."),
    ("Long ago?\n\nA one?\nB two?", ["A one?", "B two?"], "Long ago?"),
    ("“A one?”\n(B two?)\nC “three?”)", ["“A one?”", "(B two?)", "C “three?”)"], ""),
    ("介绍\n\n什么？\nلماذا؟", ["什么？", "لماذا؟"], "介绍"),
    ("Q one?\r\nQ two?\r\n", ["Q one?", "Q two?"], ""),
    ("Only one?", ["Only one?"], ""),
    ("I ask:\nOnly one?", ["Only one?"], "I ask:"),
    ("```\ncode\n```\nA one?\nB two?", ["A one?", "B two?"], "```\ncode\n```"),
]  # fmt: skip

LEFT = [
    "",
    "\n\n",
    "No question.",
    "It asks? No longer.",
    "A paragraph of two sentences. Is it a question?",
    "A wrapped paragraph that goes on and\nends as a question?",
    "A one?\n\nAn end.",
    "```\nA one?\nB two?\n```",
    "```\nA one?\nB two?",
    "> A one?\n> B two?",
    "# A one?",
    "?",
    "- ?",
    "x" * 280 + "?",
    "A text (with a question?) in it.",
]


def test_the_shape_of_the_seed_page() -> None:
    taken = trailing_questions(SHAPE)
    assert taken.questions == (
        "What makes a rota work?",
        "Which habits help?",
        "What gets in the way of sharing the work?",
        "What is it good for?",
    )
    assert taken.remainder == SHAPE[: SHAPE.index("\n\nWhat makes")]


@pytest.mark.parametrize(("text", "questions", "remainder"), TAKEN)
def test_taken(text: str, questions: list[str], remainder: str) -> None:
    taken = trailing_questions(text)
    assert list(taken.questions) == questions
    assert taken.remainder == remainder


@pytest.mark.parametrize("text", LEFT)
def test_left(text: str) -> None:
    assert trailing_questions(text).questions == ()
    assert trailing_questions(text).remainder == text


def test_at_most_the_last_twelve() -> None:
    lines = [f"Question {number}?" for number in range(15)]
    taken = trailing_questions("\n".join(lines))
    assert list(taken.questions) == lines[3:]
    assert taken.remainder == "\n".join(lines[:3])


def test_longest_question() -> None:
    assert trailing_questions("- " + "x" * 279 + "?").questions == ("x" * 279 + "?",)


_TEXTS = st.lists(
    st.sampled_from(
        [
            "A one?",
            "- B two?",
            "Text.",
            "Text. More?",
            "",
            "",
            "```",
            "1. C?",
            "> D?",
            "  E?  ",
            "F:",
            "\r",
            "(G?)",
            "？",
            "- - H?",
            "~~~",
            "    I?",
        ]
    ),
    max_size=12,
).map("\n".join)


@given(st.one_of(_TEXTS, st.text(max_size=200)))
def test_nothing_is_lost(text: str) -> None:
    taken = trailing_questions(text)
    assert text.startswith(taken.remainder)
    rest = text[len(taken.remainder) :]
    for question in taken.questions:
        assert question in rest
        before, _, rest = rest.partition(question)
        assert not re.sub(r"[\s\d*+•.)-]", "", before)
    assert not rest.strip()
    if not taken.questions:
        assert taken.remainder == text


@given(st.one_of(_TEXTS, st.text(max_size=200)))
def test_again_gives_the_same(text: str) -> None:
    taken = trailing_questions(text)
    if taken.questions:
        again = trailing_questions(taken.remainder + "\n\n\n" + "\n".join(taken.questions))
        assert again.questions == taken.questions
        assert again.remainder == taken.remainder
