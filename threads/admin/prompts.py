"""Questions, their wordings, and who answered, passed or suggested: looked at here, and repaired
through the acts of the site, under the same rules, with a line in the ledger."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from accounts.viewer import Viewer
from ledger.models import Entry
from threads import policies
from threads.actions import prompts as acts
from threads.actions.suggestions import adopt_suggestion
from threads.admin.acts import RowAct, as_admin_action
from threads.admin.gates import Curated, Gated, PlaceFilter, ReadOnlyRows
from threads.forms.curation import LightForm
from threads.forms.prompts import RewordForm
from threads.models import Answer, Prompt, PromptPass, PromptSuggestion, PromptVersion

OPEN, CLOSED, WITHDRAWN = Prompt.State.OPEN, Prompt.State.CLOSED, Prompt.State.WITHDRAWN


def _check_prompts(viewer: Viewer, prompt: Prompt) -> None:
    policies.check_prompts(viewer, prompt.topic)


def _check_care(viewer: Viewer, prompt: Prompt) -> None:
    policies.check_care_of_prompts(viewer, prompt.topic)


def _reword(viewer: Viewer, prompt: Prompt, reason: str, **words: Any) -> Entry | None:
    return acts.edit_prompt(viewer, prompt, reason=reason, version=prompt.version, **words)


ACTS = (
    RowAct[Prompt](
        name="reword",
        title=_("Change the words"),
        title_of_many=_("Change the words of the chosen question"),
        effect=_("The wording before is kept. Readers see both, and your reason."),
        act=_reword,
        check=_check_care,
        applies=lambda _prompt: True,
        form=RewordForm,
        several=False,
    ),
    RowAct[Prompt](
        name="close_prompt",
        title=_("Close"),
        title_of_many=_("Close the chosen questions"),
        effect=_("They take no more answers; what was said stays."),
        act=acts.close_prompt,
        check=_check_prompts,
        applies=lambda prompt: prompt.state == OPEN,
        form=LightForm,
    ),
    RowAct[Prompt](
        name="reopen_prompt",
        title=_("Reopen"),
        title_of_many=_("Reopen the chosen questions"),
        effect=_("They take answers again."),
        act=acts.reopen_prompt,
        check=_check_prompts,
        applies=lambda prompt: prompt.state == CLOSED,
        form=LightForm,
    ),
    RowAct[Prompt](
        name="withdraw_prompt",
        title=_("Withdraw"),
        title_of_many=_("Withdraw the chosen questions"),
        effect=_("They leave the topic; answered ones keep their address, others are removed."),
        act=acts.withdraw_prompt,
        check=_check_care,
        applies=lambda prompt: prompt.state != WITHDRAWN,
    ),
    RowAct[Prompt](
        name="restore_prompt",
        title=_("Restore"),
        title_of_many=_("Restore the chosen questions"),
        effect=_("They stand in the topic again, as its last."),
        act=acts.restore_prompt,
        check=_check_care,
        applies=lambda prompt: prompt.state == WITHDRAWN,
        form=LightForm,
    ),
)


def _check_suggestion(viewer: Viewer, suggestion: PromptSuggestion) -> None:
    policies.check_prompts(viewer, suggestion.topic)


ADOPT = RowAct[PromptSuggestion](
    name="adopt",
    title=_("Take up"),
    title_of_many=_("Take the chosen questions up"),
    effect=_("The topic asks them, with the name of who suggested them."),
    act=adopt_suggestion,
    check=_check_suggestion,
    applies=lambda one: one.state in {one.State.WAITING, one.State.DECLINED},
    form=LightForm,
)


class PromptVersionInline(ReadOnlyRows, admin.TabularInline[PromptVersion, Prompt]):
    """Earlier wordings of a question."""

    model = PromptVersion
    fields = ("version", "text", "note", "voices", "changed_meaning", "replaced_at")


@admin.register(Prompt)
class PromptAdmin(Curated, ReadOnly, Gated[Prompt]):
    """Questions of topics."""

    list_display = ("text", "topic", "position", "state", "version", "sealed")
    list_filter = ("state", "sealed", "created_at", ("topic__category", PlaceFilter))
    search_fields = ("text", "topic__title")
    list_select_related = ("topic",)
    date_hierarchy = "created_at"
    inlines = (PromptVersionInline,)
    actions = tuple(as_admin_action(act) for act in ACTS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prompt]:
        """Prompts with their topics, whose address is part of theirs."""
        return super().get_queryset(request).select_related("topic")


class OfPrompt[M: Model](ReadOnly, Gated[M]):
    """Rows that belong to a question, and are looked at there."""

    places = ("prompt__topic__category",)
    # Who else is named in a row.
    along: ClassVar[tuple[str, ...]] = ()

    def view_on_site(self, obj: Any) -> str:
        """The question."""
        url: str = obj.prompt.get_absolute_url()
        return url

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """With the question and its topic, whose address is part of its own."""
        return super().get_queryset(request).select_related("prompt__topic", *self.along)


@admin.register(PromptVersion)
class PromptVersionAdmin(OfPrompt[PromptVersion]):
    """Every wording that was."""

    list_display = ("text", "prompt", "version", "voices", "changed_meaning", "replaced_at")
    list_filter = ("changed_meaning", "replaced_at", ("prompt__topic__category", PlaceFilter))
    search_fields = ("text", "prompt__text", "prompt__topic__title")
    date_hierarchy = "replaced_at"


@admin.register(PromptPass)
class PromptPassAdmin(OfPrompt[PromptPass]):
    """Who passed on what."""

    list_display = ("prompt", "person", "created_at")
    list_filter = ("created_at", ("prompt__topic__category", PlaceFilter))
    search_fields = ("prompt__text", "person__username")
    along = ("person",)
    date_hierarchy = "created_at"


@admin.register(PromptSuggestion)
class PromptSuggestionAdmin(Curated, ReadOnly, Gated[PromptSuggestion]):
    """Questions that members suggest."""

    list_display = ("text", "topic", "author", "state", "created_at")
    list_filter = ("state", "created_at", ("topic__category", PlaceFilter))
    search_fields = ("text", "topic__title", "author__username")
    list_select_related = ("topic", "author")
    date_hierarchy = "created_at"
    actions = (as_admin_action(ADOPT),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PromptSuggestion]:
        """With their topics, which the rules ask for."""
        return super().get_queryset(request).select_related("topic")

    def view_on_site(self, obj: Any) -> str:
        """Where the host decides."""
        return f"/t/{obj.topic_id}/prompts/"


@admin.register(Answer)
class AnswerAdmin(ReadOnly, Gated[Answer]):
    """Which post answers which prompt; only its author says so, so nothing is done here."""

    list_display = ("post", "prompt", "prompt_version", "state", "suggested_by")
    list_filter = ("state", "prompt__state", ("prompt__topic__category", PlaceFilter))
    search_fields = ("prompt__text", "post__topic__title")
    list_select_related = ("post", "prompt", "suggested_by")
    date_hierarchy = "post__created_at"
    places = ("post__topic__category",)

    def view_on_site(self, obj: Any) -> str:
        """The post that answers."""
        return obj.post.get_absolute_url()
