"""Which organizations and people that rows name are known already."""

from collections.abc import Collection, Iterable

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from community.models import Community
from directory.copying import among
from directory.importing.naming import Line, Named, Who
from directory.models import Affiliation, Domain, Organization, Person
from directory.models.person import PersonQuerySet
from directory.names import fold


class Places:
    """The organizations that some rows may name, by name and by mail domain.

    Those in `fresh`, which the import itself has made, are met by the very name and town alone: two rows that are not
    the same never become one.
    """

    def __init__(self, community: Community, named: Iterable[Named], fresh: Collection[int] = ()) -> None:
        every = list(named)
        self.exact: dict[tuple[str, str], int] = {}
        self.by_name: dict[str, list[tuple[int, str]]] = {}
        self.by_domain: dict[str, set[int]] = {}
        found = Organization.objects.of(community).filter(normalized_name__in=among({one.key[0] for one in every}))
        for pk, name, town in found.order_by("pk").values_list("pk", "normalized_name", "town"):
            self.exact.setdefault((name, fold(town)[:120]), pk)
            if pk not in fresh:
                self.by_name.setdefault(name, []).append((pk, fold(town)[:120]))
        if domains := {one.domain for one in every if one.domain}:
            owners = Domain.objects.of(community).filter(name__in=among(domains))
            for pk, name in owners.values_list("organization_id", "name"):
                if pk not in fresh:
                    self.by_domain.setdefault(name, set()).add(pk)

    def find(self, one: Named) -> int | None:
        """Return the organization that is named: of this name in this town, else the only one with this mail domain.

        Where a town is missing, the name decides if only one organization has it.
        """
        if found := self.exact.get(one.key):
            return found
        alike = self.by_name.get(one.key[0], ())
        if len(alike) == 1 and not (one.key[1] and alike[0][1]):
            return alike[0][0]
        owners = self.by_domain.get(one.domain, set())
        return next(iter(owners)) if len(owners) == 1 else None

    def is_unclear(self, one: Named) -> bool:
        """Test whether several organizations have this name, and no town says which is meant."""
        return not one.key[1] and len(self.by_name.get(one.key[0], ())) > 1 and self.find(one) is None


class People:
    """The people that some rows may name: by address, by name at an organization, else by a name that one alone has.

    Those in `fresh`, which the import itself has made, are met by a name alone only where that is all there is of them.
    """

    def __init__(self, community: Community, lines: Iterable[Line], fresh: Collection[int] = ()) -> None:
        every = [(who, line.at[who.at], line.places[who.at]) for line in lines for who in line.people if who]
        of_all = Person.objects.of(community)
        emails = {who.email for who, _at, _place in every if who.email}
        self.by_email = dict(of_all.filter(email__in=among(emails)).values_list("email", "pk"))
        self.there: dict[tuple[int, str], list[tuple[int, str]]] = {}
        for person, place, name, email in staff({at for _who, at, _place in every if at}):
            self.there.setdefault((place, name), []).append((person, email))
        self.alone: dict[str, list[int]] = {}  # of whom a name is all there is
        self.by_name: dict[str, list[int]] = {}
        names = {who.folded for who, _at, place in every if not place and not who.email}
        for name, pk, is_alone in named_so(of_all, names):
            if is_alone:
                self.alone.setdefault(name, []).append(pk)
            if pk not in fresh:
                self.by_name.setdefault(name, []).append(pk)

    def find(self, who: Who, at: int | None, *, is_placed: bool) -> int | None:
        """Return who is named, at an organization that we know or, where none is named, anywhere."""
        if who.email in self.by_email:
            return self.by_email[who.email]
        if at:
            return next(iter(sorted_out(self.there.get((at, who.folded), ()), who)), None)
        if who.email or is_placed:
            return None
        alike = self.alone.get(who.folded) or self.by_name.get(who.folded, [])
        return alike[0] if len(alike) == 1 else None

    def take(self, who: Who, at: int | None, found: int) -> None:
        """Remember that whoever is met by name has this address from now on: the next row may mean somebody else."""
        if who.email and who.email not in self.by_email:
            self.by_email[who.email] = found
            alike = self.there.get((at or 0, who.folded), [])
            alike[:] = [(pk, who.email if pk == found else email) for pk, email in alike]

    def is_unclear(self, who: Who) -> bool:
        """Test whether several people have this name, and nothing else says who is meant."""
        alike = self.alone.get(who.folded) or self.by_name.get(who.folded, [])
        return not who.email and len(alike) > 1


def sorted_out(there: Iterable[tuple[int, str]], who: Who) -> list[int]:
    """Return who of those with this name at a place may be meant, the likeliest first: those without an address."""
    return [pk for pk, email in there if not email] + [pk for pk, email in there if email and not who.email]


def named_so(people: PersonQuerySet, names: set[str]) -> "QuerySet[Person, tuple[str, int, bool]]":
    """Return the people who are called so, and of which of them that is all there is."""
    is_alone = Q(email="") & ~Exists(Affiliation.objects.current().filter(person=OuterRef("pk")))
    rows = people.filter(folded_name__in=among(names)).annotate(is_alone=ExpressionWrapper(is_alone, BooleanField()))
    return rows.order_by("pk").values_list("folded_name", "pk", "is_alone")


def staff(places: set[int]) -> "QuerySet[Affiliation, tuple[int, int, str, str]]":
    """Return who works at organizations now."""
    current = Affiliation.objects.current().filter(organization__in=among(places)).order_by("pk")
    return current.values_list("person_id", "organization_id", "person__folded_name", "person__email")


def find_places(community: Community, lines: list[Line], fresh: Collection[int] = ()) -> Places:
    """Find the organizations that lines name."""
    places = Places(community, (one for line in lines for one in line.places if one), fresh)
    for line in lines:
        for index, one in enumerate(line.places):
            if one:
                line.at[index] = places.find(one)
    return places


def find_people(community: Community, lines: list[Line], fresh: Collection[int] = ()) -> People:
    """Find the people that lines name, whose organizations are found or made."""
    people = People(community, lines, fresh)
    for line in lines:
        for index, who in enumerate(line.people):
            if who and (found := people.find(who, line.at[who.at], is_placed=line.places[who.at] is not None)):
                line.who[index] = found
                people.take(who, line.at[who.at], found)
    return people
