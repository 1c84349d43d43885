"""Workspace page of an address that bounced: what it said, whose it is, and what is done about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from outreach import mending
from outreach.forms.mending import MendForm
from outreach.models import Letter
from outreach.views.letters import found, one


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def mend(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask for the right address, and write it into the directory."""
    letter = one(request, pk)
    if letter.bounced_at is None:  # nothing came back
        return redirect(letter)
    form = MendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = mending.correct(letter, email=form.cleaned_data["email"], by=request.user, at=timezone.now())
        except mending.CannotMend as reason:
            form.add_error("email", str(reason))
        else:
            messages.success(request, f"{person} is written to at {person.email} from now on.")
            return onward(request, letter)
    same = found(request).filter(to_email=letter.to_email)
    context = {
        "letter": letter,
        "form": form,
        "person": mending.owner_of(letter),
        "said": letter.history.filter(words__gt="").order_by("-pk").first(),
        "bounced": same.bounced().count(),
        "arrived": same.filter(delivered_at__isnull=False).count(),
    }
    return render(request, "outreach/mend.html", context)


@require_POST
@for_roles(EDITORS)
def allow(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Let letters go to the address again."""
    letter = one(request, pk)
    mending.allow(letter, by=request.user, at=timezone.now())
    messages.success(request, "Letters to this address may leave again.")
    return onward(request, letter)


@require_POST
@for_roles(EDITORS)
def give_up(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Leave the address as it is."""
    letter = one(request, pk)
    mending.give_up(letter, by=request.user, at=timezone.now())
    messages.success(request, "Left as it is: no letter goes to this address.")
    return onward(request, letter)


def onward(request: WorkspaceRequest, letter: Letter) -> HttpResponse:
    """Lead to the next address that wants mending, and where there is none, to the letter."""
    following = found(request).to_mend().order_by("-bounced_at", "-pk").first()
    return redirect("outreach:letter-mend", following.pk) if following else redirect(letter)
