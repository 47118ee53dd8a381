from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.notice_list, name="notice_list"),
    path("settings/notices/digest/", views.digest, name="digest"),
    path("notifications/read/", views.mark_read, name="mark_read"),
    path("mail/stop/<str:token>/", views.mail_stop, name="mail_stop"),
    path("settings/notices/", views.notice_settings, name="notice_settings"),
    path("settings/notices/pause/", views.mail_pause, name="mail_pause"),
    path("settings/notices/again/", views.mail_again, name="mail_again"),
]
