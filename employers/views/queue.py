"""The queue of signatures: who waits, whose signature it is, and what became of all before."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.models import Community
from community.paging import count_of, slice_of
from community.roles import EDITORS, READERS
from directory.models import Organization
from employers import evidence, settling, standing, waiting
from employers.forms.workspace import EXPIRING, HistoryForm, RejectForm, SearchForm, SettleForm
from employers.models import Commitment, Consent
from employers.models.commitment import CommitmentQuerySet

CARDS = 30  # on a page
ROWS = 50  # that wait for their mailbox
FOUND = 10  # organizations that a search offers


def ends_on(community: Community) -> date:
    """Return until when a commitment lasts that is settled today."""
    return evidence.add_months(timezone.localdate(), community.commitment_term_months)


def waiting_in(community: Community) -> "QuerySet[Commitment]":
    """Return what waits for a coordinator, the oldest first, with all that a card shows."""
    rows = Commitment.objects.of(community).waiting().order_by("confirmed_at", "pk")
    rows = rows.select_related("community", "text", "countersigned_by", "supersedes__employer__organization")
    return rows.prefetch_related("promises", "consents", "asks")


def with_form(card: waiting.Card, data: Any = None) -> dict[str, Any]:
    """Return a card with its form and how long it has waited."""
    confirmed_at = card.commitment.confirmed_at
    consents = [consent for consent in card.commitment.consents.all() if not consent.withdrawn_at]
    return {
        "card": card,
        "commitment": card.commitment,
        "groups": waiting.groups(card, ends_on(card.commitment.community)),
        "form": SettleForm(
            data, commitment=card.commitment, sure=waiting.sure_choice(card), may_verify=card.may_verify
        ),
        "age": standing.age(confirmed_at, timezone.now()) if confirmed_at else "",
        "consents": consents,
        "is_listed": any(consent.kind == Consent.Kind.LIST_NAME for consent in consents),
    }


@require_safe
@for_roles(READERS)
def queue(request: WorkspaceRequest) -> HttpResponse:
    """Show what waits to be settled, and what waits for an answer from its mailbox."""
    now = timezone.now()
    page = Paginator(waiting_in(request.community), CARDS).get_page(request.GET.get("page"))
    awaiting = (
        Commitment.objects.of(request.community).filter(state=Commitment.State.AWAITING).order_by("signed_at", "pk")
    )
    unconfirmed = list(awaiting[: ROWS + 1])
    context = {
        "page": page,
        "cards": [with_form(card) for card in waiting.cards(request.community, list(page))],
        "unconfirmed": [(commitment, standing.age(commitment.signed_at, now)) for commitment in unconfirmed[:ROWS]],
        "are_more": len(unconfirmed) > ROWS,
        "is_new": not page.object_list and not Commitment.objects.of(request.community).exists(),
        "can_write": bool(request.roles & EDITORS),
        "tab": "queue",
    }
    return render(request, "employers/workspace/queue.html", context)


@require_safe
@for_roles(READERS)
def history(request: WorkspaceRequest) -> HttpResponse:
    """List all signatures, newest first, narrowed by state and words."""
    form = HistoryForm(request.GET)
    today, notice = timezone.localdate(), request.community.renewal_first_notice_days
    rows = signatures(request)
    everything = Commitment.objects.of(request.community)
    page = slice_of(rows.select_related("employer__organization"), everything, "-signed_at", request.GET)
    context = {
        "form": form,
        "page": page,
        "count": count_of(rows, page),
        "rows": [
            (
                commitment,
                standing.standing(commitment.state, ends_on=commitment.ends_on, today=today, notice_days=notice),
            )
            for commitment in page.rows
        ],
        "is_narrowed": any(request.GET.get(name) for name in ("q", "state")),
        "can_write": bool(request.roles & EDITORS),
        "tab": "history",
    }
    return render(request, "employers/workspace/history.html", context)


def signatures(request: WorkspaceRequest) -> CommitmentQuerySet:
    """Return the signatures that the address asks for."""
    rows: CommitmentQuerySet = Commitment.objects.of(request.community)
    form, notice = HistoryForm(request.GET), timedelta(days=request.community.renewal_first_notice_days)
    until = timezone.localdate() + notice
    return narrowed(rows, **form.cleaned_data, expiring_until=until) if form.is_valid() else rows


def narrowed(rows: CommitmentQuerySet, *, q: str, state: str, expiring_until: date) -> CommitmentQuerySet:
    """Return the rows in a state that have every word somewhere."""
    if state == EXPIRING:
        rows = rows.active().filter(ends_on__lte=expiring_until)
    elif state:
        rows = rows.filter(state=state)
    return rows.search(q)


def card_page(
    request: WorkspaceRequest, commitment: Commitment, *, data: Any = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """Answer with one signature's page: the card, a search for other organizations, and how to put it aside."""
    search = SearchForm(request.GET)
    words = search.cleaned_data["q"].strip() if search.is_valid() else ""
    found = (
        list(Organization.objects.of(request.community).search(words).order_by("normalized_name", "pk")[:FOUND])
        if words
        else []
    )
    card = waiting.cards(request.community, [commitment], chosen=found)[0]
    context = {
        **with_form(card, data),
        "reject_form": RejectForm(),
        "search": search,
        "words": words,
        "found": found,
        "problem": problem,
        "can_write": bool(request.roles & EDITORS),
        "tab": "queue",
    }
    return render(request, "employers/workspace/signature.html", context, status=status)


