"""Routes of the reports app."""

from django.urls import URLPattern, path

from directory.views.exports import files
from reports.views import demand, exports, health, public, workspace

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("why-join/", public.why_join, name="why-join"),
    path("demand/", demand.show, name="demand"),
    path("demand.json", demand.data, name="demand-json"),
    path("privacy/", public.privacy, name="privacy"),
    path("robots.txt", public.robots, name="robots"),
    path("workspace/", workspace.today, name="today"),
    *files("workspace/audit/", "audit", "Audit trail", exports.audit),
    path("health/live/", health.live, name="live"),
    path("health/ready/", health.ready, name="ready"),
]
