"""What tells one state of the public wall from the next, so that a page can be kept exactly as long as it is true.

Who is named is read from the rows themselves each time: a consent taken back, a name corrected, a logo exchanged make
another version at once. Whatever else becomes of a commitment writes an event, and with it another head of the chain.

Both questions are asked at every visit, and so in plain SQL: the ORM takes longer to put them than they to be answered.
"""

import hashlib
from datetime import date

from django.db import connection

from community.models import Community
from directory.models import Organization
from employers.models import Chain, Commitment, CommitmentText, Consent, Employer

NEWEST = f"""
    SELECT (SELECT head FROM {Chain._meta.db_table} WHERE community_id = %s),
           (SELECT sha256 FROM {CommitmentText._meta.db_table}
            WHERE community_id = %s AND published_at IS NOT NULL ORDER BY version DESC LIMIT 1)
"""  # noqa: S608 - put together from our own names alone
STANDING = f"""
    SELECT c.reference, c.signed_at, e.logo, o.name, o.slug, o.sector, o.town, o.website, a.kind
    FROM {Commitment._meta.db_table} c
    JOIN {Employer._meta.db_table} e ON e.id = c.employer_id
    JOIN {Organization._meta.db_table} o ON o.id = e.organization_id
    LEFT JOIN {Consent._meta.db_table} a ON a.commitment_id = c.id AND a.withdrawn_at IS NULL
    WHERE c.community_id = %s AND c.state = '{Commitment.State.ACTIVE.value}'
    ORDER BY c.reference, a.kind
"""  # noqa: S608 - put together from our own names alone


def version(community: Community, *, today: date) -> str:
    """Return the version of a community's wall on a day, in two small queries."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [community.pk, community.pk])
        newest = cursor.fetchall()
        cursor.execute(STANDING, [community.pk])
        standing = cursor.fetchall()
    own = [value for name, value in sorted(vars(community).items()) if name != "_state"]
    return hashlib.sha256(repr((today, own, newest, standing)).encode()).hexdigest()[:32]
