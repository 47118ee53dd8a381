from django.apps import AppConfig
from django.db.models import CharField
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


class ThreadsConfig(AppConfig):
    name = "threads"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Tell `notifications`, which stands below, who may read a post and whom it concerns."""
        from notifications.registry import Gate, registry  # noqa: PLC0415 - models load first
        from threads.queries import notices  # noqa: PLC0415

        CharField.register_lookup(Upper)
        registry.register_gate(Gate(notices.readable_posts, notices.describe_posts))
        registry.register_audience("post", notices.audience_of_post)
        registry.register_audience("edit", notices.audience_of_edit)
        registry.register_audience("like", notices.audience_of_like)
