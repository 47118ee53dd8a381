"""What was done, by whom, why: one append-only table.

It keeps ids, never names and never foreign keys, so that closing an account or deleting a
place edits none of its lines. A trigger in the database refuses every change (migration 0002).
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager


class Act(models.TextChoices):
    """What can be done; the closed list of the ledger's verbs."""

    HIDE = "hide", _("hid a post")
    RESTORE = "restore", _("restored a post")
    CLOSE = "close", _("closed the topic")
    REOPEN = "reopen", _("reopened the topic")
    TIMER = "timer", _("set when the topic closes by itself")
    UNTIMER = "untimer", _("no longer lets the topic close by itself")
    ARCHIVE = "archive", _("archived the topic")
    UNARCHIVE = "unarchive", _("took the topic out of the archive")
    PIN = "pin", _("pinned the topic")
    UNPIN = "unpin", _("unpinned the topic")
    UNLIST = "unlist", _("took the topic off the lists")
    RELIST = "relist", _("put the topic back on the lists")
    RENAME = "rename", _("renamed the topic")
    TAG = "tag", _("changed the tags of the topic")
    MOVE = "move", _("moved the topic to another category")
    SPLIT = "split", _("split posts into a topic of their own")
    MOVE_POSTS = "move_posts", _("moved posts to another topic")
    MERGE = "merge", _("merged the topic into another")
    APPROVE = "approve", _("let a waiting text appear")
    REFUSE = "refuse", _("refused a waiting text")
    KEEP = "keep", _("kept a reported post")
    RECONSIDER = "reconsider", _("took a decision back")
    TAKE = "take", _("took a case")
    RELEASE = "release", _("gave a case back")
    NOTE = "note", _("left a note on a case")
    APPEAL = "appeal", _("appealed against a decision")
    UPHOLD = "uphold", _("let a decision stand after an appeal")
    OVERTURN = "overturn", _("agreed with an appeal about what was over already")
    WARN = "warn", _("warned a member")
    UNWARN = "unwarn", _("took a warning back")
    SILENCE = "silence", _("silenced a member")
    UNSILENCE = "unsilence", _("lifted the silence of a member")
    SUSPEND = "suspend", _("suspended a member")
    UNSUSPEND = "unsuspend", _("lifted the suspension of a member")
    ANONYMISE = "anonymise", _("closed the account of a member for good")
    APPOINT = "appoint", _("gave a right")
    DISMISS = "dismiss", _("took a right away")
    PLACE = "place", _("changed the rules of a category")
    COMMUNITY = "community", _("changed a rule of the community")
    PROMPT_ADD = "prompt_add", _("asked another question")
    PROMPT_ADOPT = "prompt_adopt", _("took up a suggested question")
    PROMPT_EDIT = "prompt_edit", _("changed a question")
    PROMPT_ORDER = "prompt_order", _("put the questions in another order")
    PROMPT_CLOSE = "prompt_close", _("closed a question")
    PROMPT_REOPEN = "prompt_reopen", _("reopened a question")
    PROMPT_WITHDRAW = "prompt_withdraw", _("withdrew a question")
    PROMPT_RESTORE = "prompt_restore", _("restored a question")
    PROMPT_DELETE = "prompt_delete", _("removed a question that nobody had answered")
    PROMPT_SEAL = "prompt_seal", _("sealed the answers to a question")
    PROMPT_OPEN = "prompt_open", _("opened the sealed answers to a question")
    FILE = "file", _("suggested what a post answers")
    CONVERT = "convert", _("made the topic another kind")
    PANEL = "panel", _("changed the panel")
    SOURCE = "source", _("changed where this comes from")
    RELATE = "relate", _("said which topic this comes from")
    UNRELATE = "unrelate", _("took back which topic this comes from")
    PERSPECTIVE = "perspective", _("wrote down what somebody on the panel said")
    RESPOND = "respond", _("answered what was written down of them")
    ASK_SET_ASIDE = "ask_set_aside", _("set a question aside")
    ASK_ANSWERED = "ask_answered", _("marked a question as answered")
    ASK_REOPEN = "ask_reopen", _("reopened a question to somebody")
    HARVESTER = "harvester", _("named a harvester")
    UNHARVESTER = "unharvester", _("no longer names a harvester")
    HARVEST = "harvest", _("published a harvest")
    UNHARVEST = "unharvest", _("took a harvest back")
    DISPUTE = "dispute", _("disputed a citation")
    SETTLE = "settle", _("settled a disputed citation")
    COHOST = "cohost", _("shares the care of this topic with somebody")
    UNCOHOST = "uncohost", _("no longer shares the care of this topic with somebody")
    HAND_OVER = "hand_over", _("handed the care of this topic over")
    HOSTLESS = "hostless", _("left this topic without anybody who cares for it")
    LABEL = "label", _("changed a word of the community")
    GATHER = "gather", _("went back to gathering")
    PANEL_BEGIN = "panel_begin", _("began the panel")
    FLOOR_OPEN = "floor_open", _("opened the floor")
    CHAIRS = "chairs", _("changed how many chairs are open")
    GALLERY = "gallery", _("changed what the gallery writes")
    DATES = "dates", _("changed the dates and times of the fishbowl")
    SEAT_JOIN = "seat_join", _("joined the panel")
    CHAIR_TAKE = "chair_take", _("took an open chair")
    CHAIR_BACK = "chair_back", _("gave the chair back")
    CHAIR_GIFT = "chair_gift", _("gave their chair to somebody")
    CHAIR_FREE = "chair_free", _("freed a chair")
    CHAIR_TIME = "chair_time", _("passed the chair on: the time was over, and somebody waited")
    SEAT_GONE = "seat_gone", _("left the community; the chair is free")
    REST = "rest", _("rests somebody from the chairs of this fishbowl")
    UNREST = "unrest", _("lets somebody back to the chairs of this fishbowl")
    ROUND_START = "round_start", _("began a round")
    ROUND_END = "round_end", _("ended the round")
    ROUND_DONE = "round_done", _("completed the round: everybody had their turn")
    TURN_SKIP = "turn_skip", _("went on without somebody's turn")
    CIRCLE = "circle", _("changed a circle")
    CIRCLE_ADD = "circle_add", _("took a member into a circle")
    CIRCLE_REMOVE = "circle_remove", _("took a member out of a circle")
    CIRCLE_JOIN = "circle_join", _("joined a circle by invitation")
    CIRCLE_LEAVE = "circle_leave", _("left a circle")
    CIRCLE_DECLINE = "circle_decline", _("did not take a member into a circle")
    CIRCLE_ROLE = "circle_role", _("gave a role in a circle")
    CIRCLE_UNROLE = "circle_unrole", _("ended a role in a circle")


