"""What was done with the demo's conversations holds together: who did it was allowed to, what it
speaks of was there, and every part of a conversation occurs once."""

import re
from collections.abc import Iterator

import pytest

from ledger.models import Act
from threads import demo
from threads.demo.places import readers
from threads.markup.citations import Cited, change_each

TOPICS = {topic.title: topic for topic in demo.community().topics}
JOINED = {person.handle: person.joined_days_ago for person in demo.community().people}
MOMENTS = demo.hosting()
STEPS = [moment for moment in MOMENTS if isinstance(moment, demo.Step)]
HARVESTS = [moment for moment in MOMENTS if isinstance(moment, demo.Harvest)]
ASKS = {moment.name: moment for moment in MOMENTS if isinstance(moment, demo.Ask)}
# What only those who host a topic do.
HOSTS = {
    *(Act.PROMPT_ADOPT, Act.PROMPT_CLOSE, Act.PROMPT_WITHDRAW, Act.PROMPT_SEAL, Act.FILE),
    *(Act.COHOST, Act.HOSTLESS, Act.HARVESTER, Act.RELATE),
}
LINELESS = {"pass", "offer"}


def post_of(title: str, number: int) -> demo.Post:
    """A post, the opening one as well."""
    topic = TOPICS[title]
    opening = demo.Post(author=topic.author, body=topic.body, hours_after=0)
    return (opening, *topic.posts)[number - 1]


def posted(title: str, number: int) -> float:
    """How many days ago a post was written."""
    return TOPICS[title].days_ago - post_of(title, number).hours_after / 24


def hosts_at(moment: demo.Moment) -> set[str]:
    """Who hosts the topic at that moment."""
    hosts = {TOPICS[moment.topic].author}
    for step in STEPS:
        if step.topic == moment.topic and step.days_ago > moment.days_ago:
            if step.act == Act.COHOST:
                hosts.add(step.person)
            elif step.act == Act.HOSTLESS:
                hosts.clear()
    return hosts


def cited(harvest: demo.Harvest) -> list[Cited]:
    """What a text cites, in its order."""
    found: list[Cited] = []
    change_each(harvest.text, lambda one: found.append(one) or one)
    return found


def numbers(moment: demo.Moment) -> Iterator[int]:
    """The posts of its topic that it speaks of."""
    match moment:
        case demo.Ask() | demo.Settled() | demo.Step():
            yield from filter(None, [moment.number])
        case demo.Wording():
            yield from moment.kept
        case demo.Harvest():
            yield from (one.number for one in cited(moment))


def words_of(text: str) -> str:
    """A text without emphasis, on one line."""
    return " ".join(text.replace("*", "").split())


def test_it_is_the_same_every_time_and_oldest_first():
    assert demo.hosting() == MOMENTS
    ages = [moment.days_ago for moment in MOMENTS]
    assert ages == sorted(ages, reverse=True)
    assert len(set(ages)) == len(ages)
    assert 0 < ages[-1] < ages[0] < 300


def test_every_part_of_a_conversation_occurs():
    assert {type(moment) for moment in MOMENTS} == set(demo.Moment.__subclasses__())
    assert {step.act for step in STEPS} == HOSTS | LINELESS
    assert {step.kind for step in STEPS if step.origin} == {"continues", "grew_out_of"}
    assert {bool(step.days) for step in STEPS if step.act == Act.PROMPT_SEAL} == {True, False}
    assert {(one.kind, one.is_published) for one in HARVESTS} == {
        ("harvest", True),
        ("harvest", False),
        ("weave", True),
    }
    wordings = [moment for moment in MOMENTS if isinstance(moment, demo.Wording)]
    assert {one.changes_meaning for one in wordings} == {True, False}
    posts = [post for topic in TOPICS.values() for post in topic.posts]
    assert sum(post.as_host for post in posts) == 3
    assert sum(bool(post.speaking_from) for post in posts) == 2


def test_most_topics_stay_plain():
    played = {topic.title for topic in TOPICS.values() if topic.is_played}
    assert len({moment.topic for moment in MOMENTS if moment.topic} - played) <= 12


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: f"{type(one).__name__}-{one.days_ago}")
def test_who_did_it_reads_the_place_and_what_it_speaks_of_was_there(moment: demo.Moment):
    assert JOINED[moment.actor] > moment.days_ago
    if not moment.topic:
        assert (type(moment), moment.actor) == (demo.Word, "root")
        return
    topic = TOPICS[moment.topic]
    people = {moment.actor, getattr(moment, "person", ""), getattr(moment, "to", "")} - {""}
    assert people <= set(readers(topic.category))
    assert moment.days_ago < topic.days_ago
    for number in numbers(moment):
        assert moment.days_ago < posted(moment.topic, number), number
        assert not post_of(moment.topic, number).withdrawn, number
        assert not post_of(moment.topic, number).hidden, number
    assert 0 <= getattr(moment, "prompt", 0) <= len(topic.prompts)
    is_of_hosts = isinstance(moment, demo.View | demo.Wording) or (
        isinstance(moment, demo.Step) and moment.act in HOSTS
    )
    if is_of_hosts:
        assert moment.actor in hosts_at(moment)


