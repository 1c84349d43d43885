"""What lists are measured against: the same rows from plain Django, with nothing of the portal around them.

A settings module, the routes and the views at once: `DJANGO_SETTINGS_MODULE=bench.bare`.
"""

from typing import Any

from django.urls import path

from techhire.settings import *  # noqa: F403 -- the portal's own database and apps

MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # the least with which the portal's apps load
ROOT_URLCONF = "bench.bare"

PAGE = """<!doctype html><title>Organizations</title><table>{% for o in rows %}
<tr><th><a href="/{{ o.pk }}/">{{ o.name }}</a></th>
<td>{{ o.sector }}</td><td>{{ o.town }}</td><td>{{ o.size_band }}</td></tr>{% endfor %}
</table>"""
compiled: list[Any] = []


def rows(request: Any) -> Any:
    """Answer fifty rows in order, after a `skip` by OFFSET, or `like` some words without an index; or one `person`."""
    from django.http import HttpResponse
    from django.template import Context, Template

    from directory.models import Organization, Person

    if person := request.GET.get("person"):
        one = Person.objects.get(pk=int(person))
        return HttpResponse(f"<!doctype html><title>{one.name}</title><p>{one.email}")
    if not compiled:
        compiled.append(Template(PAGE))
    found = Organization.objects.filter(community_id=int(request.GET["community"])).order_by("normalized_name", "id")
    if like := request.GET.get("like"):
        found = found.filter(name__icontains=like)
    skip = int(request.GET.get("skip", 0))
    return HttpResponse(compiled[0].render(Context({"rows": found[skip : skip + 50]})))


urlpatterns = [path("", rows)]
