"""Workspace pages of letters: what waits, what left, what failed, and what a person does about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from community import heartbeats
from community.access import WorkspaceRequest, for_roles
from community.filling import readable
from community.roles import EDITORS, READERS
from directory.views.exports import Table
from employers import signing
from employers.models import Commitment
from outreach import contacting, exporting, pausing, reviewing, settling, suppressing, writing
from outreach.composing import CannotCompose
from outreach.filters import TO_MEND, LetterFilter
from outreach.forms.letters import SettleForm
from outreach.kinds import UnknownKind
from outreach.models import Letter, Mailbox
from outreach.models.letter import LetterQuerySet
from outreach.states import State
from outreach.tasks import HEARTBEAT

SIZE = 50  # letters of a page
ID_DIGITS = 18
# A letter has styles of its own; here it can do nothing but be looked at, in a frame of our own page.
SANDBOX = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
FRAME = {"frame-src": ["'self'"]}
MEANINGS = {
    State.WAITING: "waits for its turn, or for the next try",
    State.CLAIMED: "a worker has it in hand",
    State.SENDING: "is being handed over",
    State.SENT: "the mail server has taken it over",
    State.FAILED: "will not arrive unless somebody does something",
    State.SKIPPED: "was not sent, on purpose",
    State.UNKNOWN: "handed over, but the answer was lost: a person settles it",
}


def table(request: WorkspaceRequest) -> Table:
    """Return the letters that the same address shows as a list, to be kept as a file."""
    return exporting.LETTERS, exporting.letters(LetterFilter(request.GET, queryset=found(request), request=request).qs)


def found(request: WorkspaceRequest) -> LetterQuerySet:
    """Return the letters that this person may see: none about applications that they are kept out of."""
    return reviewing.readable(Letter.objects.of(request.community), request.user, request.community)


def one(request: WorkspaceRequest, pk: int) -> Letter:
    """Return one of them, or 404; who is kept out of an application reads no letter about it either."""
    rows = Letter.objects.of(request.community)
    rows = rows.select_related("organization", "person", "settled_by", "community", "step__campaign")
    letter = get_object_or_404(rows, pk=pk)
    if reviewing.is_kept_from(request.user, letter):
        raise PermissionDenied
    return letter


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List letters, newest first, with how many are in each state: each number is a filter."""
    mine = found(request)
    filters = LetterFilter(request.GET, queryset=mine, request=request)
    state = filters.form.cleaned_data.get("state") if filters.form.is_valid() else ""
    everything = LetterFilter({**request.GET.dict(), "state": ""}, queryset=mine, request=request).qs
    counts = everything.by_state()
    before = request.GET.get("before", "")
    rows = filters.qs.order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) <= ID_DIGITS:
        rows = rows.filter(pk__lt=int(before))
    shown = list(rows.select_related("organization").defer("body", "values", "links")[: SIZE + 1])
    now = timezone.now()
    context = {
        "filters": filters,
        "state": state,
        "planned": sum(counts.values()),
        "states": [(one, one.label.lower(), counts[one]) for one in State],
        "letters": shown[:SIZE],
        "next": shown[SIZE - 1].pk if len(shown) > SIZE else None,
        "is_later_page": bool(before),
        "is_to_mend": request.GET.get("mark") == TO_MEND,
        "pause": pausing.current(),
        "mailbox": Mailbox.objects.order_by("-pk").first() if settings.MAILBOX_URL else None,
        "silent": heartbeats.silent_since(HEARTBEAT, at=now),
        "late": mine.late(now).count(),
        "to_mend": mine.to_mend().order_by().values("to_email").distinct().count(),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "outreach/letters.html", context)


