"""Every address × everybody. An address without a row makes this fail."""

from dataclasses import dataclass, field

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.make import as_viewer, make_reply
from threads.actions.posts import hide_post
from threads.models import Prompt

CAST = ("guest", "member", "author", "moderator", "admin")
TO_LOGIN = 302


@dataclass(frozen=True)
class Row:
    """What each of the cast gets, in the order of CAST."""

    method: str
    expected: tuple[int, int, int, int, int]
    args: tuple[str, ...] = ()
    data: dict = field(default_factory=dict)


PUBLIC = (200, 200, 200, 200, 200)
MEMBERS = (302, 200, 200, 200, 200)
MEMBERS_ACT = (302, 302, 302, 302, 302)
ADMIN_ONLY = (302, 302, 302, 302, 200)

ROWS = {
    "threads:latest": [Row("get", PUBLIC)],
    "threads:category_detail": [Row("get", PUBLIC, ("hall",))],
    "threads:tag_detail": [Row("get", PUBLIC, ("roles",))],
    "threads:category_list": [Row("get", PUBLIC)],
    "threads:waiting_list": [Row("get", PUBLIC)],
    "threads:people_list": [Row("get", PUBLIC)],
    "threads:person_detail": [Row("get", PUBLIC, ("ada",))],
    "threads:topic_detail": [Row("get", PUBLIC, ("slug", "topic"))],
    "threads:topic_post": [Row("get", PUBLIC, ("slug", "topic", "1"))],
    "threads:topic_redirect": [Row("get", (301, 301, 301, 301, 301), ("topic",))],
    "threads:prompt_detail": [Row("get", PUBLIC, ("slug", "topic", "prompt"))],
    "threads:topic_create": [
        Row("get", MEMBERS),
        Row(
            "post",
            (403, 302, 302, 302, 302),
            data={"category": "hall", "title": "New", "body": "Text"},
        ),
    ],
    "threads:reply": [
        Row("post", (302, 422, 422, 422, 422), ("topic",), {"body": ""}),
        Row("post", (403, 302, 302, 302, 302), ("topic",), {"body": "Me too"}),
        Row("get", (302, 405, 405, 405, 405), ("topic",)),
    ],
    "threads:post_redirect": [
        Row("get", (302, 302, 302, 302, 302), ("post",)),
        Row("get", (404, 404, 302, 302, 302), ("hidden",)),
    ],
    "threads:post_edit": [
        Row("get", (302, 403, 200, 403, 403), ("post",)),
        Row("post", (403, 403, 302, 403, 403), ("post",), {"body": "Other", "version": "1"}),
        Row("get", (302, 404, 403, 403, 403), ("hidden",)),
    ],
    "threads:post_like": [
        Row("post", (302, 302, 403, 302, 302), ("post",)),
        Row("post", (302, 404, 403, 403, 403), ("hidden",)),
    ],
    "threads:post_likes": [
        Row("get", PUBLIC, ("post",)),
        Row("get", (404, 404, 404, 404, 404), ("hidden",)),
    ],
    "threads:post_withdraw": [
        Row("get", (302, 403, 200, 403, 403), ("post",)),
        Row("post", (302, 403, 302, 403, 403), ("post",)),
    ],
    "threads:post_history": [
        Row("get", PUBLIC, ("post",)),
        Row("get", (404, 404, 200, 200, 200), ("hidden",)),
        Row("get", (404, 404, 200, 200, 200), ("withdrawn",)),
    ],
    "threads:preview": [Row("post", (403, 200, 200, 200, 200), data={"body": "*Hi*"})],
    "accounts:profile_edit": [
        Row("get", MEMBERS),
        Row("post", MEMBERS_ACT, data={"display_name": "New"}),
    ],
    "notifications:notice_list": [Row("get", MEMBERS)],
    "notifications:mark_read": [Row("post", MEMBERS_ACT)],
    "moderation:log": [Row("get", MEMBERS)],
    "moderation:post_hide": [
        Row("get", (302, 403, 403, 200, 200), ("post",)),
        Row("post", (302, 403, 403, 302, 302), ("post",), {"reason": "Off topic"}),
        Row("post", (302, 403, 403, 422, 422), ("post",), {"reason": ""}),
    ],
    "moderation:post_restore": [Row("post", (302, 404, 403, 302, 302), ("hidden",))],
    "favicon": [Row("get", PUBLIC)],
    "robots": [Row("get", PUBLIC)],
    "outbox": [Row("get", PUBLIC)],
    # allauth: its own rules, in our look.
    "account_login": [Row("get", (200, 302, 302, 302, 302))],
    "account_signup": [Row("get", (200, 302, 302, 302, 302))],
    "account_logout": [Row("get", (302, 200, 200, 200, 200))],
    "account_reauthenticate": [Row("get", MEMBERS)],
    "account_inactive": [Row("get", PUBLIC)],
    "account_email": [Row("get", MEMBERS)],
    "account_change_password": [Row("get", MEMBERS)],
    "account_set_password": [Row("get", MEMBERS_ACT)],
    "account_reset_password": [Row("get", PUBLIC)],
    "account_confirm_password_reset_code": [Row("get", MEMBERS_ACT)],
    "account_complete_password_reset": [Row("get", MEMBERS_ACT)],
    "account_email_verification_sent": [Row("get", MEMBERS_ACT)],
    "account_confirm_login_code": [Row("get", MEMBERS_ACT)],
    "account_password_reset_completed": [Row("get", PUBLIC)],
    "mfa_index": [Row("get", MEMBERS)],
    "mfa_authenticate": [Row("get", MEMBERS_ACT)],
    "mfa_reauthenticate": [Row("get", MEMBERS_ACT)],
    "mfa_activate_totp": [Row("get", MEMBERS_ACT)],
    "mfa_deactivate_totp": [Row("get", (302, 404, 404, 404, 404))],
    "mfa_view_recovery_codes": [Row("get", (302, 404, 404, 404, 404))],
    "mfa_generate_recovery_codes": [Row("get", (302, 302, 302, 302, 302))],
    "mfa_download_recovery_codes": [Row("get", (302, 404, 404, 404, 404))],
    # The admin, but for the pages of models (below).
    "admin:index": [Row("get", ADMIN_ONLY)],
    "admin:login": [Row("get", (302, 403, 403, 403, 302))],
    "admin:logout": [Row("post", (302, 302, 302, 302, 200))],
    "admin:password_change": [Row("get", ADMIN_ONLY)],
    "admin:password_change_done": [Row("get", ADMIN_ONLY)],
    "admin:autocomplete": [
        Row(
            "get",
            ADMIN_ONLY,
            data={"app_label": "accounts", "model_name": "membership", "field_name": "person"},
        )
    ],
    "admin:jsi18n": [Row("get", (302, 302, 302, 302, 200))],
    "admin:view_on_site": [Row("get", (302, 302, 302, 302, 302), ("topic_type", "topic"))],
    "admin:app_list": [Row("get", ADMIN_ONLY, ("threads",))],
    "admin:auth_user_password_change": [Row("get", ADMIN_ONLY, ("ada_id",))],
}
ADMIN_MODEL_PAGES = {"changelist", "add", "history", "delete", "change"}
# Rows that only acts make cannot be added, and rows that carry words cannot be deleted.
MADE_BY_ACTS = {
    "answer", "post", "postrevision", "prompt", "topic", "like", "mention", "entry", "notice",
    "announcement", "clockjob", "heartbeat",
}  # fmt: skip


