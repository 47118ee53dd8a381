"""All addresses. Pages of people and conversations come from their apps."""

from importlib import import_module

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from leadership_forum import style, views

urlpatterns = [
    path("", include("threads.urls")),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("moderation.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("style/", style.style, name="style"),
    path("robots.txt", views.robots, name="robots"),
]
if settings.LOCAL:
    urlpatterns += [
        path("outbox/", views.outbox, name="outbox"),
        path("outbox/<slug:name>/html/", views.outbox_html, name="outbox_html"),
    ]
if settings.MAIL_WEBHOOK_SECRET:
    # Signed by what stands in their address, or by the provider.
    hooks = import_module("anymail.urls").urlpatterns
    for hook in hooks:
        login_not_required(hook.callback)
    urlpatterns.append(path("mail/hooks/", include(hooks)))

handler400 = "leadership_forum.views.bad_request"
handler403 = "leadership_forum.views.permission_denied"
handler404 = "leadership_forum.views.page_not_found"
# Asked for by allauth, which counts too.
handler429 = "leadership_forum.views.too_many"
handler500 = "leadership_forum.views.server_error"
