"""The page that a referral link leads to, and its QR code."""

import io

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.access import PortalRequest
from employers import advocacy, referring
from employers.models import CommitmentText, ReferralLink


def link_behind(request: PortalRequest, code: str) -> ReferralLink:
    """Return the link with this code, or 404."""
    link = referring.named_link(request.community, code)
    if link is None:
        raise Http404
    return link


@require_safe
@login_not_required
def invited(request: PortalRequest, code: str) -> HttpResponse:
    """Say who invites, where they agreed to be named, and what is asked."""
    link, text = link_behind(request, code), CommitmentText.objects.newest(request.community)
    context = {"link": link, "text": text, "said": advocacy.spoken(link)}
    return render(request, "employers/referrals/invited.html", context)


@require_safe
@login_not_required
def picture(request: PortalRequest, code: str) -> HttpResponse:
    """Draw the link's address as a QR code, black on white in any light."""
    drawn = io.BytesIO()
    code_drawn = segno.make(link_behind(request, code).url, error="m", micro=False)
    code_drawn.save(drawn, kind="svg", omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff")
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response
