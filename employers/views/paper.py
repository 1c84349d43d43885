"""A signature on paper, typed by a coordinator who holds it in their hands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from community.access import WorkspaceRequest, for_roles
from community.paging import number_of
from community.roles import EDITORS
from directory.models import Organization
from employers import paper, signing
from employers.forms.workspace import PaperForm
from employers.models import Commitment, CommitmentText

AS_TYPED = (
    "organization_name",
    "town",
    "sector",
    "it_workforce",
    "signer_name",
    "signer_title",
    "signer_email",
    "signer_phone",
)


def organization_of(request: WorkspaceRequest) -> Organization | None:
    """Return the organization that the address names, from whose page the coordinator came."""
    number = number_of(request.GET.get("organization", ""))
    return Organization.objects.of(request.community).filter(pk=number).first() if number is not None else None


def answers_of(form: PaperForm) -> signing.Answers:
    """Return what was typed as signing takes it."""
    cleaned = form.cleaned_data
    return signing.Answers(
        fields={name: cleaned[name] for name in AS_TYPED},
        promises=dict.fromkeys(cleaned["promises"], ""),
        consents=frozenset(cleaned["consents"]),
    )


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def take(request: WorkspaceRequest) -> HttpResponse:
    """Enter a signature on paper."""
    if not CommitmentText.objects.of(request.community).published().exists():
        return render(request, "employers/workspace/paper.html", {"form": None})
    organization = organization_of(request)
    posted = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = PaperForm(community=request.community, today=timezone.localdate(), organization=organization, **posted)
    if form.is_valid():
        try:
            commitment = paper.take(
                request.community,
                answers_of(form),
                text=form.cleaned_data["text"],
                signed_on=form.cleaned_data["signed_on"],
                scan=form.cleaned_data["scan"],
                organization=organization,
                by=request.user,
                at=timezone.now(),
            )
        except paper.CannotTake as reason:
            form.add_error(None, str(reason))
        else:
            return entered(request, commitment)
    return render(request, "employers/workspace/paper.html", {"form": form, "organization": organization})


def entered(request: WorkspaceRequest, commitment: Commitment) -> HttpResponse:
    """Say what became of the paper and lead on: to its page where it counts, else to the card that settles it."""
    if commitment.state == Commitment.State.ACTIVE:
        messages.success(request, f"The paper of {commitment.employer} is entered, and their commitment counts.")
        return redirect(commitment)
    messages.success(request, f"The paper of {commitment.organization_name} is entered. Settle whose signature it is.")
    return redirect("employers:signature", commitment.pk)
