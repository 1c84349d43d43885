"""The employer's desk: the link to pass on, and who came by it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import PersonalRequest
from community.limits import Limit, take
from employers import brought, desks, introducing, kit, referring
from employers.forms.referrals import IntroduceForm
from employers.models import CommitmentText, Employer, ReferralLink
from employers.views.desk_people import employer_of

MOST = 10  # links of one person; two are many
INTRODUCTIONS = Limit("introductions", 20, timedelta(days=1))


def own_links(request: PersonalRequest, employer: Employer) -> QuerySet[ReferralLink]:
    """Return this person's links for an employer: the first is the one they pass on, the others go on working."""
    links = ReferralLink.objects.of(request.community).with_inviter()
    return links.filter(user=request.user, employer=employer).order_by("pk")


def own_link(request: PersonalRequest, employer: Employer) -> ReferralLink | None:
    """Return this person's link for an employer; None before they asked for one."""
    return own_links(request, employer).first()


@require_safe
def home(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show the link with its QR code, and who came."""
    employer = employer_of(request, slug)
    links = list(own_links(request, employer)[:MOST])
    context = {
        "employer": employer,
        "organization": employer.organization,
        "link": links[0] if links else None,
        "rows": brought.of_links(links) if links else [],
    }
    return render(request, "employers/desk/referrals.html", context)


@require_POST
def make(request: PersonalRequest, slug: str) -> HttpResponse:
    """Make this person's link."""
    referring.link_for(request.user, employer_of(request, slug), at=timezone.now())
    return redirect("employers:desk-referrals", slug=slug)


@require_safe
def words(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show words to send or to say, with this person's link in them."""
    context, written, filling = what_they_pass_on(request, slug)
    return render(request, "employers/desk/kit.html", {**context, "kit": kit.spoken(written, filling)})


@require_safe
def page(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show one page to hand over, made for paper."""
    context, written, filling = what_they_pass_on(request, slug)
    context |= {"page": kit.page(written, filling), "text": CommitmentText.objects.newest(request.community)}
    return render(request, "employers/desk/kit_page.html", context)


def what_they_pass_on(request: PersonalRequest, slug: str) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """Return the link, the words of the kit, and what fills them; nothing fills them before there is a link."""
    employer = employer_of(request, slug)
    link = own_link(request, employer)
    filling = kit.values(link, employer, request.community) if link else {}
    return {"organization": employer.organization, "link": link}, kit.words(request.community), filling


@require_http_methods(["GET", "POST"])
def introduce(request: PersonalRequest, slug: str) -> HttpResponse:
    """Ask whom they could introduce us to; the answer is the same whether we know them."""
    employer = employer_of(request, slug)
    form = IntroduceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now, said = timezone.now(), dict(form.cleaned_data)
        try:
            if not take(INTRODUCTIONS, str(request.user.pk), at=now):
                raise introducing.CannotIntroduce(_("That is a lot for one day, thank you. Please go on tomorrow."))
            link = referring.link_for(request.user, employer, at=now)
            if said.pop("is_colleague"):
                own = {key: said[key] for key in ("contact_name", "email", "words", "how", "how_well")}
                introducing.introduce_colleague(link, by=request.user, at=now, **own)
            else:
                introducing.introduce(link, by=request.user, at=now, **said)
        except introducing.CannotIntroduce as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Thank you. We take it from here, and say that you told us."))
            return redirect("employers:desk-referrals", slug=slug)
    context = {"employer": employer, "organization": employer.organization, "form": form}
    return render(request, "employers/desk/introduce.html", context)


@require_POST
def name(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show or hide this person's name on the page of their link."""
    link = own_link(request, employer_of(request, slug))
    if link is None:
        raise Http404
    is_named = request.POST.get("named") == "yes"
    referring.agree_to_be_named(link, is_named=is_named, at=timezone.now())
    messages.success(
        request,
        _("Your name stands on the page of your link.") if is_named else _("The page of your link does not name you."),
    )
    return redirect("employers:desk-referrals", slug=slug)


def on_desk(request: HttpRequest, desk: desks.Desk) -> dict[str, Any] | None:
    """Return where to pass the word on; before a signature is settled, its signer's bare link."""
    early = ReferralLink.objects.of(desk.community).filter(user=desk.user, employer=None).select_related("community")
    links = list(early.order_by("pk")[:5])
    employers = [one for one in desk.organizations if getattr(one, "employer", None)]
    return {"links": links, "organizations": employers} if links or employers else None
