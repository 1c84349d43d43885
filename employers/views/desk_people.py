"""The employer's desk: who may use it, and the organization's logo."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import PersonalRequest
from community.limits import Limit, take
from directory.models import Organization
from directory.names import domain_of
from employers import desks, logos, wall
from employers.forms.desk import ColleagueForm, LogoForm
from employers.models import Employer
from employers.views.wall import picture

INVITATIONS = Limit("colleagues let in", 20, timedelta(days=1))


def organization_of(request: PersonalRequest, slug: str) -> Organization:
    """Return an organization whose desk is open to this person, or 404."""
    return get_object_or_404(desks.organizations_of(request.user, request.community), slug=slug)


def employer_of(request: PersonalRequest, slug: str) -> Employer:
    """Return the same as an employer, or 404 where it is none."""
    employers = Employer.objects.of(request.community).select_related("organization")
    return get_object_or_404(employers, organization=organization_of(request, slug))


@require_http_methods(["GET", "POST"])
def people(request: PersonalRequest, slug: str) -> HttpResponse:
    """List who may use the desk, and let a colleague in."""
    organization = organization_of(request, slug)
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = timezone.now()
        try:
            if not take(INVITATIONS, str(request.user.pk), at=now):
                raise desks.CannotInvite(_("That is enough for one day. Please go on tomorrow, or write to us."))
            desks.invite(organization, **form.cleaned_data, by=request.user, at=now)
        except desks.CannotInvite as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The desk is open to %(email)s.") % {"email": form.cleaned_data["email"]})
            return redirect("employers:desk-people", slug=organization.slug)
    known = desks.own_domains(organization, request.user)
    rows = [
        {
            "affiliation": one,
            "name": one.person.name if domain_of(one.person.email) in known or one.person.user == request.user else "",
            "is_you": one.person.user == request.user,
        }
        for one in desks.colleagues(organization).order_by("person__name", "pk")
    ]
    context = {"organization": organization, "form": form, "rows": rows, "is_last": len(rows) < 2}
    return render(request, "employers/desk/people.html", context)


@require_http_methods(["GET", "POST"])
def remove(request: PersonalRequest, slug: str, pk: int) -> HttpResponse:
    """Say what closing the desk to somebody means, and do it."""
    organization = organization_of(request, slug)
    affiliation = get_object_or_404(desks.colleagues(organization), pk=pk)
    problem, is_you = "", affiliation.person.user == request.user
    if request.method == "POST":
        try:
            desks.close(affiliation, by=request.user, at=timezone.now())
        except desks.CannotClose as reason:
            problem = str(reason)
        else:
            messages.success(request, _("The desk is closed to %(email)s.") % {"email": affiliation.person.email})
            return redirect("employers:desk") if is_you else redirect("employers:desk-people", slug=organization.slug)
    context = {"organization": organization, "affiliation": affiliation, "is_you": is_you, "problem": problem}
    return render(request, "employers/desk/remove.html", context, status=409 if problem else 200)


@require_http_methods(["GET", "POST"])
def logo(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show today's logo and whether it is public, and take a new one."""
    employer = employer_of(request, slug)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if form.is_valid():
        try:
            logos.put(employer, form.cleaned_data["logo"], by=request.user, at=timezone.now())
        except logos.CannotShow as reason:
            form.add_error("logo", str(reason))
        else:
            messages.success(request, _("The logo is saved."))
            return redirect("employers:desk-logo", slug=slug)
    is_public = wall.with_logo(request.community).filter(pk=employer.pk).exists()
    context = {"employer": employer, "organization": employer.organization, "form": form, "is_public": is_public}
    return render(request, "employers/desk/logo.html", context)


@require_POST
def remove_logo(request: PersonalRequest, slug: str) -> HttpResponse:
    """Take the logo away."""
    logos.remove(employer_of(request, slug), by=request.user, at=timezone.now())
    messages.success(request, _("The logo is gone."))
    return redirect("employers:desk-logo", slug=slug)


@require_safe
def logo_file(request: PersonalRequest, slug: str) -> HttpResponseBase:
    """Answer the logo to its own people, shown in public or not."""
    return picture(request, employer_of(request, slug))
