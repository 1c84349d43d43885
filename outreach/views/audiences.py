"""Workspace pages of audiences: saved rules, who is in and why, who is left out and why not."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import paging
from community.access import WorkspaceRequest, for_roles, roles_of
from community.models import Community
from community.roles import EDITORS, READERS
from directory.search import clean
from outreach import audience_rules, audiences, exclusions, gathering, narrowed, recipients
from outreach.audience_rules import MOST_GROUPS, MOST_RULES, Group, Match, Rules, WrongRules
from outreach.course import UNSTARTED
from outreach.forms.audiences import AudienceForm, Draft
from outreach.models import Audience
from outreach.models.audience import AudienceQuerySet
from outreach.traits import OFFERED, Names

SAMPLE = 10  # people beside the rules
CAMPAIGNS = 10  # named on its page
NAME = "folded_name"


def found(request: WorkspaceRequest) -> AudienceQuerySet:
    """Return the audiences that this person may see."""
    return Audience.objects.of(request.community).seen_by(request.user).select_related("owner", "changed_by")


def said(rules: Rules, names: Names) -> list[dict[str, Any]]:
    """Return the groups of rules in sentences."""
    return [
        {"is_any": group.match == Match.ANY, "rules": [names.sentence(rule) for rule in group.rules]}
        for group in rules.groups
    ]


def told(audience: Audience, names: Names) -> dict[str, Any]:
    """Return an audience's rules in words; what cannot be read any more says so."""
    try:
        rules = audience.read_rules
        return {"is_any": rules.match == Match.ANY, "groups": said(rules, names), "problem": ""}
    except WrongRules as reason:
        return {"is_any": False, "groups": [], "problem": str(reason)}


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show the team's audiences and one's own, each with its rules in words."""
    names = Names(request.community)
    rows = [(audience, told(audience, names)) for audience in found(request).order_by("name", "pk")]
    context = {"rows": rows, "can_write": bool(request.roles & EDITORS), "me": request.user}
    return render(request, "outreach/audiences/index.html", context)


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show how many are in and why, and how many are left out and why not."""
    audience = get_object_or_404(found(request), pk=pk)
    names, at, is_out = Names(request.community), timezone.now(), request.GET.get("who") == "out"
    context: dict[str, Any] = {
        "audience": audience,
        "told": told(audience, names),
        "planned_as": list(audience.planned_as.order_by("name")),
        "campaigns": list(audience.campaigns.order_by("-pk")[:CAMPAIGNS]),
        "is_out": is_out,
        "can_write": bool(request.roles & EDITORS),
    }
    if not context["told"]["problem"]:
        tally = gathering.tally(audience, at=at)
        rows = gathering.left_out(audience, at=at) if is_out else gathering.people(audience, at=at)
        page = paging.slice_of(rows.values(*gathering.ROW), rows, NAME, request.GET)
        context |= {
            "tally": tally,
            "left_out": lines_of(audience, tally),
            "page": page,
            "people": gathering.explained(audience, page.rows, names=names, at=at),
        }
    return render(request, "outreach/audiences/show.html", context)


def lines_of(audience: Audience, tally: gathering.Tally) -> list[dict[str, Any]]:
    """Return whom the audience leaves out, in words, and how many that are."""
    return [
        {
            "sentence": exclusions.sentence(key, audience.exclusions.get(key, []), audience.community),
            "count": tally.left_out.get(key, 0),
            "is_always": entry.is_always,
        }
        for key, entry in exclusions.EXCLUSIONS.items()
        if entry.is_always or key in audience.exclusions
    ]


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def new(request: WorkspaceRequest) -> HttpResponse:
    """Make an audience, from nothing or from the list of employers as it was narrowed."""
    rules = Rules(groups=(Group(),))
    if request.GET.get("from") == "employers":
        days = request.community.quiet_after_days
        asked = {name: clean(request.GET.get(name, "")) for name in request.GET}
        rules = narrowed.rules_of(asked, me=str(request.user.pk), quiet_days=days)
    return edit(request, Draft(rules=rules), None)


