from django.apps import AppConfig


class FloorConfig(AppConfig):
    """The one app of the bare project."""

    name = "benchmarks.floor"
    label = "floor"
    default_auto_field = "django.db.models.BigAutoField"
