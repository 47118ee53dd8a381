from django.urls import path

from accounts.views import profiles

app_name = "accounts"
urlpatterns = [
    path("settings/profile/", profiles.profile_edit, name="profile_edit"),
    path("settings/ignored/", profiles.ignored_list, name="ignored_list"),
]