def from_employers(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return what the list of employers needs to lead here with all that narrows it."""
    return {"new_url": reverse("outreach:audience-new")} if roles_of(request) & EDITORS else None


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Change an audience."""
    audience = get_object_or_404(found(request), pk=pk)
    try:
        draft = Draft.known(audience)
    except WrongRules as reason:
        messages.warning(request, f"{reason} Say the rules anew.")
        draft = Draft(name=audience.name, is_shared=audience.is_shared, rules=Rules(groups=(Group(),)))
    asked = dict(exclusions.campaigns(request.community)) if "leave-out" in request.GET else {}
    campaign = request.GET.get("leave-out", "")
    if request.method == "GET" and campaign in asked:
        draft = draft.without(campaign)
        messages.info(request, f"Those to whom “{asked[campaign]}” goes are ticked below. Save to leave them out.")
    return edit(request, draft, audience)


def edit(request: WorkspaceRequest, draft: Draft, audience: Audience | None) -> HttpResponse:
    """Show the form with what it finds; keep it once it says so and is whole."""
    names, problem = Names(request.community), ""
    if request.method == "POST":
        draft = Draft.posted(request.POST)
        if request.POST.get("do") == "save":
            form = AudienceForm(draft, names, request.POST)
            if form.is_valid():
                try:
                    kept = audiences.save(
                        request.community,
                        audience,
                        name=form.about.cleaned_data["name"],
                        is_shared=form.about.cleaned_data["whose"] == "team",
                        rules=draft.finished,
                        left_out=draft.left_out,
                        by=request.user,
                        at=timezone.now(),
                    )
                except audiences.CannotKeep as reason:
                    problem = str(reason)
                else:
                    messages.success(request, "The audience is saved.")
                    return redirect(kept)
            return page_of(request, form, audience, problem)
        draft = draft.changed(request.POST.get("do", ""), request.POST)
    return page_of(request, AudienceForm(draft, names), audience, problem)


def page_of(request: WorkspaceRequest, form: AudienceForm, audience: Audience | None, problem: str) -> HttpResponse:
    """Return the page of the form."""
    context = {
        "form": form,
        "audience": audience,
        "problem": problem,
        "wrong": [part for part in form.forms if part.is_bound and part.errors],
        "offered": OFFERED,
        "can_add_group": len(form.groups) < MOST_GROUPS,
        "most_rules": MOST_RULES,
        "always": [entry.label for entry in exclusions.EXCLUSIONS.values() if entry.is_always],
        "drafts": list(audience.campaigns.filter(state__in=UNSTARTED).order_by("-pk")[:CAMPAIGNS]) if audience else [],
        "back": audience.get_absolute_url() if audience else reverse("outreach:audiences"),
        **look(request.community, form),
    }
    return render(request, "outreach/audiences/edit.html", context)


def look(community: Community, form: AudienceForm) -> dict[str, Any]:
    """Return how many the draft finds, the first of them with the reasons, and the first of those left out."""
    rules = form.draft.finished
    typed = len(form.draft.rules.every)
    context: dict[str, Any] = {"has_rules": bool(rules.every), "unfinished": typed - len(rules.every)}
    if not rules.every:
        return context
    left_out = form.draft.asked_exclusions
    draft = Audience(community=community, rules=audience_rules.write(rules), exclusions=left_out)
    at = timezone.now()
    people = gathering.people(draft, at=at).order_by(*recipients.BY_NAME).values(*gathering.ROW)[:SAMPLE]
    out = gathering.left_out(draft, at=at).order_by(*recipients.BY_NAME).values(*gathering.ROW)[:SAMPLE]
    return context | {
        "count": gathering.size(draft, at=at),
        "people": gathering.explained(draft, people, names=form.names, at=at),
        "out": gathering.explained(draft, out, names=form.names, at=at),
    }


@require_POST
@for_roles(EDITORS)
def copy(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Make another with the same rules, for oneself."""
    audience = get_object_or_404(found(request), pk=pk)
    try:
        made = audiences.copy(audience, by=request.user, at=timezone.now())
    except (audiences.CannotKeep, WrongRules) as reason:
        messages.warning(request, str(reason))
        return redirect(audience)
    messages.success(request, "This is your copy. Change what should be another.")
    return redirect("outreach:audience-change", made.pk)


@require_POST
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take an audience away."""
    audience = get_object_or_404(found(request), pk=pk)
    try:
        audiences.remove(audience, by=request.user, at=timezone.now())
    except audiences.CannotKeep as reason:
        messages.warning(request, str(reason))
        return redirect(audience)
    messages.success(request, f"“{audience.name}” is gone.")
    return redirect("outreach:audiences")
