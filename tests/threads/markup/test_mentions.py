"""The exact rule of mentions, and what becomes of them in stored and printed HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.threads.markup.make import KNOWN, NAMES, mentioned, pipeline, printed, stored
from tests.threads.markup.safety import assert_safe, shape
from threads.markup import Known, Names, bind, fill, handles_to_look_up, is_handle, needs
from threads.markup.mentions import spellings

TABLE = [
    ("… asked @KaiNord.", ["KaiNord"]),
    ("@mira.oday expressed", ["mira.oday"]),
    ("@mira.oday.", ["mira.oday"]),
    ("@mira.oday…", ["mira.oday"]),
    ("(@mira.oday)", ["mira.oday"]),
    ("@KaiNord.I think", ["KaiNord"]),
    ("@KaiNord's", ["KaiNord"]),
    ("@KaiNord’s", ["KaiNord"]),
    ("@jlopes,@KaiNord", ["jlopes", "KaiNord"]),
    ("mail me at kai@example.org", []),
    ("@KaiNord...and", ["KaiNord"]),
    ("@KaiNord--thanks", ["KaiNord"]),
    ("@kai.nord", []),
    ("@nobody.here", []),
]
MORE = [
    ("@KAINORD", ["KaiNord"]),
    ("@KaiNord @kainord", ["KaiNord"]),
    ("@mira.oday.And so on", ["mira.oday"]),
    ("@KaiNord.Été", ["KaiNord"]),
    ("@KaiNord.i think", []),
    ("@KaiNordé", []),
    ("@KaiNord_", ["KaiNord"]),
    ("@kai-nord", []),
    ("@kai@example.social", []),
    ("@@kai", []),
    ("/@kai", []),
    ("https://example.org/@kai", []),
    ("_@kai", []),
    ("é@kai", []),
    ("pia<kbd>@kai</kbd>", []),
    ("pia*@kai*", ["kai"]),  # no emphasis: CommonMark 6.2, a `*` before a mark after a letter
    ("**@kai**", ["kai"]),
    ("*x* @kai", ["kai"]),
    ("\\@kai", []),
    ("`@kai`", []),
    ("    @kai", []),
    ("```\n@kai\n```", []),
    ("> @kai", []),
    ("> quoted\n\n@jlopes", ["jlopes"]),
    ("[@kai](https://example.org)", []),
    ("[x](/t/1/ '@kai')", []),
    ("![@kai](https://example.org/a.png)", []),
    ("# Ask @kai", ["kai"]),
    ("- @kai\n- @jlopes", ["kai", "jlopes"]),
    ("|a|b|\n|-|-|\n|@kai|@jlopes|", ["kai", "jlopes"]),
    ("“@kai”", ["kai"]),
    ("&commat;kai", ["kai"]),
]


@pytest.mark.parametrize(("text", "people"), TABLE + MORE)
def test_who_is_mentioned(text: str, people: list[str]) -> None:
    assert mentioned(text) == people


def test_unknown_names_stay_as_written() -> None:
    assert stored("hi @nobody.Here & @Nobody_") == "<p>hi @nobody.Here &amp; @Nobody_</p>"


def test_what_was_glued_on_stays_text() -> None:
    assert stored("@KaiNord.I think") == "<p><!--m:11-->.I think</p>"
    assert printed("@KaiNord.I think") == (
        '<p><a class="mention" href="/u/KaiNord/">@KaiNord</a>.I think</p>'
    )


def test_longer_name_wins_over_the_cut_one() -> None:
    rendered = pipeline.render("@KaiNord.I")
    assert handles_to_look_up(rendered) == {"kainord.i", "kainord"}
    bound = bind(rendered, Known(people={"kainord.i": 7, "kainord": 11}))
    assert (bound.html, bound.mentioned) == ("<p><!--m:7--></p>", (7,))


def test_candidates_are_listed_once_as_first_written() -> None:
    assert pipeline.render("@Kai @kai @jlopes").mentions == ("Kai", "jlopes")
    assert pipeline.render("   ").mentions == ()


def test_print_follows_renames_and_closed_accounts() -> None:
    html = stored("@kai and @jlopes")
    assert needs([html]).people == {14, 13}
    assert fill(html, Names(people={14: "kai.new"})) == (
        '<p><a class="mention" href="/u/kai.new/">@kai.new</a> and '
        '<span class="mention">@former-member</span></p>'
    )


def test_names_are_escaped_even_if_the_store_is_wrong() -> None:
    assert '"><script>' not in fill(stored("@kai"), Names(people={14: '"><script>'}))


def test_typed_slots_are_text() -> None:
    html = stored('<!--m:14--> [a](/x "<!--m:14-->") `<!--m:14-->` &lt;!--m:14--&gt;')
    assert not needs([html])
    assert fill(html, NAMES) == html


def test_a_mark_cannot_be_guessed() -> None:
    first, second = pipeline.render("@kai"), pipeline.render("@kai")
    assert first.nonce != second.nonce
    forged = pipeline.render(f"x{first.nonce}mkai;@kaix{first.nonce}e")
    assert bind(forged, KNOWN).mentioned == ()


@pytest.mark.parametrize("name", ["kai", "mira.oday", "a-b_c.d1", "_x", "A" * 40, "1a"])
def test_handles(name: str) -> None:
    assert is_handle(name)


@pytest.mark.parametrize(
    "name", ["", "a", "a.", ".a", "a..b", "a._b", "é1", "A" * 41, "a b", "a\n"]
)
def test_no_handles(name: str) -> None:
    assert not is_handle(name)


def test_spellings() -> None:
    assert spellings("KaiNord.I") == ("KaiNord.I", "KaiNord")
    assert spellings("kai.nord") == ("kai.nord",)
    assert spellings("a.b.C") == ("a.b.C", "a.b")


@given(
    st.lists(
        st.sampled_from(
            ["@KaiNord", "@mira.oday", " ", "\n\n", "*", "`", "[", "](", ")", "<", ">", "|", "@kai",
             "\n", "- ", "1. ", "# ", "&amp;", '"', "_", ".I", "https://example.org/", "\\", "~~"]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_binding_never_changes_the_structure(source: str) -> None:
    rendered = pipeline.render(source)
    bound = bind(rendered, KNOWN)
    assert shape(str(fill(bound.html, NAMES))) == shape(rendered.html)
    assert not rendered.nonce or rendered.nonce not in bound.html
    assert_safe(bound.html, slots=True)
