from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("settings/profile/", views.profile_edit, name="profile_edit"),
    path("settings/ignored/", views.ignored_list, name="ignored_list"),
]
