"""What the list of employers is narrowed, ordered and shown by; all of it stands in the address of the page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict

from community.models import Community, User
from directory.filters import ListFilter, Menu, offered, sector_menu, tag_menu, town_menu
from directory.models import Organization, SizeBand
from employers.models import Employer
from employers.models.employer import EmployerQuerySet
from employers.stages import Stage

NAME = "organization__normalized_name"
LISTED = (
    "pk",
    "organization_id",
    "organization__name",
    NAME,
    "organization__sector",
    "organization__size_band",
    "organization__town",
    "organization__owner__name",
    "organization__owner__email",
    "stage",
    "stage_since",
    "stage_reason",
    "next_step",
    "next_step_on",
    "last_contact_on",
    "heard",
    "it_workforce",
)
COLUMNS = {
    "stage": "Stage",
    "next": "Next step",
    "owner": "Owner",
    "heard": "Last contact",
    "town": "Town",
    "sector": "Sector",
    "size": "Size",
    "it": "People in IT",
    "reason": "Why not",
}
MANY = 2_000
USUAL = ("stage", "next", "owner", "heard", "town")


@dataclass(frozen=True)
class Order:
    """One way to sort: its name, and the column, never empty and read upwards."""

    label: str
    column: str


ORDERS = {
    "name": Order("Name", NAME),
    "next": Order("Next step first", "next_on"),
    "heard": Order("Longest quiet first", "heard"),
    "since": Order("Longest in its stage first", "stage_since"),
}


def listed(community: Community) -> EmployerQuerySet:
    """Return the employers of a community; it stands on both tables, so that either can give the order."""
    rows: Any = Employer.objects.of(community)
    found: EmployerQuerySet = rows.filter(organization__community=community)
    return found


class EmployerFilter(ListFilter):
    """Employers by words, stage, owner, sector, size, town and tag; and those quiet too long, or with a step due."""

    ONLY = (
        ("", "All of them"),
        ("due", "whose next step is due"),
        ("quiet", "quiet too long"),
        ("unplanned", "without a next step"),
    )

    def __init__(self, asked: QueryDict, community: Community, *, today: date, by: User) -> None:
        known = offered(community)
        owners = [("", "Anybody"), ("me", "Me"), ("nobody", "Nobody yet"), *known.members]
        super().__init__(
            asked,
            [
                Menu(asked, "stage", "stage", "Stage", [("", "Every stage"), *Stage.choices]),
                Menu(asked, "owner", "organization__owner", "Owner", owners),
                sector_menu(asked, "organization__sector"),
                Menu(asked, "size", "organization__size_band", "Size", [("", "Every size"), *SizeBand.choices]),
                town_menu(asked, "organization__town", known.towns),
                tag_menu(asked, "organization__tags", known.tags),
                Menu(asked, "only", "", "Only those", self.ONLY),
            ],
        )
        self.community, self.today, self.me = community, today, by
        self.order = Menu(asked, "sort", "", "Sorted by", [(key, order.label) for key, order in ORDERS.items()])
        shown = [key for key in asked.getlist("show") if key in COLUMNS]
        self.columns = shown or list(USUAL)

    @property
    def column(self) -> str:
        """Return the column that the rows are ordered by."""
        return ORDERS[self.order.chosen or "name"].column

    def narrow(self, rows: EmployerQuerySet, *, but: str = "") -> EmployerQuerySet:
        """Return the rows that fit; the menu named `but` is left out of it."""
        for menu in self.menus:
            if menu.chosen and menu.name not in {"stage", but}:
                rows = self.narrowed_by(menu, rows)
        if self.q.words:
            found = Organization.objects.of(self.community).search(self.q.words)
            rows = rows.filter(organization__in=found.order_by().values("pk"))
        stage = self.menus[0].chosen
        if stage and but != "stage":
            rows = self.at_stage(rows, stage, Employer.objects.of(self.community).filter(stage=stage)[:MANY].count())
        return rows

    def at_stage(self, rows: EmployerQuerySet, stage: str, count: int) -> EmployerQuerySet:
        """Return the rows at one stage, which so many are.

        Where they are many and the list goes by name, SQLite is kept from the index on stages: it would read and sort
        them all, and meets enough of them on its way along the names.
        """
        is_walked = self.column == NAME and count >= MANY
        return rows.filter(stage__unindexed=stage) if is_walked else rows.filter(stage=stage)

    def narrowed_by(self, menu: Menu, rows: EmployerQuerySet) -> EmployerQuerySet:
        """Return the rows that fit one menu."""
        match menu.name, menu.chosen:
            case "owner", "me":
                return rows.filter(organization__owner=self.me)
            case "owner", "nobody":
                return rows.filter(organization__owner=None)
            case "only", "due":
                return rows.due(self.today)
            case "only", "quiet":
                return rows.quiet(self.today, self.community.quiet_after_days)
            case "only", _:
                return rows.filter(next_step="", stage__in=[Stage.IDENTIFIED, Stage.CONTACTED, Stage.IN_CONVERSATION])
            case _:
                return rows.filter(**{menu.column: menu.chosen})


def ordered(rows: "QuerySet[Employer]", column: str) -> "QuerySet[Employer]":
    """Return the rows in the order of a column, those level with each other as they came in."""
    return rows.order_by(F(column).asc(), "pk")