def waiting_or_gone(request: WorkspaceRequest, pk: int) -> Commitment | HttpResponse:
    """Return a signature that waits; where it no longer does, the way to its page, with a word about why."""
    commitment = get_object_or_404(Commitment.objects.of(request.community), pk=pk)
    if commitment.state != Commitment.State.CONFIRMED:
        messages.info(request, settling.not_waiting(commitment))
        return redirect(commitment)
    return waiting_in(request.community).get(pk=pk)


@require_safe
@for_roles(READERS)
def signature(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one signature that waits."""
    commitment = waiting_or_gone(request, pk)
    return card_page(request, commitment) if isinstance(commitment, Commitment) else commitment


@require_POST
@for_roles(EDITORS)
def settle(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Settle a signature for the organization that was chosen."""
    commitment = waiting_or_gone(request, pk)
    if not isinstance(commitment, Commitment):
        return commitment
    form = with_form(waiting.cards(request.community, [commitment])[0], request.POST)["form"]
    if not form.is_valid():
        return card_page(request, commitment, data=request.POST, problem="Choose whose signature this is.", status=422)
    organization, beside = form.cleaned_data["choice"]
    try:
        done = settling.settle(
            commitment,
            organization=organization,
            by=request.user,
            at=timezone.now(),
            beside=beside,
            verify_domain=form.cleaned_data["verify_domain"],
        )
    except settling.CannotSettle as reason:
        return sorry(request, pk, str(reason), data=request.POST)
    messages.success(request, settled_words(done))
    return redirect("employers:queue")


def settled_words(commitment: Commitment) -> str:
    """Say what settling did."""
    given = commitment.consents.filter(withdrawn_at=None)
    is_listed = given.filter(kind=Consent.Kind.LIST_NAME).exists()
    where = "shows on the wall now" if is_listed else "counts now; they did not agree to be listed, so nothing shows"
    return f"{commitment.employer} {where}."


def sorry(request: WorkspaceRequest, pk: int, reason: str, *, data: Any) -> HttpResponse:
    """Say why it could not be done: on the signature's page while it waits, else on the commitment's."""
    commitment = waiting_in(request.community).filter(pk=pk).first()
    if commitment:
        return card_page(request, commitment, data=data, problem=reason, status=409)
    messages.error(request, reason)
    return redirect("employers:commitment", pk)


@require_POST
@for_roles(EDITORS)
def reject(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put a signature aside as spam or a mistake."""
    commitment = get_object_or_404(Commitment.objects.of(request.community), pk=pk)
    form = RejectForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why you put the signature aside.")
        return redirect(commitment)
    try:
        settling.reject(commitment, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    except settling.CannotSettle as reason:
        messages.error(request, str(reason))
        return redirect(commitment)
    messages.success(request, f"The signature of {commitment.organization_name} is put aside. They were not told.")
    return redirect("employers:queue")