def url_names(patterns=None, namespace: str = "") -> set[str]:
    """The names of all addresses, `?<route>` for one without a name."""
    names: set[str] = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            names |= url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            names.add(namespace + (pattern.name or f"?{pattern.pattern}"))
    return names


def admin_model_names() -> set[str]:
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in admin.site._registry
        for page in ADMIN_MODEL_PAGES
    }


@pytest.mark.guard
def test_every_address_has_a_row():
    catch_alls = {"admin:?(?P<url>.*)$", "admin:?<path:object_id>/"}
    without = url_names() - ROWS.keys() - admin_model_names() - catch_alls
    assert without == set(), "say in ROWS what each of the cast gets there"


@pytest.mark.guard
def test_every_row_has_an_address():
    assert ROWS.keys() - url_names() == set()


@pytest.fixture
def things(cast, hall, topic, opening_post):
    from django.contrib.contenttypes.models import ContentType

    from threads.actions.posts import withdraw_post
    from threads.actions.topics import add_tags

    add_tags(topic, ["roles"])
    hidden = make_reply(cast.ada, topic, "Something rude")
    hide_post(as_viewer(cast.mo), hidden, "Rude")
    withdrawn = make_reply(cast.ada, topic, "Something silly")
    withdraw_post(as_viewer(cast.ada), withdrawn)
    return {
        "slug": topic.slug,
        "topic": topic.pk,
        "prompt": Prompt.objects.filter(topic=topic).first().pk,
        "post": opening_post.pk,
        "hidden": hidden.pk,
        "withdrawn": withdrawn.pk,
        "topic_type": ContentType.objects.get_for_model(type(topic)).pk,
        "ada_id": cast.ada.pk,
    }


@pytest.fixture
def browsers(cast, guest, sign_in) -> dict[str, Client]:
    return {
        "guest": guest,
        "member": sign_in(cast.ben),
        "author": sign_in(cast.ada),
        "moderator": sign_in(cast.mo),
        "admin": sign_in(cast.root),
    }


CASES = [
    pytest.param(name, number, who, id=f"{name}-{number}-{who}")
    for name, rows in ROWS.items()
    for number in range(len(rows))
    for who in CAST
]


@pytest.mark.parametrize(("name", "number", "who"), CASES)
def test_row(name, number, who, things, browsers):
    row = ROWS[name][number]
    url = reverse(name, args=[things.get(arg, arg) for arg in row.args])
    response = getattr(browsers[who], row.method)(url, row.data)
    assert response.status_code == row.expected[CAST.index(who)]
    if who == "guest" and name.startswith(
        ("threads:", "accounts:", "notifications:", "moderation:")
    ):
        away = response.headers.get("Location", "")
        assert TO_LOGIN not in row.expected[:1] or away.startswith(("/account/login/", "/t/"))


@pytest.mark.parametrize("who", CAST)
def test_admin_pages_of_models(who, things, browsers):
    """List and add page of every model: staff only; what acts make has no add page."""
    for model, page in admin.site._registry.items():
        names = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        expected = 200 if who == "admin" else 302
        assert browsers[who].get(reverse(f"{names}_changelist")).status_code == expected, names
        made_by_acts = model._meta.model_name in MADE_BY_ACTS
        if made_by_acts and who == "admin":
            expected = 403
        if model._meta.model_name == "community":
            continue
        if model._meta.app_label in {
            "accounts",
            "threads",
            "ledger",
            "notifications",
            "leadership_forum",
        }:
            assert browsers[who].get(reverse(f"{names}_add")).status_code == expected, names
        row = page.get_queryset(_request(browsers, who)).first() if who == "admin" else None
        if row is not None:
            for suffix in ("change", "history"):
                url = reverse(f"{names}_{suffix}", args=[row.pk])
                assert browsers[who].get(url).status_code == 200, url


def _request(browsers, who):
    return browsers[who].get("/admin/").wsgi_request
