"""The provider's desk: the data agreement, read, signed on a check page, kept as a copy, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.access import PersonalRequest, client_of
from employers.forms.desk import WithdrawForm
from employers.forms.signup import read_stamp, stamp
from employers.models import CommitmentText
from employers.signing import Witness
from employers.wordings import TextKind
from providers import agreeing, desks
from providers.forms.agreement import AgreeForm
from providers.models import Agreement, Provider


def provider_of(request: PersonalRequest, slug: str) -> Provider:
    """Return a provider of this desk, or 404."""
    providers = desks.providers_of(request.user, request.community).select_related("organization__community")
    return get_object_or_404(providers, organization__slug=slug)


def agreement_of(request: PersonalRequest, reference: str) -> Agreement:
    """Return a data agreement of this desk, or 404."""
    agreements = desks.agreements_of(request.user, request.community)
    return get_object_or_404(agreements.select_related("text", "provider__organization"), reference=reference)


@require_safe
def read(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show the agreement in full, and those that were signed."""
    provider = provider_of(request, slug)
    agreements = list(provider.agreements.select_related("text").order_by("-signed_at", "-pk"))
    text = CommitmentText.objects.newest(request.community, TextKind.AGREEMENT)
    standing = next((one for one in agreements if one.state == Agreement.State.ACTIVE), None)
    context = {
        "provider": provider,
        "organization": provider.organization,
        "text": text,
        "agreements": agreements,
        "standing": standing,
        "may_sign": text is not None and (standing is None or standing.text_id != text.pk),
    }
    return render(request, "providers/desk/agreement_text.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def sign(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show what is about to be signed and by whom, and take the signature."""
    provider = provider_of(request, slug)
    text = CommitmentText.objects.newest(request.community, TextKind.AGREEMENT)
    if text is None:
        return redirect("providers:desk-agreement-text", slug=slug)
    first = {"shown": stamp(timezone.now()), "version": text.version, "signer_name": request.user.name}
    data = request.POST if request.method == "POST" else None
    form = AgreeForm(data, organization=provider.organization.name, initial=first)
    status = 200
    if form.is_valid():
        signed = take(request, provider, form, text)
        if signed:
            return redirect("providers:desk-agreement", reference=signed.reference)
        # What was signed must be what was read: the page shows the newest text, so the form must carry its version.
        again = request.POST.copy()
        again["shown"], again["version"] = str(first["shown"]), str(first["version"])
        form.data, status = again, 409
    context = {"provider": provider, "organization": provider.organization, "text": text, "form": form}
    return render(request, "providers/desk/agreement_sign.html", context, status=status)


def take(request: PersonalRequest, provider: Provider, form: AgreeForm, text: CommitmentText) -> Agreement | None:
    """Sign, and return the agreement; or put the reason on the form."""
    witness = Witness(
        ip_address=client_of(request) or None,
        user_agent=request.headers.get("User-Agent", "").replace("\x00", ""),
        request_id=request.request_id,
        review_shown_at=read_stamp(form.cleaned_data["shown"]),
    )
    try:
        if form.cleaned_data["version"] != text.version:
            raise agreeing.CannotAgree(
                _("The agreement’s text has changed since you opened this page. Please read it once more.")
            )
        return agreeing.sign(
            provider,
            text=text,
            signer_name=form.cleaned_data["signer_name"],
            signer_title=form.cleaned_data["signer_title"],
            typed_name=form.cleaned_data["typed_name"],
            witness=witness,
            by=request.user,
            at=timezone.now(),
        )
    except agreeing.CannotAgree as reason:
        form.add_error(None, str(reason))
        return None


@require_safe
def show(request: PersonalRequest, reference: str) -> HttpResponse:
    """Show one signed agreement: the receipt's facts, and what may be done."""
    return render(request, "providers/desk/agreement.html", {"agreement": agreement_of(request, reference)})


@require_safe
def copy(request: PersonalRequest, reference: str) -> HttpResponse:
    """Show the document as signed, made for paper."""
    return render(request, "providers/desk/agreement_copy.html", {"agreement": agreement_of(request, reference)})


@require_safe
def download(request: PersonalRequest, reference: str) -> HttpResponse:
    """Answer the document as signed, byte for byte what the fingerprint is over."""
    found = agreement_of(request, reference)
    response = HttpResponse(found.document.encode(), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="agreement-{found.reference}.md"'
    return response


@require_http_methods(["GET", "POST"])
def withdraw(request: PersonalRequest, reference: str) -> HttpResponse:
    """Say what withdrawing does, and do it."""
    found = agreement_of(request, reference)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            agreeing.withdraw(found, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except agreeing.CannotAgree as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The agreement is withdrawn."))
            return redirect("employers:desk")
    context: dict[str, Any] = {"agreement": found, "form": form, "holds": found.state == Agreement.State.ACTIVE}
    return render(request, "providers/desk/agreement_withdraw.html", context)
