"""Workspace pages of a campaign's steps: written, taken out, and read as any recipient reads them."""

from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from outreach import campaigns, pinning, recipients, rehearsing
from outreach.bylined import via
from outreach.composing import CannotCompose
from outreach.course import StepKind
from outreach.forms.campaigns import StepForm
from outreach.models import Campaign, Step, TrialReader
from outreach.numbers import NAMES, PLACES
from outreach.personal import ANSWERS, LINKS, PERSON, Addressee
from outreach.views.campaigns import one
from outreach.views.introductions import NO_PREVIEW
from outreach.views.letters import FRAME, SANDBOX

REMINDER = 7  # days after which a further step is suggested
MOST_DIGITS = 6
GROUPS = (
    ("Of the person", PERSON),
    ("The address to sign", LINKS),
    ("The plan’s answers, each a paragraph of its own", ANSWERS),
    ("Of the community", PLACES),
    ("Live numbers", {name: what for name, (what, _limit) in NAMES.items()}),
)
FIRST_WORDS = """Dear ((first name??neighbor)),

((answer why))

It takes four minutes to [read and sign the commitment](((sign-up link))). It is a promise to interview, not to hire.

((messenger??The team))
"""


def step_of(request: WorkspaceRequest, pk: int, step: int) -> tuple[Campaign, Step]:
    """Return a campaign and one of its steps, or 404."""
    campaign = one(request, pk)
    return campaign, get_object_or_404(Step.objects.filter(campaign=campaign), pk=step)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Write one more step."""
    campaign = one(request, pk)
    last = campaign.steps.order_by("-days").first()
    first: dict[str, Any] = {"kind": StepKind.LETTER, "days": last.days + REMINDER if last else 0}
    first |= {} if last else {"body": FIRST_WORDS}
    form = StepForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            campaigns.add_step(campaign, **form.cleaned_data)
        except campaigns.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The step is saved.")
            return redirect(campaign)
    context = {"form": form, "campaign": campaign, "is_first": last is None, "groups": GROUPS}
    return render(request, "outreach/campaigns/step.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Write a step anew."""
    campaign, at_hand = step_of(request, pk, step)
    form = StepForm(request.POST if request.method == "POST" else None, initial=StepForm.known(at_hand))
    if form.is_valid():
        try:
            campaigns.change_step(at_hand, at=timezone.now(), **form.cleaned_data)
        except campaigns.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The step is saved.")
            return redirect(campaign)
    context = {"form": form, "campaign": campaign, "step": at_hand, "groups": GROUPS}
    return render(request, "outreach/campaigns/step.html", context)


@require_POST
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Take a step out."""
    campaign, at_hand = step_of(request, pk, step)
    try:
        campaigns.remove_step(at_hand, at=timezone.now())
    except campaigns.CannotChange as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "The step is taken out.")
    return redirect(campaign)


def place_of(request: WorkspaceRequest) -> int:
    """Return which recipient is asked for: 1 is the first, 0 is who looks."""
    asked = request.GET.get("at", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS else 1


def reader_of(request: WorkspaceRequest, campaign: Campaign) -> tuple[Addressee, int, int]:
    """Return as whom a letter is read, their place and how many there are; whoever looks, where there is nobody."""
    place = place_of(request)
    somebody, count = recipients.at_place(campaign, place - 1, at=timezone.now())
    if somebody is None:
        user, community = request.user, request.community
        somebody = Addressee(None, None, str(user), user.email, "Coordinator", community.name, community.region)
        return somebody, 0, count
    return somebody, place, count


@require_safe
@for_roles(READERS)
@csp_update(FRAME)  # type: ignore[arg-type]  # csp knows no arguments of views
def preview(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Show a step as one recipient will read it, with the next and the one before."""
    campaign, at_hand = step_of(request, pk, step)
    somebody, place, count = reader_of(request, campaign)
    today = timezone.localdate(timezone=campaign.community.zone)
    words = pinning.words_of(campaign, [at_hand], today=today)[at_hand.pk]
    context: dict[str, Any] = {
        "campaign": campaign,
        "step": at_hand,
        "steps": campaign.steps.order_by("number"),
        "somebody": somebody,
        "place": place,
        "count": count,
        "before": place - 1 if place > 1 else None,
        "after": place + 1 if 0 < place < count else None,
        "problems": words.problems,
        "sender": via(words.name, campaign.community.sender[0]),
        "name": words.name,
        "readers": TrialReader.objects.of(request.community).count(),
        "can_write": bool(request.roles & EDITORS),
    }
    if at_hand.kind != StepKind.LETTER:
        context["title"] = pinning.title_of(campaign, words.subject, somebody)
    else:
        try:
            context["subject"], context["text"], _ = pinning.show(campaign, words, somebody)
        except CannotCompose as reason:
            context["problem"] = str(reason)
    return render(request, "outreach/campaigns/preview.html", context)


@require_POST
@for_roles(EDITORS)
def test(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Send the letter to whoever looks, as the recipient at this place would get it."""
    campaign, at_hand = step_of(request, pk, step)
    somebody, place, _count = reader_of(request, campaign)
    back = f"{reverse('outreach:campaign-step-preview', args=[pk, step])}?at={place}"
    if at_hand.kind != StepKind.LETTER:
        messages.info(request, "This step is a task, not a letter.")
        return redirect(back)
    try:
        rehearsing.send(campaign, at_hand, somebody, by=request.user, at=timezone.now())
    except CannotCompose as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"It is on its way to {request.user.email}, as {somebody.name} would get it.")
    return redirect(back)


@require_safe
@for_roles(READERS)
@xframe_options_sameorigin
def letter(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Show the HTML part as one recipient will see it, without working links, in a sandbox of its own."""
    campaign, at_hand = step_of(request, pk, step)
    somebody, _place, _count = reader_of(request, campaign)
    today = timezone.localdate(timezone=campaign.community.zone)
    try:
        words = pinning.words_of(campaign, [at_hand], today=today)[at_hand.pk]
        _, _, html = pinning.show(campaign, words, somebody)
    except CannotCompose:
        html = NO_PREVIEW
    response = HttpResponse(html)
    response["Content-Security-Policy"] = SANDBOX
    return response
