from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.notice_list, name="notice_list"),
    path("notifications/read/", views.mark_read, name="mark_read"),
    path("mail/stop/<str:token>/", views.mail_stop, name="mail_stop"),
]
