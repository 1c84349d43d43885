"""Workspace pages of the name that a letter bears: whose, how far their word is, and what is done about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from outreach import approving, bylines, campaigns, lending
from outreach.bylined import BylineState
from outreach.course import CampaignState, StepKind
from outreach.forms.bylines import ChooseForm
from outreach.models import Byline, Campaign, Step
from outreach.views.campaign_steps import step_of

SHOWN = 100  # names taken off that are told


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Show in whose name a letter goes, and what they said."""
    campaign, at_hand = step_of(request, pk, step)
    if at_hand.kind != StepKind.LETTER:
        messages.info(request, "This step is a task, not a letter.")
        return redirect(campaign)
    return page(request, at_hand, Byline.objects.with_all().filter(step=at_hand).first())


@require_POST
@for_roles(EDITORS)
def choose(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Say in whose name a letter goes."""
    _campaign, at_hand = step_of(request, pk, step)
    form = ChooseForm(request.POST, community=request.community)
    if form.is_valid():
        try:
            chosen = lending.choose(at_hand, form.cleaned_data["advocate"], by=request.user, at=timezone.now())
        except (lending.CannotLend, campaigns.CannotChange) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"It goes in the name of {chosen.name}, once they approved it. Ask them now.")
            return redirect(chosen)
    return page(request, at_hand, Byline.objects.with_all().filter(step=at_hand).first(), form)


def page(request: WorkspaceRequest, step: Step, byline: Byline | None, form: ChooseForm | None = None) -> HttpResponse:
    """Show the page."""
    chosen = {"advocate": byline.advocate_id if byline else None}
    form = form or ChooseForm(community=request.community, initial=chosen)
    known = context(step.campaign, step, byline, form, bool(request.roles & EDITORS))
    return render(request, "outreach/campaigns/byline.html", known)


def context(campaign: Campaign, step: Step, byline: Byline | None, form: ChooseForm, can_write: bool) -> dict[str, Any]:
    """Return what the page shows."""
    known: dict[str, Any] = {
        "campaign": campaign,
        "step": step,
        "byline": byline,
        "form": form,
        "has_anybody": form.fields["advocate"].queryset.exists(),  # type: ignore[attr-defined]
        "is_draft": campaign.state == CampaignState.DRAFT,
        "can_write": can_write,
    }
    if byline:
        now = timezone.now()
        seen, standing = approving.shown(byline, at=now), bylines.one(byline, at=now)
        lacks = standing.lacks(seen.words.print, [one.person_id or 0 for one in seen.listed])
        open_states = {BylineState.CHOSEN, BylineState.WISHED, BylineState.APPROVED}
        known |= {
            "seen": seen,
            "off": seen.off[:SHOWN],
            "more_off": max(0, len(seen.off) - SHOWN),
            "lacks": "" if seen.is_started else lacks.words,
            "may_ask": can_write and bool(lacks.words) and campaign.is_unstarted and byline.state in open_states,
            "may_remind": can_write and byline.state == BylineState.ASKED and not byline.reminded_at,
            "may_stop": can_write and seen.is_started and not campaign.is_over and byline.state == BylineState.APPROVED,
        }
    return known


def byline_of(request: WorkspaceRequest, pk: int, step: int) -> Byline:
    """Return the byline of a letter, or 404."""
    _campaign, at_hand = step_of(request, pk, step)
    byline = Byline.objects.with_all().filter(step=at_hand).first()
    if byline is None:
        raise Http404
    return byline


@require_POST
@for_roles(EDITORS)
def ask(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Ask the advocate, or ask them again."""
    byline = byline_of(request, pk, step)
    deed = partial(lending.ask, byline, by=request.user, at=timezone.now())
    return told(request, byline, deed, f"A letter with the link is on its way to {byline.name}.")


@require_POST
@for_roles(EDITORS)
def remind(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Ask once more."""
    byline = byline_of(request, pk, step)
    deed = partial(lending.remind, byline, at=timezone.now())
    return told(request, byline, deed, f"{byline.name} is reminded once, and no second time.")


@require_POST
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Let the letter go in our own name; once it is on its way, stop what has not left."""
    byline = byline_of(request, pk, step)
    campaign, now = byline.step.campaign, timezone.now()
    if campaign.is_unstarted:
        deed: Callable[[], object] = partial(lending.give_up, byline.step, by=request.user, at=now)
        back = reverse("outreach:byline", args=[pk, step])
        return told(request, byline, deed, "It goes in our own name. The link that was sent works no more.", back)
    deed = partial(lending.end, byline, f"{request.user} stopped it.", by=request.user, at=now)
    return told(request, byline, deed, "Stopped. Nothing more leaves in their name.")


def told(
    request: WorkspaceRequest, byline: Byline, deed: Callable[[], object], done: str, back: str = ""
) -> HttpResponse:
    """Do what was asked, say that it is done or why it cannot be, and lead back to the page."""
    try:
        deed()
    except (lending.CannotLend, campaigns.CannotChange) as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect(back or byline.get_absolute_url())
