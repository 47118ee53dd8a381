"""Who asks, words, answers and seals questions (docs/fishbowl.md, parts 2 and 3)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_writer
from accounts.viewer import Viewer
from threads.models import Post, Prompt, Topic
from threads.models.states import PROMPT, Party
from threads.policies.rules import (
    check_step,
    check_voice,
    is_host,
    parties_to,
    require_own,
    require_talk,
)


def check_prompts(viewer: Viewer, topic: Topic) -> None:
    """The host asks, orders, closes and reopens the questions of a topic, and takes up suggested
    ones; an admin may repair. Only while the topic is open (matrix 45)."""
    require_talk(viewer, topic)
    if not parties_to(viewer, topic) & {Party.HOST, Party.ADMIN}:
        raise Refusal(_("Who holds a topic decides about its questions."))


def check_care_of_prompts(viewer: Viewer, topic: Topic) -> None:
    """The host, and moderators, withdraw and restore questions, remove those that nobody has
    answered, and suggest what a post answers (matrix 21, 47, 49)."""
    require_talk(viewer, topic)
    if not parties_to(viewer, topic) & {Party.HOST, Party.MODERATOR, Party.ADMIN}:
        raise Refusal(_("Who holds a topic decides about its questions."))


def check_edit_prompt(viewer: Viewer, topic: Topic, why: str) -> None:
    """The host words the questions; moderators and admins only for safety, so they say why
    (matrix 46)."""
    check_care_of_prompts(viewer, topic)
    if not why and not is_host(viewer, topic):
        raise Refusal(_("These words are not yours: say why you change them."))


def check_prompt_step(viewer: Viewer, topic: Topic, before: str, after: str | None) -> None:
    """A question goes from one state to another as the table of states has it."""
    check_step(parties_to(viewer, topic), PROMPT, before, after)


def check_suggest_prompt(viewer: Viewer, topic: Topic) -> None:
    """Members suggest questions while the topic is open (matrix 50), where they may reply."""
    require_talk(viewer, topic)
    check_voice(viewer, topic.category)


def check_pass(viewer: Viewer, topic: Topic, prompt: Prompt, on_panel: bool) -> None:
    """Those of the panel pass on an open question; on a sealed one everybody may, also when it
    takes no more answers, for nobody else could ever read what was said."""
    check_writer(viewer)
    if prompt.is_sealed and prompt.state != Prompt.State.WITHDRAWN:
        return
    if not on_panel:
        raise Refusal(_("Only the panel passes; others need not answer."))
    require_talk(viewer, topic)
    if prompt.state != Prompt.State.OPEN:
        raise Refusal(_("This question takes no more answers, so nobody needs to pass."))


def check_file(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Its author says what a post answers, at any time while it stands and the topic is open
    (matrix 20)."""
    require_own(viewer, post, _("Only its author says what a post answers."))
    require_talk(viewer, topic)
    if not post.is_shown:
        raise Refusal(_("This post does not stand any more."))


def check_suggest_filing(viewer: Viewer, post: Post, topic: Topic) -> None:
    """The host and moderators suggest what somebody else's post answers (matrix 21)."""
    check_care_of_prompts(viewer, topic)
    if post.author_id == viewer.id:
        raise Refusal(_("This is your own post: you say what it answers."))
    if not post.is_shown or post.author_id is None:
        raise Refusal(_("This post does not stand any more."))


def check_seal(viewer: Viewer, topic: Topic, prompt: Prompt, until: datetime | None) -> None:
    """The host seals the answers to a prompt in an open topic, until a coming date or without one.
    The promise to who answers is only tightened: once it stands, its date is moved later or taken
    away, whoever asks."""
    check_writer(viewer)
    if not is_host(viewer, topic):
        raise Refusal(_("Only who holds a topic seals answers."))
    if topic.state != Topic.State.OPEN or topic.merged_into_id:
        raise Refusal(_("This topic is closed; its questions stay as they are."))
    now = timezone.now()
    if until and until <= now:
        raise Refusal(_("Choose a day to come, or none."))
    ends = prompt.sealed_until
    if prompt.sealed and ends is None and until:
        raise Refusal(_("These answers are sealed without a date; that promise stays."))
    if prompt.sealed and ends and now < ends and until and until < ends:
        raise Refusal(_("A seal can be made longer, never shorter."))
