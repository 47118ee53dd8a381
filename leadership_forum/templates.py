"""Django's templates, with one rule more: no query can start while a template renders.

What a page prints is fetched before, by `queries`; a template that asks the database is an
error in tests and in development. The admin, whose lists are lazy by design, is exempt.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates, Template
from django.template.context import make_context


class QueryInTemplate(Exception):
    """A template asked the database."""


def _refuse(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> None:
    raise QueryInTemplate(f"a template ran a query: {sql[:300]}")


class SealedTemplate(Template):
    """A template that prints what it was given, and nothing else."""

    def render(
        self, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> str:
        """Run the context processors, then render with the door to the database shut."""
        bound = make_context(context, request, autoescape=self.backend.engine.autoescape)
        with bound.bind_template(self.template), _seal(request):
            return self.template._render(bound)  # type: ignore[attr-defined]  # noqa: SLF001


def _seal(request: HttpRequest | None) -> AbstractContextManager[Any]:
    exempt = request is not None and request.path.startswith("/admin/")
    if exempt or not settings.SEAL_TEMPLATES:
        return nullcontext()
    return connection.execute_wrapper(_refuse)


class SealedTemplates(DjangoTemplates):
    """The template engine of the site."""

    def from_string(self, template_code: str) -> SealedTemplate:
        """A template out of a text."""
        return SealedTemplate(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> SealedTemplate:
        """A template by its name."""
        found = super().get_template(template_name)
        return SealedTemplate(found.template, self)
