"""What writers type comes out as they mean it: the cases of the plain files in `cases/`."""

import re
from collections import Counter

import pytest
from django.conf import settings
from django.test import Client

from tests.make import make_person
from tests.markup.corpus import HOSTS, Case, cases, failure, outcome, read
from threads import markup
from threads.markup import Known, Names, bind, printed, shows_something
from threads.markup.pipeline import Pipeline

LEAST = 280

pipeline = Pipeline()


@pytest.mark.parametrize("case", cases(), ids=str)
def test_comes_out_as_meant(case: Case) -> None:
    came = outcome(pipeline.render(case.typed, HOSTS))
    failures = [words for each in case.conditions if (words := failure(case, each, came))]
    assert not failures, "\n\n".join(failures)


def test_there_are_enough_and_each_has_its_own_name() -> None:
    assert len(cases()) >= LEAST
    twice = [name for name, count in Counter(map(str, cases())).items() if count > 1]
    assert twice == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("## A\n``````\nx\n``````\n", "no condition"),
        ("## A\n- unchanged\n", "no condition"),
        ("## A\n``````\nx\n``````\n- lookss: x\n", "no condition: - lookss: x"),
        ("## A\n``````\nx\n", "a fence without an end"),
        ("## A\n``````\nx\n``````\n``````\ny\n``````\n", "typed twice"),
    ],
)
def test_a_slip_in_a_file_is_told(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        read("slips", text)


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("a *b*", "unchanged"),
        ("a", "shows: b"),
        ("a", "says: b"),
        ("a", "says 2: a"),
        ("a", "hides: a"),
        ("a", "has: ul"),
        ("- a", "has 2: li"),
        ("- a", "lacks: ul > li"),
        ("a", "html: <p>b</p>"),
        ("[a](/b/)", 'html: <p><a href="/c/">a</a></p>'),
        ("a", "mentions: kai"),
        ("@kai", "mentions: none"),
        ("#garden", "hashtags: none"),
        ("[a](/b/)", "links: none"),
        ("a", "topics: 1/2"),
        ("a", "quotes: 1"),
        ("- [ ] a", "tasks: 1 of 1"),
        ("a", "excerpt: b"),
        ("[a](/b/) c", 'has: a[href=/b/] "c"'),
        ("> - a", "has: blockquote > li"),
    ],
)
def test_each_condition_can_fail(typed: str, condition: str) -> None:
    (case,) = read("slips", f"## A\n``````\n{typed}\n``````\n- {condition}\n")
    assert failure(case, case.conditions[0], outcome(pipeline.render(typed, HOSTS)))


def test_the_process_answers_the_same() -> None:
    """What pages are made of goes through the process that can be killed."""
    for case in cases():
        here = outcome(pipeline.render(case.typed, HOSTS))
        there = outcome(markup.render(case.typed, hosts=HOSTS))
        assert (there.html, there.excerpt) == (here.html, here.excerpt), str(case)
        assert there.rendered.facts == here.rendered.facts, str(case)
        assert there.rendered.links == here.rendered.links, str(case)


def test_the_preview_answers_the_same(client: Client, db: None) -> None:
    """On a site where nobody and nothing of the cases is known, and under its own address."""
    client.force_login(make_person("writer"))
    tried = 0
    for case in cases()[::5]:
        rendered = pipeline.render(case.typed, settings.OWN_HOSTS)
        expected = printed(bind(rendered, Known()).html, Names())
        answer = client.post("/preview/", {"body": case.typed})
        if not shows_something(rendered.html):
            assert answer.status_code == 422, str(case)
            continue
        assert answer.status_code == 200, str(case)
        assert answer.content.decode() == expected, str(case)
        tried += 1
    assert tried > LEAST // 5