@require_safe
@for_roles(READERS)
@csp_update(FRAME)  # type: ignore[arg-type]  # csp knows no arguments of views
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one letter: what it says, what happened to it, and what can be done."""
    letter = one(request, pk)
    suppressions = suppressing.of_address(request.community, letter.to_email, at=timezone.now())
    context: dict[str, Any] = {
        "letter": letter,
        "meaning": MEANINGS[State(letter.state)],
        "history": letter.history.select_related("by").order_by("pk"),
        "suppressions": suppressions,
        "is_own_will": any(line.is_own_will for line in suppressions),
        "has_links": any(purpose for purpose, _ in letter.links.values()),
        "can_ask_again": can_ask_again(letter),
        "can_write": bool(request.roles & EDITORS),
    }
    try:
        context["subject"], context["text"], _ = writing.preview(contacting.as_it_left(letter))
    except (CannotCompose, UnknownKind) as reason:
        context["subject"], context["problem"] = readable(letter.source[0]), str(reason)
    return render(request, "outreach/letter.html", context)


@require_safe
@for_roles(READERS)
@xframe_options_sameorigin
def preview(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show the HTML part as the recipient sees it, without working links, in a sandbox of its own."""
    letter = one(request, pk)
    try:
        _, _, html = writing.preview(contacting.as_it_left(letter))
    except (CannotCompose, UnknownKind):
        html = "<!doctype html><html lang=en><title>No preview</title><p>This letter cannot be shown.</p></html>"
    response = HttpResponse(html)
    response["Content-Security-Policy"] = SANDBOX
    return response


@require_POST
@for_roles(EDITORS)
def settle(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """End the doubt about a letter."""
    letter = one(request, pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say whether the letter arrived.")
        return redirect(letter)
    arrived = form.cleaned_data["arrived"] == "yes"
    settled = partial(settling.settle_by_hand, letter, arrived=arrived, by=request.user, at=timezone.now())
    return told(request, letter, settled, "Settled: it arrived." if arrived else "Settled: it is sent again.")


@require_POST
@for_roles(EDITORS)
def again(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send a failed letter once more."""
    letter = one(request, pk)
    tried = partial(settling.try_again, letter, by=request.user, at=timezone.now())
    return told(request, letter, tried, "It waits again and leaves in a moment.")


@require_POST
@for_roles(EDITORS)
def allow(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take a letter's address off the list of those that are not written to."""
    letter = one(request, pk)
    lines = suppressing.lines_of(request.community, letter.to_email)
    lifted = partial(suppressing.lift, lines, request.community, by=request.user, at=timezone.now())
    return told(request, letter, lifted, "Letters to this address may leave again.")


@require_POST
@for_roles(EDITORS)
def new_link(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send the confirmation letter once more, with a new link."""
    letter = one(request, pk)
    commitment = commitment_of(letter)
    if commitment is None:
        messages.error(request, "This letter has no link that could be sent again.")
        return redirect(letter)
    asked = partial(signing.ask_again, commitment, at=timezone.now())
    return told(request, letter, asked, "A new letter with a new link waits in the outbox.")


@require_POST
@for_roles(EDITORS)
def revoke(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take back the links of a letter, so that they work no more."""
    letter = one(request, pk)
    count = settling.revoke_links(letter, by=request.user, at=timezone.now())
    messages.success(request, "The links of this letter work no more." if count else "No link of this letter was open.")
    return redirect(letter)


@require_POST
@for_roles(EDITORS)
def resume(request: WorkspaceRequest) -> HttpResponse:
    """Ask the mail server again before the pause is over."""
    if pausing.resume(community=request.community, by=request.user, at=timezone.now()):
        messages.success(request, "The mail server is asked again in a moment.")
    else:
        messages.info(request, "Letters are leaving: nothing pauses.")
    return redirect("outreach:letters")


def told(request: WorkspaceRequest, letter: Letter, deed: Callable[[], object], done: str) -> HttpResponse:
    """Do what was asked about a letter, say that it is done or why it cannot be, and lead back to its page."""
    try:
        deed()
    except (settling.CannotSettle, signing.CannotChange, suppressing.CannotLift) as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect(letter)


def commitment_of(letter: Letter) -> Commitment | None:
    """Return the commitment that a confirmation letter is about."""
    if letter.kind != "confirm_commitment":
        return None
    return Commitment.objects.of(letter.community).at_record(letter.record).first()


def can_ask_again(letter: Letter) -> bool:
    """Tell whether there is still something to confirm."""
    commitment = commitment_of(letter)
    return commitment is not None and commitment.state == Commitment.State.AWAITING
