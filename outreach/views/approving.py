"""The pages behind the link of a letter to approve: read it, the list, other words, a no."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from community import links
from community.access import PortalRequest
from community.limits import Limit, take
from community.purposes import BYLINE
from outreach import approving, pinning
from outreach.approving import Shown
from outreach.bylined import via
from outreach.composing import CannotCompose
from outreach.forms.bylines import NoForm, WishForm
from outreach.models import Byline
from outreach.views.introductions import NO_PREVIEW
from outreach.views.letters import FRAME, SANDBOX

SIZE = 50  # people of a page
MOST_DIGITS = 6
ID_DIGITS = 18
WISHES = Limit("other words for a letter", 10, timedelta(days=1))


def byline_at(request: PortalRequest, token: str) -> Byline | HttpResponse:
    """Return what a link is about, or the page that says why it leads nowhere."""
    try:
        link = links.open_link(token, BYLINE, community=request.community, at=timezone.now())
    except links.CannotOpen as reason:
        context = {"reason": reason, "is_too_late": reason.link is not None}
        return render(request, "outreach/public/no_byline.html", context, status=410)
    byline = Byline.objects.of(request.community).at_record(link.record).with_all().first()
    if byline is None:
        return render(request, "outreach/public/no_byline.html", {"is_too_late": True}, status=410)
    return byline


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@csp_update(FRAME)  # type: ignore[arg-type]  # csp knows no arguments of views
def page(request: PortalRequest, token: str) -> HttpResponse:
    """Show the letter as one after the other will read it; a POST approves it, with its list."""
    byline = byline_at(request, token)
    if isinstance(byline, HttpResponse):
        return byline
    problem = ""
    if request.method == "POST":
        try:
            approving.approve(byline, seen=request.POST.get("seen", ""), at=timezone.now())
        except approving.CannotAnswer as reason:
            problem = str(reason)
            byline = Byline.objects.with_all().filter(pk=byline.pk).first() or byline
        else:
            return redirect(request.path)
    if not byline.is_answerable:
        return render(request, "outreach/public/byline_over.html", {"byline": byline})
    shown = approving.shown(byline, at=timezone.now())
    context = {"byline": byline, "shown": shown, "token": token, "problem": problem, **reading(request, shown)}
    return render(request, "outreach/public/byline.html", context)


def reading(request: PortalRequest, shown: Shown) -> dict[str, Any]:
    """Return the letter as the one reads it at the place that is asked for, 1 being the first."""
    asked, count = request.GET.get("at", "1"), len(shown.listed)
    place = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS else 1
    place = min(max(place, 1), count)
    campaign = shown.byline.step.campaign
    context: dict[str, Any] = {
        "sender": via(shown.byline.name, campaign.community.sender[0]),
        "place": place,
        "count": count,
        "before": place - 1 if place > 1 else None,
        "after": place + 1 if place < count else None,
    }
    if count:
        one = context["somebody"] = shown.listed[place - 1]
        try:
            context["subject"], context["text"], context["html"] = pinning.show(campaign, shown.words, one)
        except CannotCompose:
            context["subject"] = context["text"] = ""
    return context


@require_safe
@login_not_required
@never_cache
@xframe_options_sameorigin
def letter(request: PortalRequest, token: str) -> HttpResponse:
    """Show the HTML part as one of them will see it, without working links, in a sandbox of its own."""
    byline = byline_at(request, token)
    if isinstance(byline, HttpResponse):
        return byline
    html = reading(request, approving.shown(byline, at=timezone.now())).get("html", NO_PREVIEW)
    response = HttpResponse(html)
    response["Content-Security-Policy"] = SANDBOX
    return response


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def people(request: PortalRequest, token: str) -> HttpResponse:
    """Show to whom the letter goes; a POST takes the ticked off the list, or puts them back."""
    byline = byline_at(request, token)
    if isinstance(byline, HttpResponse):
        return byline
    if request.method == "POST":
        ticked = {
            int(one)
            for one in request.POST.getlist("person")
            if one.isascii() and one.isdigit() and len(one) <= ID_DIGITS
        }
        change(request, byline, ticked)
        return redirect(request.get_full_path())
    if not byline.is_answerable:
        return redirect("outreach:approve", token=token)
    shown = approving.shown(byline, at=timezone.now())
    rows = Paginator(sorted(shown.listed, key=lambda one: (one.organization.casefold(), one.name.casefold())), SIZE)
    context = {"byline": byline, "shown": shown, "token": token, "page": rows.get_page(request.GET.get("page"))}
    return render(request, "outreach/public/byline_list.html", context)


def change(request: PortalRequest, byline: Byline, ticked: set[int]) -> None:
    """Take people off the list or put them back, and say so."""
    now = timezone.now()
    try:
        if "back" in request.POST:
            count = approving.put_back(byline, ticked, at=now)
            done = ngettext("%(count)s person is on the list again.", "%(count)s people are on the list again.", count)
        else:
            count = approving.take_off(byline, ticked, at=now)
            done = ngettext("%(count)s person is off the list.", "%(count)s people are off the list.", count)
    except approving.CannotAnswer as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done % {"count": count}) if count else messages.info(
            request, _("Tick whom you mean.")
        )


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
@csp_update(FRAME)  # type: ignore[arg-type]  # csp knows no arguments of views
def wish(request: PortalRequest, token: str) -> HttpResponse:
    """Let them say what should read otherwise."""
    return said(request, token, WishForm, "outreach/public/byline_wish.html", may_wish)


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def decline(request: PortalRequest, token: str) -> HttpResponse:
    """Take their no, or their name back."""
    return said(request, token, NoForm, "outreach/public/byline_no.html", approving.decline)


def may_wish(byline: Byline, words: str, *, at: Any) -> Byline:
    """Keep a wish, a few times a day."""
    if not take(WISHES, byline.record, at=at):
        raise approving.CannotAnswer(_("That is a lot for one day. Please call us, or answer our letter."))
    return approving.wish(byline, words, at=at)


def said(
    request: PortalRequest, token: str, form_class: type[WishForm | NoForm], template: str, verb: Callable[..., Byline]
) -> HttpResponse:
    """Ask for some words, and keep them."""
    byline = byline_at(request, token)
    if isinstance(byline, HttpResponse):
        return byline
    if not byline.is_answerable:
        return redirect("outreach:approve", token=token)
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            verb(byline, form.cleaned_data["words"], at=timezone.now())
        except approving.CannotAnswer as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Thank you, it is noted. Nothing of the letter leaves meanwhile."))
            return redirect("outreach:approve", token=token)
    context = {"byline": byline, "form": form, "token": token, "is_started": not byline.step.campaign.is_unstarted}
    return render(request, template, context)
