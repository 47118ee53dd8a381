"""Citations of a harvest: read by the parser itself, printed by a slot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads import markup
from threads.markup.pipeline import Pipeline

pipeline = Pipeline()
WORDS = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=60)
PIECES = st.lists(
    st.sampled_from(
        ["[#12]", '[#3 "some words"]', '[#3 "a "b" c"]', "`", "```\n", "\n", "\n\n", "> ", "- ", "]",
         "[", "(/t/1/)", "**", "<b>", "    ", "\\", "![", "word ", "[#", '"', "<!--n:1-->", "[^1]: "]
    ),
    max_size=14,
).map("".join)  # fmt: skip


def cites(source: str) -> tuple[str, list[markup.Cited]]:
    """The stored HTML, and what is cited."""
    rendered = pipeline.render(source, cites=True)
    found = [markup.read_citation(typed) for typed in rendered.citations]
    return markup.bind(rendered, markup.Known()).html, [one[0] for one in found]


@given(st.integers(0, 10**17), WORDS, st.booleans())
def test_what_is_written_is_read(number, words, is_id):
    cited = markup.Cited(number, words, is_id)
    typed = markup.write_citation(cited)
    again, end = markup.read_citation(typed)
    assert end == len(typed)
    assert (again.number, again.is_id) == (number, is_id)
    assert again.words.replace("”", '"') == markup.tidy_words(words).replace("”", '"')
    assert markup.write_citation(again) == typed


@given(PIECES)
def test_anything_renders_and_nothing_gets_out(source):
    html, cited = cites(source)
    assert len(cited) == len(set(cited))
    numbers = {n for n in range(1, 20) if f"<!--n:{n}-->[{n}]<!--/-->" in html}
    assert numbers == set(range(1, len(cited) + 1))
    shown = markup.fill(html, markup.Names(citations={1: '/t/x/1/3/"><script>'}))
    assert "<!--" not in shown
    assert "<script" not in shown


@given(PIECES)
def test_without_citations_a_text_is_what_it_was(source):
    assert "<!--n:" not in markup.bind(pipeline.render(source), markup.Known()).html


@given(PIECES, PIECES)
def test_code_is_left_alone(before, code):
    """A block of code, and a span of it, hold no citation, whatever stands in it."""
    inside = code.replace("`", "")
    fenced = f"{before}\n\n````\n{inside}\n[#77]\n````\n"
    _html, cited = cites(f"Words.\n\n````\n{inside}\n[#77]\n````\n")
    assert cited == []
    assert markup.Cited(77) not in cites(fenced)[1] or "`" in before or "<" in before


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("We agree [#12].", [markup.Cited(12)]),
        ('He says[#3 "be  patient"], twice [#3 "be patient"].', [markup.Cited(3, "be patient")]),
        ('[#3 "she said "yes" to it"]', [markup.Cited(3, 'she said "yes" to it')]),
        ("**Bold.**[#4] [#5] *and [#6]*", [markup.Cited(4), markup.Cited(5), markup.Cited(6)]),
        ("> quoted [#7]\n\n- item [#8]\n\n| a |\n|---|\n| [#9] |", [
            markup.Cited(7), markup.Cited(8), markup.Cited(9)]),
        ("`[#1]` and ``a [#2] b``\n\n    [#3]\n\n```\n[#4]\n```\n\n```py\n[#5]\n```", []),
        ("\\[#1] [# 2] [#x] [#] #3", []),
        ("[see [#1] there](https://example.org) ![of [#2]](https://example.org/a.png)", []),
        ("[#p4711]", [markup.Cited(4711, "", is_id=True)]),
    ],
)  # fmt: skip
def test_what_is_a_citation(source, expected):
    assert cites(source)[1] == expected


def test_it_prints_as_a_numbered_link():
    html, _cited = cites('Yes [#12 "secret words"] and [#13].')
    assert "secret words" not in html
    shown = markup.fill(html, markup.Names(citations={1: "/t/a/1/12/"}))
    assert '<sup class="cite"><a href="/t/a/1/12/" aria-label="Citation 1">1</a></sup>' in shown
    assert '<sup class="cite">2</sup>' in shown


@given(PIECES)
def test_changing_nothing_changes_nothing(source):
    assert markup.change_each(source, lambda cited: cited) == source
    bare = markup.change_each(source, lambda cited: markup.Cited(cited.number))
    assert "some words" not in bare or '"some words"]' not in bare
