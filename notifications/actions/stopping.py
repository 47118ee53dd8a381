"""What the links in a mail do: stop a part of it, and take that back. Whoever has the token may, so
nobody is asked who they are; nothing else can be done with it."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications.models import SORTS, ByMail, Choice, Mail, MailChoice, MailStop, Notice, Sort
from notifications.queries.choices import ways_of
from notifications.queries.stops import DEFAULT, Scope
from notifications.registry import registry


@transaction.atomic
def stop_mail(person_id: int, scope: Scope) -> None:
    """Stop this part of somebody's mail; what waits of it is not sent. Twice is once."""
    match scope.name:
        case "topic":
            MailStop.objects.get_or_create(person_id=person_id, topic_id=scope.id)
        case "category":
            registry.conversations.stop_category(person_id, scope.id)
        case "sort":
            _choose(person_id, Sort(scope.value), ByMail.NEVER)
            _let_go(person_id, Sort(scope.value))
        case "digest":
            _change(person_id, digest=MailChoice.Digest.NONE)
        case "all":
            _change(person_id, is_off=True)


@transaction.atomic
def take_back_stop(person_id: int, scope: Scope, way: str) -> None:
    """Let this part come again, `way` (`WAYS_BACK`) being how it came before. What was not sent
    meanwhile is not sent later."""
    match scope.name:
        case "topic":
            MailStop.objects.filter(person=person_id, topic_id=scope.id).delete()
        case "category":
            registry.conversations.resume_category(person_id, scope.id)
        case "sort" if way in (ByMail.AT_ONCE, ByMail.DIGEST):
            _choose(person_id, Sort(scope.value), ByMail(way))
        case "sort":
            Choice.objects.filter(person=person_id, sort=scope.value).delete()
        case "digest":
            wanted = way if way in MailChoice.Digest.values and way != DEFAULT else ""
            _change(person_id, digest=wanted)
        case "all":
            _change(person_id, is_off=False)


def _choose(person_id: int, sort: Sort, by_mail: ByMail) -> None:
    """Change how mail tells of a sort; what the site shows of it stays."""
    on_site = ways_of([]).of_all(sort).on_site
    Choice.objects.update_or_create(
        person_id=person_id,
        sort=sort,
        defaults={"by_mail": by_mail},
        create_defaults={"by_mail": by_mail, "on_site": on_site},
    )


def _let_go(person_id: int, sort: Sort) -> None:
    """What waits of a sort is no matter of mail any more."""
    kinds = [kind for kind, of in SORTS.items() if of == sort]
    waiting = Q(mail=None) | Q(mail__state=Mail.State.WAITING)
    Notice.objects.filter(waiting, recipient=person_id, kind__in=kinds).update(by_mail=ByMail.NEVER)


def _change(person_id: int, **facts: object) -> None:
    facts["changed_at"] = timezone.now()
    MailChoice.objects.update_or_create(person_id=person_id, defaults=facts)
