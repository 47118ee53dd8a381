"""Which posts answer which prompts: filed by their authors, suggested by hosts.

A link counts when the author of the post made or accepted it. What was refused stays as a row, so
that it is not suggested again.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext as _

from accounts.policies import Refusal
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import policies
from threads.actions.counters import refresh_topic
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic_of
from threads.models import Answer, Post, Prompt, Topic
from threads.models.states import ANSWER, Party


def file_under(post: Post, prompt_ids: set[int]) -> int:
    """File a new post under the open ones of these prompts; answers how many took it. Inside a
    transaction that holds its topic."""
    filed = _file(post, prompt_ids)
    _count_anew(post, filed)
    return len(filed)


def _file(post: Post, prompt_ids: set[int]) -> list[Prompt]:
    """The open ones of these prompts, under which the post is filed now. The opening post, which
    everybody reads, is not filed under a sealed one."""
    if not prompt_ids:
        return []
    prompts = Prompt.objects.filter(
        topic_id=post.topic_id, state=Prompt.State.OPEN, pk__in=prompt_ids
    )
    if post.number == 1:
        prompts = prompts.filter(sealed=False)
    found = list(prompts)
    answers = [Answer(post=post, prompt=one, prompt_version=one.version) for one in found]
    Answer.objects.bulk_create(answers, ignore_conflicts=True)
    return found


def _count_anew(post: Post, prompts: Iterable[Prompt]) -> None:
    """A post that comes under a seal, or leaves one, counts otherwise in its topic, which is locked
    (`threads.models.seals`)."""
    if any(prompt.sealed for prompt in prompts):
        refresh_topic(post.topic_id)


def refile(post: Post, prompt_ids: set[int]) -> None:
    """File a post under exactly these open prompts, also where that was suggested or refused
    before; what it says to closed ones stays said, and what was suggested stays suggested. Who
    follows one that it newly answers is told."""
    still_open = Prompt.objects.filter(topic_id=post.topic_id, state=Prompt.State.OPEN)
    answers = Answer.objects.filter(post=post)
    left = answers.filed().filter(prompt__in=still_open.exclude(pk__in=prompt_ids))
    changed = list(Prompt.objects.filter(answers__in=left))
    left.delete()
    undecided = answers.exclude(state=Answer.State.FILED).select_related("prompt")
    for answer in undecided.filter(prompt__in=still_open.filter(pk__in=prompt_ids)):
        _take(answer)
        changed.append(answer.prompt)
    known = set(answers.values_list("prompt_id", flat=True)) if prompt_ids else set()
    filed = _file(post, prompt_ids - known)
    _count_anew(post, changed + filed)
    new = answers.filed().filter(prompt__in=filed).order_by("pk")
    for pk in new.values_list("pk", flat=True) if filed else ():
        announce("filed", pk)


@transaction.atomic
def file_post(viewer: Viewer, post: Post, prompt_ids: Iterable[int]) -> None:
    """File one's own post under exactly these open prompts, without touching its text.

    Raises `Refusal`, `LostRace` when it was moved away.
    """
    refile(_lock_own(viewer, post), set(prompt_ids))


@transaction.atomic
def settle_filing(viewer: Viewer, post: Post, prompt_ids: Iterable[int], *, accept: bool) -> None:
    """Accept or refuse what was suggested for one's own post; each is decided once.

    What is not suggested any more is left as it is. Raises `Refusal`, also when the prompt takes no
    more answers.
    """
    now = _lock_own(viewer, post)
    suggested = Answer.objects.filter(
        post=now, prompt__in=set(prompt_ids), state=Answer.State.SUGGESTED
    )
    for answer in suggested.select_related("prompt"):
        after = Answer.State.FILED if accept else Answer.State.REFUSED
        policies.check_step(frozenset({Party.AUTHOR}), ANSWER, answer.state, after)
        if not accept:
            Answer.objects.filter(pk=answer.pk).update(state=after)
        elif answer.prompt.state == Prompt.State.OPEN:
            _take(answer)
            _count_anew(now, [answer.prompt])
        else:
            raise Refusal(_("This question takes no more answers."))


@transaction.atomic
def settle_wording(viewer: Viewer, post: Post, prompt_ids: Iterable[int], *, keep: bool) -> None:
    """After a prompt was reworded: keep one's answer to it as one to the new wording, or unlink it.

    Nothing is ever unlinked but by the author. Raises `Refusal`.
    """
    now = _lock_own(viewer, post)
    filed = Answer.objects.filed().filter(post=now, prompt__in=set(prompt_ids))
    for answer in filed.select_related("prompt"):
        if keep:
            Answer.objects.filter(pk=answer.pk).update(prompt_version=answer.prompt.version)
        else:
            answer.delete()
            _count_anew(now, [answer.prompt])


@transaction.atomic
def suggest_filing(
    viewer: Viewer, post: Post, prompt_ids: Iterable[int], reason: str = ""
) -> Entry | None:
    """Suggest to the author of a post that it answers these open prompts; None when all of that is
    filed or suggested already.

    Raises `Refusal`, also for what its author refused before; `LostRace` when the post moved away.
    """
    topic = lock_topic_of(post)
    now = Post.objects.get(pk=post.pk)
    policies.check_suggest_filing(viewer, now, topic)
    wanted = Prompt.objects.filter(topic=topic, state=Prompt.State.OPEN, pk__in=set(prompt_ids))
    known = dict(Answer.objects.filter(post=now).values_list("prompt_id", "state"))
    new = [prompt for prompt in wanted.order_by("position") if prompt.pk not in known]
    if not new:
        if Answer.State.REFUSED in {known.get(prompt.pk) for prompt in wanted}:
            raise Refusal(_("Its author has decided that the post does not answer this."))
        return None
    answers = Answer.objects.bulk_create(
        Answer(
            post=now,
            prompt=prompt,
            prompt_version=prompt.version,
            state=Answer.State.SUGGESTED,
            suggested_by_id=viewer.id,
        )
        for prompt in new
    )
    announce("filing", answers[0].pk)
    return _line(viewer, topic, now, new, reason)


@transaction.atomic
def unsuggest_filing(viewer: Viewer, post: Post, prompt_ids: Iterable[int]) -> None:
    """Take back what was suggested and is not decided yet. Raises `Refusal`."""
    topic = lock_topic_of(post)
    policies.check_care_of_prompts(viewer, topic)
    Answer.objects.filter(
        post=post, prompt__in=set(prompt_ids), state=Answer.State.SUGGESTED
    ).delete()


def _line(viewer: Viewer, topic: Topic, post: Post, prompts: list[Prompt], reason: str) -> Entry:
    """One line for all of them; the author is told by a notice of its own kind."""
    texts = " · ".join(prompt.text for prompt in prompts)
    return leave_line(
        viewer,
        Act.FILE,
        topic,
        post_id=post.pk,
        prompt_id=prompts[0].pk,
        after=texts if len(texts) <= 500 else texts[:499] + "…",
        reason=reason,
    )


def _lock_own(viewer: Viewer, post: Post) -> Post:
    """One's own post as it stands now, its topic locked."""
    topic = lock_topic_of(post)
    now = Post.objects.get(pk=post.pk)
    policies.check_file(viewer, now, topic)
    return now


def _take(answer: Answer) -> None:
    """Count a link from now on, to the wording of now."""
    wording = Prompt.objects.filter(pk=answer.prompt_id).values("version")
    Answer.objects.filter(pk=answer.pk).update(
        state=Answer.State.FILED, prompt_version=Subquery(wording)
    )
    announce("filed", answer.pk)
