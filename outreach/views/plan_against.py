"""The part of the plan's page that sets what was planned against what was done."""

from collections import defaultdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from outreach.course import Fate
from outreach.models import Campaign, Errand, Step
from outreach.models.errand import FATED
from outreach.models.plan import PlanItemQuerySet
from outreach.planned import ItemFate, against
from outreach.views.results import CHOICES


def compared(
    everything: list[tuple[str, str, date, date | None]],
    today: date,
    items: PlanItemQuerySet,
) -> list[tuple[str, Any, str, int, tuple[int, int]]]:
    """Return planned against done for each audience, by name, and for all together where there are several.

    Beside each stands where to read what came of the campaigns that carried its items out, how many those are, and how
    many tasks were given and done.
    """
    carried, tasks = carried_out(items), tasks_of(items)
    by_audience = defaultdict(list)
    for name, state, due_on, done_on in everything:
        by_audience[name].append(ItemFate(state, due_on, done_on))
    rows = [
        (name, against(fates, today), *results_of(carried[name]), tasks.get(name, (0, 0)))
        for name, fates in sorted(by_audience.items())
    ]
    if len(rows) > 1:
        whole = against([one for fates in by_audience.values() for one in fates], today)
        counts = (sum(given for given, _done in tasks.values()), sum(done for _given, done in tasks.values()))
        rows.append(("All", whole, *results_of([pk for pks in carried.values() for pk in pks]), counts))
    return rows


def carried_out(items: PlanItemQuerySet) -> dict[str, list[int]]:
    """Return the campaigns that have carried out items, the newest first, by the name of whom they are for."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = Campaign.objects.filter(plan_item__in=items.order_by().values("pk"), started_at__isnull=False)
    letters = rows.filter(Exists(Step.objects.letters().filter(campaign=OuterRef("pk"))))
    for name, pk in letters.order_by("-started_at", "-pk").values_list("plan_item__audience__name", "pk"):
        found[name].append(pk)
    return found


def tasks_of(items: PlanItemQuerySet) -> dict[str, tuple[int, int]]:
    """Return how many tasks items became that were not dropped, and how many are done, by whom they are for."""
    mine = Errand.objects.filter(step__campaign__plan_item__in=items.order_by().values("pk"))
    names = mine.order_by().values_list("step__campaign__plan_item__audience__name")
    is_given = FATED[Fate.OPEN] | FATED[Fate.DONE]
    rows = names.filter(is_given).annotate(given=Count("pk"), done=Count("pk", filter=FATED[Fate.DONE]))
    return {name: (given, done) for name, given, done in rows}


def results_of(campaigns: list[int]) -> tuple[str, int]:
    """Return where to read what came of campaigns, and how many those are."""
    query = urlencode([("campaign", pk) for pk in campaigns[:CHOICES]])
    return (f"{reverse('outreach:campaigns-compare')}?{query}" if campaigns else "", len(campaigns))
