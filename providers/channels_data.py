"""The channels as data: the documents behind /channels.json and /channels.csv, described in docs/channels-json.md.

Both are made of the same cards as the page, and hold no number that it has not.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse

from community.models import Community
from providers.channels import Card, Told
from providers.models import Provider, Release
from providers.outcomes import MEANINGS, Kind, last_day
from providers.suppression import BANDS, FEW, RULES, WHOLE, Bound, Policy, Shown

CONTEXT = {
    "@vocab": "https://schema.org/",
    "schema": "https://schema.org/",
    "ceterms": "https://purl.org/ctdl/terms/",
    "qdata": "https://credreg.net/qdata/terms/",
}
FACTS = (
    "provider", "program", "url", "town", "mode", "pace", "intensity", "weeks", "tuition_usd", "credential", "skills",
    "occupations",
)  # fmt: skip
OF_FIGURE = ("state", "value", "bound", "n_from", "n_to", "from", "to")
OF_SALARY = ("mean", "lower_quartile", "upper_quartile")


def as_data(cards: Sequence[Card], others: Iterable[Provider], community: Community, release: Release | None) -> Any:
    """Return the whole document of JSON-LD."""
    page = f"{community.url}{reverse('providers:channels')}"
    return {
        "@context": {**CONTEXT, "figures": f"{community.url}/channels.json#figures"},
        "@type": "ItemList",
        "@id": f"{community.url}/channels.json",
        "url": page,
        "name": f"Curated hiring channels of {community.name}",
        "version": 1,
        "publisher": {"@type": "Organization", "name": community.name, "url": f"{community.url}/"},
        "release": released(release),
        "suppression": suppression(release.rules if release else None),
        "qdata:dataSuppressionPolicy": policy_in_words(release.rules) if release else None,
        "definitions": {kind.value: str(meaning) for kind, meaning in MEANINGS.items()},
        "numberOfItems": len(cards),
        "itemListElement": [program(card, community, release) for card in cards],
        "alsoListed": [organization(provider.organization, community) for provider in others],
    }


def released(release: Release | None) -> dict[str, Any] | None:
    """Return which release the figures are of."""
    if release is None or release.published_at is None:
        return None
    return {
        "number": release.number,
        "as_of": release.as_of.isoformat(),
        "published_on": release.published_at.astimezone(release.community.zone).date().isoformat(),
        "sha256": release.sha256,
        "definitions": release.policy["definitions"],
    }


def suppression(policy: Policy | None) -> dict[str, Any] | None:
    """Return the thresholds by which numbers are hidden."""
    if policy is None:
        return None
    return {
        "rules": RULES,
        "minimum_n": policy.least,
        "bands_begin_at": [begin for begin in BANDS if begin >= policy.least],
        "one_figure_of_a_group_below": FEW,
        "rounded_below": WHOLE,
        "known_percent": policy.known_percent,
    }


def policy_in_words(policy: Policy) -> dict[str, str]:
    """Return the same in words, in the language of the document's contract."""
    least, known = policy.least, policy.known_percent
    words = (
        f"No figure of fewer than {least} people. A smaller cohort is pooled with those before it, 24 months at most, "
        f"or not published. Below {WHOLE} people, and in every pool, n is a band, shares are rounded to 5 % with open "
        "ends at 10 % and 90 %, and pay to $1,000. A cohort enters one window only, and windows never overlap. Nothing "
        f"is published while fewer than {known} % of outcomes are known."
    )
    return {"en-US": words}


def organization(its: Any, community: Community) -> dict[str, Any]:
    """Return an organization on the list."""
    return {
        "@type": "EducationalOrganization",
        "name": its.name,
        "url": f"{community.url}{reverse('providers:channel', args=[its.slug])}",
        "sameAs": its.website or None,
        "address": {"@type": "PostalAddress", "addressLocality": its.town} if its.town else None,
    }


def program(card: Card, community: Community, release: Release | None) -> dict[str, Any]:
    """Return one program with its figures; `null` where something is not known."""
    its = card.program
    page = f"{community.url}{reverse('providers:channel', args=[card.provider.slug])}#{card.anchor}"
    return {
        "@type": "EducationalOccupationalProgram",
        "@id": page,
        "url": page,
        "name": its.name,
        "description": its.summary or None,
        "provider": organization(card.provider, community),
        "educationalProgramMode": its.mode or None,
        "pace": its.pace or None,
        "intensity": its.intensity or None,
        "timeToComplete": f"P{its.weeks}W" if its.weeks else None,
        "educationalCredentialAwarded": its.credential or None,
        "programPrerequisites": its.admission or None,
        "offers": {"@type": "Offer", "category": "Tuition", "price": f"{its.tuition:.2f}", "priceCurrency": "USD"}
        if its.tuition is not None
        else None,
        "teaches": list(card.skills),
        "occupationalCategory": [
            {"@type": "CategoryCode", "inCodeSet": "SOC 2018", "codeValue": code, "name": title}
            for code, title in card.occupations
        ],
        "figures": [figure(told) for told in card.figures.values()],
        "subjectOf": dataset(card, release),
    }


