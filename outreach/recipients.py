"""Recipients: whom a campaign reaches, looked up in its audience, and why nothing goes to some."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from directory.models import Affiliation, Person
from outreach import exclusions, gathering
from outreach.audience_rules import WrongRules
from outreach.models import Campaign, Recipient
from outreach.personal import Addressee, values_for
from outreach.suppression import normalize_address

AT_ONCE = 2_000  # people read at a time
READ = ("pk", "name", "email", "through", "why")
BY_NAME = ("folded_name", "pk")
TWICE = "Somebody else here has the same address."


def sample(campaign: Campaign, *, at: datetime, most: int) -> list[Addressee]:
    """Return so many people to whom something goes, those who are known longest, by name."""
    if campaign.audience is None:
        return []
    with suppress(WrongRules):
        people = gathering.people(campaign.audience, at=at).order_by("pk").values_list("folded_name", *READ)[:most]
        return list(as_addressees(in_order(people)))
    return []


def found(campaign: Campaign, *, at: datetime) -> list[Addressee]:
    """Return everybody whom the audience's rules fit, by name, with the reason where nothing goes to them."""
    seen: set[str] = set()
    everybody = []
    for one in all_of(campaign, at=at):
        is_twice = not one.left_out and one.email in seen
        seen.add(one.email)
        everybody.append(left_out(one, TWICE) if is_twice else one)
    return everybody


def all_of(campaign: Campaign, *, at: datetime) -> Iterator[Addressee]:
    """Yield the people of the audience; a campaign without one has none, nor has one whose rules make no sense."""
    if campaign.audience:
        with suppress(WrongRules):
            found = gathering.with_why(campaign.audience, at=at).order_by("pk").values_list("folded_name", *READ)
            rows = iter(in_order(found.iterator(chunk_size=AT_ONCE)))
            while some := list(islice(rows, AT_ONCE)):
                yield from as_addressees(some)


def in_order(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Return rows that begin with the name and the key, without that name, in its order.

    They are sorted here: asked for in that order, PostgreSQL walks the index of names row by row, and takes minutes
    where a crowd was just added.
    """
    return [row[1:] for row in sorted(rows)]


def as_addressees(people: Sequence[tuple[int, str, str, int, str]]) -> Iterator[Addressee]:
    """Yield people of an audience, read as READ, as a letter addresses them.

    Rows are read as they are: of two hundred thousand, objects would take most of the time and all of the memory.
    """
    jobs = Affiliation.objects.filter(pk__in=[through for _pk, _name, _email, through, _why in people])
    columns = ("pk", "title", "organization", "organization__name", "organization__town")
    known = {pk: place for pk, *place in jobs.values_list(*columns)}
    for pk, name, email, through, why in people:
        if through not in known:  # merged away meanwhile
            continue
        title, organization, called, town = known[through]
        yield Addressee(
            person_id=pk,
            organization_id=organization,
            name=name,
            email=normalize_address(email),
            title=title,
            organization=called,
            town=town,
            left_out=exclusions.EXCLUSIONS[why].why if why else "",
            through=through,
        )


def named(people: Sequence[tuple[int, int]]) -> list[Addressee]:
    """Return people by id and the affiliation they are in by, in this order, as they are called now."""
    rows = Person.objects.filter(pk__in=[pk for pk, _through in people])
    known = {pk: (name, email) for pk, name, email in rows.values_list("pk", "name", "email")}
    return list(as_addressees([(pk, *known[pk], through, "") for pk, through in people if pk in known]))


def at_place(campaign: Campaign, place: int, *, at: datetime) -> tuple[Addressee | None, int]:
    """Return who stands at this place (0 is the first) among those reached, and how many there are.

    Once a campaign has started that is who stood there then.
    """
    if not campaign.is_unstarted:
        pinned = campaign.recipients.reached().order_by("pk")
        count = pinned.count()
        one = pinned[place : place + 1].first() if 0 <= place < count else None
        return (from_recipient(one) if one else None), count
    if campaign.audience is None:
        return None, 0
    try:
        reached = gathering.people(campaign.audience, at=at).order_by("pk")
    except WrongRules:
        return None, 0
    everybody = in_order(reached.values_list("folded_name", "pk"))
    count = len(everybody)
    here = everybody[place] if 0 <= place < count else ()
    people = list(reached.filter(pk__in=here).values_list(*READ))
    return next(as_addressees(people), None), count


def from_recipient(one: Recipient) -> Addressee:
    """Return a pinned recipient as they were addressed."""
    known = one.values
    return Addressee(
        person_id=one.person_id,
        organization_id=one.organization_id,
        name=one.name,
        email=one.email,
        title=known.get("title", ""),
        organization=known.get("organization", ""),
        town=known.get("town", ""),
        left_out=one.left_out,
    )


def as_row(campaign: Campaign, one: Addressee) -> Recipient:
    """Return the row that pins somebody."""
    return Recipient(
        campaign=campaign,
        person_id=one.person_id,
        organization_id=one.organization_id,
        name=one.name[:150],
        email=one.email,
        values=values_for(one, campaign.messenger),
        left_out=one.left_out,
    )


def left_out(one: Addressee, why: str) -> Addressee:
    """Return somebody with the reason why nothing goes to them."""
    return Addressee(**{**one.__dict__, "left_out": why})
