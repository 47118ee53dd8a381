from django.apps import AppConfig
from django.db.models import CharField, OuterRef
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    name = "threads"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Tell the apps below what they ask of this one: `notifications` who may read a post and
        whom it concerns, `accounts` which categories somebody moderates and how a text becomes
        HTML."""
        from accounts.models import register_moderated  # noqa: PLC0415 - models load first
        from accounts.texts import register_renderer  # noqa: PLC0415
        from ledger.queries import register_withheld  # noqa: PLC0415
        from notifications.registry import Gate, registry  # noqa: PLC0415
        from threads.models import CategoryModerator  # noqa: PLC0415
        from threads.queries import notices, notices_of_asks  # noqa: PLC0415
        from threads.queries.texts import profile_html  # noqa: PLC0415

        CharField.register_lookup(Upper)
        register_withheld(notices.withheld_posts)
        moderated = CategoryModerator.objects.filter(person=OuterRef("pk"))
        register_moderated(moderated.values("category_id"))
        register_renderer(profile_html)
        registry.register_gate(
            "post",
            Gate(
                readable=notices.readable_posts,
                describe=notices.describe_posts,
                later=notices.sealed_posts,
                withheld=notices.telling_posts,
            ),
        )
        registry.register_audience("post", notices.audience_of_post)
        registry.register_audience("edit", notices.audience_of_edit)
        registry.register_audience("like", notices.audience_of_like)
        asks = Gate(notices_of_asks.readable_asks, notices_of_asks.describe_asks)
        registry.register_gate("ask", asks)
        registry.register_audience("ask", notices_of_asks.audience_of_ask)
        registry.register_audience("reminder", notices_of_asks.audience_of_reminder)
        registry.register_audience("answered", notices_of_asks.audience_of_answer)
        registry.register_gate(
            "perspective", Gate(notices.readable_perspectives, notices.describe_perspectives)
        )
        registry.register_audience("perspective", notices.audience_of_perspective)
        registry.register_gate("prompt", Gate(notices.readable_prompts, notices.describe_prompts))
        registry.register_audience("prompt", notices.audience_of_prompt)
        registry.register_audience("filing", notices.audience_of_filing)
        registry.register_gate(
            "suggestion", Gate(notices.readable_suggestion_ids, notices.describe_suggestions)
        )
        registry.register_audience("suggestion", notices.audience_of_suggestion)
        registry.register_gate(
            "citation", Gate(notices.readable_citations, notices.describe_citations)
        )
        registry.register_audience("harvest", notices.audience_of_harvest)
        registry.register_audience("dispute", notices.audience_of_dispute)
