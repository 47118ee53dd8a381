from django.urls import path

from moderation import views

app_name = "moderation"
urlpatterns = [
    path("moderation/log/", views.log, name="log"),
    path("moderation/posts/<int:post_id>/hide/", views.post_hide, name="post_hide"),
    path("moderation/posts/<int:post_id>/restore/", views.post_restore, name="post_restore"),
]
