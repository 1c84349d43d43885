"""Applying: the public page that sends a link, and the link that opens the task list."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from community import links, purposes
from community.access import PortalRequest, client_of
from community.limits import Limit, take_each
from community.links import CannotOpen
from community.models import Link
from community.network import network_of
from community.views.patience import patient
from community.views.sign_in import come_in
from directory.names import domain_of
from employers.arrivals import is_odd
from employers.forms.signup import read_stamp, stamp
from providers import desks, starting
from providers.forms.apply import StartForm
from providers.models import Application, Start

SESSION_KEY = "applied as"
PER_NETWORK = Limit("application by network", 60, timedelta(hours=1))
PER_ADDRESS = Limit("application by address", 5, timedelta(days=1))
# Past these nobody is refused, but a coordinator looks before anybody reviews.
ODD_PER_NETWORK = Limit("odd application by network", 10, timedelta(hours=1))
ODD_PER_DOMAIN = Limit("odd application by domain", 20, timedelta(days=1))


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def ask(request: PortalRequest) -> HttpResponse:
    """Ask who applies and send the link; somebody signed in goes straight to the task list."""
    is_known = request.user.is_authenticated
    first = {"opened": stamp(timezone.now())}
    form = StartForm(request.POST if request.method == "POST" else None, is_known=is_known, initial=first)
    status = 200
    if form.is_valid():
        if is_known:
            return go_on(request, form)
        if send_link(request, form):
            request.session[SESSION_KEY] = form.cleaned_data["email"]
            return redirect("providers:apply-sent")
        status = 429
    return render(request, "providers/apply/ask.html", {"form": form, "is_known": is_known}, status=status)


def go_on(request: Any, form: StartForm) -> HttpResponse:
    """Begin for somebody whose mailbox was proved when they signed in."""
    application = starting.begin(request.community, user=request.user, **form.cleaned_data, at=timezone.now())
    return redirect("providers:desk-application", reference=application.reference)


def send_link(request: PortalRequest, form: StartForm) -> bool:
    """Send the link, and return True; or put the reason on the form."""
    now, said = timezone.now(), dict(form.cleaned_data)
    network, email = network_of(client_of(request)), said["email"]
    tries = [
        (PER_NETWORK, network),
        (PER_ADDRESS, email),
        (ODD_PER_NETWORK, network),
        (ODD_PER_DOMAIN, domain_of(email)),
    ]
    *within, is_usual_network, is_usual_domain = take_each(tries, at=now)
    if not all(within):
        form.add_error(
            None,
            _("There were many requests from here just now. Nothing is lost: please try again later, or write to us."),
        )
        return False
    odd = is_odd(bait=said.pop("fax"), opened_at=read_stamp(said.pop("opened")), signed_at=now)
    is_to_check = odd or not (is_usual_network and is_usual_domain)
    starting.ask(request.community, **said, is_to_check=is_to_check, at=now)
    return True


@require_safe
@login_not_required
@never_cache
def sent(request: PortalRequest) -> HttpResponse:
    """Say that a letter is on its way: the same words whoever asked, and whether we know them."""
    email = request.session.get(SESSION_KEY)
    return render(request, "providers/apply/sent.html", {"email": email}) if email else redirect("providers:apply")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@patient
@sensitive_variables("token")
def start(request: PortalRequest, token: str) -> HttpResponse:
    """Show a button, because mail scanners follow links; the button signs in and opens the task list."""
    now = timezone.now()
    try:
        if request.method == "POST":
            user, application = starting.begin_by_link(token, community=request.community, at=now)
            return come_in(request, user, to=reverse("providers:desk-application", args=[application.reference]))
        link = links.open_link(token, purposes.APPLY, community=request.community, at=now)
        return render(request, "providers/apply/start.html", {"start": starting.start_behind(link)})
    except CannotOpen as reason:
        if begun := begun_by(request, reason.link):
            return redirect("providers:desk-application", reference=begun.reference)
        return render(request, "providers/apply/cannot.html", {"reason": str(reason)}, status=410)


def begun_by(request: PortalRequest, link: Link | None) -> Application | None:
    """Return the application to which a used link led, where it is on the desk of who is signed in."""
    if link is None or not request.user.is_authenticated:
        return None
    start = Start.objects.of(request.community).at_record(link.record).exclude(application=None).first()
    begun = desks.applications_of(request.user, request.community)
    return begun.filter(pk=start.application_id or 0).first() if start else None
