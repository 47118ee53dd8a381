"""Who may do what, each rule written once.

`check_…` raises `Refusal` with a sentence for the person; `may(check_…, …)` is the yes or no
that pages ask. Whether something may be seen at all is not asked here: that is `visible_to`.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_member, check_writer
from accounts.viewer import Viewer
from threads.models import Ask, Category, Citation, Harvest, HeldPost, Post, Prompt, Topic
from threads.models.states import ASK, CITATION, HARVEST, KIND, PROMPT, Machine, Party, find_step

# How long the host of a topic may take back their own closing of it.
HOST_REOPENS = timedelta(days=30)


def reason(check: Callable[..., object], *args: Any) -> str:
    """The sentence with which the rule refuses, or an empty text when it lets it pass."""
    try:
        check(*args)
    except Refusal as refusal:
        return str(refusal)
    return ""


def may(check: Callable[..., object], *args: Any) -> bool:
    """Whether the rule lets it pass."""
    return not reason(check, *args)


def is_host(viewer: Viewer, topic: Topic) -> bool:
    """Whether the viewer hosts the topic, alone or as a co-host (`cohost_ids` comes with a topic
    that was fetched or locked to be acted on)."""
    if viewer.id is None:
        return False
    return viewer.id == topic.host_id or viewer.id in getattr(topic, "cohost_ids", ())


def is_hostless(topic: Topic) -> bool:
    """Whether nobody hosts the topic any more (docs/fishbowl.md, rule 6.4)."""
    return topic.host_id is None and not getattr(topic, "cohost_ids", ())


def check_host(viewer: Viewer, topic: Topic) -> None:
    """Who hosts a topic, alone or with others, names co-hosts and hands it over; where nobody
    hosts it, its moderators do. Nothing of it in an archived topic."""
    check_writer(viewer)
    _check_not_archived(topic)
    if is_hostless(topic) and viewer.moderates(topic.category_id):
        return
    if not is_host(viewer, topic):
        raise Refusal(_("This is for those who hold this topic."))


def check_host_alone(viewer: Viewer, topic: Topic) -> None:
    """Handing a topic over is its host's act, not a co-host's; of one without a host its
    moderators'."""
    check_host(viewer, topic)
    if topic.host and topic.host_id != viewer.id:
        raise Refusal(_("Only %(name)s can hand this over.") % {"name": topic.host.name})


def check_offer_to_host(viewer: Viewer, topic: Topic) -> None:
    """Members offer to host a topic that nobody hosts."""
    check_writer(viewer)
    _check_not_archived(topic)
    if not is_hostless(topic):
        raise Refusal(_("Somebody holds this topic already."))


def check_confirm_host(viewer: Viewer, topic: Topic) -> None:
    """Moderators confirm who follows; nobody confirms themselves, but for admins."""
    check_curate(viewer, topic)
    _check_not_archived(topic)
    if not is_hostless(topic):
        raise Refusal(_("Somebody holds this topic already."))


def parties_to(viewer: Viewer, topic: Topic, *more: Party) -> frozenset[Party]:
    """What the viewer is to a topic; `more` is what they are to the thing in it."""
    parties = set(more)
    if is_host(viewer, topic):
        parties.add(Party.HOST)
    if viewer.moderates(topic.category_id):
        parties.add(Party.MODERATOR)
    if viewer.is_admin:
        parties.add(Party.ADMIN)
    return frozenset(parties)


def check_step(parties: frozenset[Party], machine: Machine, before: str, after: str | None) -> None:
    """A transition is made only where the table of states has it, and by whom it names there."""
    step = find_step(machine, before, after)
    if step is None:
        raise Refusal(_("This cannot be done any more; look at how it stands now."))
    if not step.by & parties:
        raise Refusal(_("This is not yours to decide."))


def check_prompts(viewer: Viewer, topic: Topic) -> None:
    """The host asks, orders, closes and reopens the questions of a topic, and takes up suggested
    ones; an admin may repair. Only while the topic is open (matrix 45)."""
    _check_talk_is_open(viewer, topic)
    if not parties_to(viewer, topic) & {Party.HOST, Party.ADMIN}:
        raise Refusal(_("Who holds a topic decides about its questions."))


