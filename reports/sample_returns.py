"""Returns of the sample community on their way: a provider at its desk, a file looked at, more time asked for."""

from datetime import date, datetime, timedelta

from community.models import Community, User
from directory.models import Affiliation, Person
from providers import employer_names, letting_off, uploading
from providers.models import Return, Submission

EMAIL, NAME = "lena@granitetech.example", "Lena Ortiz"
ROWS = (
    "Person ID,SSN,Training Start,Training End,Exit Status,Placement Date,Company,Title,Wage at Hire,Hours",
    "GT-{y}-01,123-45-6701,2/{m}/{y},14/{n}/{y},Completed,17/{o}/{y},Fernhill Foods,Web Developer,24.50,40",
    "GT-{y}-02,123-45-6702,2/{m}/{y},14/{n}/{y},Completed,,,,,",
    "GT-{y}-03,123-45-6703,2/{m}/{y},3/{n}/{y},Withdrew,,,,,",
    "GT-{y}-04,123-45-6704,2/{m}/{y},15/{n}/{y},Employed full time,18/{o}/{y},Acme Corp,Help desk lead,19,37.5",
    "GT-{y}-05,123-45-6705,2/{m}/{y},15/{n}/{y},Unemployed,,,,,",
    ",123-45-6706,2/{m}/{y},45/{n}/{y},Unemployed,,,,,",
    "GT-{y}-07,123-45-6707,2/{m}/{y},15/{n}/{p},Blue,,,,,",
)


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Open the desk of a provider that is late, let it ask for more time and begin, and have names wait."""
    late = Return.objects.of(community).awaited().order_by("due_on", "pk").first()
    if late:
        lena = clerk_of(late, at=at - timedelta(days=200))
        until = at.date() + timedelta(days=30)
        reason = "Our student system changes this month, and its export is not ready yet."
        letting_off.ask(late, kind="more_time", until=until, reason=reason, by=lena, at=at - timedelta(days=2))
        uploading.begin(late, name="cohort.csv", content=export(late.cohort), by=lena, at=at - timedelta(hours=3))
    current = Submission.objects.of(community).current().select_related("filed_for__program__provider__organization")
    for submission in current.order_by("pk"):
        employer_names.await_team(submission.filed_for.program.provider, submission, at=submission.submitted_at)


def clerk_of(owed: Return, *, at: datetime) -> User:
    """Return somebody who works at a provider and has its desk."""
    organization = owed.program.provider.organization
    user = User.objects.create_user(EMAIL, NAME)
    source = "Applied for Granite Tech School"
    person = Person.objects.create(
        community=organization.community, name=NAME, email=EMAIL, user=user, source=source, created_at=at
    )
    Affiliation.objects.create(person=person, organization=organization, title="Registrar", has_desk=True)
    return user


def export(cohort: date) -> bytes:
    """Return an export of a half-year with the troubles that such files have."""
    first = cohort.month
    facts = {"y": cohort.year, "p": cohort.year - 2, "m": first, "n": first + 3, "o": first + 4}
    return "\n".join(row.format(**facts) for row in ROWS).encode()
