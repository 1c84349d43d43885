"""Keys: what each record is found by is written down as numbers while a search goes on."""

from collections.abc import Iterator

from django.db import connection

from community.models import Community, Job
from directory.models import DuplicateKey, Organization, Person
from directory.names import FREE_MAIL
from directory.spelling import digest, digits_of, mailbox_of, names_of, slips, words_of

Kind = DuplicateKey.Kind
Key = tuple[str, int]  # kind and number
Row = tuple[str, int, int]  # and the record that has it
READ = 2_000  # records at once
TABLE = DuplicateKey._meta.db_table


def of_words(community: Community) -> list[Row]:
    """Return which words of organizations' names are a slip apart: from here on they count as one word.

    All the words are held at once. There are far fewer than names, and fewer new ones the more names there are.
    """
    names = Organization.objects.of(community).order_by().values_list("normalized_name", flat=True)
    words = {word for name in names.iterator() for word in words_of(name)}
    return [(Kind.SLIP.value, digest(word), digest(other)) for word, other in slips(words).items()]


def known_slips(job: Job) -> dict[int, int]:
    """Return what was written down of slips, numbers for words."""
    return dict(DuplicateKey.objects.filter(job=job, kind=Kind.SLIP).values_list("key", "record"))


def of_organizations(community: Community, after: int, like: dict[int, int]) -> tuple[list[int], list[Row]]:
    """Return the next organizations, none where none is left, and their keys."""
    rows = Organization.objects.of(community).filter(pk__gt=after).order_by("pk")
    read = list(rows.values_list("pk", "normalized_name", "phone")[:READ])
    keys = [(kind, key, pk) for pk, name, phone in read for kind, key in of_organization(name, phone, like)]
    return [row[0] for row in read], keys


def of_organization(compared: str, phone: str, like: dict[int, int]) -> Iterator[Key]:
    """Yield the keys of an organization: its words in any order and but for slips, its letters, its phone."""
    words = words_of(compared)
    numbers = {like.get(number, number) for number in map(digest, words)}
    yield Kind.WORDS.value, digest(" ".join(map(str, sorted(numbers))))
    yield Kind.LETTERS.value, digest("".join(words))
    if digits := digits_of(phone):
        yield Kind.PHONE.value, digest(digits)


def of_people(community: Community, after: int) -> tuple[list[int], list[Row]]:
    """Return the next people, none where none is left, and their keys."""
    rows = Person.objects.of(community).filter(pk__gt=after).order_by("pk")
    read = list(rows.values_list("pk", "folded_name", "email", "phone")[:READ])
    keys = [(kind, key, pk) for pk, name, email, phone in read for kind, key in of_person(name, email, phone)]
    return [row[0] for row in read], keys


def of_person(folded: str, email: str, phone: str) -> Iterator[Key]:
    """Yield the keys of a person beside where they work: phone, the firm's mail domain, name and mailbox."""
    if digits := digits_of(phone):
        yield Kind.OWN_PHONE.value, digest(digits)
    if domain := own_domain(email):
        yield Kind.DOMAIN.value, digest(domain)
    if box := mailbox_of(email):
        yield Kind.MAILBOX.value, digest(" ".join([box, *sorted(names_of(folded))]))


def own_domain(email: str) -> str:
    """Return the mail domain of an address as the directory keeps it, or nothing where anybody can open a mailbox."""
    domain = email.rpartition("@")[2]
    return "" if domain in FREE_MAIL else domain


def write(job: Job, rows: list[Row]) -> None:
    """Write keys, past the ORM, whose `bulk_create` takes ten times as long."""
    if not rows:
        return
    into = f"INSERT INTO {TABLE} (job_id, kind, key, record)"  # our own names
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(
                f"{into} SELECT %s, * FROM unnest(%s::text[], %s::bigint[], %s::bigint[])",  # noqa: S608 - as above
                [job.pk, *arrays],
            )
        else:
            cursor.executemany(f"{into} VALUES (%s, %s, %s, %s)", [(job.pk, *row) for row in rows])


def count_rows() -> None:
    """Let PostgreSQL count the keys, or it guesses that there are none, and reads them all to find a few."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {TABLE}")
