"""Routes of the community app."""

from django.urls import path

from community.views import join, records, saved, settings, sign_in, start, team, theme

app_name = "community"

urlpatterns = [
    path("start/", start.start, name="start"),
    path("sign-in/link/<str:token>/", sign_in.sign_in_link, name="sign-in-link"),
    path("invitation/<str:token>/", join.invitation, name="invitation"),
    path("arrive/", sign_in.arrive, name="arrive"),
    path("theme.css", theme.theme, name="theme"),
    path("logo.png", theme.logo, name="logo"),
    path("workspace/settings/", settings.index, name="settings"),
    path("workspace/settings/logo/", settings.logo, name="settings-logo"),
    path("workspace/settings/logo/remove/", settings.logo_remove, name="settings-logo-remove"),
    path("workspace/settings/<slug:key>/", settings.part, name="settings-part"),
    path("workspace/views/save/", saved.save, name="view-save"),
    path("workspace/views/<int:pk>/remove/", saved.remove, name="view-remove"),
    path("workspace/team/", team.members, name="team"),
    path("workspace/team/invite/", team.invite, name="team-invite"),
    path("workspace/team/<int:pk>/", team.member, name="member"),
    path("workspace/team/<int:pk>/remove/", team.remove, name="member-remove"),
    path("workspace/team/invitations/<int:pk>/resend/", team.resend, name="invitation-resend"),
    path("workspace/team/invitations/<int:pk>/revoke/", team.revoke, name="invitation-revoke"),
    path("workspace/audit/", records.audit, name="audit"),
    path("workspace/jobs/<int:pk>/", records.job, name="job"),
]
