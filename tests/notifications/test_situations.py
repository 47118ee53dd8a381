"""Who hears of what: a table to be read. What is done, which notices there are then and in which
way, and which mails.

Each row is everything that there is: a notice or a mail to somebody else is red. `site` stands in
the list and rings the bell; `at_once`, `digest` and `each` is how mail tells of it. A mail that was
queued is held some minutes: `then` happens meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.conftest import make_cast, scene_of
from tests.make import as_viewer, make_category, make_circle, make_held, make_moderator
from tests.notifications.situations import Scene
from threads.actions.citations import dispute_citation
from threads.actions.curation import move_topic
from threads.actions.hosts import hand_over
from threads.actions.prompts import edit_prompt


@dataclass(frozen=True)
class Situation:
    """A row: `do` and `then` are what people do; `notices` and `mails` all that comes of it."""

    name: str
    do: Callable[[Scene], object]
    notices: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    then: Callable[[Scene], object] | None = None


def row(name, do, notices="", mails="", then=None):
    parts = [tuple(part.strip() for part in text.split(",") if part) for text in (notices, mails)]
    return Situation(name, do, *parts, then=then)


TABLE = [
    # --- What somebody says
    row("a reply to the topic that Ada opened, and so watches",
        lambda s: s.say(s.ben), "ada: watched site+at_once", "ada: sent"),
    row("a reply to a post of Ada's is more than what she watches",
        lambda s: s.say(s.ben, reply_to=1), "ada: reply site+at_once", "ada: sent"),
    row("a reply to somebody who follows nothing",
        lambda s: s.say(s.ola, reply_to=s.earlier(s.ben).number),
        "ada: watched site+at_once, ben: reply site+at_once", "ada: sent, ben: sent"),
    row("somebody is named",
        lambda s: s.say(s.ola, "@ben?"),
        "ada: watched site+at_once, ben: mention site+at_once", "ada: sent, ben: sent"),
    row("named and answered is told once",
        lambda s: s.say(s.ben, "Yes, @ada", reply_to=1), "ada: mention site+at_once", "ada: sent"),
    row("an edit that names somebody newly tells them alone",
        lambda s: s.edit(s.ola, s.earlier(s.ola, "@ben"), "@ben @mira.oday"),
        "mira.oday: mention site+at_once", "mira.oday: sent"),
    row("an edit that names nobody newly tells nobody",
        lambda s: s.edit(s.ola, s.earlier(s.ola, "@ben"), "@ben, again")),
    row("somebody is quoted",
        lambda s: s.quote(s.ola, s.ben),
        "ada: watched site+at_once, ben: quote site+at_once", "ada: sent, ben: sent"),
    row("own acts: Ada names and answers herself",
        lambda s: s.say(s.ada, "I, @ada, agree", reply_to=1)),
    row("who may not read is not told: named in the place of a circle",
        lambda s: s.say(s.ada, "@ben @mira.oday", topic=s.secret()),
        "mira.oday: mention site+at_once", "mira.oday: sent"),
    row("a text that waits for approval is told to nobody",
        lambda s: make_held(s.ola, s.topic, "@ben")),
    # --- Likes
    row("a like", lambda s: s.like(s.ola, s.earlier(s.ben)), "ben: like site"),
    row("a like that was taken back before it was told",
        lambda s: (post := s.earlier(s.ben), s.like(s.ola, post), s.like(s.ola, post, on=False))),
    # --- What somebody follows
    row("a topic that Ben watches",
        lambda s: (s.watch(s.ben), s.say(s.ola)),
        "ada: watched site+at_once, ben: watched site+at_once", "ada: sent, ben: sent"),
    row("a question that Ben watches, not its topic",
        lambda s: (s.watch(s.ben, s.prompt), s.say(s.ola, prompt_ids=[s.prompt.pk]), s.say(s.ola)),
        "ada: watched site+at_once, ada: watched site+at_once, "
        "ben: watched_prompt site+at_once", "ada: sent, ben: sent"),
    row("a new topic in a category that Ben watches; later posts in it are not told him",
        lambda s: (s.watch(s.ben, s.hall), s.say(s.ola, topic=s.open(s.ola))),
        "ben: new_topic site+digest"),
    row("a new topic with a tag that Ben watches",
        lambda s: (s.watch(s.ben, s.tag), s.open(s.ola, s.other_place(), tags=["roles"])),
        "ben: new_tagged site+digest"),
    row("watched and named: the strongest reason alone",
        lambda s: (s.watch(s.ben), s.watch(s.ben, s.prompt),
                   s.say(s.ola, "@ben", prompt_ids=[s.prompt.pk])),
        "ada: watched site+at_once, ben: mention site+at_once", "ada: sent, ben: sent"),
    row("the whole category by mail: each post, and nothing on the site",
        lambda s: (s.each_post(s.ben), s.say(s.ola), s.say(s.ola)),
        "ada: watched site+at_once, ada: watched site+at_once, ben: each_post each, "
        "ben: each_post each", "ada: sent, ben: sent, ben: sent"),
    # --- Questions
    row("a question to somebody",
        lambda s: s.ask(s.ola, s.ben), "ben: ask site+at_once", "ben: sent"),
    row("an answer to one's question",
        lambda s: s.answered(), "ola: answered site+at_once", "ola: sent"),
    row("a question means something else: who answered it is told",
        lambda s: (s.earlier(s.ben, prompt_ids=[s.prompt.pk]),
                   edit_prompt(as_viewer(s.ada), s.prompt, "What else?", meaning=True)),
        "ben: prompt site+digest"),
    row("a question is worded better: nobody is told",
        lambda s: (s.earlier(s.ben, prompt_ids=[s.prompt.pk]),
                   edit_prompt(as_viewer(s.ada), s.prompt, "What does help?"))),
    row("a sealed answer waits unseen, and its mail with it",
        lambda s: (p := s.sealed(), s.watch(s.ben, p.topic),
                   s.say(s.ola, topic=p.topic, prompt_ids=[p.pk])),
        "ben: watched site+at_once", "ben: waiting"),
    # --- Harvests and hosts
    row("a harvest cites somebody",
        lambda s: s.harvest(s.ada, s.earlier(s.ben)), "ben: cited site+at_once", "ben: sent"),
    row("who is cited disputes it",
        lambda s: (cited := s.harvest(s.ada, s.earlier(s.ben)), s.everything_told(),
                   dispute_citation(as_viewer(s.ben), cited, "Not so.")),
        "ada: disputed site+at_once", "ada: sent"),
    row("a topic is handed over to somebody",
        lambda s: hand_over(as_viewer(s.ada), s.topic, s.ben),
        "ben: moderation site+at_once", "ben: sent"),
    # --- Moderation
    row("a post is hidden: its author is told, not of whom it names",
        lambda s: s.hide(s.earlier(s.ben)), "ben: moderation site+at_once", "ben: sent"),
    row("a post that is hidden before it was told is told to nobody but its author",
        lambda s: s.hide(s.say(s.ben, "@mira.oday", reply_to=1)),
        "ben: moderation site+at_once", "ben: sent"),
    row("a topic moves to where more people read it: all who posted are told",
        lambda s: (kept := s.secret(), s.earlier(s.mira, topic=kept),
                   move_topic(as_viewer(s.root), kept, "For all", category=s.hall)),
        "ada: moderation site+at_once, mira.oday: moderation site+at_once",
        "ada: sent, mira.oday: sent"),
    # --- What somebody does not want to hear
    row("a muted topic, though named and answered",
        lambda s: (mine := s.earlier(s.ben), s.mute(s.ben),
                   s.say(s.ola, "@ben", reply_to=mine.number)),
        "ada: watched site+at_once", "ada: sent"),
    row("a muted category: what is said to one, and no more",
        lambda s: (s.mute(s.ben, s.hall), s.watch(s.ben, s.tag), s.open(s.ola, tags=["roles"]),
                   s.say(s.ola, "@ben")),
        "ada: watched site+at_once, ben: mention site+at_once", "ada: sent, ben: sent"),
    row("a muted tag in a watched category",
        lambda s: (s.watch(s.ben, s.hall), s.mute(s.ben, s.tag), s.open(s.ola, tags=["roles"]))),
    row("an ignored person names, answers, likes and asks",
        lambda s: (mine := s.earlier(s.ben), s.watch(s.ben), s.ignore(s.ben, s.ola),
                   s.say(s.ola, "@ben", reply_to=mine.number), s.like(s.ola, mine),
                   s.ask(s.ola, s.ben)),
        "ada: watched site+at_once", "ada: sent"),
    row("who is ignored still moderates",
        lambda s: (s.ignore(s.ben, s.mo), s.hide(s.earlier(s.ben))),
        "ben: moderation site+at_once", "ben: sent"),
    # --- In which way they want to hear it
    row("off on the site, on by mail",
        lambda s: (s.choose(s.ben, "mention", on_site=False, by_mail="at_once"),
                   s.mute(s.ada), s.say(s.ola, "@ben")),
        "ben: mention at_once", "ben: sent"),
    row("on the site, no mail",
        lambda s: (s.choose(s.ben, "mention", on_site=True), s.mute(s.ada), s.say(s.ola, "@ben")),
        "ben: mention site"),
    row("off altogether: no notice",
        lambda s: (s.choose(s.ben, "mention", on_site=False), s.mute(s.ada), s.say(s.ola, "@ben"))),
    row("in the digest only: no mail at once",
        lambda s: (s.choose(s.ben, "mention", on_site=True, by_mail="digest"),
                   s.mute(s.ada), s.say(s.ola, "@ben")),
        "ben: mention site+digest"),
    row("what moderators do cannot be kept off the site",
        lambda s: (s.choose(s.ben, "moderation", on_site=False), s.hide(s.earlier(s.ben))),
        "ben: moderation site"),
    row("no mail at all",
        lambda s: (s.mail(s.ada, is_off=True), s.say(s.ben)), "ada: watched site+at_once"),
    row("paused: the mail waits until the pause is over",
        lambda s: (s.mail(s.ada, paused_until=s.tomorrow()), s.say(s.ben)),
        "ada: watched site+at_once", "ada: waiting"),
    row("quiet hours: the mail waits until they are over",
        lambda s: (s.mail(s.ada, **s.all_day()), s.say(s.ben)),
        "ada: watched site+at_once", "ada: waiting"),
    row("no mail of this topic, after one press in a mail",
        lambda s: (s.no_mail_of_topic(s.ada), s.say(s.ben)), "ada: watched site+at_once"),
    row("an address that takes no mail",
        lambda s: (s.bounced(s.ada), s.say(s.ben)), "ada: watched site+at_once"),
    # --- How many mails
    row("several posts while the mail is held are one mail",
        lambda s: (s.say(s.ben), s.say(s.ola), s.say(s.ben)),
        "ada: watched site+at_once, ada: watched site+at_once, ada: watched site+at_once",
        "ada: sent"),
    row("a second post after the mail went, before Ada has been there: no second mail",
        lambda s: (s.say(s.ben), s.tell(), s.queue(), s.send(), s.say(s.ola)),
        "ada: watched site+at_once, ada: watched site+at_once", "ada: sent"),
    row("read before the hold is over: no mail",
        lambda s: s.say(s.ben), "ada: watched site+at_once", "ada: dropped",
        then=lambda s: s.read(s.ada)),
    row("hidden before the hold is over: no mail of it",
        lambda s: s.said(s.ben), "ada: watched site+at_once", "ada: dropped",
        then=lambda s: s.hide(s.post)),
    row("muted before the hold is over: no mail",
        lambda s: s.say(s.ben), "ada: watched site+at_once", "ada: dropped",
        then=lambda s: s.mute(s.ada)),
    row("the ignored one is ignored before the hold is over: no mail",
        lambda s: s.say(s.ben), "ada: watched site+at_once", "ada: dropped",
        then=lambda s: s.ignore(s.ada, s.ben)),
]  # fmt: skip


def begin() -> Scene:
    """The scene as it is before each row."""
    cast = make_cast()
    hall = make_moderator(cast.kit, make_category("hall"))
    circle = make_circle("Quiet", cast.ada, cast.mira)
    return Scene(**vars(cast)).begin(hall, make_category("quiet-room", "circles", circle))


scene = scene_of(begin)


@pytest.mark.parametrize("situation", TABLE, ids=lambda one: one.name)
def test_exactly_these_notices_and_mails(situation, scene, db):
    check(situation, scene)


def check(situation: Situation, scene: Scene) -> None:
    """Play it, and look at everything that came of it."""
    situation.do(scene)
    assert scene.tell() == sorted(situation.notices, key=lambda line: line.split(":")[0])
    scene.queue()
    if situation.then:
        situation.then(scene)
    assert scene.send() == list(situation.mails)
    if not situation.then:
        told = len(scene.tell())
        scene.queue()
        assert (told, scene.send()) == (len(situation.notices), list(situation.mails)), "once"


def test_the_table_is_large():
    assert len({one.name for one in TABLE}) == len(TABLE) >= 30
