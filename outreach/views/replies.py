"""Workspace pages of replies: who answered what, and what comes of it in one click."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.paging import number_of
from community.roles import EDITORS, READERS
from directory.notes import moment_of
from outreach import following, replying, reviewing
from outreach.forms.replies import LogForm, OutcomeForm
from outreach.models import Mailbox, Reply
from outreach.models.reply import ReplyQuerySet
from outreach.outcomes import CONSEQUENCES, Outcome
from outreach.views.letters import one

SIZE = 30  # replies of a page
LONGEST_DAY = 20  # characters
TABS = {"": "To answer", "answered": "Answered", "automatic": "Automatic"}


def found(request: WorkspaceRequest) -> ReplyQuerySet:
    """Return the replies that this person may see: none about applications that they are kept out of."""
    rows: ReplyQuerySet = Reply.objects.of(request.community)
    kept = reviewing.records_kept_from(request.user, request.community)
    return rows.exclude(letter__record__in=kept) if kept else rows


def reply_at(request: WorkspaceRequest, pk: int) -> Reply:
    """Return one of them, or 404; who may not read the letter that it answers says nothing of it either."""
    reply = get_object_or_404(found(request).select_related("letter", "organization", "person", "settled_by"), pk=pk)
    if reply.letter:
        one(request, reply.letter.pk)
    return reply


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List replies, the newest first, in three heaps."""
    tab = request.GET.get("show", "") if request.GET.get("show", "") in TABS else ""
    mine = found(request)
    rows = {"": mine.to_answer, "answered": mine.answered, "automatic": mine.automatic}
    before = number_of(request.GET.get("before", ""))
    heap = rows[tab]().order_by("-pk")
    rest = heap.filter(pk__lt=before) if before else heap
    replies = list(rest.select_related("letter", "organization", "person", "by", "settled_by")[: SIZE + 1])
    today = timezone.localdate(timezone=request.community.zone)
    typed = {"outcome": Outcome.NOT_NOW, "later_on": request.GET.get("later_on")}
    refused = number_of(request.GET.get("refused", ""))
    context = {
        "refused": refused,
        "problems": OutcomeForm(typed, today=today).errors.get("later_on") if refused else None,
        "typed": typed["later_on"],
        "replies": replies[:SIZE],
        "next": replies[SIZE - 1].pk if len(replies) > SIZE else None,
        "is_later_page": bool(before),
        "tabs": list(TABS.items()),
        "tab": tab,
        "consequences": CONSEQUENCES,
        "not_now": Outcome.NOT_NOW,
        "later_on": today + replying.NOT_NOW,
        "mailbox": Mailbox.objects.order_by("-pk").first() if settings.MAILBOX_URL else None,
        "has_mailbox": bool(settings.MAILBOX_URL),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "outreach/replies.html", context)


@require_POST
@for_roles(EDITORS)
def settle(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what came of a reply."""
    reply = reply_at(request, pk)
    form = OutcomeForm(request.POST, today=timezone.localdate(timezone=request.community.zone))
    if "later_on" in form.errors and not reply.outcome:
        return redirect(refused_at(pk, request.POST.get("later_on", "")))
    if not form.is_valid():
        before = f"It was answered before: {reply.get_outcome_display().lower()}." if reply.outcome else ""
        messages.error(request, before or "Say what came of it.")
        return redirect("outreach:replies")
    outcome, later_on = Outcome(form.cleaned_data["outcome"]), form.cleaned_data["later_on"]
    try:
        replying.settle(reply, outcome=outcome, later_on=later_on, by=request.user, at=timezone.now())
    except replying.CannotSettleReply as reason:
        messages.error(request, str(reason))
    else:
        back = reverse("outreach:reply-take-back", args=[pk])
        done = format_html('{}. What follows from it is done. <a href="{}">Take it back</a>', outcome.label, back)
        messages.success(request, done)
    return redirect("outreach:replies")


@require_POST
@for_roles(EDITORS)
def take_for_real(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that a person wrote what was taken for an automatic answer."""
    reply = reply_at(request, pk)
    if replying.take_for_real(reply, by=request.user, at=timezone.now()):
        messages.success(request, "It waits here to be answered, and what was to come to them has stopped.")
    else:
        messages.info(request, "It stands among the answers already.")
    return redirect("outreach:replies")


def refused_at(pk: int, typed: str) -> str:
    """Return the address of the list from this reply on, where its day is refused as it was typed."""
    query = urlencode({"before": pk + 1, "refused": pk, "later_on": typed[:LONGEST_DAY]})
    return f"{reverse('outreach:replies')}?{query}#reply-{pk}"


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def take_back(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what is undone where an outcome is taken back, and take it back."""
    reply = reply_at(request, pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            replying.take_back(reply, seen=request.POST.get("seen", ""), by=request.user, at=now)
        except replying.CannotTakeBack as reason:
            messages.info(request, str(reason))
        else:
            messages.success(request, "Taken back. The answer waits here again.")
        return redirect("outreach:replies")
    parts = list(following.ahead(reply, by=request.user, at=now))
    context = {
        "reply": reply,
        "undone": [part for part in parts if not part.stays],
        "stays": [part for part in parts if part.stays],
        "is_known": reply.made is not None,
    }
    return render(request, "outreach/reply_take_back.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def log(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Write down a reply to a letter that came by another road."""
    letter = one(request, pk)
    now = timezone.localtime(timezone=request.community.zone)
    written = letter.created_at.astimezone(request.community.zone).date()
    form = LogForm(request.POST if request.method == "POST" else None, written=written, today=now.date())
    if form.is_valid():
        on = moment_of(form.cleaned_data["on"], now)
        replying.log(letter, text=form.cleaned_data["text"], on=on, by=request.user, at=now)
        messages.success(request, "Written down. Say now what comes of it.")
        return redirect("outreach:replies")
    return render(request, "outreach/reply_log.html", {"letter": letter, "form": form})
