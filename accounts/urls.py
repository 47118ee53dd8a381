from django.urls import path

from accounts.views import circles, data, handles, invitations, passkeys, profiles, sessions

app_name = "accounts"
urlpatterns = [
    path("settings/profile/", profiles.profile_edit, name="profile_edit"),
    path("settings/appearance/", profiles.appearance_edit, name="appearance_edit"),
    path("settings/handle/", handles.handle_edit, name="handle_edit"),
    path("circles/", circles.circle_list, name="circle_list"),
    path("circles/requests/<int:request_id>/", circles.request_decide, name="request_decide"),
    path("circles/<slug:slug>/", circles.circle_detail, name="circle_detail"),
    path("circles/<slug:slug>/edit/", circles.circle_edit, name="circle_edit"),
    path("circles/<slug:slug>/join/", circles.circle_join, name="circle_join"),
    path("circles/<slug:slug>/leave/", circles.circle_leave, name="circle_leave"),
    path("circles/<slug:slug>/people/", circles.circle_people, name="circle_people"),
    path("circles/<slug:slug>/people/<slug:act>/", circles.circle_act, name="circle_act"),
    path("invitations/", invitations.invitation_list, name="invitation_list"),
    path(
        "invitations/<int:invitation_id>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("join/<slug:words>/", invitations.invitation_detail, name="invitation_detail"),
    path("settings/ignored/", profiles.ignored_list, name="ignored_list"),
    path("settings/sessions/", sessions.session_list, name="session_list"),
    path("settings/sessions/end/", sessions.session_end_others, name="session_end_others"),
    path("settings/sessions/<int:session_id>/end/", sessions.session_end, name="session_end"),
    # Before allauth's own page at this address.
    path("account/2fa/webauthn/", passkeys.passkey_list, name="passkey_list"),
    path("settings/data/", data.data, name="data"),
    path("settings/data/<int:export_id>/", data.export_download, name="export_download"),
]
