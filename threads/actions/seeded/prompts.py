"""The questions of the demo: worded anew, suggested, sealed, closed, and what answers them."""

from datetime import time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from ledger.models import Act
from threads import demo
from threads.actions.prompts import STEPS, renumber, wording_in_words
from threads.actions.seals import seal_in_words
from threads.actions.seeded.hosting import Hosting
from threads.models import Answer, Prompt, PromptPass, PromptSuggestion, PromptVersion


def word(hosting: Hosting, moment: demo.Wording) -> None:
    """A question gets other words, or a note; answers keep the wording that they answered."""
    now, at = hosting.prompt(moment, moment.prompt), hosting.at(moment)
    before, version = moment.before or now.text, now.version + 1
    answers = Answer.objects.filed().filter(prompt=now)
    PromptVersion.objects.create(
        prompt=now,
        version=now.version,
        text=before,
        note=now.note,
        voices=answers.filter(
            post__created_at__lt=at, post__hidden_at=None, post__withdrawn_at=None
        ).aggregate(number=Count("post__author", distinct=True))["number"],
        changed_meaning=moment.changes_meaning,
        replaced_at=at,
        replaced_by_id=hosting.person_id(moment.actor),
    )
    facts: dict[str, object] = {"version": version, "note": moment.note}
    if moment.changes_meaning:
        facts["meaning_version"] = version
        hosting.tell(moment, "prompt", now.pk)
    Prompt.objects.filter(pk=now.pk).update(**facts)
    is_of_it = Q(post__created_at__gte=at) | Q(post__number__in=moment.kept)
    answers.filter(is_of_it).update(prompt_version=version)
    hosting.leave(
        moment,
        Act.PROMPT_EDIT,
        prompt_id=now.pk,
        before=wording_in_words(before, now.note),
        after=wording_in_words(now.text, moment.note),
    )


def suggest(hosting: Hosting, moment: demo.Suggested) -> None:
    """A member suggests a question."""
    suggestion = PromptSuggestion.objects.create(
        topic=hosting.topic(moment),
        author_id=hosting.person_id(moment.actor),
        text=moment.text,
        created_at=hosting.at(moment),
    )
    hosting.tell(moment, "suggestion", suggestion.pk)


def adopt(hosting: Hosting, moment: demo.Step) -> None:
    """The host asks what was suggested; the question was not there before."""
    prompt, author_id = hosting.prompt(moment, moment.prompt), hosting.person_id(moment.person)
    Prompt.objects.filter(pk=prompt.pk).update(
        suggested_by=author_id, created_at=hosting.at(moment)
    )
    suggested = PromptSuggestion.objects.filter(topic=prompt.topic_id, author=author_id)
    suggested.filter(text=prompt.text).update(state=PromptSuggestion.State.ADOPTED, prompt=prompt)
    facts = {"prompt_id": prompt.pk, "person_id": author_id, "after": prompt.text}
    hosting.leave(moment, Act.PROMPT_ADOPT, reason=moment.reason, **facts)


def step(hosting: Hosting, moment: demo.Step) -> None:
    """A question is closed, or withdrawn from those that stand."""
    act, prompt = Act(moment.act), hosting.prompt(moment, moment.prompt)
    _before, after = STEPS[act]
    Prompt.objects.filter(pk=prompt.pk).update(state=after)
    renumber(hosting.topic(moment))
    said = "" if after == Prompt.State.WITHDRAWN else prompt.text
    facts = {"prompt_id": prompt.pk, "before": prompt.text, "after": said}
    hosting.leave(moment, act, reason=moment.reason, **facts)


def seal(hosting: Hosting, moment: demo.Step) -> None:
    """The answers are sealed, for good or to the end of a day that comes."""
    prompt = hosting.prompt(moment, moment.prompt)
    prompt.sealed = True
    if moment.days:
        day = timezone.localtime(hosting.filling.now) + timedelta(days=moment.days)
        prompt.sealed_until = day.replace(
            hour=time.max.hour,
            minute=time.max.minute,
            second=time.max.second,
            microsecond=time.max.microsecond,
        )
    Prompt.objects.filter(pk=prompt.pk).update(sealed=True, sealed_until=prompt.sealed_until)
    hosting.leave(moment, Act.PROMPT_SEAL, prompt_id=prompt.pk, after=seal_in_words(prompt))


def forgo(hosting: Hosting, moment: demo.Step) -> None:
    """Somebody of the panel passes; that leaves no line."""
    PromptPass.objects.create(
        prompt=hosting.prompt(moment, moment.prompt),
        person_id=hosting.person_id(moment.actor),
        created_at=hosting.at(moment),
    )


def suggest_filing(hosting: Hosting, moment: demo.Step) -> None:
    """The host suggests what a post answers; its author has not decided."""
    prompt, post = hosting.prompt(moment, moment.prompt), hosting.post(moment, moment.number)
    answer = Answer.objects.create(
        post=post,
        prompt=prompt,
        prompt_version=prompt.version,
        state=Answer.State.SUGGESTED,
        suggested_by_id=hosting.person_id(moment.actor),
    )
    hosting.tell(moment, "filing", answer.pk)
    facts = {"post_id": answer.post_id, "prompt_id": prompt.pk, "after": prompt.text}
    hosting.leave(moment, Act.FILE, reason=moment.reason, **facts)
