"""Organizations that rows name are met or made; those that rows are about are filled in, and taken for employers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import slugify

from directory import copying
from directory.importing import comparing, joining, knowing
from directory.importing.desk import Desk, Kind
from directory.importing.naming import Line, Named
from directory.models import Domain, ImportBatch, ImportRow, Organization, Tag
from directory.names import fold, text_of_organization
from directory.organizations import SLUG, in_words, label_of

Tagging = Organization.tags.through
MODEL = "directory.organization"
COLUMNS = (
    "name",
    "normalized_name",
    "search_text",
    "slug",
    "town",
    "sector",
    "size_band",
    "website",
    "phone",
    "owner_id",
    "source",
)
FILLED = ("town", "sector", "size_band", "website", "phone", "owner_id", "source", "search_text")


def bring(desk: Desk, lines: list[Line]) -> None:
    """Meet or make every organization that lines name, and fill in those that they are about."""
    knowing.find_places(desk.batch.community, lines, desk.fresh.get(Kind.ORGANIZATION, ()))
    makers = make(desk, lines)
    if desk.batch.holds == "organizations":
        make_tags(desk, lines)
        equip(desk, [line for line in lines if id(line) in makers])
        fill(desk, [line for line in lines if id(line) not in makers])
    join(desk, lines)


def make(desk: Desk, lines: list[Line]) -> set[int]:
    """Add the organizations that are new; return the lines that made one, each once."""
    new: dict[tuple[str, str], tuple[Line, Named]] = {}
    missing = [
        (line, index, one) for line in lines for index, one in enumerate(line.places) if one and line.at[index] is None
    ]
    for line, _index, one in missing:
        new.setdefault(one.key, (line, one))
    is_about = desk.batch.holds == "organizations"
    rows = [row_of(desk, one, line.row.values if is_about else {}) for line, one in new.values()]
    same = {"community_id": desk.batch.community_id, "created_at": desk.at}
    ids = dict(zip(new, copying.insert(Organization, COLUMNS, rows, **same), strict=True))
    for line, index, one in missing:
        line.at[index] = ids[one.key]
    desk.made(Kind.ORGANIZATION, ids.values())
    desk.count("organizations", len(ids))
    domains = [(ids[key], one.domain) for key, (_line, one) in new.items() if one.domain]
    give(desk, domains)
    desk.newcomers = {ids[key]: line for key, (line, _one) in new.items()}
    return {id(line) for line, _one in new.values()}


def row_of(desk: Desk, one: Named, values: dict[str, Any]) -> tuple[Any, ...]:
    """Return an organization as the database takes it."""
    normalized, town = one.key
    return (
        one.name,
        normalized,
        text_of_organization(fold(one.name), normalized, town),
        free_slug(desk, one.name),
        one.town,
        values.get("sector") or "",
        values.get("size_band") or "",
        values.get("website") or "",
        values.get("phone") or "",
        values.get("owner"),
        values.get("source") or desk.batch.source,
    )


def free_slug(desk: Desk, name: str) -> str:
    """Return a slug that no organization has, and take it: acme, acme-2, acme-3 and on."""
    stem = slugify(name)[:SLUG].strip("-") or "organization"
    slug, number = stem, 1
    while slug in desk.slugs:
        number += 1
        slug = f"{stem}-{number}"
    desk.slugs.add(slug)
    return slug


def give(desk: Desk, domains: list[tuple[int, str]]) -> None:
    """Give organizations their mail domains, which nobody has verified."""
    same = {"community_id": desk.batch.community_id}
    desk.made(Kind.DOMAIN, copying.insert(Domain, ("organization_id", "name"), domains, **same))


def make_tags(desk: Desk, lines: list[Line]) -> None:
    """Have every tag that lines name at hand, making those that are new."""
    named = {tag.casefold(): tag for line in lines for tag in line.row.values.get("tags") or ()}
    missing = {word: tag for word, tag in named.items() if word not in desk.tags}
    if not missing:
        return
    known = Tag.objects.of(desk.batch.community).values_list("name", "pk")
    desk.tags.update({name.casefold(): pk for name, pk in known})
    new = {word: tag for word, tag in missing.items() if word not in desk.tags}
    ids = copying.insert(Tag, ("name",), [(tag,) for tag in new.values()], community_id=desk.batch.community_id)
    desk.tags.update(zip(new, ids, strict=True))
    desk.made(Kind.TAG, ids)


def equip(desk: Desk, lines: list[Line]) -> None:
    """Give organizations that were made just now their tags and notes."""
    tag(desk, [(line.at[0], word) for line in lines for word in line.row.values.get("tags") or ()])
    for line in lines:
        if note := line.row.values.get("note"):
            desk.tell("note", organization=line.at[0], text=note)


def tag(desk: Desk, tagged: Iterable[tuple[int | None, str]]) -> None:
    """Put tags on organizations."""
    rows = [(pk, desk.tags[word.casefold()]) for pk, word in tagged]
    desk.made(Kind.TAGGING, copying.insert(Tagging, ("organization_id", "tag_id"), rows))


def fill(desk: Desk, lines: list[Line]) -> None:
    """Change the organizations that we knew as the batch says; what the import itself made is filled in."""
    about = [line for line in lines if line.row.outcome != ImportRow.Outcome.DUPLICATE]
    known = comparing.known_of(comparing.first_of(line.at[0] for line in about))
    if not known:
        return
    locked = Organization.objects.select_for_update(of=("self",)).select_related("owner").order_by("pk")
    there = locked.in_bulk(list(known))
    changed: dict[int, Organization] = {}
    met: set[int] = set()
    for line in about:
        pk = line.at[0] or 0
        if pk not in there or pk not in known:
            continue  # merged or removed since
        way = comparing.FILL if desk.is_fresh(Kind.ORGANIZATION, pk) else desk.batch.known
        if way == comparing.LEAVE:
            continue
        met.add(pk)
        add_to(desk, pk, known[pk], line.row.values)
        if new := comparing.of_organization(known[pk], line.row.values, way):
            alter(desk, there[pk], known[pk], new)
            changed[pk] = there[pk]
    copying.update(
        Organization, FILLED, [(*(getattr(one, name) for name in FILLED), one.pk) for one in changed.values()]
    )
    desk.count("changed", len({pk for pk in met if not desk.is_fresh(Kind.ORGANIZATION, pk)}))


def alter(desk: Desk, organization: Organization, about: comparing.Known, new: dict[str, Any]) -> None:
    """Change an organization in memory, and remember what was before."""
    before = {name: about.fields[name] for name in new}
    changes = []
    for name, value in new.items():
        shown = name.removesuffix("_id")
        was = in_words(organization, shown)
        setattr(organization, name, value)
        about.fields[name] = value
        changes.append({"field": label_of(shown), "before": was, "after": in_words(organization, shown)})
    organization.fold()
    if not desk.is_fresh(Kind.ORGANIZATION, organization.pk):
        desk.changed(MODEL, organization.pk, before, new)
        desk.tell("organization_changed", organization=organization.pk, changes=changes)


def add_to(desk: Desk, pk: int, about: comparing.Known, values: dict[str, Any]) -> None:
    """Give an organization that we knew the tags, the domain and the note that a row names."""
    new = [word for word in values.get("tags") or () if word.casefold() not in about.tags]
    about.tags.update(word.casefold() for word in new)
    tag(desk, [(pk, word) for word in new])
    domain, note = values.get("domain"), values.get("note")
    if domain and domain not in about.domains:
        about.domains.add(domain)
        give(desk, [(pk, domain)])
    if note and note not in about.notes:
        about.notes.add(note)
        desk.tell("note", organization=pk, text=note)


def join(desk: Desk, lines: list[Line]) -> None:
    """Have upper floors take organizations for what they are imported as, with what their columns say."""
    if not desk.batch.is_joining:
        return
    ids = set(joining_of(desk.batch, lines))
    for joint in joining.joints:
        new: set[int] = set()
        for part in joining.in_parts(ids):
            new |= joint.join(part, desk.by, desk.at)
        desk.made(Kind.JOINED, sorted(new))
        for pk in sorted(new - desk.fresh.get(Kind.ORGANIZATION, set())):
            desk.tell(joint.verb, organization=pk)
        said = joining.said_of(joint, lines)
        changes = joint.fill({pk: values for pk, values in said.items() if pk in new}, comparing.FILL)
        if desk.batch.known != comparing.LEAVE:
            changes += joint.fill({pk: values for pk, values in said.items() if pk not in new}, desk.batch.known)
        for change in changes:
            desk.changed(change.model, change.key, change.before, change.after)
            if not desk.is_fresh(Kind.ORGANIZATION, change.organization):
                desk.tell("organization_changed", organization=change.organization, changes=change.told)


def joining_of(batch: ImportBatch, lines: list[Line]) -> Iterator[int]:
    """Yield the organizations that may hire: those that rows are about; of alliances, their members."""
    for line in lines:
        place = line.at[-1 if batch.holds == ImportBatch.Holds.ALLIANCES else 0]
        if place:
            yield place