def test_steps_say_what_they_need():
    for step in STEPS:
        match step.act:
            case Act.RELATE:
                assert TOPICS[step.origin].days_ago > TOPICS[step.topic].days_ago
                assert step.actor in readers(TOPICS[step.origin].category)
            case Act.COHOST | Act.HARVESTER:
                assert step.person not in hosts_at(step)
            case Act.FILE:
                said = post_of(step.topic, step.number)
                assert said.author != step.actor
                assert step.prompt not in said.prompts
            case Act.PROMPT_WITHDRAW:
                # One that nobody has answered would be gone.
                assert any(step.prompt in post.prompts for post in TOPICS[step.topic].posts)
            case "offer":
                assert hosts_at(step) == set()
            case "pass":
                topic = TOPICS[step.topic]
                assert step.actor in topic.panel
                answered = [post for post in topic.posts if post.author == step.actor]
                assert all(step.prompt not in post.prompts for post in answered)


def test_what_was_suggested_is_what_is_asked():
    for step in STEPS:
        if step.act == Act.PROMPT_ADOPT:
            asked = TOPICS[step.topic].prompts[step.prompt - 1]
            [suggested] = [
                moment
                for moment in MOMENTS
                if isinstance(moment, demo.Suggested) and moment.text == asked
            ]
            assert (suggested.actor, suggested.topic) == (step.person, step.topic)
            assert suggested.days_ago > step.days_ago
            # Nobody answers what was not asked yet.
            assert all(step.prompt not in post.prompts for post in TOPICS[step.topic].posts)


def test_views_are_of_the_panel_and_one_was_answered():
    views = [moment for moment in MOMENTS if isinstance(moment, demo.View)]
    assert {view.actor for view in views} == {"ada"}
    [title] = {view.topic for view in views}
    assert tuple(view.panelist for view in views) == TOPICS[title].panel
    [answer] = [moment for moment in MOMENTS if isinstance(moment, demo.Response)]
    assert (answer.topic, answer.kind) in {(title, "adds"), (title, "corrects")}
    [heard] = [view for view in views if view.panelist == answer.actor]
    assert heard.days_ago > answer.days_ago


def test_asks_wait_are_answered_and_are_set_aside():
    settled = {moment.ask: moment for moment in MOMENTS if isinstance(moment, demo.Settled)}
    for name, ask in ASKS.items():
        panel = TOPICS[ask.topic].panel
        assert ask.actor != ask.to
        assert ask.to or set(panel) & set(readers(TOPICS[ask.topic].category))
        if name in settled:
            end = settled[name]
            assert end.actor == ask.to or (not ask.to and end.actor in panel)
            assert end.topic == ask.topic
            assert end.days_ago < ask.days_ago
            assert bool(end.number) != bool(end.words)
            if end.number:
                assert post_of(end.topic, end.number).author == ask.to
                assert posted(end.topic, end.number) < ask.days_ago
        else:
            # No reminder is due.
            assert ask.days_ago < 7
    answered = {post.ask for topic in TOPICS.values() for post in topic.posts} - {""}
    assert answered <= ASKS.keys() - settled.keys()
    waiting = [
        ask
        for name, ask in ASKS.items()
        if name not in {*settled, *answered} and not TOPICS[ask.topic].is_played
    ]
    assert [ask.to for ask in waiting] == ["mira.oday", ""]
    assert "mira.oday" not in TOPICS[waiting[1].topic].panel
    assert {bool(one.number) for one in settled.values()} == {True, False}
    assert any(ask.number for ask in ASKS.values())


@pytest.mark.parametrize("harvest", HARVESTS, ids=lambda one: f"{one.name}-{one.days_ago}")
def test_harvests_cite_words_that_stand_there(harvest: demo.Harvest):
    named = {step.person for step in STEPS if step.act == Act.HARVESTER}
    assert harvest.actor in hosts_at(harvest) | (set() if harvest.is_published else named)
    sealed = {
        step.prompt for step in STEPS if step.act == Act.PROMPT_SEAL and step.topic == harvest.topic
    }
    assert cited(harvest)
    for one in cited(harvest):
        post = post_of(harvest.topic, one.number)
        assert one.words
        assert one.words in words_of(post.body), one
        assert not sealed & set(post.prompts), one


def test_one_harvest_was_published_twice_and_one_citation_is_disputed():
    [last] = [one for one in HARVESTS if len([h for h in HARVESTS if h.name == one.name]) > 1][1:]
    assert len({one.number for one in cited(last)}) >= 6
    [dispute] = [moment for moment in MOMENTS if isinstance(moment, demo.Dispute)]
    assert (dispute.harvest, dispute.topic) == (last.name, last.topic)
    assert dispute.days_ago < last.days_ago
    disputed = cited(last)[dispute.number - 1]
    assert post_of(last.topic, disputed.number).author == dispute.actor


def test_ben_reads_what_is_sealed_from_ada():
    [until] = [step for step in STEPS if step.act == Act.PROMPT_SEAL and step.days]
    answered = {p.author for p in TOPICS[until.topic].posts if until.prompt in p.prompts}
    assert answered == {"ben", "anandi"}
    [forever] = [step for step in STEPS if step.act == Act.PROMPT_SEAL and not step.days]
    assert all(forever.prompt not in post.prompts for post in TOPICS[forever.topic].posts)


def test_words_have_names_in_two_languages():
    words = [moment for moment in MOMENTS if isinstance(moment, demo.Word)]
    for word in words:
        assert {"de", "en"} <= {language for _name, language in word.names}
        assert list(word.names) == sorted(word.names, key=lambda pair: pair[::-1])
        assert re.fullmatch(r"[^A-Z].+", word.word)