def check_care_of_prompts(viewer: Viewer, topic: Topic) -> None:
    """The host, and moderators, withdraw and restore questions, remove those that nobody has
    answered, and suggest what a post answers (matrix 21, 47, 49)."""
    _check_talk_is_open(viewer, topic)
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
    """Members suggest questions while the topic is open (matrix 50)."""
    _check_talk_is_open(viewer, topic)


def check_pass(viewer: Viewer, topic: Topic, prompt: Prompt, on_panel: bool) -> None:
    """Those of the panel pass on an open question; on a sealed one everybody may, also when it
    takes no more answers, for nobody else could ever read what was said."""
    check_writer(viewer)
    if prompt.is_sealed and prompt.state != Prompt.State.WITHDRAWN:
        return
    if not on_panel:
        raise Refusal(_("Only the panel passes; others need not answer."))
    _check_talk_is_open(viewer, topic)
    if prompt.state != Prompt.State.OPEN:
        raise Refusal(_("This question takes no more answers, so nobody needs to pass."))


def check_file(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Its author says what a post answers, at any time while it stands and the topic is open
    (matrix 20)."""
    _check_own(viewer, post, _("Only its author says what a post answers."))
    _check_talk_is_open(viewer, topic)
    if not post.is_shown:
        raise Refusal(_("This post does not stand any more."))


def check_suggest_filing(viewer: Viewer, post: Post, topic: Topic) -> None:
    """The host and moderators suggest what somebody else's post answers (matrix 21)."""
    check_care_of_prompts(viewer, topic)
    if post.author_id == viewer.id:
        raise Refusal(_("This is your own post: you say what it answers."))
    if not post.is_shown or post.author_id is None:
        raise Refusal(_("This post does not stand any more."))


def _check_talk_is_open(viewer: Viewer, topic: Topic) -> None:
    """What structures a talk stays as it is once that is closed."""
    check_writer(viewer)
    if topic.merged_into_id:
        raise Refusal(_("This topic was merged into another."))
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This topic is closed; its questions stay as they are."))


def check_open_topic(viewer: Viewer) -> None:
    """Members open topics wherever they may read."""
    check_writer(viewer)


def check_reply(viewer: Viewer, topic: Topic) -> None:
    """Members reply while the topic is open; its moderators may still add a word when it is
    closed. Nobody adds to an archived one."""
    check_writer(viewer)
    if topic.state == Topic.State.ARCHIVED:
        raise Refusal(_("This topic is archived; it takes no more replies."))
    if topic.state == Topic.State.CLOSED and not viewer.moderates(topic.category_id):
        raise Refusal(_("This topic is closed; it takes no more replies."))


def check_edit(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Only its author changes a text, while it stands and the topic is open."""
    _check_own(viewer, post, _("Only its author can change a post."))
    check_writer(viewer)
    if post.withdrawn_at:
        raise Refusal(_("This post was withdrawn; it cannot be changed any more."))
    if post.hidden_at:
        raise Refusal(_("This post is hidden by moderators; it cannot be changed meanwhile."))
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This topic is closed; its posts stay as they are."))


def check_withdraw(viewer: Viewer, post: Post) -> None:
    """Only its author takes a post back."""
    _check_own(viewer, post, _("Only its author can withdraw a post."))


def check_like(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Members like what others said, while it stands and its topic is not archived."""
    check_writer(viewer)
    if post.author_id == viewer.id:
        raise Refusal(_("You cannot like your own post."))
    if not post.is_shown:
        raise Refusal(_("This post does not stand any more."))
    if topic.state == Topic.State.ARCHIVED:
        raise Refusal(_("This topic is archived; it stays as it is."))


def check_read_text(viewer: Viewer, post: Post, topic: Topic) -> None:
    """A withdrawn or hidden text, and its versions, are for its author and moderators."""
    if post.is_shown or viewer.moderates(topic.category_id):
        return
    if not viewer.is_member or post.author_id != viewer.id:
        raise Refusal(_("The text of this post is not shown any more."))


def check_report(viewer: Viewer, post: Post) -> None:
    """Members report what others wrote, while it stands; also those who may not write now."""
    check_member(viewer)
    if post.author_id == viewer.id:
        raise Refusal(_("You cannot report your own post; you can withdraw it."))
    if not post.is_shown:
        raise Refusal(_("This post does not stand any more."))


def check_hide(viewer: Viewer, post: Post, topic: Topic) -> None:
    """Moderators hide and restore posts, but nobody decides about their own."""
    check_curate(viewer, topic)
    if post.author_id == viewer.id:
        raise Refusal(_("Nobody decides about their own post."))


def check_curate(viewer: Viewer, topic: Topic) -> None:
    """The moderators of a topic's category, and those of the whole site, curate it."""
    check_moderate(viewer, topic.category_id)


def check_moderate(viewer: Viewer, category_id: int) -> None:
    """Moderators act where they are named: in a category, or in the whole site."""
    if viewer.moderates(category_id):
        return
    if viewer.moderates_somewhere:
        raise Refusal(_("You moderate other categories, not this one."))
    raise Refusal(_("This is for moderators."))


def check_close(viewer: Viewer, topic: Topic) -> None:
    """Moderators close topics, and the host of a topic its own."""
    _check_host_or_moderator(viewer, topic)
    _check_not_archived(topic)


def check_reopen(viewer: Viewer, topic: Topic) -> None:
    """Moderators reopen topics; the host takes an own closing back within 30 days."""
    _check_host_or_moderator(viewer, topic)
    _check_not_archived(topic)
    if viewer.moderates(topic.category_id):
        return
    if topic.closed_by_id != viewer.id:
        raise Refusal(_("Moderators closed this topic; they can reopen it."))
    if topic.closed_at and timezone.now() - topic.closed_at > HOST_REOPENS:
        raise Refusal(_("You closed this topic more than 30 days ago; moderators can reopen it."))


def check_rename(viewer: Viewer, topic: Topic) -> None:
    """Moderators and the host give a topic another title; the ledger keeps the one before."""
    _check_host_or_moderator(viewer, topic)
    _check_not_archived(topic)


def check_tag(viewer: Viewer, topic: Topic) -> None:
    """Moderators and the host choose the tags of a topic."""
    _check_host_or_moderator(viewer, topic)
    _check_not_archived(topic)


def check_pin(viewer: Viewer, topic: Topic, pin: str = Topic.Pin.CATEGORY) -> None:
    """Moderators pin a topic in its category; those of the whole site pin it everywhere."""
    check_curate(viewer, topic)
    _check_not_archived(topic)
    if Topic.Pin.SITE in {pin, topic.pin} and not viewer.moderates_site:
        raise Refusal(_("Only moderators of the whole site pin a topic everywhere."))


def check_move(viewer: Viewer, topic: Topic, category: Category | None = None) -> None:
    """Moderators of both categories move a topic; its host may move it to fewer readers.

    Without a category it is asked whether the viewer moves this topic at all.
    """
    _check_host_or_moderator(viewer, topic)
    _check_not_archived(topic)
    if category is None:
        return
    if viewer.moderates(topic.category_id):
        check_moderate(viewer, category.pk)
    elif category.visibility == topic.category.visibility or topic.category.opens(category):
        raise Refusal(_("You can move your topic only to where fewer people read it."))


def check_take_apart(viewer: Viewer, topic: Topic) -> None:
    """Moderators split and merge topics and move posts, where nothing is archived."""
    check_curate(viewer, topic)
    _check_not_archived(topic)


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


def check_decide_held(viewer: Viewer, held: HeldPost) -> None:
    """Moderators approve and refuse what waits, but nobody their own."""
    check_moderate(viewer, held.category_id)
    if held.author_id == viewer.id:
        raise Refusal(_("Nobody decides about their own post."))


def check_own_held(viewer: Viewer, held: HeldPost) -> None:
    """Only its author changes a waiting text or takes it back."""
    if held.author_id != check_member(viewer):
        raise Refusal(_("Only its author can change this."))


def check_resend(viewer: Viewer, held: HeldPost, reads: bool) -> None:
    """Its author sends a text again, while they could still write it there; `reads` says whether
    they still read that place."""
    check_own_held(viewer, held)
    check_writer(viewer)
    if not reads:
        raise Refusal(_("You cannot read this place any more, so you cannot write there."))
    if held.topic:
        check_reply(viewer, held.topic)


def check_as_host(viewer: Viewer, topic: Topic) -> None:
    """Who hosts a topic may mark a post as the voice of the process (domain §3.3)."""
    if not is_host(viewer, topic):
        raise Refusal(_("Only who holds this topic writes in that role."))


def check_ask(viewer: Viewer, topic: Topic) -> None:
    """Members put questions to people of a topic while it is open (domain §4.2, row 16)."""
    check_writer(viewer)
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This topic is closed; its questions to people stay as they are."))


def check_settle(
    viewer: Viewer, topic: Topic, ask: Ask, after: str, panel_ids: Collection[int] = ()
) -> None:
    """Who is asked, the host and moderators answer an ask and set it aside; the asker says that it
    is answered, and reopens it once (domain §4.1, §4.2 rows 17 to 19). `panel_ids` are the people
    of the panel, who are asked together."""
    check_ask(viewer, topic)
    mine: list[Party] = []
    if ask.author_id == viewer.id:
        mine.append(Party.AUTHOR)
    if ask.to_person_id == viewer.id:
        mine.append(Party.ADDRESSEE)
    if ask.to_panel and viewer.id in panel_ids:
        mine.append(Party.PANELIST)
    check_step(parties_to(viewer, topic, *mine), ASK, ask.state, after)
    if after == Ask.State.WAITING and ask.was_reopened:
        raise Refusal(_("A question can be reopened once; ask another one."))


def check_appear(writer: Viewer, held: HeldPost, signs_in: bool, reads: bool) -> None:
    """A waiting text appears only where its writer could post it now: who may sign in, write and
    read that place. The sentences are for the moderator who approves it."""
    if not signs_in or writer.is_silenced:
        raise Refusal(_("Its writer may not write at present; decide about it afterwards."))
    if not reads:
        raise Refusal(_("Its writer cannot read this place any more, so it cannot appear there."))
    if held.topic:
        check_reply(writer, held.topic)


def check_name_harvester(viewer: Viewer, topic: Topic) -> None:
    """The host names who drafts the harvests, and accepts who offers to."""
    check_writer(viewer)
    if not is_host(viewer, topic):
        raise Refusal(_("This is for who holds the topic."))
    _check_not_archived(topic)


def check_offer_harvest(viewer: Viewer, topic: Topic) -> None:
    """Every member may offer to draft the harvest."""
    check_writer(viewer)
    _check_not_archived(topic)


def check_harvest(viewer: Viewer, topic: Topic, is_harvester: bool = False) -> None:
    """The host and those named to harvest draft, also where the topic is closed."""
    check_writer(viewer)
    if not is_harvester and not is_host(viewer, topic):
        raise Refusal(_("Harvests are drafted by who holds the topic and by those they named."))
    _check_not_archived(topic)


def check_publish_harvest(viewer: Viewer, topic: Topic, state: str) -> None:
    """The host alone publishes."""
    check_writer(viewer)
    _check_not_archived(topic)
    check_step(parties_to(viewer, topic), HARVEST, state, Harvest.State.PUBLISHED)


def check_unpublish_harvest(viewer: Viewer, topic: Topic, state: str) -> None:
    """The host takes a harvest back, and moderators do."""
    check_member(viewer)
    _check_not_archived(topic)
    check_step(parties_to(viewer, topic), HARVEST, state, Harvest.State.UNPUBLISHED)


def check_dispute(viewer: Viewer, citation: Citation) -> None:
    """Who is cited says that this is not what they meant; they may say it in other words."""
    check_writer(viewer)
    again = citation.state == Citation.State.DISPUTED
    before = Citation.State.OK if again else citation.state
    check_step(_parties_to_citation(viewer, citation), CITATION, before, Citation.State.DISPUTED)


def check_settle_dispute(viewer: Viewer, citation: Citation) -> None:
    """Who disputed a citation takes it back; nobody else does."""
    check_member(viewer)
    check_step(_parties_to_citation(viewer, citation), CITATION, citation.state, Citation.State.OK)


def _parties_to_citation(viewer: Viewer, citation: Citation) -> frozenset[Party]:
    is_cited = viewer.is_member and citation.post.author_id == viewer.id
    return frozenset({Party.CITED}) if is_cited else frozenset()


def must_wait(viewer: Viewer, category: Category, *, opens_topic: bool, is_new: bool) -> bool:
    """Whether a text waits for a moderator before it appears; those of moderators never do.

    `is_new` says that its writer has fewer posts than the community wants to see first.
    """
    if viewer.moderates(category.pk):
        return False
    held = {Category.Holds.POSTS} | ({Category.Holds.TOPICS} if opens_topic else set())
    return is_new or category.holds in held


def check_set_up(viewer: Viewer, topic: Topic) -> None:
    """The host and moderators say what a topic is set up as, and where it comes from, while it
    is open."""
    _check_host_or_moderator(viewer, topic)
    _check_open(topic)


def check_convert(viewer: Viewer, topic: Topic, kind: str) -> None:
    """They make an ordinary topic a recap or a fishbowl, and a recap an ordinary one again."""
    check_set_up(viewer, topic)
    check_step(parties_to(viewer, topic), KIND, topic.kind, kind)


def check_invite(viewer: Viewer, topic: Topic) -> None:
    """The host chooses who sits on the panel; moderators do where there is no host."""
    check_set_up(viewer, topic)
    if topic.host_id and not is_host(viewer, topic):
        raise Refusal(_("Only who holds a topic asks people onto its panel."))


def check_unseat(viewer: Viewer, topic: Topic, has_answered: bool) -> None:
    """The host and moderators take somebody off the panel; who has answered what the host wrote
    of them is taken off by moderators alone, so that no host wipes out a correction."""
    check_set_up(viewer, topic)
    if has_answered and not viewer.moderates(topic.category_id):
        raise Refusal(
            _("They have answered what was written down of them, so only moderators take them off.")
        )


def check_perspective(viewer: Viewer, topic: Topic, has_answered: bool = False) -> None:
    """Only the host writes down what somebody on the panel said, while the topic is open.

    `has_answered` asks about taking it away: what was answered in public stays.
    """
    check_writer(viewer)
    if not is_host(viewer, topic):
        raise Refusal(_("Only who holds a topic writes down what was said on its panel."))
    _check_open(topic)
    if has_answered:
        raise Refusal(_("They have answered this. You can say it otherwise, not take it away."))


def check_respond(viewer: Viewer, topic: Topic, person_id: int | None) -> None:
    """Only the person of whom something was written down answers it; also in a closed topic."""
    if check_writer(viewer) != person_id:
        raise Refusal(_("Only the person of whom this was written down answers it."))
    _check_not_archived(topic)


def check_relate(viewer: Viewer, topic: Topic) -> None:
    """The host and the author of a topic say which other topics it comes from."""
    check_writer(viewer)
    if not is_host(viewer, topic) and topic.author_id != viewer.id:
        raise Refusal(_("Only its author and who holds a topic say where it comes from."))
    _check_not_archived(topic)


def check_unrelate(viewer: Viewer, topic: Topic) -> None:
    """The host takes that back, and moderators do."""
    _check_host_or_moderator(viewer, topic)
    _check_not_archived(topic)


def check_origins(viewer: Viewer, topic: Topic) -> None:
    """Whoever may add or take back something reads the page about it."""
    if not may(check_unrelate, viewer, topic):
        check_relate(viewer, topic)


def _check_open(topic: Topic) -> None:
    _check_not_archived(topic)
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This topic is closed; its panel stays as it is."))


def _check_host_or_moderator(viewer: Viewer, topic: Topic) -> None:
    check_member(viewer)
    if is_host(viewer, topic) and not viewer.moderates(topic.category_id):
        check_writer(viewer)
    else:
        check_curate(viewer, topic)


def _check_not_archived(topic: Topic) -> None:
    if topic.merged_into_id:
        raise Refusal(_("This topic was merged into another."))
    if topic.state == Topic.State.ARCHIVED:
        raise Refusal(_("This topic is archived; take it out of the archive first."))


def _check_own(viewer: Viewer, post: Post, sentence: str) -> None:
    check_member(viewer)
    if post.author_id != viewer.id:
        raise Refusal(sentence)
