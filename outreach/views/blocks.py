"""Workspace pages of the plan's words: audiences by the three answers, and one answer to draft and approve."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from employers.evidence import add_months
from outreach import blocks, counted, numbers, planning
from outreach.forms.plan import ApproveForm, AudienceForm, BlockForm
from outreach.models import Block, PlanAudience
from outreach.numbers import NAMES, PLACES
from outreach.planned import Question

FORMER = 10  # versions shown beneath an answer
MONTHS = 12  # for which words are approved, unless somebody says otherwise


def question_of(key: str) -> Question:
    """Return the question of this key, or 404."""
    if key not in Question.values:
        raise Http404
    return Question(key)


def audience_of(request: WorkspaceRequest, pk: int | None) -> PlanAudience | None:
    """Return the audience, none for everybody; 404 where it is not ours."""
    return get_object_or_404(PlanAudience.objects.of(request.community), pk=pk) if pk is not None else None


def place(audience: PlanAudience | None, question: str) -> str:
    """Return where an answer is written."""
    if audience is None:
        return reverse("outreach:block", args=[question])
    return reverse("outreach:plan-audience-block", args=[audience.pk, question])


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show who is told what: every audience by the three answers, and whether each may be sent today."""
    community, today = request.community, timezone.localdate(timezone=request.community.zone)
    approved, now = blocks.standing(community), counted.numbers(community, today)
    drafts = set(Block.objects.of(community).drafts().values_list("audience", "question"))
    audiences = [None, *PlanAudience.objects.of(community).order_by("name")]
    rows = [
        (
            audience,
            [
                {
                    "answer": blocks.answer(approved, question, audience, now, today),
                    "has_draft": (audience.pk if audience else None, question.value) in drafts,
                    "url": place(audience, question.value),
                }
                for question in Question
            ],
        )
        for audience in audiences
    ]
    context = {
        "rows": rows,
        "questions": list(Question),
        "untold": blocks.untold(community, today=today),
        "outlived": blocks.outlived(community, today=today),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "outreach/plan/words.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def answer(request: WorkspaceRequest, question: str, pk: int | None = None) -> HttpResponse:
    """Write the draft of one answer; beside the form stands the saved draft as it will be read."""
    at_hand, audience = question_of(question), audience_of(request, pk)
    if request.method != "POST":
        return page(request, at_hand, audience)
    form = BlockForm(request.POST, values=blocks.places(request.community))
    if not form.is_valid():
        return page(request, at_hand, audience, form=form)
    blocks.write(request.community, audience, at_hand, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, "The draft is saved. It is told once you approve it.")
    return redirect(place(audience, at_hand))


@require_POST
@for_roles(EDITORS)
def approve(request: WorkspaceRequest, question: str, pk: int | None = None) -> HttpResponse:
    """Let the draft that was shown be told, and be sent until a day."""
    at_hand, audience = question_of(question), audience_of(request, pk)
    draft = get_object_or_404(Block.objects.of(request.community).at(at_hand, audience).drafts())
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return page(request, at_hand, audience, approval=form)
    shown = request.POST.get("shown", "")
    try:
        blocks.approve(draft, shown=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
    except blocks.DayHasPassed as reason:
        form.add_error("expires_on", str(reason))
        return page(request, at_hand, audience, approval=form)
    except blocks.CannotApprove as reason:
        messages.warning(request, str(reason))
        return redirect(place(audience, at_hand))
    messages.success(request, f"Approved. “{at_hand.label}” is answered in these words from now on.")
    return redirect("outreach:words")


def page(
    request: WorkspaceRequest,
    at_hand: Question,
    audience: PlanAudience | None,
    *,
    form: BlockForm | None = None,
    approval: ApproveForm | None = None,
) -> HttpResponse:
    """Answer with the page of one answer: the words to write, and the draft to approve, each with what was typed."""
    community, today = request.community, timezone.localdate(timezone=request.community.zone)
    versions = Block.objects.of(community).at(at_hand, audience)
    draft = versions.drafts().select_related("written_by").first()
    now = counted.numbers(community, today)
    told = blocks.answer(blocks.standing(community), at_hand, audience, now, today)
    known = draft.words if draft else told.words
    context = {
        "question": at_hand,
        "audience": audience,
        "answer": told,
        "form": form or BlockForm(values=blocks.places(community), initial={"words": known}),
        "draft": draft,
        "approve": approval or ApproveForm(initial={"expires_on": add_months(today, MONTHS)}),
        "approve_url": place(audience, at_hand) + "approve/",
        "preview": mark_safe(blocks.shown(known, community, now, today)),  # noqa: S308 - cleaned in prose
        "problems": numbers.problems(known, now, today),
        "former": versions.exclude(approved_at=None).select_related("approved_by").order_by("-version")[:FORMER],
        "places": PLACES.items(),
        "numbers": [(name, what, now[name]) for name, (what, _limit) in NAMES.items()],
    }
    return render(request, "outreach/plan/answer.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def audience(request: WorkspaceRequest, pk: int | None = None) -> HttpResponse:
    """Put an audience into the plan, or say better who it is."""
    known = audience_of(request, pk)
    initial: dict[str, Any] = {"name": known.name, "note": known.note, "people": known.people_id} if known else {}
    posted = request.POST if request.method == "POST" else None
    form = AudienceForm(posted, initial=initial, community=request.community)
    if form.is_valid():
        try:
            if known:
                planning.rename(known, **form.cleaned_data)
            else:
                planning.reach(request.community, by=request.user, at=timezone.now(), **form.cleaned_data)
        except planning.CannotPlan as reason:
            form.add_error("name", str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect("outreach:words")
    return render(request, "outreach/plan/audience.html", {"form": form, "audience": known})


@require_POST
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take an audience off the plan."""
    known = get_object_or_404(PlanAudience.objects.of(request.community), pk=pk)
    try:
        planning.remove(known, by=request.user, at=timezone.now())
    except planning.CannotPlan as reason:
        messages.warning(request, str(reason))
        return redirect("outreach:plan-audience", pk=pk)
    messages.success(request, f"{known} is off the plan.")
    return redirect("outreach:words")