def figure(told: Told) -> dict[str, Any]:
    """Return one figure: its state, and where it is told value, n and window."""
    shown = told.shown
    found: dict[str, Any] = {
        "kind": told.kind.value,
        "state": told.state,
        "unit": "USD a year" if told.kind == Kind.SALARY else "percent",
        "value": shown.value if shown else None,
        "bound": (shown.bound.value or None) if shown else None,
        "n": {"from": shown.n_from, "to": shown.n_to} if shown and shown.is_told else None,
        "window": {"from": told.window.first.isoformat(), "to": last_day(told.window.last).isoformat()}
        if told.window
        else None,
        "rounded": shown.is_rounded if shown and shown.is_told else None,
        "first_due": told.first_due.isoformat() if told.first_due and not told.is_told else None,
    }
    if told.kind == Kind.SALARY and shown:
        found |= {"mean": shown.mean, "lower_quartile": shown.lower, "upper_quartile": shown.upper}
    return found


def dataset(card: Card, release: Release | None) -> dict[str, Any] | None:
    """Return what is told in the terms of CTDL, for whoever reads those; None where nothing is."""
    headline, salary, regional = card.headline, card.salary, card.figures[Kind.REGIONAL]
    if release is None or not (headline.is_told or salary.is_told):
        return None
    profile: dict[str, Any] = {"@type": "qdata:DataProfile"}
    if headline.shown and headline.is_told:
        profile |= {
            "qdata:employmentDefinition": {"en-US": str(MEANINGS[Kind.HEADLINE])},
            "qdata:employmentRate": [quantity(headline.shown)],
            "qdata:subjectsInSet": [people(headline.shown)],
        }
    if regional.shown and regional.is_told:
        profile["qdata:regionalEmploymentRate"] = [quantity(regional.shown)]
    if salary.shown and salary.is_told:
        profile |= {
            "qdata:earningsDefinition": {"en-US": str(MEANINGS[Kind.SALARY])},
            "qdata:earningsDistribution": [earnings(salary.shown)],
        }
    return {
        "@type": "qdata:DataSetProfile",
        "qdata:dataSuppressionPolicy": policy_in_words(release.rules),
        "qdata:dataSetTimePeriod": [
            {**frame(headline if headline.is_told else salary), "qdata:dataAttributes": [profile]}
        ],
    }


def frame(told: Told) -> dict[str, Any]:
    """Return the time of a figure."""
    found: dict[str, Any] = {"@type": "qdata:DataSetTimeFrame"}
    if told.window:
        found |= {
            "ceterms:startDate": told.window.first.isoformat(),
            "ceterms:endDate": last_day(told.window.last).isoformat(),
        }
    return found


def quantity(shown: Shown) -> dict[str, Any]:
    """Return a share, with its open end where it has one."""
    name = {Bound.OR_MORE: "minValue", Bound.OR_LESS: "maxValue", Bound.NONE: "value"}[shown.bound]
    return {"@type": "QuantitativeValue", name: shown.value, "unitText": "percent"}


def people(shown: Shown) -> dict[str, Any]:
    """Return a figure's n, or its band."""
    if shown.n_from == shown.n_to:
        return {"@type": "QuantitativeValue", "value": shown.n_from}
    return {"@type": "QuantitativeValue", "minValue": shown.n_from, "maxValue": shown.n_to}


def earnings(shown: Shown) -> dict[str, Any]:
    """Return pay as a distribution."""
    return {
        "@type": "MonetaryAmountDistribution",
        "currency": "USD",
        "duration": "P1Y",
        "median": shown.value,
        "percentile25": shown.lower,
        "percentile75": shown.upper,
    }


def heads() -> list[str]:
    """Return the columns of the file: the program's facts, then those of each figure."""
    return [
        *FACTS,
        *(f"{kind.value}_{name}" for kind in Kind for name in columns_of(kind)),
        "release",
        "as_of",
    ]


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return what the file says of a figure."""
    return OF_FIGURE + OF_SALARY if kind == Kind.SALARY else OF_FIGURE


def rows(cards: Iterable[Card], community: Community, release: Release | None) -> Iterator[list[Any]]:
    """Yield a line for each program."""
    for card in cards:
        its = card.program
        page = f"{community.url}{reverse('providers:channel', args=[card.provider.slug])}#{card.anchor}"
        facts = [
            card.provider.name, its.name, page, its.town or card.provider.town, its.mode, its.pace, its.intensity,
            its.weeks, its.tuition, its.credential, "; ".join(card.skills),
            "; ".join(code for code, _title in card.occupations),
        ]  # fmt: skip
        figures = [cell for kind in Kind for cell in cells(card.figures[kind])]
        yield [*facts, *figures, release.number if release else None, release.as_of if release else None]


def cells(told: Told) -> list[Any]:
    """Return what the file says of one figure; all empty but the state where the last release does not know it."""
    shown, window = told.shown, told.window
    blank: list[Any] = [None] * (len(columns_of(told.kind)) - 1)
    if shown is None:
        return [told.state, *blank]
    dates = (window.first, last_day(window.last)) if window else (None, None)
    found = [told.state, shown.value, shown.bound.value, shown.n_from, shown.n_to, *dates]
    return [*found, shown.mean, shown.lower, shown.upper] if told.kind == Kind.SALARY else found
