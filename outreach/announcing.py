"""Letters of decisions on applications: what fills them, and how they look before they leave."""

from collections.abc import Mapping
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from employers.signing import local_day
from outreach import outbox
from outreach.applicants import applicants_of
from outreach.kinds import kind_of
from outreach.models import Letter
from outreach.reviewing import previewed
from providers import deciding
from providers.models import Application, Decision
from providers.parts import CRITERIA, Key
from providers.verdicts import APPEAL_WITHIN, IN_WORDS, Reason, Verdict, Wanted, reviewed_again_on

KIND_OF = {
    Verdict.LISTED: "decision_listed",
    Verdict.CONDITIONAL: "decision_conditional",
    Verdict.DECLINED: "decision_declined",
}


def values_of(application: Application, wanted: Wanted, *, on: date) -> dict[str, str]:
    """Return what fills the letter of a decision that is published on a day."""
    organization = application.provider.organization
    values = {
        "organization": organization.name,
        "reference": application.reference,
        "decided on": date_format(on, "DATE_FORMAT"),
        "words": wanted.letter.strip(),
    }
    if wanted.outcome == Verdict.DECLINED:
        return values | {
            "reasons": "\n".join(f"- {IN_WORDS[Reason(code)]}" for code in Reason.values if code in wanted.reasons),
            "appeal until": date_format(on + APPEAL_WITHIN, "DATE_FORMAT"),
        }
    again = reviewed_again_on(on, months=organization.community.review_months)
    values["review on"] = date_format(again, "DATE_FORMAT")
    if wanted.outcome == Verdict.CONDITIONAL:
        values["conditions"] = "\n".join(in_words(wanted))
    return values


def in_words(wanted: Wanted) -> list[str]:
    """Return the conditions as lines of a list, in the order of the criteria and of their days."""
    terms = sorted(wanted.terms, key=lambda term: (CRITERIA.index(Key(term.key)), term.due_on))
    return [
        _("- %(criterion)s, by %(day)s: %(what)s")
        % {"criterion": Key(term.key).label, "day": date_format(term.due_on, "DATE_FORMAT"), "what": term.what}
        for term in terms
    ]


def to_applicants(
    kind: str, application: Application, *, once: str, values: Mapping[str, str] | None = None, at: datetime
) -> list[Letter]:
    """Write to whoever submitted an application and everybody with its provider's desk, once for each cause.

    Where nobody is left, there is no letter.
    """
    organization = application.provider.organization
    return [
        outbox.put(
            kind,
            community=organization.community,
            to_email=one.email,
            to_name=one.name,
            once_key=f"{once}{one.suffix}",
            at=at,
            values={"organization": organization.name, "reference": application.reference, **(values or {})},
            links=links_of(kind, application),
            record=application.record,
            organization=organization,
            person=one.person,
        )
        for one in applicants_of(application)
    ]


def links_of(kind: str, application: Application) -> dict[str, outbox.LinkTo]:
    """Return where the letter leads."""
    links: dict[str, outbox.LinkTo] = {
        "desk link": (None, reverse("providers:desk-application", args=[application.reference])),
        "list link": (None, reverse("providers:channels")),
    }
    return {name: links[name] for name in kind_of(kind).links}


def preview(application: Application, wanted: Wanted, *, on: date) -> tuple[str, str, str]:
    """Return to whom the letter would go, its subject and its text to the first of them; nothing is kept."""
    kind = KIND_OF[Verdict(wanted.outcome)]
    return previewed(kind, application, values_of(application, wanted, on=on))


def announce(decision: Decision, *, at: datetime) -> list[Letter]:
    """Write to the applicants what was decided, once."""
    application, wanted = decision.application, deciding.wanted_of(decision)
    values = values_of(application, wanted, on=local_day(application.provider.organization.community, at))
    kind = KIND_OF[Verdict(decision.outcome)]
    return to_applicants(kind, application, once=f"decision-{decision.pk}", values=values, at=at)
