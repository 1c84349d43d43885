"""The door: coming in by an e-mailed link, and where one arrives."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from community import entering, links, purposes
from community.access import PersonalRequest, PortalRequest, roles_of
from community.links import CannotOpen
from community.models import User
from community.views.patience import patient


def come_in(request: HttpRequest, user: User, *, to: str = "") -> HttpResponse:
    """Sign somebody in whose address was just proved; allauth's stages still ask for a second factor.

    `to` is the path where they arrive, unless it is where everybody does.
    """
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    record_authentication(request, user, method="code", email=user.email)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=to or None))


def refuse_link(request: HttpRequest, reason: CannotOpen) -> HttpResponse:
    """Say why a link does not work and what to do."""
    return render(request, "community/link_refused.html", {"reason": str(reason)}, status=410)


@require_http_methods(["GET", "POST"])
@login_not_required
@patient
@sensitive_variables("token")
def sign_in_link(request: PortalRequest, token: str) -> HttpResponse:
    """Show a button, because mail scanners follow links; the button signs in."""
    now = timezone.now()
    try:
        if request.method == "POST":
            return come_in(request, entering.enter(token, community=request.community, at=now))
        link = links.open_link(token, purposes.SIGN_IN, purposes.RECOVER, community=request.community, at=now)
        return render(request, "community/sign_in_link.html", {"person": entering.who(link)})
    except CannotOpen as reason:
        return refuse_link(request, reason)


def of_own_key(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the key among the person's own before anything else is asked: another's is as missing as none."""

    @wraps(view)
    def found(request: PersonalRequest, pk: int) -> HttpResponse:
        get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
        return view(request, pk=pk)

    return found


@require_safe
@login_not_required
def no_open_sign_up(request: PortalRequest) -> HttpResponse:
    """Lead to the sign-in page: accounts come from an invitation or a signature."""
    return redirect("account_login")


@require_safe
def arrive(request: PersonalRequest) -> HttpResponse:
    """Lead the team to its workspace, the installation's operator to the admin, and partners to their desk."""
    if roles_of(request):
        return redirect("reports:today")
    return redirect("admin:index" if request.user.is_superuser else "employers:desk")
