"""Workspace pages of the advocate kit: the words as advocates find them, and one piece to change and approve."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from employers import kit
from employers.forms.kit import KitForm
from employers.models import KitText
from employers.pieces import PLACEHOLDERS, Piece

FORMER = 10  # versions shown beneath a piece


def piece_named(key: str) -> Piece:
    """Return the piece of this key, or 404."""
    if key not in Piece.values:
        raise Http404
    return Piece(key)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show every piece as an invented advocate finds it, and who approved it."""
    texts = KitText.objects.of(request.community)
    drafts = set(texts.filter(approved_at=None).values_list("piece", flat=True))
    approved = {text.piece: text for text in texts.newest().select_related("approved_by")}
    written, filling = kit.words(request.community), kit.example(request.community)
    context = {
        "pieces": [
            {"words": words, "approved": approved.get(words.key), "has_draft": words.key in drafts}
            for words in kit.spoken(written, filling)
        ],
        "page": kit.page(written, filling),
        "page_piece": {"approved": approved.get(Piece.PAGE.value), "has_draft": Piece.PAGE.value in drafts},
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "employers/workspace/kit.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def piece(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Write the draft of a piece; beside the form stands the saved draft as an advocate will find it."""
    at_hand, filling = piece_named(key), kit.example(request.community)
    texts = KitText.objects.of(request.community).filter(piece=at_hand)
    draft = texts.filter(approved_at=None).select_related("written_by").first()
    known = draft.words if draft and "ours" not in request.GET else kit.words(request.community)[at_hand]
    if "ours" in request.GET:
        known = kit.first_words(at_hand)
    posted = request.POST if request.method == "POST" else None
    form = KitForm(posted, piece=at_hand, filling=filling, initial={"words": known})
    if form.is_valid():
        kit.write(request.community, at_hand, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "The draft is saved. Advocates use it once you approve it.")
        return redirect("employers:kit-piece", key=key)
    former = texts.approved().select_related("approved_by").order_by("-version")
    context: dict[str, Any] = {
        "piece": at_hand,
        "form": form,
        "draft": draft,
        "former": list(former[:FORMER]),
        "placeholders": PLACEHOLDERS.items(),
        "is_page": at_hand == Piece.PAGE,
    }
    if draft:
        written = {**dict.fromkeys(Piece.values, ""), at_hand.value: draft.words}
        context["page"] = kit.page(written, filling)
        context["shown"] = {words.key: words.text for words in kit.spoken(written, filling)}.get(key, "")
    return render(request, "employers/workspace/kit_piece.html", context)


@require_POST
@for_roles(EDITORS)
def approve(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Let advocates use the draft that was shown."""
    drafts = KitText.objects.of(request.community).filter(piece=piece_named(key), approved_at=None)
    draft = get_object_or_404(drafts)
    try:
        kit.approve(draft, shown=request.POST.get("shown", ""), by=request.user, at=timezone.now())
    except kit.CannotApprove as reason:
        messages.warning(request, str(reason))
        return redirect("employers:kit-piece", key=key)
    messages.success(request, f"Approved. Advocates find “{draft.get_piece_display()}” in these words from now on.")
    return redirect("employers:kit")
