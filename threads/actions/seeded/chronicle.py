"""Stores a moment of the demo's conversations, whatever it is."""

from collections.abc import Callable
from typing import Any

from ledger.models import Act
from threads import demo
from threads.actions.seeded import bowls, harvests, panels, prompts
from threads.actions.seeded.hosting import Hosting
from threads.actions.words import SAID_LENGTH, entry_in_words
from threads.models import (
    CoHost,
    GlossaryEntry,
    GlossaryName,
    Harvester,
    HostOffer,
    Topic,
    TopicRelation,
)


def hold(hosting: Hosting, moment: demo.Moment) -> None:
    """Store it, with the line and the word of it that the act would have left."""
    if isinstance(moment, demo.Step):
        STEPS[moment.act](hosting, moment)
    else:
        KINDS[type(moment)](hosting, moment)


def _cohost(hosting: Hosting, moment: demo.Step) -> None:
    person = hosting.filling.people[moment.person]
    CoHost.objects.create(topic=hosting.topic(moment), person=person, since=hosting.at(moment))
    hosting.leave(moment, Act.COHOST, person_id=person.pk, after=person.username)


def _leave_hostless(hosting: Hosting, moment: demo.Step) -> None:
    Topic.objects.filter(pk=hosting.topic(moment).pk).update(host=None)
    hosting.leave(moment, Act.HOSTLESS)


def _offer(hosting: Hosting, moment: demo.Step) -> None:
    """That leaves no line."""
    HostOffer.objects.create(
        topic=hosting.topic(moment),
        person_id=hosting.person_id(moment.actor),
        created_at=hosting.at(moment),
    )


def _name_harvester(hosting: Hosting, moment: demo.Step) -> None:
    person_id = hosting.person_id(moment.person)
    Harvester.objects.create(
        topic=hosting.topic(moment), person_id=person_id, since=hosting.at(moment)
    )
    hosting.leave(moment, Act.HARVESTER, person_id=person_id)


def _relate(hosting: Hosting, moment: demo.Step) -> None:
    topic, origin = hosting.topic(moment), hosting.filling.topics[moment.origin]
    TopicRelation.objects.create(
        topic=topic, origin=origin, kind=moment.kind, created_at=hosting.at(moment)
    )
    hosting.leave(moment, Act.RELATE, other_topic_id=origin.pk)


def _explain(hosting: Hosting, moment: demo.Word) -> None:
    entry = GlossaryEntry.objects.create(word=moment.word, meaning=moment.meaning)
    GlossaryName.objects.bulk_create(
        GlossaryName(entry=entry, name=name, language=language) for name, language in moment.names
    )
    hosting.leave(moment, Act.LABEL, after=entry_in_words(entry)[:SAID_LENGTH])


KINDS: dict[type[demo.Moment], Callable[[Hosting, Any], None]] = {
    demo.View: panels.write_view,
    demo.Response: panels.respond,
    demo.Ask: panels.put_ask,
    demo.Settled: panels.settle_ask,
    demo.Harvest: harvests.write_harvest,
    demo.Dispute: harvests.dispute,
    demo.Wording: prompts.word,
    demo.Suggested: prompts.suggest,
    demo.Word: _explain,
    demo.Said: bowls.say,
    demo.InBowl: bowls.act,
}

STEPS: dict[str, Callable[[Hosting, demo.Step], None]] = {
    Act.PROMPT_ADOPT: prompts.adopt,
    Act.PROMPT_CLOSE: prompts.step,
    Act.PROMPT_WITHDRAW: prompts.step,
    Act.PROMPT_SEAL: prompts.seal,
    Act.FILE: prompts.suggest_filing,
    Act.COHOST: _cohost,
    Act.HOSTLESS: _leave_hostless,
    Act.HARVESTER: _name_harvester,
    Act.RELATE: _relate,
    "pass": prompts.forgo,
    "offer": _offer,
}
