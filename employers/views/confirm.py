"""The link in the confirmation letter: opening it shows what will be confirmed, the button confirms it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community import links
from community.access import PortalRequest
from community.models import Link
from community.purposes import CONFIRM
from employers import signing
from employers.models import Commitment
from employers.views.signup import send_again


def commitment_behind(request: PortalRequest, link: Link) -> Commitment:
    """Return the commitment that a link is about, or 404 where it is gone."""
    commitments = Commitment.objects.of(request.community).at_record(link.record)
    return get_object_or_404(
        commitments.select_related("text", "employer__organization").prefetch_related("promises", "consents")
    )


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def confirm(request: PortalRequest, token: str) -> HttpResponse:
    """Confirm a commitment; repeated visits show the same success page."""
    try:
        link = links.open_link(token, CONFIRM, community=request.community, at=timezone.now())
    except links.CannotOpen as reason:
        is_old = reason.link is not None and reason.link.revoked_at is None
        return render(
            request, "employers/confirm/cannot.html", {"reason": reason, "token": token if is_old else ""}, status=410
        )
    commitment = commitment_behind(request, link)
    problem = ""
    if request.method == "POST":
        try:
            signing.confirm(commitment, at=timezone.now())
        except signing.CannotConfirm as reason:
            problem = str(reason)
        else:
            return redirect("employers:confirm", token=token)
    ended = {Commitment.State.WITHDRAWN, Commitment.State.REJECTED}
    if commitment.state == Commitment.State.AWAITING or commitment.state in ended:
        is_over = commitment.state in ended
        return render(
            request,
            "employers/confirm/ask.html",
            {"commitment": commitment, "problem": problem, "is_over": is_over},
            status=409 if problem else 200,
        )
    return render(request, "employers/confirm/done.html", {"commitment": commitment})


@require_POST
@login_not_required
def resend(request: PortalRequest, token: str) -> HttpResponse:
    """Send a new letter to whoever holds a link that got too old; the new letter goes to the same mailbox."""
    try:
        link = links.open_link(token, CONFIRM, community=request.community, at=timezone.now())
    except links.CannotOpen as reason:
        if reason.link is None or reason.link.revoked_at:
            raise Http404 from reason
        link = reason.link
    send_again(request, commitment_behind(request, link))
    return redirect("employers:confirm", token=token)
