"""Routes of the outreach app."""

from django.conf import settings
from django.urls import path

from outreach.views import development, letters, unsubscribe

app_name = "outreach"

urlpatterns = [
    path("workspace/letters/", letters.index, name="letters"),
    path("workspace/letters/resume/", letters.resume, name="letters-resume"),
    path("workspace/letters/<int:pk>/", letters.show, name="letter"),
    path("workspace/letters/<int:pk>/preview/", letters.preview, name="letter-preview"),
    path("workspace/letters/<int:pk>/settle/", letters.settle, name="letter-settle"),
    path("workspace/letters/<int:pk>/again/", letters.again, name="letter-again"),
    path("workspace/letters/<int:pk>/allow/", letters.allow, name="letter-allow"),
    path("workspace/letters/<int:pk>/new-link/", letters.new_link, name="letter-new-link"),
    path("workspace/letters/<int:pk>/revoke/", letters.revoke, name="letter-revoke"),
    path("unsubscribe/<str:token>/", unsubscribe.page, name="unsubscribe"),
    path("unsubscribe/<str:token>/one-click/", unsubscribe.one_click, name="unsubscribe-one-click"),
]

if settings.DEVELOPMENT:
    urlpatterns += [
        path("dev/mail/", development.index, name="dev-mail"),
        path("dev/mail/<slug:name>/", development.show, name="dev-letter"),
        path("dev/mail/<slug:name>/html/", development.html_part, name="dev-letter-html"),
    ]
