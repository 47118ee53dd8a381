from django.apps import AppConfig
from django.db.models import CharField
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    name = "threads"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Tell the apps below what they ask of this one: `notifications` who may read a post, whom
        it concerns and what mail prints of it, `accounts` which categories somebody moderates and
        how a text becomes HTML."""
        from accounts.exports import register_export  # noqa: PLC0415 - models load first
        from accounts.texts import register_renderer  # noqa: PLC0415
        from ledger.queries import register_withheld  # noqa: PLC0415
        from notifications.registry import Conversations, registry  # noqa: PLC0415
        from threads.actions import by_mail  # noqa: PLC0415
        from threads.actions.circles import tell_of_circles  # noqa: PLC0415
        from threads.queries import mailed, notices  # noqa: PLC0415
        from threads.queries.exports import own_words  # noqa: PLC0415
        from threads.queries.subjects import AUDIENCES, CROWDS, DIGESTS, GATES  # noqa: PLC0415
        from threads.queries.texts import profile_html  # noqa: PLC0415

        CharField.register_lookup(Upper)
        register_withheld(notices.withheld_posts)
        tell_of_circles()
        register_renderer(profile_html)
        register_export(own_words)
        registry.register_conversations(
            Conversations(
                posts=mailed.posts_by_mail,
                titles=mailed.titles_of_topics,
                categories=mailed.names_of_categories,
                visits=mailed.visits,
                gets_category=mailed.gets_category,
                stop_category=by_mail.stop_category,
                resume_category=by_mail.resume_category,
            )
        )
        for name, gate in GATES.items():
            registry.register_gate(name, gate)
        for occasion, audience in AUDIENCES.items():
            registry.register_audience(occasion, audience)
        for occasion, crowd in CROWDS.items():
            registry.register_crowd(occasion, crowd)
        for section, source in DIGESTS:
            registry.register_digest(section, source)
