"""The numbers of a made-up community, whatever its size and seed: pure arithmetic, no database."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threads import scale
from threads.models import ranges
from threads.scale.words import COMMON, RARE

SEEDS = st.integers(0, 2**32)


@settings(max_examples=60)
@given(SEEDS, st.integers(scale.FEWEST_POSTS, 400_000))
def test_posts_are_shared_out_to_the_last_and_two_topics_have_a_size_of_their_own(seed, posts):
    sizes = scale.draw_sizes(Random(seed), posts)
    deep = sizes.topics[sizes.deep]
    assert sum(sizes.topics) == posts
    assert min(sizes.topics) >= 1
    assert deep == (5_000 if posts >= 5_040 else posts // 4)
    assert sizes.topics[sizes.topic] == 40
    counts = Counter(sizes.topics)
    assert counts[deep] == counts[40] == 1
    assert sizes == scale.draw_sizes(Random(seed), posts)


def test_a_few_topics_are_huge_and_many_are_small():
    sizes = sorted(scale.draw_sizes(Random(1), 1_000_000).topics, reverse=True)
    assert len(sizes) > 30_000
    assert 15_000 < sizes[0] < 50_000
    assert sum(sizes[: len(sizes) // 100]) > 400_000
    assert sizes[len(sizes) // 2] <= 5


def test_too_few_posts_are_refused():
    with pytest.raises(ValueError, match="fewer than 400"):
        scale.draw_sizes(Random(1), scale.FEWEST_POSTS - 1)


def community(seed, posts):
    chance = Random(seed)
    lexicon = scale.Lexicon(chance)
    made = scale.draw_community(chance, lexicon, posts)
    sizes = scale.draw_sizes(chance, posts)
    return chance, made, scale.draw_conversations(chance, lexicon, made, sizes)


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.integers(scale.FEWEST_POSTS, 3_000))
def test_whatever_is_drawn_could_have_happened(seed, posts):
    chance, made, topics = community(seed, posts)
    crowd = scale.Crowd(chance, made)
    told = list(scale.in_order_of_time(chance, topics))
    assert len(told) == posts
    assert [at for at, _, _ in told] == sorted(at for at, _, _ in told)
    assert told[-1][0] <= scale.YEARS
    heard = Counter()
    for at, index, number in told:
        topic = topics[index]
        heard[index] += 1
        assert number == heard[index], "posts of a topic come by number"
        assert at >= topic.opened
        said = scale.draw_saying(chance, crowd, topic)
        assert said.reply_to < number
        assert said.author not in {said.mention, *said.likes}
        assert len(set(said.likes)) == len(said.likes)
        assert len(set(said.answers)) == len(said.answers)
        assert not (said.is_hidden and said.is_withdrawn)
        if topic.plain or number == 1:
            assert not said.is_hidden
            assert not said.is_withdrawn
        if circles := made.places[topic.place].circles:
            inside = {person for circle in circles for person in made.circles[circle]}
            assert {said.author, *said.likes, said.mention or said.author} <= inside
    for topic in topics:
        readers = list(scale.draw_readers(chance, crowd, topic))
        people = [person for person, _ in readers]
        assert len(set(people)) == len(people)
        assert set(topic.authors) <= set(people)
        for _, read in readers:
            assert read == ranges.with_numbers(read, ()), "sorted, and neither touch nor overlap"
            assert read[0][0] >= 1
            assert read[-1][1] <= topic.size


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_words_are_used_as_words_are_and_those_that_are_looked_for_are_like_no_other(seed):
    lexicon = scale.Lexicon(Random(seed))
    assert len(set(lexicon.words)) == len(lexicon.words) > 10_000
    assert all(word.isascii() and word.isalpha() and word.islower() for word in lexicon.words)
    assert not any(sign in word for word in lexicon.words for sign in "xz")
    assert "z" in COMMON
    assert "x" in RARE
    drawn = Counter(lexicon.draw(40_000))
    first, hundredth = drawn[lexicon.words[0]], drawn[lexicon.words[99]]
    assert 40 < first / max(1, hundredth) < 160, "about as the ranks say: 80"
    assert drawn.most_common(1)[0][1] < 0.12 * 40_000
