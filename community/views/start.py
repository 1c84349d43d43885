"""The first page of a fresh install: asks for the least, founds the community, and is gone."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from community import founding, hosts
from community.forms.start import StartForm
from community.models import Community, User
from community.views.patience import patient


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@sensitive_post_parameters("password", "code")
@patient
def start(request: HttpRequest) -> HttpResponse:
    """Found the first community; where one stands this page does not exist."""
    if Community.objects.exists():
        raise Http404
    form = StartForm(request.POST or None, initial={"code": founding.setup_code() if settings.DEVELOPMENT else ""})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            community, user = founding.found_first(
                typed_code=typed["code"],
                name=typed["name"],
                region=typed["region"],
                host=hosts.tidy(request.get_host()),
                administrator_name=typed["your_name"],
                administrator_email=typed["your_email"],
                password=typed["password"],
                at=timezone.now(),
            )
        except founding.CannotFound as reason:
            form.add_error(None, str(reason))
        else:
            return welcome(request, community, user)
    return render(request, "community/start.html", {"form": form})


def welcome(request: Any, community: Community, user: User) -> HttpResponse:
    """Sign the first administrator in and lead on."""
    request.community = community
    messages.success(request, _("%(name)s stands. Here is what wants to be done first.") % {"name": community})
    record_authentication(request, user, method="password", email=user.email)
    return perform_login(request, Login(user=user, email=user.email))
