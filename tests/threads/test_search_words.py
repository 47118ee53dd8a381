"""Folding, and reading a search out of anything that can be typed."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from threads import markup
from threads.markup.folding import places
from threads.queries.asked import LONGEST, MOST_TERMS, PLACES, STATES, Term, read_asked

TEXTS = st.text(max_size=80) | st.lists(
    st.sampled_from(
        [
            "self-",
            "organ",
            "ising",
            "’s",
            "“",
            '"',
            "-",
            "from:",
            "is:",
            "É",
            "ß",
            " ",
            "1e5",
            "领",
            "\0",
            "\u00ad",
            "\ud800",
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    "alike",
    [
        ("self-organizing", "self organizing", "Self organising", "selforganizing", "self\u2011ORGANISING"),
        ("colour", "COLOR", "colo\u00adur"),
        ("neighbourhood", "neighborhood"),
        ("centre", "center"),
        ("travelled", "traveled"),
        ("catalogue", "catalog"),
        ("café", "cafe\u0301", "CAFE"),
        ("Straße", "STRASSE"),
        ("ﬁne", "fine"),
        ("“boss”", '"boss"', "‘boss’", "»boss«"),
    ],
)  # fmt: skip
def test_what_is_the_same_folds_to_the_same(alike):
    assert len({markup.fold(one) for one in alike}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("hour", "hor"), ("called", "caled"), ("wise", "wize"), ("four", "for"), ("entre", "enter"), ("filled", "filed")],
)  # fmt: skip
def test_other_words_stay_other_words(one, other):
    assert markup.fold(one) != markup.fold(other)


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    folded = markup.fold(text)
    assert markup.fold(folded) == folded
    words = markup.to_index(text).split()
    assert words[: len(folded.split())] == folded.split()
    assert all(word.isalnum() for word in words)


@given(TEXTS, st.lists(st.integers(-3, 60), max_size=5))
def test_every_word_has_a_place_and_no_other_number_has_one(text, numbers):
    words = markup.to_index(text).split()
    for number in range(1, len(words) + 1):
        ((start, end),) = places(text, [number])
        assert words[number - 1] in markup.to_index(text[start:end]).split()
        assert places(text, [number + len(words)]) == [(start, end)]
    assert len(places(text, numbers)) <= len(set(numbers))


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_the_database_takes_folded_words_for_just_these_words(
    django_db_setup, django_db_blocker, text
):
    """So that the number of a word in a vector is its number in the text."""
    words = markup.to_index(text).split()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ts_parse('default', %s) WHERE tokid <> 12", [" ".join(words)]
        )
        assert cursor.fetchone() == (len(words),)


@given(
    TEXTS,
    st.dictionaries(
        st.sampled_from(["in", "from", "is", "after", "before", "prompt", "tag"]), TEXTS
    ),
)
def test_reading_never_fails_and_is_bounded(text, fields):
    asked = read_asked(text, fields)
    assert len(asked.terms) <= MOST_TERMS
    assert all(markup.fold(term.words) for term in asked.terms)
    assert asked.place in ("", *PLACES)
    assert set(asked.states) <= set(STATES)
    assert sum(len(term.words) for term in read_asked(text * 40).terms) <= LONGEST


def test_words_filters_and_what_must_not_be_there():
    asked = read_asked(
        'spring "no more boss" -winter -“cold days” from:@Ada in:titles category:Hall tag:#bees '
        "prompt:12 before:2026-03-31 after:2026-01-01 is:open is:fishbowl"
    )
    assert asked.terms == (
        Term("spring"),
        Term("no more boss", is_exact=True),
        Term("winter", is_without=True),
        Term("cold days", is_exact=True, is_without=True),
    )
    assert (asked.author, asked.place, asked.category, asked.tag) == (
        "Ada",
        "title",
        "hall",
        "bees",
    )
    assert (asked.prompt, asked.states) == (12, ("open", "fishbowl"))
    assert (asked.before, asked.after) == (date(2026, 3, 31), date(2026, 1, 1))
    assert not asked.no_filters
    assert not asked.no_days


def test_fields_say_the_same_and_what_is_typed_wins():
    fields = {
        "from": "ada",
        "in": "posts",
        "is": "closed",
        "after": "2026-01-01",
        "tag": "",
        "sort": "x",
    }
    typed = read_asked("spring from:ada in:posts is:closed after:2026-01-01")
    assert read_asked("spring", fields) == typed
    assert read_asked("spring from:ben is:open", fields).author == "ben"
    assert read_asked("spring from:ben is:open", fields).states == ("open",)


@pytest.mark.parametrize(
    ("typed", "names", "words"),
    [
        ("colour:red", ("colour:",), ("colour red",)),
        ("is:nice", ("is:",), ("is nice",)),
        ("in:pockets x", ("in:",), ("in pockets", "x")),
        ("prompt:one", ("prompt:",), ("prompt one",)),
        ("-from:ada", ("from:",), ("from ada",)),
        ("https://example.org/a", (), ("https://example.org/a",)),
        ("at 10:30", (), ("at", "10:30")),
    ],
)
def test_what_is_no_filter_is_words_and_said(typed, names, words):
    asked = read_asked(typed)
    assert asked.no_filters == names
    assert tuple(term.words for term in asked.terms) == words


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "2026-2-1", "31.12.2026", "0000-00-00"])
def test_a_day_that_is_none(day):
    asked = read_asked(f"spring before:{day}")
    assert asked.no_days == {"before": day}
    assert read_asked("spring", {"after": day}).no_days == {"after": day}
    assert not read_asked("spring before:2026-01-01", {"before": day}).no_days


def test_kinds_of_nothing():
    assert read_asked("  \0 ").is_empty
    assert read_asked("!!! …").is_empty
    assert read_asked("-spring").is_only_without
    assert read_asked("a").is_too_short
    assert not read_asked("a from:ada").is_too_short
    assert not read_asked("领").is_too_short
    assert not read_asked("-spring from:ada").is_only_without


@given(st.text(max_size=200), st.lists(st.integers(1, 40), max_size=4), st.integers(1, 90))
def test_marks_cannot_be_forged_and_pieces_are_short(text, numbers, length):
    piece = markup.marked_piece(text, numbers, length)
    bare = piece.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert piece.count("<mark>") == piece.count("</mark>")
    assert len(bare) <= 6 * (length + 4)
