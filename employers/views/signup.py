"""The public sign-up: four pages, one signature; the answers stay on the server until it is given."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.access import PortalRequest, client_of
from community.limits import Limit, take, take_each
from community.navigation import panels_of
from community.network import network_of
from directory.models import Sector
from directory.names import domain_of
from employers import drafting, referring, signing
from employers.arrivals import is_odd
from employers.forms.signup import CommitmentForm, RolesForm, SignForm, YouForm, read_stamp, stamp
from employers.models import Commitment, CommitmentText, Consent, Employer, Promise, SignupDraft
from employers.occupations import OCCUPATIONS

SESSION_KEY = "signup"
ROUTES = {
    "you": "employers:signup",
    "roles": "employers:signup-roles",
    "commitment": "employers:signup-commitment",
    "": "employers:signup-check",
}
PER_NETWORK = Limit("signup by network", 60, timedelta(hours=1))
PER_ADDRESS = Limit("signup by address", 5, timedelta(days=1))
# Past these nobody is refused, but a coordinator looks before anything is settled.
ODD_PER_NETWORK = Limit("odd signup by network", 10, timedelta(hours=1))
ODD_PER_DOMAIN = Limit("odd signup by domain", 20, timedelta(days=1))
RESENDS = Limit("resend confirmation", 3, timedelta(hours=1))


def adopt(request: PortalRequest, draft: SignupDraft) -> None:
    """Make a draft the one this browser goes on with."""
    request.session[SESSION_KEY] = str(draft.pk)


def draft_of(request: PortalRequest) -> SignupDraft | None:
    """Return this browser's draft, signed or not."""
    key = request.session.get(SESSION_KEY)
    return SignupDraft.objects.of(request.community).filter(pk=key).first() if key else None


def unsigned_draft_of(request: PortalRequest) -> SignupDraft | None:
    """Return this browser's draft unless it is signed: a new visit to the form begins a new one."""
    draft = draft_of(request)
    return None if draft and draft.commitment_id else draft


