"""What the public would see of a program if a return were filed as it stands, by the function that hides figures."""

from datetime import date

from django.db import transaction

from providers import figuring, filing
from providers.channels import Told
from providers.models import Figure, Return, Submission
from providers.models.release import policy_of
from providers.outcomes import Kind, matures_on


def seen_by_public(owed: Return, filed: filing.Filed | None, *, today: date) -> list[Told]:
    """Return every figure of the return's program as it would be told once its half-year counts; nothing is kept.

    `filed` is what would be filed; None looks at what counts now. The very rows are written and figured, and the
    transaction is taken back: so no second way of figuring can differ from the first.
    """
    as_of = max(today, matures_on(owed.cohort))
    community = owed.program.provider.organization.community
    with transaction.atomic():
        if filed is not None:
            owed.submissions.filter(is_current=True).update(is_current=False)
            last = owed.submissions.order_by("-version").values_list("version", flat=True).first() or 0
            submission = Submission.objects.create(
                filed_for=owed,
                version=last + 1,
                why="-" if last else "",
                is_nil=not filed.rows,
                enrollments=filed.enrollments,
                excepted=filed.excepted,
            )
            filing.keep_rows(submission, filed, {})
            Return.objects.filter(pk=owed.pk).update(state=Return.State.SUBMITTED)
        rows = list(figuring.figure_out([owed.program_id], as_of=as_of, policy=policy_of(community)))
        transaction.set_rollback(True)
    figures = {Kind(row["kind"]): Figure(**row) for row in rows}
    return [Told(kind, figures[kind].shown, figures[kind].window) for kind in Kind if kind != Kind.DECLARED]
