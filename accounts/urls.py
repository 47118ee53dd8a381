from django.urls import path

from accounts.views import data, handles, profiles, sessions

app_name = "accounts"
urlpatterns = [
    path("settings/profile/", profiles.profile_edit, name="profile_edit"),
    path("settings/handle/", handles.handle_edit, name="handle_edit"),
    path("settings/ignored/", profiles.ignored_list, name="ignored_list"),
    path("settings/sessions/", sessions.session_list, name="session_list"),
    path("settings/sessions/end/", sessions.session_end_others, name="session_end_others"),
    path("settings/sessions/<int:session_id>/end/", sessions.session_end, name="session_end"),
    path("settings/data/", data.data, name="data"),
    path("settings/data/<int:export_id>/", data.export_download, name="export_download"),
]
