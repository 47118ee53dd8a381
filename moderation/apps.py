from django.apps import AppConfig
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        """Tell the apps below what they ask of this one: `threads` who keeps the cases and counts
        the reports, `notifications` whom an act of curating concerns."""
        from accounts.exports import register_export  # noqa: PLC0415 - models load first
        from moderation.actions.keeping import Keeper  # noqa: PLC0415
        from moderation.models import Report  # noqa: PLC0415
        from moderation.queries import concerned  # noqa: PLC0415
        from moderation.queries.exports import own_cases  # noqa: PLC0415
        from notifications.registry import Gate, registry  # noqa: PLC0415
        from threads.actions.cases import register_keeper  # noqa: PLC0415
        from threads.actions.counters import count_also  # noqa: PLC0415

        register_export(own_cases)
        register_keeper(Keeper())
        standing = Report.objects.filter(taken_back_at=None, case__decision="")
        count_also("report_count", standing.annotate(post_id=F("case__post_id")))
        registry.register_gate(
            "entry",
            Gate(
                readable=concerned.readable_entries,
                describe=concerned.describe_entries,
                withheld=concerned.withheld_entries,
                topics=concerned.topics_of_entries,
            ),
        )
        registry.register_audience("entry", concerned.audience_of_entry)
