"""The page behind the link of a request for an introduction: three answers, of which one is taken; then a receipt."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community import links
from community.access import PortalRequest
from community.navigation import panels_of
from community.purposes import INTRODUCTION
from directory import replying
from directory.forms.introductions import FORMS, ReplyForm
from directory.models import Introduction


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def by_link(request: PortalRequest, token: str) -> HttpResponse:
    """Show what is asked, keep one answer, and from then on show what was said."""
    try:
        link = links.open_link(token, INTRODUCTION, community=request.community, at=timezone.now())
    except links.CannotOpen as reason:
        context = {"reason": reason, "is_too_late": reason.link is not None}
        return render(request, "directory/public/no_reply.html", context, status=410)
    introduction = Introduction.objects.of(request.community).at_record(link.record).with_all().first()
    if introduction is None:  # two records became one, and so did two requests
        return render(request, "directory/public/no_reply.html", {"is_too_late": True}, status=410)
    introduction.community = request.community
    if introduction.state != Introduction.State.ASKED:
        return redirect(request.path) if request.method == "POST" else receipt(request, introduction)
    forms = {reply: form_of(request, reply) for reply in FORMS}
    sent = forms.get(request.POST.get("reply", ""))
    if sent is not None and sent.is_valid():
        with suppress(replying.CannotReply):  # by another window in this very moment, or taken back: the page says so
            replying.answer(introduction, replying.Answer(**sent.cleaned_data), at=timezone.now())
        return redirect(request.path)
    is_unclear = request.method == "POST" and sent is None
    context = {"introduction": introduction, "forms": forms, "sent": sent, "is_unclear": is_unclear}
    return render(request, "directory/public/reply.html", context)


def form_of(request: PortalRequest, reply: str) -> ReplyForm:
    """Return the form of one answer, filled where it was the one sent."""
    is_sent = request.method == "POST" and request.POST.get("reply") == reply
    return FORMS[reply](
        request.POST if is_sent else None,
        today=timezone.localdate(),
        initial={"reply": reply},
        auto_id=f"id_{reply}_%s",
    )


def receipt(request: PortalRequest, introduction: Introduction) -> HttpResponse:
    """Show what was said, and to whoever said yes how to make the introduction."""
    is_happy = introduction.state in {Introduction.State.HAPPY, Introduction.State.MADE}
    context: dict[str, Any] = {
        "introduction": introduction,
        "is_happy": is_happy,
        "panels": panels_of("introduction-reply", request, introduction) if is_happy else [],
    }
    return render(request, "directory/public/replied.html", context)
