"""Which numbers a page stands for: arithmetic over the two streams of a fishbowl."""

from hypothesis import given
from hypothesis import strategies as st

from threads.models.topics import POSTS_PER_PAGE
from threads.queries.spans import GALLERY, first_of, page_of, span_of

# How many posts a topic has, and which of them are notes of the gallery (never the first).
topics = st.integers(1, 150).flatmap(
    lambda last: st.tuples(
        st.just(last),
        st.sets(st.integers(2, max(last, 2))).map(lambda s: sorted(n for n in s if n <= last)),
    )
)


def pages_of(last: int, lane: str, notes: list[int]):
    first = span_of(last, 1, 0, lane, notes)
    return [span_of(last, page, 0, lane, notes) for page in range(1, first.last + 1)]


@given(topics)
def test_every_post_stands_on_one_page_of_its_stream(topic):
    last, notes = topic
    for lane, own in (("", set(range(1, last + 1)) - set(notes)), (GALLERY, set(notes))):
        found = [own & set(span.numbers) for span in pages_of(last, lane, notes)]
        assert sum(map(len, found)) == len(own)
        assert set().union(*found) == own
        assert all(len(one) == POSTS_PER_PAGE for one in found[:-1])


@given(topics, st.data())
def test_a_number_leads_to_the_page_on_which_it_stands(topic, data):
    last, notes = topic
    target = data.draw(st.integers(1, last))
    span = span_of(last, 1, target, data.draw(st.sampled_from(["", GALLERY])), notes)
    assert target in span.numbers
    assert span.is_gallery == (target in notes)
    lane = GALLERY if span.is_gallery else ""
    assert span == span_of(last, span.page, 0, lane, notes)


@given(st.integers(1, 400), st.integers(1, 30))
def test_a_topic_with_one_stream_is_counted_by_its_numbers(last, page):
    span = span_of(last, page)
    assert (span.first, span.end, span.lane) == (first_of(page), first_of(page + 1), "")
    assert span.last == page_of(last)


def test_a_page_past_the_end_is_greater_than_the_last():
    assert span_of(45, 3).last == 3
    assert span_of(45, 4).page > span_of(45, 4).last
    assert span_of(45, 2, 0, GALLERY, [3, 9]).page > span_of(45, 2, 0, GALLERY, [3, 9]).last
    assert list(span_of(45, 1, 0, GALLERY, []).numbers) == []
