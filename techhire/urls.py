"""Every route of the portal, app by app."""

from django.contrib import admin
from django.urls import include, path

# Django tries one route after the other: first those of the app whose pages are opened most.
urlpatterns = [
    path("", include("directory.urls")),
    path("", include("employers.urls")),
    path("", include("reports.urls")),
    path("", include("community.urls")),
    path("", include("community.account_urls")),
    path("", include("providers.urls")),
    path("", include("outreach.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "reports.views.errors.bad_request"
handler403 = "reports.views.errors.forbidden"
handler404 = "reports.views.errors.not_found"
handler500 = "reports.views.errors.fault"
