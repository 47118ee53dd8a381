"""What was heard of the demo's panels, and the questions that were put to people."""

from ledger.models import Act
from threads import demo
from threads.actions.perspectives import view_in_words
from threads.actions.seeded.hosting import Hosting
from threads.actions.settling import QUOTED
from threads.models import Ask, Panelist, Perspective
from threads.queries.texts import prepare


def write_view(hosting: Hosting, moment: demo.View) -> None:
    """The host writes down what somebody on the panel said."""
    seat = Panelist.objects.get(
        topic=hosting.topic(moment), person=hosting.person_id(moment.panelist)
    )
    text = prepare(moment.text)
    view = Perspective.objects.create(
        panelist=seat,
        author_id=hosting.person_id(moment.actor),
        source=text.source,
        html=text.html,
        written_at=hosting.at(moment),
    )
    hosting.tell(moment, "perspective", view.pk)
    hosting.leave(moment, Act.PERSPECTIVE, after=view_in_words(seat, text.source))


def respond(hosting: Hosting, moment: demo.Response) -> None:
    """Who was heard adds to it or corrects it, and the host is told."""
    topic, text = hosting.topic(moment), prepare(moment.text)
    Perspective.objects.filter(
        panelist__topic=topic, panelist__person=hosting.person_id(moment.actor)
    ).update(
        response_kind=moment.kind,
        response_source=text.source,
        response_html=text.html,
        responded_at=hosting.at(moment),
    )
    hosting.leave(moment, Act.RESPOND, after=moment.kind, person_id=topic.host_id)


def put_ask(hosting: Hosting, moment: demo.Ask) -> None:
    """Somebody puts a question to a person, or to the panel."""
    ask = Ask.objects.create(
        topic=hosting.topic(moment),
        author_id=hosting.person_id(moment.actor),
        to_panel=not moment.to,
        to_person_id=hosting.person_id(moment.to) if moment.to else None,
        text=moment.text,
        link=moment.link,
        post=hosting.post(moment, moment.number) if moment.number else None,
        created_at=hosting.at(moment),
    )
    hosting.asks[moment.name] = ask
    hosting.tell(moment, "ask", ask.pk)


def settle_ask(hosting: Hosting, moment: demo.Settled) -> None:
    """It is answered in a post, or set aside; the words of one that was put from a post are not
    repeated in its line."""
    ask = hosting.asks[moment.ask]
    answer = hosting.post(moment, moment.number) if moment.number else None
    Ask.objects.filter(pk=ask.pk).update(
        state=Ask.State.ANSWERED if answer else Ask.State.SET_ASIDE,
        answer=answer,
        words=moment.words,
        settled_by=hosting.person_id(moment.actor),
        settled_at=hosting.at(moment),
    )
    if answer:
        hosting.tell(moment, "answered", ask.pk)
        hosting.leave(moment, Act.ASK_ANSWERED, person_id=ask.author_id)
        return
    before = ask.text[:QUOTED] if ask.post_id is None else ""
    facts = {"person_id": ask.author_id, "before": before}
    hosting.leave(moment, Act.ASK_SET_ASIDE, reason=moment.words, **facts)