def show(request: PortalRequest, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render one page of the form with its place among the steps."""
    names = [("you", _("You")), ("roles", _("Roles")), ("commitment", _("Commitment")), ("check", _("Check and sign"))]
    place = [name for name, _label in names].index(page)
    steps = [
        {
            "label": label,
            "url": reverse(ROUTES[name]) if index < place else "",
            "state": "done" if index < place else "here" if index == place else "",
        }
        for index, (name, label) in enumerate(names)
    ]
    return render(request, f"employers/signup/{page}.html", {"steps": steps, **context}, status=status)


def go_on(draft: SignupDraft) -> HttpResponse:
    """Lead to the first page not answered yet; to the check page where all are."""
    return redirect(ROUTES[drafting.missing(draft)])


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def you(request: PortalRequest) -> HttpResponse:
    """Ask who signs."""
    text = CommitmentText.objects.of(request.community).published().first()
    if text is None:
        return render(request, "employers/signup/not_yet.html")
    draft = unsigned_draft_of(request)
    known = draft.answers.get("you", {}) if draft else {}
    first = {"opened": stamp(timezone.now()), "invited": request.GET.get("invited", "")[:20]}
    for panel in panels_of("signup", request, first["invited"]):
        first |= panel["context"]
    form = YouForm(request.POST or None, initial=first | {name: value for name, value in known.items() if value})
    if request.method == "POST" and form.is_valid():
        saved = drafting.save(draft, request.community, "you", form.cleaned_data, at=timezone.now())
        adopt(request, saved)
        return go_on(saved)
    code = str(form["invited"].value() or "")
    link = referring.named_link(request.community, code) if code else None
    return show(request, "you", {"form": form, "text": text, "link": link})


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def roles(request: PortalRequest) -> HttpResponse:
    """Ask which roles are wanted; *Skip* answers it with nothing."""
    draft = unsigned_draft_of(request)
    if draft is None:
        return redirect(ROUTES["you"])
    form = RolesForm(request.POST or None, initial=draft.answers.get("roles", {}))
    if request.method == "POST" and "skip" in request.POST:
        return go_on(drafting.save(draft, request.community, "roles", {}, at=timezone.now()))
    if request.method == "POST" and form.is_valid():
        return go_on(drafting.save(draft, request.community, "roles", form.cleaned_data, at=timezone.now()))
    return show(request, "roles", {"form": form})


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def commitment(request: PortalRequest) -> HttpResponse:
    """Show the whole commitment and ask what is promised beside the interview, and what may be shown."""
    draft = unsigned_draft_of(request)
    if draft is None:
        return redirect(ROUTES["you"])
    known = draft.answers.get("commitment", draft.answers.get("suggested", {}))
    form = CommitmentForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        return go_on(drafting.save(draft, request.community, "commitment", form.cleaned_data, at=timezone.now()))
    text = CommitmentText.objects.newest(request.community)
    return show(request, "commitment", {"form": form, "text": text, "draft": draft})


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def check(request: PortalRequest) -> HttpResponse:
    """Show every answer with its Change link, and take the signature."""
    draft = draft_of(request)
    if draft and draft.commitment_id:
        return redirect("employers:signup-thanks")
    if draft is None or drafting.missing(draft):
        return redirect(ROUTES[drafting.missing(draft)])
    text = CommitmentText.objects.newest(request.community)
    if text is None:
        return redirect(ROUTES["you"])
    answers = drafting.answers(draft)
    name = answers.fields["organization_name"]
    first = {"shown": stamp(timezone.now()), "version": text.version}
    form = SignForm(request.POST or None, organization=name, initial=first)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = sign(request, draft, form, answers, text)
        if status == 200:
            return redirect("employers:signup-thanks")
        # What was signed must be what was read: the page shows the newest text, so the form must carry its version.
        data = request.POST.copy()
        data["shown"], data["version"] = str(first["shown"]), str(first["version"])
        form.data = data
    return show(request, "check", {"form": form, "text": text, "name": name, **summary(draft, answers)}, status=status)


def sign(
    request: PortalRequest, draft: SignupDraft, form: SignForm, answers: signing.Answers, text: CommitmentText
) -> int:
    """Sign, and return 200; or put the reason on the form and return the status of the page that shows it."""
    now = timezone.now()
    address = client_of(request)
    email = answers.fields["signer_email"]
    network, domain = network_of(address), domain_of(email)
    tries = [(PER_NETWORK, network), (PER_ADDRESS, email), (ODD_PER_NETWORK, network), (ODD_PER_DOMAIN, domain)]
    *within, is_usual_network, is_usual_domain = take_each(tries, at=now)
    if not all(within):
        form.add_error(
            None,
            _(
                "There were many sign-ups from here just now. Nothing is lost: please sign again in an hour, "
                "or write to us."
            ),
        )
        return 429
    you_page = draft.answers.get("you", {})
    # A renewal begins at the desk, behind a sign-in, so it has no first page to be quick on.
    odd = draft.renews is None and is_odd(
        bait=you_page.get("fax", ""), opened_at=read_stamp(you_page.get("opened", "")), signed_at=now
    )
    witness = signing.Witness(
        ip_address=address or None,
        user_agent=request.headers.get("User-Agent", "").replace("\x00", ""),
        request_id=request.request_id,
        is_to_check=odd or not (is_usual_network and is_usual_domain),
        review_shown_at=read_stamp(form.cleaned_data["shown"]),
    )
    try:
        if form.cleaned_data["version"] != text.version:
            raise signing.CannotSign(
                _("The commitment's text has changed since you opened this page. Please read it once more.")
            )
        signing.sign(draft, answers, text=text, typed_name=form.cleaned_data["typed_name"], witness=witness, at=now)
    except signing.CannotSign as reason:
        form.add_error(None, str(reason))
        return 409
    return 200


def summary(draft: SignupDraft, answers: signing.Answers) -> dict[str, Any]:
    """Return the answers as the check page shows them."""
    labels = dict(OCCUPATIONS)
    return {
        "you": draft.answers["you"],
        "roles": [(labels[code], openings) for code, openings in answers.occupations.items() if code in labels],
        "skills": answers.skills,
        "promises": [(kind.label, answers.promises[kind]) for kind in Promise.Kind if kind in answers.promises],
        "consents": [(kind.label, kind in answers.consents) for kind in Consent.Kind],
        "sector": dict(Sector.choices).get(answers.fields.get("sector", "")),
        "workforce": dict(Employer.Workforce.choices).get(answers.fields.get("it_workforce", "")),
        "renews": draft.renews,
    }


@require_http_methods(["GET"])
@login_not_required
@never_cache
def thanks(request: PortalRequest) -> HttpResponse:
    """Say thank you: the reference, and what to do next. The same page whoever signed before."""
    draft = draft_of(request)
    if draft is None or draft.commitment is None:
        return redirect(ROUTES["you"])
    return render(request, "employers/signup/thanks.html", {"commitment": draft.commitment})


@require_POST
@login_not_required
def resend(request: PortalRequest) -> HttpResponse:
    """Send the confirmation letter once more to the address that was typed."""
    draft = draft_of(request)
    if draft is None or draft.commitment is None:
        return redirect(ROUTES["you"])
    send_again(request, draft.commitment)
    return redirect("employers:signup-thanks")


def send_again(request: PortalRequest, commitment: Commitment) -> None:
    """Ask for one more confirmation letter within the limit, and say what became of it."""
    now = timezone.now()
    try:
        if not take(RESENDS, commitment.reference, at=now):
            raise signing.CannotChange(
                _("Three letters went out in the last hour. Look into the junk folder, or write to us.")
            )
        signing.ask_again(commitment, at=now)
    except signing.CannotChange as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, _("Another letter is on its way."))
