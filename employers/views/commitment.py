"""One commitment in the workspace: the document, its whole evidence, and what is done at the signer's request."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from employers import scans, settling, signing, standing, verifying
from employers.forms.workspace import ConsentsForm, RejectForm, WithdrawForm
from employers.models import Chain, Commitment, Consent

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
LONG_CHAIN = 20_000  # events; a longer one is followed in the background only


def found(request: WorkspaceRequest, pk: int) -> Commitment:
    """Return a commitment of this community with all that its page shows."""
    rows = Commitment.objects.of(request.community).select_related(
        "community", "text", "employer__organization", "supersedes", "settled_by", "countersigned_by"
    )
    return get_object_or_404(rows.prefetch_related("promises", "consents", "asks", "superseded_by"), pk=pk)


def page_of(request: WorkspaceRequest, commitment: Commitment, template: str, **more: Any) -> HttpResponse:
    """Answer with a page about the commitment."""
    given = {consent.kind for consent in commitment.consents.all() if not consent.withdrawn_at}
    stands = standing.standing(
        commitment.state,
        ends_on=commitment.ends_on,
        today=timezone.localdate(),
        notice_days=request.community.renewal_first_notice_days,
        is_listed=Consent.Kind.LIST_NAME in given,
    )
    context = {
        "commitment": commitment,
        "standing": stands,
        "events": list(commitment.events.order_by("number")),
        "is_awaiting": commitment.state == Commitment.State.AWAITING,
        "is_waiting": commitment.state == Commitment.State.CONFIRMED,
        "is_standing": commitment.state in settling.STANDING,
        "can_write": bool(request.roles & EDITORS),
        "reject_form": RejectForm(),
        **more,
    }
    return render(request, f"employers/workspace/{template}.html", context)


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show a commitment with its evidence."""
    return page_of(request, found(request, pk), "commitment")


@require_safe
@for_roles(READERS)
def record(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show the record to be printed: the document and its evidence, nothing else."""
    return page_of(request, found(request, pk), "record", printed_at=timezone.now())


@require_POST
@for_roles(EDITORS)
def verify(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Compare the commitment with its evidence, follow the community's chain, and show what came of it."""
    commitment = found(request, pk)
    problems = verifying.commitment_problems(commitment)
    chain = Chain.objects.filter(community=request.community).first()
    is_long = chain is not None and chain.length > LONG_CHAIN
    if not is_long:
        problems += verifying.chain_problems(request.community)
    return page_of(request, commitment, "commitment", is_verified=True, problems=problems, chain=chain, is_long=is_long)


@require_POST
@for_roles(EDITORS)
def verify_all(request: WorkspaceRequest) -> HttpResponse:
    """Start verifying all commitments, or show the work that is under way."""
    job = verifying.start(request.community, by=request.user, at=timezone.now())
    return redirect("community:job", job.pk)


@require_POST
@for_roles(EDITORS)
def ask_again(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send the confirmation letter once more."""
    commitment = found(request, pk)
    try:
        signing.ask_again(commitment, at=timezone.now())
    except signing.CannotChange as reason:
        messages.error(request, str(reason))
        return redirect(commitment)
    messages.success(request, f"A new letter to {commitment.signer_email} is on its way.")
    return redirect("employers:queue" if request.POST.get("back") == "queue" else commitment)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def withdraw(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Withdraw a commitment because its signer asked for it."""
    commitment = found(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            signing.withdraw(commitment, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except signing.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"The commitment of {commitment.organization_name} is withdrawn.")
            return redirect(commitment)
    return page_of(request, commitment, "withdraw", form=form)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def consents(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Give and take back consents because the signer asked for it."""
    commitment = found(request, pk)
    given = [consent.kind for consent in commitment.consents.all() if not consent.withdrawn_at]
    form = ConsentsForm(request.POST if request.method == "POST" else None, initial={"consents": given})
    if form.is_valid():
        try:
            signing.change_consents(commitment, form.cleaned_data["consents"], by=request.user, at=timezone.now())
        except signing.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "What they agree to is changed; public pages follow at once.")
            return redirect(commitment)
    return page_of(request, commitment, "consents", form=form)


@require_safe
@for_roles(READERS)
def scan(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Hand out the scan of a paper: always as a file to keep, never as a page."""
    commitment = found(request, pk)
    if not commitment.scan:
        raise Http404
    try:
        with commitment.scan.open("rb") as file:
            content = file.read()
    except OSError as reason:
        raise Http404 from reason
    kind = scans.kind_of(content)
    name = f"commitment-{commitment.reference}.{scans.ENDINGS[kind]}"
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )
