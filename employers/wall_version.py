"""What tells one state of the public wall from the next, so that a page can be kept exactly as long as it is true.

Who is named is read from the rows themselves each time: a consent taken back, a name corrected, a logo exchanged make
another version at once. Whatever else becomes of a commitment writes an event, and with it another head of the chain.
"""

from datetime import date

from community.kept import version_of
from community.models import Community
from directory.models import Organization
from employers.models import Ask, Chain, CheckIn, Commitment, CommitmentText, Consent, Employer

STATE = f"""
    SELECT (SELECT head FROM {Chain._meta.db_table} WHERE community_id = %(community)s),
           (SELECT sha256 FROM {CommitmentText._meta.db_table}
            WHERE community_id = %(community)s AND kind = '{CommitmentText.Kind.COMMITMENT.value}'
                  AND published_at IS NOT NULL ORDER BY version DESC LIMIT 1),
           (SELECT MAX(changed_at) FROM {Ask._meta.db_table}),
           (SELECT MAX(answered_at) FROM {CheckIn._meta.db_table}),
           (SELECT {{digest}} FROM (
                SELECT {{array}}(c.reference, e.logo, o.name, o.slug, o.sector, o.town, o.website, a.kind) AS line
                FROM {Commitment._meta.db_table} c
                JOIN {Consent._meta.db_table} a ON a.commitment_id = c.id AND a.withdrawn_at IS NULL
                     AND a.kind IN ('{Consent.Kind.LIST_NAME.value}', '{Consent.Kind.SHOW_LOGO.value}')
                JOIN {Employer._meta.db_table} e ON e.id = c.employer_id
                JOIN {Organization._meta.db_table} o ON o.id = e.organization_id
                WHERE c.community_id = %(community)s AND c.state = '{Commitment.State.ACTIVE.value}'
                ORDER BY c.id, a.kind
            ) AS named)
"""  # noqa: S608 - put together from our own names alone


def version(community: Community, *, today: date) -> str:
    """Return the version of a community's wall on a day, in one query."""
    return version_of(STATE, community, today=today)
