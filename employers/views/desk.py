"""The employer's desk: my commitment and its copy, what may be shown, renewing and withdrawing.

Every page finds its subject among what is on this person's desk; anything else is the same 404 as what does not exist.
"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import PersonalRequest, roles_of
from community.navigation import panels_of
from employers import desks, drafting, signing
from employers.forms.desk import ConsentsForm, WithdrawForm
from employers.models import CheckIn, Commitment, Consent
from employers.outlook import Facts, Outlook, outlook
from employers.states import ENDED, OPEN
from employers.views.signup import adopt

CHECK_INS = 8  # shown, the newest first
FAR = ("text", "employer__organization")


def desk_of(request: PersonalRequest) -> desks.Desk:
    """Return what is on this person's desk."""
    commitments = desks.commitments_of(request.user, request.community).select_related(*FAR)
    organizations = desks.organizations_of(request.user, request.community).select_related("employer")
    return desks.Desk(
        user=request.user,
        community=request.community,
        commitments=list(commitments.prefetch_related("consents", "superseded_by").order_by("-signed_at", "-pk")),
        organizations=list(organizations.order_by("normalized_name", "pk")),
    )


def commitment_of(request: PersonalRequest, reference: str) -> Commitment:
    """Return a commitment of this desk, or 404."""
    commitments = desks.commitments_of(request.user, request.community).select_related(*FAR)
    return get_object_or_404(commitments.prefetch_related("consents", "promises", "superseded_by"), reference=reference)


def outlook_of(request: PersonalRequest, commitment: Commitment) -> Outlook:
    """Return how a commitment stands today."""
    given = {consent.kind for consent in commitment.consents.all() if not consent.withdrawn_at}
    facts = Facts(
        state=commitment.state,
        ends_on=commitment.ends_on,
        notice=timedelta(days=request.community.renewal_first_notice_days),
        contact=request.community.contact_name,
        has_successor=any(newer.state in OPEN for newer in commitment.superseded_by.all()),
        is_named=Consent.Kind.LIST_NAME in given,
    )
    return outlook(facts, today=timezone.localdate())


@require_safe
def home(request: PersonalRequest) -> HttpResponse:
    """Show what is theirs and what happens next; somebody of the team is shown the way to the workspace."""
    desk = desk_of(request)
    first, panels = panels_of("desk-first", request, desk), panels_of("desk", request, desk)
    is_empty = desk.is_empty and not first and not panels
    if is_empty and roles_of(request):
        return render(request, "employers/desk/team.html")
    context = {
        "desk": desk,
        "is_empty": is_empty,
        "first": first,
        "open": [(one, outlook_of(request, one)) for one in desk.commitments if one.state not in ENDED],
        "ended": [(one, outlook_of(request, one)) for one in desk.commitments if one.state in ENDED],
        "panels": panels,
    }
    return render(request, "employers/desk/home.html", context)


@require_safe
def commitment(request: PersonalRequest, reference: str) -> HttpResponse:
    """Show one commitment: what was promised, the receipt's facts, and what may be done."""
    found = commitment_of(request, reference)
    given = {consent.kind for consent in found.consents.all() if not consent.withdrawn_at}
    standing = [kind.label for kind in Consent.Kind if kind in given]
    context = {
        "commitment": found,
        "outlook": outlook_of(request, found),
        "standing": standing,
        "check_ins": CheckIn.objects.filter(commitment=found).order_by("-quarter")[:CHECK_INS],
    }
    return render(request, "employers/desk/commitment.html", context)


@require_safe
def copy(request: PersonalRequest, reference: str) -> HttpResponse:
    """Show the document as signed, made for paper."""
    return render(request, "employers/desk/copy.html", {"commitment": commitment_of(request, reference)})


@require_safe
def download(request: PersonalRequest, reference: str) -> HttpResponse:
    """Answer the document as signed, byte for byte what the fingerprint is over."""
    found = commitment_of(request, reference)
    response = HttpResponse(found.document.encode(), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="commitment-{found.reference}.md"'
    return response


@require_http_methods(["GET", "POST"])
def consents(request: PersonalRequest, reference: str) -> HttpResponse:
    """Give and take back what may be shown."""
    found = commitment_of(request, reference)
    given = [consent.kind for consent in found.consents.all() if not consent.withdrawn_at]
    form = ConsentsForm(request.POST if request.method == "POST" else None, given=given)
    if form.is_valid():
        try:
            signing.change_consents(found, form.kinds, by=request.user, at=timezone.now())
        except signing.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved. Public pages follow from this moment on."))
            return redirect("employers:desk-commitment", reference=found.reference)
    context: dict[str, Any] = {"commitment": found, "form": form, "outlook": outlook_of(request, found)}
    return render(request, "employers/desk/consents.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: PersonalRequest, reference: str) -> HttpResponse:
    """Say what withdrawing does, and do it."""
    found = commitment_of(request, reference)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            signing.withdraw(found, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except signing.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Withdrawn. Nothing of it is public any more."))
            return redirect("employers:desk")
    context: dict[str, Any] = {"commitment": found, "form": form, "outlook": outlook_of(request, found)}
    return render(request, "employers/desk/withdraw.html", context)


@require_POST
def renew(request: PersonalRequest, reference: str) -> HttpResponse:
    """Begin a renewal with what was said before, and go on at the commitment's page of the sign-up."""
    found = commitment_of(request, reference)
    if not outlook_of(request, found).may_renew:
        messages.warning(
            request, _("This one cannot be renewed: it was replaced or withdrawn, or a renewal is on its way.")
        )
        return redirect("employers:desk-commitment", reference=found.reference)
    adopt(request, drafting.renew(found, by=request.user, at=timezone.now()))
    return redirect("employers:signup-commitment")