class Audience(models.TextChoices):
    """Who reads a line in full, among those who may see the place it speaks of."""

    MEMBERS = "members", _("members")
    # Others see what kind of act it was and until when, not whom it concerned and why.
    PARTIES = "parties", _("the person concerned and moderators")
    # Others do not see the line.
    STAFF = "staff", _("moderators")


AUDIENCES = {
    Act.WARN: Audience.PARTIES,
    Act.UNWARN: Audience.PARTIES,
    Act.SILENCE: Audience.PARTIES,
    Act.UNSILENCE: Audience.PARTIES,
    Act.SUSPEND: Audience.PARTIES,
    Act.UNSUSPEND: Audience.PARTIES,
    Act.ANONYMISE: Audience.PARTIES,
    Act.REFUSE: Audience.PARTIES,
    Act.CIRCLE_DECLINE: Audience.PARTIES,
    Act.KEEP: Audience.STAFF,
    Act.RECONSIDER: Audience.STAFF,
    Act.TAKE: Audience.STAFF,
    Act.RELEASE: Audience.STAFF,
    Act.NOTE: Audience.STAFF,
    # Its actor is the person concerned: to name them would say who was decided against.
    Act.APPEAL: Audience.STAFF,
    Act.UPHOLD: Audience.PARTIES,
    Act.OVERTURN: Audience.PARTIES,
    # The answer says it where it can be read; the line would name who wrote one that is sealed.
    Act.ASK_ANSWERED: Audience.STAFF,
}


class Entry(models.Model):
    """One line: who did what to what, where, when and why.

    `topic_id`, `post_id`, `person_id`, `prompt_id`, `held_id` and `category_id` say what it was
    done to and where; `other_topic_id` is where posts went in a split, move or merge,
    `other_category_id` where a topic came from. `before` and `after` keep what was changed, in
    words. `reverts_id` is the line that this one takes back.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    act = models.CharField(_("act"), max_length=20, choices=Act)
    actor_id = models.BigIntegerField(_("who"))
    category_id = models.BigIntegerField(_("category"), null=True)
    other_category_id = models.BigIntegerField(_("category before"), null=True)
    topic_id = models.BigIntegerField(_("topic"), null=True)
    other_topic_id = models.BigIntegerField(_("other topic"), null=True)
    post_id = models.BigIntegerField(_("post"), null=True)
    held_id = models.BigIntegerField(_("waiting text"), null=True)
    person_id = models.BigIntegerField(_("person"), null=True)
    prompt_id = models.BigIntegerField(_("prompt"), null=True)
    before = models.CharField(_("before"), max_length=500, blank=True, default="")
    after = models.CharField(_("after"), max_length=500, blank=True, default="")
    reason = models.CharField(_("why"), max_length=500, blank=True)
    until = models.DateTimeField(_("until"), null=True)
    audience = models.CharField(
        _("who reads it"), max_length=10, choices=Audience, default=Audience.MEMBERS
    )
    reverts_id = models.BigIntegerField(_("takes back"), null=True)

    objects = StrictManager["Entry"]()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["topic_id", "id"], name="ledger_entry_topic"),
            models.Index(
                fields=["other_topic_id", "id"],
                condition=models.Q(other_topic_id__isnull=False),
                name="ledger_entry_other_topic",
            ),
            models.Index(
                fields=["post_id"],
                condition=models.Q(post_id__isnull=False),
                name="ledger_entry_post",
            ),
            models.Index(
                fields=["reverts_id"],
                condition=models.Q(reverts_id__isnull=False),
                name="ledger_entry_reverts",
            ),
            # The log reads newest first, by when it happened: an import tells of earlier times.
            models.Index(fields=["-at", "-id"], name="ledger_entry_at"),
            models.Index(fields=["actor_id", "-at", "-id"], name="ledger_entry_actor"),
            models.Index(fields=["person_id", "-at", "-id"], name="ledger_entry_person"),
            models.Index(fields=["category_id", "-at", "-id"], name="ledger_entry_category"),
            models.Index(fields=["act", "-at", "-id"], name="ledger_entry_act"),
        ]

    def __str__(self) -> str:
        return f"{self.act} ({self.pk})"
