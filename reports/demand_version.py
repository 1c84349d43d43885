"""What tells one state of public demand from the next, so that its page is kept exactly as long as it is true.

Who signed and who is named are in the version of the wall, what is taught and which writings of a skill mean the same
in that of the channels; the asks are read from their rows each time.
"""

import hashlib
from datetime import date

from community.kept import version_of
from community.models import Community
from employers import wall_version
from employers.models import Ask, Commitment
from providers import channels_version

STATE = f"""
    SELECT {{digest}} FROM (
        SELECT {{array}}(a.id, a.employer_id, a.commitment_id, a.occupation, a.horizon, a.openings, a.skills, a.town,
                         a.valid_until, a.changed_at) AS line
        FROM {Ask._meta.db_table} a
        WHERE a.valid_until >= %(today)s AND a.employer_id IN (
            SELECT employer_id FROM {Commitment._meta.db_table}
            WHERE community_id = %(community)s AND state = '{Commitment.State.ACTIVE.value}')
        ORDER BY a.id
    ) AS asks
"""  # noqa: S608 - put together from our own names alone


def version(community: Community, *, today: date) -> str:
    """Return the version of a community's demand on a day, in three queries."""
    parts = [one.version(community, today=today) for one in (wall_version, channels_version)]
    return hashlib.sha256("".join([*parts, version_of(STATE, community, today=today)]).encode()).hexdigest()[:32]
